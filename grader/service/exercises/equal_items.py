"""Records of a class, read so that equal items are one object.

Most of a class answers an item in one of a few ways. What follows from an item (a decision on it, its line in a table)
is then worked out once for all of them. A record is text that ``write_record`` made, with its items at the end, so the
text of each item can be cut out without parsing it.

>>> cut_items('{"student":"ada","items":[{"id":"a","part":"p"},{"id":"b","part":"p"}]}')
('{"student":"ada","items":[]}', ['{"id":"a","part":"p"}', '{"id":"b","part":"p"}'])
"""

import json
import re
from collections.abc import Collection, Sequence

from grader.grading.result import GradedSubmission, ItemResult
from grader.reports.record.figures import restore_network
from grader.reports.record.record import from_head, restore_item
from grader.service.recent import Recent

__all__ = ["forget_items", "read_record", "read_waiting"]

MOST_KEPT = 5_000  # items of some kB: those of many exercises, if classes answer as people do
START = re.compile(r'\{"id":"(?:[^"\\]|\\.)*","part":')  # of an item; within a text, quotes have a backslash


KEPT: Recent[str, ItemResult] = Recent(MOST_KEPT)


def forget_items() -> None:
    """Keep no item in memory that was read so far: its author may be deleted."""
    KEPT.clear()


def read_item(text: str) -> ItemResult:
    """Return the item in a text, the same object for the same text."""
    known = KEPT.get(text)
    return KEPT.first(text, restore_item(json.loads(text))) if known is None else known


def read_record(record: str) -> GradedSubmission:
    """Return the record that ``write_record`` wrote; its items may be shared with other records."""
    head, items = cut_items(record)
    data = json.loads(head)
    return from_head(data, tuple(map(read_item, items)), tuple(map(restore_network, data.get("networks", ()))))


def read_waiting(record: str, decided: Collection[str]) -> tuple[GradedSubmission, bool]:
    """Return a record with those items alone that have no credit or are ``decided`` on, and whether it has any items.

    It has no networks, which no reviewer of a single answer needs.
    """
    head, texts = cut_items(record)
    starts = tuple(f'{{"id":{json.dumps(one)},' for one in decided)
    may_wait = (text for text in texts if '"credit":null' in text or text.startswith(starts))
    items = (item for item in map(read_item, may_wait) if item.credit is None or item.id in decided)
    return from_head(json.loads(head), tuple(items)), bool(texts)


def cut_items(record: str) -> tuple[str, Sequence[str]]:
    """Return a record without its items, and the text of each item."""
    starts = [found.start() for found in START.finditer(record)]
    if not starts:
        return record, ()
    ends = [*(start - 1 for start in starts[1:]), len(record) - 2]  # a comma is between them, and ']}' at the end
    head = f"{record[: starts[0]]}{record[-2:]}"
    return head, [record[start:end] for start, end in zip(starts, ends, strict=True)]
