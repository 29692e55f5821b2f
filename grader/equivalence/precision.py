"""The precision of ball arithmetic, which flint has once for the whole process and not once for each thread.

What one thread sets holds for all of them. So balls are computed only ``with precision(bits)``, which lets one thread
in at a time, and nothing else in the package touches flint's context. A thread waits there for one pass of another over
its graph, or over 24 points of it at most, never for a whole decision; nothing that reads an answer comes here.

Needed for whatever rounds: arithmetic, functions, ``abs``, ``-``, ``arb(fmpq)``, comparing with a fraction. Not needed
for what is exact: comparing balls with each other and with whole numbers, ``mid``, ``float``, ``str`` with a number of
digits.

>>> from flint import arb
>>> with precision(20):
...     arb(2).sqrt().str(10)
'[1.41421 +/- 5.09e-6]'
"""

import os
from collections.abc import Callable
from threading import RLock, local
from typing import TypeVar

from flint import ctx

__all__ = ["WORKING", "compute_at_precision", "precision"]

WORKING = 53  # bits: those of a float, for what is only to be ordered or shown
Result = TypeVar("Result")
_lock = RLock()  # may be taken again by its thread: an evaluation may ask for another one on its way


class Caches:
    """What flint keeps for a thread, such as pi in many digits, which it does not free when the thread ends.

    It is freed with this object: some 200 kB, which a service that starts a thread for each request would lose each
    time.
    """

    def __del__(self, free: Callable[[], None] = ctx.cleanup) -> None:
        free()


class Guest(local):
    """What belongs to the thread that computes here, and ends with it."""

    def __init__(self) -> None:
        self.caches = Caches()


_guest = Guest()


class precision:  # noqa: N801 (read as a word: ``with precision(64):``)
    """Let this thread alone compute with balls, at a precision of so many bits.

    A class and not a generator, because a comparison may come here some ten times, and this takes a third of the time.
    """

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.before = bits

    def __enter__(self) -> None:
        _lock.acquire()
        _ = _guest.caches
        self.before = ctx.prec
        if self.before != self.bits:
            ctx.prec = self.bits

    def __exit__(self, *_: object) -> None:
        if self.before != self.bits:
            ctx.prec = self.before
        _lock.release()


def compute_at_precision(bits: int, compute: Callable[[], Result]) -> Result:
    """Return what is computed ``with precision(bits)``, in half the time: for what is done at every point."""
    with _lock:
        _ = _guest.caches  # registers this thread's caches, so that they are freed with it
        before = ctx.prec
        if before == bits:
            return compute()
        try:
            ctx.prec = bits
            return compute()
        finally:
            ctx.prec = before


if hasattr(os, "register_at_fork"):
    # A child has only the thread that forked: a lock that another one held would never be given back there.
    os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)
