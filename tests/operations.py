"""The work of a function in operations: how many functions it calls, its own and those of libraries.

Counted and not timed, so that the same work is the same number on every machine, however busy it is.
"""

import sys
from collections.abc import Callable
from types import FrameType

__all__ = ["count_operations"]


def count_operations(function: Callable[[], object]) -> int:
    """Return how many functions are called while a function runs."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count
