"""The page about a class: how did it go, which item failed, why, and who needs me.

One self-contained page, whatever the size of the class. It loads nothing. One small script of ours sorts and searches
its tables; without it, everything is still there. Each student's name links to their report beside the page.
``docs/dashboard.md`` explains what each figure means.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

from grader.grading.course.class_counts import ClassCounts
from grader.grading.course.cohort import Cohort
from grader.grading.course.item_counts import FEWEST_ANSWERS
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.markup import render_code
from grader.reports.pages.class_items import (
    ItemView,
    link_title,
    render_item_articles,
    render_item_table,
    sort_hardest_first,
)
from grader.reports.pages.class_people import (
    LATE,
    UNREADABLE,
    WAITING,
    link_reports,
    render_student_table,
    render_waiting_list,
)
from grader.reports.pages.class_pictures import render_histogram
from grader.reports.pages.page import render_pieces
from grader.reports.prose.sentences import spell_sentence, typeset_sentence
from grader.reports.wording import format_amount, format_count

__all__ = ["MEMBER", "render_class"]

BARS = 10  # of the histogram, so that each is a tenth of the points
NAMED = 3  # students in each line; the table has them all
PRIVATE = (
    "<p><strong>For graders only:</strong> this page shows every name and the wrong answers. Do not publish it, or the "
    "files called <code>summary</code>, with the students’ reports.</p>\n"
)


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the page, piece by piece."""
    counts = cohort.counts
    items = {item.id: item for item in cohort.rubric.items} if cohort.rubric else {}
    views = [ItemView(one, items.get(one.id)) for one in counts.items.values()]
    title = ", ".join(sorted(counts.titles)) or "No submissions"
    yield from render_pieces(
        title=f"{spell_sentence(title)} · class",
        body=render_body(title, counts, views),
        sheets=("dashboard",),
        script=read_script(),
    )


@cache
def read_script() -> str:
    return (Path(__file__).parents[1] / "pages" / "dashboard.js").read_text(encoding="utf-8")


def render_body(title: str, counts: ClassCounts, views: list[ItemView]) -> Iterator[str]:
    """Yield the page from top to bottom."""
    links = link_reports(counts)
    yield '<a class="skip" href="#students">Skip to all submissions</a>\n<div class="sheet wide">\n'
    yield f'<header>\n<h1>{typeset_sentence(title)}</h1>\n<p class="facts">{format_facts(counts)}</p>\n'
    yield f"{PRIVATE}</header>\n<main>\n"
    yield f'<div class="first">\n{render_scores(counts)}{render_needs(counts, links)}</div>\n'
    if views:
        yield f'<section id="items">\n<h2>Which item failed, and why</h2>\n{describe_hardest(views)}'
        yield from render_item_table(views)
        yield "</section>\n<section>\n<h2>Item by item</h2>\n"
        yield from render_item_articles(views, links.__getitem__)
        yield '</section>\n<section id="waiting">\n<h2>Answers for a person</h2>\n'
        yield "<p>To decide on them, each once: <code>grader review</code>.</p>\n"
        yield from render_waiting_list(views, links.__getitem__)
        yield "</section>\n"
    yield '<section id="students">\n<h2>All submissions</h2>\n'
    yield from render_student_table(counts, links)
    yield f"</section>\n</main>\n{render_footer(counts)}</div>\n"


def format_facts(counts: ClassCounts) -> str:
    return " · ".join(
        (
            format_count(len(counts.lines), "submission"),
            format_count(len(counts.items), "item"),
            format_count(counts.most_points, "point"),
        )
    )


def render_scores(counts: ClassCounts) -> str:
    """Return the scores: the median, the mean, the quartiles and a picture."""
    scores, points = counts.scores, counts.most_points
    count = scores.n
    if count < FEWEST_ANSWERS or not points:
        shown = f"{format_count(count, 'score')}: too few for figures, which need at least {FEWEST_ANSWERS}."
        return f"<section>\n<h2>How did it go?</h2>\n<p>{shown}</p>\n</section>\n"
    final, still_open = (scores_of.bars(points, BARS) for scores_of in (counts.final, counts.still_open))
    lower, upper = (format_amount(scores.quantile(Fraction(k, 4))) for k in (1, 3))
    mean = f"Mean {format_amount(scores.mean)} ({format_whole_percent(scores.mean / points)})"
    middle = f"the middle half of the class is from {lower} to {upper}."
    return (
        "<section>\n<h2>How did it go?</h2>\n"
        f'<p class="score"><b>{format_amount(scores.median)}</b> of {format_amount(points)} is the median</p>\n'
        f"{render_histogram(final, still_open, scores.median / points)}\n"
        f"<p>{mean}; {middle}{describe_open_scores(sum(still_open), count)}</p>\n</section>\n"
    )


