"""What ``grader grade`` tells on the terminal: a line a submission where there are few, then the class in a few lines.

One way through the class, however large: what is told is counted and bounded, and the rest is in the reports.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median

from grader.cli import console
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT, OUR_FAULT
from grader.grading.course.line import Line
from grader.reports.formats.summary import status
from grader.reports.threshold import below, rule, told_below
from grader.reports.wording import amount, counted

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


def told(lines: Iterable["Line"], count: int, fail_under: Fraction | None, *, has_rows: bool = True) -> Tale:
    """Return what there is to tell of a class of ``count`` submissions.

    ``has_rows`` is False where nobody will read a line for each of them.
    """
    tale, overview, rules = Tale(), Overview(), set[str]()
    rows = []
    for line in lines:
        overview.add(line)
        if has_rows and count <= FEW:
            rows.append((line.student, *score_and_status(line)))
        tale.code = max(tale.code, code_of(line))
        if not line.is_readable:
            tale.complain("", *faults_of(line))
        for place in line.outdated:
            tale.complain(f"warning: a decision should be looked at again: {line.student}, {place}")
        if below(line, fail_under):
            tale.code = max(tale.code, NOT_RIGHT)
            tale.complain(told_below(line, fail_under))
            rules.update(rule(line))
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

    def add(self, line: "Line") -> None:
        """Count one more submission."""
        if line.score is None:
            self.unreadable.append(line.file)
            return
        self.scores[line.score] += 1
        self.points = max(self.points, line.points)
        self.waiting += bool(line.pending)

    def lines(self) -> Iterator[str]:
        """Yield the lines; none where a single submission says it all."""
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


def faults_of(line: "Line") -> Iterator[str]:
    """Yield what is wrong with a file that cannot be read: the first faults, and how many more there are."""
    yield from map(str, line.diagnostics[:MOST_FAULTS])
    more = len(line.diagnostics) - MOST_FAULTS
    if more > 0:
        yield f"   … and {more} more in this file; its report has them all."


def score_and_status(line: "Line") -> tuple[str, str]:
    """Return the score of a submission, and how far its grading is."""
    score = f"{amount(line.score)} / {amount(line.points)}" if line.score is not None else "–"
    late = f" ({counted(line.days, 'day')} late)" if line.days else ""
    pending = f" ({counted(line.pending, 'point')} pending)" if line.pending else ""
    return score, f"{status(line)}{pending}{late}"


def code_of(line: "Line") -> int:
    """Return the exit code that one submission asks for; the highest is returned in the end."""
    if line.faults or any(diagnostic.slug == "fault" for diagnostic in line.diagnostics):
        return OUR_FAULT
    return DONE if line.is_readable else CANNOT_READ
