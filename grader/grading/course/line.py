"""What a table of the class shows of one submission: one line, and nothing else about it."""

from collections import Counter
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from grader.errors import Diagnostic
from grader.grading.lateness.lateness import UNKNOWN
from grader.grading.people.overrides import list_outdated
from grader.grading.result import GradedSubmission, add_exactly
from grader.records import Outcome

__all__ = ["Line", "Totals", "line_of", "totals_of"]

OUTCOMES = tuple(Outcome)


class Totals(NamedTuple):
    """What a submission earned on all judged items, and their points, in whole numbers.

    ``score`` and ``points`` are in units of 1/``unit``.
    """

    score: int
    points: int
    unit: int


class Line(NamedTuple):
    """One submission in a table of the class. ``score`` is the final one, None if the file cannot be read.

    ``counts`` says how many answers have each outcome, in the order of ``Outcome``. ``outdated`` lists the decisions to
    look at again. ``days`` is None if nothing says how late it came. ``within_reach`` is the score if every pending
    point were earned, but for answers that cannot be read. ``report`` is the name of its reports, empty if it has none.
    ``unread`` counts the answers that wait for a person because they cannot be read. ``late_days_used`` is None where
    no late day is free. ``attempt`` is ``2/3`` for the second of three submissions of a student.
    """

    student: str
    file: str
    title: str
    engine: str
    rubric: str
    score: Fraction | None
    points: Fraction
    pending: Fraction
    within_reach: Fraction
    deduction: Fraction
    days: int | None
    counts: tuple[int, ...]
    totals: Totals
    outdated: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    report: str = ""
    unread: int = 0
    late_days_used: int | None = None
    attempt: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether the file could be read."""
        return self.score is not None

    @property
    def final_score(self) -> Fraction:
        """The score; 0 if the file cannot be read."""
        return self.score or Fraction(0)

    @property
    def is_final(self) -> bool:
        """Whether a gradebook may take the score."""
        return self.score is not None and not self.pending

    @property
    def waiting(self) -> int:
        """How many answers wait for a person, without those that hit a bug of ours."""
        return self.how_many(Outcome.UNDECIDED) + self.unread + len(self.outdated)

    @property
    def faults(self) -> int:
        """On how many answers a bug of ours occurred."""
        return self.how_many(Outcome.FAULT)

    @property
    def unreadable(self) -> int:
        """How many answers cannot be read."""
        return self.how_many(Outcome.UNREADABLE)

    @property
    def late(self) -> int:
        """The days begun since it was due."""
        return self.days or 0

    @property
    def is_unknown(self) -> bool:
        """Whether nothing says when it was handed in, although that matters."""
        return any(diagnostic.slug == UNKNOWN for diagnostic in self.diagnostics)

    def how_many(self, outcome: Outcome) -> int:
        """How many answers have an outcome."""
        return self.counts[OUTCOMES.index(outcome)]


def line_of(graded: GradedSubmission, report: str = "") -> Line:
    counts = Counter(item.outcome for item in graded.items)
    points = graded.points
    return Line(
        student=graded.student,
        file=graded.file,
        title=graded.title or graded.rubric,
        engine=graded.provenance.engine,
        rubric=graded.provenance.rubric,
        score=graded.final_score if graded.is_readable else None,
        points=points,
        pending=graded.pending,
        within_reach=graded.within_reach,
        deduction=graded.deduction,
        days=None if graded.lateness is None else graded.lateness.days,
        counts=tuple(counts[outcome] for outcome in OUTCOMES),
        totals=totals_of(graded, points),
        outdated=tuple(f"{item.id}. {text}" for item in graded.items for text in list_outdated(item)[:1]),
        diagnostics=graded.diagnostics,
        report=report,
        unread=sum(item.is_pending and item.outcome is Outcome.UNREADABLE for item in graded.items),
        late_days_used=None if graded.lateness is None else graded.lateness.late_days_used,
        attempt=f"{graded.attempt.number}/{graded.attempt.count}" if graded.attempt else "",
    )


def totals_of(graded: GradedSubmission, points: Fraction) -> Totals:
    """What a submission earned of the judged points; ``points`` are all points."""
    score = graded.score
    judged = points - add_exactly(item.points for item in graded.items if item.credit is None and not item.is_bonus)
    unit = lcm(score.denominator, judged.denominator)
    return Totals(int(score * unit), int(judged * unit), unit)
