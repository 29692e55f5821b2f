r"""Fractions as plain TeX has them: ``{a \over b}``, over all of the group that they are in.

>>> from grader.expr.tokens.tokens import Token
>>> kinds = ("{", "name", "over", "number", "}")
>>> found = write_fractions([Token(kind, kind, at, at + 1) for at, kind in enumerate(kinds)])
>>> " ".join(token.kind for token in found)
'{ frac { name } { number } }'
"""

from collections.abc import Sequence
from typing import Final

from grader.expr.tokens.tokens import Token

__all__ = ["OVER", "write_fractions"]

OVER: Final = "over"
MOST: Final = 40  # each takes a look at all tokens; nobody types more by hand
OPENERS: Final = frozenset({"{", "{{", "(", "[", "begin", "⌊", "⌈", "⟨"})
CLOSERS: Final = frozenset({"}", "}}", ")", "]", "end environment", "⌋", "⌉", "⟩"})
CELLS: Final = frozenset({"&", ";;", ","})


def write_fractions(tokens: Sequence[Token]) -> list[Token] | None:
    """Return the tokens with a fraction for each ``over``; None where two of them share one group."""
    found = list(tokens)
    if sum(token.kind == OVER for token in found) > MOST:
        return None
    while any(token.kind == OVER for token in found):
        at = next(place for place, token in enumerate(found) if token.kind == OVER)
        start, end = find_edge(found, at, -1), find_edge(found, at, 1)
        if any(token.kind == OVER for token in list_outer(found[start:at] + found[at + 1 : end])):
            return None
        first, mark, last = found[start].start, found[at], found[end - 1].end
        found[start:end] = [
            Token("frac", "frac", first, first), Token("{", "{", first, first), *found[start:at],
            Token("}", "}", mark.start, mark.start), Token("{", "{", mark.end, mark.end), *found[at + 1 : end],
            Token("}", "}", last, last),
        ]  # fmt: skip
    return found


def find_edge(tokens: Sequence[Token], at: int, step: int) -> int:
    """Return the first place of the group around a token, or the place after its last one.

    So do the cells of a matrix and the entries of a list, over which nobody writes one line.
    """
    opens, closes = (CLOSERS, OPENERS) if step < 0 else (OPENERS, CLOSERS)
    depth, place = 0, at + step
    while 0 <= place < len(tokens):
        kind = tokens[place].kind
        if depth == 0 and (kind in closes or kind in CELLS):
            break
        depth += (kind in opens) - (kind in closes)
        place += step
    return place + 1 if step < 0 else place


def list_outer(tokens: Sequence[Token]) -> list[Token]:
    """List the tokens that are inside no bracket."""
    depth, found = 0, []
    for token in tokens:
        depth -= token.kind in CLOSERS
        if depth == 0:
            found.append(token)
        depth += token.kind in OPENERS
    return found
