"""Complaints: what is wrong, where, why, and how to fix it.

A ``Diagnostic`` is data; text, JSON and HTML are renderings of it and nobody parses a message. Two families of
exception carry diagnostics: ``DocumentError`` (a file, all its faults at once) and ``AnswerError`` (one answer that
cannot be read or used). Neither is ever our own crash: that stays an ordinary Python exception and becomes a
``fault`` at the item boundary.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from grader.source import Span

__all__ = [
    "AnswerError", "Audience", "Diagnostic", "DocumentError", "GraderError", "LimitError", "UsageError", "printable",
    "suggestion",
]  # fmt: skip

Audience = Literal["student", "author"]
TAB_WIDTH = 4
SHOWN_COLUMNS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """One located complaint. ``slug`` is stable and has an entry in ``docs/messages.md``."""

    slug: str
    what: str
    why: str = ""
    help: str = ""
    span: Span | None = None
    audience: Audience = "student"
    severity: Literal["error", "warning"] = "error"

    def at(self, span: Span | None) -> "Diagnostic":
        """Return the same complaint at another place."""
        return replace(self, span=span)

    def __str__(self) -> str:
        """Render in the house format: place, what, the line with carets, why, help."""
        place = f"{self.span.place}: " if self.span else ""
        lines = [f"{place}{self.severity}[{self.slug}]: {printable(self.what)}"]
        if self.span and self.span.source.text:
            lines += excerpt(self.span)
        if self.why:
            lines.append(f"   why:   {printable(self.why)}")
        if self.help:
            lines.append(f"   help:  {printable(self.help)}")
        return "\n".join(lines)


def excerpt(span: Span) -> list[str]:
    """Return the source line of ``span`` and a line of carets under its characters, windowed when it is long."""
    number, column = span.source.position(span.start)
    line = span.source.line(number)
    width = max(1, min(span.end - span.start, len(line) - column + 1))
    first = max(0, column - 1 - SHOWN_COLUMNS // 2) if len(line) > SHOWN_COLUMNS else 0
    shown = line[first : first + SHOWN_COLUMNS]
    lead = "…" if first else ""
    before = printable(lead + shown[: column - 1 - first])
    marked = printable(shown[column - 1 - first : column - 1 - first + width])
    after = printable(shown[column - 1 - first + width :])
    gutter = f"{number:>5} | "
    return [gutter + before + marked + after, " " * 5 + " | " + " " * len(before) + "^" * max(1, len(marked))]


def printable(text: str) -> str:
    """Return ``text`` with control, bidirectional and unpaired characters as visible escapes (tabs as spaces)."""
    if text.isascii() and text.isprintable():  # nearly always so, and at once
        return text
    return "".join(character if is_safe(character) else escape(character) for character in text)


def is_safe(character: str) -> bool:
    """Tell whether a terminal shows ``character`` as itself and nothing else."""
    return character.isprintable() and not 0x200B <= ord(character) <= 0x200F


def escape(character: str) -> str:
    """Return the visible escape of one character."""
    if character == "\t":
        return " " * TAB_WIDTH
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def suggestion(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return how to fix a word that is not known: the nearest known one, or ``otherwise`` where none is near."""
    from difflib import get_close_matches  # only mistakes pay for this import

    near = get_close_matches(word, list(known), n=1, cutoff=0.65)
    return f"Write '{near[0]}'." if near else otherwise


class GraderError(Exception):
    """What every complaint of ours about somebody's input derives from."""

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic]) -> None:
        self.diagnostics = (diagnostics,) if isinstance(diagnostics, Diagnostic) else tuple(diagnostics)
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))

    def __reduce__(self) -> tuple[type["GraderError"], tuple[tuple[Diagnostic, ...]]]:
        """Go to another process, and back, with the complaints."""
        return type(self), (self.diagnostics,)

    @property
    def diagnostic(self) -> Diagnostic:
        """The first complaint."""
        return self.diagnostics[0]


class DocumentError(GraderError):
    """A rubric or submission that cannot be used; holds all its faults in document order."""


class AnswerError(GraderError):
    """One answer that cannot be read; its span is in the answer's own text."""


class LimitError(AnswerError):
    """An answer or document beyond a named limit; refused before any work is done on it."""


class UsageError(GraderError):
    """A command that was called with words it does not take."""
