"""Arrays as programs multiply them and pick their entries: ``z @ v``, ``a * (a > 0)``, ``softmax(a)[j]``."""

from collections.abc import Sequence
from typing import Final

from grader.expr.grammar.ranks import rank
from grader.expr.grammar.subscripts import Subscripts
from grader.expr.nodes import Call, Entry, Indicator, Mul, Node
from grader.expr.tokens.tokens import Token
from grader.patterns import regex

__all__ = ["Programs"]

_PROGRAM: Final = regex(r"@|\b(?:np|numpy|torch|jnp|tf)\.[a-z]")


class Programs(Subscripts):
    """What a sign or a bracket means beside an array, where a program has only one meaning for it."""

    __slots__ = ()

    def is_entrywise(self, factors: Sequence[Node], sign: Token, factor: Node) -> bool:
        """Whether ``*`` multiplies vectors entry by entry: as in numpy, beside ``@``, or by an indicator of entries."""
        if sign.value != "*" or not (isinstance(factor, Indicator) or _PROGRAM.search(self.text)):
            return False
        left = factors[0] if len(factors) == 1 else Mul(tuple(factors))
        return rank(left, self.names.notation) == rank(factor, self.names.notation) == 1

    def multiply_arrays(self, factors: Sequence[Node], factor: Node, start: int) -> list[Node]:
        """Return the factors of ``z @ v``: for a vector left of a matrix ``v^T z``, because programs know no rows."""
        left = factors[0] if len(factors) == 1 else Mul(tuple(factors))
        is_row = isinstance(left, Call) and left.function == "transpose"
        if is_row or (rank(left, self.names.notation), rank(factor, self.names.notation)) != (1, 2):
            return [*factors, factor]
        turned = self.place(Call("transpose", (factor,)), start)
        return [self.place(Mul((turned, self.place(left, start))), start)]

    def read_dot(self, arguments: Sequence[Node], start: int) -> Node | None:
        """Return ``np.dot(A, z)`` as the product that it is for a matrix; None where it is an inner product."""
        if not _PROGRAM.search(self.text) or all(rank(each, self.names.notation) != 2 for each in arguments):
            return None
        factors = self.multiply_arrays(arguments[:1], arguments[1], start)
        return factors[0] if len(factors) == 1 else self.place(Mul(tuple(factors)), start)

    def begins_entry(self, node: Node) -> bool:
        """Whether index letters in square brackets pick an entry of an array: ``softmax(a)[j]``."""
        axes = rank(node, self.names.notation)
        if axes == 2 and self.is_row_of_transposed(node):  # it is read as a program, or not at all
            raise self.refuse(self.token, "subscript", self.peek().end)
        if self.latex or not axes or self.previous.kind != ")" or not self.touches():
            return False
        found = [self.peek(at) for at in range(1, 2 * axes + 1)]
        letters = {*self.names.notation.ranges, *self.bound}
        has_letters = all(token.value in letters for token in found[::2])
        return has_letters and [token.kind for token in found] == [*["name", ","] * (axes - 1), "name", "]"]

    def is_row_of_transposed(self, node: Node) -> bool:
        """Whether ``[j]`` is after ``v.T``, of which it is a row: as a factor, it would be a list of one index."""
        is_transposed = isinstance(node, Call) and node.function == "transpose" and ".T" in self.text
        has_one = self.peek().value in self.names.notation.ranges and self.peek(2).kind == "]"
        return is_transposed and has_one and self.touches()

    def entry_in_brackets(self, node: Node, start: int) -> Node:
        """EntryInBrackets = Operand '[' letter { ',' letter } ']'."""
        indices = [self.names.index(item, None, self.bound) for item in self.items_between(self.advance())]
        return self.place(Entry(node, tuple(index for index in indices if index is not None)), start)
