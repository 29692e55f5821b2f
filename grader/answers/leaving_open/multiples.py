"""Multiples of the key: the factor is read off at one entry and one point, and the engine proves the rest.

If an answer a is a multiple c e of the key e, then c is the quotient of an entry of a and the same entry of e, wherever
that entry of e is not 0. So the only multiple that a can be is known, and a is compared with it as with any key. A
witness against it, or a proof, is one about the answer itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from grader.answers.judging import has_decimals, is_misfit, judge_whole
from grader.answers.leaving_open.fixed_names import ATTEMPTS, fix_names, list_given_names
from grader.answers.leaving_open.protocol import AsWritten, Miss
from grader.answers.leaving_open.values import (
    ZERO,
    are_equal,
    find_value_fault,
    is_zero,
    join_verdicts,
    leave_to_person,
    list_vector_misses,
    refuse,
    scale,
)
from grader.answers.protocol import Task
from grader.expr.calculation.building import number
from grader.expr.nodes import Call, Div, Entry, Matrix, Mul, Neg, Node, Vector
from grader.expr.notation import Notation
from grader.records import Equality, Remark, Verdict

__all__ = ["Multiples", "Ratio", "find_ratios", "is_surely_negative"]

MAX_PIVOTS: Final = 4  # entries at which a factor is read off where a rounding makes the factors differ
ZERO_ANSWER = Remark(
    id="zero-multiple", text="Zero is left out: only a factor that is not 0 is left open, so this is no answer."
)
FACTOR_WITH_NAMES = Remark(
    id="factor-with-names",
    text="This is the expected answer times a factor with names in it, so a person will look at it.",
)
UNDECIDED = Remark(
    id="undecided",
    text="It could not be proved that this is right or wrong up to a factor, so a person will look at it.",
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """What an answer would be times the key: a number, in a notation in which it has a value; and where it was read."""

    factor: Node
    notation: Notation
    place: tuple[int, ...]


class Multiples(AsWritten):
    """The key times a number; which numbers are left open, a kind says by ``refuse_factor``."""

    kind: str
    summary: str
    with_key: str
    types = frozenset({"expression", "vector", "matrix", "equation"})
    is_for_members = True
    is_for_lists = False
    has_shares = False
    factors: tuple[int, ...] = ()

    def refuse_factor(self, factor: Node, task: Task) -> Remark | None:
        """Say why a factor is none that is left open; nothing where it is one."""
        raise NotImplementedError

    def find_fault(self, tree: Node, task: Task) -> str:
        """Say that the key is zero, or a single number, of which all numbers are multiples."""
        is_number = not isinstance(tree, Vector | Matrix) and not list_given_names([tree], task.notation)
        if is_number and are_equal(tree, ZERO, task.notation, task.policy.seed) is not None:
            return "The expected answer is a number, and every number but 0 is a multiple of it."
        return find_value_fault(tree, task)

    def judge(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Compare with the multiple of the key that the answer could be."""
        plain = judge_whole(tree, expected, task)
        if plain.credit == 1 or is_misfit(plain):
            return plain
        if is_zero(tree, task):
            return refuse(plain, ZERO_ANSWER)
        is_rounded = not task.policy.is_exact or has_decimals(tree)
        ratios = list(find_ratios(tree, expected, plain, task, MAX_PIVOTS if is_rounded else 1))
        if not ratios:
            return leave_to_person(plain, UNDECIDED)
        verdict = join_verdicts(self.judge_each(tree, expected, ratios, task, is_rounded=is_rounded))
        is_refused = verdict.decision is not None and verdict.decision.result is Equality.EQUAL
        if verdict.credit != 0 or is_refused:
            return verdict
        if is_multiple_by_names(tree, expected, ratios[0], task):
            return leave_to_person(verdict, FACTOR_WITH_NAMES)
        return verdict

    def judge_each(
        self, tree: Node, expected: Node, ratios: list[Ratio], task: Task, *, is_rounded: bool
    ) -> Iterator[Verdict]:
        """Yield the verdict by each multiple that an answer could be; a rounded one may be a unit vector."""
        for ratio in ratios:
            wide = replace(task, notation=ratio.notation)
            verdict = judge_whole(tree, Mul((ratio.factor, expected)), wide)
            remark = self.refuse_factor(ratio.factor, wide) if verdict.credit != 0 else None
            if remark is not None:
                verdict = (leave_to_person if remark.id == "undecided" else refuse)(verdict, remark)
            yield verdict
        if is_rounded and isinstance(expected, Vector):
            for unit in (make_unit_vector(expected), Neg(make_unit_vector(expected))):
                if self.refuse_factor(number(-1 if isinstance(unit, Neg) else 1), task) is None:
                    yield judge_whole(tree, unit, task)

    def vary(self, tree: Node, task: Task, random: Random) -> Node:
        """Return the key times one of some factors."""
        return scale(tree, random.choice((1, *self.factors)))

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield near misses of a vector; of a formula, that it is 0."""
        if not isinstance(tree, Vector | Matrix):
            yield Miss(tree=ZERO, words="it is 0")
        yield from list_vector_misses(tree)


def find_ratios(tree: Node, expected: Node, plain: Verdict, task: Task, most: int) -> Iterator[Ratio]:
    """Yield what an answer would be times the key, read off at up to so many entries of it."""
    names = list_given_names([tree, expected], task.notation)
    seed = task.policy.seed
    places = list_places(expected, plain)
    for attempt in range(ATTEMPTS if names else 1):
        fixed = fix_names([tree, expected], task.notation, names, attempt)
        if fixed is None:
            return
        own, wanted = fixed.trees
        found = 0
        for place in places:
            entry = take_entry(wanted, place)
            # First that it has a value at all: where it has none, it differs from 0 as well.
            if not are_equal(Mul((ZERO, entry)), ZERO, fixed.notation, seed):
                continue
            if are_equal(entry, ZERO, fixed.notation, seed) is False:
                yield Ratio(Div(take_entry(own, place), entry), fixed.notation, place)
                found += 1
                if found == most:
                    return
        if found:
            return


def list_places(expected: Node, plain: Verdict) -> list[tuple[int, ...]]:
    """List the indices of the entries of a key; of a single value, that it has none."""
    if isinstance(expected, Vector):
        return [(place,) for place in range(1, len(expected.items) + 1)]
    if isinstance(expected, Matrix):
        return [(i, j) for i, row in enumerate(expected.rows, start=1) for j in range(1, len(row) + 1)]
    parts = plain.decision.parts if plain.decision is not None else ()
    return [place for place, _ in parts] or [()]


def take_entry(tree: Node, place: tuple[int, ...]) -> Node:
    """Return one entry of an array as a formula; of a written vector or matrix, what is written there."""
    if not place:
        return tree
    if isinstance(tree, Vector) and len(place) == 1:
        return tree.items[place[0] - 1]
    if isinstance(tree, Matrix) and len(place) == 2:
        return tree.rows[place[0] - 1][place[1] - 1]
    return Entry(tree, tuple(map(number, place)))


def make_unit_vector(tree: Vector) -> Node:
    return Div(tree, Call("norm", (tree,)))


def is_multiple_by_names(tree: Node, expected: Node, ratio: Ratio, task: Task) -> bool:
    """Whether an array is a multiple of the key by a factor that depends on names: a_i e_k = a_k e_i for all i.

    Of a single formula, every other one is such a multiple.
    """
    if not ratio.place or not list_given_names([tree, expected], task.notation):
        return False
    own, wanted = take_entry(tree, ratio.place), take_entry(expected, ratio.place)
    left, right = Mul((wanted, tree)), Mul((own, expected))
    return are_equal(left, right, task.notation, task.policy.seed) is True


def is_surely_negative(factor: Node, task: Task) -> bool | None:
    """Whether a number that is not 0 is negative; None if that is not known."""
    is_positive = are_equal(Call("abs", (factor,)), factor, task.notation, task.policy.seed)
    return None if is_positive is None else not is_positive
