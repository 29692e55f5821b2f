"""The longer complaints: unknown names with what may have been meant, and wrong numbers of arguments."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from grader.errors import AnswerError
from grader.expr.names import Item
from grader.expr.tokens import Token

if TYPE_CHECKING:
    from grader.expr.cursor import Cursor

__all__ = ["unknown_name", "wrong_arity"]


def wrong_arity(cursor: Cursor, token: Token, name: str, least: int, most: int | None, given: int) -> AnswerError:
    """Return the complaint that a function has too many or too few arguments."""
    wanted = f"at least {least}" if most is None else str(least) if least == most else f"{least} or {most}"
    what = f"'{name}' takes {wanted} {'argument' if wanted == '1' else 'arguments'} and is given {given} here."
    return cursor.refuse(
        token, "arity", what, "", f"write '{name}(…)' with {wanted}.", cursor.tokens[cursor.at - 1].end
    )


def unknown_name(cursor: Cursor, token: Token, items: tuple[Item, ...], end: int) -> AnswerError:
    """Return the complaint about a name that the exercise does not have, in the order of the likeliest cause."""
    name = cursor.source(token.start, end)
    for what, why, mend in _causes(cursor, token, items, name):
        return cursor.refuse(token, "unknown-name", what, why, mend, end)
    raise AssertionError


def _causes(cursor: Cursor, token: Token, items: tuple[Item, ...], name: str) -> Iterator[tuple[str, str, str]]:
    names, raw = cursor.names, token.value
    is_call = cursor.token.kind == "(" and not items
    what = f"'{name}' is not a {'function' if is_call else 'name'} of this exercise."
    yield from _wrong_subscripts(cursor, raw, items, name)
    for spelling in names.spellings():
        if not items and spelling != raw and spelling.casefold() == raw.casefold():
            yield what, "Upper and lower case letters are different names.", f"write '{spelling}'."
    pieces = None if items or len(raw) > 40 else names.pieces(raw)
    if pieces:
        yield (
            what,
            "A product of names is never guessed from letters that stand together.",
            f"write '{'*'.join(pieces)}'.",
        )
    close = get_close_matches(raw, list(names.spellings()), n=1, cutoff=0.6) if len(raw) <= 40 else []
    if close:
        yield (
            what,
            "Only names that the exercise declares can be used.",
            f"write '{close[0]}' if that is what you mean.",
        )
    if is_call:
        yield (
            what,
            "Only known functions can be applied.",
            f"write '{name}*(…)' for a product, or use a known function.",
        )
    listed = ", ".join(list(names.entries)[:12])
    yield (
        what,
        "Only names that the exercise declares can be used.",
        f"use its names: {listed}." if listed else "write numbers and known functions only.",
    )


def _wrong_subscripts(cursor: Cursor, raw: str, items: tuple[Item, ...], name: str) -> Iterator[tuple[str, str, str]]:
    """Explain subscripts that do not fit a declared name."""
    from grader.expr.names import splits

    for base, own in splits(raw):
        entry = cursor.names.entries.get(base)
        given = (*own, *items)
        if entry is None or not given:
            continue
        if not entry.axes:
            yield (
                f"'{name}' is not a name of this exercise.",
                f"'{entry.name}' has no indices.",
                f"write '{entry.name}' without a subscript.",
            )
            return
        axes = ", ".join(_axis(cursor, axis) for axis in entry.axes)
        count = len(entry.axes)
        yield (
            f"The subscript of '{name}' does not fit.",
            f"'{entry.name}' has {count} {'index' if count == 1 else 'indices'}: {axes}.",
            f"write for example '{entry.name}_{'1' * count}'.",
        )
        return


def _axis(cursor: Cursor, axis: str | int) -> str:
    size = cursor.names.notation.size(axis)
    letters = f"a letter such as {axis}" if isinstance(axis, str) and size is not None else "an index letter"
    return f"1 to {size} or {letters}" if size is not None else f"from 1 up or {letters}"
