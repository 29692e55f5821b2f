"""The people on the page of a class: the answers that wait for a person, and a table of all students.

A row is kept light, for there may be thousands: end tags and quotation marks that HTML does not need are left out.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from grader.grading.course.class_counts import ClassCounts
from grader.grading.course.line import Line
from grader.reports.markup import text
from grader.reports.pages.class_items import ItemView, by, said, titled
from grader.reports.wording import amount, counted
from grader.reports.write import report_names

__all__ = ["COLUMNS", "links_of", "student_table", "waiting_list"]

COLUMNS = ("Student", "Score", "Percent", "Waiting", "Cannot be read", "Days late")
WAITING, UNREADABLE, LATE = 3, 4, 5
MOST_GROUPS = 5
MOST_CHARACTERS = 80
SUFFIX = ".html"


def links_of(counts: ClassCounts) -> list[str]:
    """Return the link to the report of each student, in the order of the class."""
    names = [line.report for line in counts.lines]
    names = names if all(names) else report_names([(line.student, line.file) for line in counts.lines])
    repeated = {place for places in counts.repeated for place in places}
    return [
        f"<a href={name}{SUFFIX}>{text(shown(line, place in repeated))}</a>"
        for place, (name, line) in enumerate(zip(names, counts.lines, strict=True))
    ]


def shown(line: Line, with_file: bool) -> str:
    """Return what a submission is called: its student, and its file where that tells several apart."""
    name = f"{line.student} ({line.file})" if with_file else line.student
    return name if len(name) <= MOST_CHARACTERS else f"{name[:MOST_CHARACTERS]}…"


def waiting_list(views: Sequence[ItemView], link: Callable[[int], str]) -> Iterator[str]:
    """Yield what a person has to decide on, item by item: the commonest answers first, each once."""
    waiting = [view for view in views if view.counts.waiting.total]
    if not waiting:
        yield "<p>No answer waits for a person.</p>\n"
        return
    yield '<div class="cards">\n'
    for view in waiting:
        yield item_waiting(view, link)
    yield "</div>\n"


def item_waiting(view: ItemView, link: Callable[[int], str]) -> str:
    """Return the answers to one item that wait."""
    groups, total = view.waiting, view.counts.waiting.total
    rows = "".join(f"<li><b>{group.count} ×</b> {said(group)}{by(group, link)}</li>" for group in groups[:MOST_GROUPS])
    old = view.counts.outdated
    again = f", {counted(old, 'decision')} to look at again" if old else ""
    left = len(groups) - MOST_GROUPS
    rest = f'<p class="small quiet">and {left} more, rarer</p>' if left > 0 else ""
    summary = f"{counted(total, 'answer')}, {len(groups)} different{again}"
    return (
        f'<article class="card"><h3>{titled(view.counts)}</h3><p class="small quiet">{summary}</p>'
        f"<ul>{rows}</ul>{rest}</article>\n"
    )


def student_table(counts: ClassCounts, links: Sequence[str]) -> Iterator[str]:
    """Yield the table of all submissions."""
    heads = "".join(f'<th scope="col">{head}</th>' for head in COLUMNS)
    yield controls(counts)
    yield '<table class="students" data-sortable data-searchable><caption class="unseen">All submissions</caption>'
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for line, link in zip(counts.lines, links, strict=True):
        yield f"<tr><th scope=row>{link}{''.join(f'<td>{cell}' for cell in cells(line))}\n"
    yield "</tbody></table>\n"


def controls(counts: ClassCounts) -> str:
    """Return what the table is searched with; the script shows it, for without one it is of no use."""
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
        '<label>Search a student <input type="search" autocomplete="off" spellcheck="false"></label>'
        f'<span role="group" aria-label="Show only who">{buttons}</span>'
        '<span role="status" class="small quiet"></span></div>\n'
    )


def cells(line: Line) -> Iterator[str]:
    """Yield the cells of one row behind the student's name."""
    yield "" if line.score is None else amount(line.score)
    yield "" if line.score is None or not line.points else amount(Fraction(round(100 * line.score / line.points)))
    yield str(line.waiting + line.faults or "")
    yield "the file" if line.score is None else str(line.unreadable or "")
    yield str(line.late or "")
