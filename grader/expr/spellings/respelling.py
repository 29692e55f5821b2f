"""Reading a text in another spelling than that of the answer language, where it fits what is asked for only so.

The spellings are tried one after another, each on what the one before it made of the text.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry, Notation
>>> from grader.expr.asked.asked import ask_for
>>> notation = Notation(entries={name: Entry(name=name) for name in ("x", "y")})
>>> pair = ask_for(parse("(1, 2)", notation).tree)
>>> [list(list_spellings(text, pair, notation)) for text in ("2 | 4", "{x -> 2, y -> 4}", "(2, 4)")]
[['2, 4'], ['x = 2, y = 4'], []]
"""

from collections.abc import Callable
from typing import Final

from grader.expr.advice.separators import (
    open_column,
    replace_ampersands,
    replace_bars,
    replace_blanks,
    replace_semicolons,
)
from grader.expr.asked.asked import Asked, Shape
from grader.expr.notation import Notation
from grader.expr.reading_memory import ReadingMemory
from grader.expr.spellings.ends import turn_brackets
from grader.expr.spellings.foreign_labels import drop_labels_of_question, fill_matrix
from grader.expr.spellings.joining import translate_joints
from grader.expr.spellings.naming import (
    drop_counters,
    drop_for,
    drop_ordinals,
    replace_arrows,
    replace_colons,
    replace_rules,
    replace_verbs,
    separate_names,
)
from grader.expr.spellings.rows import separate_rows
from grader.expr.spellings.said_formulas import separate_square_rows
from grader.patterns import regex

__all__ = ["list_spellings"]

Respell = Callable[[str], str | None]
_VECTOR: Final[frozenset[Shape]] = frozenset({"vector"})
_LIST: Final[frozenset[Shape]] = frozenset({"list"})
_MATRIX: Final[frozenset[Shape]] = frozenset({"matrix"})
_ENTRIES: Final[frozenset[Shape]] = frozenset({"vector", "list", "set"})
_ORDERS: Final = frozenset({"order", "sort", "rank", "arrange"})
_SETS: Final[frozenset[Shape]] = frozenset({"set", "interval", "condition"})
_ALL: Final[frozenset[Shape]] = frozenset(
    {"value", "vector", "matrix", "list", "family", "set", "interval", "condition"}
)
_DOLLARS: Final = regex(r"\s*\$(?P<inside>[^$=]*=[^$]*)\$(?P<after>\s*[A-Za-z°%/^0-9 .]{0,15})")
_NAMED: Final[frozenset[Shape]] = frozenset({"vector", "list", "set", "condition"})


_respelled: Final = ReadingMemory(capacity=256)  # one text is tried for each key that an item may have


def list_spellings(text: str, asked: Asked, notation: Notation) -> tuple[str, ...]:
    """Return a text as each spelling that applies to it rewrites it."""
    return _respelled.read(text, (notation,), list_anew, asked.shape, asked.has_points, asked.question)


def list_anew(text: str, notation: Notation, shape: Shape, has_points: bool, question: str) -> tuple[str, ...]:
    found = []
    for shapes, respell in (*list_own_spellings(question, notation), *_SPELLINGS):
        if shape not in shapes or (respell is turn_brackets and has_points):  # (1, 2) would be a point there
            continue
        changed = respell(text)
        if changed is not None and changed != text:
            text = changed
            found.append(text)
    return tuple(found)


def drop_dollars(text: str) -> str | None:
    """Return ``$T = 4.2$ s`` without its dollar signs; None where they are not around the formula."""
    match = _DOLLARS.fullmatch(text)
    return f"{match['inside']}{match['after']}" if match else None


def list_own_spellings(question: str, notation: Notation) -> tuple[tuple[frozenset[Shape], Respell], ...]:
    """Return the spellings that need the names of the exercise, or its question."""
    letters = [name for name in notation.entries if len(name) == 1]
    ordered = ((_VECTOR, replace_arrows),) if _ORDERS & set(question.casefold().split()) else ()
    return (
        *ordered,
        (_NAMED | _SETS, lambda text: translate_joints(text, notation)),
        (_VECTOR, lambda text: drop_labels_of_question(text, question)),
        (_MATRIX, lambda text: fill_matrix(text, letters)),
    )


# The order matters: a rule is no arrow between points, and numbers in front of the values are no values.
_SPELLINGS: Final[tuple[tuple[frozenset[Shape], Respell], ...]] = (
    (_ALL, drop_dollars),
    (_SETS, turn_brackets),
    (_MATRIX, separate_rows),
    (_MATRIX, separate_square_rows),
    (_NAMED, replace_rules),
    (_LIST, replace_arrows),
    (_ENTRIES, drop_counters),
    (_LIST, drop_ordinals),
    (_NAMED, replace_verbs),
    (_NAMED, drop_for),
    (_NAMED, replace_colons),
    (_ENTRIES, separate_names),
    (_VECTOR, open_column),
    (_ENTRIES, replace_ampersands),
    (_ENTRIES, replace_bars),
    (_ENTRIES, replace_semicolons),
    (_ENTRIES, replace_blanks),
)
