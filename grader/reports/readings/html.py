"""How a worked document is read, as one self-contained page: the document at the left, the items at the right.

Each item leads to its formulas, and back. A little script lights what belongs together; without it, the links and
their targets do the same. The page loads nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path, PurePath
from typing import Final

from grader.reports.markup import escape_text, render_code
from grader.reports.pages import page
from grader.reports.prose.sentences import spell_sentence, typeset_sentence
from grader.reports.readings.data import list_shown
from grader.reports.readings.document import render_document
from grader.reports.readings.items import STYLES, Controls, render_item
from grader.reports.readings.places import Places, anchor_item
from grader.reports.readings.text import SAID, STATUSES
from grader.submission.claims.reading import Alternative, DocumentReading, Proposal
from grader.submission.claims.suspicion import Suspicion

__all__ = ["read_script", "render_html", "render_sections"]

WIDTH: Final = 100  # of an item in the bar


def render_html(title: str, reading: DocumentReading, suspicions: Sequence[Suspicion]) -> str:
    """The page that ``grader read --format html`` writes."""
    name = PurePath(reading.prose.source.name).name
    body = (
        f'<a class="skip" href="#items">Skip to the answers</a>\n<div class="sheet wide">\n'
        f"<header>\n<h1>{typeset_sentence(title)}</h1>\n"
        f'<p class="facts">How {render_code(name)} is read</p>\n</header>\n',
        *render_sections(reading, suspicions, Commands(), '<main id="items">', "</main>"),
        "</div>\n",
    )
    return page.render_page(
        title=f"How it is read: {spell_sentence(title)}", body=body, sheets=("report", "reading"), script=read_script()
    )


@cache
def read_script() -> str:
    """The script that lights what belongs together."""
    return Path(page.__file__).with_name("reading.js").read_text(encoding="utf-8")


def render_sections(
    reading: DocumentReading,
    suspicions: Sequence[Suspicion],
    controls: Controls,
    start: str = "<div>",
    end: str = "</div>",
) -> Iterator[str]:
    """Yield what a page says, to be a part of any page; ``start`` and ``end`` are the tags around the items."""
    shown, places = list_shown(reading), Places(reading)
    yield render_overview(shown)
    yield '<div class="columns">\n<section class="document" aria-labelledby="document">\n'
    yield '<h2 id="document">Your document</h2>\n'
    yield '<div class="paper" tabindex="0" role="group" aria-labelledby="document">\n'
    yield from render_document(places)
    yield f"</div>\n</section>\n{start}\n<h2>Your answers</h2>\n"
    yield from (render_item(proposal, places, suspicions, controls) for proposal in shown)
    yield f"{end}\n</div>\n"


def render_overview(shown: Sequence[Proposal]) -> str:
    """How many items there are of each status, as a bar and in words that lead to the first of them."""
    counts = Counter(proposal.status for proposal in shown)
    first = {proposal.status: anchor_item(proposal) for proposal in reversed(shown)}
    links = "".join(
        f'<li><a href="#{first[status]}">{counts[status]} {words}</a></li>'
        for status, words in STATUSES.items()
        if counts[status]
    )
    pieces = "".join(
        f'<g class="{STYLES[one.status]}" transform="translate({place * WIDTH})"><title>'
        f"{escape_text(f'{spell_sentence(one.item.title)}: {SAID[one.status]}')}</title>"
        f'<rect class="{"room" if one.status in ("ask", "missing") else "filled"}" width="{WIDTH}" height="16"/></g>'
        for place, one in enumerate(shown)
    )
    bar = (
        f'<svg class="strip" viewBox="0 0 {WIDTH * max(len(shown), 1)} 16" preserveAspectRatio="none" role="img">'
        f"<title>What was found</title>{pieces}</svg>\n"
    )
    return f'<nav aria-label="Answers">\n{bar}<ul class="counts">{links}</ul>\n</nav>\n'


class Commands:
    """Settles what answers an item by ``--take``: a page that is a file sends nothing."""

    def settle_item(self, proposal: Proposal, places: Places) -> str:
        """What to write for an item that is open."""
        if proposal.status not in ("ask", "missing"):
            return ""
        name = escape_text(proposal.item.id)
        return (
            f'<p class="small">Give its line: <code>--take {name}=LINE</code>. '
            f"If you did not answer: <code>--take {name}=none</code>.</p>"
        )

    def settle_alternative(self, proposal: Proposal, alternative: Alternative, places: Places) -> str:
        """What to write to take another statement."""
        lines = ",".join(claim.text.span.line_and_column for claim in alternative.claims)
        return f'<p class="small">Use this instead: {render_code(f"--take {proposal.item.id}={lines}")}</p>'
