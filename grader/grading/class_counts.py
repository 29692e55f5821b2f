"""The statistics of a class, in one way through it: counts and sums, and a line for each student.

What is kept grows with the number of items and of different scores, not with the answers; of a submission only its
``Line`` stays, which is what a table of the class shows of it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import nsmallest
from unicodedata import normalize

from grader.grading.distribution import Distribution
from grader.grading.item_counts import FEWEST_ANSWERS, ItemCounts, totals_of
from grader.grading.lateness import has_unknown_instant
from grader.grading.overrides import is_outdated
from grader.grading.result import GradedSubmission
from grader.records import Outcome

__all__ = ["ClassCounts", "Line", "counts_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """What a table of the class shows of one submission. ``score`` is None where the file cannot be read.

    ``is_final`` says whether a gradebook may take it. ``waiting`` counts answers for a person, ``faults`` those
    on which we made a mistake, ``unreadable`` those that cannot be read, ``late`` begun days.
    """

    student: str
    file: str
    score: Fraction | None
    is_final: bool
    points: Fraction
    waiting: int
    faults: int
    unreadable: int
    late: int


@dataclass(slots=True)
class ClassCounts:
    """All that is counted. ``open_scores`` are the scores so far of those who still wait for a person.

    ``made_from`` holds the engine and the rubric of each submission, usually the same of all; ``unknown`` counts those
    of which nobody knows when they came in although that matters.
    """

    lines: list[Line] = field(default_factory=list)
    titles: dict[str, None] = field(default_factory=dict)
    made_from: dict[tuple[str, str], None] = field(default_factory=dict)
    items: dict[str, ItemCounts] = field(default_factory=dict)
    final_scores: Counter[Fraction] = field(default_factory=Counter)
    open_scores: Counter[Fraction] = field(default_factory=Counter)
    points: set[Fraction] = field(default_factory=set)
    numbers: dict[Fraction, Fraction] = field(default_factory=dict)
    unknown: int = 0

    def add(self, graded: GradedSubmission) -> None:
        """Count one more submission."""
        place = len(self.lines)
        line = self.line_of(graded)
        self.lines.append(line)
        self.titles.setdefault(graded.title or graded.rubric)
        self.unknown += has_unknown_instant(graded)
        self.made_from.setdefault((graded.provenance.engine, graded.provenance.rubric))
        if line.score is None:
            return
        scores = self.final_scores if line.is_final else self.open_scores
        scores[line.score] += 1
        self.points.add(line.points)
        totals = totals_of(graded, line.points)
        for item in graded.items:
            counts = self.items.get(item.id)
            if counts is None:
                counts = self.items[item.id] = ItemCounts(item.id, item.title, item.part, item.type, item.points)
            counts.add(item, place, totals)

    def line_of(self, graded: GradedSubmission) -> Line:
        """Return the line of one submission; equal numbers are kept once, for there may be many lines."""
        outcomes = [item.outcome for item in graded.items]
        score, points = graded.final_score if graded.is_readable else None, graded.points
        return Line(
            student=graded.student,
            file=graded.file,
            score=None if score is None else self.numbers.setdefault(score, score),
            is_final=score is not None and not graded.pending,
            points=self.numbers.setdefault(points, points),
            waiting=outcomes.count(Outcome.UNDECIDED) + sum(map(is_outdated, graded.items)),
            faults=outcomes.count(Outcome.FAULT),
            unreadable=outcomes.count(Outcome.UNREADABLE),
            late=graded.lateness.days if graded.lateness else 0,
        )

    @property
    def scores(self) -> Distribution:
        """The scores so far of all submissions that can be read."""
        both = Counter(self.final_scores)
        both.update(self.open_scores)
        return Distribution(both)

    @property
    def final(self) -> Distribution:
        """The scores that are final."""
        return Distribution(self.final_scores)

    @property
    def still_open(self) -> Distribution:
        """The scores so far of those who wait for a person."""
        return Distribution(self.open_scores)

    @property
    def most_points(self) -> Fraction:
        """The points that there are in all."""
        return max(self.points, default=Fraction(0))

    def lowest(self, count: int) -> list[int]:
        """Return the places of the students with the lowest scores; none where there are few scores."""
        scored = [(line.score, place) for place, line in enumerate(self.lines) if line.score is not None]
        return [place for _, place in nsmallest(count, scored)] if len(scored) >= FEWEST_ANSWERS else []

    @property
    def repeated(self) -> list[list[int]]:
        """The places of those who handed in more than once, ignoring case and ways to write an accent."""
        places: dict[str, list[int]] = {}
        for place, line in enumerate(self.lines):
            places.setdefault(normalize("NFC", line.student).casefold(), []).append(place)
        return [several for several in places.values() if len(several) > 1]


def counts_of(cohort: Iterable[GradedSubmission]) -> ClassCounts:
    """Return what is counted in a class."""
    counts = ClassCounts()
    for graded in cohort:
        counts.add(graded)
    return counts
