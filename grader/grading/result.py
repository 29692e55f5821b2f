"""What grading produces: the records that every report is rendered from.

A result holds only text, exact fractions and enumerations, so that it goes to JSON and back without loss.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from grader.errors import Diagnostic
from grader.grading.figure import Figure, NetworkFigure
from grader.memory import by_identity
from grader.records import ComponentResult, Decision, Outcome, Remark

__all__ = [
    "Attempt",
    "ComponentResult",
    "Deduction",
    "GradedSubmission",
    "ItemResult",
    "Lateness",
    "Provenance",
    "ReadBack",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadBack:
    """A mathematical answer as it was read, shown in our own notation, as LaTeX and as MathML.

    ``with_points`` is the text with points in its decimals, if what is shown has commas: decisions on it are kept so.
    """

    text: str
    latex: str
    mathml: str = ""
    with_points: str = ""

    @property
    def usual_text(self) -> str:
        """The text with points in its decimals, as a rubric has them."""
        return self.with_points or self.text

    def in_points(self) -> "ReadBack":
        """The reading whose text has points, as where the answers of a class are compared."""
        return replace(self, text=self.with_points, with_points="") if self.with_points else self


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemResult:
    """One item of one submission.

    ``fingerprint`` identifies what the item was judged by; it is empty for readers who must not see it.
    ``is_uncounted`` marks an answer that cannot be read in a check: it costs nothing yet, and nobody has to decide. In
    practice without a key, nothing counts. What a bonus item earns counts, and its points are not among those of the
    exercise.
    """

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
    is_uncounted: bool = False
    is_bonus: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether a person still has to judge it. On an item that is worth nothing there is nothing to judge."""
        return self.outcome.is_pending(self.credit) and not self.is_uncounted and self.points != 0

    @property
    def is_unread(self) -> bool:
        """Whether the machine could not read the answer, whatever a person has decided since."""
        return self.read is None and bool(self.diagnostics)

    @property
    def complaints(self) -> tuple[Diagnostic, ...]:
        """What to change so that the answer can be read; nothing once a person has decided that it is right."""
        return () if self.outcome is Outcome.CORRECT else self.diagnostics

    @property
    def score(self) -> Fraction | None:
        """Credit times points; None until a person has judged it."""
        if self.credit is None:
            return None
        if self.credit.denominator == 1:  # none or all of the points, as most answers earn: multiplying takes longer
            return self.points if self.credit.numerator == 1 else self.points * self.credit.numerator
        return self.credit * self.points


@by_identity
def score_of(item: ItemResult) -> Fraction | None:
    """The score of an item, multiplied once."""
    return item.score


@by_identity
def score_of_all(items: tuple[ItemResult, ...]) -> Fraction:
    """The sum of the scores of all items that have one."""
    return add_exactly(score for score in map(score_of, items) if score is not None)


@by_identity
def points_of_all(items: tuple[ItemResult, ...]) -> Fraction:
    """The points of all items that are no bonus."""
    return add_exactly(item.points for item in items if not item.is_bonus)


@by_identity
def pending_of_all(items: tuple[ItemResult, ...]) -> Fraction:
    """The points of the items that a person still has to judge."""
    return add_exactly(item.points for item in items if item.is_pending)


