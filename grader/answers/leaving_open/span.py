"""``span``: any basis of the space that the key spans, as of a null space or an eigenspace.

The vectors of the key are independent, so a vector is in their space if it is a combination of them, and the only one
that it could be is read off in as many rows as there are vectors. The engine compares the vector with that combination.
What is a basis is judged in three parts, each with its share of the credit: whether the vectors span the space, whether
there are as many as its dimension, and whether they are independent. Vectors outside the space earn nothing, or any two
vectors that are no multiples of each other would earn a share.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Final

from grader.answers.judging import LEAST_DIGITS, has_decimals, is_misfit, judge_whole, outcome_of
from grader.answers.leaving_open.columns import (
    NEAR,
    ROUNDED,
    Column,
    combine,
    find_rank,
    list_columns,
    solve_for_column,
)
from grader.answers.leaving_open.fixed_names import ATTEMPTS, fix_names, list_given_names
from grader.answers.leaving_open.protocol import AsWritten, Miss
from grader.answers.leaving_open.values import ZERO, are_equal, find_index_fault, leave_to_person, refuse
from grader.answers.protocol import Task
from grader.equivalence import decide
from grader.errors import join_words
from grader.expr import to_text
from grader.expr.calculation.building import ONE, number
from grader.expr.nodes import Matrix, Node, SetOf, Vector
from grader.records import ComponentResult, Decision, Equality, Remark, Verdict, Witness

__all__ = ["MEMBER", "Span"]

QUARTER: Final = "1/4"  # what the number and the independence of the vectors earn, unless the item says otherwise
ZERO_VECTOR = Remark(id="span-zero", text="The zero vector is in every space, and belongs to no basis.")
WITH_NAMES = Remark(
    id="span-with-names",
    text="These are combinations of the expected vectors with names in their factors, so a person will look at it.",
)
ROWS = Remark(
    id="span-by-rows",
    text="With rows and columns exchanged, this would be right, so a person will look at it.",
)
UNDECIDED = Remark(
    id="undecided",
    text="It could not be proved that this is or is no basis of the space that is asked for, "
    "so a person will look at it.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Whether a vector is in the space of the key, None if that is not known, and why a person has to look at it."""

    is_inside: bool | None
    verdict: Verdict
    remark: Remark = UNDECIDED


