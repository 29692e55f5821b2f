"""JUnit XML, which GitLab, Jenkins and most CI systems show: a suite for each submission, a test case for each item.

There is no single standard. This is what both GitLab and Jenkins accept: ``testsuites``, ``testsuite`` and ``testcase``
with ``failure`` (wrong, partly right, blank), ``error`` (cannot be read, our mistake) or ``skipped`` (a person
decides, or there is no key). A test case is called ``student/item``. No two have the same name, because GitLab keeps
only the first of a pair. XML 1.0 cannot hold control characters, so they become visible escapes. No time is measured,
so it is 0.

>>> escape_attribute('a"<b>&\\x00\\n')
'a&quot;&lt;b&gt;&amp;\\\\x00\\\\x0a'
"""

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from itertools import chain, count
from typing import Final
from xml.sax.saxutils import escape

from grader.errors import escape_unprintable
from grader.grading.course.cohort import Cohort
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.formats.terminal import complaints_as_text, item_as_text
from grader.reports.plain import IN_MARKUP, escape_log_commands
from grader.reports.wording import OUTCOMES, format_item_points, format_score_line, is_unjudged

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


def choose_element(item: ItemResult) -> str | None:
    """Return what a test case holds; nothing for an answer that is right."""
    return "skipped" if is_unjudged(item) else ELEMENTS.get(item.outcome)


def render(graded: GradedSubmission) -> str:
    """Return the document of one submission."""
    return "".join(render_document([graded], count_all_cases([graded])))


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the document of a class. The first pass over the cohort counts, the second writes the suites."""
    yield from render_document(cohort, count_all_cases(cohort))


def count_all_cases(submissions: "Cohort | list[GradedSubmission]") -> Counter[str]:
    """Count the test cases of all submissions by the element that they hold."""
    total: Counter[str] = Counter()
    for graded in submissions:
        total.update(count_cases(graded))
    return total


def count_cases(graded: GradedSubmission) -> Counter[str]:
    """Count the test cases of one submission. A file that cannot be read is one case, with an error."""
    if not graded.is_readable:
        return Counter(tests=1, error=1)
    return Counter(choose_element(item) or "passed" for item in graded.items) + Counter(tests=len(graded.items))


def render_document(submissions: "Cohort | list[GradedSubmission]", total: Counter[str]) -> Iterator[str]:
    yield f'{HEAD}<testsuites name="grader" {format_figures(total)} time="0">\n'
    taken: set[str] = set()
    for graded in submissions:
        name = make_unique_name(taken, escape_unprintable(graded.student or graded.file) or "?")
        taken.add(name)
        yield from render_suite(graded, name)
    yield "</testsuites>\n"


def make_unique_name(taken: Container[str], name: str) -> str:
    """Return the name, with a number if another submission has it already."""
    numbered = chain([name], (f"{name} ({number})" for number in count(2)))
    return next(each for each in numbered if each not in taken)


def format_figures(total: Counter[str]) -> str:
    return f'tests="{total["tests"]}" failures="{total["failure"]}" errors="{total["error"]}"'


def render_suite(graded: GradedSubmission, name: str) -> Iterator[str]:
    cases = count_cases(graded)
    figures = f'{format_figures(cases)} skipped="{cases["skipped"]}" time="0"'
    yield f'  <testsuite name="{escape_attribute(name)}" {figures}>\n'
    if not graded.is_readable:
        said = render_element("error", "unreadable", format_score_line(graded), complaints_as_text(graded))
        yield render_case(graded, f"{name}/(file)", said)
    for item in graded.items:
        yield render_case(graded, f"{name}/{item.id}", render_case_content(item))
    yield "  </testsuite>\n"


def render_case(graded: GradedSubmission, name: str, inner: str) -> str:
    rubric, test, file = map(escape_attribute, (graded.rubric, name, graded.file))
    places = f'classname="{rubric}" name="{test}" file="{file}" time="0"'
    return f"    <testcase {places}>{inner}</testcase>\n" if inner else f"    <testcase {places}/>\n"


def render_case_content(item: ItemResult) -> str:
    """Return what is inside a test case: nothing if the answer is right and no expected answer is shown."""
    kind = choose_element(item)
    if kind is None:
        return f"<system-out>{escape_content(item_as_text(item))}</system-out>" if item.expected is not None else ""
    message = f"{item.title}: {OUTCOMES[item.outcome].words}, {format_item_points(item)}"
    return render_element(kind, item.outcome.value, message, item_as_text(item))


def render_element(kind: str, reason: str, message: str, text: str) -> str:
    """Say why a test case did not pass. ``skipped`` has only a message, so its text goes beside it."""
    if kind == "skipped":
        return f'<skipped message="{escape_attribute(message)}"/><system-out>{escape_content(text)}</system-out>'
    return f'<{kind} type="{reason}" message="{escape_attribute(message)}">{escape_content(text)}</{kind}>'


def escape_attribute(text: str) -> str:
    """Escape text for use between double quotes."""
    return escape_log_commands(escape(escape_unprintable(text), {'"': "&quot;"}), IN_MARKUP)


def escape_content(text: str) -> str:
    """Escape lines for use inside an element."""
    return "\n".join(escape(escape_unprintable(line)) for line in text.split("\n"))


MEMBER = ReportFormat(
    kind="junit",
    suffix=".xml",
    summary="JUnit XML for GitLab, Jenkins and other CI: a suite for each submission, a test case for each item.",
    render=render,
    render_class=render_class,
    stem="junit",
    on_request=True,
)
