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

__all__ = ["decimal", "to_text"]

OR, AND, RELATION, SET, SUM, SIGN, PRODUCT, FACTOR, BELOW, POWER, POSTFIX, ATOM = range(12)
"""How tightly a construct holds together; one that holds less tightly than its place asks for gets brackets."""


def to_text(node: Node) -> str:
    """Return ``node`` as plain text."""
    return show(node, OR)


def show(node: Node, wanted: int) -> str:
    """Return ``node`` as text for a place that asks for the tightness ``wanted``."""
    text, own = _PRINTERS[type(node)](node)
    return text if own >= wanted else f"({text})"


def number(node: Number) -> tuple[str, int]:
    """Return a number: whole, as a quotient, or as the decimal that was written."""
    if node.value.numerator < 0:
        return "-" + number(Number(-node.value, node.decimals, node.digits))[0], SIGN
    if node.decimals is not None:
        return decimal(node.value, node.decimals, node.digits or 1), ATOM
    top, bottom = node.value.numerator, node.value.denominator
    return (str(top), ATOM) if bottom == 1 else (f"{top}/{bottom}", PRODUCT)


def decimal(value: Fraction, decimals: int, digits: int) -> str:
    """Return a decimal literal with this value and these digits.

    >>> decimal(Fraction(1, 625), 5, 3), decimal(Fraction(120), 0, 2), decimal(Fraction(5), 0, 1)
    ('0.00160', '1.2e2', '5.')
    """
    if 0 < decimals <= 15 or (decimals and not value):
        scaled = str(int(value * 10**decimals)).rjust(decimals + 1, "0")
        return f"{scaled[:-decimals]}.{scaled[-decimals:]}"
    if decimals:
        significant = str(int(value * Fraction(10) ** decimals))
        return scientific(significant, len(significant) - 1 - decimals)
    whole = str(int(value))
    return f"{whole}." if digits >= len(whole) else scientific(whole[:digits], len(whole) - 1)


def scientific(digits: str, exponent: int) -> str:
    """Return ``digits`` with a point after the first, and an exponent."""
    return f"{digits[0]}{'.' + digits[1:] if len(digits) > 1 else ''}e{exponent}"


def constant(node: Constant) -> tuple[str, int]:
    """Return a named number."""
    return node.name, ATOM


def symbol(node: Symbol) -> tuple[str, int]:
    """Return a name with its subscripts and iterate."""
    text = node.name + subscript(node.indices)
    return (f"{text}^({show(node.iterate, OR)})", POWER) if node.iterate is not None else (text, ATOM)


def subscript(indices: tuple[Node, ...]) -> str:
    """Return subscripts: ``_k1`` where each is one character, else ``_(k+1,12)``."""
    if not indices:
        return ""
    shown = [show(index, SUM).replace(" ", "") for index in indices]
    if all(len(index) == 1 for index in shown) or (len(shown) == 1 and shown[0].isdecimal()):
        return "_" + "".join(shown)
    return f"_({','.join(shown)})"


def add(node: Add) -> tuple[str, int]:
    """Return a sum, its negative terms subtracted."""
    first, *rest = node.terms
    text = show(first, SIGN)
    for term in rest:
        text += f" - {show(term.operand, PRODUCT)}" if isinstance(term, Neg) else f" + {show(term, PRODUCT)}"
    return text, SUM


def neg(node: Neg) -> tuple[str, int]:
    """Return a negative term."""
    return f"-{show(node.operand, PRODUCT)}", SIGN


def mul(node: Mul) -> tuple[str, int]:
    """Return a product; only a first factor may be a quotient without brackets."""
    first, *rest = node.factors
    lead = show(first, PRODUCT if isinstance(first, Div) else FACTOR)
    sign = " ⊙ " if node.elementwise else "*"
    written = sign.join([lead, *(show(factor, FACTOR) for factor in rest)])
    return written.replace(".*", ". *"), PRODUCT  # .* is the elementwise product


def div(node: Div) -> tuple[str, int]:
    """Return a quotient."""
    return f"{show(node.numerator, PRODUCT)}/{show(node.denominator, BELOW)}", PRODUCT


def power(node: Power) -> tuple[str, int]:
    """Return a power; an array that is named ``e`` gets brackets, because ``e^x`` is the exponential."""
    base = "(e)" if node.base == Symbol("e") else show(node.base, POSTFIX)
    return f"{base}^{show(node.exponent, POWER)}", POWER


def factorial(node: Factorial) -> tuple[str, int]:
    """Return a factorial."""
    return f"{show(node.operand, ATOM)}!", POSTFIX


def call(node: Call) -> tuple[str, int]:
    """Return a function with its arguments; a transpose is ``Xᵀ``."""
    if node.function == "transpose" and len(node.arguments) == 1:
        return f"{show(node.arguments[0], ATOM)}ᵀ", POSTFIX
    name = "ln" if node.function == "log" and len(node.arguments) == 1 else node.function
    return f"{name}({listed(node.arguments)})", ATOM


