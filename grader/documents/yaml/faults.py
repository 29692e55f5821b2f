"""The faults of YAML that can be parsed but is not allowed here: what is wrong, why, and how to fix it."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from grader.documents.decoding import UNSEEN, report_unseen
from grader.documents.faults import quote_shortened, report_latex_in_quotes, write_in_single_quotes
from grader.documents.latex_escapes import find_eaten_commands
from grader.documents.nodes import Scalar
from grader.errors import Diagnostic
from grader.source import Span

__all__ = [
    "find_tabs",
    "report_alias",
    "report_directive",
    "report_escapes",
    "find_hidden_text",
    "report_hidden_by_comment",
    "report_hidden_text",
    "report_properties",
    "report_second_document",
    "report_tab",
]

PROPERTY = re.compile(r"&\S*|!\S*")
COMMENT_AT_ONCE = re.compile(r"[ \t]+(?P<comment>#[^\s#][^\r\n]*)")
COMMENT_OR_TAB = re.compile(
    r"(?:(?<=\s)|\A)#[^\r\n]*|[ ]*+(?P<tab>\t++)[ \t]*+(?=[^\s#]|\Z)"
    r"|[ \t]++"  # any other blanks: all of them in one step
)


def report_alias(span: Span) -> Diagnostic:
    """``*name``."""
    return Diagnostic(
        slug="alias",
        what=f"{quote_shortened(span.text)} repeats another part of the file.",
        why="A text that begins with * is an alias in YAML; every answer must be written where it is given.",
        help=f"If it is part of an answer, write it in single quotes: {write_in_single_quotes(span.text)}.",
        span=span,
    )


def report_properties(place: Span) -> Iterator[Diagnostic]:
    """``&name`` and ``!tag`` before a node."""
    source, offset = place.source, place.start
    while match := PROPERTY.match(source.text, offset):
        span = Span(source, match.start(), match.end())
        yield report_anchor(span) if match.group().startswith("&") else report_tag(span)
        offset = match.end()
        while offset < place.end and source.text[offset].isspace():
            offset += 1


def report_anchor(span: Span) -> Diagnostic:
    """``&name``."""
    return Diagnostic(
        slug="anchor",
        what=f"{quote_shortened(span.text)} names a part of the file.",
        why="A text that begins with & is an anchor in YAML, and nothing may be repeated by name.",
        help="Remove it; if it is part of an answer, write the whole answer in single quotes.",
        span=span,
    )


def report_tag(span: Span) -> Diagnostic:
    """``!tag``."""
    return Diagnostic(
        slug="tag",
        what=f"{quote_shortened(span.text)} gives a type to a value.",
        why="A text that begins with ! is a tag in YAML; here every value is text.",
        help="Remove it; if it is part of an answer, write the whole answer in single quotes.",
        span=span,
    )


def report_directive(span: Span) -> Diagnostic:
    """``%YAML`` and ``%TAG``."""
    return Diagnostic(
        slug="directive",
        what="The file begins with a directive.",
        why="A line that begins with % is an instruction to the YAML parser, and none is needed here.",
        help="Remove the line, and the line '---' below it.",
        span=span,
    )


def report_second_document(span: Span) -> Diagnostic:
    """A second document after ``---``."""
    return Diagnostic(
        slug="second-document",
        what="A second document begins here.",
        why="A file holds one document; what follows a line '---' would not be read.",
        help="Remove the line '---', or put the second part into a file of its own.",
        span=span,
    )


def report_escapes(scalar: Scalar) -> Iterator[Diagnostic]:
    """Report what is wrong with the escapes of a text in double quotes."""
    raw = scalar.span.text
    if "\\" not in raw:
        return
    command = next(find_eaten_commands(raw), None)
    if command:
        span = Span(scalar.source, scalar.start + command.start(), scalar.start + command.end())
        yield report_latex_in_quotes(span)
        return
    for match in UNSEEN.finditer(scalar.text):
        yield report_unseen(match.group(), scalar.locate(match.start(), match.end()))


def find_tabs(text: str, scalars: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the place of each tab between the scalars of a text, except at the end of a line or in a comment."""
    for (_, end), (start, _) in pairwise([(0, 0), *scalars]):
        for match in COMMENT_OR_TAB.finditer(text, end, start):
            if match["tab"]:
                yield match.span("tab")


def report_hidden_by_comment(scalars: Iterable[Scalar]) -> Iterator[Diagnostic]:
    """Warn about each text that is cut short by a # that may not have been meant as a comment."""
    for scalar in scalars:
        hidden = find_hidden_text(scalar)
        if hidden is not None:
            yield report_hidden_text(hidden)


def find_hidden_text(scalar: Scalar) -> Span | None:
    """Return the comment right after an unquoted text, if the # in front of it may not have been meant as one."""
    match = COMMENT_AT_ONCE.match(scalar.source.text, scalar.end) if scalar.style == "plain" else None
    return Span(scalar.source, match.start("comment"), match.end("comment")) if match else None


def report_hidden_text(hidden: Span) -> Diagnostic:
    """A part of an answer that YAML takes for a comment."""
    return Diagnostic(
        slug="hidden-by-comment",
        what=f"{quote_shortened(hidden.text)} is not read.",
        why="A # after a space begins a comment, which goes on to the end of the line.",
        help="If it belongs to the answer, write the whole answer in single quotes.",
        span=hidden,
        severity="warning",
    )


def report_tab(span: Span) -> Diagnostic:
    """A tab where spaces belong."""
    return Diagnostic(
        slug="tab",
        what="There is a tab here.",
        why="YAML lines are arranged by spaces; how wide a tab is differs from editor to editor.",
        help="Write spaces instead of the tab.",
        span=span,
    )
