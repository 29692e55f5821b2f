"""Trees printed as MathML, from the tree alone: no character of an answer reaches the page unescaped.

>>> from grader.expr.nodes import Power, Symbol
>>> to_mathml(Power(Symbol("omega"), Symbol("k")))
'<math><msup><mi>ω</mi><mi>k</mi></msup></math>'
"""

from collections.abc import Callable
from functools import lru_cache
from html import escape
from itertools import pairwise
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
_DIGITS: Final = "0123456789"
_THIN_SPACE: Final = '<mspace width="0.17em"/>'
_TIMES: Final = "<mo>&#x2062;</mo>"
_MINUS: Final = "<mo>−</mo>"
_COMMA: Final = "<mo>,</mo>"


def to_mathml(node: Node) -> str:
    """Print ``node`` as one ``<math>`` element."""
    return f"<math>{print_node(node, OR)}</math>"


def print_node(node: Node, wanted: int) -> str:
    """Print ``node``, in brackets if it holds together less tightly than ``wanted``."""
    mathml, own = _PRINTERS[type(node)](node)
    return mathml if own >= wanted else wrap_in_brackets("(", mathml, ")")


def wrap_row(*parts: str) -> str:
    """Join parts side by side into one element."""
    return parts[0] if len(parts) == 1 and parts[0].count("<m") == 1 else f"<mrow>{''.join(parts)}</mrow>"


def wrap_in_brackets(opening: str, inside: str, closing: str) -> str:
    return f"<mrow><mo>{opening}</mo>{inside}<mo>{closing}</mo></mrow>"


def print_sign(character: str) -> str:
    return f"<mo>{escape(character)}</mo>"


def print_list(items: tuple[Node, ...]) -> str:
    return _COMMA.join(print_node(item, SUM) for item in items)


def spell_letters(spelling: str) -> str:
    """Return what a name shows on the line: its letters without digits and index, or a Greek letter."""
    letters = spelling.partition("_")[0].rstrip(_DIGITS)
    return _LETTERS.get(letters, letters)


@lru_cache(maxsize=4096)
def print_name(spelling: str) -> str:
    """Print a name: Greek letters as themselves, accents above, digits and words below."""
    base, _, rest = spelling.partition("_")
    parts = [part for part in (base[len(base.rstrip(_DIGITS)) :], *rest.split("_")) if part]
    mathml = f"<mi>{escape(spell_letters(spelling))}</mi>"
    if parts and parts[0] in _ACCENTS:
        mathml = f'<mover accent="true">{mathml}<mo>{_ACCENTS[parts.pop(0)]}</mo></mover>'
    below = _COMMA.join(f"<mn>{part}</mn>" if part.isdecimal() else f"<mi>{escape(part)}</mi>" for part in parts)
    return f"<msub>{mathml}{wrap_row(below)}</msub>" if parts else mathml


def print_number(node: Number) -> tuple[str, int]:
    if node.value.numerator < 0:
        return wrap_row(_MINUS, print_number(Number(-node.value, node.decimals, node.digits))[0]), SIGN
    if node.decimals is None and node.value.denominator != 1:
        return f"<mfrac><mn>{node.value.numerator}</mn><mn>{node.value.denominator}</mn></mfrac>", ATOM
    return f"<mn>{to_text(node)}</mn>", ATOM


def print_constant(node: Constant) -> tuple[str, int]:
    return f"<mi>{ {'pi': 'π', 'oo': '∞'}.get(node.name, node.name) }</mi>".replace(" ", ""), ATOM


def print_symbol(node: Symbol) -> tuple[str, int]:
    mathml = print_name(node.name)
    if node.indices:
        mathml = f"<msub>{mathml}{wrap_row(print_list(node.indices))}</msub>"
    if node.iterate is not None:
        return raise_script(mathml, wrap_in_brackets("(", print_node(node.iterate, OR), ")")), POWER
    return mathml, ATOM


def raise_script(base: str, above: str) -> str:
    """Put an exponent on a name, straight above its index if it has one."""
    if base.startswith("<msub>") and base.endswith("</msub>"):
        return f"<msubsup>{base.removeprefix('<msub>').removesuffix('</msub>')}{above}</msubsup>"
    return f"<msup>{base}{above}</msup>"


