"""Error messages as data: what is wrong, where, why, and how to fix it.

A ``Diagnostic`` is data; text, JSON and HTML are renderings of it, and no code parses a message. Two families of
exception carry diagnostics: ``DocumentError`` (a file, all its faults at once) and ``AnswerError`` (one answer that
cannot be read or used). A crash of our own is neither: it stays an ordinary Python exception, and becomes a ``fault``
at the item boundary.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

from grader.source import Span

__all__ = [
    "AnswerError", "Audience", "Diagnostic", "DocumentError", "GraderError", "LimitError", "Proposal", "UsageError",
    "escape_unprintable", "join_words", "put_in_quotes", "suggest_nearest",
]  # fmt: skip

Audience = Literal["student", "author"]
TAB_WIDTH = 4
SHOWN_COLUMNS = 100  # a longer source line is cut, so that the line of carets fits below it


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A text that a message proposes to write.

    ``answer`` is the whole answer with that text in its place. ``shown`` is what the message quotes: the answer, or of
    a long one the piece that is new; empty where even that is too long to be copied. ``meaning`` says which of several
    readings it is (``for a product``).
    """

    answer: str
    shown: str = ""
    meaning: str = ""

    def __str__(self) -> str:
        """The proposal as a part of a sentence that begins with *write*."""
        place = "" if self.shown == self.answer.strip() else " there"
        return f"{put_in_quotes(self.shown)}{place}{' ' if self.meaning else ''}{self.meaning}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """One message about one place. ``slug`` is stable and has an entry in ``docs/messages.md``.

    A text to write is never put into ``help`` by hand: it is one of the ``proposals``, so that it can be tried before
    anybody sees it. ``otherwise`` is the help where none of them can be read.
    """

    slug: str
    what: str
    why: str = ""
    help: str = ""
    span: Span | None = None
    audience: Audience = "student"
    severity: Literal["error", "warning"] = "error"
    proposals: tuple[Proposal, ...] = ()
    otherwise: str = ""

    def at(self, span: Span | None) -> "Diagnostic":
        """The same message at another place."""
        return replace(self, span=span)

    def propose(self, proposals: Iterable[Proposal]) -> "Diagnostic":
        """The same message with these proposals as its help, or the help for no proposal."""
        kept = tuple({proposal.answer: proposal for proposal in reversed(tuple(proposals))}.values())[::-1]
        otherwise = self.otherwise or self.help
        return replace(self, help=describe_proposals(kept) or otherwise, proposals=kept, otherwise=otherwise)

    def keep_proposals(self, is_good: Callable[[str], bool]) -> "Diagnostic":
        """The same message with only those proposals whose whole answer is good."""
        if not self.proposals:
            return self
        return self.propose(proposal for proposal in self.proposals if is_good(proposal.answer))

    def __str__(self) -> str:
        """The format of every message: place, what, the line with carets, why, help."""
        place = f"{escape_unprintable(self.span.place)}: " if self.span else ""
        lines = [f"{place}{self.severity}[{self.slug}]: {escape_unprintable(self.what)}"]
        if self.span and self.span.source.text:
            lines += draw_excerpt(self.span)
        if self.why:
            lines.append(f"   why:   {escape_unprintable(self.why)}")
        if self.help:
            lines.append(f"   help:  {escape_unprintable(self.help)}")
        return "\n".join(lines)


def describe_proposals(proposals: Iterable[Proposal]) -> str:
    """The sentence that proposes these texts; empty if none of them is shown."""
    shown = [proposal for proposal in proposals if proposal.shown]
    if not shown:
        return ""
    joint = ", or " if shown[0].meaning else " or "
    *first, last = map(str, shown)
    return f"write {', '.join(first)}{joint if first else ''}{last}."


def draw_excerpt(span: Span) -> list[str]:
    """Draw the source line of ``span`` and carets under its characters; a long line is cut on both sides."""
    number, column = span.source.position(span.start)
    line = span.source.line(number)
    width = max(1, min(span.end - span.start, len(line) - column + 1))
    first = max(0, column - 1 - SHOWN_COLUMNS // 2) if len(line) > SHOWN_COLUMNS else 0
    shown = line[first : first + SHOWN_COLUMNS]
    lead = "…" if first else ""
    before = escape_unprintable(lead + shown[: column - 1 - first])
    marked = escape_unprintable(shown[column - 1 - first : column - 1 - first + width])
    after = escape_unprintable(shown[column - 1 - first + width :])
    gutter = f"{number:>5} | "
    return [gutter + before + marked + after, " " * 5 + " | " + " " * len(before) + "^" * max(1, len(marked))]


def put_in_quotes(text: str) -> str:
    """Quote a text in a message: in single quotes, or in double ones if it has primes or quotes of its own.

    >>> print(put_in_quotes("2x"), put_in_quotes("f''(x)"))
    '2x' "f''(x)"
    """
    return f'"{text}"' if "'" in text and '"' not in text else f"'{text}'"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """Join words as a sentence does: ``a``, ``a and b``, ``a, b and c``; there is at least one."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def escape_unprintable(text: str) -> str:
    """Show control, bidirectional and unpaired characters as visible escapes, tabs as spaces."""
    if text.isprintable():  # a shortcut, because this is nearly always so
        return text
    return "".join(character if character.isprintable() else escape_character(character) for character in text)


def escape_character(character: str) -> str:
    if character == "\t":
        return " " * TAB_WIDTH
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def suggest_nearest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Say how to fix an unknown word: write the nearest known word, or ``otherwise`` if none is near."""
    from difflib import get_close_matches  # only mistakes pay for this import

    near = get_close_matches(word, list(known), n=1, cutoff=0.65)
    return f"Write '{near[0]}'." if near else otherwise


class GraderError(Exception):
    """The base class of every error about somebody's input."""

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic]) -> None:
        super().__init__()
        self.diagnostics = (diagnostics,) if isinstance(diagnostics, Diagnostic) else tuple(diagnostics)

    def __str__(self) -> str:
        """Return the messages one below the other; most errors are caught before anybody sees them."""
        return "\n".join(map(str, self.diagnostics))

    def __reduce__(self) -> tuple[type["GraderError"], tuple[tuple[Diagnostic, ...]]]:
        """Pickle the diagnostics alone, so that the error can cross to another process and back."""
        return type(self), (self.diagnostics,)

    @property
    def diagnostic(self) -> Diagnostic:
        """The first message."""
        return self.diagnostics[0]

    def keep_proposals(self, is_good: Callable[[str], bool]) -> Self:
        """The same error, whose messages propose only whole answers that are good."""
        return type(self)(diagnostic.keep_proposals(is_good) for diagnostic in self.diagnostics)


class DocumentError(GraderError):
    """A rubric or submission cannot be used; holds all its faults in document order."""


class AnswerError(GraderError):
    """One answer cannot be read; the span is in the answer's own text."""


class LimitError(AnswerError):
    """An answer or document is beyond a named limit; it is refused before any work is done on it."""


class UsageError(GraderError):
    """A command was called with words that it does not accept."""
