"""The graded submissions of a class, read one by one as often as needed, however many there are.

They may come from a list, or from records on a disk that are read along the way. So a report on a class must not
collect them all; it keeps only what it counts.

>>> cohort = Cohort(submissions=[])
>>> len(cohort), list(cohort)
(0, [])
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

from grader.grading.course.class_counts import ClassCounts, count_class
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
    """Submissions that keep what each of them adds to the counts of the class."""

    def summed(self) -> Iterator[Summed]:
        """Go through all of them."""
        ...


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """A class. ``rubric`` gives the notation for comparing answers; None if it is not available."""

    submissions: Submissions
    rubric: Rubric | None = None

    def __iter__(self) -> Iterator[GradedSubmission]:
        return iter(self.submissions)

    def __len__(self) -> int:
        return len(self.submissions)

    def summed(self) -> Iterator[Summed]:
        """Go through what class reports need of each submission, which is much less than everything."""
        if isinstance(self.submissions, InSum):
            return self.submissions.summed()
        return ((line_of(graded), tuple(map(summand_of, graded.items))) for graded in self.submissions)

    @cached_property
    def counts(self) -> ClassCounts:
        """The counts of the class, made in one pass for all reports."""
        return count_class(self.summed())
