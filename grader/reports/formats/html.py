"""The HTML report: one self-contained page for a student, on a screen, a phone, on paper, or read aloud.

It begins with the answers to look at again; those that are right are folded, and open on paper. Mathematics is MathML
from our own printers. What a student typed is always plain text. The page runs no script and loads nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import PurePath

from grader.grading.result import GradedSubmission, ItemResult
from grader.memory import by_identity
from grader.records import Outcome
from grader.reports.format import ReportFormat
from grader.reports.handing_in import describe_handing_in
from grader.reports.markup import escape_text, render_code
from grader.reports.pages.item import render_complaint, render_fold, render_item
from grader.reports.pages.page import render_page
from grader.reports.pictures.network import draw_network
from grader.reports.prose.sentences import spell_sentence, typeset_sentence
from grader.reports.wording import (
    OUTCOMES,
    format_amount,
    format_count,
    format_item_points,
    format_open_line,
)

__all__ = ["MEMBER", "render", "render_sections"]


@dataclass(frozen=True, kw_only=True)
class Group:
    """The answers with some outcomes, which have a section of their own.

    ``words`` name them after their number at the top of the page.
    """

    anchor: str
    title: str
    words: str
    outcomes: tuple[Outcome, ...]
    is_folded: bool = False


RIGHT = Group(anchor="right", title="Right answers", words="right", outcomes=(Outcome.CORRECT,), is_folded=True)
GROUPS = (
    Group(
        anchor="again",
        title="Look at these again",
        words="to look at again",
        outcomes=(Outcome.PARTIAL, Outcome.INCORRECT),
    ),
    Group(
        anchor="unread",
        title="Could not be read",
        words="not read",
        outcomes=(Outcome.UNREADABLE,),
    ),
    Group(anchor="blank", title="Left blank", words="blank", outcomes=(Outcome.BLANK,)),
    Group(
        anchor="waiting",
        title="A person decides",
        words="waiting for a person",
        outcomes=(Outcome.UNDECIDED, Outcome.FAULT),
    ),
    Group(anchor="hidden", title="Not shown yet", words="not shown yet", outcomes=(Outcome.WITHHELD,)),
    RIGHT,
)
WRONG = (Outcome.PARTIAL, Outcome.INCORRECT, Outcome.UNREADABLE)
FEWEST_ASKED = 2  # a network in which one answer belongs to one node shows nothing that its item does not say


def render(graded: GradedSubmission) -> str:
    """Return the page of one submission."""
    title = f"{graded.student} · {spell_sentence(graded.title or graded.rubric)}"
    return render_page(title=title, body=render_body(graded), sheets=("report",))


def render_body(graded: GradedSubmission) -> Iterator[str]:
    """Yield the page from top to bottom."""
    yield '<a class="skip" href="#answers">Skip to the answers</a>\n<div class="sheet">\n'
    yield from render_sections(graded, '<main id="answers">', "</main>")
    yield "</div>\n"


def render_sections(graded: GradedSubmission, start: str = "<div>", end: str = "</div>") -> Iterator[str]:
    """Yield what a page says, to be a part of any page; ``start`` and ``end`` are the tags around the answers."""
    found = [(group, items) for group in GROUPS if (items := list_items(graded, group))]
    yield render_header(graded)
    if found:
        yield render_overview(found, graded)
    yield f"{start}\n"
    yield from map(render_complaint, graded.diagnostics)
    for group, items in found:
        if group is RIGHT:
            yield render_networks(graded)
        yield render_group(group, items)
    if found and found[-1][0] is not RIGHT:
        yield render_networks(graded)
    yield f"{end}\n{render_footer(graded)}"


def list_items(graded: GradedSubmission, group: Group) -> tuple[ItemResult, ...]:
    return tuple(item for item in graded.items if item.outcome in group.outcomes)


def render_header(graded: GradedSubmission) -> str:
    """Return the exercise, the student and the score; a file that cannot be read has none."""
    late = f"<p>{escape_text(describe_handing_in(graded))}</p>\n" if describe_handing_in(graded) else ""
    return (
        f"<header>\n<h1>{typeset_sentence(graded.title or graded.rubric)}</h1>\n"
        f'<p class="facts"><bdi>{escape_text(graded.student)}</bdi></p>\n{render_score(graded)}{late}</header>\n'
    )


def render_score(graded: GradedSubmission) -> str:
    still_open = format_open_line(graded)
    said = f"<p>{escape_text(still_open)}</p>\n" if still_open else ""
    if not graded.items:
        return said
    so_far = " so far" if still_open else ""
    final, points = format_amount(graded.final_score), format_count(graded.points, "point")
    return f'<p class="score"><b>{final}</b> of {points}{so_far}</p>\n{said}'


def render_overview(found: Sequence[tuple[Group, Sequence[ItemResult]]], graded: GradedSubmission) -> str:
    """Return a bar of what was earned, and how many answers are in each section, with links."""
    links = " ".join(f'<li><a href="#{group.anchor}">{len(items)} {group.words}</a></li>' for group, items in found)
    return f'<nav aria-label="Answers">\n{render_strip(graded.items)}<ul class="counts">{links}</ul>\n</nav>\n'


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
    return (
        width,
        bar,
        escape_text(f"{spell_sentence(item.title)}: {OUTCOMES[item.outcome].words}, {format_item_points(item)}"),
    )


def render_group(group: Group, items: Sequence[ItemResult]) -> str:
    """Return the section of a group, part by part."""
    said = f"<p>{explain_unread(items)}</p>\n" if group.outcomes == (Outcome.UNREADABLE,) else ""
    inside = "".join(render_part(part, tuple(some), group) for part, some in groupby(items, key=lambda item: item.part))
    everything = OPEN_ALL if group.is_folded else ""
    return (
        f'<section id="{group.anchor}" class="{group.anchor}">\n<h2>{group.title}</h2>\n'
        f"{said}{everything}{inside}</section>\n"
    )


def explain_unread(items: Sequence[ItemResult]) -> str:
    """Say what happens to answers that could not be read, which is no verdict."""
    if any(item.is_uncounted for item in items):
        return "Nothing is judged here, and nothing is lost yet: write them as shown, and check again."
    if any(item.is_pending for item in items):
        return "Nothing is judged here yet: a person will look at these answers."
    return "These answers could not be read, and earned no points."


OPEN_ALL = '<p class="small"><label><input type="checkbox" class="open-all"> Show all of them in full</label></p>\n'


def render_part(part: str, items: Sequence[ItemResult], group: Group) -> str:
    name = f'<p class="part">{typeset_sentence(part)}</p>\n' if part else ""
    return name + "".join(f"{(render_fold if group.is_folded else render_item)(item)}\n" for item in items)


def render_networks(graded: GradedSubmission) -> str:
    """Return the networks in which something went wrong, for those show where it begins."""
    outcomes = {item.id: item.outcome for item in graded.items}
    drawn = []
    for network in graded.networks:
        asked = [outcomes[item] for item in network.list_asked_items() if item in outcomes]
        if len(asked) >= FEWEST_ASKED and any(outcome in WRONG for outcome in asked):
            items = tuple(item for item in graded.items if item.part == network.part)
            drawn.append(draw_network(network, items))
    return (
        f'<section id="networks">\n<h2>Your answers in the network</h2>\n{"".join(drawn)}</section>\n' if drawn else ""
    )


def render_footer(graded: GradedSubmission) -> str:
    """Return what the report was made from. Of the file only its name, for the folder is nobody's business."""
    provenance = graded.provenance
    name = PurePath(graded.file.replace("\\", "/")).name
    hashes = f"submission {render_code(provenance.submission[:12])}, rubric {render_code(provenance.rubric[:12])}"
    made_by = f"graded by grader {render_code(provenance.engine)} from {hashes}"
    return f"<footer><p>{render_code(name)}, {made_by}.</p></footer>\n"


MEMBER = ReportFormat(
    kind="html",
    suffix=".html",
    summary="A page for the student: self-contained, with mathematics and pictures, for screen and paper.",
    render=render,
    has_pictures=True,
)
