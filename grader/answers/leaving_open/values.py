"""Values, zero values and multiples: what several kinds of ``up_to`` share."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from grader.answers.leaving_open.fixed_names import list_given_names
from grader.answers.leaving_open.protocol import Miss
from grader.answers.protocol import Task
from grader.equivalence import Policy, decide
from grader.equivalence.lowering.index_letters import find_index_letters
from grader.errors import AnswerError
from grader.expr.calculation.building import negative, number, product
from grader.expr.nodes import Matrix, Mul, Node, Number, Power, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import rebuild, substitute
from grader.records import Equality, Outcome, Remark, Verdict

__all__ = [
    "are_equal", "find_index_fault", "find_value_fault", "is_never_zero", "is_zero", "join_verdicts", "leave_to_person",
    "list_vector_misses", "refuse", "scale",
]  # fmt: skip

ZERO: Final = Number(Fraction(0))
EXPONENTS: Final = (1, -1, 2, -2, 3, -3)  # of names in factors between two families of functions
NEVER_ZERO: Final = ("positive", "negative", "nonzero")


def are_equal(left: Node, right: Node, notation: Notation, seed: int) -> bool | None:
    """Whether two values are equal, exactly; None if that is not known."""
    try:
        result = decide(left, right, notation, Policy(seed=seed)).result
    except AnswerError:  # for instance shapes that do not fit each other
        return None
    return {Equality.EQUAL: True, Equality.DIFFERENT: False}.get(result)


def is_zero(tree: Node, task: Task) -> bool | None:
    """Whether a value is 0, or an array of zeros; None if that is not known."""
    return are_equal(tree, Mul((ZERO, tree)), task.notation, task.policy.seed)


def is_never_zero(tree: Node, task: Task) -> bool:
    """Whether a formula is proved to be a number but 0 times powers of names that are never 0."""
    notation, seed, rest = task.notation, task.policy.seed, tree
    for name in list_given_names([tree], notation):
        symbol = Symbol(name)
        bare = substitute(rest, {symbol: number(1)})
        powers = (Mul((Power(symbol, number(exponent)), bare)) for exponent in EXPONENTS)
        if not are_equal(rest, bare, notation, seed):
            is_power = any(are_equal(rest, each, notation, seed) for each in powers)
            if not is_power or notation.entries[name].domain.kind not in NEVER_ZERO:
                return False
        rest = bare
    return are_equal(rest, ZERO, notation, seed) is False


def scale(tree: Node, factor: int) -> Node:
    """Return a multiple of a value; of a written vector or matrix, entry by entry."""
    if isinstance(tree, Vector):
        return Vector(tuple(scale(item, factor) for item in tree.items))
    if isinstance(tree, Matrix):
        return Matrix(tuple(tuple(scale(cell, factor) for cell in row) for row in tree.rows))
    return product([number(factor), tree])


def find_value_fault(tree: Node, task: Task) -> str:
    """Say what makes a key unfit to be compared up to a factor: it is zero, or it is a family of values."""
    fault = find_index_fault(tree, task)
    return fault or ("The expected answer is zero, and its only multiple is itself." if is_zero(tree, task) else "")


def find_index_fault(tree: Node, task: Task) -> str:
    """Say that a key is a family of values."""
    has_letters = find_index_letters(tree, task.notation)
    return "The expected answer has free indices, and 'up_to' compares one value." if has_letters else ""


def list_vector_misses(tree: Node) -> Iterator[Miss]:
    """Yield a vector with the sign of one component changed, and the zero vector."""
    if not isinstance(tree, Vector):
        return
    yield Miss(tree=rebuild(tree, [ZERO] * len(tree.items)), words="it is the zero vector")
    several = sum(item != ZERO for item in tree.items) > 1  # with one alone, all signs would be reversed
    for place, item in enumerate(tree.items, start=1):
        if several and item != ZERO:
            items = [*tree.items[: place - 1], negative(item), *tree.items[place:]]
            yield Miss(tree=Vector(tuple(items)), words=f"the sign of component {place} is reversed")


def join_verdicts(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the best of several verdicts on one answer, each by another right answer: the first one if none is right.

    As long as one of them is open, so is the whole.
    """
    found = []
    for verdict in verdicts:
        if verdict.credit == 1:
            return verdict
        found.append(verdict)
    return next((verdict for verdict in found if verdict.credit is None), found[0])


def refuse(verdict: Verdict, remark: Remark) -> Verdict:
    """Return that an answer is wrong, for a reason of its own."""
    return replace(verdict, outcome=Outcome.INCORRECT, credit=Fraction(0), remarks=(remark,), components=())


def leave_to_person(verdict: Verdict, remark: Remark) -> Verdict:
    """Return that a person has to decide, for a reason of its own."""
    decision = verdict.decision and replace(verdict.decision, result=Equality.UNKNOWN, witness=None, parts=())
    return replace(verdict, outcome=Outcome.UNDECIDED, credit=None, remarks=(remark,), components=(), decision=decision)
