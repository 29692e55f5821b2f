"""What grading yields: records that every report is rendered from, and nothing else.

A result holds only text, exact fractions and enumerations, so that it goes to JSON and back without loss.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from grader.errors import Diagnostic
from grader.grading.figure import Figure, NetworkFigure
from grader.memory import by_identity
from grader.records import ComponentResult, Decision, Outcome, Remark

__all__ = ["ComponentResult", "GradedSubmission", "ItemResult", "Lateness", "Provenance", "ReadBack"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadBack:
    """A mathematical answer shown back as it was read: in our spelling, as LaTeX and as MathML of our own printers'."""

    text: str
    latex: str
    mathml: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemResult:
    """One item of one submission; ``fingerprint`` is that of what it was judged by, empty where nobody may see it."""

    id: str
    part: str
    title: str
    prompt: str
    type: str
    points: Fraction
    outcome: Outcome
    credit: Fraction | None
    given: str = ""
    read: ReadBack | None = None
    remarks: tuple[Remark, ...] = ()
    components: tuple[ComponentResult, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    decision: Decision | None = None
    expected: ReadBack | None = None
    choices: tuple[tuple[str, str], ...] = ()
    fingerprint: str = ""
    figure: Figure | None = None

    @property
    def score(self) -> Fraction | None:
        """Credit times points; None while a person has to judge."""
        return None if self.credit is None else self.credit * self.points


@by_identity
def score_of(item: ItemResult) -> Fraction | None:
    """Return the score of an item, multiplied once."""
    return item.score


@by_identity
def score_of_all(items: tuple[ItemResult, ...]) -> Fraction:
    """Return the sum of the scores of all items that have one."""
    return total(score for score in map(score_of, items) if score is not None)


@by_identity
def points_of_all(items: tuple[ItemResult, ...]) -> Fraction:
    """Return the points of all items."""
    return total(item.points for item in items)


def total(values: Iterable[Fraction]) -> Fraction:
    """Return the exact sum; what has the same denominator is added as whole numbers, which is much faster.

    >>> total([Fraction(1, 2), Fraction(1, 2), Fraction(1, 3)])
    Fraction(4, 3)
    """
    numerators: dict[int, int] = {}
    for value in values:
        denominator = value.denominator
        numerators[denominator] = numerators.get(denominator, 0) + value.numerator
    return sum((Fraction(numerator, denominator) for denominator, numerator in numerators.items()), Fraction(0))


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

    ``submitted`` and ``due`` are ISO 8601 instants, ``due`` with what extension the student has; ``days`` counts the
    periods of 24 hours that have begun since the end of the grace period; ``share`` is what is taken of the score, from
    0 to 1.
    """

    submitted: str
    due: str
    days: int
    share: Fraction


@dataclass(frozen=True, kw_only=True, slots=True)
class GradedSubmission:
    """One graded submission. A file that cannot be read has ``diagnostics``, no items, and no score.

    ``places`` holds where each answer stands in the file, as ``line:column`` by item: that is no part of a verdict, and
    so equal answers have equal results wherever they stand. ``lateness`` is None where the rubric has no late policy,
    or nothing says when the submission came in. ``group`` are all who handed it in together, nobody where one did.
    """

    student: str
    file: str
    rubric: str
    title: str
    items: tuple[ItemResult, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    provenance: Provenance
    places: Mapping[str, str] = field(default_factory=dict)
    lateness: Lateness | None = None
    networks: tuple[NetworkFigure, ...] = ()
    group: tuple[str, ...] = ()

    @property
    def students(self) -> tuple[str, ...]:
        """All whose score it is."""
        return self.group or (self.student,)

    @property
    def is_readable(self) -> bool:
        """Whether the file could be read, so that there are items at all."""
        return bool(self.items)

    @property
    def score(self) -> Fraction:
        """The sum of the scores of all items that have one."""
        return score_of_all(self.items)

    @property
    def deduction(self) -> Fraction:
        """The points that are taken off the score for being late; never more than the score."""
        return self.lateness.share * max(self.score, Fraction(0)) if self.lateness else Fraction(0)

    @property
    def final_score(self) -> Fraction:
        """The score less the deduction: what a gradebook takes, once nothing is pending."""
        return self.score - self.deduction

    @property
    def within_reach(self) -> Fraction:
        """The final score if every point were earned that a person has still to judge."""
        return (self.score + self.pending) * (1 - (self.lateness.share if self.lateness else 0))

    @property
    def points(self) -> Fraction:
        """The points that the rubric gives in all."""
        return points_of_all(self.items)

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
        if all(item.credit is not None for item in self.items):
            return Fraction(0)
        return total(item.points for item in self.items if item.credit is None and item.outcome in outcomes)
