"""Trees printed as LaTeX, which reads back as the same tree.

>>> from fractions import Fraction
>>> from grader.expr.nodes import Derivative, Mul, Neg, Symbol
>>> to_latex(Neg(Mul((Symbol("eta"), Derivative(Symbol("L"), (Symbol("w_hat"),))))))
'-\\\\eta \\\\, \\\\frac{\\\\partial L}{\\\\partial \\\\hat{w}}'
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import (
    Add,
    Assignment,
    BigOperator,
    Call,
    Constant,
    Derivative,
    Div,
    Entry,
    Factorial,
    Gradient,
    Indicator,
    Interval,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)  # fmt: skip
from grader.expr.printing.text import AND, ATOM, FACTOR, OR, POSTFIX, POWER, PRODUCT, RELATION, SET, SIGN, SUM, to_text
from grader.expr.tokens.characters import GREEK, GREEK_NAMES

__all__ = ["latex_name", "to_latex"]

_ACCENTS: Final = {"hat": "\\hat", "bar": "\\bar", "tilde": "\\tilde", "vec": "\\vec", "dot": "\\dot"}
_RELATIONS: Final = {"=": "=", "!=": "\\neq", "<": "<", "<=": "\\leq", ">": ">", ">=": "\\geq"}


def to_latex(node: Node) -> str:
    """Print ``node`` as LaTeX, without dollar signs."""
    return print_node(node, OR)


def print_node(node: Node, wanted: int) -> str:
    """Print ``node``, in brackets if it holds together less tightly than ``wanted``."""
    latex, own = _PRINTERS[type(node)](node)
    return latex if own >= wanted else f"\\left({latex}\\right)"


@lru_cache(maxsize=4096)
def latex_name(name: str) -> str:
    """Print a name: ``\\\\omega``, ``\\\\hat{y}``, ``\\\\mathrm{loss}``, ``x_{1}``.

    >>> latex_name("w_bar"), latex_name("loss"), latex_name("x_1")
    ('\\\\bar{w}', '\\\\mathrm{loss}', 'x_{1}')
    """
    base, _, rest = name.partition("_")
    letters = base.rstrip("0123456789")
    parts = [part for part in (base[len(letters) :], *rest.split("_")) if part]
    latex = _print_letters(letters)
    if parts and parts[0] in _ACCENTS:
        latex = f"{_ACCENTS[parts.pop(0)]}{{{latex}}}"
    return f"{latex}_{{{','.join(parts)}}}" if parts else latex


def _print_letters(letters: str) -> str:
    word = GREEK.get(letters, letters)
    if word in GREEK_NAMES:
        return f"\\{word}"
    return letters if len(letters) == 1 else f"\\mathrm{{{letters}}}"


def print_number(node: Number) -> tuple[str, int]:
    if node.value.numerator < 0:
        return "-" + print_number(Number(-node.value, node.decimals, node.digits))[0], SIGN
    if node.decimals is None and node.value.denominator != 1:
        return f"\\frac{{{node.value.numerator}}}{{{node.value.denominator}}}", ATOM
    return to_text(node), ATOM


def print_constant(node: Constant) -> tuple[str, int]:
    return {"pi": "\\pi", "oo": "\\infty"}.get(node.name, node.name), ATOM


def print_symbol(node: Symbol) -> tuple[str, int]:
    latex = latex_name(node.name)
    if node.indices:
        latex = f"{latex}_{{{print_list(node.indices)}}}"
    return (latex, ATOM) if node.iterate is None else (f"{latex}^{{({print_node(node.iterate, OR)})}}", POWER)


def print_sum(node: Add) -> tuple[str, int]:
    first, *rest = node.terms
    latex = print_node(first, SIGN)
    for term in rest:
        latex += (
            f" - {print_node(term.operand, PRODUCT)}" if isinstance(term, Neg) else f" + {print_node(term, PRODUCT)}"
        )
    return latex, SUM


def print_negative(node: Neg) -> tuple[str, int]:
    return f"-{print_node(node.operand, PRODUCT)}", SIGN


def print_product(node: Mul) -> tuple[str, int]:
    """Put factors side by side if that reads back, with a dot otherwise."""
    shown = [print_node(factor, FACTOR) for factor in node.factors]
    latex = shown[0]
    for before, after, previous, following in zip(shown, shown[1:], node.factors, node.factors[1:], strict=False):
        sign = (
            " \\odot "
            if node.elementwise
            else " \\, "
            if _reads_side_by_side(before, after, previous, following)
            else " \\cdot "
        )
        latex += sign + after
    return latex, PRODUCT


def _reads_side_by_side(before: str, after: str, previous: Node, following: Node) -> bool:
    """Whether two factors next to each other can be read only as a product."""
    if before == "d" or not isinstance(following, (Symbol, Call, Power, Indicator, Div, Derivative, Add)):
        return False
    if isinstance(previous, Number) and is_fraction_of_numbers(following):
        return False  # 3 \\, \\frac{1}{2} could be a mixed number
    bracketed = after.startswith("\\left(")
    if not bracketed and (not (after[0].isalpha() or after[0] == "\\") or after.startswith("\\left")):
        return False
    closed = before.endswith(("}", "\\right)", "\\right]")) and isinstance(previous, (Div, Call, Indicator, Add))
    return closed or isinstance(previous, Number) or (isinstance(previous, Symbol) and not bracketed)


def is_fraction_of_numbers(node: Node) -> bool:
    return isinstance(node, Div) and isinstance(node.numerator, Number) and isinstance(node.denominator, Number)


def print_quotient(node: Div) -> tuple[str, int]:
    return f"\\frac{{{print_node(node.numerator, OR)}}}{{{print_node(node.denominator, OR)}}}", POSTFIX


def print_power(node: Power) -> tuple[str, int]:
    """Print a power; an array named ``e`` gets brackets, because ``e^x`` is the exponential."""
    base = "\\left(e\\right)" if node.base == Symbol("e") else print_node(node.base, ATOM)
    return f"{base}^{{{print_node(node.exponent, OR)}}}", POWER


def print_factorial(node: Factorial) -> tuple[str, int]:
    return f"{print_node(node.operand, ATOM)}!", POSTFIX


def print_call(node: Call) -> tuple[str, int]:
    name, arguments = node.function, node.arguments
    special = _print_special_call(name, arguments) if arguments else None
    if special:
        return special
    function = FUNCTIONS.get(name)
    return f"{function.latex if function else latex_name(name)}\\left({print_list(arguments)}\\right)", ATOM


def _print_special_call(name: str, arguments: tuple[Node, ...]) -> tuple[str, int] | None:
    """Print a function that has a sign of its own; None for any other, before anything is printed.

    What is printed twice at each level takes 2^60 calls in the deepest answer.
    """
    first, second, count = arguments[0], arguments[-1], len(arguments)
    if name == "transpose":
        return f"{print_node(first, ATOM)}^{{\\top}}", POWER
    if name == "sqrt":
        return f"\\sqrt{{{print_node(first, OR)}}}", ATOM
    if name == "abs":
        return f"\\left|{print_node(first, OR)}\\right|", ATOM
    if name == "norm" and count == 1:
        return f"\\left\\|{print_node(first, OR)}\\right\\|", ATOM
    if name == "root" and count == 2 and isinstance(second, Number) and second.value not in (2,):
        return f"\\sqrt[{print_node(second, OR)}]{{{print_node(first, OR)}}}", ATOM
    if name == "binomial" and count == 2:
        return f"\\binom{{{print_node(first, OR)}}}{{{print_node(second, OR)}}}", ATOM
    if name == "log" and count == 2 and isinstance(second, Number) and second.decimals is None:
        return f"\\log_{{{print_node(second, OR)}}}\\left({print_node(first, OR)}\\right)", ATOM
    return None


def print_entry(node: Entry) -> tuple[str, int]:
    """Print an entry; what it is taken from gets brackets, unless it is a function that ends with its own."""
    of = print_node(node.of, OR)
    if not (isinstance(node.of, Call) and of.endswith("\\right)")):
        of = f"\\left({of}\\right)"
    return f"{of}_{{{print_list(node.indices)}}}", POSTFIX


def print_vector(node: Vector) -> tuple[str, int]:
    inside = print_list(node.items)
    if len(node.items) == 1 and isinstance(node.items[0], Vector):
        return f"\\left[{inside}\\right]", ATOM
    if len(node.items) == 1:
        return f"\\operatorname{{vector}}\\left({inside}\\right)", ATOM
    return f"\\left({inside}\\right)", ATOM


def print_matrix(node: Matrix) -> tuple[str, int]:
    rows = " \\\\ ".join(" & ".join(print_node(item, SUM) for item in row) for row in node.rows)
    return f"\\begin{{pmatrix}}{rows}\\end{{pmatrix}}", ATOM


def print_set(node: SetOf) -> tuple[str, int]:
    return (f"\\left\\{{{print_list(node.items)}\\right\\}}" if node.items else "\\emptyset"), ATOM


def print_interval(node: Interval) -> tuple[str, int]:
    opening, closing = "[" if node.lower_closed else "(", "]" if node.upper_closed else ")"
    return f"\\left{opening}{print_node(node.lower, SUM)}, {print_node(node.upper, SUM)}\\right{closing}", ATOM


def print_union(node: Union) -> tuple[str, int]:
    return " \\cup ".join(print_node(part, SUM) for part in node.parts), SET


def print_relation(node: Relation) -> tuple[str, int]:
    latex = print_node(node.operands[0], SET)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        latex += f" {_RELATIONS[operator]} {print_node(operand, SET)}"
    return latex, RELATION


def print_junction(node: Junction) -> tuple[str, int]:
    own = AND if node.kind == "and" else OR
    return f" \\text{{ {node.kind} }} ".join(print_node(part, own + 1) for part in node.parts), own


def print_assignment(node: Assignment) -> tuple[str, int]:
    return f"{print_node(node.target, ATOM)} := {print_node(node.value, SUM)}", OR


def print_indicator(node: Indicator) -> tuple[str, int]:
    return f"\\mathbf{{1}}\\left[{print_node(node.condition, OR)}\\right]", ATOM


def print_big_operator(node: BigOperator) -> tuple[str, int]:
    """Print a sum or product with its body; in a product it gets brackets."""
    sign = "\\sum" if node.kind == "sum" else "\\prod"
    letter = latex_name(node.index)
    below = letter if node.lower is None else f"{letter}={print_node(node.lower, SUM)}"
    above = "" if node.upper is None else f"^{{{print_node(node.upper, SUM)}}}"
    return f"{sign}_{{{below}}}{above} {print_node(node.body, PRODUCT)}", PRODUCT


def print_derivative(node: Derivative) -> tuple[str, int]:
    order = f"^{{{len(node.by)}}}" if len(node.by) > 1 else ""
    of = (
        print_node(node.of, ATOM)
        if isinstance(node.of, (Symbol, Call))
        else f"\\left({print_node(node.of, OR)}\\right)"
    )
    shown = [print_node(by, POWER) for by in node.by]
    same = len(set(shown)) == 1
    below = f"\\partial {shown[0]}{order}" if same else " ".join(f"\\partial {by}" for by in shown)
    return f"\\frac{{\\partial{order} {of}}}{{{below}}}", POSTFIX


def print_gradient(node: Gradient) -> tuple[str, int]:
    """Print a gradient; for a function of one variable at a place, its derivative there."""
    if node.prime:
        return f"{print_node(node.of, ATOM)}'\\left({print_list(node.at)}\\right)", ATOM
    of = print_node(node.of, ATOM) if isinstance(node.of, Symbol) else f"\\left({print_node(node.of, OR)}\\right)"
    by = "" if node.by is None else f"_{{{print_node(node.by, OR)}}}"
    return f"\\nabla{by} {of}" + (f"\\left({print_list(node.at)}\\right)" if node.at else ""), POWER


def print_list(items: tuple[Node, ...]) -> str:
    return ", ".join(print_node(item, SUM) for item in items)


_PRINTERS: Final[dict[type[Node], Callable[[Any], tuple[str, int]]]] = {
    Number: print_number, Constant: print_constant, Symbol: print_symbol, Add: print_sum, Neg: print_negative,
    Mul: print_product, Div: print_quotient, Power: print_power, Factorial: print_factorial, Call: print_call,
    Entry: print_entry, Vector: print_vector, Matrix: print_matrix, SetOf: print_set, Interval: print_interval,
    Union: print_union, Relation: print_relation, Junction: print_junction, Assignment: print_assignment,
    Indicator: print_indicator, BigOperator: print_big_operator, Derivative: print_derivative, Gradient: print_gradient,
}  # fmt: skip
