"""Whether a value may be written out as a whole number or a fraction.

A ball holds ``sinh(sinh(900))`` in a few bytes, since its exponent stands apart; a fraction would take all memory.
So whoever needs a ball as an exact number asks here first.

>>> from flint import arb
>>> is_short(arb(2) ** 100), is_short(arb(2) ** (10**15))
(True, False)
"""

from typing import Any

from flint import arb

__all__ = ["is_short"]

SMALLEST, LARGEST = arb(2) ** -4000, arb(2) ** 4000  # exact at any precision


def is_short(middle: Any) -> bool:
    """Whether an exact number is not so large or small that to write it out would take all memory."""
    return bool(middle == 0 or SMALLEST < middle < LARGEST or -LARGEST < middle < -SMALLEST)
