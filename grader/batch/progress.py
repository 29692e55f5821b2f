"""How far a batch is: a bar on a terminal, a line now and then where output goes to a file, or nothing.

The time left is an estimate from the mean rate so far. Nothing is shown for a batch that takes only a moment.

>>> format_duration(7.4), format_duration(200), format_duration(7500)
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

__all__ = ["Display", "Progress", "choose_display"]

BAR_CHARACTERS = 30
MINUTE_S = 60
HOUR_S = 3600


class Display(Enum):
    """How progress is shown. The value is the least number of seconds between two updates."""

    BAR = 0.1
    LINES = 10.0
    NOTHING = float("inf")


# Seconds before the first update, so that a batch that is over in a moment shows nothing.
FIRST_AFTER_S = {Display.BAR: 0.5, Display.LINES: 10.0, Display.NOTHING: float("inf")}


def choose_display(stream: TextIO, *, is_quiet: bool = False) -> Display:
    """Choose a bar for a terminal that can redraw a line, and lines for anything else."""
    if is_quiet:
        return Display.NOTHING
    return Display.BAR if stream.isatty() and os.environ.get("TERM") != "dumb" else Display.LINES


class Progress:
    """Counts the submissions that are done, and shows the count; removes the bar at the end of the ``with`` block.

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
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def begin(self, total: int) -> None:
        """Start counting up to a total."""
        self.total, self.done = total, 0
        self.started = self.clock()
        self.due = self.started + FIRST_AFTER_S[self.display]

    def step(self) -> None:
        """Count one more, and show the count when an update is due."""
        self.done += 1
        now = self.clock()
        if now >= self.due:
            self.due = now + self.display.value
            self.show(now - self.started)

    def show(self, elapsed_s: float) -> None:
        text = self.format_status(elapsed_s)
        if self.display is Display.LINES:
            self.write(f"{text}\n")
        elif self.display is Display.BAR:
            line = f"{self.format_bar()} {text}"[: max(self.columns() - 1, 0)]
            self.write(f"\r{line:<{self.shown}}")
            self.shown = len(line)

    def clear(self) -> None:
        """Remove the bar, so that something else can be printed."""
        if self.shown:
            self.write(f"\r{'':<{self.shown}}\r")
            self.shown = 0

    def format_status(self, elapsed_s: float) -> str:
        """Return the number done, the rate per second, and the time left."""
        rate = self.done / elapsed_s if elapsed_s > 0 else 0.0
        left = f", {format_duration((self.total - self.done) / rate)} left" if rate and self.done < self.total else ""
        return f"{self.done:,} of {self.total:,} graded, {rate:.{0 if rate >= 10 else 1}f} a second{left}"

    def format_bar(self) -> str:
        filled = BAR_CHARACTERS * min(self.done, self.total) // max(self.total, 1)
        return f"[{'#' * filled}{'-' * (BAR_CHARACTERS - filled)}]"

    def write(self, text: str) -> None:
        """Write at once. A stream that is closed or full does not stop the work."""
        with suppress(OSError, ValueError):
            self.stream.write(text)
            self.stream.flush()


def format_duration(seconds: float) -> str:
    """Return a rounded time as people say it."""
    whole = round(seconds)
    if whole < MINUTE_S:
        return f"{whole} s"
    if whole < HOUR_S:
        return f"{whole // MINUTE_S} min {whole % MINUTE_S:02} s"
    return f"{whole // HOUR_S} h {whole % HOUR_S // MINUTE_S:02} min"
