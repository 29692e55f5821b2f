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
    """Return ``node`` as LaTeX, without dollar signs."""
    return show(node, OR)


def show(node: Node, wanted: int) -> str:
    """Return ``node`` as LaTeX for a place that asks for the tightness ``wanted``."""
    latex, own = _PRINTERS[type(node)](node)
    return latex if own >= wanted else f"\\left({latex}\\right)"


@lru_cache(maxsize=4096)
def latex_name(name: str) -> str:
    """Return the LaTeX of a name: ``\\\\omega``, ``\\\\hat{y}``, ``\\\\mathrm{loss}``, ``x_{1}``.

    >>> latex_name("w_bar"), latex_name("loss"), latex_name("x_1")
    ('\\\\bar{w}', '\\\\mathrm{loss}', 'x_{1}')
    """
    base, _, rest = name.partition("_")
    letters = base.rstrip("0123456789")
    parts = [part for part in (base[len(letters) :], *rest.split("_")) if part]
    latex = _letter(letters)
    if parts and parts[0] in _ACCENTS:
        latex = f"{_ACCENTS[parts.pop(0)]}{{{latex}}}"
    return f"{latex}_{{{','.join(parts)}}}" if parts else latex


def _letter(letters: str) -> str:
    word = GREEK.get(letters, letters)
    if word in GREEK_NAMES:
        return f"\\{word}"
    return letters if len(letters) == 1 else f"\\mathrm{{{letters}}}"


def number(node: Number) -> tuple[str, int]:
    """Return a number; a quotient as a fraction."""
    if node.value.numerator < 0:
        return "-" + number(Number(-node.value, node.decimals, node.digits))[0], SIGN
    if node.decimals is None and node.value.denominator != 1:
        return f"\\frac{{{node.value.numerator}}}{{{node.value.denominator}}}", ATOM
    return to_text(node), ATOM


def constant(node: Constant) -> tuple[str, int]:
    """Return a named number."""
    return {"pi": "\\pi", "oo": "\\infty"}.get(node.name, node.name), ATOM


def symbol(node: Symbol) -> tuple[str, int]:
    """Return a name with its subscripts and iterate."""
    latex = latex_name(node.name)
    if node.indices:
        latex = f"{latex}_{{{listed(node.indices)}}}"
    return (latex, ATOM) if node.iterate is None else (f"{latex}^{{({show(node.iterate, OR)})}}", POWER)


def add(node: Add) -> tuple[str, int]:
    """Return a sum, its negative terms subtracted."""
    first, *rest = node.terms
    latex = show(first, SIGN)
    for term in rest:
        latex += f" - {show(term.operand, PRODUCT)}" if isinstance(term, Neg) else f" + {show(term, PRODUCT)}"
    return latex, SUM


def neg(node: Neg) -> tuple[str, int]:
    """Return a negative term."""
    return f"-{show(node.operand, PRODUCT)}", SIGN


def mul(node: Mul) -> tuple[str, int]:
    """Return a product: side by side where that reads back, with a dot elsewhere."""
    shown = [show(factor, FACTOR) for factor in node.factors]
    latex = shown[0]
    for before, after, previous, following in zip(shown, shown[1:], node.factors, node.factors[1:], strict=False):
        sign = (
            " \\odot "
            if node.elementwise
            else " \\, "
            if _side_by_side(before, after, previous, following)
            else " \\cdot "
        )
        latex += sign + after
    return latex, PRODUCT


def _side_by_side(before: str, after: str, previous: Node, following: Node) -> bool:
    """Tell whether two factors can stand next to each other and be read as a product and nothing else."""
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
    """Tell whether a node is a quotient of two written numbers."""
    return isinstance(node, Div) and isinstance(node.numerator, Number) and isinstance(node.denominator, Number)


def div(node: Div) -> tuple[str, int]:
    """Return a quotient as a fraction."""
    return f"\\frac{{{show(node.numerator, OR)}}}{{{show(node.denominator, OR)}}}", POSTFIX


def power(node: Power) -> tuple[str, int]:
    """Return a power; an array that is named ``e`` gets brackets, because ``e^x`` is the exponential."""
    base = "\\left(e\\right)" if node.base == Symbol("e") else show(node.base, ATOM)
    return f"{base}^{{{show(node.exponent, OR)}}}", POWER


def factorial(node: Factorial) -> tuple[str, int]:
    """Return a factorial."""
    return f"{show(node.operand, ATOM)}!", POSTFIX


def call(node: Call) -> tuple[str, int]:
    """Return a function with its arguments."""
    name, arguments = node.function, node.arguments
    inside = listed(arguments)
    if name in ("transpose", "sqrt", "abs", "norm", "root", "binomial", "log") and arguments:
        special = _special(name, arguments)
        if special:
            return special
    function = FUNCTIONS.get(name)
    return f"{function.latex if function else latex_name(name)}\\left({inside}\\right)", ATOM


def _special(name: str, arguments: tuple[Node, ...]) -> tuple[str, int] | None:
    """Return a function that has a sign of its own, or None."""
    first, count = show(arguments[0], OR), len(arguments)
    if name == "transpose":
        return f"{show(arguments[0], ATOM)}^{{\\top}}", POWER
    if name == "sqrt":
        return f"\\sqrt{{{first}}}", ATOM
    if name == "abs":
        return f"\\left|{first}\\right|", ATOM
    if name == "norm" and count == 1:
        return f"\\left\\|{first}\\right\\|", ATOM
    if name == "root" and count == 2 and isinstance(arguments[1], Number) and arguments[1].value not in (2,):
        return f"\\sqrt[{show(arguments[1], OR)}]{{{first}}}", ATOM
    if name == "binomial" and count == 2:
        return f"\\binom{{{first}}}{{{show(arguments[1], OR)}}}", ATOM
    if name == "log" and count == 2 and isinstance(arguments[1], Number) and arguments[1].decimals is None:
        return f"\\log_{{{show(arguments[1], OR)}}}\\left({first}\\right)", ATOM
    return None


