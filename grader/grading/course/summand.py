"""What one answer adds to the counts of a class, and no more: equal answers add the same, and are counted together.

A summand holds everything that class reports show of an answer, so they need no record of it. Summands are compared by
identity: what many students answered alike is one object, and counting it does not look inside.
"""

from dataclasses import dataclass
from fractions import Fraction

from grader.grading.course.mistake_counts import find_reported_mistake
from grader.grading.people.overrides import is_outdated
from grader.grading.result import ItemResult, ReadBack
from grader.grading.sameness import normalize_wording
from grader.memory import by_identity
from grader.records import Outcome

__all__ = ["WRONG", "Summand", "summand_of"]

WRONG = (Outcome.PARTIAL, Outcome.INCORRECT)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Summand:
    """What class reports show of an answer: its item, its outcome, and its text if that matters.

    ``mistake`` names the reported mistake, ``complaint`` why it cannot be read, and ``words`` is the text about either.
    ``wording`` is the text by which equal answers are found. ``wording``, ``given`` and ``read`` are kept only for
    answers that are wrong, cannot be read, or wait for a person.
    """

    id: str
    title: str
    part: str
    type: str
    points: Fraction
    outcome: Outcome
    credit: Fraction | None
    is_outdated: bool = False
    mistake: str = ""
    words: str = ""
    complaint: str = ""
    wording: str = ""
    given: str = ""
    read: ReadBack | None = None
    is_bonus: bool = False

    @property
    def score(self) -> Fraction | None:
        """Credit times points; None until a person has judged it."""
        return None if self.credit is None else self.credit * self.points

    @property
    def waits(self) -> bool:
        """Whether a person has to look at the answer."""
        return self.is_outdated or self.is_pending

    @property
    def is_pending(self) -> bool:
        """Whether nobody has judged the answer yet."""
        return self.outcome.is_pending(self.credit) and self.points != 0

    @property
    def is_unread(self) -> bool:
        """Whether the machine could not read it."""
        return bool(self.complaint)

    @property
    def is_wrong(self) -> bool:
        """Whether the answer earned less than it could."""
        return self.outcome in WRONG


@by_identity
def summand_of(item: ItemResult) -> Summand:
    """What an answer adds; the same object for the same record."""
    is_wrong, is_old = item.outcome in WRONG, is_outdated(item)
    is_unreadable = item.outcome is Outcome.UNREADABLE
    is_shown = is_wrong or is_old or is_unreadable or item.is_pending
    complaint = item.diagnostics[0] if is_unreadable and item.diagnostics else None
    mistake, words = find_reported_mistake(item.remarks) if is_wrong else ("", complaint.what if complaint else "")
    return Summand(
        id=item.id,
        title=item.title,
        part=item.part,
        type=item.type,
        points=item.points,
        outcome=item.outcome,
        credit=item.credit,
        is_outdated=is_old,
        mistake=mistake,
        words=words,
        complaint=complaint.slug if complaint else "",
        wording=format_wording(item) if is_shown else "",
        given=item.given if is_shown else "",
        read=item.read.in_points() if is_shown and item.read is not None else None,
        is_bonus=item.is_bonus,
    )


def format_wording(item: ItemResult) -> str:
    """The text by which equal answers are found."""
    if item.type == "text":
        return normalize_wording(item.given)
    return item.read.usual_text if item.read is not None else " ".join(item.given.split())
