"""The faults that any document can have, whatever its format: what is wrong, why, and how to fix it."""

from grader import limits
from grader.documents.nodes import Scalar
from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = [
    "report_duplicate_key", "report_empty_file", "write_in_single_quotes", "report_key_not_text",
    "report_latex_in_quotes", "report_merge_key", "quote_shortened", "report_too_deep", "report_too_many_nodes",
]  # fmt: skip

SHOWN_CHARACTERS = 40  # a longer text is cut, so that a message keeps to about one line
COPIED_CHARACTERS = 1_000  # what is to be written is given whole, so that it can be copied; nobody copies more


def quote_shortened(text: str) -> str:
    """Put a text in quotation marks, shortened if it is long."""
    flat = " ".join(text.split())
    return f"'{flat}'" if len(flat) <= SHOWN_CHARACTERS else f"'{flat[:SHOWN_CHARACTERS]}…'"


def write_in_single_quotes(text: str) -> str:
    """Write a text in single quotes, as YAML reads it; of one that is too long to be copied, say how."""
    if len(text) > COPIED_CHARACTERS or "\n" in text:
        return "'…', with each single quote inside written twice"
    return "'" + text.replace("'", "''") + "'"


def report_empty_file(source: Source) -> Diagnostic:
    """Nothing to read."""
    return Diagnostic(
        slug="empty-document",
        what="The file is empty.",
        why="It contains only white space and comments.",
        help="Fill in the template, or write at least one 'key: value' line.",
        span=Span(source, 0, 0),
    )


def report_merge_key(span: Span) -> Diagnostic:
    """``<<`` as a key."""
    return Diagnostic(
        slug="merge-key",
        what="'<<' takes over the keys of another mapping.",
        why="Every key must be written where it is used.",
        help="Write the keys out.",
        span=span,
    )


def report_key_not_text(span: Span) -> Diagnostic:
    """A list or mapping as a key."""
    return Diagnostic(
        slug="key-not-text",
        what="There is a list or mapping where a key belongs.",
        why="Keys are names.",
        help="Write a name before the colon; if this is an answer, write it in single quotes.",
        span=Span(span.source, span.start, max(span.end, span.start + 1)),
    )


def report_duplicate_key(key: Scalar, first: Scalar) -> Diagnostic:
    """One key twice in the same mapping."""
    line, _ = key.source.position(first.start)
    again, _ = key.source.position(key.start)
    where = f"twice on line {line}" if line == again else f"on line {line} and again on line {again}"
    return Diagnostic(
        slug="duplicate-key",
        what=f"The key {quote_shortened(key.text)} appears {where}.",
        why="Only one of the two could count, and it would not be clear which.",
        help="Remove one of them.",
        span=key.span,
    )


def report_too_deep(span: Span) -> Diagnostic:
    """More levels than ``MAX_DOCUMENT_DEPTH``."""
    return Diagnostic(
        slug="document-too-deep",
        what="The file is nested too deeply.",
        why=f"At most {limits.MAX_DOCUMENT_DEPTH} levels are read (MAX_DOCUMENT_DEPTH).",
        help="Close the brackets earlier; if this is an answer, write it in single quotes.",
        span=span,
    )


def report_too_many_nodes(span: Span) -> Diagnostic:
    """More values than ``MAX_DOCUMENT_NODES``."""
    return Diagnostic(
        slug="document-too-many-values",
        what="The file holds too many values.",
        why=f"At most {limits.MAX_DOCUMENT_NODES:,} keys and values are read (MAX_DOCUMENT_NODES).",
        help="Leave out what is not part of an answer.",
        span=span,
    )


def report_latex_in_quotes(
    span: Span, help: str = "Write the answer in single quotes, or without quotes."
) -> Diagnostic:
    """A LaTeX command in double quotes."""
    return Diagnostic(
        slug="backslash-in-double-quotes",
        what=f"{quote_shortened(span.text)} is in double quotes.",
        why="In double quotes a backslash begins an escape, so "
        f"{quote_shortened(span.text[:2])} is read as another character.",
        help=help,
        span=span,
    )
