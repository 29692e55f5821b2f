"""One item on a student's page: the question, what was written and how it was read, the outcome, what to look at.

The markup of an item depends only on its record, so that it can be cached when many pages are rendered.
"""

from collections.abc import Iterator

from grader.errors import Diagnostic, draw_excerpt
from grader.grading.result import ItemResult, ReadBack
from grader.memory import by_identity
from grader.records import Outcome
from grader.reports.markup import escape_text, render_code
from grader.reports.pages.mathml import keep_own_mathml
from grader.reports.pages.page import make_anchor, render_mark
from grader.reports.pictures.by_figure import draw_item
from grader.reports.wording import (
    OUTCOMES,
    abridge_lines,
    describe_evidence,
    describe_outcome,
    describe_part,
    format_item_points,
    format_share,
    get_heading,
    is_reading_worth_showing,
    list_shown_components,
)

__all__ = ["render_complaint", "render_item"]

INLINE_CHARACTERS = 80  # a longer answer gets a block of its own


@by_identity
def render_item(item: ItemResult) -> str:
    """Return the article about one item."""
    name = make_anchor("item", item.id)
    inside = "\n".join(part for part in render_parts(item) if part)
    return (
        f'<article class="item {item.outcome.value}" id="{name}" aria-labelledby="{name}-title">\n{inside}\n</article>'
    )


def render_parts(item: ItemResult) -> Iterator[str]:
    """Yield what there is to say about one item, in the order in which a student asks."""
    sentence = describe_outcome(item)
    yield render_headline(item)
    yield f'<p class="prompt">{escape_text(item.prompt)}</p>' if item.prompt else ""
    yield render_choices(item)
    yield f"<p>{escape_text(sentence)}</p>" if sentence else ""
    yield render_given_answer(item)
    yield render_remarks(item)
    yield render_component_table(item)
    yield draw_item(item)
    yield from map(render_complaint, item.diagnostics)
    yield render_expected(item)


def render_headline(item: ItemResult) -> str:
    title, identifier = get_heading(item)
    shown_id = f' <code class="id">{escape_text(identifier)}</code>' if identifier else ""
    words = OUTCOMES[item.outcome].words.capitalize()
    return (
        f'<header><h3 id="{make_anchor("item", item.id)}-title">{escape_text(title)}{shown_id}</h3>'
        f'<p class="outcome">{render_mark(item.outcome)} <strong>{words}</strong>, '
        f"{format_item_points(item)}</p></header>"
    )


def render_choices(item: ItemResult) -> str:
    rows = "".join(f"<li>{render_code(name)}: {escape_text(meaning)}</li>" for name, meaning in item.choices)
    return f"<ul>{rows}</ul>" if rows else ""


def render_given_answer(item: ItemResult) -> str:
    """Return what the student wrote, and how it was read if that says more."""
    if item.outcome is Outcome.BLANK:
        return ""
    rows = [("You wrote", render_written(item.given))] if item.given else []
    if item.read is not None and (mathematics := render_reading(item.read, is_reading_worth_showing(item))):
        rows.append(("Read as", mathematics))
    return render_definitions(rows)


def render_definitions(rows: list[tuple[str, str]]) -> str:
    pairs = "".join(f"<div><dt>{term}</dt><dd>{shown}</dd></div>" for term, shown in rows)
    return f"<dl>{pairs}</dl>" if pairs else ""


def render_written(given: str) -> str:
    if "\n" not in given and len(given) <= INLINE_CHARACTERS:
        return render_code(given)
    lines = "\n".join(map(escape_text, abridge_lines(given)))
    return f'<pre dir="auto"><code>{lines}</code></pre>'


def render_reading(shown: ReadBack, with_text: bool) -> str:
    """Show an answer as it was read: as mathematics, and in our spelling if that differs from what was typed."""
    formula = keep_own_mathml(shown.mathml)
    spelled = render_code(shown.text) if with_text else ""
    return f'<div class="formula">{formula}{spelled}</div>' if formula else spelled


def render_remarks(item: ItemResult) -> str:
    rows = "".join(f"<li>{escape_text(' '.join(remark.text.split()))}</li>" for remark in item.remarks)
    return f'<ul class="remarks">{rows}</ul>' if rows else ""


def render_component_table(item: ItemResult) -> str:
    rows = []
    for part in list_shown_components(item):
        earned = f", {format_share(part)}" if format_share(part) else ""
        shown = f'<td class="{part.outcome.value}">{render_mark(part.outcome)} {describe_part(part, item)}{earned}</td>'
        rows.append(f'<tr><th scope="row">{escape_text(part.label)}</th>{shown}</tr>')
    if not rows:
        return ""
    head = '<thead><tr><th scope="col">Part</th><th scope="col">Outcome</th></tr></thead>'
    return f'<table class="components">{head}<tbody>{"".join(rows)}</tbody></table>'


def render_complaint(diagnostic: Diagnostic) -> str:
    """Return a located message: what is wrong, the line with its place marked, why, and how to fix it."""
    place = (
        f'<p class="facts">{render_code(diagnostic.span.place)} · {escape_text(diagnostic.slug)}</p>'
        if diagnostic.span
        else ""
    )
    lines = [f"<p><strong>{escape_text(diagnostic.what)}</strong></p>", place]
    if diagnostic.span and diagnostic.span.source.text:
        lines.append(mark_line(*draw_excerpt(diagnostic.span)))
    lines += [f"<p>{escape_text(diagnostic.why)}</p>"] if diagnostic.why else []
    lines += [f"<p><em>To fix it:</em> {escape_text(diagnostic.help)}</p>"] if diagnostic.help else []
    return f'<div class="complaint {diagnostic.severity}">{"".join(lines)}</div>'


def mark_line(line: str, carets: str) -> str:
    """Return a line with its place marked, and carets under it for readers who cannot see the mark."""
    start, end = carets.index("^"), len(carets)
    before, inside, after = escape_text(line[:start]), escape_text(line[start:end]), escape_text(line[end:])
    shown = f'{before}<mark>{inside}</mark>{after}\n<span aria-hidden="true">{carets}</span>'
    return f'<pre tabindex="0" dir="ltr"><code>{shown}</code></pre>'


def render_expected(item: ItemResult) -> str:
    rows = [] if item.expected is None else [("Expected", render_reading(item.expected, True))]
    shown = f'<p class="facts">{escape_text(describe_evidence(item.decision))}</p>' if item.decision is not None else ""
    return render_definitions(rows) + shown