def describe_open_scores(unsure: int, count: int) -> str:
    """Say how many scores can still rise."""
    waits = "waits" if unsure == 1 else "wait"
    return f" {unsure} of {count} still {waits} for a person and can only rise (the paler part)." if unsure else ""


def format_whole_percent(share: Fraction) -> str:
    return f"{format_amount(Fraction(round(share * 100)))} %"


def render_needs(counts: ClassCounts, links: list[str]) -> str:
    """Return what an instructor has to look at, the most urgent first."""
    rows = "".join(f"<li>{row}</li>\n" for row in list_needs(counts, links))
    shown = f'<ul class="needs">\n{rows}</ul>\n' if rows else "<p>Nobody: everything could be read and is graded.</p>\n"
    return f"<section>\n<h2>Who needs me?</h2>\n{shown}</section>\n"


def list_needs(counts: ClassCounts, links: list[str]) -> Iterator[str]:
    lines, items = counts.lines, counts.items.values()
    unread = sum(line.unread for line in lines)  # they wait, too, but each answer is listed once
    if faults := sum(item.outcomes[Outcome.FAULT] for item in items):
        yield f'<b><a href="#waiting">{format_count(faults, "answer")}</a></b> on which the grader made a mistake'
    if waiting := sum(item.waiting.total for item in items) - faults - unread:
        whom = sum(line.waiting > line.unread for line in lines)
        answers = link_to_section("waiting", WAITING, format_count(waiting, "answer"))
        yield f"{answers} that {'waits' if waiting == 1 else 'wait'} for a person, by {format_count(whom, 'student')}"
    if files := [link for line, link in zip(lines, links, strict=True) if line.score is None]:
        unreadable_files = link_to_section("students", UNREADABLE, format_count(len(files), "file"))
        yield f"{unreadable_files} that cannot be read: {join_some_links(files)}"
    if unreadable := sum(line.unreadable for line in lines):
        answers = link_to_section("students", UNREADABLE, format_count(unreadable, "answer"))
        yield f"{answers} that cannot be read{describe_unread(unread, unreadable)}"
    if late := sum(bool(line.late) for line in lines):
        yield f"{link_to_section('students', LATE, format_count(late, 'submission'))} that came late"
    if counts.unknown:
        yield f"{format_count(counts.unknown, 'submission')} with no known time of handing in: nothing was taken off"
    if lowest := counts.lowest(NAMED):
        named = ", ".join(f"{links[place]} ({format_amount(lines[place].score or Fraction(0))})" for place in lowest)
        yield f"The lowest scores: {named}"
    if repeated := counts.repeated:
        first = [links[places[0]] for places in repeated]
        yield f"{format_count(len(repeated), 'student')} with more than one submission: {join_some_links(first)}"
    if len(counts.made_from) > 1:
        yield f"{len(counts.made_from)} versions of the rubric or of grader are mixed here: grade again"


def describe_unread(unread: int, unreadable: int) -> str:
    """Say how many answers that cannot be read wait for a person."""
    if not unread:
        return ""
    waits = f"{'waits' if unread == 1 else 'wait'} for a person"
    return f", and {waits}" if unread == unreadable else f", {unread} of which {waits}"


def link_to_section(place: str, column: int, words: str) -> str:
    """Link to a section. The link also filters the table to the rows that have something in a column."""
    return f'<b><a href="#{place}" data-column="{column}">{words}</a></b>'


def join_some_links(links: list[str]) -> str:
    more = f" and {len(links) - NAMED} more" if len(links) > NAMED else ""
    return f"{', '.join(links[:NAMED])}{more}"


def describe_hardest(views: list[ItemView]) -> str:
    failed = [view for view in sort_hardest_first(views) if view.mean is not None and view.mean < 1][:3]
    if not failed:
        return ""
    named = ", ".join(
        f"{link_title(view.counts)} ({format_whole_percent(view.mean or Fraction(0))})" for view in failed
    )
    return f"<p>Hardest: {named}.</p>\n"


def render_footer(counts: ClassCounts) -> str:
    sources = "; ".join(
        f"grader {render_code(engine)}, rubric {render_code(rubric[:12])}" for engine, rubric in counts.made_from
    )
    return f"<footer><p>Graded by {sources}.</p></footer>\n" if sources else ""


MEMBER = ReportFormat(
    kind="dashboard",
    suffix=".html",
    summary="A page about the class: how it went, which item failed and why, and who needs a person.",
    render_class=render_class,
    stem="index",
)
