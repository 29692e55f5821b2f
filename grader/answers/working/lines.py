"""The lines of a derivation, as they were typed: a list, a text of several lines, or LaTeX with its own line ends.

A line that begins with ``=``, or is an expression alone, continues the line before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.answers.protocol import Chain, Task
from grader.answers.working.working import read_chain
from grader.documents import DocumentNode, Scalar
from grader.documents import Sequence as SequenceNode
from grader.errors import AnswerError, Diagnostic
from grader.expr import parse
from grader.expr.advice.crosses import AS_TIMES, list_crossed
from grader.expr.complaints import propose_answer
from grader.expr.nodes import Node, Relation
from grader.patterns import regex

__all__ = ["Line", "build_chains", "read_lines"]

ARROW = r"(?:=>|<=>|⇒|⟹|⇔|\\(?:Long)?[Rr]ightarrow|\\implies|\\iff|\\Leftrightarrow)"
GOES_ON = regex(rf"\s*(?:{ARROW}\s*)?(?:&?\s*=(?!=)\s*&?)?\s*")
WHOLE_LATEX = "\\begin"
Line = tuple[Node, bool]
"""The formula of a line, and whether it continues the line before."""


def read_lines(given: DocumentNode, task: Task) -> Iterator[Line]:
    is_first = True
    if not any(split_lines(scalar.text) for scalar in list_texts(given)):
        raise AnswerError(explain_lines(given))
    for scalar in list_texts(given):
        for start, end in split_lines(scalar.text):
            mark = GOES_ON.match(scalar.text, start, end)
            begin = mark.end() if mark else start
            tree = parse_part(scalar, begin, end, task)
            goes_on = "=" in scalar.text[start:begin] or not isinstance(tree, Relation)
            yield tree, goes_on and not is_first
            is_first = False


def list_texts(given: DocumentNode) -> Iterator[Scalar]:
    """Yield the texts of the answer: one, or a list of them."""
    if isinstance(given, Scalar):
        yield given
    elif isinstance(given, SequenceNode) and all(isinstance(item, Scalar) for item in given.items):
        yield from (item for item in given.items if isinstance(item, Scalar) and not item.is_blank)
    else:
        raise AnswerError(explain_lines(given))


def explain_lines(given: DocumentNode) -> Diagnostic:
    return Diagnostic(
        slug="lines-expected",
        what="These are not the lines of a derivation.",
        why="A derivation is a text, or a list of texts, one for each line.",
        help="Write one line after each '- ', in quotes if it holds ': ' or ' #'.",
        span=given.span,
    )


def split_lines(text: str) -> list[tuple[int, int]]:
    """Return where each line of a text begins and ends; a LaTeX environment stays in one piece."""
    if WHOLE_LATEX in text:
        return [(0, len(text))]
    found, start = [], 0
    for line in text.split("\n"):
        if not line.isspace() and line:
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def parse_part(scalar: Scalar, start: int, end: int, task: Task) -> Node:
    """Parse a part of a text; errors get their place in the file."""
    try:
        return parse(scalar.text[start:end], task.notation).tree
    except AnswerError as error:
        raise type(error)(relocate_diagnostic(each, scalar, start, end) for each in error.diagnostics) from None


def relocate_diagnostic(diagnostic: Diagnostic, scalar: Scalar, start: int, end: int) -> Diagnostic:
    """Return a diagnostic about a part of a text as one about the file; what it proposes is the whole text."""
    span = diagnostic.span
    proposals = [
        replace(each, answer=scalar.text[:start] + each.answer + scalar.text[end:]) for each in diagnostic.proposals
    ]
    if any(each.meaning == AS_TIMES for each in proposals):  # in one line, so perhaps in all of them
        proposals += [propose_answer(each, meaning=AS_TIMES) for each in list_crossed(scalar.text)]
    whole = diagnostic.propose(proposals) if proposals else diagnostic
    return whole.at(scalar.locate(start + span.start, start + span.end) if span else scalar.span)


def build_chains(lines: Sequence[Line]) -> tuple[Chain, ...]:
    """Return the chains of equalities that the lines make."""
    found: list[Chain] = []
    for number, (tree, goes_on) in enumerate(lines, start=1):
        chain = read_chain(tree, number)
        if goes_on and found:
            before = found.pop()
            chain = Chain(before.operands + chain.operands, before.lines + chain.lines)
        found.append(chain)
    return tuple(found)
