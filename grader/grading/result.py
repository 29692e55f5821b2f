"""What grading yields: records that every report is rendered from, and nothing else.

A result holds only text, exact fractions and enumerations, so that it goes to JSON and back without loss.
"""

from dataclasses import dataclass
from fractions import Fraction

from grader.errors import Diagnostic
from grader.records import ComponentResult, Decision, Outcome, Remark

__all__ = ["ComponentResult", "GradedSubmission", "ItemResult", "Lateness", "Provenance", "ReadBack"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadBack:
    """A mathematical answer shown back as it was read."""

    text: str
    latex: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemResult:
    """One item of one submission."""

    id: str
    part: str
    title: str
    prompt: str
    type: str
    points: Fraction
    outcome: Outcome
    credit: Fraction | None
    given: str = ""
    place: str = ""  # line:column
    read: ReadBack | None = None
    remarks: tuple[Remark, ...] = ()
    components: tuple[ComponentResult, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    decision: Decision | None = None
    expected: ReadBack | None = None
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def score(self) -> Fraction | None:
        """Credit times points; None while a person has to judge."""
        return None if self.credit is None else self.credit * self.points


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """The SHA-256 of what a result was computed from, and the version of the engine that computed it.

    ``overrides`` is that of the file with people's decisions, empty where there was none.
    """

    submission: str
    rubric: str
    engine: str
    overrides: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lateness:
    """What a late policy makes of when a submission came in: computed from the two instants alone.

    ``submitted`` and ``due`` are ISO 8601 instants, ``due`` with what extension the student has; ``days`` counts begun
    days after it, the grace period left aside; ``share`` is what is taken of the score, from 0 to 1.
    """

    submitted: str
    due: str
    days: int
    share: Fraction


@dataclass(frozen=True, kw_only=True, slots=True)
class GradedSubmission:
    """One graded submission. A file that cannot be read has ``diagnostics``, no items, and no score.

    ``lateness`` is None where the rubric has no late policy, or nothing says when the submission came in.
    """

    student: str
    file: str
    rubric: str
    title: str
    items: tuple[ItemResult, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    provenance: Provenance
    lateness: Lateness | None = None

    @property
    def is_readable(self) -> bool:
        """Whether the file could be read, so that there are items at all."""
        return bool(self.items)

    @property
    def score(self) -> Fraction:
        """The sum of the scores of all items that have one."""
        return sum((item.score for item in self.items if item.score is not None), Fraction(0))

    @property
    def deduction(self) -> Fraction:
        """The points that are taken off the score for being late; never more than the score."""
        return self.lateness.share * max(self.score, Fraction(0)) if self.lateness else Fraction(0)

    @property
    def final_score(self) -> Fraction:
        """The score less the deduction: what a gradebook takes, once nothing is pending."""
        return self.score - self.deduction

    @property
    def points(self) -> Fraction:
        """The points that the rubric gives in all."""
        return sum((item.points for item in self.items), Fraction(0))

    @property
    def pending(self) -> Fraction:
        """The points of the items that a person has still to judge."""
        return self.without_score(*set(Outcome) - {Outcome.UNREADABLE, Outcome.WITHHELD})

    @property
    def uncounted(self) -> Fraction:
        """The points of the items that cannot be read, and are not held against the student yet."""
        return self.without_score(Outcome.UNREADABLE)

    @property
    def withheld(self) -> Fraction:
        """The points of the items whose outcome is not told."""
        return self.without_score(Outcome.WITHHELD)

    def without_score(self, *outcomes: Outcome) -> Fraction:
        """Return the points of the items with one of these outcomes that have no score."""
        return sum((item.points for item in self.items if item.score is None and item.outcome in outcomes), Fraction(0))
