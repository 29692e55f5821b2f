"""A reading of a document in the terminal: what counts as the answer to each item, where it is, and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from grader.documents import DocumentNode
from grader.reports.plain import join_harmless_lines
from grader.reports.readings.data import list_cells, list_of, list_shown, list_unused
from grader.reports.wording import format_count
from grader.submission.claims.reading import DocumentReading, Proposal, Status
from grader.submission.claims.suspicion import Suspicion

__all__ = ["SAID", "SIGNS", "STATUSES", "render_text"]

SIGNS: Final[dict[Status, str]] = {"proposed": "✓", "ask": "?", "missing": "–", "text": "…", "unreadable": "✗"}
SAID: Final[dict[Status, str]] = {
    "proposed": "found",
    "ask": "which one?",
    "missing": "not found",
    "text": "in words",
    "unreadable": "found, and cannot be read",
}
STATUSES: Final[dict[Status, str]] = {
    "proposed": "found",
    "ask": "to choose",
    "text": "in words",
    "unreadable": "unreadable",
    "missing": "not found",
}
LONGEST: Final = 200  # characters of a line of an answer; the document itself has the rest


def render_text(title: str, reading: DocumentReading, suspicions: Sequence[Suspicion]) -> str:
    """The reading as lines of text."""
    return join_harmless_lines(list_lines(title, reading, suspicions))


def list_lines(title: str, reading: DocumentReading, suspicions: Sequence[Suspicion]) -> Iterator[str]:
    shown = list_shown(reading)
    yield title
    yield f"{reading.prose.source.name}: {count_statuses(shown)}"
    for proposal in shown:
        yield ""
        yield from list_item_lines(proposal, list_of(proposal, reading, suspicions))
        if cells := list_cells(proposal, reading):
            yield f"  It is in {'cell' if len(cells) == 1 else 'cells'} {', '.join(map(str, cells))}."
    if unused := list_unused(reading):
        yield ""
        yield f"{format_count(len(unused), 'statement')} used for no item:"
        yield from (f"  {claim.text.span.line_and_column} │ {shorten(claim.text.text)}" for claim in unused)


def count_statuses(shown: Sequence[Proposal]) -> str:
    """How many items there are of each status."""
    counts = Counter(proposal.status for proposal in shown)
    return ", ".join(f"{counts[status]} {word}" for status, word in STATUSES.items() if counts[status])


def list_item_lines(proposal: Proposal, suspicions: Sequence[Suspicion]) -> Iterator[str]:
    yield f"{SIGNS[proposal.status]} {proposal.item.title} ({proposal.item.id}): {SAID[proposal.status]}"
    if proposal.source is not None:
        yield from list_source_lines(proposal.source, "  ")
    yield f"  {proposal.why}"
    for diagnostic in proposal.diagnostics[:1]:
        yield from (f"  {line}" for line in str(diagnostic).split("\n"))
    for each in suspicions:
        yield f"  Was this misread? {each.span.line_and_column}: '{each.text}' may be '{each.instead}'. {each.why}"
    if proposal.status == "ask":
        for alternative in proposal.alternatives:
            yield "  It may be:"
            yield from list_source_lines(alternative.source, "    ")
            yield f"    {alternative.why}"


def list_source_lines(node: DocumentNode, indent: str) -> Iterator[str]:
    place = node.span.line_and_column
    for line in node.span.text.split("\n"):
        yield f"{indent}{place:>7} │ {shorten(line)}"
        place = ""


def shorten(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