def entry(node: Entry) -> tuple[str, int]:
    """Return one entry of an array that has no name."""
    plain = isinstance(node.of, Call) and _PRINTERS[Call](node.of)[0].endswith("\\right)")
    of = show(node.of, ATOM) if plain else f"\\left({show(node.of, OR)}\\right)"
    return f"{of}_{{{listed(node.indices)}}}", POSTFIX


def vector(node: Vector) -> tuple[str, int]:
    """Return a vector as it is written in a line."""
    inside = listed(node.items)
    if len(node.items) == 1 and isinstance(node.items[0], Vector):
        return f"\\left[{inside}\\right]", ATOM
    if len(node.items) == 1:
        return f"\\operatorname{{vector}}\\left({inside}\\right)", ATOM
    return f"\\left({inside}\\right)", ATOM


def matrix(node: Matrix) -> tuple[str, int]:
    """Return a matrix."""
    rows = " \\\\ ".join(" & ".join(show(item, SUM) for item in row) for row in node.rows)
    return f"\\begin{{pmatrix}}{rows}\\end{{pmatrix}}", ATOM


def set_of(node: SetOf) -> tuple[str, int]:
    """Return a finite set."""
    return (f"\\left\\{{{listed(node.items)}\\right\\}}" if node.items else "\\emptyset"), ATOM


def interval(node: Interval) -> tuple[str, int]:
    """Return an interval."""
    opening, closing = "[" if node.lower_closed else "(", "]" if node.upper_closed else ")"
    return f"\\left{opening}{show(node.lower, SUM)}, {show(node.upper, SUM)}\\right{closing}", ATOM


def union(node: Union) -> tuple[str, int]:
    """Return a union of sets."""
    return " \\cup ".join(show(part, SUM) for part in node.parts), SET


def relation(node: Relation) -> tuple[str, int]:
    """Return a chain of comparisons."""
    latex = show(node.operands[0], SET)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        latex += f" {_RELATIONS[operator]} {show(operand, SET)}"
    return latex, RELATION


def junction(node: Junction) -> tuple[str, int]:
    """Return comparisons joined by 'and' or 'or'."""
    own = AND if node.kind == "and" else OR
    return f" \\text{{ {node.kind} }} ".join(show(part, own + 1) for part in node.parts), own


def assignment(node: Assignment) -> tuple[str, int]:
    """Return an assignment."""
    return f"{show(node.target, ATOM)} := {show(node.value, SUM)}", OR


def indicator(node: Indicator) -> tuple[str, int]:
    """Return an indicator."""
    return f"\\mathbf{{1}}\\left[{show(node.condition, OR)}\\right]", ATOM


def big_operator(node: BigOperator) -> tuple[str, int]:
    """Return a sum or product with its body; in a product it gets brackets."""
    sign = "\\sum" if node.kind == "sum" else "\\prod"
    letter = latex_name(node.index)
    below = letter if node.lower is None else f"{letter}={show(node.lower, SUM)}"
    above = "" if node.upper is None else f"^{{{show(node.upper, SUM)}}}"
    return f"{sign}_{{{below}}}{above} {show(node.body, PRODUCT)}", PRODUCT


def derivative(node: Derivative) -> tuple[str, int]:
    """Return a derivative as a name."""
    order = f"^{{{len(node.by)}}}" if len(node.by) > 1 else ""
    of = show(node.of, ATOM) if isinstance(node.of, (Symbol, Call)) else f"\\left({show(node.of, OR)}\\right)"
    shown = [show(by, POWER) for by in node.by]
    same = len(set(shown)) == 1
    below = f"\\partial {shown[0]}{order}" if same else " ".join(f"\\partial {by}" for by in shown)
    return f"\\frac{{\\partial{order} {of}}}{{{below}}}", POSTFIX


def gradient(node: Gradient) -> tuple[str, int]:
    """Return a gradient as a name; that of a function of one variable at a place as its derivative there."""
    if node.prime:
        return f"{show(node.of, ATOM)}'\\left({listed(node.at)}\\right)", ATOM
    of = show(node.of, ATOM) if isinstance(node.of, Symbol) else f"\\left({show(node.of, OR)}\\right)"
    by = "" if node.by is None else f"_{{{show(node.by, OR)}}}"
    return f"\\nabla{by} {of}" + (f"\\left({listed(node.at)}\\right)" if node.at else ""), POWER


def listed(items: tuple[Node, ...]) -> str:
    """Return nodes separated by commas."""
    return ", ".join(show(item, SUM) for item in items)


_PRINTERS: Final[dict[type[Node], Callable[[Any], tuple[str, int]]]] = {
    Number: number, Constant: constant, Symbol: symbol, Add: add, Neg: neg, Mul: mul, Div: div, Power: power,
    Factorial: factorial, Call: call, Entry: entry, Vector: vector, Matrix: matrix, SetOf: set_of, Interval: interval,
    Union: union, Relation: relation, Junction: junction, Assignment: assignment, Indicator: indicator,
    BigOperator: big_operator, Derivative: derivative, Gradient: gradient,
}  # fmt: skip
