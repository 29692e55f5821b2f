"""The mistake that a wrong step looks like: a sign, a factor, a term that got lost, a rule of algebra, or arithmetic.

Each kind changes the left side in its own way and asks the engine whether the result is the right side, so that any
form of it is recognised. The first kind that fits is named. Only the student's own lines are used, never the expected
answer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.answers.protocol import Task
from grader.answers.reading import rows_of
from grader.answers.working.mal_rules import apply_mal_rules
from grader.equivalence import decide
from grader.errors import AnswerError, put_in_quotes
from grader.expr import to_text
from grader.expr.calculation.building import number
from grader.expr.nodes import Add, Div, Mul, Neg, Node, Number, Symbol
from grader.expr.traverse import walk
from grader.records import Equality

__all__ = ["StepMistake", "recognise_mistake"]

MAX_TERMS = 8  # each term is a question to the engine, twice: with its sign changed, and left out
FACTORS = (2, 3, 4)  # each is two questions to the engine: too much, and missing


@dataclass(frozen=True, kw_only=True)
class StepMistake:
    """A mistake in a step, as a stable word and as a sentence."""

    kind: str
    text: str


def recognise_mistake(left: Node, right: Node, task: Task) -> StepMistake | None:
    """Return the mistake that leads from the left side to the right side; None where none is recognised."""
    for kind in KINDS:
        found = kind(left, right, task)
        if found is not None:
            return found
    return None


def is_equal(left: Node, right: Node, task: Task) -> bool:
    """Whether two sides are known to be equal."""
    try:
        return decide(left, right, task.notation).result is Equality.EQUAL
    except AnswerError:
        return False


def find_reversed_sign(left: Node, right: Node, task: Task) -> StepMistake | None:
    """The right side is the negative of the left side."""
    return StepMistake(kind="sign", text="The sign is reversed.") if is_equal(right, Neg(left), task) else None


def find_swap(left: Node, right: Node, task: Task) -> StepMistake | None:
    """The two components of a vector have changed places."""
    before, after = rows_of(left) or (), rows_of(right) or ()
    if len(before) == len(after) == 2 and all(map(is_equal, before, reversed(after), [task] * 2)):
        return StepMistake(kind="swapped", text="The two components have changed places.")
    return None


def find_term_sign(left: Node, right: Node, task: Task) -> StepMistake | None:
    """One term of a sum has another sign."""
    for term, others in split_sum(left):
        if is_equal(right, Add((*others, Neg(term))), task):
            return StepMistake(
                kind="term-sign", text=f"The sign of the term {put_in_quotes(to_text(drop_sign(term)))} is reversed."
            )
    return None


def find_lost_term(left: Node, right: Node, task: Task) -> StepMistake | None:
    """One term of a sum is missing."""
    for term, others in split_sum(left):
        if is_equal(right, others[0] if len(others) == 1 else Add(others), task):
            return StepMistake(kind="lost-term", text=f"The term {put_in_quotes(to_text(drop_sign(term)))} is missing.")
    return None


def split_sum(tree: Node) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Yield each term of a sum with the others."""
    terms = tree.terms if isinstance(tree, Add) else ()
    if isinstance(tree, Neg) and isinstance(tree.operand, Add):
        terms = tuple(map(Neg, tree.operand.terms))
    if len(terms) > MAX_TERMS:
        return
    for place, term in enumerate(terms):
        yield term, terms[:place] + terms[place + 1 :]


def drop_sign(term: Node) -> Node:
    return term.operand if isinstance(term, Neg) else term


def find_wrong_factor(left: Node, right: Node, task: Task) -> StepMistake | None:
    """There is a small factor too much or too little. Among numbers such a factor would be found by accident."""
    if is_number(left):
        return None
    for value in FACTORS:
        if is_equal(right, Mul((number(value), left)), task):
            return StepMistake(kind="factor", text=f"There is an extra factor {value}.")
        if is_equal(right, Div(left, number(value)), task):
            return StepMistake(kind="factor", text=f"A factor {value} is missing.")
    return None


def find_mal_rule(left: Node, right: Node, task: Task) -> StepMistake | None:
    """A rule of algebra that does not hold was used in one place."""
    for rule, changed in apply_mal_rules(left):
        if is_equal(changed, right, task):
            return StepMistake(kind=rule.kind, text=rule.text)
    return None


def find_arithmetic_slip(left: Node, right: Node, task: Task) -> StepMistake | None:
    """Both sides are numbers."""
    if not (is_number(left) and is_number(right)):
        return None
    return StepMistake(kind="arithmetic", text="This looks like a slip in the arithmetic.")


def is_number(tree: Node) -> bool:
    """Whether a side is a scalar without names."""
    parts = list(walk(tree))
    return (
        rows_of(tree) is None
        and not any(isinstance(node, Symbol) for node in parts)
        and any(isinstance(node, Number) for node in parts)
    )


Kind = Callable[[Node, Node, Task], StepMistake | None]
KINDS: tuple[Kind, ...] = (
    find_reversed_sign,
    find_swap,
    find_mal_rule,
    find_term_sign,
    find_lost_term,
    find_wrong_factor,
    find_arithmetic_slip,
)
