"""The lines of a derivation, as they were typed: a list, a text of several lines, or LaTeX with its own line ends.

A line that begins with ``=``, or is an expression alone, goes on from the line before.
"""

import re
from collections.abc import Iterator, Sequence

from grader.answers.protocol import Chain, Task
from grader.answers.working.working import chain_of
from grader.documents import DocumentNode, Scalar
from grader.documents import Sequence as SequenceNode
from grader.errors import AnswerError, Diagnostic
from grader.expr import parse
from grader.expr.nodes import Node, Relation

__all__ = ["Line", "chains_of", "read_lines"]

ARROW = r"(?:=>|<=>|⇒|⟹|⇔|\\(?:Long)?[Rr]ightarrow|\\implies|\\iff|\\Leftrightarrow)"
GOES_ON = re.compile(rf"\s*(?:{ARROW}\s*)?(?:&?\s*=(?!=)\s*&?)?\s*")
WHOLE_LATEX = "\\begin"
Line = tuple[Node, bool]
"""What a line says, and whether it goes on from the line before."""


def read_lines(given: DocumentNode, task: Task) -> Iterator[Line]:
    """Yield the lines in order."""
    is_first = True
    if not any(pieces(scalar.text) for scalar in scalars(given)):
        raise AnswerError(not_lines(given))
    for scalar in scalars(given):
        for start, end in pieces(scalar.text):
            mark = GOES_ON.match(scalar.text, start, end)
            begin = mark.end() if mark else start
            tree = parsed(scalar, begin, end, task)
            goes_on = "=" in scalar.text[start:begin] or not isinstance(tree, Relation)
            yield tree, goes_on and not is_first
            is_first = False


def scalars(given: DocumentNode) -> Iterator[Scalar]:
    """Yield the texts that were given, one or a list of them."""
    if isinstance(given, Scalar):
        yield given
    elif isinstance(given, SequenceNode) and all(isinstance(item, Scalar) for item in given.items):
        yield from (item for item in given.items if isinstance(item, Scalar) and not item.is_blank)
    else:
        raise AnswerError(not_lines(given))


def not_lines(given: DocumentNode) -> Diagnostic:
    """Explain what a derivation is."""
    return Diagnostic(
        slug="lines-expected",
        what="These are not the lines of a derivation.",
        why="A derivation is a text, or a list of texts, one for each line.",
        help="Write one line after each '- ', in quotes if it holds ': ' or ' #'.",
        span=given.span,
    )


def pieces(text: str) -> list[tuple[int, int]]:
    """Return where each line of a text begins and ends; an environment of LaTeX stays whole."""
    if WHOLE_LATEX in text:
        return [(0, len(text))]
    return [match.span() for match in re.finditer(r"[^\n]*[^\s][^\n]*", text)]


def parsed(scalar: Scalar, start: int, end: int, task: Task) -> Node:
    """Parse a part of a text; complaints are placed in the file."""
    try:
        return parse(scalar.text[start:end], task.notation).tree
    except AnswerError as error:
        raise type(error)(moved(diagnostic, scalar, start) for diagnostic in error.diagnostics) from None


def moved(diagnostic: Diagnostic, scalar: Scalar, start: int) -> Diagnostic:
    """Return a complaint about a part of a text as one about the file."""
    span = diagnostic.span
    return diagnostic.at(scalar.locate(start + span.start, start + span.end) if span else scalar.span)


def chains_of(lines: Sequence[Line]) -> tuple[Chain, ...]:
    """Return the chains of equalities that lines make."""
    found: list[Chain] = []
    for number, (tree, goes_on) in enumerate(lines, start=1):
        chain = chain_of(tree, number)
        if goes_on and found:
            before = found.pop()
            chain = Chain(before.operands + chain.operands, before.lines + chain.lines)
        found.append(chain)
    return tuple(found)
