"""Trees printed as MathML, made from the tree alone: no character of an answer reaches the page unescaped.

>>> from grader.expr.nodes import Power, Symbol
>>> to_mathml(Power(Symbol("omega"), Symbol("k")))
'<math><msup><mi>ω</mi><mi>k</mi></msup></math>'
"""

from collections.abc import Callable
from functools import lru_cache
from html import escape
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
from grader.expr.printing.text import AND, ATOM, FACTOR, OR, POSTFIX, POWER, PRODUCT, RELATION, SET, SIGN, SUM, to_text
from grader.expr.tokens.characters import GREEK

__all__ = ["to_mathml"]

_LETTERS: Final = {name: letter for letter, name in reversed(GREEK.items())}
_ACCENTS: Final = {"hat": "^", "bar": "¯", "tilde": "~", "vec": "→", "dot": "˙"}
_RELATIONS: Final = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_TIMES: Final = "<mo>&#x2062;</mo>"
_MINUS: Final = "<mo>−</mo>"
_COMMA: Final = "<mo>,</mo>"


def to_mathml(node: Node) -> str:
    """Return ``node`` as one ``<math>`` element."""
    return f"<math>{show(node, OR)}</math>"


def show(node: Node, wanted: int) -> str:
    """Return ``node`` as MathML for a place that asks for the tightness ``wanted``."""
    mathml, own = _PRINTERS[type(node)](node)
    return mathml if own >= wanted else fenced("(", mathml, ")")


def row(*parts: str) -> str:
    """Return parts side by side as one element."""
    return parts[0] if len(parts) == 1 and parts[0].count("<m") == 1 else f"<mrow>{''.join(parts)}</mrow>"


def fenced(opening: str, inside: str, closing: str) -> str:
    """Return something between brackets."""
    return f"<mrow><mo>{opening}</mo>{inside}<mo>{closing}</mo></mrow>"


def sign(character: str) -> str:
    """Return an operator."""
    return f"<mo>{escape(character)}</mo>"


def listed(items: tuple[Node, ...]) -> str:
    """Return nodes separated by commas."""
    return _COMMA.join(show(item, SUM) for item in items)


@lru_cache(maxsize=4096)
def name(spelling: str) -> str:
    """Return a name: Greek letters as themselves, accents above, digits and words below."""
    base, _, rest = spelling.partition("_")
    letters = base.rstrip("0123456789")
    parts = [part for part in (base[len(letters) :], *rest.split("_")) if part]
    mathml = f"<mi>{escape(_LETTERS.get(letters, letters))}</mi>"
    if parts and parts[0] in _ACCENTS:
        mathml = f'<mover accent="true">{mathml}<mo>{_ACCENTS[parts.pop(0)]}</mo></mover>'
    below = _COMMA.join(f"<mn>{part}</mn>" if part.isdecimal() else f"<mi>{escape(part)}</mi>" for part in parts)
    return f"<msub>{mathml}{row(below)}</msub>" if parts else mathml


def number(node: Number) -> tuple[str, int]:
    """Return a number; a quotient as a fraction."""
    if node.value.numerator < 0:
        return row(_MINUS, number(Number(-node.value, node.decimals, node.digits))[0]), SIGN
    if node.decimals is None and node.value.denominator != 1:
        return f"<mfrac><mn>{node.value.numerator}</mn><mn>{node.value.denominator}</mn></mfrac>", ATOM
    return f"<mn>{to_text(node)}</mn>", ATOM


def constant(node: Constant) -> tuple[str, int]:
    """Return a named number."""
    return f"<mi>{ {'pi': 'π', 'oo': '∞'}.get(node.name, node.name) }</mi>".replace(" ", ""), ATOM


def symbol(node: Symbol) -> tuple[str, int]:
    """Return a name with its subscripts and iterate."""
    mathml = name(node.name)
    if node.indices:
        mathml = f"<msub>{mathml}{row(listed(node.indices))}</msub>"
    if node.iterate is not None:
        return f"<msup>{mathml}{fenced('(', show(node.iterate, OR), ')')}</msup>", POWER
    return mathml, ATOM


def add(node: Add) -> tuple[str, int]:
    """Return a sum, its negative terms subtracted."""
    first, *rest = node.terms
    mathml = show(first, SIGN)
    for term in rest:
        negative = isinstance(term, Neg)
        mathml += _MINUS if negative else sign("+")
        mathml += show(term.operand if isinstance(term, Neg) else term, PRODUCT)
    return row(mathml), SUM


def neg(node: Neg) -> tuple[str, int]:
    """Return a negative term."""
    return row(_MINUS, show(node.operand, PRODUCT)), SIGN


def mul(node: Mul) -> tuple[str, int]:
    """Return a product; numbers and quotients are separated by a dot."""
    mathml = show(node.factors[0], FACTOR)
    for factor in node.factors[1:]:
        dotted = isinstance(factor, (Number, Div, Vector, Matrix)) or (
            isinstance(factor, Power) and isinstance(factor.base, Number)
        )
        mathml += sign("⊙") if node.elementwise else sign("·") if dotted else _TIMES
        mathml += show(factor, FACTOR)
    return row(mathml), PRODUCT


def div(node: Div) -> tuple[str, int]:
    """Return a quotient as a fraction."""
    return f"<mfrac>{row(show(node.numerator, OR))}{row(show(node.denominator, OR))}</mfrac>", POSTFIX


def power(node: Power) -> tuple[str, int]:
    """Return a power."""
    return f"<msup>{row(show(node.base, ATOM))}{row(show(node.exponent, OR))}</msup>", POWER


def factorial(node: Factorial) -> tuple[str, int]:
    """Return a factorial."""
    return row(show(node.operand, ATOM), sign("!")), POSTFIX


