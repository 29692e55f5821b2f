"""Standard output and standard error: always printable, never a command, and coloured only for a person.

A stream that cannot show a character (an old locale) shows an ASCII replacement, or else an escape, instead of failing.
If the output goes to a full disk, a message says so; that is no mistake of ours.
"""

import codecs
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import Final

from grader.errors import Diagnostic, UsageError
from grader.reports.plain import join_harmless_lines

__all__ = ["complain", "flush", "prepare_streams", "say", "silence", "wants_colour", "write"]

STAND_INS: Final[Mapping[str, str]] = {
    "✓": "+", "✗": "x", "◐": "~", "–": "-", "—": "-", "…": "...", "○": "o", "•": "*", "│": "|", "·": "-", "→": "->",
    "←": "<-", "×": "x", "≠": "!=", "≤": "<=", "≥": ">=", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"',
}  # fmt: skip


def prepare_streams() -> None:
    """Make both streams survive any text in any locale."""
    codecs.register_error("stand-in", replace_unprintable)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="stand-in")


def replace_unprintable(error: UnicodeError) -> tuple[str | bytes, int]:
    """Replace characters that a stream cannot show: our own signs by ASCII, others by escapes."""
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
    with guard_printing():
        sys.stdout.write(text)


def flush() -> None:
    with guard_printing():
        sys.stdout.flush()


@contextmanager
def guard_printing() -> Iterator[None]:
    """Turn an output that accepts no more text into a message. ``main`` handles a reader that went away."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        silence()
        raise UsageError(
            Diagnostic(
                slug="cannot-print",
                what="Standard output cannot be written to.",
                why=f"The system says: {error.strerror or error}.",
                help="Make room, or send the output somewhere else.",
            )
        ) from error


def silence() -> None:
    """Discard what is still to be printed, so that the interpreter's last flush is quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(*texts: str) -> None:
    """Print lines for the user."""
    write(join_harmless_lines(line for text in texts for line in text.split("\n")))


def complain(*texts: str) -> None:
    """Print lines to standard error, after everything that was printed before."""
    flush()
    with suppress(OSError):  # if not even a message can be written, the exit code has to do
        sys.stderr.write(join_harmless_lines(line for text in texts for line in text.split("\n")))
