"""Where the parser stands: the current token, the depth of nesting, and the complaints that any rule may make."""

from grader.errors import AnswerError
from grader.expr.names import Item, Meaning, Names
from grader.expr.nodes import Call, Indicator, Junction, Node, Number, Relation, Symbol
from grader.expr.tokens import RELATIONS, Token, limit, refuse
from grader.limits import MAX_DEPTH

__all__ = ["CLOSERS", "Cursor"]

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

    def __init__(self, text: str, tokens: list[Token], names: Names, latex: bool) -> None:
        self.text = text
        self.tokens = tokens
        self.names = names
        self.latex = latex
        self.at = 0
        self.token = tokens[0]
        self.depth = 0
        self.bars = 0  # how many bars are open in the innermost brackets
        self.bound: frozenset[str] = frozenset()  # the index letters of the sums around this place
        self.heavy = False  # whether anything was read whose size has to be estimated
        self.places: dict[int, tuple[Node, int, int]] = {}
        self.closed: dict[int, bool] = {}  # of vectors of two: whether the brackets were square

    def advance(self) -> Token:
        """Step over the current token and return it."""
        token = self.token
        self.at += 1
        self.token = self.tokens[self.at]
        return token

    def peek(self, ahead: int = 1) -> Token:
        """Return a later token; past the end it is the end mark."""
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else self.tokens[-1]

    def accept(self, kind: str) -> bool:
        """Step over a token of this kind if one stands here."""
        if self.token.kind != kind:
            return False
        self.advance()
        return True

    def place(self, node: Node, start: int) -> Node:
        """Remember that ``node`` was written from ``start`` up to here, and return it."""
        self.places[id(node)] = (node, start, self.tokens[self.at - 1].end)
        return node

    def enter(self, token: Token) -> None:
        """Count one more level of nesting that begins with ``token``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep(token)

    def touches(self) -> bool:
        """Tell whether the current token follows the one before it without a space."""
        return self.token.start == self.tokens[self.at - 1].end

    # Rules of the derived classes that other rules need.

    def condition(self) -> Node:
        """Read anything that may stand between brackets."""
        raise NotImplementedError

    def sum(self) -> Node:
        """Read a sum of terms."""
        raise NotImplementedError

    def product(self) -> Node:
        """Read a product of factors."""
        raise NotImplementedError

    def signed(self) -> Node:
        """Read a power with signs before it."""
        raise NotImplementedError

    def power(self) -> Node:
        """Read an operand with its exponents."""
        raise NotImplementedError

    def primary(self) -> Node:
        """Read one operand."""
        raise NotImplementedError

    # What the text looks like ahead.

    def holds_relation(self, at: int) -> bool:
        """Tell whether the bracket that opens at token ``at`` holds a comparison of its own."""
        depth = 0
        for token in self.tokens[at:]:
            kind = token.kind
            if kind in _OPENERS:
                depth += 1
            elif kind in _SHUTTERS:
                depth -= 1
                if depth == 0:
                    return False
            elif depth == 1 and (kind in RELATIONS or kind == "∈"):
                return True
        return False

    def meaning(self, token: Token) -> Meaning:
        """Return what a name token means, its own subscripts included."""
        return self.names.resolve(token.value, (), self.bound)

    def is_scalar(self, node: Node) -> bool:
        """Tell whether ``node`` is a plain number or a name without open axes."""
        if isinstance(node, Symbol):
            entry = self.names.notation.entries.get(node.name)
            return entry is None or len(entry.axes) == len(node.indices)
        return isinstance(node, Number)

    # Complaints.

    def refuse(
        self, token: Token, slug: str, what: str, why: str = "", mend: str = "", end: int | None = None
    ) -> AnswerError:
        """Return a complaint about ``token``, or from it up to the offset ``end``."""
        stop = max(token.end, token.start) if end is None else end
        return refuse(self.text, token.start, stop, slug, what, why, mend)

    def too_deep(self, token: Token) -> AnswerError:
        """Return the complaint that the answer is nested too deeply."""
        what = f"This formula is nested more than {MAX_DEPTH} levels deep."
        return limit(
            self.text, token.start, token.end, "MAX_DEPTH", what, "write it with fewer brackets inside brackets."
        )

    def written(self, token: Token) -> str:
        """Return a token as the student wrote it, in quotes, or the words for the end of the answer."""
        return f"'{self.text[token.start : token.end]}'" if token.kind != "end" else "the end of the answer"

    def source(self, start: int, end: int) -> str:
        """Return a piece of the answer for quoting, shortened when it is long."""
        piece = " ".join(self.text[start:end].split())
        return piece if len(piece) <= 60 else piece[:57] + "…"


def indicator(condition: Node) -> Node:
    """Return the indicator of a relation or a junction of relations."""
    return Indicator(condition)


def is_condition(node: Node) -> bool:
    """Tell whether a node is true or false rather than a value."""
    return isinstance(node, (Relation, Junction))


def entry_items(node: Node, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Split the subscripts of an unnamed array: ``(A B)_{12}`` has two indices, ``softmax(a)_{12}`` one."""
    if len(items) == 1 and isinstance(items[0], str) and not isinstance(node, Call):
        return tuple(items[0])
    return items