def print_sum(node: Add) -> tuple[str, int]:
    first, *rest = node.terms
    mathml = print_node(first, SIGN)
    for term in rest:
        negative = isinstance(term, Neg)
        mathml += _MINUS if negative else print_sign("+")
        mathml += print_node(term.operand if isinstance(term, Neg) else term, PRODUCT)
    return wrap_row(mathml), SUM


def print_negative(node: Neg) -> tuple[str, int]:
    return wrap_row(_MINUS, print_node(node.operand, PRODUCT)), SIGN


def print_product(node: Mul) -> tuple[str, int]:
    """Print a product, with a sign or a space where its factors would run together."""
    mathml = print_node(node.factors[0], FACTOR)
    for before, factor in pairwise(node.factors):
        mathml += print_sign("⊙") if node.elementwise else print_times(before, factor)
        mathml += print_node(factor, FACTOR)
    return wrap_row(mathml), PRODUCT


def print_times(before: Node, after: Node) -> str:
    """Print a dot before numbers and quotients and beside names of several letters, a space before functions."""
    after = find_base(after)
    if isinstance(after, (Number, Div, Vector, Matrix)) or is_word(find_base(before)) or is_word(after):
        return print_sign("·")
    return _TIMES + _THIN_SPACE if isinstance(after, Call) else _TIMES


def find_base(node: Node) -> Node:
    """Return what is written on the line, without exponents and signs after it."""
    while True:
        match node:
            case Power(base=inside) | Factorial(operand=inside) | Entry(of=inside):
                node = inside
            case Call(function="transpose", arguments=(inside,)):
                node = inside
            case _:
                return node


def is_word(node: Node) -> bool:
    """Whether a name has several letters; two of these side by side would look like one."""
    return isinstance(node, Symbol) and len(spell_letters(node.name)) > 1


def print_quotient(node: Div) -> tuple[str, int]:
    return (
        f"<mfrac>{wrap_row(print_node(node.numerator, OR))}{wrap_row(print_node(node.denominator, OR))}</mfrac>",
        POSTFIX,
    )


def print_power(node: Power) -> tuple[str, int]:
    base = print_node(node.base, ATOM)
    base = base if isinstance(node.base, Symbol) else wrap_row(base)
    return raise_script(base, wrap_row(print_node(node.exponent, OR))), POWER


def print_factorial(node: Factorial) -> tuple[str, int]:
    return wrap_row(print_node(node.operand, ATOM), print_sign("!")), POSTFIX


def print_call(node: Call) -> tuple[str, int]:
    name, arguments, count = node.function, node.arguments, len(node.arguments)
    if name == "transpose" and count == 1:
        return f"<msup>{wrap_row(print_node(arguments[0], ATOM))}<mi>⊤</mi></msup>", POWER
    if name == "root" and count == 2:
        index = wrap_row(print_node(arguments[1], OR))
        return f"<mroot>{wrap_row(print_node(arguments[0], OR))}{index}</mroot>", ATOM
    inside = print_list(arguments)  # after the signs that print their arguments themselves: each is printed once
    if name == "sqrt" and count == 1:
        return f"<msqrt>{inside}</msqrt>", ATOM
    if name in ("abs", "norm") and count == 1:
        bar = "|" if name == "abs" else "‖"
        return wrap_in_brackets(bar, inside, bar), ATOM
    spelling = "ln" if name == "log" and count == 1 else name
    return wrap_row(print_name(spelling), "<mo>&#x2061;</mo>", wrap_in_brackets("(", inside, ")")), ATOM


def print_entry(node: Entry) -> tuple[str, int]:
    of = (
        wrap_row(print_node(node.of, ATOM))
        if isinstance(node.of, Call)
        else wrap_in_brackets("(", print_node(node.of, OR), ")")
    )
    return f"<msub>{of}{wrap_row(print_list(node.indices))}</msub>", POSTFIX


def print_vector(node: Vector) -> tuple[str, int]:
    return wrap_in_brackets("(", print_list(node.items), ")"), ATOM


def print_matrix(node: Matrix) -> tuple[str, int]:
    rows = "".join(
        "<mtr>" + "".join(f"<mtd>{print_node(item, SUM)}</mtd>" for item in items) + "</mtr>" for items in node.rows
    )
    return wrap_in_brackets("(", f"<mtable>{rows}</mtable>", ")"), ATOM


