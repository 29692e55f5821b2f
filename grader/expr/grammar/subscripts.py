"""Subscripts: the indices of a name, the base of a logarithm, one entry of an array without a name."""

import re
from fractions import Fraction
from typing import Final

from grader.expr.complaints import Change
from grader.expr.grammar.cursor import CLOSERS, Cursor
from grader.expr.names import Item, Meaning
from grader.expr.nodes import Call, Constant, Entry, Node, Number, Symbol, Vector
from grader.expr.tokens.tokens import Token

__all__ = ["Subscripts"]

_WITH_COMMA: Final = re.compile(r"(?<![A-Za-z])(?P<base>[A-Za-z]++)_(?P<first>[A-Za-z0-9]+),(?P<second>[A-Za-z0-9]+)")


class Subscripts(Cursor):
    """Everything that begins with ``_``."""

    __slots__ = ()

    def subscripts(self) -> tuple[Item, ...]:
        """Subscript = '_' ( name | number | '{' Items '}' | '(' Items ')' ), Items separated by commas."""
        mark = self.advance()
        token = self.token
        if token.kind in ("{", "("):
            return self.items_between(self.advance())
        if token.kind not in ("name", "number"):
            raise self.refuse(mark, "subscript")
        self.advance()
        if self.latex and len(token.value) > 1 and token.kind == "number":
            raise self.refuse(token, "latex-group", None, Change(f"{{{token.value}}}"))
        return (token.value,)

    def items_between(self, opening: Token) -> tuple[Item, ...]:
        """Items = Item { ',' Item }, Item = { name | number } | Sum; runs of letters and digits stay as written."""
        self.enter(opening)
        closer = CLOSERS[opening.kind]
        items: list[Item] = []
        while True:
            run, at = "", self.at
            while self.token.kind in ("name", "number"):
                run += self.advance().value
            if run and self.token.kind in (",", closer):
                items.append(run)
            else:
                self.at, self.token = at, self.tokens[at]
                items.append(self.sum())
            if self.accept(closer):
                self.depth -= 1
                return tuple(items)
            if not self.accept(","):
                raise self.complain_unclosed(opening)

    def value_of(self, item: Item, mark: Token) -> Node:
        """Read a subscript that is a value rather than an index, such as the base of a logarithm."""
        if isinstance(item, Node):
            return item
        if item.isdecimal():
            return Number(Fraction(int(item[:9])))
        meaning = self.names.resolve(item, (), self.bound)
        if meaning.kind == "constant":
            return Constant(meaning.name)  # type: ignore[arg-type]
        if meaning.kind != "symbol":
            raise self.refuse(mark, "subscript")
        return Symbol(meaning.name, meaning.indices)

    def entry(self, node: Node, start: int) -> Node:
        """Entry = Operand Subscript: ``softmax(a)_j``; ``(A B)_{12}`` has two indices, ``softmax(a)_{12}`` one."""
        mark, bracket = self.token, self.peek()
        items = self.subscripts()
        if len(items) == 1 and isinstance(items[0], str) and bracket.kind != "(":
            items = items if isinstance(node, (Call, Symbol, Vector)) else tuple(items[0])
        indices = [self.names.index(item, None, self.bound) for item in items]
        found = tuple(index for index in indices if index is not None)
        if len(found) != len(indices) or len(found) > 2:
            raise self.refuse(mark, "subscript", self.previous.end)
        return self.place(Entry(node, found), start)

    def read_after_comma(self, token: Token, items: tuple[Item, ...], meaning: Meaning) -> Meaning | None:
        """Read ``v_1,2`` for ``v_(1,2)`` where ``v_1`` alone is no name; None where nothing after the comma fits."""
        comma, index = self.token, self.peek()
        if index.kind not in ("name", "number") or index.start != comma.end or not ("_" in token.value or items):
            return None
        joined = self.names.resolve(token.value, (*items, index.value), self.bound)
        if joined.kind != "symbol" or not joined.indices:  # x_12 may be a name of its own beside x_1
            return None
        if meaning.kind != "unknown":
            whole = _WITH_COMMA.sub(self.put_in_brackets, self.text)
            piece = _WITH_COMMA.sub(self.put_in_brackets, self.text[token.start : index.end])
            changes = (
                Change(whole, "for indices", 0, len(self.text), piece),
                Change(", ", "for a list", comma.start, comma.end),
            )
            raise self.refuse(token, "comma-in-subscript", index.end, *changes)
        self.advance()
        self.advance()
        return joined

    def put_in_brackets(self, match: re.Match[str]) -> str:
        """Write ``g_(2,1)`` for ``g_2,1`` where that is a name."""
        joined = self.names.resolve(match["base"], (match["first"], match["second"]), self.bound)
        return f"{match['base']}_({match['first']},{match['second']})" if joined.kind == "symbol" else match.group()
