"""A student's document as a piece of a page: its text as it was written, the formulas in it outlined and numbered."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from grader.documents.traced import Traced
from grader.reports.markup import escape_text
from grader.reports.readings.places import Places
from grader.submission.claims.names import Claim

__all__ = ["render_document"]

TAB = "    "


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A part of a text that is outlined: a formula, or a statement in one."""

    start: int
    end: int
    opening: str
    closing: str
    inside: tuple["Mark", ...] = ()


def render_document(places: Places) -> Iterator[str]:
    """Yield the document: a notebook cell by cell, anything else line by line with their numbers."""
    prose = places.reading.prose
    claims = places.reading.claims
    if not any(block.cell for block in prose.blocks):
        whole = Traced.of(prose.source)
        yield f'<pre class="text numbered" dir="ltr"><code>{"".join(render_lines(whole, claims, places))}</code></pre>'
        return
    for cell, blocks in groupby(prose.blocks, key=lambda block: block.cell):
        yield f'<p class="part" id="cell-{cell}">Cell {cell}</p>'
        for block in blocks:
            of_cell = [claim for claim in claims if claim.statement.formula.cell == cell]
            kind = " heading" if block.kind == "heading" else ""
            text = "".join(render_text(block.text, list_marks(block.text, of_cell, places)))
            yield f'<pre class="text{kind}" dir="ltr"><code>{text}</code></pre>'


def render_lines(whole: Traced, claims: Iterable[Claim], places: Places) -> Iterator[str]:
    """Yield a text with a mark at the beginning of each line, which the style numbers."""
    text = "".join(render_text(whole, list_marks(whole, claims, places)))
    for number, line in enumerate(text.split("\n"), start=1):
        yield f'{chr(10) if number > 1 else ""}<i class="line" id="line-{number}" data-line="{number}"></i>{line}'


def list_marks(text: Traced, claims: Iterable[Claim], places: Places) -> list[Mark]:
    """The formulas with statements that are in a text, in order, and their statements that do not overlap."""
    found: list[Mark] = []
    for formula, several in groupby(claims, key=lambda claim: claim.statement.formula):
        start, end = find_part(text, formula.start, formula.end)
        if end <= start or (found and start < found[-1].end):
            continue
        inside: list[Mark] = []
        for claim in several:
            first, last = find_part(text, claim.text.start, claim.text.end)
            if max(start, inside[-1].end if inside else start) <= first < last <= end:
                inside.append(mark_statement(claim, first, last, places))
        if inside:
            found.append(
                Mark(start=start, end=end, opening='<span class="outlined">', closing="</span>", inside=tuple(inside))
            )
    return found


def find_part(text: Traced, start: int, end: int) -> tuple[int, int]:
    """Which characters of a text are from ``start`` to ``end`` of its file."""
    return bisect_left(text.starts, start), bisect_left(text.starts, end)


def mark_statement(claim: Claim, start: int, end: int, places: Places) -> Mark:
    """A statement with its number; it leads to the item that it answers, if it answers one."""
    number, items = places.numbers[claim], places.items.get(claim, ())
    shown = f'<b class="formula-number"><span class="unseen">Formula </span>{number}</b>'
    name = f'id="{places.anchor(claim)}"'
    if not items:
        return Mark(start=start, end=end, opening=f"<span {name}>{shown}", closing="</span>")
    linked = f'<a class="statement" {name} href="#{items[0]}" data-items="{" ".join(items)}">{shown}'
    return Mark(start=start, end=end, opening=linked, closing="</a>")


def render_text(text: Traced, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> Iterator[str]:
    """Yield a text with its marks."""
    end = len(text.text) if end is None else end
    for mark in marks:
        yield escape_lines(text.text[start : mark.start])
        yield mark.opening
        yield from render_text(text, mark.inside, mark.start, mark.end)
        yield mark.closing
        start = mark.end
    yield escape_lines(text.text[start:end])


def escape_lines(text: str) -> str:
    """Escape a text whose line breaks stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", TAB).removeprefix("\ufeff").split("\n")
    return "\n".join(map(escape_text, lines))
