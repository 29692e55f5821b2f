"""What is counted for one item over a class, and the statistics that follow.

The difficulty of an item is its mean credit, with blank answers as 0 (the item difficulty index of classical test
theory: L. Crocker and J. Algina, *Introduction to Classical and Modern Test Theory*, chapter 14). The item-rest
correlation says whether the item separates those who know from those who do not. It correlates the item's credit with
the share that the same student earned of all *other* judged points, so that no item is correlated with itself (the
corrected item-total correlation, ibid.).

Nothing is kept per submission: answers with the same credit add up, in whole numbers, to one cell.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from grader.grading.course.answer_counts import AnswerCounts
from grader.grading.course.correlation import Correlation, Sums, correlation
from grader.grading.course.line import Totals
from grader.grading.course.mistake_counts import MistakeCounts
from grader.grading.course.summand import Summand
from grader.records import Outcome

__all__ = ["FEWEST_ANSWERS", "ItemCounts"]

FEWEST_ANSWERS = 5  # with fewer answers statistics say nothing about an item


@dataclass(slots=True)
class Cell:
    """The answers to an item with one credit, by students whose totals have the same unit and points."""

    n: int = 0
    score: int = 0
    score_squared: int = 0


@dataclass
class ItemCounts:
    """The counts of all answers to one item."""

    id: str
    title: str
    part: str
    type: str
    points: Fraction
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    outdated: int = 0
    cells: dict[tuple[int, int, int, int], Cell] = field(default_factory=dict)
    mistakes: MistakeCounts = field(default_factory=MistakeCounts)
    wrong: AnswerCounts = field(default_factory=AnswerCounts)
    waiting: AnswerCounts = field(default_factory=AnswerCounts)
    unreadable: AnswerCounts = field(default_factory=AnswerCounts)
    is_bonus: bool = False

    @classmethod
    def of(cls, answer: Summand) -> "ItemCounts":
        return cls(answer.id, answer.title, answer.part, answer.type, answer.points, is_bonus=answer.is_bonus)

    def add(self, answer: Summand, students: Sequence[int], count: int) -> None:
        """Count answers that add the same; ``students`` are the places of the first who gave them."""
        self.outcomes[answer.outcome] += count
        if answer.is_wrong:
            self.wrong.add(answer, students, count)
            self.mistakes.add(answer.mistake, answer.words, count)
        elif answer.complaint:
            self.unreadable.add(answer, students, count)
        if answer.waits:
            self.outdated += 0 if answer.is_pending else count
            self.waiting.add(answer, students, count)

    def add_credit(self, credit: Fraction, totals: Totals, count: int) -> None:
        """Count answers with one credit, given by students with equal totals."""
        key = (credit.numerator, credit.denominator, totals.points, totals.unit)
        cell = self.cells.get(key)
        if cell is None:
            cell = self.cells[key] = Cell()
        cell.n += count
        cell.score += count * totals.score
        cell.score_squared += count * totals.score * totals.score

    @property
    def scored(self) -> int:
        """The number of answers that have a credit."""
        return sum(cell.n for cell in self.cells.values())

    @property
    def answered(self) -> int:
        """The number of answers that are not blank."""
        return self.outcomes.total() - self.outcomes[Outcome.BLANK]

    @property
    def mean_credit(self) -> Fraction | None:
        """The mean credit; None if there is none yet, or if everyone who answered waits for a person."""
        scored = self.scored
        if not scored or (scored < self.outcomes.total() and scored == self.outcomes[Outcome.BLANK]):
            return None
        return sum((Fraction(key[0], key[1]) * cell.n for key, cell in self.cells.items()), Fraction(0)) / scored

    @cached_property
    def item_rest(self) -> Correlation | None:
        """The item-rest correlation, once everything is counted.

        None if there are too few answers, or all of them earned the same.
        """
        sums = Sums()
        for (numerator, denominator, points, unit), cell in self.cells.items():
            credit = Fraction(numerator, denominator)
            own = credit * self.points * unit
            others = points if self.is_bonus else points - self.points * unit
            if others > 0:  # else this is the only item that has been judged
                rest = cell.score - cell.n * own
                squared = cell.score_squared - 2 * own * cell.score + cell.n * own * own
                sums.add(credit, cell.n, rest / others, squared / others**2)
        return correlation(sums)
