"""The people on the page about a class: the answers that wait for a person, and a table of all students.

Rows are short, because there may be thousands: end tags and quotation marks that HTML does not need are left out.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from grader.grading.course.class_counts import ClassCounts
from grader.grading.course.line import Line
from grader.reports.markup import escape_text
from grader.reports.pages.class_items import ItemView, link_students, render_answer, render_reason, render_title
from grader.reports.wording import format_amount, format_count
from grader.reports.write import name_reports

__all__ = ["COLUMNS", "link_reports", "render_student_table", "render_waiting_list"]

COLUMNS = ("Student", "Score", "Percent", "Waiting", "Cannot be read", "Days late")
WAITING, UNREADABLE, LATE = 3, 4, 5
MOST_GROUPS = 5  # of answers to one item
MOST_CHARACTERS = 80  # of a name
SUFFIX = ".html"


def link_reports(counts: ClassCounts) -> list[str]:
    """Return the link to each student's report, in the order of the class."""
    names = [line.report for line in counts.lines]
    names = names if all(names) else name_reports([(line.student, line.file) for line in counts.lines])
    repeated = {place for places in counts.repeated for place in places}
    return [
        f"<a href={name}{SUFFIX}>{escape_text(name_submission(line, place in repeated))}</a>"
        for place, (name, line) in enumerate(zip(names, counts.lines, strict=True))
    ]


def name_submission(line: Line, with_file: bool) -> str:
    """Return a submission's student, with the file if the student has several."""
    name = f"{line.student} ({line.file})" if with_file else line.student
    return name if len(name) <= MOST_CHARACTERS else f"{name[:MOST_CHARACTERS]}…"


def render_waiting_list(views: Sequence[ItemView], link: Callable[[int], str]) -> Iterator[str]:
    """Yield what a person has to decide, item by item: each answer once, the commonest first."""
    waiting = [view for view in views if view.counts.waiting.total]
    if not waiting:
        yield "<p>No answer waits for a person.</p>\n"
        return
    yield '<div class="cards">\n'
    for view in waiting:
        yield render_waiting_item(view, link)
    yield "</div>\n"


def render_waiting_item(view: ItemView, link: Callable[[int], str]) -> str:
    groups, total = view.waiting, view.counts.waiting.total
    rows = "".join(
        f"<li><b>{group.count} ×</b> {render_answer(group)}{render_reason(group)}{link_students(group, link)}</li>"
        for group in groups[:MOST_GROUPS]
    )
    old = view.counts.outdated
    again = f", {format_count(old, 'decision')} to look at again" if old else ""
    left = len(groups) - MOST_GROUPS
    rest = f'<p class="small quiet">and {left} more, rarer</p>' if left > 0 else ""
    summary = f"{format_count(total, 'answer')}, {len(groups)} different{again}"
    return (
        f'<article class="card"><h3>{render_title(view.counts)}</h3><p class="small quiet">{summary}</p>'
        f"<ul>{rows}</ul>{rest}</article>\n"
    )


def render_student_table(counts: ClassCounts, links: Sequence[str]) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{head}</th>' for head in COLUMNS)
    yield render_controls(counts)
    yield '<table class="students" data-sortable data-searchable><caption class="unseen">All submissions</caption>'
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for line, link in zip(counts.lines, links, strict=True):
        yield f"<tr><th scope=row>{link}{''.join(f'<td>{cell}' for cell in list_student_cells(line))}\n"
    yield "</tbody></table>\n"


def render_controls(counts: ClassCounts) -> str:
    """Return the search controls of the table. They stay hidden until the script, which they need, runs."""
    filters = (
        (WAITING, "waits for a person", any(line.waiting or line.faults for line in counts.lines)),
        (UNREADABLE, "cannot be read", any(line.unreadable or line.score is None for line in counts.lines)),
        (LATE, "late", any(line.late for line in counts.lines)),
    )
    buttons = "".join(
        f'<button type="button" data-column="{column}" aria-pressed="false">{words}</button>'
        for column, words, is_used in filters
        if is_used
    )
    return (
        '<div class="controls" hidden>'
        '<label>Search for a student <input type="search" autocomplete="off" spellcheck="false"></label>'
        f'<span role="group" aria-label="Show only who">{buttons}</span>'
        '<span role="status" class="small quiet"></span></div>\n'
    )


def list_student_cells(line: Line) -> Iterator[str]:
    """Yield the cells in one row after the student's name."""
    yield "" if line.score is None else format_amount(line.score)
    yield (
        "" if line.score is None or not line.points else format_amount(Fraction(round(100 * line.score / line.points)))
    )
    yield str(line.waiting + line.faults or "")
    yield "the file" if line.score is None else str(line.unreadable or "")
    yield str(line.late or "")