def add_exactly(values: Iterable[Fraction]) -> Fraction:
    """Add exactly. Fractions with the same denominator are added as whole numbers, which is much faster.

    >>> add_exactly([Fraction(1, 2), Fraction(1, 2), Fraction(1, 3)])
    Fraction(4, 3)
    """
    numerators: dict[int, int] = {}
    for value in values:
        denominator = value.denominator
        numerators[denominator] = numerators.get(denominator, 0) + value.numerator
    return sum((Fraction(numerator, denominator) for denominator, numerator in numerators.items()), Fraction(0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """The SHA-256 of everything a result was computed from, and the version of the engine that computed it.

    ``overrides`` is the hash of the file with people's decisions, empty if there was none.
    """

    submission: str
    rubric: str
    engine: str
    overrides: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lateness:
    """How late a submission was, and what that costs: computed from the two instants alone.

    ``submitted`` and ``due`` are ISO 8601 instants; ``due`` includes the student's extension. ``days`` counts the
    periods of 24 hours begun since the end of the grace period, or calendar days, and ``hours`` the begun hours if the
    price depends on them. ``share`` is the share of the score that is taken off, from 0 to 1, and ``points`` what is
    taken off beside it. ``late_days_used`` of the days cost nothing, because the student had them left; None if no
    late day is ever free.
    """

    submitted: str
    due: str
    days: int
    share: Fraction
    points: Fraction = Fraction(0)
    hours: int = 0
    late_days_used: int | None = None

    def taken_from(self, score: Fraction) -> Fraction:
        """The points taken off a score; never more than the score."""
        return min(self.share * score + self.points, score) if score > 0 else Fraction(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """Which of a student's submissions it is, from 1, of how many, and which of them ``counts``, as the rubric says."""

    number: int
    count: int
    counts: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Deduction:
    """What a person takes off a whole submission: a share of the score from 0 to 1, or points, and why."""

    share: Fraction = Fraction(0)
    points: Fraction = Fraction(0)
    reason: str
    author: str
    date: str

    def taken_from(self, score: Fraction) -> Fraction:
        """The points taken off a score."""
        return self.share * score + self.points


@dataclass(frozen=True, kw_only=True, slots=True)
class GradedSubmission:
    """One graded submission. A file that cannot be read has ``diagnostics``, no items, and no score.

    ``places`` holds the position of each answer in the file, as ``line:column`` by item. It is no part of a verdict, so
    equal answers have equal results at any position. ``lateness`` is None if the rubric has no late policy, or if the
    instant of handing in is unknown. ``deductions`` are what people take off the whole. ``group`` lists everyone who
    handed it in together; it is empty for a single student. ``attempt`` is None for the only one of a student.
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
    deductions: tuple[Deduction, ...] = ()
    attempt: Attempt | None = None
    is_practice: bool = False

    @property
    def students(self) -> tuple[str, ...]:
        """Everyone who gets this score."""
        return self.group or (self.student,)

    @property
    def is_readable(self) -> bool:
        """Whether the file could be read; only then are there items."""
        return bool(self.items)

    @property
    def has_score(self) -> bool:
        """Whether the score says something: the file was read, and there was a key."""
        return self.is_readable and not self.is_practice

    @property
    def score(self) -> Fraction:
        """The sum of the scores of all items that have one."""
        return score_of_all(self.items)

    @property
    def deduction(self) -> Fraction:
        """The points taken off for being late, and by people off the whole; together never more than the score."""
        return self.deduction_from(self.score)

    def deduction_from(self, score: Fraction) -> Fraction:
        """The points that would be taken off if the items had a score. Each is taken off the whole score."""
        if self.lateness is None and not self.deductions:
            return Fraction(0)
        score = max(score, Fraction(0))
        late = self.lateness.taken_from(score) if self.lateness else Fraction(0)
        return min(score, add_exactly([late, *(one.taken_from(score) for one in self.deductions)]))

    @property
    def bonus(self) -> Fraction:
        """What bonus items have earned."""
        return add_exactly(item.score for item in self.items if item.is_bonus and item.score is not None)

    @property
    def final_score(self) -> Fraction:
        """The score minus the deduction: what a gradebook takes, once nothing is pending."""
        return self.score - self.deduction

    @property
    def within_reach(self) -> Fraction:
        """The final score if every pending point were earned, but for answers that cannot be read."""
        hoped_for = self.points_of(
            item for item in self.items if item.is_pending and item.outcome is not Outcome.UNREADABLE
        )
        score = self.score + hoped_for
        return score - self.deduction_from(score)

    @property
    def points(self) -> Fraction:
        """All points of the rubric, without those of bonus items."""
        return points_of_all(self.items)

    @property
    def pending(self) -> Fraction:
        """The points of the items that a person still has to judge."""
        return pending_of_all(self.items)

    @property
    def uncounted(self) -> Fraction:
        """The points of the items that cannot be read, and do not count against the student yet."""
        return self.points_of(item for item in self.items if item.is_uncounted)

    def with_pending_as_zero(self) -> "GradedSubmission":
        """The submission if nobody gave a point for what still waits."""
        items = (replace(item, credit=Fraction(0)) if item.is_pending else item for item in self.items)
        return replace(self, items=tuple(items)) if any(item.is_pending for item in self.items) else self

    @property
    def withheld(self) -> Fraction:
        """The points of the items whose outcome is not shown."""
        return self.points_of(item for item in self.items if item.outcome is Outcome.WITHHELD)

    @staticmethod
    def points_of(items: Iterable[ItemResult]) -> Fraction:
        """The points of some items together."""
        return add_exactly(item.points for item in items)