class Span(AsWritten):
    """Any basis of the space that the key spans."""

    kind = "span"
    summary = "any basis of the space that the key spans"
    types = frozenset({"expression", "matrix"})
    is_for_members = False
    is_for_lists = True
    has_shares = True
    with_key = "or any other basis of the same space"

    def find_fault(self, tree: Node, task: Task) -> str:
        """Say that the key is no basis, or that the shares are more than the whole."""
        if fault := find_index_fault(tree, task):
            return fault
        columns = list_columns(tree, task) if isinstance(tree, SetOf | Matrix) else None
        if not columns or len(set(map(len, columns))) > 1:
            return "The expected answer is no set of vectors of one length: write it like '{(1, 0), (0, 1)}'."
        pivots = find_rank(columns, task.notation, task.policy.seed)
        if pivots is None or pivots.rank < len(columns):
            how = "are linearly dependent" if pivots else "could not be proved to be linearly independent"
            return f"The vectors of the expected answer {how}, and a basis is needed."
        return "The shares of size and independence are more than 1 together." if read_shares(task)[0] < 0 else ""

    def judge(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Judge whether all vectors are in the space, and then how many of them there are and need to be."""
        own, basis = list_columns(tree, task), list_columns(expected, task) or []
        plain = judge_whole(tree, expected, task)
        if plain.credit == 1:
            return plain
        if own is None:
            return plain if is_misfit(plain) else leave_to_person(plain, UNDECIDED)
        if not own:
            return refuse_by_structure(plain, "span-size", "There are no vectors in this answer.")
        if {len(column) for column in own} != {len(basis[0])}:
            return self.judge_other_lengths(own, expected, plain, task)
        places = [place_column(column, basis, task) for column in own]
        if not all(place.is_inside for place in places):
            return judge_outside(own, places)
        pivots = find_rank(own, task.notation, task.policy.seed)
        if pivots is None:
            return leave_to_person(plain, UNDECIDED)
        return judge_inside(own, pivots.rank, len(basis), places[0].verdict, task)

    def judge_other_lengths(self, own: Sequence[Column], expected: Node, plain: Verdict, task: Task) -> Verdict:
        """Judge vectors with too few or too many components, which may be rows where columns are asked for."""
        height = len((list_columns(expected, task) or [()])[0])
        if len(own) == height and len(set(map(len, own))) == 1:
            turned = self.judge(Matrix(tuple(own)), expected, task)
            if turned.credit != 0:
                return leave_to_person(plain, ROWS)
        text = f"Each vector has to have {height} component{'s' if height > 1 else ''}."
        return refuse_by_structure(plain, "span-length", text)

    def vary(self, tree: Node, task: Task, random: Random) -> Node:
        """Return the vectors in another order, some of them multiplied, and one added to another."""
        columns = list_columns(tree, task) or []
        random.shuffle(columns)
        found = [combine([column], (number(random.choice((1, 2, -1, -3))),)) for column in columns]
        if len(found) > 1 and random.random() < 0.5:
            found[0] = combine([found[0], found[1]], (ONE, ONE))
        return write_columns(found, tree)

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield one vector less, one more, a dependent one, the zero vector, and one that is not in the space."""
        columns = list_columns(tree, task) or []
        whole, size, independence = (Fraction(0),) * 3 if is_all(task) else read_shares(task)
        count, first = len(columns), columns[0]
        twice = combine([first], (number(2),))
        several = count > 1
        found = [((*columns, twice), "one vector is a multiple of another", whole)]
        if several:
            found.append(((*columns[1:],), "a vector is missing", independence))
            found.append(((*columns[:-1], twice), "two vectors are multiples of each other", size))
        zero = (ZERO,) * len(first)
        found.append(((*columns[:-1], zero), "the zero vector is among them", size if several else Fraction(0)))
        unit = find_vector_outside(columns, task)
        if unit is not None:
            found.append(((*columns[:-1], unit), "a vector is not in the space", Fraction(0)))
        for made, words, credit in found:
            if credit != 1:
                yield Miss(tree=write_columns(made, tree), words=words, credit=credit)


def place_column(column: Column, basis: Sequence[Column], task: Task) -> Place:
    """Find whether a vector is a combination of a basis: of the one that it is in some rows, the engine decides."""
    names = list_given_names([*column, *(entry for other in basis for entry in other)], task.notation)
    unknown = judge_whole(Vector(column), Vector(basis[0]), task)
    for attempt in range(ATTEMPTS if names else 1):
        flat = [*column, *(entry for other in basis for entry in other)]
        fixed = fix_names(flat, task.notation, names, attempt)
        if fixed is None:
            break
        height = len(column)
        own, *others = [fixed.trees[start : start + height] for start in range(0, len(flat), height)]
        pivots = find_rank(others, fixed.notation, task.policy.seed)
        if pivots is None or pivots.rank < len(basis):
            continue
        factors = solve_for_column(others, pivots.rows, own)
        wide = replace(task, notation=fixed.notation)
        verdict = judge_whole(Vector(column), Vector(combine(basis, factors)), wide)
        if verdict.credit is None:
            return Place(is_inside=None, verdict=verdict, remark=verdict.remarks[0])
        if verdict.credit == 1:
            return Place(is_inside=True, verdict=verdict)
        return doubt_refusal(column, basis, pivots.rows, Vector(combine(basis, factors)), verdict, wide, bool(names))
    return Place(is_inside=None, verdict=unknown)


def doubt_refusal(
    column: Column,
    basis: Sequence[Column],
    rows: Sequence[int],
    found: Node,
    verdict: Verdict,
    task: Task,
    has_names: bool,
) -> Place:
    """Leave to a person what is a combination with names in its factors, or may be one that was rounded."""
    if has_names:
        combined = Vector(combine(basis, solve_for_column(basis, rows, column)))
        is_inside = are_equal(Vector(column), combined, task.notation, task.policy.seed)
        if is_inside is not False:
            return Place(is_inside=None, verdict=verdict, remark=WITH_NAMES if is_inside else UNDECIDED)
    if task.options.get("exact") != "yes" and has_decimals(Vector(column), LEAST_DIGITS):
        near = decide(Vector(column), found, task.notation, replace(NEAR, seed=task.policy.seed))
        if near.result is Equality.EQUAL:
            return Place(is_inside=None, verdict=verdict, remark=ROUNDED)
    return Place(is_inside=False, verdict=verdict)


def judge_outside(own: Sequence[Column], places: Sequence[Place]) -> Verdict:
    """Refuse vectors of which one is not in the space; leave to a person what may be in it."""
    outside = [column for column, place in zip(own, places, strict=True) if place.is_inside is False]
    if not outside:
        place = next(place for place in places if place.is_inside is None)
        return leave_to_person(place.verdict, place.remark)
    verdict = next(place.verdict for place in places if place.is_inside is False)
    names = [to_text(Vector(column)) for column in outside]
    text = f"{join_words(names)} {'is' if len(names) == 1 else 'are'} not in the space that is asked for."
    return refuse(verdict, Remark(id="span-outside", text=text, parameters=(("wrong", "; ".join(names)),)))


def judge_inside(own: Sequence[Column], rank: int, dimension: int, verdict: Verdict, task: Task) -> Verdict:
    """Judge vectors of the space by their number and their rank."""
    has_zero = any(all(is_zero_entry(entry, task) for entry in column) for column in own)
    parts = (("span", rank == dimension), ("size", len(own) == dimension), ("independence", rank == len(own)))
    if rank == 0:
        return refuse(verdict, ZERO_VECTOR)
    if all(is_right for _, is_right in parts):
        return verdict
    components = tuple(
        ComponentResult(label=name, outcome=outcome_of(credit), credit=credit, weight=weight)
        for (name, is_right), weight in zip(parts, read_shares(task), strict=True)
        for credit in [Fraction(int(is_right))]
    )
    credit = sum((part.weight for part in components if part.credit), Fraction(0))
    if is_all(task):
        components, credit = (), Fraction(0)
    reason = Witness(reason=f"The rank is {rank}, of {len(own)} vectors in a space of dimension {dimension}.")
    return replace(
        verdict,
        outcome=outcome_of(credit),
        credit=credit,
        remarks=tuple(remark_on_basis(len(own), rank, dimension, has_zero=has_zero)),
        components=components,
        decision=Decision(result=Equality.DIFFERENT, by="structure", witness=reason),
    )


def remark_on_basis(count: int, rank: int, dimension: int, *, has_zero: bool) -> Iterator[Remark]:
    """Yield what is wrong with vectors that are all in the space, in the order in which it is put right."""
    if has_zero:
        yield ZERO_VECTOR
    elif rank < count:
        yield Remark(
            id="span-dependent",
            text="These vectors are linearly dependent: one is a combination of the others.",
        )
    if count != dimension:
        many = "more" if count > dimension else "fewer"
        yield Remark(id="span-size", text=f"There are {many} vectors here than a basis of the space has.")
    if rank < dimension and (count == dimension or rank < count):
        yield Remark(id="span-part", text="These vectors span only a part of the space that is asked for.")


def is_zero_entry(entry: Node, task: Task) -> bool:
    return entry == ZERO or are_equal(entry, ZERO, task.notation, task.policy.seed) is True


def refuse_by_structure(verdict: Verdict, kind: str, text: str) -> Verdict:
    """Refuse what cannot be a basis of the space, whatever its values are."""
    decision = Decision(result=Equality.DIFFERENT, by="structure", witness=Witness(reason=text))
    return replace(refuse(verdict, Remark(id=kind, text=text)), decision=decision)


def read_shares(task: Task) -> tuple[Fraction, Fraction, Fraction]:
    """Return the shares of the credit for the span, the number and the independence of the vectors."""
    size, independence = (Fraction(task.options.get(name, QUARTER)) for name in ("size_share", "independence_share"))
    return 1 - size - independence, size, independence


def is_all(task: Task) -> bool:
    return task.options.get("partial_credit") == "no"


def find_vector_outside(columns: Sequence[Column], task: Task) -> Column | None:
    """Return a unit vector that is not in a space; None if there is none, or none is known."""
    height = len(columns[0])
    for place in range(height):
        unit = tuple(ONE if row == place else ZERO for row in range(height))
        pivots = find_rank([*columns, unit], task.notation, task.policy.seed)
        if pivots is not None and pivots.rank > len(columns):
            return unit
    return None


def write_columns(columns: Sequence[Column], like: Node) -> Node:
    """Return columns as what they were taken from: a matrix, or a set of vectors."""
    if isinstance(like, Matrix):
        return Matrix(tuple(zip(*columns, strict=True)))
    return SetOf(tuple(map(Vector, columns)))


MEMBER = Span()
