"""The faults of a JSON text: what is in the place of something else, and what people usually mean by it."""

import re
from collections.abc import Iterator

from grader.documents.decoding import UNSEEN, report_unseen
from grader.documents.faults import quote_shortened, report_latex_in_quotes
from grader.documents.latex_escapes import find_eaten_commands
from grader.documents.nodes import Scalar
from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = ["report_escapes", "explain_json_error", "report_infinite_number", "report_trailing_text"]

STRING_START = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*')
BARE = re.compile(r"[^\s,:\[\]{}\"]+")
NUMBER_LIKE = re.compile(r"[-+.]*[0-9]")
DOUBLE_THE_BACKSLASH = "Write the backslash twice: {}."


def report_infinite_number(span: Span) -> Diagnostic:
    """``NaN`` and ``Infinity``."""
    return Diagnostic(
        slug="not-a-number",
        what=f"{quote_shortened(span.text)} is not a value of JSON.",
        why="Numbers are written with digits.",
        help='Write the text in double quotes, or null for "no answer".',
        span=span,
    )


def report_trailing_text(source: Source, offset: int) -> Diagnostic:
    """Text after the end of the document."""
    if comment := report_comment_at(source, offset):
        return comment
    return Diagnostic(
        slug="trailing-text",
        what="There is more text after the end of the document.",
        why="A file holds one JSON value, and it ended before this place.",
        help="Remove what follows, or move it inside the closing bracket.",
        span=Span(source, offset, offset + 1),
    )


def report_escapes(scalar: Scalar) -> Iterator[Diagnostic]:
    """Report what is wrong with the escapes of a string."""
    raw = scalar.span.text
    command = next(find_eaten_commands(raw), None)
    if command:
        span = Span(scalar.source, scalar.start + command.start(), scalar.start + command.end())
        yield report_latex_in_quotes(span, DOUBLE_THE_BACKSLASH.format(f"'\\{command.group()}'"))
        return
    for match in UNSEEN.finditer(scalar.text):
        yield report_unseen(match.group(), scalar.locate(match.start(), match.end()))


def explain_json_error(source: Source, offset: int, expected: str, opened: int | None) -> Diagnostic:
    """Explain the text at ``offset``, where ``expected`` was expected.

    ``opened`` is the offset of the innermost open bracket.
    """
    if offset >= len(source.text):
        return report_early_end(source, expected, opened)
    character = source.text[offset]
    if comment := report_comment_at(source, offset):
        return comment
    if (
        character == '"'
        and STRING_START.match(source.text, offset)
        and "comma" not in expected
        and "colon" not in expected
    ):
        return report_bad_string(source, offset)
    if character in "}]" and expected != "a colon":
        return report_early_closing(source, offset, expected)
    return report_bare_text(source, offset, expected)


def report_early_end(source: Source, expected: str, opened: int | None) -> Diagnostic:
    """The text ends too early."""
    end = len(source.text)
    span = Span(source, end, end) if opened is None else Span(source, opened, opened + 1)
    bracket = f"The bracket {span.text} that begins here is never closed" if span.text else "Nothing follows"
    return Diagnostic(
        slug="unclosed-bracket",
        what=f"The file ends where {expected} is expected.",
        why=f"{bracket}.",
        help="Write what is missing at the end of the file.",
        span=span,
    )


def report_comment_at(source: Source, offset: int) -> Diagnostic | None:
    """A comment, if one begins at ``offset``."""
    match = re.compile(r"//[^\r\n]*|/\*(?s:.)*?(?:\*/|\Z)|#[^\r\n]*").match(source.text, offset)
    if match is None:
        return None
    return Diagnostic(
        slug="comment-in-json",
        what="There is a comment here.",
        why="JSON has no comments.",
        help="Remove it; a YAML file may hold comments, which begin with #.",
        span=Span(source, match.start(), match.end()),
    )


def report_bad_string(source: Source, offset: int) -> Diagnostic:
    """A string that is not closed on its line, or holds an unknown escape."""
    match = STRING_START.match(source.text, offset)
    stop = match.end() if match else offset
    escape = re.compile(r"\\(?:[A-Za-z]+|.?)").match(source.text, stop)
    if escape:
        span = Span(source, escape.start(), escape.end())
        return report_latex_in_quotes(span, DOUBLE_THE_BACKSLASH.format(f"'\\{escape.group()}'"))
    rest = source.text[stop : stop + 1]
    if rest == "\t":
        what, why, help = "There is a tab in this string.", "A string cannot contain a tab.", "Write spaces, or \\t."
    else:
        what = "The double quote that begins here is never closed on this line."
        why, help = (
            "A string ends on the line it begins on.",
            'Write " at its end; write \\n for a line break inside it.',
        )
    at = stop if rest == "\t" else offset
    return Diagnostic(slug="unclosed-quote", what=what, why=why, help=help, span=Span(source, at, at + 1))


def report_early_closing(source: Source, offset: int, expected: str) -> Diagnostic:
    """A closing bracket in the wrong place."""
    text = source.text[:offset].rstrip()
    if text.endswith(","):
        return Diagnostic(
            slug="trailing-comma",
            what=f"There is a comma before the closing {source.text[offset]}.",
            why="In JSON a comma is used only between two values.",
            help="Remove the comma.",
            span=Span(source, len(text) - 1, len(text)),
        )
    return report_unexpected(
        source, offset, offset + 1, expected, f"Close the brackets in the order they were opened, or write {expected}."
    )


def report_bare_text(source: Source, offset: int, expected: str) -> Diagnostic:
    """A text without double quotes, a number that JSON does not know, or a missing comma or colon."""
    match = BARE.match(source.text, offset)
    end = match.end() if match else offset + 1
    text = source.text[offset:end]
    if "comma" in expected or "colon" in expected:
        return report_unexpected(source, offset, end, expected, f"Write {expected} before it.")
    if text == ",":
        help = f"Remove it, or write {expected} before it."
    elif text.startswith("'"):
        help = 'A JSON string is written in double quotes: "…".'
    elif NUMBER_LIKE.match(text):
        help = f'Write the number as text, in double quotes: "{text}".'
    else:
        help = f'Write the text in double quotes: "{text}".'
    return report_unexpected(source, offset, end, expected, help)


def report_unexpected(source: Source, start: int, end: int, expected: str, help: str) -> Diagnostic:
    """Something other than expected."""
    span = Span(source, start, end)
    return Diagnostic(
        slug="json-syntax",
        what=f"{quote_shortened(span.text)} is here, but {expected} is expected.",
        why="This is not JSON.",
        help=help,
        span=span,
    )
