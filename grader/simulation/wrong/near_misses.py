"""Near misses of a formula: what a student who is almost right writes, each with words that say what is different.

One sign, one number, one index, one term or factor, one exponent, two components, the numerator and the denominator
of a fraction, an indicator: each changed in one place. The engine decides whether a near miss is wrong at all.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> for miss in make_near_misses(parse("x^2 - 1", notation).tree, notation):
...     print(to_text(miss.tree), "|", miss.words)
-(x^2 - 1) | the sign of the whole is reversed
-x^2 - 1 | the sign of 'x^2' is reversed
-1 | 'x^2' is missing
x^2 + 1 | the sign of '1' is reversed
x^2 | '1' is missing
x^3 - 1 | 3 is in place of 2
x^1 - 1 | 1 is in place of 2
x^2 - 2 | 2 is in place of 1
x^2 - 0 | 0 is in place of 1
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from grader.expr import to_text
from grader.expr.calculation.building import number
from grader.expr.nodes import (
    Add,
    Assignment,
    BigOperator,
    Call,
    Derivative,
    Div,
    Gradient,
    Indicator,
    Interval,
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
)
from grader.expr.notation import Notation
from grader.expr.traverse import children, rebuild, walk

__all__ = ["NearMiss", "make_near_misses"]

SIBLINGS: Final = {"sin": "cos", "cos": "sin", "max": "min", "min": "max", "exp": "log", "log": "exp"}
DROPPED: Final = frozenset({
    "relu", "sigmoid", "tanh", "sqrt", "abs", "transpose", "softmax", "exp", "log", "diag", "sin", "cos", "softplus",
})  # fmt: skip
REVERSED: Final = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
Change = tuple[str, Node]


@dataclass(frozen=True, kw_only=True, slots=True)
class NearMiss:
    """A changed formula; ``words`` is a clause that says what is different, and ``credit`` what it earns, if known."""

    tree: Node
    words: str
    credit: Fraction | None = None


def make_near_misses(tree: Node, notation: Notation) -> Iterator[NearMiss]:
    """Yield the near misses of an expected answer, each once; for a rule, those of its right-hand side."""
    seen = {tree}
    for words, changed in (*change_whole(tree), *change_everywhere(tree, notation, list_index_letters(tree, notation))):
        if changed not in seen:
            seen.add(changed)
            yield NearMiss(tree=changed, words=words)


def change_whole(tree: Node) -> Iterator[Change]:
    """Yield the changes of a value as a whole: its sign."""
    if isinstance(tree, Vector | Matrix):
        yield "all signs are reversed", rebuild(tree, [negative(part) for part in children(tree)])
    elif not isinstance(tree, Assignment | Relation | SetOf | Interval | Union | Neg):
        yield "the sign of the whole is reversed", Neg(tree)


def negative(node: Node) -> Node:
    """Return minus a formula; for arrays, entry by entry."""
    if isinstance(node, Vector):
        return Vector(tuple(map(negative, node.items)))
    return node.operand if isinstance(node, Neg) else Neg(node)


def change_everywhere(node: Node, notation: Notation, letters: tuple[str, ...]) -> Iterator[Change]:
    """Yield the changes of a construct, and then those inside it."""
    for kind in KINDS:
        yield from kind(node)
    if isinstance(node, Symbol):
        yield from change_indices(node, notation, letters)
    if isinstance(node, Symbol | Derivative | Gradient | Number):
        return
    parts = children(node)
    first = 1 if isinstance(node, Assignment) else 0
    last = 1 if isinstance(node, BigOperator) else len(parts)
    for place in range(first, last):
        for words, changed in change_everywhere(parts[place], notation, letters):
            yield words, rebuild(node, [*parts[:place], changed, *parts[place + 1 :]])


def list_index_letters(tree: Node, notation: Notation) -> tuple[str, ...]:
    found = (index.name for part in walk(tree) if isinstance(part, Symbol) for index in part.indices
             if isinstance(index, Symbol) and index.name in notation.ranges)  # fmt: skip
    return tuple(dict.fromkeys(found))


def change_sum(node: Node) -> Iterator[Change]:
    """Yield a sum with one term of the other sign, and without one term."""
    if not isinstance(node, Add):
        return
    for place, term in enumerate(node.terms):
        bare = to_text(term.operand if isinstance(term, Neg) else term)
        rest = (*node.terms[:place], *node.terms[place + 1 :])
        turned = term.operand if isinstance(term, Neg) else Neg(term)
        yield f"the sign of '{bare}' is reversed", Add((*node.terms[:place], turned, *node.terms[place + 1 :]))
        yield f"'{bare}' is missing", rest[0] if len(rest) == 1 else Add(rest)


def change_product(node: Node) -> Iterator[Change]:
    """Yield a product without one factor."""
    if not isinstance(node, Mul):
        return
    for place, factor in enumerate(node.factors):
        rest = (*node.factors[:place], *node.factors[place + 1 :])
        yield f"the factor '{to_text(factor)}' is missing", rest[0] if len(rest) == 1 else replace(node, factors=rest)


def change_quotient(node: Node) -> Iterator[Change]:
    """Yield a quotient upside down, and its numerator alone."""
    if isinstance(node, Div):
        yield f"'{to_text(node)}' is upside down", Div(node.denominator, node.numerator)
        yield f"'{to_text(node)}' is not divided", node.numerator


def drop_sign(node: Node) -> Iterator[Change]:
    """Yield a formula without its minus sign."""
    if isinstance(node, Neg):
        yield f"the minus sign of '{to_text(node)}' is missing", node.operand


def change_number(node: Node) -> Iterator[Change]:
    """Yield numbers that are off by one, and a fraction upside down."""
    if not isinstance(node, Number):
        return
    for step in (1, -1):
        other = replace_value(node, node.value + step)
        yield f"{to_text(other)} is in place of {to_text(node)}", other
    if node.value.denominator != 1:
        yield f"'{to_text(node)}' is upside down", Number(1 / node.value)


def replace_value(node: Number, value: Fraction) -> Number:
    """Return another number, written with as many decimals."""
    if not node.decimals or node.decimals < 0:
        return Number(value)
    return Number(value, node.decimals, max(1, len(str(abs(int(value * 10**node.decimals))))))


def change_power(node: Node) -> Iterator[Change]:
    """Yield the base without its exponent; a square without it is among the numbers that are off by one."""
    if isinstance(node, Power) and isinstance(node.exponent, Number) and node.exponent.value != 2:
        yield f"the exponent of '{to_text(node)}' is missing", node.base


def change_function(node: Node) -> Iterator[Change]:
    """Yield another function of the same argument, and the argument alone."""
    if not isinstance(node, Call):
        return
    if node.function in SIBLINGS and (node.function in ("max", "min") or len(node.arguments) == 1):
        other = SIBLINGS[node.function]
        yield f"'{other}' is in place of '{node.function}'", Call(other, node.arguments)
    if node.function in DROPPED and len(node.arguments) == 1:
        words = "not transposed" if node.function == "transpose" else f"without '{node.function}'"
        yield f"'{to_text(node.arguments[0])}' is {words}", node.arguments[0]
    if node.function in ("max", "min"):
        for argument in node.arguments:
            if argument != number(0):
                yield f"'{to_text(argument)}' is without '{node.function}'", argument


def change_condition(node: Node) -> Iterator[Change]:
    """Yield an indicator with the other side of its condition."""
    match node:
        case Indicator(condition=Relation(operands=sides, operators=(sign,))) if sign in REVERSED:
            turned = Indicator(Relation(sides, (REVERSED[sign],)))  # type: ignore[arg-type]
            yield f"the condition of '{to_text(node)}' is reversed", turned
        case Relation(operands=sides, operators=(sign,)) if sign in REVERSED:
            yield "the relation is reversed", Relation(sides, (REVERSED[sign],))  # type: ignore[arg-type]


def change_components(node: Node) -> Iterator[Change]:
    """Yield a vector with one sign reversed or two neighbours exchanged, and a matrix by columns."""
    if isinstance(node, Vector):
        for place, item in enumerate(node.items):
            turned = Vector((*node.items[:place], negative(item), *node.items[place + 1 :]))
            yield f"the sign of entry {place + 1} is reversed", turned
        for place in range(len(node.items) - 1):
            before, after = node.items[place], node.items[place + 1]
            changed = Vector((*node.items[:place], after, before, *node.items[place + 2 :]))
            yield f"entries {place + 1} and {place + 2} are exchanged", changed
    if isinstance(node, Matrix):
        yield "rows and columns are exchanged", Matrix(tuple(zip(*node.rows, strict=True)))


def change_indices(node: Symbol, notation: Notation, letters: tuple[str, ...]) -> Iterator[Change]:
    """Yield a name with its indices exchanged, and with one index that is another."""
    entry = notation.entries.get(node.name)
    axes = entry.axes if entry else ()
    if len(node.indices) != len(axes):
        return
    if len(node.indices) == 2 and node.indices[0] != node.indices[1]:
        yield f"the indices of '{to_text(node)}' are exchanged", replace(node, indices=node.indices[::-1])
    for place, (index, axis) in enumerate(zip(node.indices, axes, strict=True)):
        for other in list_other_indices(index, axis, notation, letters):
            changed = replace(node, indices=(*node.indices[:place], other, *node.indices[place + 1 :]))
            yield f"'{to_text(changed)}' is in place of '{to_text(node)}'", changed


def list_other_indices(index: Node, axis: str | int, notation: Notation, letters: tuple[str, ...]) -> Iterator[Node]:
    """Yield the indices that may replace one: the next number, the other letters of the formula."""
    size = notation.size(axis)
    if isinstance(index, Number) and size is not None and size > 1:
        yield number(index.value % size + 1)
    elif isinstance(index, Symbol):
        for letter in letters:
            if letter != index.name and notation.ranges[letter] == size:
                yield Symbol(letter)


KINDS: tuple[Callable[[Node], Iterator[Change]], ...] = (
    change_sum, change_product, change_quotient, drop_sign, change_number, change_power, change_function,
    change_condition, change_components,
)  # fmt: skip
