"""The right answers to the other items, for answer types that have to tell their own answers from them.

A spelling mistake in *mean* must not be the answer to another question, *median*. The fingerprint of such an item
depends on them, because its verdicts do.
"""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from grader.answers.protocol import KnowsOthers
from grader.rubric.fingerprint import DIGITS
from grader.rubric.records import Item

__all__ = ["add_others"]


def add_others(items: Mapping[str, Item]) -> dict[str, Item]:
    """Return the items, each with the right answers to the others of its type if the type asks for them."""
    accepted = {
        name: item.answer_type.list_accepted(item.key.answer, item.task)
        for name, item in items.items()
        if isinstance(item.answer_type, KnowsOthers) and item.key is not None
    }
    return {name: add_to_item(item, accepted, items) if name in accepted else item for name, item in items.items()}


def add_to_item(item: Item, accepted: Mapping[str, tuple[str, ...]], items: Mapping[str, Item]) -> Item:
    own = accepted[item.id]
    same = [texts for name, texts in accepted.items() if name != item.id and items[name].type == item.type]
    others = tuple(sorted({text for texts in same for text in texts} - set(own)))
    if not others:
        return item
    fingerprint = sha256("\0".join((item.fingerprint, *others)).encode()).hexdigest()[:DIGITS]
    return replace(item, task=replace(item.task, others=others), fingerprint=fingerprint)
