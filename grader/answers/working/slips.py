"""What kind of slip a wrong step looks like: a sign, a factor, a term that got lost, a rule of algebra, or arithmetic.

Each kind changes the left side in its own way and asks the engine whether that gives the right side, so that any form
of it is recognised; the first that does is named. Only what the student wrote is looked at, never what is expected.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.answers.protocol import Task
from grader.answers.reading import rows_of
from grader.answers.working.mal_rules import by_mal_rules
from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr import to_text
from grader.expr.calculation.building import number
from grader.expr.nodes import Add, Div, Mul, Neg, Node, Number, Symbol
from grader.expr.traverse import walk
from grader.records import Equality

__all__ = ["Slip", "slip_in"]

MAX_TERMS = 8
FACTORS = (2, 3, 4)


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A kind of slip, as a stable word and as a sentence."""

    kind: str
    text: str


def slip_in(left: Node, right: Node, task: Task) -> Slip | None:
    """Return what kind of slip leads from the left side to the right side; None where none is recognised."""
    for kind in KINDS:
        found = kind(left, right, task)
        if found is not None:
            return found
    return None


def is_equal(left: Node, right: Node, task: Task) -> bool:
    """Tell whether two sides are known to be equal."""
    try:
        return decide(left, right, task.notation).result is Equality.EQUAL
    except AnswerError:
        return False


def sign(left: Node, right: Node, task: Task) -> Slip | None:
    """The right side is the negative of the left side."""
    return Slip(kind="sign", text="The sign is turned round.") if is_equal(right, Neg(left), task) else None


def swapped(left: Node, right: Node, task: Task) -> Slip | None:
    """The two components of a vector have changed places."""
    before, after = rows_of(left) or (), rows_of(right) or ()
    if len(before) == len(after) == 2 and all(map(is_equal, before, reversed(after), [task] * 2)):
        return Slip(kind="swapped", text="The two components have changed places.")
    return None


def term_sign(left: Node, right: Node, task: Task) -> Slip | None:
    """One term of a sum has another sign."""
    for term, others in terms_of(left):
        if is_equal(right, Add((*others, Neg(term))), task):
            return Slip(kind="term-sign", text=f"The sign of the term '{to_text(positive(term))}' is turned round.")
    return None


def lost_term(left: Node, right: Node, task: Task) -> Slip | None:
    """One term of a sum is missing."""
    for term, others in terms_of(left):
        if is_equal(right, others[0] if len(others) == 1 else Add(others), task):
            return Slip(kind="lost-term", text=f"The term '{to_text(positive(term))}' is missing.")
    return None


def terms_of(tree: Node) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Yield each term of a sum with the others."""
    terms = tree.terms if isinstance(tree, Add) else ()
    if isinstance(tree, Neg) and isinstance(tree.operand, Add):
        terms = tuple(map(Neg, tree.operand.terms))
    if len(terms) > MAX_TERMS:
        return
    for place, term in enumerate(terms):
        yield term, terms[:place] + terms[place + 1 :]


def positive(term: Node) -> Node:
    """Return a term without its sign."""
    return term.operand if isinstance(term, Neg) else term


def factor(left: Node, right: Node, task: Task) -> Slip | None:
    """A small factor is too much or missing in a formula; among numbers it would be found by accident."""
    if is_number(left):
        return None
    for value in FACTORS:
        if is_equal(right, Mul((number(value), left)), task):
            return Slip(kind="factor", text=f"There is a factor {value} too much.")
        if is_equal(right, Div(left, number(value)), task):
            return Slip(kind="factor", text=f"A factor {value} is missing.")
    return None


def mal_rule(left: Node, right: Node, task: Task) -> Slip | None:
    """A rule of algebra that does not hold was used in one place."""
    for rule, changed in by_mal_rules(left):
        if is_equal(changed, right, task):
            return Slip(kind=rule.kind, text=rule.text)
    return None


def arithmetic(left: Node, right: Node, task: Task) -> Slip | None:
    """Both sides are numbers."""
    if not (is_number(left) and is_number(right)):
        return None
    return Slip(kind="arithmetic", text="This looks like a slip in the arithmetic.")


def is_number(tree: Node) -> bool:
    """Tell whether a side is a scalar without names."""
    parts = list(walk(tree))
    return (
        rows_of(tree) is None
        and not any(isinstance(node, Symbol) for node in parts)
        and any(isinstance(node, Number) for node in parts)
    )


Kind = Callable[[Node, Node, Task], Slip | None]
KINDS: tuple[Kind, ...] = (sign, swapped, mal_rule, term_sign, lost_term, factor, arithmetic)
