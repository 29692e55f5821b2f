"""Whether what a student wrote twice is the same: then it is one answer, and otherwise somebody has to say which."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr.nodes import Add, Div, Mul, Neg, Node, Number
from grader.expr.notation import Notation
from grader.records import Equality
from grader.submission.claims.names import ReadClaim

__all__ = ["are_equal", "are_equal_numbers", "choose_one", "list_distinct", "number_of"]

MAX_COMPARISONS = 20  # of one name; whoever gives it more values is asked


def are_equal(left: Node | None, right: Node | None, notation: Notation) -> bool:
    """Whether two values are proved equal; what cannot be read or proved is not."""
    if left is None or right is None:
        return False
    if left == right:
        return True
    try:
        return decide(left, right, notation).result is Equality.EQUAL
    except AnswerError:
        return False


def list_distinct(claims: Sequence[ReadClaim]) -> list[ReadClaim]:
    """Of claims with equal values the last one, in the order of the text."""
    kept: list[ReadClaim] = []
    for claim in claims[:MAX_COMPARISONS]:
        place = next(
            (i for i, each in enumerate(kept) if are_equal(each.value, claim.value, claim.notation)), len(kept)
        )
        kept[place : place + 1] = [claim]
    return kept + list(claims[MAX_COMPARISONS:])


def choose_one(claims: Sequence[ReadClaim]) -> ReadClaim | None:
    """The claim of several about one name that counts; None if that has to be asked.

    What leaves a derivative or an iterate to be worked out is a step on the way to what does not. Of several results
    that differ, the only one in a box counts.
    """
    if len(claims) == 1:
        return claims[0]
    results = [claim for claim in claims if not claim.meaning.only_names] or list(claims)
    distinct = list_distinct(results)
    if len(distinct) > 1:
        distinct = [claim for claim in distinct if claim.claim.statement.is_boxed]
    return distinct[0] if len(distinct) == 1 else None


def are_equal_numbers(left: Sequence[Node], right: Sequence[Node]) -> bool:
    """Whether two lists hold the same numbers, which must be written as numbers."""
    if len(left) != len(right):
        return False
    pairs = [(number_of(one), number_of(other)) for one, other in zip(left, right, strict=True)]
    return all(one is not None and one == other for one, other in pairs)


def number_of(node: Node) -> Fraction | None:
    """The number that a tree of numbers is; None if there is anything else in it."""
    match node:
        case Number(value):
            return value
        case Neg(operand):
            inner = number_of(operand)
            return None if inner is None else -inner
        case Div(numerator, denominator):
            top, bottom = number_of(numerator), number_of(denominator)
            return None if top is None or not bottom else top / bottom
        case Add(terms):
            found = list(list_numbers(terms))
            return sum(found, Fraction(0)) if len(found) == len(terms) else None
        case Mul(factors):
            found, product = list(list_numbers(factors)), Fraction(1)
            for each in found:
                product *= each
            return product if len(found) == len(factors) else None
    return None


def list_numbers(nodes: Sequence[Node]) -> Iterator[Fraction]:
    for node in nodes:
        value = number_of(node)
        if value is not None:
            yield value
