"""Trees printed as plain text, which reads back as the same tree.

>>> from fractions import Fraction
>>> from grader.expr.nodes import Div, Mul, Number, Symbol
>>> to_text(Mul((Symbol("v", (Symbol("k"), Number(Fraction(1)))), Div(Symbol("x"), Number(Fraction(2))))))
'v_k1*(x/2)'
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

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

__all__ = ["write_decimal", "to_text"]

OR, AND, RELATION, SET, SUM, SIGN, PRODUCT, FACTOR, BELOW, POWER, POSTFIX, ATOM = range(12)
"""How tightly a construct holds together; it gets brackets in a place that needs something tighter."""


def to_text(node: Node) -> str:
    """Print ``node`` as plain text."""
    return print_node(node, OR)


def print_node(node: Node, wanted: int) -> str:
    """Print ``node``, in brackets if it holds together less tightly than ``wanted``."""
    text, own = _PRINTERS[type(node)](node)
    return text if own >= wanted else f"({text})"


def print_number(node: Number) -> tuple[str, int]:
    """Print a number: whole, as a quotient, or as the decimal that was written."""
    if node.value.numerator < 0:
        return "-" + print_number(Number(-node.value, node.decimals, node.digits))[0], SIGN
    if node.decimals is not None:
        return write_decimal(node.value, node.decimals, node.digits or 1), ATOM
    top, bottom = node.value.numerator, node.value.denominator
    return (str(top), ATOM) if bottom == 1 else (f"{top}/{bottom}", PRODUCT)


def write_decimal(value: Fraction, decimals: int, digits: int) -> str:
    """Write a decimal literal with this value and these digits.

    >>> write_decimal(Fraction(1, 625), 5, 3), write_decimal(Fraction(120), 0, 2), write_decimal(Fraction(5), 0, 1)
    ('0.00160', '1.2e2', '5.')
    """
    if 0 < decimals <= 15 or (decimals and not value):
        scaled = str(int(value * 10**decimals)).rjust(decimals + 1, "0")
        return f"{scaled[:-decimals]}.{scaled[-decimals:]}"
    if decimals:
        significant = str(int(value * Fraction(10) ** decimals))
        return write_scientific(significant, len(significant) - 1 - decimals)
    whole = str(int(value))
    return f"{whole}." if digits >= len(whole) else write_scientific(whole[:digits], len(whole) - 1)


def write_scientific(digits: str, exponent: int) -> str:
    return f"{digits[0]}{'.' + digits[1:] if len(digits) > 1 else ''}e{exponent}"


def print_constant(node: Constant) -> tuple[str, int]:
    return node.name, ATOM


def print_symbol(node: Symbol) -> tuple[str, int]:
    text = node.name + print_subscript(node.indices)
    return (f"{text}^({print_node(node.iterate, OR)})", POWER) if node.iterate is not None else (text, ATOM)


def print_subscript(indices: tuple[Node, ...]) -> str:
    """Print subscripts: ``_k1`` if each is one character, else ``_(k+1,12)``."""
    if not indices:
        return ""
    shown = [print_node(index, SUM).replace(" ", "") for index in indices]
    if all(len(index) == 1 for index in shown) or (len(shown) == 1 and shown[0].isdecimal()):
        return "_" + "".join(shown)
    return f"_({','.join(shown)})"


def print_sum(node: Add) -> tuple[str, int]:
    first, *rest = node.terms
    text = print_node(first, SIGN)
    for term in rest:
        text += (
            f" - {print_node(term.operand, PRODUCT)}" if isinstance(term, Neg) else f" + {print_node(term, PRODUCT)}"
        )
    return text, SUM


def print_negative(node: Neg) -> tuple[str, int]:
    return f"-{print_node(node.operand, PRODUCT)}", SIGN


def print_product(node: Mul) -> tuple[str, int]:
    """Print a product; only a first factor may be a quotient without brackets."""
    first, *rest = node.factors
    lead = print_node(first, PRODUCT if isinstance(first, Div) else FACTOR)
    sign = " ⊙ " if node.elementwise else "*"
    written = sign.join([lead, *(print_node(factor, FACTOR) for factor in rest)])
    return written.replace(".*", ". *"), PRODUCT  # .* is the elementwise product


def print_quotient(node: Div) -> tuple[str, int]:
    return f"{print_node(node.numerator, PRODUCT)}/{print_node(node.denominator, BELOW)}", PRODUCT


def print_power(node: Power) -> tuple[str, int]:
    """Print a power; an array named ``e`` gets brackets, because ``e^x`` is the exponential."""
    base = "(e)" if node.base == Symbol("e") else print_node(node.base, POSTFIX)
    return f"{base}^{print_node(node.exponent, POWER)}", POWER


def print_factorial(node: Factorial) -> tuple[str, int]:
    return f"{print_node(node.operand, ATOM)}!", POSTFIX


def print_call(node: Call) -> tuple[str, int]:
    if node.function == "transpose" and len(node.arguments) == 1:
        return f"{print_node(node.arguments[0], ATOM)}ᵀ", POSTFIX
    name = "ln" if node.function == "log" and len(node.arguments) == 1 else node.function
    return f"{name}({print_list(node.arguments)})", ATOM


def print_entry(node: Entry) -> tuple[str, int]:
    plain = isinstance(node.of, Call) and node.of.function != "transpose"
    of = print_node(node.of, ATOM) if plain else f"({print_node(node.of, OR)})"
    shown = [print_node(index, SUM).replace(" ", "") for index in node.indices]
    return of + (f"_{shown[0]}" if len(shown) == len(shown[0]) == 1 else f"_({','.join(shown)})"), POSTFIX


def print_vector(node: Vector) -> tuple[str, int]:
    """Print a vector, in square brackets if round ones would mean something else."""
    text = print_list(node.items)
    if len(node.items) == 1:
        return (f"[{text}]" if isinstance(node.items[0], Vector) else f"vector({text})"), ATOM
    infinite = any(_is_infinite(item) for item in node.items)
    return (f"[{text}]" if infinite else f"({text})"), ATOM


def _is_infinite(node: Node) -> bool:
    inner = node.operand if isinstance(node, Neg) else node
    return inner == Constant("oo")


def print_matrix(node: Matrix) -> tuple[str, int]:
    return "[" + ", ".join(f"[{print_list(row)}]" for row in node.rows) + "]", ATOM


def print_set(node: SetOf) -> tuple[str, int]:
    return (f"{{{print_list(node.items)}}}" if node.items else "∅"), ATOM


def print_interval(node: Interval) -> tuple[str, int]:
    opening, closing = "[" if node.lower_closed else "(", "]" if node.upper_closed else ")"
    return f"{opening}{print_node(node.lower, SUM)}, {print_node(node.upper, SUM)}{closing}", ATOM


def print_union(node: Union) -> tuple[str, int]:
    return " ∪ ".join(print_node(part, SUM) for part in node.parts), SET


def print_relation(node: Relation) -> tuple[str, int]:
    text = print_node(node.operands[0], SET)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        text += f" {operator} {print_node(operand, SET)}"
    return text, RELATION


def print_junction(node: Junction) -> tuple[str, int]:
    own = AND if node.kind == "and" else OR
    return f" {node.kind} ".join(print_node(part, own + 1) for part in node.parts), own


def print_assignment(node: Assignment) -> tuple[str, int]:
    return f"{print_node(node.target, ATOM)} := {print_node(node.value, SUM)}", OR


def print_indicator(node: Indicator) -> tuple[str, int]:
    return f"1[{print_node(node.condition, OR)}]", ATOM


def print_big_operator(node: BigOperator) -> tuple[str, int]:
    parts = [print_node(node.body, SUM), node.index]
    if node.lower is not None and node.upper is not None:
        parts += [print_node(node.lower, SUM), print_node(node.upper, SUM)]
    return f"{node.kind}({', '.join(parts)})", ATOM


def print_derivative(node: Derivative) -> tuple[str, int]:
    order = len(node.by)
    of = print_node(node.of, ATOM) if isinstance(node.of, (Symbol, Call)) else f"({print_node(node.of, OR)})"
    top = f"∂{of}" if order == 1 else f"∂^{order} {of}"
    return f"{top}/{print_differentials(node.by, print_node)}", FACTOR


def print_differentials(by: tuple[Node, ...], printed: Callable[[Node, int], str]) -> str:
    """Print what is below the line: ``∂w^2`` if one symbol is repeated, else ``(∂w_1 ∂w_2)``."""
    shown = [printed(symbol, POWER) for symbol in by]
    if len(shown) == 1:
        return f"∂{shown[0]}"
    if len(set(shown)) == 1:
        return f"∂{shown[0]}^{len(shown)}"
    return "(" + " ".join(f"∂{symbol}" for symbol in shown) + ")"


def print_gradient(node: Gradient) -> tuple[str, int]:
    """Print a gradient; for a function of one variable at a place, its derivative there."""
    if node.prime:
        return f"{print_node(node.of, ATOM)}'({print_list(node.at)})", ATOM
    of = print_node(node.of, ATOM) if isinstance(node.of, Symbol) else f"({print_node(node.of, OR)})"
    by = (
        ""
        if node.by is None
        else f"_{print_node(node.by, ATOM)} "
        if isinstance(node.by, Symbol)
        else f"_({print_node(node.by, OR)}) "
    )
    return f"∇{by}{of}" + (f"({print_list(node.at)})" if node.at else ""), POWER


def print_list(items: tuple[Node, ...]) -> str:
    return ", ".join(print_node(item, SUM) for item in items)


_PRINTERS: Final[dict[type[Node], Callable[[Any], tuple[str, int]]]] = {
    Number: print_number, Constant: print_constant, Symbol: print_symbol, Add: print_sum, Neg: print_negative,
    Mul: print_product, Div: print_quotient, Power: print_power, Factorial: print_factorial, Call: print_call,
    Entry: print_entry, Vector: print_vector, Matrix: print_matrix, SetOf: print_set, Interval: print_interval,
    Union: print_union, Relation: print_relation, Junction: print_junction, Assignment: print_assignment,
    Indicator: print_indicator, BigOperator: print_big_operator, Derivative: print_derivative, Gradient: print_gradient,
}  # fmt: skip
