"""The parser's position: the current token, the depth of nesting, and questions and errors that all rules share."""

from collections.abc import Iterable

from grader.errors import AnswerError, LimitError, put_in_quotes
from grader.expr.complaints import Change, complain, complain_over_limit, shorten_quote
from grader.expr.names import Meaning, Names
from grader.expr.nodes import Junction, Node, Number, Relation, Symbol
from grader.expr.tokens.tokens import RELATIONS, Token
from grader.limits import MAX_DEPTH

__all__ = ["CLOSERS", "Cursor", "is_condition", "is_factor"]

CLOSERS = {"(": ")", "[": "]", "{": "}", "{{": "}}", "⌊": "⌋", "⌈": "⌉", "⟨": "⟩"}
_OPENERS = frozenset(CLOSERS)
_SHUTTERS = frozenset(CLOSERS.values())


class Cursor:
    """The tokens of one answer and a place among them. The grammar is in the classes derived from this one."""

    __slots__ = (
        "at",
        "bars",
        "bound",
        "closed",
        "depth",
        "heavy",
        "latex",
        "names",
        "places",
        "text",
        "token",
        "tokens",
    )

    def __init__(self, text: str, tokens: Iterable[Token], names: Names, latex: bool) -> None:
        self.text = text
        self.tokens = list(tokens)
        self.names = names
        self.latex = latex
        self.at = 0
        self.token = self.tokens[0]
        self.depth = 0
        self.bars = 0  # how many bars are open in the innermost brackets
        self.bound: frozenset[str] = frozenset()  # the index letters of the sums around this place
        self.heavy = False  # whether anything was read that could get large, so that its size has to be estimated
        self.places: dict[int, tuple[Node, int, int]] = {}
        self.closed: dict[int, bool] = {}  # for each vector: whether its brackets were square

    def advance(self) -> Token:
        """Step over the current token and return it."""
        token = self.token
        self.at += 1
        self.token = self.tokens[self.at]
        return token

    def accept(self, kind: str) -> bool:
        """Step over the current token if it is of this kind."""
        if self.token.kind != kind:
            return False
        self.advance()
        return True

    def peek(self, ahead: int = 1) -> Token:
        """Look at a later token; past the end it is the end mark."""
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else self.tokens[-1]

    @property
    def previous(self) -> Token:
        """The token before the current one."""
        return self.tokens[self.at - 1]

    def place(self, node: Node, start: int) -> Node:
        """Remember that ``node`` was written from ``start`` up to here, and return it."""
        self.places[id(node)] = (node, start, self.tokens[self.at - 1].end)
        return node

    def enter(self, token: Token) -> None:
        """Count one more level of nesting that begins with ``token``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.complain_too_deep(token)

    def touches(self) -> bool:
        """Whether the current token follows the one before it without a space."""
        return self.token.start == self.tokens[self.at - 1].end

    # Rules that the derived classes define, and that rules further up call.

    def condition(self) -> Node:
        """Read anything that may be between brackets."""
        raise NotImplementedError

    def sum(self) -> Node:
        """Read a sum of terms."""
        raise NotImplementedError

    def product(self) -> Node:
        """Read a product of factors."""
        raise NotImplementedError

    def power(self) -> Node:
        """Read an operand with its exponents."""
        raise NotImplementedError

    def primary(self) -> Node:
        """Read a number, a name or a bracket."""
        raise NotImplementedError

    def exponent(self) -> Node:
        """Read the exponent after ``^``."""
        raise NotImplementedError

    # Looking ahead.

    def holds_relation(self, at: int) -> bool:
        """Whether the bracket that opens at token ``at`` holds a comparison of its own."""
        depth = 0
        for token in self.tokens[at:]:
            kind = token.kind
            if kind in _OPENERS:
                depth += 1
            elif kind in _SHUTTERS:
                depth -= 1
                if depth == 0:
                    return False
            elif depth == 1 and (kind in RELATIONS or kind in ("∈", "∉")):
                return True
        return False

    def holds_comma(self, at: int) -> bool:
        """Whether the round bracket that opens at token ``at`` holds two values or more; False without a bracket."""
        depth = 0
        for token in self.tokens[at:] if self.tokens[at].kind == "(" else ():
            depth += (token.kind in _OPENERS) - (token.kind in _SHUTTERS)
            if depth == 0 or (depth == 1 and token.kind == ","):
                return depth == 1
        return False

    def find_group_end(self) -> int:
        """Where the bracket that opens here ends in the text, or where its sign ends if it is not a bracket."""
        depth = 0
        for token in self.tokens[self.at :]:
            depth += (token.kind in _OPENERS) - (token.kind in _SHUTTERS)
            if depth <= 0:
                return token.end
        return self.tokens[-1].end

    def meaning(self, token: Token) -> Meaning:
        """What a name token means by itself."""
        return self.names.resolve(token.value, (), self.bound)

    def is_scalar(self, node: Node) -> bool:
        """Whether ``node`` is a plain number or a name without open axes."""
        if isinstance(node, Symbol):
            entry = self.names.notation.entries.get(node.name)
            return entry is None or len(entry.axes) == len(node.indices)
        return isinstance(node, Number)

    # Complaints.

    def refuse(
        self, token: Token, slug: str, end: int | None = None, /, *changes: Change, **pieces: object
    ) -> AnswerError:
        """Build the error ``slug`` about ``token``, or from it up to the offset ``end``."""
        return complain(self.text, token.start, token.end if end is None else end, slug, *changes, **pieces)

    def quote_token(self, token: Token) -> str:
        """A token as the student wrote it, in quotes, or the words for the end of the answer."""
        return put_in_quotes(self.text[token.start : token.end]) if token.kind != "end" else "the end of the answer"

    def complain_too_deep(self, token: Token) -> LimitError:
        """The error that the nesting is too deep from ``token`` on."""
        return complain_over_limit(self.text, token.start, token.end, "MAX_DEPTH", limit=MAX_DEPTH)

    def quote_text(self, start: int, end: int) -> str:
        """A piece of the answer for quoting, shortened if it is long."""
        return shorten_quote(self.text[start:end])

    def complain_missing_operand(self) -> AnswerError:
        """The error that an operand is missing before the current token."""
        token = self.token
        if token.kind == "'":
            bare = Change(self.text.strip(" \t\n'\"’‘"), "", 0, len(self.text))
            return self.refuse(token, "quotation", None, bare)
        if token.kind == "end" and not self.at:
            return self.refuse(token, "empty")
        if token.kind == "end":
            return self.refuse(self.previous, "incomplete", before=self.quote_token(self.previous))
        if token.kind in ("<", ">") and self.previous.kind == "=" and self.touches():
            last = Change(self.text[token.end :].strip(), "for the last formula alone", 0, len(self.text))
            compared = [Change(f"{token.kind}=", "to compare")] if self.text.count("=") == 1 else []
            return self.refuse(self.previous, "reversed-sign", token.end, *compared, last)
        if token.kind == "=" and self.previous.kind == "/" and self.touches():
            return self.refuse(self.previous, "reversed-sign", token.end, Change("!=", "for what is not equal"))
        return self.refuse(token, "missing-operand", token=self.quote_token(token))

    def complain_unclosed(self, opening: Token) -> AnswerError:
        """The error that a bracket is not closed where it should be."""
        if self.token.kind == ":=" and self.is_closed_later(opening):
            return self.refuse(self.token, "assignment")
        ends = {"{{": "\\}" if self.latex else "}", "}": "}", "begin": f"\\end{{{opening.value}}}"}
        closer = ends.get(opening.kind) or CLOSERS.get(opening.kind, self.text[opening.start : opening.end])
        if self.token.kind in ("end", ":="):
            return self.refuse(opening, "unclosed", opening=self.quote_token(opening), closer=closer)
        words = {"opening": self.quote_token(opening), "token": self.quote_token(self.token)}
        return self.refuse(self.token, "badly-closed", None, Change(closer), **words)

    def is_closed_later(self, opening: Token) -> bool:
        """Whether a bracket that is open at the current token is closed further right."""
        depth = 1
        for token in self.tokens[self.at :]:
            depth += (token.kind in _OPENERS) - (token.kind in _SHUTTERS)
            if depth == 0:
                return True
        return opening.kind not in CLOSERS  # such as \begin, which is not counted here


def is_condition(node: Node) -> bool:
    """Whether a node is true or false rather than a value."""
    return isinstance(node, (Relation, Junction))


def is_factor(condition: Node, written: str, before: str, after: str) -> bool:
    """Whether a bracketed comparison is 1 or 0, as in a program: ``(x > 0)*y``, ``(i == j) - f_j``.

    Without a sign next to it, it may say where a formula holds; a single equals sign may be part of an equation.
    """
    if not isinstance(condition, Relation):
        return False
    is_program = "==" in written
    signs = ("*", "+", "-") if is_program else ("*",)
    return (is_program or "=" not in condition.operators) and (before in signs or after in signs)
