"""Remembering the results of pure functions by the identity of their arguments, so that nothing is computed twice.

Records are immutable, and equal ones are mostly the very same object. So the question "which object is this?" costs
nothing, however large the object is. The number of results is bounded: a full memory forgets the oldest.

Each thread fills a memory of its own, which ends with the thread. So a remembered object may grow and change (a graph,
a table of names): no two threads ever share it, and none waits for another. The results in a ``functools.lru_cache``
are shared by all threads, so only immutable ones may be kept there (docs/decisions/threads.md).

>>> memory = Memory(capacity=1)
>>> a, b = ["a"], ["b", "c"]
>>> memory.of(len, a), memory.of(len, b), len(memory)
(1, 2, 1)
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import local
from typing import Any, TypeVar

__all__ = ["CAPACITY", "Memory", "by_identity"]

CAPACITY = 20_000  # results
Given = TypeVar("Given")
Result = TypeVar("Result")


class Kept(local):
    """The results that one thread keeps; every thread sees an object of its own here."""

    def __init__(self) -> None:
        self.results: OrderedDict[Hashable, tuple[Any, tuple[object, ...]]] = OrderedDict()


class Memory:
    """Results of pure functions, each with its arguments, which stay alive as long as the result is remembered.

    When it is full, the oldest result is forgotten. What ``recalled`` finds counts as new again; ``of`` leaves the
    order as it is, because it is called much more often and its functions are cheap to run again.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self._kept = Kept()

    def __len__(self) -> int:
        return len(self._kept.results)

    def of(self, function: Callable[..., Result], *objects: Any) -> Result:
        """``function(*objects)``, computed once for these very objects; ``function`` is a module's, not a closure."""
        key = (function, *map(id, objects))
        found = self._kept.results.get(key)
        result: Result = self.keep(key, function(*objects), objects) if found is None else found[0]
        return result

    def recalled(self, key: Hashable) -> Any | None:
        """The result under a key, which makes it the newest; None if there was none, or it is forgotten."""
        results = self._kept.results
        found = results.get(key)
        if found is None:
            return None
        results.move_to_end(key)
        return found[0]

    def first(self, value: Given) -> Given:
        """The first object that was equal to ``value``, so that equal values have one identity."""
        found: Given | None = self.recalled(value)
        return self.keep(value, value) if found is None else found

    def keep(self, key: Hashable, result: Result, alive: tuple[object, ...] = ()) -> Result:
        """Keep a result under a key. ``alive`` are the objects whose identities are in the key; they are kept too."""
        results = self._kept.results
        while len(results) >= self.capacity:
            results.popitem(last=False)
        results[key] = (result, alive)
        return result


def by_identity(function: Callable[[Given], Result]) -> Callable[[Given], Result]:
    """Make a pure function of one immutable object remember what it returned for that very object."""
    memory = Memory()
    kept = memory._kept

    @wraps(function)
    def remembered(given: Given) -> Result:
        found = kept.results.get(id(given))
        result: Result = memory.keep(id(given), function(given), (given,)) if found is None else found[0]
        return result

    return remembered
