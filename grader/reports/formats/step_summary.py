"""Markdown for the summary page of a GitHub Actions step, which GitHub refuses completely if it is too long.

At most 1024 KiB fit. Rows (or, for one submission, paragraphs) that do not fit are left out whole and counted, so that
no table or fence is cut in two. The table of a class's items comes before the rows and always fits.
"""

from collections.abc import Iterable, Iterator

from grader.grading.course.cohort import Cohort
from grader.grading.result import GradedSubmission
from grader.reports.format import ReportFormat
from grader.reports.formats.markdown import list_blocks
from grader.reports.formats.summary import (
    format_head,
    format_item_by_item,
    format_legend,
    format_table_head,
    list_submission_rows,
)

__all__ = ["LIMIT_BYTES", "MEMBER", "render", "render_class"]

LIMIT_BYTES = 1024 * 1024  # GitHub's limit
KEPT_FREE = 1_000  # bytes for the sentence about the rest, and for line breaks by other commands in the same step


def render(graded: GradedSubmission) -> str:
    """Return the report of one submission, as much of it as fits."""
    pieces = (f"{block}\n\n" for block in list_blocks(graded) if block)
    return "".join(take_fitting(pieces, LIMIT_BYTES - KEPT_FREE, "paragraphs"))


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the summary of a class, as many rows as fit."""
    counts = cohort.counts
    items = f"{format_item_by_item(counts.items)}\n" if counts.items else ""
    first = f"{format_head(counts)}{items}{format_legend()}\n\n{format_table_head()}"
    yield first
    yield from take_fitting(list_submission_rows(counts.lines), LIMIT_BYTES - KEPT_FREE - count_bytes(first), "rows")


def take_fitting(pieces: Iterable[str], free: int, noun: str) -> Iterator[str]:
    """Yield whole pieces while there is room. The last piece says how many were left out."""
    left_out = 0
    for piece in pieces:
        if left_out or (free := free - count_bytes(piece)) < 0:
            left_out += 1
        else:
            yield piece
    if left_out:
        yield f"\n{left_out} more {noun} do not fit on this page; they are in the reports.\n"


def count_bytes(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))


MEMBER = ReportFormat(
    kind="step_summary",
    suffix=".step.md",
    summary="Markdown for the summary page of a GitHub Actions step, never longer than GitHub allows.",
    render=render,
    render_class=render_class,
    stem="step-summary",
    on_request=True,
)
