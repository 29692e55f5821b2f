"""How much work one account may ask for in a short time: a bucket that fills steadily, and that each request empties.

What counts is the work, and whose it is: a lecture hall of 300 students has one address, and each of them types. The
buckets are kept in the memory of one process; a restart fills them.
"""

import math
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

__all__ = ["Budget", "TooMuchError", "make_reading_budget", "make_sending_budget"]

MOST_ACCOUNTS = 10_000  # the buckets that were not used for longest are forgotten, which fills them


class TooMuchError(Exception):
    """An account asks for too much in a short time. ``seconds`` says when it may ask again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass
class Budget:
    """A bucket for each account. ``each`` is what a request costs by itself, in characters.

    >>> from datetime import UTC, timedelta
    >>> budget, now = Budget(per_second=10, most=100, each=20), datetime(2026, 11, 30, tzinfo=UTC)
    >>> budget.spend(1, 30, now)
    >>> budget.spend(1, 30, now)
    >>> budget.spend(1, 30, now + timedelta(seconds=2))
    Traceback (most recent call last):
    grader.service.web.budgets.TooMuchError: 3
    """

    per_second: int
    most: int
    each: int
    left: OrderedDict[int, tuple[float, datetime]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def spend(self, account: int, characters: int, now: datetime) -> None:
        """Take what a request costs from the bucket of an account; TooMuchError if there is not enough in it."""
        with self.lock:
            before, at = self.left.pop(account, (float(self.most), now))
            filled = min(self.most, before + self.per_second * max(0.0, (now - at).total_seconds()))
            cost = min(self.most, self.each + characters)  # so that even the largest request is possible
            self.left[account] = (filled - cost if filled >= cost else filled, now)
            if len(self.left) > MOST_ACCOUNTS:
                self.left.popitem(last=False)
        if filled < cost:
            raise TooMuchError(math.ceil((cost - filled) / self.per_second))


def make_reading_budget() -> Budget:
    """For reading while somebody types: about 80 short answers a second, and a thousand at once."""
    return Budget(per_second=20_000, most=250_000, each=200)


def make_sending_budget() -> Budget:
    """For files that are graded or proved: one every two seconds, and a hundred at once."""
    return Budget(per_second=5_000, most=1_000_000, each=10_000)
