"""Plus or minus: ``x = ±2`` is read with each sign, and both readings are joined.

A condition is joined by ``or``, ``{±2}`` is one set, and any other value becomes the set of both. What is denied is
denied of each: ``x ≠ ±2`` is ``x ≠ 2 and x ≠ -2``. ``∓`` has the other sign. Two signs of the same kind may be chosen
together or one by one, so they are refused.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Final

from grader.expr.complaints import complain
from grader.expr.grammar.conditions import intersect, join_conditions
from grader.expr.grammar.cursor import CLOSERS, is_condition
from grader.expr.nodes import Interval, Junction, Node, Relation, SetOf, Union, Vector
from grader.expr.tokens.tokens import Token

__all__ = ["choose_signs", "has_plus_minus", "is_taken_out", "join_readings"]

_KIND: Final = attrgetter("kind")


def has_plus_minus(tokens: Sequence[Token]) -> bool:
    """Whether any token is a sign for plus or minus."""
    return "±" in map(_KIND, tokens)


def choose_signs(text: str, tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Return the tokens with the upper signs, and with the lower ones."""
    signs = [token for token in tokens if token.kind == "±"]
    if len({token.value == "∓" for token in signs}) < len(signs):
        raise complain(text, signs[0].start, signs[-1].end, "several-plus-minus")
    return put_signs(tokens, is_upper=True), put_signs(tokens, is_upper=False)


def put_signs(tokens: Sequence[Token], *, is_upper: bool) -> list[Token]:
    """Return the tokens in which ``±`` is the upper or lower one of its signs."""
    return [
        token._replace(kind="+" if (token.value == "∓") != is_upper else "-") if token.kind == "±" else token
        for token in tokens
    ]


def is_taken_out(tokens: Sequence[Token]) -> bool:
    """Whether the sign is in braces that are taken out of a set: both values are, in ``ℝ ∖ {±1}``."""
    depth = 0
    at = next(place for place, token in enumerate(tokens) if token.kind == "±")
    for place in range(at - 1, 0, -1):
        kind = tokens[place].kind
        depth += (kind in CLOSERS.values()) - (kind in CLOSERS)
        if depth < 0:
            return tokens[place - 1].kind == "∖"
    return False


def join_readings(upper: Node, lower: Node, place: Callable[[Node], Node], *, is_taken_out: bool = False) -> Node:
    """Return both readings as one node; ``place`` says where a new node was written."""
    if is_condition(upper):
        return place(join_conditions((upper, lower), "and" if is_taken_out or is_denial(upper) else "or"))
    if is_taken_out and isinstance(upper, (SetOf, Interval, Union)) and (common := intersect(upper, lower)) is not None:
        return place(common)
    if isinstance(upper, SetOf) and isinstance(lower, SetOf):
        return place(SetOf(tuple(dict.fromkeys((*upper.items, *lower.items)))))
    # (2, ±3) may be two points or the values of one coordinate.
    if isinstance(upper, Vector) and len(upper.items) == 1 and isinstance(lower, Vector):
        return place(Vector((*upper.items, *lower.items)))
    return place(SetOf((upper, lower)))


def is_denial(condition: Node) -> bool:
    """Whether a condition only says what a value is not: ``x ≠ 2``, ``x ∉ {0, 2}``."""
    if isinstance(condition, Junction):
        return condition.kind == "and" and all(map(is_denial, condition.parts))
    return isinstance(condition, Relation) and set(condition.operators) == {"!="}
