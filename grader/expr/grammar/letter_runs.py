"""Letters that run together: the token of a run is replaced by those of the names that it is made of."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from grader.expr.grammar.brackets import Brackets
from grader.expr.grammar.run_readings import split_run
from grader.expr.tokens.tokens import Token

__all__ = ["ARGUMENT_STARTS", "Runs"]

ARGUMENT_STARTS: Final = frozenset(
    {"name", "number", "root", "frac", "{", "|", "||", "∂", "∇", "1", "begin", "⌊", "⌈", "⟨"}
)
"""What the argument of a function without brackets may begin with."""


class Runs(Brackets):
    """The rules for runs of letters that are no name as a whole."""

    __slots__ = ()

    def find_pieces(self, token: Token, after: Token) -> Sequence[str]:
        """Return the names that a run of letters is made of, where that is certain; ``after`` is the next token."""
        if len(token.value) != token.end - token.start:  # a command or a letter with an accent, which is no run
            return ()
        follows = after.value if after.kind in ARGUMENT_STARTS or after.kind in ("(", "^") else ""
        return split_run(self.names, token.value, follows, self.bound) or ()

    def split_token(self, pieces: Sequence[str]) -> None:
        """Put several tokens in place of the one before this place, and go back to the first of them."""
        token = self.tokens[self.at - 1]
        ends = list(accumulate(map(len, pieces), initial=token.start))
        self.tokens[self.at - 1 : self.at] = [
            Token("number" if piece.isdecimal() else "name", self.spell_piece(piece), start, end)
            for piece, (start, end) in zip(pieces, pairwise(ends), strict=True)
        ]
        self.at -= 1
        self.token = self.tokens[self.at]

    def spell_piece(self, piece: str) -> str:
        """Return a piece of a run as a name is spelled: ``w_k`` for ``wk``."""
        known = piece.isdecimal() or self.names.resolve(piece, (), self.bound).kind != "unknown"
        return piece if known else self.names.with_index(piece)
