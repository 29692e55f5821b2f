"""A name in front of brackets, read as a product although a function may be meant, or the other way round.

``σ(x)`` is σ times x where the exercise has a number σ. On paper it is the sigmoid at x; and of ``p``, which the
exercise defines by z, ``p(z)`` is the value itself. With a function σ, ``σ(1-σ)`` is no value of it, but a product.
After the word *sum*, ``sum (x_i)^2`` may be the sum of the squares.

>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={name: Entry(name=name) for name in ("x", "sigma")})
>>> [spelling.text for spelling in list_applied_names("σ(x)(1-σ(x))", notation)]
['sigmoid(x)(1-sigmoid(x))']
>>> function = Notation(entries={"sigma": Entry(name="sigma", parameters=("x",))})
>>> [spelling.text for spelling in list_applied_names("σ(1-σ)", function)]
['σ*(1-σ)']
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from grader.expr.names import Names, names_of
from grader.expr.nodes import Symbol
from grader.expr.notation import Notation
from grader.expr.reach.sites import tokenize_leniently
from grader.expr.reading import guess_syntax
from grader.expr.tokens.tokens import Token
from grader.expr.traverse import walk

__all__ = ["Spelling", "list_applied_names"]

SIGMOID: Final = "sigma"  # the only letter that names a function of every course where the exercise does not have it
SUM: Final = "sum"
LONGEST: Final = 2_000  # characters
AS_PRODUCT: Final = "'{piece}' is a product"
AS_POWER: Final = "of '{piece}' the whole is raised to a power"
AS_FUNCTION: Final = "'{piece}' is a value of the function"


class Spelling(NamedTuple):
    """Another spelling of a text, and how the first piece that it changes is read as it is typed."""

    text: str
    said: str


class Applied(NamedTuple):
    """A name with the brackets after it: the places of their tokens."""

    name: Token
    opening: int
    closing: int


def list_applied_names(text: str, notation: Notation) -> Iterator[Spelling]:
    """Yield a text with its names in front of brackets in another meaning, each meaning once."""
    if "(" not in text or len(text) > LONGEST:
        return
    names = names_of(notation)
    tokens = tokenize_leniently(text, names, guess_syntax(text))
    found = [each for at in range(len(tokens)) if (each := find_applied(tokens, at)) is not None]

    def respell(
        chosen: list[Applied], change: Callable[[Applied], tuple[int, int, str]], said: str
    ) -> Iterator[Spelling]:
        if chosen:
            piece = text[chosen[0].name.start : tokens[chosen[0].closing].end]
            yield Spelling(replace_all(text, [change(each) for each in chosen]), said.format(piece=piece))

    values = [each for each in found if is_value(each, tokens, names)]
    yield from respell(
        values, lambda each: (each.name.end, tokens[each.closing].end, find_index(each, tokens, names)), AS_PRODUCT
    )
    numbers = [each for each in found if each.name.value == SIGMOID and has_no_arguments(each.name, names)]
    yield from respell(numbers, lambda each: (each.name.start, each.name.end, "sigmoid"), AS_PRODUCT)
    factors = [each for each in found if holds_itself(each, tokens, names)]
    yield from respell(factors, lambda each: (each.name.end, each.name.end, "*"), AS_FUNCTION)
    sums = [each for each in found if each.name.value == SUM and tokens[each.closing + 1].kind == "^"]
    yield from respell(sums, lambda each: (each.name.start, each.name.end, "∑"), AS_POWER)


def find_applied(tokens: Sequence[Token], at: int) -> Applied | None:
    """Return a name with brackets right after it; None at any other token."""
    if tokens[at].kind != "name" or at + 1 >= len(tokens) or tokens[at + 1].kind != "(":
        return None
    depth = 0
    for place in range(at + 1, len(tokens)):
        depth += (tokens[place].kind == "(") - (tokens[place].kind == ")")
        if depth == 0:
            return Applied(tokens[at], at + 1, place)
    return None


def has_no_arguments(name: Token, names: Names) -> bool:
    """Whether a name is a number or an array of the exercise."""
    entry = names.resolve(name.value).entry
    return entry is not None and entry.parameters is None


def find_index(each: Applied, tokens: Sequence[Token], names: Names) -> str:
    """Return the index that an array without one has in its argument: ``_j`` for ``p(z_j)``; else nothing."""
    entry = names.resolve(each.name.value).entry
    _, sign, index = tokens[each.opening + 1].value.partition("_")
    is_bare = entry is not None and entry.axes and "_" not in each.name.value
    return sign + index if is_bare and each.closing == each.opening + 2 else ""


def is_value(each: Applied, tokens: Sequence[Token], names: Names) -> bool:
    """Whether a quantity has in brackets just the names by which the exercise defines it."""
    entry = names.resolve(each.name.value).entry
    if entry is None or entry.parameters is not None or entry.definition is None:
        return False
    inside = tokens[each.opening + 1 : each.closing]
    typed = {names.resolve(token.value).name for token in inside if token.kind == "name"}
    defined = {node.name for node in walk(entry.definition) if isinstance(node, Symbol)}
    return bool(typed) and typed <= defined and all(token.kind in ("name", ",") for token in inside)


def holds_itself(each: Applied, tokens: Sequence[Token], names: Names) -> bool:
    """Whether a function of one variable has its own name without an argument in its brackets."""
    entry = names.resolve(each.name.value).entry
    if entry is None or entry.parameters is None or len(entry.parameters) != 1:
        return False
    return any(
        tokens[place].kind == "name" and tokens[place].value == each.name.value and tokens[place + 1].kind != "("
        for place in range(each.opening + 1, each.closing)
    )


def replace_all(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    """Return a text with other pieces from one place to another; the places do not overlap."""
    for start, end, piece in sorted(changes, reverse=True):
        text = text[:start] + piece + text[end:]
    return text
