"""Slowing down whoever guesses passwords: after some wrong ones, an account takes none for a while.

What is counted is the account and not the address: a lecture hall has one address, and a guesser has many. The counts
are kept in the memory of one process; a restart forgets them, which helps nobody who needs millions of guesses.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

__all__ = ["Throttle"]

MOST_WRONG = 10
WINDOW = timedelta(minutes=10)
MOST_NAMES = 10_000  # the oldest are forgotten


class Throttle:
    """Counts wrong passwords by name."""

    def __init__(self) -> None:
        self.wrong: OrderedDict[str, list[datetime]] = OrderedDict()
        self.lock = Lock()

    def is_closed(self, name: str, now: datetime) -> bool:
        """Whether an account takes no password now."""
        with self.lock:
            return len(self.list_recent(name, now)) >= MOST_WRONG

    def note_wrong(self, name: str, now: datetime) -> None:
        """Count a wrong password."""
        with self.lock:
            recent = [*self.list_recent(name, now), now]
            self.wrong[name] = recent[-MOST_WRONG:]
            self.wrong.move_to_end(name)
            while len(self.wrong) > MOST_NAMES:
                self.wrong.popitem(last=False)

    def forget(self, name: str) -> None:
        """Forget the wrong ones after a right one."""
        with self.lock:
            self.wrong.pop(name, None)

    def list_recent(self, name: str, now: datetime) -> list[datetime]:
        return [at for at in self.wrong.get(name, ()) if now - at < WINDOW]
