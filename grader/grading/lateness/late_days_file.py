"""Reading how many free late days students have used: tables with the columns ``student`` and ``late_days_used``.

Other columns are ignored, so the class table (``summary.csv``) of each earlier exercise can be given as it is. What
somebody used in several tables is added up.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from grader.documents import DocumentNode, Scalar
from grader.documents.table import load_table, table_of
from grader.errors import Diagnostic, DocumentError, put_in_quotes
from grader.rubric import Rubric
from grader.rubric.fields import find_entry, list_nodes
from grader.rubric.late.policy import fold_id
from grader.source import Source, Span

__all__ = ["add_late_days_used", "load_late_days_used", "read_late_days_used"]

COLUMN = "late_days_used"
MOST = 999  # days


def load_late_days_used(paths: Iterable[Path]) -> Mapping[str, int]:
    """Add up the days that students have used in all tables; raises DocumentError with every fault in one."""
    total: Counter[str] = Counter()
    for path in paths:
        total.update(read_late_days_used(load_table(path)))
    return dict(total)


def read_late_days_used(source: Source) -> Mapping[str, int]:
    """Read one table; days are by the student's normalized id. A row without a number has used none."""
    rows = list_nodes(table_of(source, "used").root, "used")
    found: dict[str, int] = {}
    faults: list[Diagnostic] = []
    if not any(find_entry(row, COLUMN) for row in rows):
        faults.append(describe_no_column(source))
    for row in rows:
        faults += read_row(row, found)
    if faults:
        raise DocumentError(faults)
    return found


def read_row(row: DocumentNode, found: dict[str, int]) -> Iterator[Diagnostic]:
    """Add a row to what is found, or report what is wrong with it."""
    student, days = find_entry(row, "student"), find_entry(row, COLUMN)
    if not isinstance(days, Scalar):
        return
    if not isinstance(student, Scalar):
        yield make_complaint("late-days-of-nobody", "This row does not say whose days these are.", days.span)
    elif not (days.text.isascii() and days.text.isdigit() and int(days.text) <= MOST):
        yield make_complaint(
            "not-a-number-of-days",
            f"{put_in_quotes(days.text)} is not a number of days.",
            days.span,
            help="Write a whole number such as 2.",
        )
    elif fold_id(student.text) in found:
        yield make_complaint(
            "repeated-student",
            f"{put_in_quotes(student.text)} has two rows.",
            student.span,
            "Nobody knows which of them counts.",
            "Keep one of them.",
        )
    else:
        found[fold_id(student.text)] = int(days.text)


def describe_no_column(source: Source) -> Diagnostic:
    return make_complaint(
        "no-late-days",
        "This table does not say who has used late days.",
        Span(source, 0, 0),
        f"No row has a number in a column '{COLUMN}'.",
        "Give the summary.csv of an earlier exercise whose rubric has 'late_days', or a table with the columns "
        f"'student' and '{COLUMN}'.",
    )


def make_complaint(slug: str, what: str, span: Span, why: str = "", help: str = "Name the student.") -> Diagnostic:
    return Diagnostic(slug=slug, what=what, why=why, help=help, span=span, audience="author")


def add_late_days_used(used: Mapping[str, int], rubric: Rubric) -> Rubric:
    """Take the days that students have used elsewhere from what they have left."""
    if not used or rubric.late is None:
        return rubric
    return replace(rubric, late=replace(rubric.late, used={**rubric.late.used, **used}))
