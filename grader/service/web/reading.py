"""How an answer was read, as a piece of a page: the formula, what was assumed, or what to change. Never a verdict."""

from collections.abc import Iterator

from markupsafe import Markup

from grader.errors import Diagnostic
from grader.grading.result import ItemResult, ReadBack
from grader.records import Outcome
from grader.reports.markup import escape_text, render_code
from grader.reports.pages.item import render_complaint, render_reading, render_remarks

__all__ = ["render_back", "render_preview"]


def render_preview(result: ItemResult) -> Markup:
    """Return what to show below the field of an answer; nothing if it is blank."""
    return Markup("".join(list_pieces(result, with_buttons=True)))


def render_back(result: ItemResult) -> Markup:
    """Return how an answer was read that was handed in: there is no field any more for a button to fill."""
    return Markup("".join(list_pieces(result, with_buttons=False)))


def list_pieces(result: ItemResult, *, with_buttons: bool) -> Iterator[str]:
    if result.outcome is Outcome.BLANK:
        if result.given:
            yield '<p class="quiet">This counts as no answer.</p>'
        return
    if result.read is not None:
        yield f'<div class="reading"><span class="label">Read as</span> {render_read(result.read)}</div>'
    for diagnostic in result.diagnostics:
        yield render_complaint(diagnostic)
        if with_buttons:
            yield from map(render_proposal, list_answers(diagnostic))
    yield render_remarks(result)


def render_read(read: ReadBack) -> str:
    """Return an answer as it was read; a text of several lines on as many."""
    if read.mathml or "\n" not in read.text:
        return render_reading(read)
    return "<br>".join(map(render_code, read.text.split("\n")))


def list_answers(diagnostic: Diagnostic) -> Iterator[str]:
    """List the whole answers that a message proposes."""
    return (proposal.answer for proposal in diagnostic.proposals if proposal.shown)


def render_proposal(answer: str) -> str:
    """Return a button that puts a proposed answer into the field. It does nothing without JavaScript."""
    text = escape_text(answer)
    return f'<button type="button" class="proposal" data-answer="{text}">Write <code>{text}</code></button>'
