"""What ``grader grade`` tells on the terminal: a line a submission where there are few, then the class in a few lines.

One way through the class, however large: what is told is counted and bounded, and the rest is in the reports.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from grader.cli import console
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT, OUR_FAULT

if TYPE_CHECKING:
    from grader.grading import GradedSubmission

__all__ = ["Tale", "told"]

FEW = 60
MOST_COMPLAINTS = 50
MOST_FAULTS = 3  # of one file; its report has them all
MOST_NAMES = 5


@dataclass(kw_only=True)
class Tale:
    """What there is to tell of a class."""

    lines: list[str] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    left_out: int = 0
    code: int = DONE

    def complain(self, *texts: str) -> None:
        """Tell something, if not too much is told already."""
        if len(self.complaints) < MOST_COMPLAINTS:
            self.complaints += texts
        else:
            self.left_out += 1

    def print(self, last: str, *, is_quiet: bool = False) -> None:
        """Print everything, the line that says where to look last; to be quiet is to print that and complaints."""
        console.say(*(() if is_quiet else (*self.lines, *self.summary)), last)
        console.complain(*self.complaints)
        if self.left_out:
            console.complain(f"… and {self.left_out} more complaints; the summary has them all.")


def told(graded: Iterable["GradedSubmission"], count: int, fail_under: Fraction | None) -> Tale:
    """Return what there is to tell of a class of ``count`` submissions."""
    from grader.reports.threshold import below, rule, told_below

    tale, overview, rules = Tale(), Overview(), set[str]()
    rows = []
    for submission in graded:
        overview.add(submission)
        if count <= FEW:
            rows.append((submission.student, *score_and_status(submission)))
        tale.code = max(tale.code, code_of(submission))
        if not submission.is_readable:
            tale.complain("", *faults_of(submission))
        for place in old_decisions(submission):
            tale.complain(f"warning: a decision should be looked at again: {place}")
        if below(submission, fail_under):
            tale.code = max(tale.code, NOT_RIGHT)
            tale.complain(told_below(submission, fail_under))
            rules.update(rule(submission))
    tale.complaints += rules
    width = max((len(student) for student, _, _ in rows), default=0)
    tale.summary += overview.lines()
    tale.lines += [f"{student:<{width}}  {score:>12}  {status}" for student, score, status in rows]
    return tale


@dataclass(kw_only=True)
class Overview:
    """A class in a few lines: how it went, and who needs somebody."""

    scores: Counter[Fraction] = field(default_factory=Counter)
    points: Fraction = Fraction(0)
    waiting: int = 0
    unreadable: list[str] = field(default_factory=list)

    def add(self, graded: "GradedSubmission") -> None:
        """Count one more submission."""
        if not graded.is_readable:
            self.unreadable.append(graded.file)
            return
        self.scores[graded.final_score] += 1
        self.points = max(self.points, graded.points)
        self.waiting += bool(graded.pending)

    def lines(self) -> Iterator[str]:
        """Yield the lines; none where a single submission says it all."""
        from grader.reports.wording import amount, counted

        total = self.scores.total()
        if total + len(self.unreadable) < 2:
            return
        if self.scores:
            so_far = " so far" if self.waiting else ""
            middle = median(self.scores.elements())
            yield f"The median score{so_far} is {amount(middle)} of {amount(self.points)} points."
        if self.waiting:
            verb = "waits" if self.waiting == 1 else "wait"
            yield f"{counted(self.waiting, 'submission')} {verb} for a person: 'grader review' lists what to decide."
        if self.unreadable:
            more = len(self.unreadable) - MOST_NAMES
            names = ", ".join(self.unreadable[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
            yield f"{counted(len(self.unreadable), 'file')} cannot be read: {names}."


def faults_of(graded: "GradedSubmission") -> Iterator[str]:
    """Yield what is wrong with a file that cannot be read: the first faults, and how many more there are."""
    yield from map(str, graded.diagnostics[:MOST_FAULTS])
    more = len(graded.diagnostics) - MOST_FAULTS
    if more > 0:
        yield f"   … and {more} more in this file; its report has them all."


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