def print_set(node: SetOf) -> tuple[str, int]:
    return (wrap_in_brackets("{", print_list(node.items), "}") if node.items else "<mi>∅</mi>"), ATOM


def print_interval(node: Interval) -> tuple[str, int]:
    inside = print_list((node.lower, node.upper))
    return wrap_in_brackets("[" if node.lower_closed else "(", inside, "]" if node.upper_closed else ")"), ATOM


def print_union(node: Union) -> tuple[str, int]:
    return wrap_row(print_sign("∪").join(print_node(part, SUM) for part in node.parts)), SET


def print_relation(node: Relation) -> tuple[str, int]:
    mathml = print_node(node.operands[0], SET)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        mathml += print_sign(_RELATIONS[operator]) + print_node(operand, SET)
    return wrap_row(mathml), RELATION


def print_junction(node: Junction) -> tuple[str, int]:
    own = AND if node.kind == "and" else OR
    return wrap_row(
        f"<mtext>&#xa0;{node.kind}&#xa0;</mtext>".join(print_node(part, own + 1) for part in node.parts)
    ), own


def print_assignment(node: Assignment) -> tuple[str, int]:
    return wrap_row(print_node(node.target, ATOM), print_sign(":="), print_node(node.value, SUM)), OR


def print_indicator(node: Indicator) -> tuple[str, int]:
    return wrap_row('<mn mathvariant="bold">1</mn>', wrap_in_brackets("[", print_node(node.condition, OR), "]")), ATOM


def print_big_operator(node: BigOperator) -> tuple[str, int]:
    letter = print_name(node.index)
    below = letter if node.lower is None else wrap_row(letter, print_sign("="), print_node(node.lower, SUM))
    head = print_sign("∑" if node.kind == "sum" else "∏")
    if node.upper is None:
        return wrap_row(f"<munder>{head}{below}</munder>", print_node(node.body, PRODUCT)), PRODUCT
    return wrap_row(
        f"<munderover>{head}{below}{wrap_row(print_node(node.upper, SUM))}</munderover>", print_node(node.body, PRODUCT)
    ), PRODUCT


def print_derivative(node: Derivative) -> tuple[str, int]:
    mark = "<mi>∂</mi>"
    top = mark if len(node.by) == 1 else f"<msup>{mark}<mn>{len(node.by)}</mn></msup>"
    of = print_node(node.of, ATOM)
    shown = [print_node(by, POWER) for by in node.by]
    if len(shown) > 1 and len(set(shown)) == 1:
        below = mark + f"<msup>{wrap_row(shown[0])}<mn>{len(shown)}</mn></msup>"
    else:
        below = "".join(mark + by for by in shown)
    return f"<mfrac><mrow>{top}{of}</mrow><mrow>{below}</mrow></mfrac>", POSTFIX


def print_gradient(node: Gradient) -> tuple[str, int]:
    """Print a gradient; for a function of one variable at a place, its derivative there."""
    if node.prime:
        return wrap_row(print_node(node.of, ATOM), "<mo>′</mo>", wrap_in_brackets("(", print_list(node.at), ")")), ATOM
    mark = print_sign("∇") if node.by is None else f"<msub>{print_sign('∇')}{wrap_row(print_node(node.by, OR))}</msub>"
    at = wrap_in_brackets("(", print_list(node.at), ")") if node.at else ""
    return wrap_row(mark, print_node(node.of, ATOM), at), POWER


_PRINTERS: Final[dict[type[Node], Callable[[Any], tuple[str, int]]]] = {
    Number: print_number, Constant: print_constant, Symbol: print_symbol, Add: print_sum, Neg: print_negative,
    Mul: print_product, Div: print_quotient, Power: print_power, Factorial: print_factorial, Call: print_call,
    Entry: print_entry, Vector: print_vector, Matrix: print_matrix, SetOf: print_set, Interval: print_interval,
    Union: print_union, Relation: print_relation, Junction: print_junction, Assignment: print_assignment,
    Indicator: print_indicator, BigOperator: print_big_operator, Derivative: print_derivative, Gradient: print_gradient,
}  # fmt: skip
