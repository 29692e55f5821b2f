"""What ``grader grade`` prints: one line for each submission of a small class, then the class in a few lines.

It goes through the class once, however large it is. Messages and rows are limited; the rest is in the reports.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median

from grader.cli import console
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT, OUR_FAULT
from grader.errors import escape_unprintable
from grader.grading.course.line import Line
from grader.reports.formats.summary import describe_status
from grader.reports.threshold import explain_pending, format_below, is_below
from grader.reports.wording import format_amount, format_count

__all__ = ["ClassSummary", "summarize_class"]

MAX_ROWS = 80  # submissions; a larger class is easier to read in the summary
MAX_COMPLAINTS = 50  # so that one broken export does not flood the terminal
MAX_FAULTS = 3  # in one file; its report has them all
MAX_NAMES = 5  # file names in one line


@dataclass(kw_only=True)
class ClassSummary:
    """What is printed about a class, and the exit code for it."""

    lines: list[str] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    left_out: int = 0
    code: int = DONE

    def complain(self, *texts: str) -> None:
        """Add some messages, unless there are too many already."""
        if len(self.complaints) < MAX_COMPLAINTS:
            self.complaints += texts
        else:
            self.left_out += 1

    def print(self, last: str, *, is_quiet: bool = False) -> None:
        """Print everything, ending with the line that says where to look. Quiet prints only that line and messages."""
        console.say(*(() if is_quiet else (*self.lines, *self.summary)), last)
        console.complain(*self.complaints)
        if self.left_out:
            console.complain(f"… and {self.left_out} more messages; the summary has them all.")


def summarize_class(
    lines: Iterable["Line"], count: int, fail_under: Fraction | None, *, has_rows: bool = True
) -> ClassSummary:
    """Collect what to print about a class of ``count`` submissions.

    ``has_rows`` is False if nobody will read a line for each submission.
    """
    found, overview, rules = ClassSummary(), Overview(), set[str]()
    rows = []
    for line in lines:
        overview.add(line)
        if has_rows and count <= MAX_ROWS:
            rows.append((escape_unprintable(line.student), *format_score_and_status(line)))
        found.code = max(found.code, choose_code(line))
        if not line.is_readable:
            found.complain("", *list_faults(line))
        for place in line.outdated:
            where = escape_unprintable(f"{line.student}, {place}")
            found.complain(f"warning: a person's decision should be looked at again: {where}")
        if is_below(line, fail_under):
            found.code = max(found.code, NOT_RIGHT)
            found.complain(escape_unprintable(format_below(line, fail_under)))
            rules.update(explain_pending(line))
    found.complaints += rules
    width = max((len(student) for student, _, _ in rows), default=0)
    found.summary += overview.lines()
    found.lines += [f"{student:<{width}}  {score:>12}  {status}" for student, score, status in rows]
    return found


@dataclass(kw_only=True)
class Overview:
    """A class in a few lines: how it went, and who needs help."""

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
        """Yield the lines. There are none for a single submission, which says it all itself."""
        total = self.scores.total()
        if total + len(self.unreadable) < 2:
            return
        if self.scores:
            so_far = " so far" if self.waiting else ""
            middle = median(self.scores.elements())
            yield f"The median score{so_far} is {format_amount(middle)} of {format_amount(self.points)} points."
        if self.waiting:
            verb = "waits" if self.waiting == 1 else "wait"
            waiting = format_count(self.waiting, "submission")
            yield f"{waiting} {verb} for a person: 'grader review' lists what to decide."
        if self.unreadable:
            more = len(self.unreadable) - MAX_NAMES
            names = ", ".join(map(escape_unprintable, self.unreadable[:MAX_NAMES]))
            names += f" and {more} more" if more > 0 else ""
            yield f"{format_count(len(self.unreadable), 'file')} cannot be read: {names}."


def list_faults(line: "Line") -> Iterator[str]:
    """List what is wrong with a file that cannot be read: the first faults, and how many more there are."""
    yield from map(str, line.diagnostics[:MAX_FAULTS])
    more = len(line.diagnostics) - MAX_FAULTS
    if more > 0:
        yield f"   … and {more} more in this file; its report has them all."


def format_score_and_status(line: "Line") -> tuple[str, str]:
    score = f"{format_amount(line.score)} / {format_amount(line.points)}" if line.score is not None else "–"
    late = f" ({format_count(line.days, 'day')} late)" if line.days else ""
    pending = f" ({format_count(line.pending, 'point')} pending)" if line.pending else ""
    return score, f"{describe_status(line)}{pending}{late}"


def choose_code(line: "Line") -> int:
    """Return the exit code for one submission. The highest one wins in the end."""
    if line.faults or any(diagnostic.slug == "fault" for diagnostic in line.diagnostics):
        return OUR_FAULT
    return DONE if line.is_readable else CANNOT_READ
