"""Subscripts: the indices of a name, the base of a logarithm, one entry of an array without a name."""

import re
from fractions import Fraction
from typing import Final

from grader.expr.complaints import Change
from grader.expr.grammar.cursor import CLOSERS, Cursor
from grader.expr.names import Item, Meaning
from grader.expr.nodes import Call, Constant, Entry, Node, Number, Symbol, Vector
from grader.expr.tokens.characters import GREEK_NAMES
from grader.expr.tokens.tokens import Token
from grader.patterns import regex

__all__ = ["Subscripts"]

_WITH_COMMA: Final = regex(
    r"(?<![A-Za-z0-9_\\])(?P<name>[A-Za-z]++[0-9]*+(?:_[A-Za-z0-9]++)?+),(?P<second>[A-Za-z0-9]++)"
)


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

    def takes_index(self, token: Token, meaning: Meaning, after: Token) -> bool:
        """Whether what is right after a name may be an index of it, the second in ``g_2j``, or the first in ``δk``.

        A word such as ``dk`` is split by the names of the exercise, but a Greek letter is a word of its own.
        """
        if "_" in token.value:
            return after.kind == "name" and after.value in self.names.notation.ranges
        entry = meaning.entry
        is_sign = token.end - token.start == 1 < len(token.value) or self.names_member(token, after)
        has_index = entry is not None and bool(entry.axes or entry.iterates) and not meaning.indices
        return is_sign and has_index and (after.kind == "number" or self.names.is_index(after.value))

    def names_member(self, token: Token, after: Token) -> bool:
        """Whether a Greek word and a letter with a range, a blank between them, are one name: ``delta k``.

        A blank is no product sign for whoever writes the word for lack of the letter; ``delta*k`` is a product.
        """
        is_word = token.value in GREEK_NAMES and token.end - token.start > 1 and after.start == token.end + 1
        return is_word and after.value in self.names.notation.ranges and self.peek().kind not in ("(", "_")

    def read_after_comma(self, token: Token, items: tuple[Item, ...], meaning: Meaning) -> Meaning | None:
        """Read ``v_1,2``, ``v1,2`` and ``vk,2`` for ``v_(1,2)``; None where nothing after the comma fits.

        Where the name alone has a meaning, the comma may be one between entries, and that is asked. No entry begins
        with ``2 =``, so in front of an equals sign there is nothing to ask.
        """
        comma, index = self.token, self.peek()
        if index.kind not in ("name", "number") or index.start != comma.end:
            return None
        joined = self.names.split_at_comma(token.value, items, index.value, self.bound)
        if joined is None:
            return None
        if meaning.kind != "unknown" and self.peek(2).kind != "=":
            whole = _WITH_COMMA.sub(self.put_in_brackets, self.text)
            piece = _WITH_COMMA.sub(self.put_in_brackets, self.text[token.start : index.end])
            changes = (
                Change(whole, "for indices", 0, len(self.text), piece),
                Change(", ", "for a list", comma.start, comma.end),
            )
            raise self.refuse(token, "comma-in-subscript", index.end, *changes)
        self.advance()
        self.advance()
        return joined[2]

    def put_in_brackets(self, match: re.Match[str]) -> str:
        """Write ``g_(2,1)`` for ``g_2,1`` where that is a name."""
        joined = self.names.split_at_comma(match["name"], (), match["second"], self.bound)
        return f"{joined[0]}_({joined[1]},{match['second']})" if joined else match.group()
