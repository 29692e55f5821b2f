"""The complaints about JSON: what stands where something else belongs, and what people usually meant by it."""

import re
from collections.abc import Iterator

from grader.documents.decoding import UNSEEN, unseen
from grader.documents.faults import latex_in_quotes, shown
from grader.documents.latex_escapes import eaten
from grader.documents.nodes import Scalar
from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = ["escapes", "explain", "infinite", "trailing"]

STRING_START = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*')
BARE = re.compile(r"[^\s,:\[\]{}\"]+")
NUMBER_LIKE = re.compile(r"[-+.]*[0-9]")
DOUBLE_THE_BACKSLASH = "Write the backslash twice: {}."


def infinite(span: Span) -> Diagnostic:
    """``NaN`` and ``Infinity``."""
    return Diagnostic(
        slug="not-a-number",
        what=f"{shown(span.text)} is not a value of JSON.",
        why="Numbers are written with digits.",
        help='Write the text in double quotes, or null for "no answer".',
        span=span,
    )


def trailing(source: Source, offset: int) -> Diagnostic:
    """Anything behind the end of the document."""
    if comment := comment_at(source, offset):
        return comment
    return Diagnostic(
        slug="trailing-text",
        what="More text stands behind the end of the document.",
        why="A file holds one JSON value, and it ended before this place.",
        help="Remove what follows, or move it inside the closing bracket.",
        span=Span(source, offset, offset + 1),
    )


def escapes(scalar: Scalar) -> Iterator[Diagnostic]:
    """Yield what is wrong with the escapes of a string."""
    raw = scalar.span.text
    command = next(eaten(raw), None)
    if command:
        span = Span(scalar.source, scalar.start + command.start(), scalar.start + command.end())
        yield latex_in_quotes(span, DOUBLE_THE_BACKSLASH.format(f"'\\{command.group()}'"))
        return
    for match in UNSEEN.finditer(scalar.text):
        yield unseen(match.group(), scalar.locate(match.start(), match.end()))


def explain(source: Source, offset: int, expected: str, opened: int | None) -> Diagnostic:
    """Return the complaint about what stands at ``offset``, where ``expected`` was expected.

    ``opened`` is where the innermost open bracket stands.
    """
    if offset >= len(source.text):
        return ended(source, expected, opened)
    character = source.text[offset]
    if comment := comment_at(source, offset):
        return comment
    if (
        character == '"'
        and STRING_START.match(source.text, offset)
        and "comma" not in expected
        and "colon" not in expected
    ):
        return bad_string(source, offset)
    if character in "}]" and expected != "a colon":
        return before_closing(source, offset, expected)
    return bare_text(source, offset, expected)


def ended(source: Source, expected: str, opened: int | None) -> Diagnostic:
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


def comment_at(source: Source, offset: int) -> Diagnostic | None:
    """Return the complaint about a comment, if one begins at ``offset``."""
    match = re.compile(r"//[^\r\n]*|/\*(?s:.)*?(?:\*/|\Z)|#[^\r\n]*").match(source.text, offset)
    if match is None:
        return None
    return Diagnostic(
        slug="comment-in-json",
        what="A comment stands here.",
        why="JSON has no comments.",
        help="Remove it; a YAML file may hold comments, which begin with #.",
        span=Span(source, match.start(), match.end()),
    )


def bad_string(source: Source, offset: int) -> Diagnostic:
    """A string that is not closed on its line, or holds an escape that there is not."""
    match = STRING_START.match(source.text, offset)
    stop = match.end() if match else offset
    escape = re.compile(r"\\(?:[A-Za-z]+|.?)").match(source.text, stop)
    if escape:
        span = Span(source, escape.start(), escape.end())
        return latex_in_quotes(span, DOUBLE_THE_BACKSLASH.format(f"'\\{escape.group()}'"))
    rest = source.text[stop : stop + 1]
    if rest == "\t":
        what, why, help = "A tab stands in this string.", "Strings hold no tabs.", "Write spaces, or \\t."
    else:
        what = "The double quote that begins here is never closed on this line."
        why, help = (
            "A string ends on the line it begins on.",
            'Write " at its end; write \\n for a line break inside it.',
        )
    at = stop if rest == "\t" else offset
    return Diagnostic(slug="unclosed-quote", what=what, why=why, help=help, span=Span(source, at, at + 1))


def before_closing(source: Source, offset: int, expected: str) -> Diagnostic:
    """A closing bracket where it does not belong."""
    text = source.text[:offset].rstrip()
    if text.endswith(","):
        return Diagnostic(
            slug="trailing-comma",
            what=f"A comma stands before the closing {source.text[offset]}.",
            why="In JSON a comma stands only between two values.",
            help="Remove the comma.",
            span=Span(source, len(text) - 1, len(text)),
        )
    return unexpected(
        source, offset, offset + 1, expected, f"Close the brackets in the order they were opened, or write {expected}."
    )


def bare_text(source: Source, offset: int, expected: str) -> Diagnostic:
    """A text without double quotes, a number that JSON does not know, or a missing comma or colon."""
    match = BARE.match(source.text, offset)
    end = match.end() if match else offset + 1
    text = source.text[offset:end]
    if "comma" in expected or "colon" in expected:
        return unexpected(source, offset, end, expected, f"Write {expected} before it.")
    if text == ",":
        help = f"Remove it, or write {expected} before it."
    elif text.startswith("'"):
        help = 'JSON strings stand in double quotes: "…".'
    elif NUMBER_LIKE.match(text):
        help = f'Write the number as text, in double quotes: "{text}".'
    else:
        help = f'Write the text in double quotes: "{text}".'
    return unexpected(source, offset, end, expected, help)


def unexpected(source: Source, start: int, end: int, expected: str, help: str) -> Diagnostic:
    """Something else than expected."""
    span = Span(source, start, end)
    return Diagnostic(
        slug="json-syntax",
        what=f"{shown(span.text)} stands where {expected} is expected.",
        why="This is not JSON.",
        help=help,
        span=span,
    )
