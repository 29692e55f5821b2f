"""The statistics of the items as CSV, with a row for each item. ``docs/dashboard.md`` explains each figure.

Shares and correlations are decimals with four places. A figure is blank if it does not exist, or if there are so few
answers that it would mislead.
"""

from collections.abc import Iterator
from fractions import Fraction

from grader.grading.course.cohort import Cohort
from grader.grading.course.item_counts import FEWEST_ANSWERS, ItemCounts
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.formats.csv import format_number_cell, format_text_cell
from grader.rubric import Item

__all__ = ["MEMBER", "render_class"]

OUTCOMES = tuple(outcome for outcome in Outcome if outcome.is_of_grading)
HEADS = (
    "item", "title", "type", "points", "submissions", *(outcome.value for outcome in OUTCOMES), "waiting", "scored",
    "mean_credit", "item_rest", "item_rest_low", "item_rest_high", "item_rest_submissions",
    "mistake", "mistake_count", "wrong_answer", "wrong_answer_count", "wrong_answer_wordings",
)  # fmt: skip


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the table line by line. Rows end with CR LF, as RFC 4180 says."""
    items = {item.id: item for item in cohort.rubric.items} if cohort.rubric else {}
    yield ",".join(HEADS) + "\r\n"
    for counts in cohort.counts.items.values():
        yield ",".join(list_item_cells(counts, items.get(counts.id))) + "\r\n"


def list_item_cells(counts: ItemCounts, item: Item | None) -> Iterator[str]:
    yield from map(format_text_cell, (counts.id, counts.title, counts.type))
    yield format_number_cell(counts.points)
    yield str(counts.outcomes.total())
    yield from (str(counts.outcomes[outcome]) for outcome in OUTCOMES)
    yield from (str(counts.waiting.total), str(counts.scored))
    yield format_number_cell(counts.mean_credit) if counts.scored >= FEWEST_ANSWERS else ""
    found = counts.item_rest
    yield from map(format_correlation_cell, (found.r, found.low, found.high) if found else (None,) * 3)
    yield str(found.n) if found else ""
    mistakes = counts.mistakes.commonest
    yield from (format_text_cell(mistakes[0].id), str(mistakes[0].count)) if mistakes else ("", "")
    groups = counts.wrong.groups(item)
    answer = (groups[0].read.text if groups[0].read else groups[0].given) if groups else ""
    yield format_text_cell(answer)
    yield from (str(groups[0].count), str(groups[0].wordings)) if groups else ("", "")


def format_correlation_cell(value: float | None) -> str:
    return "" if value is None else format_number_cell(Fraction(value))


MEMBER = ReportFormat(
    kind="statistics",
    suffix=".csv",
    summary="A row for each item: how difficult it was, how it agrees with the rest, and what went wrong.",
    render_class=render_class,
    stem="statistics",
    on_request=True,
)
