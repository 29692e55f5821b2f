"""Standard output and standard error: always printable, never a command, and coloured only for a person.

A stream that cannot show a character (an old locale) shows its escape instead of failing.
"""

import os
import sys
from io import TextIOWrapper

from grader.reports.plain import harmless_lines

__all__ = ["complain", "prepare", "say", "wants_colour", "write"]


def prepare() -> None:
    """Make both streams survive any text in any locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def wants_colour() -> bool:
    """Whether standard output is a terminal that shows colours and its user wants them (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write(text: str) -> None:
    """Print a rendered report, which is harmless already."""
    sys.stdout.write(text)


def say(*texts: str) -> None:
    """Print lines for the user."""
    sys.stdout.write(harmless_lines(line for text in texts for line in text.split("\n")))


def complain(*texts: str) -> None:
    """Print lines to standard error."""
    sys.stdout.flush()
    sys.stderr.write(harmless_lines(line for text in texts for line in text.split("\n")))
