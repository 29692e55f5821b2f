"""What an answer is judged by, as a short fingerprint: it stays the same until something changes that could matter.

Two versions of a rubric may differ in many ways that change no verdict: a comment, a title, a hint, another item. An
item's fingerprint is taken from everything its verdict depends on: its options, its expected answer, the notation of
its part, follow-through, and the items it is built on. The item's points are not in it; records hold them. A short
answer could be guessed from a fingerprint, so students see no fingerprint before they may see the answer.
"""

import json
from collections.abc import Iterable
from hashlib import sha256

from grader.documents import DocumentNode, Mapping
from grader.rubric.options import to_plain_values
from grader.rubric.records import FollowThrough

__all__ = ["DIGITS", "fingerprint_item"]

# Keys of an item that change no verdict.
WITHOUT_EFFECT = frozenset(
    {"title", "points", "prompt", "example", "feedback", "hints", "hidden", "visibility", "bonus"}
)
DIGITS = 16  # hexadecimal: 64 bits, so that two versions of an item never share one by chance


def fingerprint_item(
    item: DocumentNode, notation: DocumentNode | None, through: FollowThrough, built_on: Iterable[str]
) -> str:
    """The fingerprint of an item; ``built_on`` holds the fingerprints of the items it refers to."""
    assert isinstance(item, Mapping)
    options = {key.text: to_plain_values(value) for key, value in item.entries if key.text not in WITHOUT_EFFECT}
    content = (options, to_plain_values(notation) if notation else None, repr(through), sorted(built_on))
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return sha256(text.encode("ascii")).hexdigest()[:DIGITS]