def call(node: Call) -> tuple[str, int]:
    """Return a function with its arguments."""
    inside = listed(node.arguments)
    if node.function == "transpose" and len(node.arguments) == 1:
        return f"<msup>{row(show(node.arguments[0], ATOM))}<mi>⊤</mi></msup>", POWER
    if node.function == "sqrt" and len(node.arguments) == 1:
        return f"<msqrt>{inside}</msqrt>", ATOM
    if node.function in ("abs", "norm") and len(node.arguments) == 1:
        bar = "|" if node.function == "abs" else "‖"
        return fenced(bar, inside, bar), ATOM
    if node.function == "root" and len(node.arguments) == 2:
        return f"<mroot>{row(show(node.arguments[0], OR))}{row(show(node.arguments[1], OR))}</mroot>", ATOM
    spelling = "ln" if node.function == "log" and len(node.arguments) == 1 else node.function
    return row(name(spelling), "<mo>&#x2061;</mo>", fenced("(", inside, ")")), ATOM


def entry(node: Entry) -> tuple[str, int]:
    """Return one entry of an array that has no name."""
    of = row(show(node.of, ATOM)) if isinstance(node.of, Call) else fenced("(", show(node.of, OR), ")")
    return f"<msub>{of}{row(listed(node.indices))}</msub>", POSTFIX


def vector(node: Vector) -> tuple[str, int]:
    """Return a vector as it is written in a line."""
    return fenced("(", listed(node.items), ")"), ATOM


def matrix(node: Matrix) -> tuple[str, int]:
    """Return a matrix as a table."""
    rows = "".join(
        "<mtr>" + "".join(f"<mtd>{show(item, SUM)}</mtd>" for item in items) + "</mtr>" for items in node.rows
    )
    return fenced("(", f"<mtable>{rows}</mtable>", ")"), ATOM


def set_of(node: SetOf) -> tuple[str, int]:
    """Return a finite set."""
    return (fenced("{", listed(node.items), "}") if node.items else "<mi>∅</mi>"), ATOM


def interval(node: Interval) -> tuple[str, int]:
    """Return an interval."""
    inside = listed((node.lower, node.upper))
    return fenced("[" if node.lower_closed else "(", inside, "]" if node.upper_closed else ")"), ATOM


def union(node: Union) -> tuple[str, int]:
    """Return a union of sets."""
    return row(sign("∪").join(show(part, SUM) for part in node.parts)), SET


def relation(node: Relation) -> tuple[str, int]:
    """Return a chain of comparisons."""
    mathml = show(node.operands[0], SET)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        mathml += sign(_RELATIONS[operator]) + show(operand, SET)
    return row(mathml), RELATION


def junction(node: Junction) -> tuple[str, int]:
    """Return comparisons joined by 'and' or 'or'."""
    own = AND if node.kind == "and" else OR
    return row(f"<mtext>&#xa0;{node.kind}&#xa0;</mtext>".join(show(part, own + 1) for part in node.parts)), own


def assignment(node: Assignment) -> tuple[str, int]:
    """Return an assignment."""
    return row(show(node.target, ATOM), sign(":="), show(node.value, SUM)), OR


def indicator(node: Indicator) -> tuple[str, int]:
    """Return an indicator."""
    return row('<mn mathvariant="bold">1</mn>', fenced("[", show(node.condition, OR), "]")), ATOM


def big_operator(node: BigOperator) -> tuple[str, int]:
    """Return a sum or product with its body."""
    letter = name(node.index)
    below = letter if node.lower is None else row(letter, sign("="), show(node.lower, SUM))
    head = sign("∑" if node.kind == "sum" else "∏")
    if node.upper is None:
        return row(f"<munder>{head}{below}</munder>", show(node.body, PRODUCT)), PRODUCT
    return row(f"<munderover>{head}{below}{row(show(node.upper, SUM))}</munderover>", show(node.body, PRODUCT)), PRODUCT


def derivative(node: Derivative) -> tuple[str, int]:
    """Return a derivative as a name."""
    mark = "<mo>∂</mo>"
    top = mark if len(node.by) == 1 else f"<msup>{mark}<mn>{len(node.by)}</mn></msup>"
    of = show(node.of, ATOM)
    shown = [show(by, POWER) for by in node.by]
    if len(shown) > 1 and len(set(shown)) == 1:
        below = mark + f"<msup>{row(shown[0])}<mn>{len(shown)}</mn></msup>"
    else:
        below = "".join(mark + by for by in shown)
    return f"<mfrac><mrow>{top}{of}</mrow><mrow>{below}</mrow></mfrac>", POSTFIX


def gradient(node: Gradient) -> tuple[str, int]:
    """Return a gradient as a name; that of a function of one variable at a place as its derivative there."""
    if node.prime:
        return row(show(node.of, ATOM), "<mo>′</mo>", fenced("(", listed(node.at), ")")), ATOM
    mark = sign("∇") if node.by is None else f"<msub>{sign('∇')}{row(show(node.by, OR))}</msub>"
    at = fenced("(", listed(node.at), ")") if node.at else ""
    return row(mark, show(node.of, ATOM), at), POWER


_PRINTERS: Final[dict[type[Node], Callable[[Any], tuple[str, int]]]] = {
    Number: number, Constant: constant, Symbol: symbol, Add: add, Neg: neg, Mul: mul, Div: div, Power: power,
    Factorial: factorial, Call: call, Entry: entry, Vector: vector, Matrix: matrix, SetOf: set_of, Interval: interval,
    Union: union, Relation: relation, Junction: junction, Assignment: assignment, Indicator: indicator,
    BigOperator: big_operator, Derivative: derivative, Gradient: gradient,
}  # fmt: skip
