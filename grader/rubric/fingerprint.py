"""What an answer is judged by, as a short fingerprint: it stays the same while nothing that could matter changes.

Two versions of a rubric differ in many ways that change no verdict: a comment, a title, a hint, an item elsewhere. The
fingerprint of an item is taken from what its verdict follows from: its options, its expected answer, the notation of
its part, follow-through, and the items that it is built on. What it is worth is not in it; records hold the points.
A small answer could be guessed from a fingerprint, so that students see none before they may see the answer.
"""

import json
from collections.abc import Iterable
from hashlib import sha256

from grader.documents import DocumentNode, Mapping
from grader.rubric.options import plain
from grader.rubric.records import FollowThrough

__all__ = ["fingerprint"]

WITHOUT_EFFECT = frozenset({"title", "points", "prompt", "example", "feedback", "hints", "hidden", "visibility"})
DIGITS = 16


def fingerprint(
    item: DocumentNode, notation: DocumentNode | None, through: FollowThrough, built_on: Iterable[str]
) -> str:
    """Return the fingerprint of an item; ``built_on`` holds those of the items that it refers to."""
    assert isinstance(item, Mapping)
    options = {key.text: plain(value) for key, value in item.entries if key.text not in WITHOUT_EFFECT}
    said = (options, plain(notation) if notation else None, repr(through), sorted(built_on))
    text = json.dumps(said, sort_keys=True, ensure_ascii=True)
    return sha256(text.encode("ascii")).hexdigest()[:DIGITS]