def entry(node: Entry) -> tuple[str, int]:
    """Return one entry of an array that has no name."""
    plain = isinstance(node.of, Call) and node.of.function != "transpose"
    of = show(node.of, ATOM) if plain else f"({show(node.of, OR)})"
    shown = [show(index, SUM).replace(" ", "") for index in node.indices]
    return of + (f"_{shown[0]}" if len(shown) == len(shown[0]) == 1 else f"_({','.join(shown)})"), POSTFIX


def vector(node: Vector) -> tuple[str, int]:
    """Return a vector; square brackets where round ones would mean something else."""
    text = listed(node.items)
    if len(node.items) == 1:
        return (f"[{text}]" if isinstance(node.items[0], Vector) else f"vector({text})"), ATOM
    infinite = any(_is_infinite(item) for item in node.items)
    return (f"[{text}]" if infinite else f"({text})"), ATOM


def _is_infinite(node: Node) -> bool:
    inner = node.operand if isinstance(node, Neg) else node
    return inner == Constant("oo")


def matrix(node: Matrix) -> tuple[str, int]:
    """Return a matrix by rows."""
    return "[" + ", ".join(f"[{listed(row)}]" for row in node.rows) + "]", ATOM


def set_of(node: SetOf) -> tuple[str, int]:
    """Return a finite set."""
    return (f"{{{listed(node.items)}}}" if node.items else "∅"), ATOM


def interval(node: Interval) -> tuple[str, int]:
    """Return an interval."""
    opening, closing = "[" if node.lower_closed else "(", "]" if node.upper_closed else ")"
    return f"{opening}{show(node.lower, SUM)}, {show(node.upper, SUM)}{closing}", ATOM


def union(node: Union) -> tuple[str, int]:
    """Return a union of sets."""
    return " ∪ ".join(show(part, SUM) for part in node.parts), SET


def relation(node: Relation) -> tuple[str, int]:
    """Return a chain of comparisons."""
    text = show(node.operands[0], SET)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        text += f" {operator} {show(operand, SET)}"
    return text, RELATION


def junction(node: Junction) -> tuple[str, int]:
    """Return comparisons joined by 'and' or 'or'."""
    own = AND if node.kind == "and" else OR
    return f" {node.kind} ".join(show(part, own + 1) for part in node.parts), own


def assignment(node: Assignment) -> tuple[str, int]:
    """Return an assignment."""
    return f"{show(node.target, ATOM)} := {show(node.value, SUM)}", OR


def indicator(node: Indicator) -> tuple[str, int]:
    """Return an indicator."""
    return f"1[{show(node.condition, OR)}]", ATOM


def big_operator(node: BigOperator) -> tuple[str, int]:
    """Return a sum or product as a call."""
    parts = [show(node.body, SUM), node.index]
    if node.lower is not None and node.upper is not None:
        parts += [show(node.lower, SUM), show(node.upper, SUM)]
    return f"{node.kind}({', '.join(parts)})", ATOM


def derivative(node: Derivative) -> tuple[str, int]:
    """Return a derivative as a name."""
    order = len(node.by)
    of = show(node.of, ATOM) if isinstance(node.of, (Symbol, Call)) else f"({show(node.of, OR)})"
    top = f"∂{of}" if order == 1 else f"∂^{order} {of}"
    return f"{top}/{differentials(node.by, show)}", FACTOR


def differentials(by: tuple[Node, ...], printed: Callable[[Node, int], str]) -> str:
    """Return what stands below a derivative: ``∂w^2`` where one symbol is repeated, else ``(∂w_1 ∂w_2)``."""
    shown = [printed(symbol, POWER) for symbol in by]
    if len(shown) == 1:
        return f"∂{shown[0]}"
    if len(set(shown)) == 1:
        return f"∂{shown[0]}^{len(shown)}"
    return "(" + " ".join(f"∂{symbol}" for symbol in shown) + ")"


def gradient(node: Gradient) -> tuple[str, int]:
    """Return a gradient as a name; that of a function of one variable at a place as its derivative there."""
    if node.prime:
        return f"{show(node.of, ATOM)}'({listed(node.at)})", ATOM
    of = show(node.of, ATOM) if isinstance(node.of, Symbol) else f"({show(node.of, OR)})"
    by = (
        ""
        if node.by is None
        else f"_{show(node.by, ATOM)} "
        if isinstance(node.by, Symbol)
        else f"_({show(node.by, OR)}) "
    )
    return f"∇{by}{of}" + (f"({listed(node.at)})" if node.at else ""), POWER


def listed(items: tuple[Node, ...]) -> str:
    """Return nodes separated by commas."""
    return ", ".join(show(item, SUM) for item in items)


_PRINTERS: Final[dict[type[Node], Callable[[Any], tuple[str, int]]]] = {
    Number: number, Constant: constant, Symbol: symbol, Add: add, Neg: neg, Mul: mul, Div: div, Power: power,
    Factorial: factorial, Call: call, Entry: entry, Vector: vector, Matrix: matrix, SetOf: set_of, Interval: interval,
    Union: union, Relation: relation, Junction: junction, Assignment: assignment, Indicator: indicator,
    BigOperator: big_operator, Derivative: derivative, Gradient: gradient,
}  # fmt: skip
