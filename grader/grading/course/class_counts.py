"""The statistics of a class in one pass: counts and sums, and one line for each student.

Memory grows with the number of different answers and scores, not with the number of answers. Of each submission only
its ``Line`` is kept, which is what a table of the class shows. Answers that add the same are one ``Summand``, and the
pass only counts these.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from heapq import nsmallest
from unicodedata import normalize

from grader.grading.course.answer_counts import MAX_NAMED
from grader.grading.course.distribution import Distribution
from grader.grading.course.item_counts import FEWEST_ANSWERS, ItemCounts
from grader.grading.course.line import Line, Totals
from grader.grading.course.summand import Summand

__all__ = ["ClassCounts", "count_class"]


@dataclass
class ClassCounts:
    """Everything that is counted. ``open_scores`` are the scores so far of students who wait for a person.

    ``made_from`` holds the engine and the rubric of each submission, usually the same for all. ``unknown`` counts the
    submissions with an unknown instant of handing in, if that matters. ``first`` holds the places of the first students
    who gave each answer, as many as may be named. ``together`` counts how often each answer came with each total.
    """

    lines: list[Line] = field(default_factory=list)
    titles: dict[str, None] = field(default_factory=dict)
    made_from: dict[tuple[str, str], None] = field(default_factory=dict)
    final_scores: Counter[Fraction] = field(default_factory=Counter)
    open_scores: Counter[Fraction] = field(default_factory=Counter)
    points: set[Fraction] = field(default_factory=set)
    unknown: int = 0
    first: dict[Summand, list[int]] = field(default_factory=dict)
    together: dict[Totals, Counter[Summand]] = field(default_factory=dict)

    def add(self, line: Line, answers: Sequence[Summand]) -> None:
        place = len(self.lines)
        self.lines.append(line)
        self.titles.setdefault(line.title)
        self.unknown += line.is_unknown
        self.made_from.setdefault((line.engine, line.rubric))
        if line.score is None:
            return
        (self.final_scores if line.is_final else self.open_scores)[line.score] += 1
        self.points.add(line.points)
        self.together.setdefault(line.totals, Counter()).update(answers)
        for answer in answers:
            places = self.first.get(answer)
            if places is None:
                self.first[answer] = [place]
            elif answer.given and len(places) < MAX_NAMED:
                places.append(place)

    @cached_property
    def items(self) -> dict[str, ItemCounts]:
        """The counts of each item, in the order in which the items came; only when everything is counted."""
        counts: dict[str, ItemCounts] = {}
        for answer in self.first:
            if answer.id not in counts:
                counts[answer.id] = ItemCounts.of(answer)
        times: Counter[Summand] = Counter()
        for totals, answers in self.together.items():
            times.update(answers)
            for answer, count in answers.items():
                if answer.credit is not None:
                    counts[answer.id].add_credit(answer.credit, totals, count)
        for answer, students in self.first.items():
            counts[answer.id].add(answer, students, times[answer])
        return counts

    @property
    def scores(self) -> Distribution:
        """The scores so far of all submissions that can be read."""
        both = Counter(self.final_scores)
        both.update(self.open_scores)
        return Distribution(both)

    @property
    def final(self) -> Distribution:
        """The final scores."""
        return Distribution(self.final_scores)

    @property
    def still_open(self) -> Distribution:
        """The scores so far of students who wait for a person."""
        return Distribution(self.open_scores)

    @property
    def most_points(self) -> Fraction:
        """The points that can be earned in all."""
        return max(self.points, default=Fraction(0))

    def lowest(self, count: int) -> list[int]:
        """The places of the students with the lowest scores; empty if there are few scores."""
        scored = [(line.score, place) for place, line in enumerate(self.lines) if line.score is not None]
        return [place for _, place in nsmallest(count, scored)] if len(scored) >= FEWEST_ANSWERS else []

    @property
    def repeated(self) -> list[list[int]]:
        """The places of students who handed in more than once, ignoring case and ways to write an accent."""
        places: dict[str, list[int]] = {}
        for place, line in enumerate(self.lines):
            places.setdefault(normalize("NFC", line.student).casefold(), []).append(place)
        return [several for several in places.values() if len(several) > 1]


def count_class(summed: Iterable[tuple[Line, Sequence[Summand]]]) -> ClassCounts:
    """Count a class, given the line of each submission and what its answers add."""
    counts = ClassCounts()
    for line, answers in summed:
        counts.add(line, answers)
    return counts
