"""Reading an answer: from the typed text to a tree, with the place of every part kept beside it."""

import re
from typing import Final, Literal

from grader.errors import AnswerError, LimitError
from grader.expr.advice.choice import choose_complaint
from grader.expr.calculation import size
from grader.expr.complaints import complain_too_long
from grader.expr.grammar.parser import Parser
from grader.expr.grammar.plus_minus import choose_signs, has_plus_minus, is_taken_out, join_readings
from grader.expr.grammar.run_readings import split_run
from grader.expr.names import Names, names_of
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.expr.reading_memory import ReadingMemory
from grader.expr.tokens import latex_tokens, text_tokens
from grader.expr.tokens.characters import write_ascii
from grader.expr.tokens.tokens import Token
from grader.limits import MAX_ANSWER_CHARACTERS, MAX_DEPTH
from grader.patterns import regex
from grader.source import Source, Span

__all__ = [
    "Reading",
    "Syntax",
    "guess_syntax",
    "looks_like_latex",
    "parse",
    "parse_once",
    "parse_or_none",
    "read_or_explain",
    "read_or_none",
    "tokenize",
]

Syntax = Literal["text", "latex"]

_LATEX: Final = regex(r"(?<!ℝ)\\[A-Za-z(\[{|,;!%]|[_^]\s?\{|[0-9]\{,\}[0-9]|^\s*\$.*\$\s*+(?:[.,]\s*+)?$", re.DOTALL)


_readings: Final = ReadingMemory(capacity=1024)
_tokens: Final = ReadingMemory(capacity=512)  # of LaTeX: an answer's operators are looked for again in its text
_explained: Final = ReadingMemory(capacity=512)  # what is said of a refused text does not depend on what is asked for


class Reading:
    """One answer as it was read: the tree, the text, and the place of each node in the text."""

    __slots__ = ("_places", "syntax", "text", "tree")

    def __init__(self, tree: Node, text: str, syntax: Syntax, places: dict[int, tuple[Node, int, int]]) -> None:
        self.tree = tree
        self.text = text
        self.syntax = syntax
        self._places = places

    def __repr__(self) -> str:
        return f"Reading({self.text!r}, {self.syntax!r})"

    def span(self, node: Node) -> Span | None:
        """Where a node of this very tree was written; None for an index or a node of another tree."""
        found = self._places.get(id(node))
        if found is None or found[0] is not node:
            return None
        return Span(Source("answer", self.text), found[1], found[2])


def parse(text: str, notation: Notation, syntax: Syntax | None = None) -> Reading:
    """Read ``text`` with the names of ``notation``; raise ``AnswerError`` or ``LimitError`` if it cannot be read.

    ``syntax`` None means: LaTeX if the text contains a backslash command or braces after ``^`` or ``_``, otherwise
    plain text. Unicode signs are read in both.

    >>> from grader.expr.notation import Entry
    >>> parse("x!", Notation(entries={"x": Entry(name="x")})).tree
    Factorial(operand=Symbol(name='x', indices=(), iterate=None))
    """
    try:
        return read_or_explain(text, notation, syntax)
    except AnswerError as error:
        raise error.keep_proposals(lambda proposed: parse_or_none(proposed, notation) is not None) from None


def parse_once(text: str, notation: Notation, syntax: Syntax | None = None) -> Reading:
    """Do as ``parse``, for a text that is hardly read again: what is read is neither looked up nor kept."""
    if len(text) <= MAX_ANSWER_CHARACTERS:
        try:
            return read_anew(text, names_of(notation), syntax or guess_syntax(text))
        except AnswerError:  # said below, with what helps most
            pass
    return parse(text, notation, syntax)


def read_or_explain(text: str, notation: Notation, syntax: Syntax | None = None) -> Reading:
    """Do as ``parse``, but leave it to the caller to try what an error proposes."""
    if len(text) > MAX_ANSWER_CHARACTERS:
        raise complain_too_long(text)
    if syntax is None:
        syntax = guess_syntax(text)
    try:
        return read_with_names(text, names_of(notation), syntax)
    except LimitError:
        raise
    except AnswerError:
        return _explained.read(text, (notation,), explain_anew, syntax)


