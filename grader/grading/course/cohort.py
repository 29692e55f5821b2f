"""The graded submissions of a class, gone through one by one as often as needed, however many there are.

Nothing here says where they come from: a list, or records on a disk that are read as one goes along. So a report on a
class must not gather them all; it keeps what it counts.

>>> cohort = Cohort(submissions=[])
>>> len(cohort), list(cohort)
(0, [])
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

from grader.grading.course.class_counts import ClassCounts, counts_of
from grader.grading.course.line import Line, line_of
from grader.grading.course.summand import Summand, summand_of
from grader.grading.result import GradedSubmission
from grader.rubric import Rubric

__all__ = ["Cohort", "Submissions", "Summed"]

Summed = tuple[Line, Sequence[Summand]]


class Submissions(Protocol):
    """Graded submissions in an order that never changes; each ``iter`` begins again with the first."""

    def __iter__(self) -> Iterator[GradedSubmission]:
        """Go through all of them."""
        ...

    def __len__(self) -> int:
        """Return how many there are."""
        ...


@runtime_checkable
class InSum(Protocol):
    """Submissions of which it is kept what they add to the counts of their class."""

    def summed(self) -> Iterator[Summed]:
        """Go through all of them."""
        ...


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """A class. ``rubric`` gives the notation by which answers are compared; None where it is not at hand."""

    submissions: Submissions
    rubric: Rubric | None = None

    def __iter__(self) -> Iterator[GradedSubmission]:
        """Go through all submissions."""
        return iter(self.submissions)

    def __len__(self) -> int:
        """Return how many submissions there are."""
        return len(self.submissions)

    def summed(self) -> Iterator[Summed]:
        """Go through what reports on a class need of the submissions, which is much less than all."""
        if isinstance(self.submissions, InSum):
            return self.submissions.summed()
        return ((line_of(graded), tuple(map(summand_of, graded.items))) for graded in self.submissions)

    @cached_property
    def counts(self) -> ClassCounts:
        """What is counted in the class, on one way through it for all reports."""
        return counts_of(self.summed())
