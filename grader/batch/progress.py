"""How far a batch is: a bar that is drawn over on a terminal, a line now and then where output is kept, or nothing.

The time that is left is what is left to do at the mean rate so far. Nothing is shown of what is over in a moment.

>>> in_words(7.4), in_words(200), in_words(7500)
('7 s', '3 min 20 s', '2 h 05 min')
"""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import TextIO

__all__ = ["Display", "Progress", "display_for"]

BAR_CHARACTERS = 30
MINUTE_S = 60
HOUR_S = 3600


class Display(Enum):
    """How progress is shown. The value is how many seconds pass between two signs of life, at least."""

    BAR = 0.1
    LINES = 10.0
    NOTHING = float("inf")


FIRST_AFTER_S = {Display.BAR: 0.5, Display.LINES: 10.0, Display.NOTHING: float("inf")}


def display_for(stream: TextIO, *, is_quiet: bool = False) -> Display:
    """Return how to show progress on a stream: a bar where it is a terminal that can go back in a line."""
    if is_quiet:
        return Display.NOTHING
    return Display.BAR if stream.isatty() and os.environ.get("TERM") != "dumb" else Display.LINES


class Progress:
    """Counts what is done and shows it; leaves the ``with`` block without a trace on the terminal.

    ``clock`` returns seconds, ``columns`` the width of the terminal.
    """

    def __init__(
        self,
        stream: TextIO,
        display: Display,
        *,
        clock: Callable[[], float] = time.monotonic,
        columns: Callable[[], int] = lambda: shutil.get_terminal_size().columns,
    ) -> None:
        self.stream, self.display, self.clock, self.columns = stream, display, clock, columns
        self.total = self.done = self.shown = 0
        self.started = clock()
        self.due = self.started + FIRST_AFTER_S[display]

    def __enter__(self) -> "Progress":
        """Begin to show."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away, whatever happened."""
        self.clear()

    def begin(self, total: int) -> None:
        """Begin to count up to a total."""
        self.total, self.done = total, 0
        self.started = self.clock()
        self.due = self.started + FIRST_AFTER_S[self.display]

    def step(self) -> None:
        """Count one more, and show it when it is time to."""
        self.done += 1
        now = self.clock()
        if now >= self.due:
            self.due = now + self.display.value
            self.show(now - self.started)

    def show(self, elapsed_s: float) -> None:
        """Show how far it is."""
        text = self.text(elapsed_s)
        if self.display is Display.LINES:
            self.write(f"{text}\n")
        elif self.display is Display.BAR:
            line = f"{self.bar()} {text}"[: max(self.columns() - 1, 0)]
            self.write(f"\r{line:<{self.shown}}")
            self.shown = len(line)

    def clear(self) -> None:
        """Take the bar away, so that something else can be printed."""
        if self.shown:
            self.write(f"\r{'':<{self.shown}}\r")
            self.shown = 0

    def text(self, elapsed_s: float) -> str:
        """Return how many are done, how many a second, and the time that is left."""
        rate = self.done / elapsed_s if elapsed_s > 0 else 0.0
        left = f", {in_words((self.total - self.done) / rate)} left" if rate and self.done < self.total else ""
        return f"{self.done:,} of {self.total:,} graded, {rate:.{0 if rate >= 10 else 1}f} a second{left}"

    def bar(self) -> str:
        """Return the bar."""
        filled = BAR_CHARACTERS * min(self.done, self.total) // max(self.total, 1)
        return f"[{'#' * filled}{'-' * (BAR_CHARACTERS - filled)}]"

    def write(self, text: str) -> None:
        """Write at once; a stream that takes no more does not stop the work."""
        with suppress(OSError, ValueError):
            self.stream.write(text)
            self.stream.flush()


def in_words(seconds: float) -> str:
    """Return a time as people say it, rounded."""
    whole = round(seconds)
    if whole < MINUTE_S:
        return f"{whole} s"
    if whole < HOUR_S:
        return f"{whole // MINUTE_S} min {whole % MINUTE_S:02} s"
    return f"{whole // HOUR_S} h {whole % HOUR_S // MINUTE_S:02} min"
