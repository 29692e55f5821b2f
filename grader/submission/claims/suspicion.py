r"""Was this misread? Signs that a person or a program takes for one another when reading handwriting.

A statement is suspected where exactly one exchange of such signs makes it readable, or makes the student's own two
sides equal. No key is looked at, and nothing is changed: the student, or a person with the page beside it, decides.

>>> [(exchange.text, exchange.instead) for exchange in list_exchanges("3, 1 - 3")]
[('1 -', '-'), ('1', 'l'), ('1', '|')]
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr.nodes import Constant, Node
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.records import Equality
from grader.source import Span
from grader.submission.claims.names import Claim, ReadClaim
from grader.submission.stated.typography import split_signs

__all__ = ["Exchange", "Suspicion", "find_misread", "find_misreadings", "find_redefined"]

ALIKE: Final = (
    ("f", r"\delta"), ("z", "2"), ("w", r"\omega"), ("l", "1"), ("|", "1"), ("l", "|"), ("x", r"\times"), ("u", "v"),
    ("y", r"\gamma"), ("0", "o"), ("0", "O"), ("a", r"\alpha"), ("n", r"\eta"), ("v", r"\nu"), ("p", r"\rho"),
    ("S", "5"), ("b", "6"), ("g", "9"), ("q", "9"), ("t", "+"), ("B", r"\beta"), ("d", r"\partial"),
    (r"\delta", r"\partial"), ("k", r"\kappa"), ("i", "j"),
)  # fmt: skip
OTHERS: Final = {sign: [b if a == sign else a for a, b in ALIKE if sign in (a, b)] for pair in ALIKE for sign in pair}
BEFORE_TERM: Final = frozenset({"", "(", "[", "{", ",", ";", "=", r"\{", r"\left", "&"})
MAX_SIGNS: Final = 300  # of a statement; in a longer one, too many exchanges would be tried
MAX_CHARACTERS: Final = 1_000
MAX_STATEMENTS: Final = 500  # of a document


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """``text``, from ``start`` to ``end``, read as ``instead``."""

    start: int
    end: int
    text: str
    instead: str

    def apply(self, whole: str) -> str:
        gap = " " if self.instead.startswith("\\") and whole[self.end : self.end + 1].isalpha() else ""
        return f"{whole[: self.start]}{self.instead}{gap}{whole[self.end :]}"


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """A place that may have been misread, what it may be instead, and what makes us think so."""

    claim: Claim
    span: Span
    text: str
    instead: str
    why: str


def find_misreadings(claims: Iterable[Sequence[ReadClaim]]) -> list[Suspicion]:
    """The claims that one exchange makes readable, or makes agree with themselves; each as every notation reads it."""
    named = ([read for read in reads if read.names] for reads in claims)
    short = [reads for reads in named if reads and len(reads[0].claim.text) < MAX_CHARACTERS][:MAX_STATEMENTS]
    odd = [reads for reads in short if all(map(is_odd, reads))]
    found = (next(filter(None, map(suspect, reads)), None) for reads in odd)
    return [each for each in found if each is not None]


def find_misread(claims: Iterable[Claim], notation: Notation) -> Suspicion | None:
    """What may have been misread in the statements that are taken for an answer, where they cannot be read."""
    for claim in claims:
        if len(claim.text) < MAX_CHARACTERS:
            read = ReadClaim.under(notation, claim)
            if read.meaning.is_unread and (found := suspect(read)) is not None:
                return found
    return None


def find_redefined(claims: Iterable[Claim], everything: Sequence[ReadClaim], notation: Notation) -> Constant | None:
    """The constant in an answer whose name the student gives, in another statement, to something else."""
    used = {constant for claim in claims for constant in claim.wording.read(notation).constants}
    own = (read.meaning.own_constant for read in everything if used)
    return next((constant for constant in own if constant in used), None)


def is_odd(claim: ReadClaim) -> bool:
    """Whether a claim cannot be read, or has two sides that differ."""
    sides = [parse_or_none(side.text, claim.notation) for side in claim.claim.sides]
    return None in sides or find_break(sides[len(claim.names) :], claim.notation) is not None


def find_break(sides: Sequence[Node | None], notation: Notation) -> int | None:
    """The place of the first two sides that are proved to differ."""
    for place, (left, right) in enumerate(pairwise(sides)):
        if left is not None and right is not None and compare(left, right, notation) is Equality.DIFFERENT:
            return place
    return None


def compare(left: Node, right: Node, notation: Notation) -> Equality:
    try:
        return decide(left, right, notation).result
    except AnswerError:
        return Equality.DIFFERENT


def suspect(claim: ReadClaim) -> Suspicion | None:
    """The only exchange that makes sense of a claim; None if there is none, or several."""
    first = len(claim.names)
    sides = claim.claim.sides
    trees = [parse_or_none(side.text, claim.notation) for side in sides]
    unread = [place for place in range(first, len(sides)) if trees[place] is None]
    if len(unread) > 1:
        return None
    broken = find_break(trees[first:], claim.notation)
    places = unread or ([first + (broken or 0), first + (broken or 0) + 1])
    good: dict[str, Suspicion] = {}
    for place in places:
        for exchange in list_exchanges(sides[place].text):
            read = parse_or_none(exchange.apply(sides[place].text), claim.notation)
            if read is None or not fits(read, place, trees, first, claim.notation):
                continue
            why = (
                "With it, the formula can be read."
                if unread
                else "With it, the two sides of your own equation are equal."
            )
            span = sides[place].locate(exchange.start, exchange.end)
            text, instead = exchange.text, exchange.instead
            good[f"{place}:{exchange.start}:{instead}"] = Suspicion(
                claim=claim.claim, span=span, text=text, instead=instead, why=why
            )
    return next(iter(good.values())) if len(good) == 1 else None


def fits(read: Node, place: int, trees: Sequence[Node | None], first: int, notation: Notation) -> bool:
    """Whether a side read in another way is equal to those next to it."""
    neighbours = [trees[other] for other in (place - 1, place + 1) if first <= other < len(trees)]
    return all(neighbour is None or compare(read, neighbour, notation) is Equality.EQUAL for neighbour in neighbours)


def list_exchanges(text: str) -> Iterator[Exchange]:
    """Every way to read one sign of a text as another one; a 1 in front of a minus sign may be a part of it."""
    signs, place = split_signs(text)[:MAX_SIGNS], 0
    before = ""
    for number, sign in enumerate(signs):
        rest = [each for each in signs[number + 1 : number + 4] if not each.isspace()]
        if sign == "1" and rest[:1] in (["-"], ["−"]) and before in BEFORE_TERM:
            end = text.index(rest[0], place) + 1
            yield Exchange(start=place, end=end, text=text[place:end], instead=rest[0])
        for other in OTHERS.get(sign, ()):
            yield Exchange(start=place, end=place + len(sign), text=sign, instead=other)
        before = sign if not sign.isspace() else before
        place += len(sign)
