"""Standard output and standard error: always printable, never a command, and coloured only for a person.

A stream that cannot show a character (an old locale) shows a stand-in in ASCII, or else its escape, instead of
failing. A disk that is full where the output goes is told in words, and is no mistake of ours.
"""

import codecs
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import Final

from grader.errors import Diagnostic, UsageError
from grader.reports.plain import harmless_lines

__all__ = ["complain", "flush", "prepare", "say", "silence", "wants_colour", "write"]

STAND_INS: Final[Mapping[str, str]] = {
    "✓": "+", "✗": "x", "◐": "~", "–": "-", "—": "-", "…": "...", "○": "o", "•": "*", "│": "|", "·": "-", "→": "->",
    "←": "<-", "×": "x", "≠": "!=", "≤": "<=", "≥": ">=", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"',
}  # fmt: skip


def prepare() -> None:
    """Make both streams survive any text in any locale."""
    codecs.register_error("stand-in", stand_in)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="stand-in")


def stand_in(error: UnicodeError) -> tuple[str | bytes, int]:
    """Return what is written for characters that a stream cannot show: signs of ours in ASCII, others as escapes."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    shown = (STAND_INS.get(sign) or sign.encode("ascii", "backslashreplace").decode("ascii") for sign in text)
    return "".join(shown), error.end


def wants_colour() -> bool:
    """Whether standard output is a terminal that shows colours and its user wants them (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write(text: str) -> None:
    """Print a rendered report, which is harmless already."""
    with printing():
        sys.stdout.write(text)


def flush() -> None:
    """Hand over what was printed so far."""
    with printing():
        sys.stdout.flush()


@contextmanager
def printing() -> Iterator[None]:
    """Turn a standard output that takes no more into a complaint; a reader that went away is for the door to see."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        silence()
        raise UsageError(
            Diagnostic(
                slug="cannot-print",
                what="There is no way to write to standard output.",
                why=f"The system says: {error.strerror or error}.",
                help="Send the output to a place that takes it.",
            )
        ) from error


def silence() -> None:
    """Send what is still to be printed nowhere, so that the interpreter's last flush is quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(*texts: str) -> None:
    """Print lines for the user."""
    write(harmless_lines(line for text in texts for line in text.split("\n")))


def complain(*texts: str) -> None:
    """Print lines to standard error, behind what was printed before."""
    flush()
    with suppress(OSError):  # where not even a complaint can be written, the exit code is all there is
        sys.stderr.write(harmless_lines(line for text in texts for line in text.split("\n")))
