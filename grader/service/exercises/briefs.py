"""The few answers in a record that a person may have to look at.

Reading a whole record takes milliseconds, and most of a class waits at once where a text is asked for. So what was read
is remembered, by the hash of the record: whoever decides on one answer after another waits only the first time.
"""

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from grader.grading.result import GradedSubmission
from grader.reports.record.record import from_data

__all__ = ["Brief", "read_brief"]

MOST_KEPT = 20_000  # of some kB each


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """A record with those items alone that have no credit, or that people have decided on."""

    graded: GradedSubmission
    is_readable: bool


@dataclass(eq=False)
class Kept:
    """What was read last, safe for many threads."""

    found: OrderedDict[tuple[bytes, frozenset[str]], Brief] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: tuple[bytes, frozenset[str]]) -> Brief | None:
        """Return what was read before."""
        with self.lock:
            brief = self.found.get(key)
            if brief is not None:
                self.found.move_to_end(key)
            return brief

    def add(self, key: tuple[bytes, frozenset[str]], brief: Brief) -> Brief:
        """Keep what was read, and forget what nobody asked for longest."""
        with self.lock:
            self.found[key] = brief
            while len(self.found) > MOST_KEPT:
                self.found.popitem(last=False)
        return brief


KEPT = Kept()


def read_brief(record: str, decided: frozenset[str]) -> Brief:
    """Read the items of a record that may wait for a person; ``decided`` are the ids of items with decisions."""
    key = (sha256(record.encode()).digest(), decided)
    return KEPT.get(key) or KEPT.add(key, parse_brief(record, decided))


def parse_brief(record: str, decided: frozenset[str]) -> Brief:
    data = json.loads(record)
    some = [item for item in data["items"] if item["credit"] is None or item["id"] in decided]
    return Brief(graded=from_data({**data, "items": some, "networks": []}), is_readable=bool(data["items"]))
