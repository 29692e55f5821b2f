"""Markdown for the summary page of a GitHub Actions step, which GitHub refuses whole when it is too long.

At most 1024 KiB fit. The rows (or, for one submission, the paragraphs) that do not fit are left out whole and counted,
so that no table or fence is cut in two; what is said of every item of a class stands before the rows and always fits.
"""

from collections.abc import Iterable, Iterator

from grader.grading.course.cohort import Cohort
from grader.grading.result import GradedSubmission
from grader.reports.format import ReportFormat
from grader.reports.formats.markdown import blocks
from grader.reports.formats.summary import head, item_by_item, legend, submission_rows, table_head

__all__ = ["LIMIT_BYTES", "MEMBER", "render", "render_class"]

LIMIT_BYTES = 1024 * 1024
KEPT_FREE = 1_000  # for what is said of the rest, and for the line breaks of other commands in the same step


def render(graded: GradedSubmission) -> str:
    """Return the report of one submission, as much of it as fits."""
    pieces = (f"{block}\n\n" for block in blocks(graded) if block)
    return "".join(fitting(pieces, LIMIT_BYTES - KEPT_FREE, "paragraphs"))


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the summary of a class, as many rows as fit."""
    counts = cohort.counts
    items = f"{item_by_item(counts.items)}\n" if counts.items else ""
    first = f"{head(counts)}{items}{legend()}\n\n{table_head()}"
    yield first
    yield from fitting(submission_rows(counts.lines), LIMIT_BYTES - KEPT_FREE - byte_count(first), "rows")


def fitting(pieces: Iterable[str], room: int, noun: str) -> Iterator[str]:
    """Yield whole pieces while there is room; the last piece says how many were left out."""
    left_out = 0
    for piece in pieces:
        if left_out or (room := room - byte_count(piece)) < 0:
            left_out += 1
        else:
            yield piece
    if left_out:
        yield f"\n{left_out} more {noun} do not fit on this page; they are in the reports.\n"


def byte_count(text: str) -> int:
    """Return how many bytes a text takes in a file."""
    return len(text.encode("utf-8", "backslashreplace"))


MEMBER = ReportFormat(
    kind="step_summary",
    suffix=".step.md",
    summary="Markdown for the summary page of a GitHub Actions step, never longer than GitHub takes.",
    render=render,
    render_class=render_class,
    stem="step-summary",
    on_request=True,
)
