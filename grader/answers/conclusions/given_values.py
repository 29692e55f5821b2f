"""A formula in front of its result, with the values that the question gives put in: ``9 Var(X) = 36`` for Var(X) = 4.

>>> from grader.expr.notation import Entry
>>> from grader.expr.reading import parse_or_none
>>> notation, four = Notation(entries={"x": Entry(name="x")}), parse_or_none("4", Notation())
>>> [check_step(text, four, "Let Var(X) = 2 at x = 3.", notation).value
...  for text in ("2 Var(X)", "3 Var(X)", "x + 1", "q + 1", "1 red + 3 blue")]
['equal', 'different', 'equal', 'open', 'equal']
>>> check_step("2y", four, "For which y is it so?", notation).value
'in question'
"""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import Node, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.statements.reasons import drop_nouns, is_constant
from grader.expr.statements.rounding import is_rounded_form
from grader.expr.traverse import substitute
from grader.expr.units.units import read_unit
from grader.patterns import regex

__all__ = ["Step", "check_step", "fill_in", "is_named_in", "list_given", "list_names", "repeats_given_values"]

_GIVEN: Final = regex(
    r"(?<![\w\\^/)])(?P<name>\\?[A-Za-zα-ω]\w{0,5}(?:\([^()=]{1,12}\))?)\s*=\s*(?P<value>[-−]?[0-9]+(?:\.[0-9]+)?)"
    r"(?=\s*(?:[,;:?!)]|\.(?![0-9])|$)|\s+(?P<unit>\S))"
)
_ASSIGNED: Final = regex(r"(?<![\w\\])([A-Za-zα-ω]\w{0,5})\s*=\s*([0-9]+(?:\.[0-9]+)?)(?![\w.])")
_NUMBER: Final = regex(r"(?<![\w.])[0-9]+(?:\.[0-9]+)?(?!\w)")
_PLAIN_WORD: Final = regex(r"[a-z]{2,}(?!\w)")
_NAME: Final = regex(r"\\?[^\W\d_]+")
_COMMANDS: Final = frozenset({"frac", "dfrac", "tfrac", "cdot", "times", "left", "right", "text", "mathrm", "quad"})


class Step(Enum):
    """What a formula says about the result after it."""

    EQUAL = "equal"
    DIFFERENT = "different"
    OPEN = "open"
    """It has letters of its own, for which no values are known."""
    IN_QUESTION = "in question"
    """It has a name that the question asks about, so the equality may be an equation for it."""


def check_step(text: str, result: Node, question: str, notation: Notation) -> Step:
    """Compare a member of a chain with the result at the end of it."""
    given = list_given(question)
    bare = drop_nouns(fill_in(text, given), notation)
    tree = parse_or_none(bare, notation)
    if tree is not None:
        values = {Symbol(name): parse_or_none(value, Notation()) for name, value in given.items()}
        tree = substitute(tree, {symbol: value for symbol, value in values.items() if value is not None})
        if is_constant(tree):
            return Step.EQUAL if is_same(result, tree) else Step.DIFFERENT
    names = list_names(bare) - given.keys()
    return Step.IN_QUESTION if any(is_named_in(name, question) for name in names) else Step.OPEN


@lru_cache(maxsize=256)  # every answer to a question asks for them several times
def list_given(question: str) -> Mapping[str, str]:
    """Return the names to which a question gives one number, with these numbers; a unit may be after them.

    >>> dict(list_given("Use g = 10 m/s^2. Let y = 4t - 5, Var(X) = 4, a = 1 or a = 2, z = 3 t."))
    {'g': '10', 'Var(X)': '4'}
    """
    found: dict[str, str] = {}
    several = set()
    for match in _GIVEN.finditer(question):
        if match["unit"] and not is_unit_or_word(question, match.start("unit")):
            continue
        several |= {match["name"]} if found.get(match["name"], match["value"]) != match["value"] else set()
        found[match["name"]] = match["value"]
    return MappingProxyType({name: value for name, value in found.items() if name not in several})


def repeats_given_values(statements: Sequence[str], asked: Asked) -> bool:
    """Whether all statements but the last repeat numbers of the question, and that one has a word of it as its label.

    >>> asked = Asked(question="There are 30 true positives and 20 false negatives. What is the recall?")
    >>> [repeats_given_values([given, "recall = 0.6"], asked) for given in ("TP=30 FN=20", "TP=31")]
    [True, False]
    """
    if len(statements) < 2 or "=" not in statements[-1]:
        return False
    label = statements[-1].partition("=")[0].strip()
    given = [_ASSIGNED.findall(statement) for statement in statements[:-1]]
    rest = "".join(_ASSIGNED.sub("", statement) for statement in statements[:-1]).strip(" ,;")
    numbers = set(_NUMBER.findall(asked.question))
    are_of_question = all(name != label and value in numbers for found in given for name, value in found)
    return asked.mentions(label) and all(given) and not rest and are_of_question


def is_unit_or_word(question: str, start: int) -> bool:
    return read_unit(question, start) is not None or _PLAIN_WORD.match(question, start) is not None


def fill_in(text: str, given: Mapping[str, str]) -> str:
    """Return a text with the values of names in brackets; a longer name is looked for first."""
    for name in sorted(given, key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z_\\]){re.escape(name)}(?!\w)", f"({given[name]})", text)
    return text


def list_names(text: str) -> set[str]:
    """Return the words and letters in a text that may be names, also the letters of ``mgh``."""
    words = {word.lstrip("\\") for word in _NAME.findall(text)} - set(FUNCTIONS) - _COMMANDS
    return words | {letter for word in words if len(word) < 5 for letter in word}


def is_named_in(name: str, question: str) -> bool:
    """Whether a name is in a question, as a word of its own: no unit after a number, and no article."""
    places = re.finditer(rf"(?<![\w\\/^])(?<![0-9] )(?<!\bin )\\?{re.escape(name)}(?![\w/])", question)
    article = re.compile(r"\s+[A-Za-z]{2,}") if name in ("a", "A") else None
    return any(article is None or article.match(question, place.end()) is None for place in places)


def is_same(result: Node, tree: Node) -> bool:
    """Whether a result is a value, or a rounding of it; of lists, entry by entry."""
    if isinstance(result, Vector) and isinstance(tree, Vector):
        return len(result.items) == len(tree.items) and all(map(is_same, result.items, tree.items))
    return not isinstance(result, Vector) and not isinstance(tree, Vector) and is_rounded_form(result, tree)
