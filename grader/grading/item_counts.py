"""What is counted of one item while a class is gone through, and what follows from it.

The difficulty of an item is its mean credit, blank answers counting as none (the item difficulty index of classical
test theory: L. Crocker and J. Algina, *Introduction to Classical and Modern Test Theory*, chapter 14). Whether it
tells those who know from those who do not is said by the item-rest correlation: its credit with the share that the
same student earned of all *other* points that have been judged, so that no item is correlated with itself (the
corrected item-total correlation, ibid.).

Nothing is kept for a submission: answers of the same credit add up, in whole numbers, to one cell.
"""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from grader.grading.answer_counts import AnswerCounts
from grader.grading.correlation import Correlation, Sums, correlation
from grader.grading.mistake_counts import MistakeCounts
from grader.grading.overrides import is_outdated
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome

__all__ = ["FEWEST_ANSWERS", "ItemCounts", "Totals", "totals_of"]

FEWEST_ANSWERS = 5
FOR_A_PERSON = (Outcome.UNDECIDED, Outcome.FAULT)
WRONG = (Outcome.PARTIAL, Outcome.INCORRECT)


class Totals(NamedTuple):
    """What a submission earned in all items that have been judged, and their points, in whole numbers.

    ``score`` and ``points`` are in units of 1/``unit``.
    """

    score: int
    points: int
    unit: int


@dataclass(slots=True)
class Cell:
    """The answers to an item with one credit, by students whose totals have one unit and points."""

    n: int = 0
    score: int = 0
    score_squared: int = 0


@dataclass(slots=True)
class ItemCounts:
    """What became of all answers to one item."""

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
    unreadable: Counter[str] = field(default_factory=Counter)

    def add(self, result: ItemResult, student: int, totals: Totals) -> None:
        """Count one more answer, by the student at this place in the class."""
        self.outcomes[result.outcome] += 1
        if result.credit is not None:
            self.add_credit(result.credit, totals)
        if result.outcome in WRONG:
            self.wrong.add(result, student, self.mistakes.add(result.remarks))
        elif result.outcome is Outcome.UNREADABLE:
            self.unreadable.update(diagnostic.slug for diagnostic in result.diagnostics[:1])
        if result.outcome in FOR_A_PERSON or is_outdated(result):
            self.outdated += result.outcome not in FOR_A_PERSON
            self.waiting.add(result, student)

    def add_credit(self, credit: Fraction, totals: Totals) -> None:
        """Count the credit of an answer beside what its student earned in all."""
        key = (credit.numerator, credit.denominator, totals.points, totals.unit)
        cell = self.cells.get(key)
        if cell is None:
            cell = self.cells[key] = Cell()
        cell.n += 1
        cell.score += totals.score
        cell.score_squared += totals.score * totals.score

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
        """The mean of the credits; None where there is none yet, or all who answered wait for a person."""
        scored = self.scored
        if not scored or (scored < self.outcomes.total() and scored == self.outcomes[Outcome.BLANK]):
            return None
        return sum((Fraction(key[0], key[1]) * cell.n for key, cell in self.cells.items()), Fraction(0)) / scored

    @property
    def item_rest(self) -> Correlation | None:
        """The item-rest correlation; None where there are too few answers, or all of them earned the same."""
        sums = Sums()
        for (numerator, denominator, points, unit), cell in self.cells.items():
            credit = Fraction(numerator, denominator)
            own, others = credit * self.points * unit, points - self.points * unit
            if others > 0:  # else this is the only item that has been judged
                rest = cell.score - cell.n * own
                squared = cell.score_squared - 2 * own * cell.score + cell.n * own * own
                sums.add(credit, cell.n, rest / others, squared / others**2)
        return correlation(sums)


def totals_of(graded: GradedSubmission, points: Fraction) -> Totals:
    """Return what a submission earned of the points that have been judged, of so many in all."""
    score = graded.score
    judged = points - sum((item.points for item in graded.items if item.credit is None), Fraction(0))
    unit = lcm(score.denominator, judged.denominator)
    return Totals(int(score * unit), int(judged * unit), unit)
