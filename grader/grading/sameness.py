"""Whether two answers to one item mean the same, so that a person's decision on one holds for the other.

The equality engine compares mathematics under the item's notation, but without the item's tolerance: with it, chains of
almost equal answers could drift apart. Sentences are compared by their wording. Case, quotation marks and the
punctuation between words do not count; a sign that may carry meaning (``<``, ``-``, ``n!``) always counts.

>>> normalize_wording("Mini-batch: the samples are  drawn, at random.")
'mini batch the samples are drawn at random'
>>> normalize_wording("a > 0.5") == normalize_wording("a < 0.5")
False
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Protocol

from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr import parse
from grader.expr.nodes import Node
from grader.grading.result import ItemResult, ReadBack
from grader.records import Equality, Outcome
from grader.rubric import Item

__all__ = [
    "Meaning", "is_answered", "mean_the_same", "meaning_as_typed", "meaning_of", "normalize_wording", "read_meaning",
]  # fmt: skip

# A hyphen between two letters, as in mini-batch; before a digit it may be a minus sign.
HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")
# A point or comma before a digit is part of a number. A lone "!" may be a factorial, so it is not in this list.
PUNCTUATION = re.compile(r"[.,:;](?!\d)|[?\"“”„«»]")
DEADLINE_S = 0.5  # seconds for one comparison; at this limit the two answers stay apart


@dataclass(frozen=True, kw_only=True, eq=False)
class Meaning:
    """What an answer says. ``is_own`` is True if it can be understood only with this student's own definitions.

    ``is_typed`` is True if nobody knows what it says, because it cannot be read: it is the characters that were typed.
    """

    text: str
    tree: Node | None = None
    is_own: bool = False
    is_typed: bool = False


def normalize_wording(text: str) -> str:
    """The same form for all texts with the same wording."""
    spoken = HYPHEN.sub(" ", unicodedata.normalize("NFC", text.casefold()))
    return " ".join(PUNCTUATION.sub(" ", spoken).split())


class AnswerRecord(Protocol):
    """The fields of a graded answer that carry its meaning."""

    @property
    def type(self) -> str:
        """The type of its item."""
        ...

    @property
    def given(self) -> str:
        """What was written."""
        ...

    @property
    def read(self) -> ReadBack | None:
        """How it was read."""
        ...

    @property
    def is_unread(self) -> bool:
        """Whether it could not be read."""
        ...


def read_meaning(result: AnswerRecord, item: Item | None) -> Meaning:
    """What a graded answer says, according to its record."""
    if result.is_unread:
        return meaning_as_typed(result.given)
    if result.type == "text":
        return Meaning(text=normalize_wording(result.given))
    if result.read is None:
        return Meaning(text=" ".join(result.given.split()), is_own=True)
    if not result.read.latex:
        return Meaning(text=result.read.usual_text)
    return parse_meaning(result.read.usual_text, item)


def meaning_as_typed(text: str) -> Meaning:
    """An answer that cannot be read: it is the same as another if the same was typed, but for blanks."""
    return Meaning(text=" ".join(text.split()), is_typed=True)


def meaning_of(text: str, item: Item) -> Meaning:
    """What an answer says that belongs to no submission, such as one that a decision quotes."""
    if item.type == "text":
        return Meaning(text=normalize_wording(text))
    return (
        parse_meaning(text, item) if item.key is not None and item.key.answer.tree is not None else Meaning(text=text)
    )


def parse_meaning(text: str, item: Item | None) -> Meaning:
    """What a formula says in an item's notation. If it uses unknown names, its meaning is its student's own."""
    if item is None:
        return Meaning(text=text, is_own=True)
    try:
        return Meaning(text=text, tree=parse(text, item.notation).tree)
    except AnswerError:
        return Meaning(text=text, is_own=True)


def mean_the_same(one: Meaning, other: Meaning, item: Item | None) -> bool:
    """Whether two answers by different students certainly mean the same; if that is uncertain, they do not."""
    if one.is_own or other.is_own or one.is_typed is not other.is_typed:
        return False
    if one.text == other.text:
        return True
    return (
        item is not None and one.tree is not None and other.tree is not None and are_equal(one.tree, other.tree, item)
    )


def are_equal(one: Node, other: Node, item: Item) -> bool:
    """Ask the equality engine. If the comparison fails for any reason, the answers stay apart."""
    policy = replace(item.task.policy.as_exact(), deadline_s=DEADLINE_S)
    try:
        return decide(one, other, item.notation, policy).result is Equality.EQUAL
    except Exception:  # a boundary: an answer that hit a bug of ours may hit it again
        return False


def is_answered(result: ItemResult) -> bool:
    """Whether there is an answer that can say anything."""
    return result.outcome not in (Outcome.BLANK, Outcome.WITHHELD) and bool(result.given or result.read)
