"""The graded submissions of a class, gone through one by one as often as needed, however many there are.

Nothing here says where they come from: a list, or records on a disk that are read as one goes along. So a report on a
class must not gather them all; it keeps what it counts.

>>> cohort = Cohort(submissions=[])
>>> len(cohort), list(cohort)
(0, [])
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from grader.grading.result import GradedSubmission
from grader.rubric import Rubric

__all__ = ["Cohort", "Submissions"]


class Submissions(Protocol):
    """Graded submissions in an order that never changes; each ``iter`` begins again with the first."""

    def __iter__(self) -> Iterator[GradedSubmission]:
        """Go through all of them."""
        ...

    def __len__(self) -> int:
        """Return how many there are."""
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
