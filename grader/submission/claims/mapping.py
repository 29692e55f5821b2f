"""What a student has confirmed, as a small file beside the document: which statement answers which item.

Each is anchored by quotation, as in the W3C's text quote selector: the statement and what is written before and after
it. So a map survives edits elsewhere; where a statement itself was changed, it is asked again.

>>> text = "grader-map: '1'\\nitems:\\n  sum: {quotes: [{quote: x = 1}]}\\n"
>>> read_map(parse_yaml(text, "a.map"))["sum"].quotes[0].quote
'x = 1'
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from grader.documents import Document, DocumentNode, Scalar, parse_yaml, validate
from grader.documents import Mapping as MappingNode
from grader.documents import Sequence as SequenceNode
from grader.documents.writing import Data, write_yaml
from grader.errors import DocumentError
from grader.submission.claims.names import Claim

__all__ = ["Anchor", "Confirmed", "anchor_claims", "find_claims", "parse_map", "read_map", "write_map"]

VERSION: Final = "1"
CONTEXT: Final = 24  # characters before and after a statement; enough to tell two places apart
TEXT: Final = {"type": "string"}
QUOTE: Final = {
    "type": "object",
    "required": ["quote"],
    "additionalProperties": False,
    "properties": {"quote": TEXT, "before": TEXT, "after": TEXT},
}
SCHEMA: Final[Mapping[str, Any]] = {
    "title": "a map of answers in a document",
    "type": "object",
    "required": ["grader-map", "items"],
    "additionalProperties": False,
    "properties": {
        "grader-map": {"const": VERSION},
        "items": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "quotes": {"type": "array", "items": QUOTE},
                    "left_out": {"enum": ["yes"]},
                    "elsewhere": {"enum": ["yes"]},
                },
            },
        },
    },
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """A statement by what it says, and by what is written around it."""

    quote: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmed:
    """What somebody confirmed for one item: its statements in order; none if the item was left out.

    ``is_elsewhere`` says that it was answered, and by nothing that was found.
    """

    quotes: tuple[Anchor, ...] = ()
    is_elsewhere: bool = False


def parse_map(data: bytes, name: str) -> dict[str, Confirmed]:
    """Read a map; raises ``DocumentError`` with every fault if it is none."""
    return read_map(parse_yaml(data, name))


def read_map(document: Document) -> dict[str, Confirmed]:
    """The confirmations in a document, by item."""
    if faults := validate(document, SCHEMA):
        raise DocumentError(faults)
    items = document.root.get("items") if isinstance(document.root, MappingNode) else None
    entries = items.entries if isinstance(items, MappingNode) else ()
    return {key.text: read_item(node) for key, node in entries}


def read_item(node: DocumentNode) -> Confirmed:
    is_elsewhere = isinstance(node, MappingNode) and node.get("elsewhere") is not None
    return Confirmed(quotes=tuple(map(read_anchor, list_quotes(node))), is_elsewhere=is_elsewhere)


def list_quotes(node: DocumentNode) -> Sequence[DocumentNode]:
    quotes = node.get("quotes") if isinstance(node, MappingNode) else None
    return quotes.items if isinstance(quotes, SequenceNode) else ()


def read_anchor(node: DocumentNode) -> Anchor:
    entries = node.entries if isinstance(node, MappingNode) else ()
    return Anchor(**{key.text: value.text for key, value in entries if isinstance(value, Scalar)})


def write_map(confirmed: Mapping[str, Confirmed]) -> str:
    """The text of a map."""
    items: dict[str, Data] = {}
    for name, one in confirmed.items():
        quotes: list[Data] = [
            {key: text for key, text in (("quote", q.quote), ("before", q.before), ("after", q.after)) if text}
            for q in one.quotes
        ]
        items[name] = {"quotes": quotes} if quotes else {"elsewhere" if one.is_elsewhere else "left_out": "yes"}
    return write_yaml({"grader-map": VERSION, "items": items})


def anchor_claims(claims: Sequence[Claim]) -> Confirmed:
    """The confirmation of some statements."""
    return Confirmed(quotes=tuple(map(anchor, claims)))


def anchor(claim: Claim) -> Anchor:
    text, start, end = claim.text.source.text, claim.text.start, claim.text.end
    return Anchor(
        quote=claim.text.text,
        before=squeeze(text[max(0, start - CONTEXT) : start]),
        after=squeeze(text[end : end + CONTEXT]),
    )


def squeeze(text: str) -> str:
    return " ".join(text.split())


def find_claims(confirmed: Confirmed, claims: Sequence[Claim]) -> tuple[Claim, ...] | None:
    """The statements that were confirmed; None if one of them was changed, or is there twice in the same place."""
    found = [find_claim(quote, claims) for quote in confirmed.quotes]
    return None if None in found else tuple(claim for claim in found if claim is not None)


def find_claim(quote: Anchor, claims: Sequence[Claim]) -> Claim | None:
    same = [claim for claim in claims if claim.text.text == quote.quote]
    for measure in ((True, True), (True, False), (False, True)):
        if len(same) <= 1:
            break
        alike = [claim for claim in same if is_alike(anchor(claim), quote, *measure)]
        same = alike if len(alike) == 1 else same
    return same[0] if len(same) == 1 else None


def is_alike(one: Anchor, other: Anchor, before: bool, after: bool) -> bool:
    return (not before or one.before == other.before) and (not after or one.after == other.after)
