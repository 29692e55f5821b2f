"""How the time of a function grows with the size of what it is given, measured as a ratio."""

from collections.abc import Callable
from time import process_time
from typing import TypeVar

__all__ = ["growth_of"]

Given = TypeVar("Given")
RUNS = 3  # the least of them counts: other processes only make a run longer
LEAST_S = 0.002  # what takes less is not measured well; then it counts as this long


def growth_of(function: Callable[[Given], object], make: Callable[[int], Given], size: int) -> float:
    """How many times as long ``function`` takes for four times the size: about 4 if linear, 16 if quadratic."""
    small, large = (max(LEAST_S, time_of(function, make(count))) for count in (size, 4 * size))
    return large / small


def time_of(function: Callable[[Given], object], given: Given) -> float:
    """The CPU time of one call in seconds."""
    times = []
    for _ in range(RUNS):
        start = process_time()
        function(given)
        times.append(process_time() - start)
    return min(times)
