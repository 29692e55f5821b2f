"""The HTML report: one self-contained page for a student, on a screen, a phone, on paper, or read aloud.

It says what the Markdown report says: the score and every item at a glance, then item by item. Mathematics is MathML
of our own printer's. What a student typed is text, whatever it holds; the page runs no script and loads nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from grader.grading.figure import NetworkFigure
from grader.grading.result import GradedSubmission, ItemResult
from grader.memory import by_identity
from grader.reports.format import ReportFormat
from grader.reports.markup import code, text
from grader.reports.pages.item import complaint, item_html
from grader.reports.pages.page import anchor, mark, page
from grader.reports.pictures.network import network_picture
from grader.reports.wording import OUTCOMES, amount, item_points, late_line, right_line, score_line, without_score

__all__ = ["MEMBER", "render"]

WITHOUT_PART = "Answers"


def render(graded: GradedSubmission) -> str:
    """Return the page of one submission."""
    title = f"{graded.student} · {graded.title or graded.rubric}"
    return page(title=title, body=body(graded), sheets=("report",))


def body(graded: GradedSubmission) -> Iterator[str]:
    """Yield the page from top to bottom."""
    yield '<a class="skip" href="#answers">Skip to the answers</a>\n<div class="sheet">\n'
    yield header(graded)
    if graded.items:
        yield overview(graded)
    yield '<main id="answers">\n'
    yield from map(complaint, graded.diagnostics)
    for part, items in groupby(graded.items, key=lambda item: item.part):
        yield section(part, tuple(items), graded.networks)
    yield f"</main>\n{footer(graded)}</div>\n"


def header(graded: GradedSubmission) -> str:
    """Return who handed in what, and the score."""
    final = amount(graded.final_score)
    score = f'<p class="score"><b>{final}</b> of {amount(graded.points)}</p>' if graded.items else ""
    late = f"<p>{text(late_line(graded))}</p>\n" if late_line(graded) else ""
    return (
        f"<header>\n<h1>{text(graded.title or graded.rubric)}</h1>\n"
        f'<p class="facts">Student {code(graded.student)} · file {code(graded.file)}</p>\n'
        f"{score}<p>{text(f'{score_line(graded)} {right_line(graded)}'.rstrip())}</p>\n{late}</header>\n"
    )


def overview(graded: GradedSubmission) -> str:
    """Return every item at a glance, with a link to it."""
    rows = []
    for part, items in groupby(graded.items, key=lambda item: item.part):
        chips = "".join(f"<li>{chip(item)}</li>" for item in items)
        rows.append(f'<p class="small quiet">{text(part or WITHOUT_PART)}</p><ul class="chips">{chips}</ul>')
    return f'<nav aria-label="All answers">\n{strip(graded.items)}{"".join(rows)}\n</nav>\n'


@by_identity
def chip(item: ItemResult) -> str:
    """Return the link to an item with its outcome."""
    words = OUTCOMES[item.outcome].words
    points = without_score(item) if item.score is None else amount(item.score)
    return (
        f'<a class="chip {item.outcome.value}" href="#{anchor("item", item.id)}">'
        f"{mark(item.outcome)} {text(item.title)}"
        f'<span class="unseen">: {words},</span> <span class="quiet">{points} / {amount(item.points)}</span></a>'
    )


def strip(items: Iterable[ItemResult]) -> str:
    """Return a bar as long as all points, each item as long as what it is worth, filled by what it earned."""
    bars, said, x = [], [], 0
    for item in items:
        width, bar, words = piece(item)
        bars.append(f'<g class="{item.outcome.value}" transform="translate({x})">{bar}</g>')
        said.append(words)
        x += width
    return (
        f'<svg class="strip" viewBox="0 0 {max(x, 1)} 16" preserveAspectRatio="none" role="img">'
        f"<title>What each item is worth and earned</title><desc>{'; '.join(said)}</desc>{''.join(bars)}</svg>\n"
    )


@by_identity
def piece(item: ItemResult) -> tuple[int, str, str]:
    """Return the piece of the bar for one item: its length in hundredths of a point, its markup, and its words."""
    credit = min(max(item.credit or Fraction(0), Fraction(0)), Fraction(1))
    width, filled = round(item.points * 100), round(item.points * credit * 100)
    bar = "".join(
        f'<rect class="{kind}" width="{w}" height="16"/>' for kind, w in (("room", width), ("filled", filled))
    )
    return width, bar, text(f"{item.title}: {OUTCOMES[item.outcome].words}, {item_points(item)}")


def section(part: str, items: Sequence[ItemResult], networks: Iterable[NetworkFigure]) -> str:
    """Return one part of the exercise, with its network where it has one."""
    drawn = "".join(network_picture(network, items) for network in networks if network.part == part)
    articles = "\n".join(map(item_html, items))
    return f"<section>\n<h2>{text(part or WITHOUT_PART)}</h2>\n{drawn}{articles}\n</section>\n"


def footer(graded: GradedSubmission) -> str:
    """Return what the page was made from."""
    provenance = graded.provenance
    hashes = f"submission {code(provenance.submission[:12])}, rubric {code(provenance.rubric[:12])}"
    return f"<footer><p>Graded by grader {code(provenance.engine)} from {hashes}.</p></footer>\n"


MEMBER = ReportFormat(
    kind="html",
    suffix=".html",
    summary="A page for the student: self-contained, with mathematics and pictures, for screen and paper.",
    render=render,
    has_pictures=True,
)
