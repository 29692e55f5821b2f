"""The items of an exercise as a piece of a page: what was read as the answer to each, where, and why.

Nothing here is a verdict, and of hidden items nothing is said.
"""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from grader.documents import DocumentNode
from grader.errors import AnswerError
from grader.grading.marked import show_as_read
from grader.reports.markup import escape_text, render_code
from grader.reports.pages.item import render_complaint, render_reading
from grader.reports.prose.sentences import typeset_message, typeset_sentence
from grader.reports.readings.data import list_of
from grader.reports.readings.places import Places, anchor_item
from grader.reports.readings.text import SAID, SIGNS
from grader.submission.asked import AskedItem
from grader.submission.claims.names import Claim
from grader.submission.claims.reading import Alternative, Proposal, Status
from grader.submission.claims.suspicion import Suspicion
from grader.submission.claims.targets import target_of

__all__ = ["STYLES", "Controls", "render_item"]

STYLES: Final[dict[Status, str]] = {
    "proposed": "correct", "ask": "partial", "text": "undecided", "unreadable": "unreadable", "missing": "blank",
}  # fmt: skip
"""The colours of verdicts, of which a sign and words say here that they are none."""
MOST_LINES: Final = 30  # of a text; the document itself is beside it


class Controls(Protocol):
    """How somebody settles what answers an item, as markup."""

    def settle_item(self, proposal: Proposal, places: Places) -> str:
        """What is below all that was found for an item."""

    def settle_alternative(self, proposal: Proposal, alternative: Alternative, places: Places) -> str:
        """What is beside another statement that may be meant."""


def render_item(proposal: Proposal, places: Places, suspicions: Sequence[Suspicion], controls: Controls) -> str:
    """The article about one item."""
    item, name = proposal.item, anchor_item(proposal)
    parts = [
        f'<header><h3 id="{name}-title">{typeset_sentence(item.title)}</h3>{render_status(proposal.status)}</header>',
        f'<p class="prompt">{typeset_sentence(item.prompt)}</p>' if item.prompt else "",
        *render_found(proposal, places),
        *(render_suspicion(each, places) for each in list_of(proposal, places.reading, suspicions)),
        render_alternatives(proposal, places, controls),
        controls.settle_item(proposal, places),
    ]
    inside = "\n".join(part for part in parts if part)
    return (
        f'<article class="item {STYLES[proposal.status]}" id="{name}" data-items="{name}" '
        f'aria-labelledby="{name}-title">\n{inside}\n</article>\n'
    )


def render_status(status: Status) -> str:
    sign = f'<span class="mark" aria-hidden="true">{SIGNS[status]}</span>'
    return f'<p class="outcome">{sign} <strong>{SAID[status].capitalize()}</strong></p>'


def render_found(proposal: Proposal, places: Places) -> Iterator[str]:
    """Yield what is read as the answer, and why; or why nothing is."""
    why = typeset_message(proposal.why)
    claims = places.reading.taken[proposal.item.id]
    if proposal.source is None:
        yield f"<p>{why}</p>"
        return
    where = link_places(claims, places) if claims else places.link_text(proposal.source.span)
    yield f"<p>We read {where} as your answer, because {lower_first(why)}</p>"
    yield render_answer(proposal.item, proposal.source, is_readable=not proposal.diagnostics)
    yield from map(render_complaint, proposal.diagnostics[:1])


def lower_first(sentence: str) -> str:
    """A sentence of our own after a word."""
    return sentence[:1].lower() + sentence[1:]


def link_places(claims: Sequence[Claim], places: Places) -> str:
    """Links to statements, each by its line, and by its number beside it in the document."""
    links = [
        f'<a href="#{places.anchor(claim)}">{places.describe(claim)} '
        f'<b class="formula-number"><span class="unseen">formula </span>{places.numbers[claim]}</b></a>'
        for claim in claims
    ]
    return ", ".join(links)


def render_answer(item: AskedItem, source: DocumentNode, *, is_readable: bool = True) -> str:
    """An answer as it was written, and as it is read."""
    lines = source.span.text.split("\n")
    left = len(lines) - MOST_LINES
    shown = [*map(escape_text, lines[:MOST_LINES]), *([f"… and {left} more lines"] if left > 0 else [])]
    is_text = item.type in ("text", "choice")
    written = "\n".join(shown)
    written = f'<blockquote dir="auto">{written}</blockquote>' if is_text else f"<pre><code>{written}</code></pre>"
    rows = [("You wrote", written)]
    if is_readable and not is_text:
        rows += [("Read as", read)] if (read := render_as_read(item, source)) else []
    return f"<dl>{''.join(f'<div><dt>{term}</dt><dd>{text}</dd></div>' for term, text in rows)}</dl>"


def render_as_read(item: AskedItem, source: DocumentNode) -> str:
    """An answer as it is read, set as mathematics; empty if it cannot be read."""
    try:
        return render_reading(show_as_read(target_of(item).read(source)))
    except AnswerError:
        return ""


def render_suspicion(each: Suspicion, places: Places) -> str:
    """A place that may have been misread."""
    return (
        f'<p class="misread"><strong>Was this misread?</strong> In {link_places([each.claim], places)}, '
        f"{render_code(each.text)} may be {render_code(each.instead)}. {typeset_sentence(each.why)} "
        "If so, correct your document; nothing is changed for you.</p>"
    )


def render_alternatives(proposal: Proposal, places: Places, controls: Controls) -> str:
    """What else may be meant: open where it is asked, folded where something is taken."""
    rows = "".join(
        f"<li><p>In {link_places(one.claims, places)}: {lower_first(typeset_message(one.why))}</p>"
        f"{render_answer(proposal.item, one.source)}"
        f"{controls.settle_alternative(proposal, one, places)}</li>"
        for one in proposal.alternatives
    )
    if not rows:
        return ""
    if proposal.status == "ask":
        return f'<p>Which one is it?</p><ul class="alternatives">{rows}</ul>'
    return f'<details><summary>What else may be meant</summary><ul class="alternatives">{rows}</ul></details>'
