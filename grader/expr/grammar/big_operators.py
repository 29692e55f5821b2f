"""Finite sums and products: ``∑_k z_k v_kj``, ``\\sum_{k=1}^{2}``, ``sum(z_k*v_kj, k)``, ``sum(k^2, k, 1, 5)``.

Without a letter under it, a sum runs over the only index letter of the exercise that is after it: ``∑ z_k``.
"""

import re
from fractions import Fraction
from typing import Final

from grader.expr.complaints import Change
from grader.expr.grammar.calls import Calls
from grader.expr.grammar.letter_runs import ARGUMENT_STARTS
from grader.expr.grammar.ranks import rank
from grader.expr.names import Meaning
from grader.expr.nodes import Add, BigOperator, Call, Constant, Div, Mul, Neg, Node, Number, Power, Symbol
from grader.expr.tokens.tokens import Token
from grader.expr.traverse import substitute, walk

__all__ = ["BigOperators"]

_TWO: Final = Fraction(2)
_PRODUCTS = frozenset({"prod", "product", "Product", "Pi"})


# What a program applies to each entry of an array; a product with @ has the same sum.
_ENTRYWISE: Final = frozenset({"exp", "ln", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh"})


class BigOperators(Calls):
    """Everything that runs over an index."""

    __slots__ = ()

    def big_operator(self) -> Node:
        """Big = ( '∑' | '∏' ) { '_' Range | '^' Exponent } Product."""
        token = self.advance()
        return self.big(token, token.value, "")

    def big(self, sign: Token, kind: str, letter: str) -> Node:
        """Read bounds and body of a sum or product; its sign, and perhaps its letter, has been read already."""
        lower: Node | None = None
        upper: Node | None = None
        is_bare = False
        while self.token.kind in ("_", "^") or (self.token.kind == "=" and letter and not lower and not upper):
            if self.token.kind == "^" and upper is None:
                self.advance()
                upper = self.exponent()
            elif self.token.kind == "_" and not letter:
                letter, lower = self.index_range(sign)
            elif self.token.kind == "=":
                lower, is_bare = self.bare_lower_bound(sign), True
            else:
                break
        only = "" if letter or lower or upper else self.find_only_index(self.text[self.token.start :])
        letter = letter or only
        if not letter:
            written = self.text[sign.start : sign.end]
            letters = [each for each in self.names.notation.ranges if is_index_in(each, self.text[sign.end :])]
            changes = [Change(f"{written}_{each}", f"for a sum over {each}") for each in letters]
            raise self.refuse(sign, "sum-index", None, *changes, sign=self.quote_token(sign))
        if is_bare and self.token.kind in ("+", "-"):  # sum_k=1^n-1 a_k
            raise self.refuse(sign, "sum-index", sign=self.quote_token(sign))
        outer, self.bound = self.bound, self.bound | {letter}
        body = self.product()
        self.bound = outer
        if only and Symbol(only) not in walk(body):  # it is in what comes after the sum: Σ x + y_i
            raise self.refuse(sign, "sum-index", sign=self.quote_token(sign))
        return self.build_big_node(sign, kind, body, letter, lower, upper)

    def index_range(self, sign: Token) -> tuple[str, Node | None]:
        """Range = '_' ( letter | ( '{' | '(' ) letter [ '=' Sum ] ( '}' | ')' ) )."""
        self.advance()
        opening = self.token
        grouped = opening.kind in ("{", "(")
        if grouped:
            self.advance()
        if self.token.kind != "name":
            raise self.refuse(sign, "sum-index", sign=self.quote_token(sign))
        letter = self.advance().value
        lower = self.sum() if grouped and self.accept("=") else None
        if grouped and not self.accept("}" if opening.kind == "{" else ")"):
            raise self.complain_unclosed(opening)
        return letter, lower

    def bare_lower_bound(self, sign: Token) -> Node:
        """BareBound = '=' [ '-' ] ( number | name ), with the upper bound after it: ``sum_k=1^3``."""
        self.advance()
        is_negative = self.accept("-")
        if self.token.kind not in ("number", "name"):
            raise self.refuse(sign, "sum-index", sign=self.quote_token(sign))
        bound = self.primary()
        if self.token.kind != "^":
            raise self.refuse(sign, "sum-index", sign=self.quote_token(sign))
        return Neg(bound) if is_negative else bound

    def sum_word(self, token: Token, meaning: Meaning) -> Node:
        """SumWord = ( 'sum' | 'product' ) ( '_' Range … | '(' Sum [ ',' Index ] ')' )."""
        kind = "product" if meaning.name in _PRODUCTS else "sum"
        if meaning.items:
            letter = meaning.items[0]
            if len(meaning.items) > 1 or not isinstance(letter, str) or not letter.isalpha():
                raise self.refuse(token, "sum-index", sign=self.quote_token(token))
            return self.big(token, kind, letter)
        if self.token.kind in ("_", "^"):
            return self.big(token, kind, "")
        # The sign Σ is read as ∑ is; of the word, brackets are those of a call.
        is_operand = meaning.name == "Sigma" if self.token.kind == "(" else self.token.kind in ARGUMENT_STARTS
        if is_operand and meaning.name != "Pi" and self.find_only_index(self.text[self.token.start :]):
            return self.big(token, kind, "")
        index = self.find_index_ahead()
        inside = self.text[self.token.start : self.find_group_end()]
        if meaning.name == "Pi":  # rather the number than a product
            raise self.complain_unknown_name(token)
        if self.token.kind == "(" and index is None and (letter := self.find_only_index(inside)):
            return self.sum_call(token, kind, letter, is_named=False)
        if meaning.name == "Sigma":
            raise self.complain_unknown_name(token)
        if self.token.kind == "(" and index is None:
            return self.sum_of_entries(token, kind)
        if self.token.kind != "(" or index is None:
            raise self.refuse(token, "sum-index", sign=self.quote_token(token))
        return self.sum_call(token, kind, index.value)

    def sum_of_entries(self, token: Token, kind: str) -> Node:
        """SumOfEntries = '(' Sum ')': over all entries of the vectors in it, as ``np.sum(np.exp(a))``."""
        self.advance()
        body = self.sum()
        letter = self.find_letter_of_entries(body)
        if not letter and isinstance(body, Power) and self.is_column(body.base) and body.exponent == Number(_TWO):
            if not self.accept(")"):
                raise self.refuse(token, "sum-index", sign=self.quote_token(token))
            return self.place(Mul((Call("transpose", (body.base,)), body.base)), token.start)
        if not letter or not self.accept(")"):
            raise self.refuse(token, "sum-index", sign=self.quote_token(token))
        vectors = {node for node in walk(body) if isinstance(node, Symbol) and self.is_vector(node)}
        entry = substitute(body, {vector: Symbol(vector.name, (Symbol(letter),)) for vector in vectors})
        return self.build_big_node(token, kind, entry, letter, None, None)

    def find_letter_of_entries(self, body: Node) -> str:
        """Return a free letter for the entries of vectors of one size; nothing where a part is not taken by entry."""
        notation = self.names.notation
        nodes = list(walk(body))
        vectors = [node for node in nodes if self.is_vector(node)]
        sizes = {notation.size(notation.entries[node.name].axes[0]) for node in vectors if isinstance(node, Symbol)}
        is_by_entry = all(
            isinstance(node, Symbol | Number | Constant | Add | Neg | Mul | Div | Power)
            or (isinstance(node, Call) and node.function in _ENTRYWISE)
            for node in nodes
        )
        arrays = [node for node in nodes if isinstance(node, Symbol) and not self.is_scalar(node)]
        if len(sizes) != 1 or not is_by_entry or len(arrays) != len(vectors):
            return ""
        used = {node.name for node in nodes if isinstance(node, Symbol)}
        free = [letter for letter, size in notation.ranges.items() if {size} == sizes and letter not in used]
        return next(iter(free), "")

    def is_column(self, node: Node) -> bool:
        """Whether a node is a vector as a whole, so that the sum over the squares of its entries is a product."""
        return rank(node, self.names.notation) == 1

    def is_vector(self, node: Node) -> bool:
        """Whether a node is the bare name of an array with one index."""
        entry = self.names.notation.entries.get(node.name) if isinstance(node, Symbol) else None
        return isinstance(node, Symbol) and entry is not None and len(entry.axes) == 1 and not node.indices

    def sum_call(self, token: Token, kind: str, letter: str, *, is_named: bool = True) -> Node:
        """SumCall = '(' Sum [ ',' [ '(' ] letter [ ',' Sum ',' Sum ] [ ')' ] ] ')'; the letter may be the only one."""
        opening = self.advance()
        outer, self.bound = self.bound, self.bound | {letter}
        body = self.sum()
        self.bound = outer
        if not is_named and self.accept(")"):
            return self.build_big_node(token, kind, body, letter, None, None)
        if not self.accept(","):
            raise self.complain_unclosed(opening)
        inner = self.accept("(")
        self.advance()
        bounds: list[Node] = []
        while len(bounds) < 2 and self.accept(","):
            bounds.append(self.sum())
        if (inner and not self.accept(")")) or not self.accept(")"):
            raise self.complain_unclosed(opening)
        lower, upper = (*bounds, None, None)[:2]
        return self.build_big_node(token, kind, body, letter, lower, upper)

    def find_index_ahead(self) -> Token | None:
        """Find the letter after the first comma of the call that opens here: the index that its body uses."""
        depth = 0
        for at in range(self.at, len(self.tokens)):
            kind = self.tokens[at].kind
            if kind in ("(", "[", "{", "{{"):
                depth += 1
            elif kind in (")", "]", "}", "}}"):
                depth -= 1
            elif kind == "," and depth == 1:
                letter = self.tokens[at + 1] if self.tokens[at + 1].kind != "(" else self.tokens[at + 2]
                return letter if letter.kind == "name" else None
            if depth <= 0:
                return None
        return None

    def find_only_index(self, inside: str) -> str:
        """Return the only index of the exercise in a text: i in ``(x_i)``; nothing for none or several."""
        letters = [each for each in self.names.notation.ranges if is_index_in(each, inside) and each not in self.bound]
        return letters[0] if len(letters) == 1 else ""

    def build_big_node(
        self, sign: Token, kind: str, body: Node, letter: str, lower: Node | None, upper: Node | None
    ) -> Node:
        """Build the sum or product; its letter has both bounds, or a range in the notation."""
        ranged = lower is None and upper is None and letter in self.names.notation.ranges
        if not ranged and (lower is None or upper is None):
            raise self.refuse(sign, "sum-bounds", self.previous.end, letter=letter)
        self.heavy = True
        return self.place(
            BigOperator("product" if kind == "product" else "sum", body, letter, lower, upper), sign.start
        )


def is_index_in(letter: str, text: str) -> bool:
    """Whether a letter is in a subscript of a text."""
    return re.search(rf"_[({{]?[0-9A-Za-z,]*{letter}", text) is not None
