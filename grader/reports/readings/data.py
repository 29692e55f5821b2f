"""A reading of a document as data, which programs may use: ``grader read --format json``."""

import json
from collections.abc import Sequence
from typing import Any, Final

from grader.documents import DocumentNode, Scalar
from grader.documents import Sequence as SequenceNode
from grader.errors import Diagnostic
from grader.source import Source, Span
from grader.submission.claims.names import Claim
from grader.submission.claims.reading import Alternative, DocumentReading, Proposal
from grader.submission.claims.suspicion import Suspicion

__all__ = ["FORMAT", "FORMAT_VERSION", "list_cells", "list_of", "list_shown", "list_unused", "render_json"]

FORMAT: Final = "grader-reading"
FORMAT_VERSION: Final = 1

Data = dict[str, Any]


def render_json(reading: DocumentReading, suspicions: Sequence[Suspicion]) -> str:
    """The text of the JSON document."""
    return json.dumps(reading_data(reading, suspicions), indent=2, ensure_ascii=False) + "\n"


def reading_data(reading: DocumentReading, suspicions: Sequence[Suspicion]) -> Data:
    """What was found for each item, and the statements that answer none. Hidden items are not in it."""
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "items": {
            proposal.item.id: proposal_data(
                proposal, list_of(proposal, reading, suspicions), list_cells(proposal, reading)
            )
            for proposal in list_shown(reading)
        },
        "unused": [{"source": claim.text.text, **span_data(claim.text.span)} for claim in list_unused(reading)],
    }


def list_shown(reading: DocumentReading) -> list[Proposal]:
    """The proposals that a student may see: of a hidden item, nobody says that there is one."""
    return [proposal for proposal in reading.items.values() if not proposal.item.hidden]


def list_unused(reading: DocumentReading) -> list[Claim]:
    """The statements that answer no item; one that answers a hidden item is among them, or it would tell of it."""
    used = {claim for proposal in list_shown(reading) for claim in reading.taken[proposal.item.id]}
    return [claim for claim in reading.claims if claim not in used]


def list_cells(proposal: Proposal, reading: DocumentReading) -> list[int]:
    """The cells of a notebook that an answer is in; none for another document."""
    found = (claim.statement.formula.cell for claim in reading.taken[proposal.item.id])
    return list(dict.fromkeys(cell for cell in found if cell))


def list_of(proposal: Proposal, reading: DocumentReading, suspicions: Sequence[Suspicion]) -> list[Suspicion]:
    """The suspicions about the statements that an item takes."""
    return [each for each in suspicions if each.claim in reading.taken[proposal.item.id]]


def proposal_data(proposal: Proposal, suspicions: Sequence[Suspicion], cells: Sequence[int]) -> Data:
    found: Data = {"status": proposal.status}
    if proposal.source is not None:
        found |= {"source": source_data(proposal.source), **span_data(proposal.source.span)}
        found |= {"cell": cells[0]} if cells else {}
    found |= {"why": proposal.why, "alternatives": [alternative_data(each) for each in proposal.alternatives]}
    if proposal.diagnostics:
        found["diagnostic"] = diagnostic_data(proposal.diagnostics[0])
    if suspicions:
        found["misread"] = [
            {"text": each.text, "instead": each.instead, **span_data(each.span), "why": each.why} for each in suspicions
        ]
    return found


def alternative_data(alternative: Alternative) -> Data:
    return {
        "source": source_data(alternative.source), **span_data(alternative.source.span), "why": alternative.why
    }  # fmt: skip


def source_data(node: DocumentNode) -> str | list[str]:
    """The text of an answer; a list of texts where it was collected from several statements."""
    if isinstance(node, SequenceNode):
        return [item.text for item in node.items if isinstance(item, Scalar)]
    return node.text if isinstance(node, Scalar) else node.span.text


def span_data(span: Span) -> Data:
    """A place: the first character, and the one after the last."""
    return {"span": {"start": position(span.source, span.start), "end": position(span.source, span.end)}}


def position(source: Source, offset: int) -> Data:
    line, column = source.position(offset)
    return {"line": line, "column": column}


def diagnostic_data(diagnostic: Diagnostic) -> Data:
    found: Data = {"name": diagnostic.slug, "what": diagnostic.what, "why": diagnostic.why, "help": diagnostic.help}
    return {**found, **(span_data(diagnostic.span) if diagnostic.span else {})}
