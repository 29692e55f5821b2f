"""The operators of a text whose operand has no brackets, and the pieces over which each may be meant to reach.

>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={name: Entry(name=name) for name in "xt"})
>>> text = "3e^-2t + √x"
>>> [(site.kind, text[slice(*site.near)], text[slice(*site.wide[0])]) for site in find_sites(text, notation)]
[('power', '-2', '-2t')]
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, islice, pairwise
from typing import Final, NamedTuple

from grader.errors import AnswerError, LimitError
from grader.expr.grammar.run_readings import split_run
from grader.expr.names import Names, names_of
from grader.expr.notation import Notation
from grader.expr.reach.operands import OPENERS, SHUTTERS, Operands
from grader.expr.reading import Syntax, guess_syntax, tokenize
from grader.expr.tokens.tokens import RELATIONS, Token

__all__ = ["Extent", "MAX_SITES", "NO_EXTENT", "Site", "find_sites", "tokenize_leniently"]

Extent = tuple[int, int]
NO_EXTENT: Final[Extent] = (0, 0)

MAX_CHARACTERS: Final = 2_000  # for each operator the rest of the text is looked at; a formula is shorter
MAX_SITES: Final = 60
MAX_UNKNOWN_SIGNS: Final = 8  # an arrow or a colon between formulas; a text with more of them is prose
_SUMS: Final = frozenset({"+", "-", "±"})
_PRODUCTS: Final = _SUMS | {"*", "/", "⊙", "⊗"}
_QUOTIENTS: Final = frozenset({"/"})
# What ends the reach, and whether a blank does: from factors side by side to all that is left in the brackets.
_REACHES: Final[tuple[tuple[frozenset[str], bool], ...]] = tuple(
    (stops, at_blank) for stops in (_PRODUCTS, _SUMS, _QUOTIENTS, frozenset()) for at_blank in (True, False)
)
# Operators of typed text. Whoever types blanks around a + beside them, as in e^a/e^b + e^c, shows where the term ends.
_TYPED: Final = frozenset({"power", "usual power", "divisor"})
_OPERATORS: Final = frozenset({"root", "^", "/", "frac", "sum", "name"})  # kinds of tokens that may be one
_BARS: Final = frozenset({"|", "||"})
_ENDS: Final = RELATIONS | _BARS | {",", ";", ":=", "end", "&", ";;", "and", "or", "∈", "∪", "∖"}
# A sign after one of these belongs to the operand that begins there: e^-2t.
_BEFORE_SIGN: Final = frozenset({"^", "*", "/", "+", "-", "_", "⊙", "⊗"})


class Site(NamedTuple):
    """One operator without brackets.

    ``near`` is what it reaches as it is read, and ``wide`` holds the longer piece for each way to reach further, or
    ``NO_EXTENT``. ``before`` is the token before the operator. ``braces`` says that LaTeX groups the operand in braces.
    """

    kind: str
    sign: str
    near: Extent
    wide: tuple[Extent, ...]
    before: Token
    braces: bool = False


def find_sites(text: str, notation: Notation) -> list[Site]:
    """Find the operators without brackets in a text, up to ``MAX_SITES``; none in what is no formula."""
    if len(text) > MAX_CHARACTERS:
        return []
    names = names_of(notation)
    syntax = guess_syntax(text)
    tokens = tokenize_leniently(text, names, syntax)
    if not tokens:
        return []
    return list(islice(_Finder(text, split_runs(tokens, names), names, is_latex=syntax == "latex").sites(), MAX_SITES))


def tokenize_leniently(text: str, names: Names, syntax: Syntax) -> Sequence[Token]:
    """Split a text into tokens, with a semicolon for what has no meaning; empty where that is too much."""
    for _ in range(MAX_UNKNOWN_SIGNS):
        try:
            return tokenize(text, names, syntax)
        except LimitError:
            return ()
        except AnswerError as error:
            span = error.diagnostic.span
            if span is None or span.start == span.end:
                return ()
            text = text[: span.start] + ";" * (span.end - span.start) + text[span.end :]
    return ()


def split_runs(tokens: Sequence[Token], names: Names) -> list[Token]:
    """Put the names that a run of letters is made of in its place, as the parser does."""
    found: list[Token] = []
    for token, after in pairwise((*tokens, tokens[-1])):
        is_run = token.kind == "name" and len(token.value) == token.end - token.start
        if not is_run or names.resolve(token.value).kind != "unknown":
            found.append(token)
            continue
        pieces = split_run(names, token.value, after.value if after.kind != "end" else "") or (token.value,)
        places = pairwise(accumulate(map(len, pieces), initial=token.start))
        found += [Token(kind_of_piece(piece), piece, *place) for piece, place in zip(pieces, places, strict=True)]
    return found


def kind_of_piece(piece: str) -> str:
    return "number" if piece.isdecimal() else "name"


class _Finder(Operands):
    """Looks for operators in the tokens of one text."""

    def sites(self) -> Iterator[Site]:
        """Yield the operators that may reach further; the limits of a sum hold none."""
        after_limits = 0
        for at, token in enumerate(self.tokens[:-1]):
            if at < after_limits or token.kind not in _OPERATORS:
                continue
            if token.kind == "sum" or self.is_function(at):
                after_limits = self.skip_limits(at + 1)
            for site in self.sites_at(at, token):
                if any(extent != NO_EXTENT for extent in site.wide):
                    yield site

    def sites_at(self, at: int, token: Token) -> Iterator[Site]:
        """Yield the operators at one token; a quotient has two operands."""
        kind = token.kind
        if kind == "root":
            first = self.skip_order(at + 1)
            yield from self.site("root", at, first, self.end_of_primary(first), braces=self.is_latex)
        elif kind == "^" and self.is_typed_power(at):
            name = "usual power" if self.is_usual_power(at) else "power"
            yield from self.site(name, at, at + 1, self.end_of_operand(at + 1), braces=self.is_latex)
        elif kind == "/" and not self.is_line_of_derivative(at):
            yield from self.site("divisor", at, at + 1, self.end_of_operand(at + 1))
            yield from self.dividend(at)
        elif kind == "frac":
            yield from self.second_argument(at)
        elif kind == "sum" or self.is_sum_word(at):
            first = self.skip_limits(at + 1)
            yield from self.site("sum", at, first, self.find_reach(first, _SUMS, at_blank=False))
        elif self.is_function(at):
            first = self.skip_limits(at + 1)
            name = "root" if token.value == "sqrt" else "function"
            yield from self.site(name, at, first, self.end_of_argument(first))
        elif kind == "name" and "_" in self.text[token.start : token.end]:
            yield from self.index(at)

    def site(
        self, kind: str, at: int, first: int, after: int, *, start: int | None = None, braces: bool = False
    ) -> Iterator[Site]:
        """Yield the operator at a token with its operand, from ``first`` to before ``after``, unless in brackets."""
        if self.tokens[first].kind in (*OPENERS, *_ENDS, *SHUTTERS) and start is None:
            return
        begin, end = self.tokens[first].start if start is None else start, self.tokens[after - 1].end
        reaches = [
            self.tokens[self.find_reach(first, stops, at_blank=blank or (kind in _TYPED and not _SUMS & stops)) - 1].end
            for stops, blank in _REACHES
        ]
        wide = tuple((begin, reach) if reach > end else NO_EXTENT for reach in reaches)
        yield Site(kind, self.quote(at), (begin, end), wide, self.tokens[at - 1], braces)

    def second_argument(self, at: int) -> Iterator[Site]:
        """Yield a fraction of which the second argument has no braces: ``\\frac12x``, ``\\frac{1}2x``."""
        token, number = self.tokens[at], self.tokens[at + 1]
        if number.start == token.start:  # ½ is one character
            return
        if number.kind == "number" and len(number.value) == 2:
            yield from self.site("divisor", at, at + 1, at + 2, start=number.start + 1, braces=True)
            return
        second = self.end_of_primary(at + 1)
        yield from self.site("divisor", at, second, self.end_of_primary(second), braces=True)

    def dividend(self, at: int) -> Iterator[Site]:
        """Yield a quotient whose numerator may be a whole sum: ``x+1/2``."""
        signs = [place for place in self.walk_back(at, at_blank=False) if self.is_sign_of_sum(place)]
        first = signs[0] + 1 if signs else at
        if first == at or (self.kind(first) in OPENERS and self.end_of_group(first) == at):
            return
        near, end = self.tokens[first].start, self.tokens[at - 1].end
        start = self.tokens[min(self.walk_back(at, at_blank=True))].start
        wide = ((start, end) if start < near else NO_EXTENT,) * len(_REACHES)
        yield Site("dividend", self.quote(at), (near, end), wide, self.tokens[at - 1])

    def index(self, at: int) -> Iterator[Site]:
        """Yield the index of a name where a sum of index letters and numbers goes on right after it: ``x_k+1``."""
        token, last = self.tokens[at], at
        while last + 2 < len(self.tokens) and self.continues_index(last + 1):
            last += 2
        if last > at:
            start = token.start + self.text[token.start : token.end].rindex("_") + 1
            wide = ((start, self.tokens[at + 2].end), *[(start, self.tokens[last].end)] * (len(_REACHES) - 1))
            yield Site("index", self.quote(at), (start, token.end), wide, self.tokens[at - 1], self.is_latex)

    def continues_index(self, at: int) -> bool:
        """Whether a plus or minus and what an index may hold are right after the token before them."""
        before, sign, after = self.tokens[at - 1 : at + 2]
        return (
            sign.kind in _SUMS
            and before.end == sign.start
            and sign.end == after.start
            and (after.kind == "number" or (after.kind == "name" and self.names.is_index(after.value)))
        )

    def is_line_of_derivative(self, at: int) -> bool:
        """Whether a slash is that of ``∂L/∂w`` or ``dL/dw``, where nothing reaches further."""
        after = self.tokens[at + 1]
        is_mark = after.kind == "name" and after.value[0] == "d" and self.names.resolve(after.value).kind == "unknown"
        return after.kind == "∂" or is_mark

    def find_reach(self, first: int, stops: frozenset[str], *, at_blank: bool) -> int:
        """Return the token after the last one that an operand from ``first`` on reaches."""
        depth, at = 0, first
        for at in range(first, len(self.tokens)):
            token, before = self.tokens[at], self.tokens[at - 1]
            if depth == 0 and (token.kind in SHUTTERS or (token.kind in _ENDS and at > first) or token.kind == "end"):
                break
            if depth == 0 and at > first and self.is_end_of_reach(token, before, stops, at_blank=at_blank):
                break
            depth += (token.kind in OPENERS) - (token.kind in SHUTTERS)
        return max(at, first + 1)

    def is_end_of_reach(self, token: Token, before: Token, stops: frozenset[str], *, at_blank: bool) -> bool:
        """Whether the reach ends before a token, which is not in brackets of its own."""
        gap = self.text[before.end : token.start]
        return (
            "\n" in gap
            or (at_blank and gap != "" and not gap.strip())  # a command such as \\, is no blank
            or (token.kind in stops and before.kind not in _BEFORE_SIGN)
        )

    def walk_back(self, at: int, *, at_blank: bool) -> list[int]:
        """Return the tokens outside inner brackets from one to the left, up to a bracket, a relation or a blank."""
        depth, found = 0, []
        for place in range(at - 1, -1, -1):
            token, after = self.tokens[place], self.tokens[place + 1]
            gap = self.text[token.end : after.start]
            if depth == 0 and (token.kind in OPENERS or token.kind in _ENDS or "\n" in gap or (at_blank and gap)):
                break
            depth += (token.kind in SHUTTERS) - (token.kind in OPENERS)
            if depth == 0:
                found.append(place)
        return found or [at - 1]

    def is_sign_of_sum(self, at: int) -> bool:
        """Whether a plus or minus is between two terms, and not the sign of one."""
        if self.tokens[at].kind not in _SUMS or at == 0:
            return False
        before = self.tokens[at - 1].kind
        return before not in _BEFORE_SIGN and before not in OPENERS and before not in _ENDS
