"""One item on a student's page: the question, what was written and how it was read, the outcome, what to look at.

The markup of an item depends only on its record, so that it can be cached when many pages are rendered. An answer that
is right is folded (``render_fold``); every other one is open (``render_item``).
"""

import re
from collections.abc import Iterator

from grader.errors import Diagnostic, draw_excerpt
from grader.grading.result import ItemResult, ReadBack
from grader.memory import by_identity
from grader.records import Outcome
from grader.reports.markup import escape_text, render_code
from grader.reports.pages.mathml import keep_own_mathml
from grader.reports.pages.page import make_anchor, render_mark
from grader.reports.pictures.by_figure import draw_item
from grader.reports.prose.sentences import typeset_message, typeset_sentence
from grader.reports.wording import (
    OUTCOMES,
    abridge_lines,
    describe_evidence,
    describe_outcome,
    describe_part,
    format_item_points,
    format_share,
    is_reading_worth_showing,
    list_shown_components,
)

__all__ = ["render_chosen", "render_complaint", "render_fold", "render_item", "render_reading", "render_remarks"]

INLINE_CHARACTERS = 80  # a longer answer gets a block of its own
# What makes a formula look different from what one types.
LAYOUT = re.compile(r"<m(?:frac|sup|sub|subsup|sqrt|root|over|under|underover|table)[ >]|[^\x00-\x7f−′]")


@by_identity
def render_item(item: ItemResult) -> str:
    """Return the article about one item."""
    name = make_anchor("item", item.id)
    return (
        f'<article class="item {item.outcome.value}" id="{name}" aria-labelledby="{name}-title">\n'
        f'<header><h3 id="{name}-title">{typeset_sentence(item.title)}</h3>{render_outcome(item)}</header>\n'
        f"{render_body(item)}\n</article>"
    )


@by_identity
def render_fold(item: ItemResult) -> str:
    """Return one item folded: its title and points, and the rest to open. On paper it is open."""
    return (
        f'<details class="item {item.outcome.value}" id="{make_anchor("item", item.id)}">\n'
        f"<summary><span>{render_mark(item.outcome)} <strong>{typeset_sentence(item.title)}</strong></span> "
        f'<span class="outcome">{OUTCOMES[item.outcome].words}, {format_item_points(item)}</span></summary>\n'
        f"{render_body(item)}\n</details>"
    )


def render_body(item: ItemResult) -> str:
    return "\n".join(part for part in render_parts(item) if part)


def render_parts(item: ItemResult) -> Iterator[str]:
    """Yield what there is to say about one item below its title, in the order in which a student asks."""
    sentence = describe_outcome(item)
    yield f'<p class="prompt">{typeset_sentence(item.prompt)}</p>' if item.prompt else ""
    yield render_choices(item)
    yield f"<p>{escape_text(sentence)}</p>" if sentence and not is_said_by_section(item) else ""
    yield render_given_answer(item)
    yield from map(render_complaint, item.complaints)
    yield render_remarks(item)
    yield render_component_table(item)
    yield draw_item(item)
    yield render_expected(item)


def is_said_by_section(item: ItemResult) -> bool:
    """Whether the heading above an item says the sentence about its outcome already."""
    return item.outcome in (Outcome.BLANK, Outcome.UNREADABLE)


def render_outcome(item: ItemResult) -> str:
    """Return the outcome in words. An answer that was not read has no verdict, and nothing that looks like one."""
    points = format_item_points(item)
    if item.outcome is Outcome.UNREADABLE and item.credit is None:
        return f'<p class="outcome">Not judged yet, {points}</p>'
    words = OUTCOMES[item.outcome].words.capitalize()
    return f'<p class="outcome">{render_mark(item.outcome)} <strong>{words}</strong>, {points}</p>'


def render_choices(item: ItemResult) -> str:
    rows = "".join(f"<li>{render_code(name)}: {typeset_sentence(meaning)}</li>" for name, meaning in item.choices)
    return f"<ul>{rows}</ul>" if rows else ""


def render_given_answer(item: ItemResult) -> str:
    """Return what the student wrote, and how it was read if that looks different."""
    if item.outcome is Outcome.BLANK:
        return ""
    rows = [("You wrote", render_written(item))] if item.given and not is_quoted_by_complaint(item) else []
    if item.read is not None and item.choices:
        rows.append(("You chose" if item.type == "choice" else "Read as", render_chosen(item, item.read)))
    elif item.read is not None and is_reading_shown(item, item.read):
        rows.append(("Read as", render_reading(item.read)))
    return render_definitions(rows)


