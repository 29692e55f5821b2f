"""Sets of numbers that are said in words, perhaps but for some of them: *every x greater than 1 but not 4*."""

from collections.abc import Callable
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import Reader
from grader.expr.grammar.conditions import REALS, subtract
from grader.expr.nodes import Node, Vector
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.set_texts import split_exception
from grader.expr.sets.set_words import write_signs
from grader.expr.sets.solutions import SETS, find_solutions, join_sets
from grader.expr.words.phrases import read_phrase
from grader.patterns import regex

__all__ = ["read_said_set"]

_BUT: Final = regex(r"\bbut\s+(?!not\b|for\b)[^<>≤≥]*[<>≤≥]")  # "all x but x < 4" may say that it is below 4
_REALS: Final = frozenset({"R", "ℝ", "\\mathbb{R}", "$\\mathbb{R}$"})
_LETTER: Final = regex(r"(?<![^\W_])(?!a\s+[a-z]|R\b)\\?[^\W\d_](?:_?[0-9])?(?![^\W_])")
_LABEL: Final = regex(r"(?<![^\W_])(\\?[^\W\d_](?:_?[0-9])?)\s*=")
_UNEQUAL: Final = regex(r"≠|!=|\\neq?\b")


def read_said_set(text: str, reader: Reader, asked: Asked, read: Callable[[str], Node | None]) -> Node | None:
    """Return a set that is said in words, perhaps but for some numbers, which are read with ``read``; None without."""
    if not asked.is_of_numbers and asked.shape != "any":
        return None
    parts = split_exception(text)
    if parts is None:
        return read_phrase(text)
    if _UNEQUAL.search(parts[1]) or _BUT.search(text):  # "except x ≠ 4" takes back what it leaves out
        return None
    whole = read_whole_set(parts[0], reader)
    if not are_of_one_name(*parts):  # x > 1 except y = 4
        return None
    removed = take_set(read(parts[1]) or reader.parse(parts[1]), is_listed=True)
    return subtract(whole, removed) if isinstance(whole, SETS) and isinstance(removed, SETS) else None


def read_whole_set(text: str, reader: Reader) -> Node | None:
    """Return the set out of which some numbers are taken; a pair alone is an interval."""
    if text.casefold() == "all" or (text in _REALS and text not in reader.notation.entries):
        return REALS
    said = read_phrase(text)
    if said is not None:
        return said
    pair = reader.parse(f"{text} ∪ ∅") if text[:1] in ("[", "(", "]") else None
    return take_set(pair or reader.parse(write_signs(text)))


def are_of_one_name(whole: str, removed: str) -> bool:
    """Whether the numbers that are left out are values of the name that a set is about.

    >>> pairs = (("all x", "x = 0 and x = 1"), ("all numbers", "x = 0"), ("x > 1", "y = 4"))
    >>> [are_of_one_name(*pair) for pair in pairs]
    [True, True, False]
    """
    named = set(_LABEL.findall(removed))
    about = set(_LETTER.findall(whole))
    return len(named) < 2 and (not about or named <= about)


def take_set(tree: Node | None, *, is_listed: bool = False) -> Node | None:
    """Return a set, or that of the solutions of a condition; a single value that ``is_listed`` as its only member."""
    found = find_solutions(solve_by_sight(tree)) if tree is not None else None
    if found is not None:
        return found[1]
    is_value = is_listed and tree is not None and not isinstance(tree, Vector)  # [-1, 1] may be an interval
    return join_sets([tree]) if is_value and tree is not None else tree
