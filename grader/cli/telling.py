"""What ``grader grade`` tells on the terminal: a line a submission where there are few, and what a person must look at.

One way through the class, however large: what is told is counted and bounded, and the rest is in the reports.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from grader.cli import console
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT, OUR_FAULT

if TYPE_CHECKING:
    from grader.grading import GradedSubmission

__all__ = ["Tale", "told"]

FEW = 100
MOST_COMPLAINTS = 50


@dataclass(kw_only=True)
class Tale:
    """What there is to tell of a class."""

    lines: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    left_out: int = 0
    code: int = DONE

    def complain(self, *texts: str) -> None:
        """Tell something, if not too much is told already."""
        if len(self.complaints) < MOST_COMPLAINTS:
            self.complaints += texts
        else:
            self.left_out += 1

    def print(self, last: str) -> None:
        """Print everything, the line that says where to look last."""
        console.say(*self.lines, last)
        console.complain(*self.complaints)
        if self.left_out:
            console.complain(f"… and {self.left_out} more complaints; the summary has them all.")


def told(graded: Iterable["GradedSubmission"], count: int, fail_under: Fraction | None) -> Tale:
    """Return what there is to tell of a class of ``count`` submissions."""
    from grader.reports.threshold import below, rule, told_below

    tale, rules = Tale(), set[str]()
    rows = []
    for submission in graded:
        if count <= FEW:
            rows.append((submission.student, *score_and_status(submission)))
        tale.code = max(tale.code, code_of(submission))
        if not submission.is_readable:
            tale.complain("", *map(str, submission.diagnostics))
        for place in old_decisions(submission):
            tale.complain(f"warning: a decision should be looked at again: {place}")
        if below(submission, fail_under):
            tale.code = max(tale.code, NOT_RIGHT)
            tale.complain(told_below(submission, fail_under))
            rules.update(rule(submission))
    tale.complaints += rules
    width = max((len(student) for student, _, _ in rows), default=0)
    tale.lines += [f"{student:<{width}}  {score:>12}  {status}" for student, score, status in rows]
    return tale


def score_and_status(graded: "GradedSubmission") -> tuple[str, str]:
    """Return the score of a submission, and how far its grading is."""
    from grader.reports.summary import status
    from grader.reports.wording import amount, counted

    score = f"{amount(graded.final_score)} / {amount(graded.points)}" if graded.is_readable else "–"
    late = f" ({counted(graded.lateness.days, 'day')} late)" if graded.lateness and graded.lateness.days else ""
    pending = f" ({counted(graded.pending, 'point')} pending)" if graded.pending else ""
    return score, f"{status(graded)}{pending}{late}"


def code_of(graded: "GradedSubmission") -> int:
    """Return the exit code that one submission asks for; the highest is returned in the end."""
    if any(item.outcome.value == "fault" for item in graded.items):
        return OUR_FAULT
    if any(diagnostic.slug == "fault" for diagnostic in graded.diagnostics):
        return OUR_FAULT
    return DONE if graded.is_readable else CANNOT_READ


def old_decisions(graded: "GradedSubmission") -> Iterator[str]:
    """Yield what was decided by a person on something else than there is now."""
    for item in graded.items:
        for remark in item.remarks:
            if remark.id == "override-outdated":
                yield f"{graded.student}, {item.id}. {remark.text}"