def render_chosen(item: ItemResult, read: ReadBack) -> str:
    """Show alternatives in their own words, or by name where they have none."""
    meanings = dict(item.choices)
    names = [read.text] if read.text in meanings else read.text.split(", ")
    return "; ".join(typeset_sentence(meanings.get(name) or name) for name in names)


def is_quoted_by_complaint(item: ItemResult) -> bool:
    """Whether the message about an answer shows all of it, in the line of the file."""
    spans = [each.span for each in item.complaints if each.span and each.span.source.text]
    return item.read is None and any(item.given in draw_excerpt(span)[0] for span in spans)


def is_reading_shown(item: ItemResult, read: ReadBack) -> bool:
    """Whether the reading shows more than what was typed: another text, or a formula that looks different."""
    return is_reading_worth_showing(item) or bool(LAYOUT.search(keep_own_mathml(read.mathml)))


def render_definitions(rows: list[tuple[str, str]]) -> str:
    pairs = "".join(f"<div><dt>{term}</dt><dd>{shown}</dd></div>" for term, shown in rows)
    return f"<dl>{pairs}</dl>" if pairs else ""


def render_written(item: ItemResult) -> str:
    """Show what was typed: sentences as such, anything else with letters of equal width."""
    if "\n" not in item.given and len(item.given) <= INLINE_CHARACTERS and item.type != "text":
        return render_code(item.given)
    lines = "\n".join(map(escape_text, abridge_lines(item.given)))
    if item.type == "text":
        return f'<blockquote dir="auto">{lines}</blockquote>'
    return f'<pre dir="auto"><code>{lines}</code></pre>'


def render_reading(shown: ReadBack) -> str:
    """Show an answer as it was read: as mathematics, or in our spelling if the record has no mathematics."""
    formula = keep_own_mathml(shown.mathml)
    return f'<div class="formula">{formula}</div>' if formula else render_code(shown.text)


def render_remarks(item: ItemResult) -> str:
    rows = "".join(f"<li>{typeset_sentence(' '.join(remark.text.split()))}</li>" for remark in item.remarks)
    return f'<ul class="remarks">{rows}</ul>' if rows else ""


def render_component_table(item: ItemResult) -> str:
    rows = []
    for part in list_shown_components(item):
        earned = f", {format_share(part)}" if format_share(part) else ""
        shown = f'<td class="{part.outcome.value}">{render_mark(part.outcome)} {describe_part(part, item)}{earned}</td>'
        rows.append(f'<tr><th scope="row">{typeset_sentence(part.label)}</th>{shown}</tr>')
    if not rows:
        return ""
    head = '<thead class="unseen"><tr><th scope="col">Part</th><th scope="col">Outcome</th></tr></thead>'
    return f'<table class="components">{head}<tbody>{"".join(rows)}</tbody></table>'


def render_complaint(diagnostic: Diagnostic) -> str:
    """Return a message about what was typed: what is wrong, the line with its place marked, why, and how to fix it.

    A student finds the place by its line; the name of our file and of the message would only be in the way.
    """
    lines = [f"<p><strong>{typeset_message(diagnostic.what)}</strong></p>"]
    if diagnostic.span and diagnostic.span.source.text:
        lines.append(mark_line(*draw_excerpt(diagnostic.span)))
    lines += [f"<p>{typeset_message(diagnostic.why)}</p>"] if diagnostic.why else []
    lines += [f"<p><em>To fix it:</em> {typeset_message(diagnostic.help)}</p>"] if diagnostic.help else []
    return f'<div class="complaint {diagnostic.severity}">{"".join(lines)}</div>'


def mark_line(line: str, carets: str) -> str:
    """Return a line with its place marked, and carets under it for readers who cannot see the mark."""
    margin = len(line) - len(line.lstrip())
    line, carets = line[margin:], carets[margin:]
    start, end = carets.index("^"), len(carets)
    before, inside, after = escape_text(line[:start]), escape_text(line[start:end]), escape_text(line[end:])
    shown = f'{before}<mark>{inside}</mark>{after}\n<span aria-hidden="true">{carets}</span>'
    return f'<pre tabindex="0" dir="ltr"><code>{shown}</code></pre>'


def render_expected(item: ItemResult) -> str:
    expected = item.expected
    shown = "" if expected is None else render_chosen(item, expected) if item.choices else render_reading(expected)
    rows = [("Expected", shown)] if shown else []
    evidence = describe_evidence(item.decision) if item.decision is not None else ""
    return render_definitions(rows) + (f'<p class="facts">{typeset_sentence(evidence)}</p>' if evidence else "")
