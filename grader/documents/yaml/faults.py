"""The complaints about YAML that can be parsed and is refused nevertheless: what, why, and how to fix it."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from grader.documents.decoding import UNSEEN, unseen
from grader.documents.faults import in_single_quotes, latex_in_quotes, shown
from grader.documents.latex_escapes import eaten
from grader.documents.nodes import Scalar
from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = ["alias", "directive", "escapes", "hidden", "properties", "second_document", "tab", "tabs"]

PROPERTY = re.compile(r"&\S*|!\S*")
COMMENT_AT_ONCE = re.compile(r"[ \t]+(?P<comment>#[^\s#][^\r\n]*)")
COMMENT_OR_TAB = re.compile(r"(?:(?<=\s)|\A)#[^\r\n]*|[ ]*(?P<tab>\t+)[ \t]*(?=[^\s#]|\Z)")


def alias(span: Span) -> Diagnostic:
    """``*name``."""
    return Diagnostic(
        slug="alias",
        what=f"{shown(span.text)} repeats another part of the file.",
        why="A text that begins with * is an alias in YAML; every answer must stand where it is given.",
        help=f"If it is part of an answer, write it in single quotes: {in_single_quotes(span.text)}.",
        span=span,
    )


def properties(source: Source, offset: int, end: int) -> Iterator[Diagnostic]:
    """``&name`` and ``!tag`` before a node."""
    while match := PROPERTY.match(source.text, offset):
        span = Span(source, match.start(), match.end())
        yield anchor(span) if match.group().startswith("&") else tag(span)
        offset = match.end()
        while offset < end and source.text[offset].isspace():
            offset += 1


def anchor(span: Span) -> Diagnostic:
    """``&name``."""
    return Diagnostic(
        slug="anchor",
        what=f"{shown(span.text)} names a part of the file.",
        why="A text that begins with & is an anchor in YAML, and nothing may be repeated by name.",
        help="Remove it; if it is part of an answer, write the whole answer in single quotes.",
        span=span,
    )


def tag(span: Span) -> Diagnostic:
    """``!tag``."""
    return Diagnostic(
        slug="tag",
        what=f"{shown(span.text)} gives a type to a value.",
        why="A text that begins with ! is a tag in YAML; here every value is text.",
        help="Remove it; if it is part of an answer, write the whole answer in single quotes.",
        span=span,
    )


def directive(span: Span) -> Diagnostic:
    """``%YAML`` and ``%TAG``."""
    return Diagnostic(
        slug="directive",
        what="The file begins with a directive.",
        why="A line that begins with % speaks to the YAML parser, and none is needed here.",
        help="Remove the line, and the line '---' below it.",
        span=span,
    )


def second_document(span: Span) -> Diagnostic:
    """A second document behind ``---``."""
    return Diagnostic(
        slug="second-document",
        what="A second document begins here.",
        why="A file holds one document; what follows a line '---' would not be read.",
        help="Remove the line '---', or put the second part into a file of its own.",
        span=span,
    )


def escapes(scalar: Scalar) -> Iterator[Diagnostic]:
    """Yield what is wrong with the escapes of a text in double quotes."""
    raw = scalar.span.text
    if "\\" not in raw:
        return
    commands = [Span(scalar.source, scalar.start + match.start(), scalar.start + match.end()) for match in eaten(raw)]
    if commands:
        yield latex_in_quotes(commands[0])
        return
    for match in UNSEEN.finditer(scalar.text):
        yield unseen(match.group(), scalar.locate(match.start(), match.end()))


def tabs(source: Source, scalars: Iterable[Scalar]) -> Iterator[Diagnostic]:
    """Yield a complaint about each tab between the texts of a file, except at the end of a line or in a comment."""
    bounds = [(0, 0), *((scalar.start, scalar.end) for scalar in scalars)]
    for (_, end), (start, _) in pairwise(bounds):
        for match in COMMENT_OR_TAB.finditer(source.text, end, start):
            if match["tab"]:
                yield tab(Span(source, match.start("tab"), match.end("tab")))


def hidden(source: Source, scalars: Iterable[Scalar]) -> Iterator[Diagnostic]:
    """Yield a warning for each text that is cut short by a # that may not have been meant as a comment."""
    for scalar in scalars:
        match = COMMENT_AT_ONCE.match(source.text, scalar.end)
        if match and scalar.style == "plain":
            yield Diagnostic(
                slug="hidden-by-comment",
                what=f"{shown(match['comment'])} is not read.",
                why="A # behind a space begins a comment, which goes on to the end of the line.",
                help="If it belongs to the answer, write the whole answer in single quotes.",
                span=Span(source, match.start("comment"), match.end("comment")),
                severity="warning",
            )


def tab(span: Span) -> Diagnostic:
    """A tab where spaces belong."""
    return Diagnostic(
        slug="tab",
        what="A tab stands here.",
        why="YAML lines are arranged by spaces; how wide a tab is differs from editor to editor.",
        help="Write spaces instead of the tab.",
        span=span,
    )
