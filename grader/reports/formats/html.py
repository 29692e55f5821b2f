"""The HTML report: one self-contained page for a student, on a screen, a phone, on paper, or read aloud.

It says what the Markdown report says: the score and every item at a glance, then item by item. Mathematics is MathML
from our own printer. What a student typed is always plain text. The page runs no script and loads nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from grader.grading.figure import NetworkFigure
from grader.grading.result import GradedSubmission, ItemResult
from grader.memory import by_identity
from grader.reports.format import ReportFormat
from grader.reports.markup import escape_text, render_code
from grader.reports.pages.item import render_complaint, render_item
from grader.reports.pages.page import make_anchor, render_mark, render_page
from grader.reports.pictures.network import draw_network
from grader.reports.wording import (
    OUTCOMES,
    explain_no_score,
    format_amount,
    format_item_points,
    format_late_line,
    format_right_line,
    format_score_line,
)

__all__ = ["MEMBER", "render"]

WITHOUT_PART = "Answers"


def render(graded: GradedSubmission) -> str:
    """Return the page of one submission."""
    title = f"{graded.student} · {graded.title or graded.rubric}"
    return render_page(title=title, body=render_body(graded), sheets=("report",))


def render_body(graded: GradedSubmission) -> Iterator[str]:
    """Yield the page from top to bottom."""
    yield '<a class="skip" href="#answers">Skip to the answers</a>\n<div class="sheet">\n'
    yield render_header(graded)
    if graded.items:
        yield render_overview(graded)
    yield '<main id="answers">\n'
    yield from map(render_complaint, graded.diagnostics)
    for part, items in groupby(graded.items, key=lambda item: item.part):
        yield render_section(part, tuple(items), graded.networks)
    yield f"</main>\n{render_footer(graded)}</div>\n"


def render_header(graded: GradedSubmission) -> str:
    final = format_amount(graded.final_score)
    lines = f"{format_score_line(graded)} {format_right_line(graded)}".rstrip()
    score = f'<p class="score"><b>{final}</b> of {format_amount(graded.points)}</p>' if graded.items else ""
    late = f"<p>{escape_text(format_late_line(graded))}</p>\n" if format_late_line(graded) else ""
    return (
        f"<header>\n<h1>{escape_text(graded.title or graded.rubric)}</h1>\n"
        f'<p class="facts">Student {render_code(graded.student)} · file {render_code(graded.file)}</p>\n'
        f"{score}<p>{escape_text(lines)}</p>\n{late}</header>\n"
    )


def render_overview(graded: GradedSubmission) -> str:
    rows = []
    for part, items in groupby(graded.items, key=lambda item: item.part):
        chips = "".join(f"<li>{render_chip(item)}</li>" for item in items)
        rows.append(f'<p class="small quiet">{escape_text(part or WITHOUT_PART)}</p><ul class="chips">{chips}</ul>')
    return f'<nav aria-label="All answers">\n{render_strip(graded.items)}{"".join(rows)}\n</nav>\n'


@by_identity
def render_chip(item: ItemResult) -> str:
    words = OUTCOMES[item.outcome].words
    points = explain_no_score(item) if item.score is None else format_amount(item.score)
    return (
        f'<a class="chip {item.outcome.value}" href="#{make_anchor("item", item.id)}">'
        f"{render_mark(item.outcome)} {escape_text(item.title)}"
        f'<span class="unseen">: {words},</span> <span class="quiet">{points} / {format_amount(item.points)}</span></a>'
    )


def render_strip(items: Iterable[ItemResult]) -> str:
    """Return a bar as long as all points. Each item is as long as its points, and filled by what it earned."""
    bars, said, x = [], [], 0
    for item in items:
        width, bar, words = render_strip_piece(item)
        bars.append(f'<g class="{item.outcome.value}" transform="translate({x})">{bar}</g>')
        said.append(words)
        x += width
    return (
        f'<svg class="strip" viewBox="0 0 {max(x, 1)} 16" preserveAspectRatio="none" role="img">'
        f"<title>What each item is worth and earned</title><desc>{'; '.join(said)}</desc>{''.join(bars)}</svg>\n"
    )


@by_identity
def render_strip_piece(item: ItemResult) -> tuple[int, str, str]:
    """Return one item's piece of the bar: its length in hundredths of a point, its markup, and its words."""
    credit = min(max(item.credit or Fraction(0), Fraction(0)), Fraction(1))
    width, filled = round(item.points * 100), round(item.points * credit * 100)
    bar = "".join(
        f'<rect class="{kind}" width="{w}" height="16"/>' for kind, w in (("room", width), ("filled", filled))
    )
    return width, bar, escape_text(f"{item.title}: {OUTCOMES[item.outcome].words}, {format_item_points(item)}")


def render_section(part: str, items: Sequence[ItemResult], networks: Iterable[NetworkFigure]) -> str:
    drawn = "".join(draw_network(network, items) for network in networks if network.part == part)
    articles = "\n".join(map(render_item, items))
    return f"<section>\n<h2>{escape_text(part or WITHOUT_PART)}</h2>\n{drawn}{articles}\n</section>\n"


def render_footer(graded: GradedSubmission) -> str:
    provenance = graded.provenance
    hashes = f"submission {render_code(provenance.submission[:12])}, rubric {render_code(provenance.rubric[:12])}"
    return f"<footer><p>Graded by grader {render_code(provenance.engine)} from {hashes}.</p></footer>\n"


MEMBER = ReportFormat(
    kind="html",
    suffix=".html",
    summary="A page for the student: self-contained, with mathematics and pictures, for screen and paper.",
    render=render,
    has_pictures=True,
)
