"""What was used last, kept for all threads of a process: a bounded number of values, each under a key.

>>> recent: Recent[str, int] = Recent(2)
>>> [recent.keep(key, number) for number, key in enumerate("abc")]
[0, 1, 2]
>>> recent.get("a"), recent.get("b"), recent.first("b", 7)
(None, 1, 1)
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Recent"]

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """At most ``capacity`` values; the one that was used longest ago is forgotten first."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.found: OrderedDict[Key, Value] = OrderedDict()
        self.lock = Lock()

    def __len__(self) -> int:
        return len(self.found)

    def get(self, key: Key) -> Value | None:
        """Return the value under a key; None if there is none, or it is forgotten."""
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
            return self.found.get(key)

    def keep(self, key: Key, value: Value) -> Value:
        """Keep a value under a key, in the place of another one."""
        with self.lock:
            self.found.pop(key, None)
            return self.add(key, value)

    def first(self, key: Key, value: Value) -> Value:
        """Return the value that is kept under a key already; otherwise keep this one."""
        with self.lock:
            return self.add(key, self.found.pop(key, value))

    def add(self, key: Key, value: Value) -> Value:
        self.found[key] = value
        if len(self.found) > self.capacity:
            self.found.popitem(last=False)
        return value

    def clear(self) -> None:
        """Keep nothing."""
        with self.lock:
            self.found.clear()
