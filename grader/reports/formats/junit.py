"""JUnit XML, which GitLab, Jenkins and most CI systems show: a suite a submission, a test case an item.

There is no one standard; this is what both readers take: ``testsuites``, ``testsuite`` and ``testcase`` with
``failure`` (wrong, partly right, blank), ``error`` (cannot be read, our mistake) or ``skipped`` (a person decides).
A test case is called ``student/item`` and no two have the same name, because GitLab keeps only the first of a pair.
XML 1.0 has no way to write control characters, so these stand as visible escapes. No time is measured, so it is 0.

>>> attribute('a"<b>&\\x00\\n')
'a&quot;&lt;b&gt;&amp;\\\\x00\\\\x0a'
"""

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from itertools import chain, count
from typing import Final
from xml.sax.saxutils import escape

from grader.errors import printable
from grader.grading.course.cohort import Cohort
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.formats.terminal import complaints_as_text, item_as_text
from grader.reports.wording import OUTCOMES, item_points, score_line

__all__ = ["MEMBER", "render", "render_class"]

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ELEMENTS: Final[Mapping[Outcome, str]] = {
    Outcome.PARTIAL: "failure",
    Outcome.INCORRECT: "failure",
    Outcome.BLANK: "failure",
    Outcome.UNREADABLE: "error",
    Outcome.FAULT: "error",
    Outcome.UNDECIDED: "skipped",
    Outcome.WITHHELD: "skipped",
}


def render(graded: GradedSubmission) -> str:
    """Return the document of one submission."""
    return "".join(document([graded], total_of([graded])))


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the document of a class: once through the cohort for what is counted, once for the suites."""
    yield from document(cohort, total_of(cohort))


def total_of(submissions: "Cohort | list[GradedSubmission]") -> Counter[str]:
    """Count the test cases of all submissions by the element that they hold."""
    total: Counter[str] = Counter()
    for graded in submissions:
        total.update(counted(graded))
    return total


def counted(graded: GradedSubmission) -> Counter[str]:
    """Count the test cases of one submission; a file that cannot be read is one, with an error."""
    if not graded.is_readable:
        return Counter(tests=1, error=1)
    return Counter(ELEMENTS.get(item.outcome, "passed") for item in graded.items) + Counter(tests=len(graded.items))


def document(submissions: "Cohort | list[GradedSubmission]", total: Counter[str]) -> Iterator[str]:
    """Yield the whole document."""
    yield f'{HEAD}<testsuites name="grader" {figures(total)} time="0">\n'
    taken: set[str] = set()
    for graded in submissions:
        name = unlike(taken, printable(graded.student or graded.file) or "?")
        taken.add(name)
        yield from suite(graded, name)
    yield "</testsuites>\n"


def unlike(taken: Container[str], name: str) -> str:
    """Return the name, with a number where another submission has it already."""
    numbered = chain([name], (f"{name} ({number})" for number in count(2)))
    return next(each for each in numbered if each not in taken)


def figures(total: Counter[str]) -> str:
    """Return what was counted as attributes."""
    return f'tests="{total["tests"]}" failures="{total["failure"]}" errors="{total["error"]}"'


def suite(graded: GradedSubmission, name: str) -> Iterator[str]:
    """Yield the suite of one submission, called ``name``."""
    cases = counted(graded)
    yield f'  <testsuite name="{attribute(name)}" {figures(cases)} skipped="{cases["skipped"]}" time="0">\n'
    if not graded.is_readable:
        said = element("error", "unreadable", score_line(graded), complaints_as_text(graded))
        yield case(graded, f"{name}/(file)", said)
    for item in graded.items:
        yield case(graded, f"{name}/{item.id}", inside(item))
    yield "  </testsuite>\n"


def case(graded: GradedSubmission, name: str, inner: str) -> str:
    """Return one test case."""
    places = f'classname="{attribute(graded.rubric)}" name="{attribute(name)}" file="{attribute(graded.file)}" time="0"'
    return f"    <testcase {places}>{inner}</testcase>\n" if inner else f"    <testcase {places}/>\n"


def inside(item: ItemResult) -> str:
    """Return what a test case holds: nothing where the answer is right and there is no expected one to show."""
    kind = ELEMENTS.get(item.outcome)
    if kind is None:
        return f"<system-out>{content(item_as_text(item))}</system-out>" if item.expected is not None else ""
    message = f"{item.title}: {OUTCOMES[item.outcome].words}, {item_points(item)}"
    return element(kind, item.outcome.value, message, item_as_text(item))


def element(kind: str, reason: str, message: str, text: str) -> str:
    """Return why a test case did not pass; ``skipped`` holds a message alone, its text stands beside it."""
    if kind == "skipped":
        return f'<skipped message="{attribute(message)}"/><system-out>{content(text)}</system-out>'
    return f'<{kind} type="{reason}" message="{attribute(message)}">{content(text)}</{kind}>'


def attribute(text: str) -> str:
    """Return text that may stand between double quotes."""
    return escape(printable(text), {'"': "&quot;"})


def content(text: str) -> str:
    """Return lines that may stand in an element."""
    return "\n".join(escape(printable(line)) for line in text.split("\n"))


MEMBER = ReportFormat(
    kind="junit",
    suffix=".xml",
    summary="JUnit XML for GitLab, Jenkins and other CI: a suite a submission, a test case an item.",
    render=render,
    render_class=render_class,
    stem="junit",
    on_request=True,
)
