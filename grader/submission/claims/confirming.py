"""What a student confirms by handing in a document whose reading they have seen: all that was found in it."""

from collections.abc import Mapping

from grader.documents import Scalar
from grader.submission.claims.mapping import Anchor, Confirmed, anchor_claims
from grader.submission.claims.reading import DocumentReading

__all__ = ["confirm_all", "confirm_texts"]


def confirm_all(reading: DocumentReading, confirmed: Mapping[str, Confirmed]) -> dict[str, Confirmed]:
    """What was confirmed before, with every formula that is read now. Of hidden items nothing was shown."""
    found = {
        name: anchor_claims(claims)
        for name, claims in reading.taken.items()
        if claims and not reading.items[name].item.hidden
    }
    return {**confirmed, **found}


def confirm_texts(reading: DocumentReading) -> dict[str, Confirmed]:
    """The answers in words, as confirmed by somebody who has seen that they are read as such."""
    return {
        name: Confirmed(quotes=(Anchor(quote=proposal.source.text),))
        for name, proposal in reading.items.items()
        if proposal.status == "text" and isinstance(proposal.source, Scalar) and not proposal.item.hidden
    }
