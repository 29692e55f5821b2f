"""Where an operand ends, by the rules of the grammar: a primary, a power, a signed power, an argument."""

from collections.abc import Sequence
from typing import Final

from grader.expr.grammar.cursor import CLOSERS
from grader.expr.names import Names
from grader.expr.tokens.tokens import Token

__all__ = ["OPENERS", "SHUTTERS", "Operands"]

OPENERS: Final = frozenset(CLOSERS) | {"begin"}
SHUTTERS: Final = frozenset(CLOSERS.values()) | {"end environment"}
_POSTFIX: Final = frozenset({"!", "'", "T", "%", "°"})
_BARE_FORMS: Final = frozenset({"log2", "log10", "lg"})
_SUM_WORDS: Final = frozenset({"Sigma", "Pi"})
_MORE_FACTORS: Final = frozenset({"name", "root", "frac"})


class Operands:
    """The tokens of one text. Each ``end_of_…`` returns the place after an operand that begins at a place."""

    def __init__(self, text: str, tokens: Sequence[Token], names: Names, *, is_latex: bool) -> None:
        self.text = text
        self.tokens = tokens
        self.names = names
        self.is_latex = is_latex

    def kind(self, at: int) -> str:
        return self.tokens[min(at, len(self.tokens) - 1)].kind

    def quote(self, at: int) -> str:
        return self.text[self.tokens[at].start : self.tokens[at].end]

    def end_of_operand(self, at: int) -> int:
        while self.kind(at) in ("+", "-"):
            at += 1
        return self.end_of_power(at)

    def end_of_power(self, at: int) -> int:
        at = self.end_of_primary(at)
        while True:
            kind = self.kind(at)
            if kind == "^":
                at = self.end_of_operand(at + 1)
            elif kind == "_":
                at = self.end_of_primary(at + 1)
            elif kind in _POSTFIX:
                at += 1
            else:
                return at

    def end_of_primary(self, at: int) -> int:
        kind = self.kind(at)
        if kind in OPENERS:
            return self.end_of_group(at)
        if kind == "root":
            return self.end_of_primary(self.skip_order(at + 1))
        if kind == "frac":
            is_short = self.kind(at + 1) == "number" and len(self.tokens[at + 1].value) == 2
            return at + 2 if is_short else self.end_of_primary(self.end_of_primary(at + 1))
        if self.is_function(at):
            return self.end_of_argument(self.skip_limits(at + 1))
        return min(at + 1, len(self.tokens) - 1)

    def end_of_group(self, at: int) -> int:
        depth = 0
        for place in range(at, len(self.tokens)):
            depth += (self.tokens[place].kind in OPENERS) - (self.tokens[place].kind in SHUTTERS)
            if depth == 0:
                return place + 1
        return len(self.tokens) - 1

    def end_of_argument(self, at: int) -> int:
        """The argument of a function: brackets, or numbers and one more power, as in ``sin 2 pi x``."""
        if self.kind(at) in OPENERS:
            return self.end_of_group(at)
        while self.kind(at) == "-":
            at += 1
        end = self.end_of_power(at)
        while end == at + 1 and self.is_numeric(at) and self.kind(end) in _MORE_FACTORS and not self.is_function(end):
            at, end = end, self.end_of_power(end)
        return end

    def skip_order(self, at: int) -> int:
        """Skip the ``[3]`` of a cube root."""
        return self.end_of_group(at) if self.is_latex and self.kind(at) == "[" else at

    def skip_limits(self, at: int) -> int:
        """Skip the base or the exponent of a function, and the limits of a sum."""
        while self.kind(at) in ("_", "^"):
            at = self.end_of_primary(at + 1)
        return at

    def is_function(self, at: int) -> bool:
        """Whether a function that needs no brackets is at a place."""
        if self.kind(at) != "name":
            return False
        meaning = self.names.resolve(self.tokens[at].value)
        return (meaning.function is not None and meaning.function.bare) or meaning.name in _BARE_FORMS

    def is_numeric(self, at: int) -> bool:
        token = self.tokens[at]
        return token.kind == "number" or (token.kind == "name" and self.names.resolve(token.value).kind == "constant")

    def is_sum_word(self, at: int) -> bool:
        """Whether a sum or product begins at a place that is typed with a letter: ``Σ_k``."""
        return self.kind(at) == "name" and self.names.resolve(self.tokens[at].value).name in _SUM_WORDS

    def is_typed_power(self, at: int) -> bool:
        """Whether ``^`` raises a value to another.

        A raised digit such as ``²`` shows how far it goes, and a raised T or ring is a mark.
        """
        mark, after = self.tokens[at], self.tokens[min(at + 1, len(self.tokens) - 1)]
        is_mark = after.kind in ("T", "°", "⊙", "*") or after.value == "T"
        return mark.start < mark.end and not is_mark

    def is_usual_power(self, at: int) -> bool:
        """Whether a power is like ``x^2``: a number raises something other than a number and *e*.

        Everybody writes ``x^2y``, so a longer exponent is the last thing that is meant.
        """
        base = self.tokens[at - 1]
        return self.kind(at + 1) == "number" and base.kind != "number" and base.value != "e"