def explain_anew(text: str, notation: Notation, syntax: Syntax) -> Reading:
    """Raise the complaint that helps most about a text that cannot be read."""
    names = names_of(notation)
    try:
        return read_with_names(text, names, syntax)
    except AnswerError as error:
        raise choose_complaint(
            error,
            text,
            names,
            lambda piece, known: explain_refusal(piece, known, syntax),
            lambda piece: read_piece(piece, names, syntax),
        ) from None


def parse_or_none(text: str, notation: Notation, syntax: Syntax | None = None) -> Node | None:
    """Return the tree of ``text``, or None if it cannot be read; cheaper than ``parse`` where nobody asks why."""
    if len(text) > MAX_ANSWER_CHARACTERS:
        return None
    return read_piece(text, names_of(notation), syntax or guess_syntax(text))


def read_or_none(text: str, notation: Notation, syntax: Syntax | None = None) -> Reading | None:
    """Return ``text`` as it was read, with the places of its parts, or None if it cannot be read."""
    if len(text) > MAX_ANSWER_CHARACTERS:
        return None
    try:
        return read_with_names(text, names_of(notation), syntax or guess_syntax(text))
    except AnswerError:
        return None


def explain_refusal(text: str, names: Names, syntax: Syntax) -> AnswerError | None:
    """Return the error about the first sign that does not fit; None if the text can be read."""
    try:
        read_with_names(text, names, syntax)
    except AnswerError as error:
        return error
    return None


def read_piece(text: str, names: Names, syntax: Syntax) -> Node | None:
    """Return the tree of ``text``, or None if it cannot be read."""
    try:
        return read_with_names(text, names, syntax).tree
    except AnswerError:
        return None


def guess_syntax(text: str) -> Syntax:
    return "latex" if looks_like_latex(text) else "text"


def looks_like_latex(text: str) -> bool:
    """Whether a text looks like LaTeX: it has a command, braces after ``^`` or ``_``, or dollar signs around it."""
    has_latex_sign = "\\" in text or "{" in text or "$" in text  # hardly any plain text has one
    return has_latex_sign and _LATEX.search(text) is not None


def read_with_names(text: str, names: Names, syntax: Syntax) -> Reading:
    """Read ``text``, once with the same names; the error is about the first sign that does not fit."""
    return _readings.read(text, (names,), read_anew, syntax)


def read_anew(text: str, names: Names, syntax: Syntax) -> Reading:
    text = write_ascii(text)
    tokens = tokenize(text, names, syntax)
    parser = Parser(text, tokens, names, syntax == "latex")
    tree = read_both_signs(parser) if has_plus_minus(tokens) else parser.answer()
    if parser.heavy:
        size.check_size(tree, text, parser.places)
    elif len(tokens) > MAX_DEPTH // 2:  # one token may make two levels
        size.list_nodes_by_level(tree, text, parser.places)
    return Reading(tree, text, syntax, parser.places)


def tokenize(text: str, names: Names, syntax: Syntax) -> tuple[Token, ...]:
    """Split ``text`` into tokens, once with the same names; raise ``AnswerError`` for a sign without meaning."""
    if syntax == "text":
        return text_tokens.tokenize(text)
    return _tokens.read(text, (names,), tokenize_latex)


def tokenize_latex(text: str, names: Names) -> tuple[Token, ...]:
    return latex_tokens.tokenize(text, names.is_word, lambda run, after: split_run(names, run, after))


def read_both_signs(parser: Parser) -> Node:
    """Read an answer with ``±`` once with each sign, and join both readings."""
    is_out = is_taken_out(parser.tokens)
    upper, lower = choose_signs(parser.text, parser.tokens)
    other = Parser(parser.text, lower, parser.names, parser.latex)
    second = other.answer()
    parser.tokens, parser.token = upper, upper[0]
    first = parser.answer()
    parser.places |= other.places
    parser.heavy = parser.heavy or other.heavy
    return join_readings(first, second, lambda node: parser.place(node, upper[0].start), is_taken_out=is_out)
