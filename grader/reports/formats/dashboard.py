"""The page on a class: how did it go, which item failed, why, and who needs me.

One self-contained page, whatever the size of the class. It loads nothing; one small script of ours sorts and searches
its tables, and without it everything still stands there. Each student's name leads to their report beside the page.
What each figure means is in ``docs/dashboard.md``.
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
from grader.reports.markup import code, text
from grader.reports.pages.class_items import ItemView, hardest_first, item_articles, item_table, linked
from grader.reports.pages.class_people import LATE, UNREADABLE, WAITING, links_of, student_table, waiting_list
from grader.reports.pages.class_pictures import histogram
from grader.reports.pages.page import pieces
from grader.reports.wording import amount, counted

__all__ = ["MEMBER", "render_class"]

BARS = 10
NAMED = 3
PRIVATE = (
    "<p><strong>For graders only:</strong> this page holds every name and the wrong answers. Do not publish it, or the "
    "files called <code>summary</code>, with the students’ reports.</p>\n"
)


def render_class(cohort: Cohort) -> Iterator[str]:
    """Yield the page, piece by piece."""
    counts = cohort.counts
    items = {item.id: item for item in cohort.rubric.items} if cohort.rubric else {}
    views = [ItemView(one, items.get(one.id)) for one in counts.items.values()]
    title = ", ".join(sorted(counts.titles)) or "No submissions"
    yield from pieces(title=f"{title} · class", body=body(title, counts, views), sheets=("dashboard",), script=script())


@cache
def script() -> str:
    """Return the script of the page."""
    return (Path(__file__).parents[1] / "pages" / "dashboard.js").read_text(encoding="utf-8")


def body(title: str, counts: ClassCounts, views: list[ItemView]) -> Iterator[str]:
    """Yield the page from top to bottom."""
    links = links_of(counts)
    yield '<a class="skip" href="#students">Skip to all submissions</a>\n<div class="sheet wide">\n'
    yield f'<header>\n<h1>{text(title)}</h1>\n<p class="facts">{facts(counts)}</p>\n{PRIVATE}</header>\n<main>\n'
    yield f'<div class="first">\n{how_it_went(counts)}{who_needs_me(counts, links)}</div>\n'
    if views:
        yield f'<section id="items">\n<h2>Which item failed, and why</h2>\n{hardest(views)}'
        yield from item_table(views)
        yield "</section>\n<section>\n<h2>Item by item</h2>\n"
        yield from item_articles(views, links.__getitem__)
        yield '</section>\n<section id="waiting">\n<h2>Answers for a person</h2>\n'
        yield "<p>To decide on them, each once: <code>grader review</code>.</p>\n"
        yield from waiting_list(views, links.__getitem__)
        yield "</section>\n"
    yield '<section id="students">\n<h2>All submissions</h2>\n'
    yield from student_table(counts, links)
    yield f"</section>\n</main>\n{footer(counts)}</div>\n"


def facts(counts: ClassCounts) -> str:
    """Return what there is."""
    return " · ".join(
        (
            counted(len(counts.lines), "submission"),
            counted(len(counts.items), "item"),
            counted(counts.most_points, "point"),
        )
    )


def how_it_went(counts: ClassCounts) -> str:
    """Return the scores: the median, the mean, the quartiles, and a picture."""
    scores, points = counts.scores, counts.most_points
    count = scores.n
    if count < FEWEST_ANSWERS or not points:
        told = f"{counted(count, 'score')}: too few for figures, which are told from {FEWEST_ANSWERS} on."
        return f"<section>\n<h2>How did it go?</h2>\n<p>{told}</p>\n</section>\n"
    final, still_open = (scores_of.bars(points, BARS) for scores_of in (counts.final, counts.still_open))
    lower, upper = (amount(scores.quantile(Fraction(k, 4))) for k in (1, 3))
    mean = f"Mean {amount(scores.mean)} ({percent(scores.mean / points)}); the middle half from {lower} to {upper}."
    return (
        "<section>\n<h2>How did it go?</h2>\n"
        f'<p class="score"><b>{amount(scores.median)}</b> of {amount(points)} is the median</p>\n'
        f"{histogram(final, still_open, scores.median / points)}\n"
        f"<p>{mean}{not_final(sum(still_open), count)}</p>\n</section>\n"
    )


def not_final(unsure: int, count: int) -> str:
    """Return how many scores can still rise."""
    waits = "waits" if unsure == 1 else "wait"
    return f" {unsure} of {count} still {waits} for a person and can only rise (the paler part)." if unsure else ""


def percent(share: Fraction) -> str:
    """Return a share in whole percents."""
    return f"{amount(Fraction(round(share * 100)))} %"


def who_needs_me(counts: ClassCounts, links: list[str]) -> str:
    """Return what an instructor has to look at, the most pressing first."""
    rows = "".join(f"<li>{row}</li>\n" for row in needs(counts, links))
    told = f'<ul class="needs">\n{rows}</ul>\n' if rows else "<p>Nobody: all is graded, and all could be read.</p>\n"
    return f"<section>\n<h2>Who needs me?</h2>\n{told}</section>\n"


def needs(counts: ClassCounts, links: list[str]) -> Iterator[str]:
    """Yield what there is to do or to know."""
    lines, items = counts.lines, counts.items.values()
    if faults := sum(item.outcomes[Outcome.FAULT] for item in items):
        yield f'<b><a href="#waiting">{counted(faults, "answer")}</a></b> on which we made a mistake'
    if waiting := sum(item.waiting.total for item in items) - faults:
        whom = sum(bool(line.waiting) for line in lines)
        answers = jump("waiting", WAITING, counted(waiting, "answer"))
        yield f"{answers} that {'waits' if waiting == 1 else 'wait'} for a person, by {counted(whom, 'student')}"
    if files := [link for line, link in zip(lines, links, strict=True) if line.score is None]:
        yield f"{jump('students', UNREADABLE, counted(len(files), 'file'))} that cannot be read: {some(files)}"
    if unreadable := sum(line.unreadable for line in lines):
        yield f"{jump('students', UNREADABLE, counted(unreadable, 'answer'))} that cannot be read"
    if late := sum(bool(line.late) for line in lines):
        yield f"{jump('students', LATE, counted(late, 'submission'))} that came late"
    if counts.unknown:
        yield f"{counted(counts.unknown, 'submission')} of which nobody knows when they came in: nothing was taken off"
    if lowest := counts.lowest(NAMED):
        named = ", ".join(f"{links[place]} ({amount(lines[place].score or Fraction(0))})" for place in lowest)
        yield f"The lowest scores: {named}"
    if repeated := counts.repeated:
        first = [links[places[0]] for places in repeated]
        yield f"{counted(len(repeated), 'student')} with more than one submission: {some(first)}"
    if len(counts.made_from) > 1:
        yield f"{len(counts.made_from)} versions of the rubric or of grader are mixed here: grade again"


def jump(place: str, column: int, words: str) -> str:
    """Return a link to a section, which also shows only those rows of the table that have something in a column."""
    return f'<b><a href="#{place}" data-column="{column}">{words}</a></b>'


def some(links: list[str]) -> str:
    """Return the first of many names."""
    more = f" and {len(links) - NAMED} more" if len(links) > NAMED else ""
    return f"{', '.join(links[:NAMED])}{more}"


def hardest(views: list[ItemView]) -> str:
    """Return in a sentence which items failed."""
    failed = [view for view in hardest_first(views) if view.mean is not None and view.mean < 1][:3]
    if not failed:
        return ""
    named = ", ".join(f"{linked(view.counts)} ({percent(view.mean or Fraction(0))})" for view in failed)
    return f"<p>Hardest: {named}.</p>\n"


def footer(counts: ClassCounts) -> str:
    """Return what the page was made from."""
    sources = "; ".join(f"grader {code(engine)}, rubric {code(rubric[:12])}" for engine, rubric in counts.made_from)
    return f"<footer><p>Graded by {sources}.</p></footer>\n" if sources else ""


MEMBER = ReportFormat(
    kind="dashboard",
    suffix=".html",
    summary="A page on the class: how it went, which item failed and why, and who needs a person.",
    render_class=render_class,
    stem="index",
)
