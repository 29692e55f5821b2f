"""Whether two answers to one item say the same, so that what a person decided of one holds for the other.

Mathematics is compared by the equality engine under the item's notation, without the item's tolerance (which would
make chains of answers that drift apart); sentences by their wording, in which case, quotation marks and the
punctuation between words do not count. A sign that may carry meaning (``<``, ``-``, ``n!``) always counts.

>>> wording("Mini-batch: the samples are  drawn, at random.") == wording("mini batch the samples are drawn at random")
True
>>> wording("a > 0.5") == wording("a < 0.5")
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

__all__ = ["Said", "is_answered", "meaning_of", "said", "same", "wording"]

HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")
PUNCTUATION = re.compile(r"[.,:;](?!\d)|[?\"“”„«»]")
DEADLINE_S = 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class Said:
    """What an answer says. ``is_own`` where it can be understood with this student's own definitions alone."""

    text: str
    tree: Node | None = None
    is_own: bool = False


def wording(text: str) -> str:
    """Return a text in the one form that all texts of the same wording have."""
    spoken = HYPHEN.sub(" ", unicodedata.normalize("NFC", text.casefold()))
    return " ".join(PUNCTUATION.sub(" ", spoken).split())


class Shown(Protocol):
    """A graded answer, as far as what it says goes."""

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


def said(result: Shown, item: Item | None) -> Said:
    """Return what a graded answer says, as its record holds it."""
    if result.type == "text":
        return Said(text=wording(result.given))
    if result.read is None:
        return Said(text=" ".join(result.given.split()), is_own=True)
    if not result.read.latex:
        return Said(text=result.read.text)
    return told(result.read.text, item)


def meaning_of(text: str, item: Item) -> Said:
    """Return what an answer says that stands outside any submission, as a decision quotes it."""
    if item.type == "text":
        return Said(text=wording(text))
    return told(text, item) if item.key is not None and item.key.answer.tree is not None else Said(text=text)


def told(text: str, item: Item | None) -> Said:
    """Return what a formula says in an item's notation; in names that it does not have, it is somebody's own."""
    if item is None:
        return Said(text=text, is_own=True)
    try:
        return Said(text=text, tree=parse(text, item.notation).tree)
    except AnswerError:
        return Said(text=text, is_own=True)


def same(one: Said, other: Said, item: Item | None) -> bool:
    """Tell whether two answers by different students certainly say the same; where it is not certain, they do not."""
    if one.is_own or other.is_own:
        return False
    if one.text == other.text:
        return True
    return (
        item is not None and one.tree is not None and other.tree is not None and are_equal(one.tree, other.tree, item)
    )


def are_equal(one: Node, other: Node, item: Item) -> bool:
    """Ask the equality engine; a comparison that fails, for whatever reason, joins nothing."""
    policy = replace(item.task.policy, rtol=None, atol=None, digits=None, deadline_s=DEADLINE_S)
    try:
        return decide(one, other, item.notation, policy).result is Equality.EQUAL
    except Exception:  # a boundary: an answer that was a fault of ours may be one again
        return False


def is_answered(result: ItemResult) -> bool:
    """Tell whether there is an answer that can say anything."""
    return result.outcome not in (Outcome.BLANK, Outcome.WITHHELD) and bool(result.given or result.read)
