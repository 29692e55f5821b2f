"""One item of a student's page: what was asked, what was written and how it was read, the outcome, what to look at.

The markup of an item follows from its record alone, so that whoever renders many pages may keep it.
"""

from collections.abc import Iterator

from grader.errors import Diagnostic, excerpt
from grader.grading.result import ItemResult, ReadBack
from grader.memory import by_identity
from grader.records import Outcome
from grader.reports.markup import code, text
from grader.reports.pages.mathml import known
from grader.reports.pages.page import anchor, mark
from grader.reports.pictures.by_figure import item_picture
from grader.reports.wording import (
    OUTCOMES,
    abridged,
    evidence,
    heading,
    item_points,
    part_words,
    share,
    shown_as_read,
    shown_components,
)

__all__ = ["complaint", "item_html"]

INLINE_CHARACTERS = 80


@by_identity
def item_html(item: ItemResult) -> str:
    """Return the article about one item."""
    name = anchor("item", item.id)
    inside = "\n".join(part for part in parts(item) if part)
    return (
        f'<article class="item {item.outcome.value}" id="{name}" aria-labelledby="{name}-title">\n{inside}\n</article>'
    )


def parts(item: ItemResult) -> Iterator[str]:
    """Yield what there is to say about one item, in the order in which a student asks."""
    words = OUTCOMES[item.outcome]
    yield headline(item)
    yield f'<p class="prompt">{text(item.prompt)}</p>' if item.prompt else ""
    yield choices(item)
    yield f"<p>{text(words.sentence)}</p>" if words.sentence else ""
    yield answer(item)
    yield remarks(item)
    yield component_table(item)
    yield item_picture(item)
    yield from map(complaint, item.diagnostics)
    yield expected(item)


def headline(item: ItemResult) -> str:
    """Return an item's title with its id, its outcome and its points."""
    title, identifier = heading(item)
    shown_id = f' <code class="id">{text(identifier)}</code>' if identifier else ""
    words = OUTCOMES[item.outcome].words.capitalize()
    return (
        f'<header><h3 id="{anchor("item", item.id)}-title">{text(title)}{shown_id}</h3>'
        f'<p class="outcome">{mark(item.outcome)} <strong>{words}</strong>, {item_points(item)}</p></header>'
    )


def choices(item: ItemResult) -> str:
    """Return what there was to choose from."""
    rows = "".join(f"<li>{code(name)}: {text(meaning)}</li>" for name, meaning in item.choices)
    return f"<ul>{rows}</ul>" if rows else ""


def answer(item: ItemResult) -> str:
    """Return what the student wrote, and how it was read where that says more."""
    if item.outcome is Outcome.BLANK:
        return ""
    rows = [("You wrote", written(item.given))] if item.given else []
    if item.read is not None and (mathematics := read_back(item.read, shown_as_read(item))):
        rows.append(("Read as", mathematics))
    return definitions(rows)


def definitions(rows: list[tuple[str, str]]) -> str:
    """Return terms with what stands beside them."""
    pairs = "".join(f"<div><dt>{term}</dt><dd>{shown}</dd></div>" for term, shown in rows)
    return f"<dl>{pairs}</dl>" if pairs else ""


def written(given: str) -> str:
    """Return what a student wrote, line by line."""
    if "\n" not in given and len(given) <= INLINE_CHARACTERS:
        return code(given)
    lines = "\n".join(map(text, abridged(given)))
    return f'<pre dir="auto"><code>{lines}</code></pre>'


def read_back(shown: ReadBack, with_text: bool) -> str:
    """Return an answer as it was read: as mathematics, and in our spelling where that differs from what was typed."""
    formula = known(shown.mathml)
    spelled = code(shown.text) if with_text else ""
    return f'<div class="formula">{formula}{spelled}</div>' if formula else spelled


def remarks(item: ItemResult) -> str:
    """Return what there is to say, the most important first."""
    rows = "".join(f"<li>{text(' '.join(remark.text.split()))}</li>" for remark in item.remarks)
    return f'<ul class="remarks">{rows}</ul>' if rows else ""


def component_table(item: ItemResult) -> str:
    """Return the table of the parts that earn their own credit."""
    rows = []
    for part in shown_components(item):
        earned = f", {share(part)}" if share(part) else ""
        told = f'<td class="{part.outcome.value}">{mark(part.outcome)} {part_words(part, item)}{earned}</td>'
        rows.append(f'<tr><th scope="row">{text(part.label)}</th>{told}</tr>')
    if not rows:
        return ""
    head = '<thead><tr><th scope="col">Part</th><th scope="col">Outcome</th></tr></thead>'
    return f'<table class="components">{head}<tbody>{"".join(rows)}</tbody></table>'


def complaint(diagnostic: Diagnostic) -> str:
    """Return a located complaint: what, the line with its place marked, why, and what to write instead."""
    place = f'<p class="facts">{code(diagnostic.span.place)} · {text(diagnostic.slug)}</p>' if diagnostic.span else ""
    lines = [f"<p><strong>{text(diagnostic.what)}</strong></p>", place]
    if diagnostic.span and diagnostic.span.source.text:
        lines.append(marked_line(*excerpt(diagnostic.span)))
    lines += [f"<p>{text(diagnostic.why)}</p>"] if diagnostic.why else []
    lines += [f"<p><em>To fix it:</em> {text(diagnostic.help)}</p>"] if diagnostic.help else []
    return f'<div class="complaint {diagnostic.severity}">{"".join(lines)}</div>'


def marked_line(line: str, carets: str) -> str:
    """Return a line with its place marked, and the carets under it for those who see no mark."""
    start, end = carets.index("^"), len(carets)
    before, inside, after = text(line[:start]), text(line[start:end]), text(line[end:])
    shown = f'{before}<mark>{inside}</mark>{after}\n<span aria-hidden="true">{carets}</span>'
    return f'<pre tabindex="0" dir="ltr"><code>{shown}</code></pre>'


def expected(item: ItemResult) -> str:
    """Return the expected answer and the evidence, where the record has them."""
    rows = [] if item.expected is None else [("Expected", read_back(item.expected, True))]
    told = f'<p class="facts">{text(evidence(item.decision))}</p>' if item.decision is not None else ""
    return definitions(rows) + told
