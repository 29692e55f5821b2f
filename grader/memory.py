"""What was made of an object once need not be made again: results of pure functions, by the identity of what they got.

Records are immutable, and where most of them repeat they are the very same objects, so that asking "which object is
this?" costs nothing, however much it holds. What is held is bounded: past its capacity a memory forgets the oldest.

>>> memory = Memory(capacity=1)
>>> a, b = ["a"], ["b", "c"]
>>> memory.of(len, a), memory.of(len, b), len(memory)
(1, 2, 1)
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

__all__ = ["CAPACITY", "Memory", "by_identity"]

CAPACITY = 20_000
Given = TypeVar("Given")
Result = TypeVar("Result")


class Memory:
    """Results of pure functions, each with the objects it was made of, which live as long as it is remembered."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self._kept: OrderedDict[Hashable, tuple[Any, tuple[object, ...]]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many results are held."""
        return len(self._kept)

    def of(self, function: Callable[..., Result], *objects: Any) -> Result:
        """Return ``function(*objects)``, made once for these very objects; ``function`` stands in a module."""
        key = (function, *map(id, objects))
        found = self._kept.get(key)
        result: Result = found[0] if found is not None else self.keep(key, function(*objects), objects)
        return result

    def recalled(self, key: Hashable) -> Any | None:
        """Return what was kept under a key; None where nothing was, or it is forgotten."""
        found = self._kept.get(key)
        return None if found is None else found[0]

    def first(self, value: Given) -> Given:
        """Return the first object that was equal to a value, so that equal values have one identity."""
        found: Given | None = self.recalled(value)
        return self.keep(value, value) if found is None else found

    def keep(self, key: Hashable, result: Result, alive: tuple[object, ...] = ()) -> Result:
        """Keep a result under a key, and ``alive`` with it, whose identities the key is made of."""
        while len(self._kept) >= self.capacity:
            self._kept.popitem(last=False)
        self._kept[key] = (result, alive)
        return result


def by_identity(function: Callable[[Given], Result]) -> Callable[[Given], Result]:
    """Make a pure function of one immutable object remember what it returned for that very object."""
    kept: dict[int, tuple[Result, Given]] = {}

    @wraps(function)
    def remembered(given: Given) -> Result:
        found = kept.get(id(given))
        if found is not None:
            return found[0]
        result = function(given)
        while len(kept) >= CAPACITY:
            kept.pop(next(iter(kept)))
        kept[id(given)] = result, given
        return result

    return remembered
