"""``solution set``: any parametric form of the same points, as of the solutions of a linear system.

The key is a point p plus multiples of independent vectors, one for each parameter. An answer is a formula with
parameters of its own. It only has points of the key if, whatever its parameters are, it is p plus a combination of the
vectors. The only combination that it could be is read off in as many rows as there are vectors, and the engine decides
whether the answer is equal to it. It has all points of the key if it is linear in its parameters, and as many of the
vectors of these are independent as in the key.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, permutations
from math import comb, perm
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
from grader.answers.leaving_open.constant import list_scalars
from grader.answers.leaving_open.fixed_names import list_given_names
from grader.answers.leaving_open.letters import LETTERS, declare_letters, list_letters
from grader.answers.leaving_open.protocol import Miss
from grader.answers.leaving_open.values import ZERO, are_equal, find_index_fault, leave_to_person, refuse
from grader.answers.protocol import Task
from grader.expr.calculation.building import ONE, negative, number, product, total
from grader.expr.names import names_of
from grader.expr.nodes import Derivative, Node, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import substitute
from grader.records import Decision, Equality, Remark, Verdict, Witness

__all__ = ["MEMBER", "SolutionSet"]

HALF: Final = "1/2"  # what an answer with only some of the solutions earns, unless the item says otherwise
MAX_PARAMETERS: Final = 6  # of one answer; each is a question to the engine, and no system by hand has more
MAX_COMPLETED: Final = 24  # ways to write free unknowns into an answer; each is judged
# What people call a parameter, and the unknowns that an exercise has not declared, which may be free.
PARAMETERS: Final = (
    *"tsruvwklmnpqxyz", "lambda", "mu", "nu", "tau", "sigma", "theta",
    *(f"{letter}_{count}" for letter in "tsrckax" for count in range(10)),
)  # fmt: skip
SOME = Remark(
    id="solutions-missing",
    text="These are solutions, but not all of them: the parameters do not reach every one.",
)
ONE_POINT = Remark(
    id="solutions-missing", text="This is one of the solutions, and there are more: write them with a parameter."
)
UNKNOWN_REACH = Remark(
    id="undecided",
    text="All of these are solutions, but it could not be proved that they are all, so a person will look at it.",
)
OUTSIDE = Remark(id="solutions-outside", text="Not every point of this is a solution.")
FREE = Remark(
    id="free-unknowns",
    text="With the free unknowns written as coordinates, this would be right, so a person will look at it.",
)
DECLARED = Remark(
    id="declared-parameter",
    text="This would be right if a name of the exercise may be any number in it, so a person will look at it.",
)
UNDECIDED = Remark(
    id="undecided",
    text="It could not be proved that these are or are not the solutions, so a person will look at it.",
)


@dataclass(frozen=True, slots=True)
class Points:
    """Points by parameters: the one where all are 0, and what each parameter adds when it is 1."""

    start: Column
    directions: tuple[Column, ...]


class SolutionSet:
    """The same points in any parametric form."""

    kind = "solution set"
    summary = "any parametric form of the same solutions"
    types = frozenset({"vector"})
    is_for_members = False
    is_for_lists = False
    has_shares = True
    with_key = "or the same points with other parameters"

    def widen(self, notation: Notation) -> Notation:
        """Read the usual letters of parameters that the exercise does not declare as any numbers."""
        return declare_letters(notation, dict.fromkeys((*PARAMETERS, *LETTERS)))

    def complete(self, tree: Node, task: Task) -> Node:
        """A key needs nothing more."""
        return tree

    def find_fault(self, tree: Node, task: Task) -> str:
        """Say that the key is no point with parameters, or that one of its parameters adds nothing."""
        if unknown := next((name for name in list_unknowns(task) if name not in list_scalars(task.notation)), ""):
            return f"'unknowns' names '{unknown}', which is not a declared name."
        if fault := find_index_fault(tree, task):
            return fault
        entries = find_entries(tree, task)
        if entries is None:
            return "The expected answer is no point by its coordinates: write it like '(1, 2, 0) + t*(1, -1, 1)'."
        names = list_parameters(entries, task)
        if not names:
            return "The expected answer has no parameter: write one that is not declared, '(1, 2) + t*(1, -1)'."
        points = find_points(entries, names, task)
        if points is None:
            return "The expected answer is not linear in its parameters, or has too many of them."
        pivots = find_rank(points.directions, task.notation, task.policy.seed)
        if pivots is None or pivots.rank < len(names):
            how = "has more parameters than are needed" if pivots else "may have more parameters than are needed"
            return f"The expected answer {how}: their vectors have to be linearly independent."
        return ""

    def judge(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Judge with the parameters that nobody declared; where a declared name may be one, a person looks at it."""
        verdict = self.judge_points(tree, expected, task)
        own, wanted = find_entries(tree, task), find_entries(expected, task)
        if verdict.credit in (None, 1) or own is None or wanted is None:
            return verdict
        declared = list_declared(own, wanted, task)
        if declared and self.judge_points(tree, expected, free_names(task, declared)).credit in (None, 1):
            return leave_to_person(verdict, DECLARED)
        if len(own) < len(wanted) and any(
            self.judge_points(other, expected, free_names(task, declared)).credit == 1
            for other in list_completed(own, len(wanted), free_names(task, declared))
        ):
            return leave_to_person(verdict, FREE)
        return verdict

    def judge_points(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Judge whether all points of an answer are in the key, and then whether all of the key are in the answer."""
        plain = judge_whole(tree, expected, task)
        if plain.credit == 1:
            return plain
        own, wanted = find_entries(tree, task), find_entries(expected, task) or ()
        if own is None or len(own) != len(wanted):
            is_known = is_misfit(plain)
            return plain if is_known else leave_to_person(plain, UNDECIDED)
        key = find_points(wanted, list_parameters(wanted, task), task)
        pivots = key and find_rank(key.directions, task.notation, task.policy.seed)
        if not key or not pivots:
            return leave_to_person(plain, UNDECIDED)
        verdict = judge_point(own, key, pivots.rows, task)
        if verdict.credit == 0 and (not task.policy.is_exact or has_decimals(Vector(own))):
            verdict = judge_rounded(own, key, pivots.rows, task) or verdict
        if verdict.credit == 1:
            return self.judge_reach(own, key, pivots.rows, verdict, task)
        return verdict if verdict.credit is None else refuse(verdict, OUTSIDE)

    def judge_reach(self, own: Column, key: Points, rows: Sequence[int], verdict: Verdict, task: Task) -> Verdict:
        """Judge points that are all in the key: whether the factors of its vectors take all values."""
        names = list_parameters(own, task)
        points = find_points(own, names, task)
        if points is None or not all(takes_every_value(name, task.notation) for name in names):
            return leave_to_person(verdict, UNKNOWN_REACH)
        if not points.directions:
            return self.judge_part(0, len(key.directions), verdict, task)
        shares = [solve_for_column(key.directions, rows, direction) for direction in points.directions]
        pivots = find_rank(shares, task.notation, task.policy.seed)
        # Factors with names may be 0 for some of their values, and then the answer has fewer points.
        if pivots is None or any(depends_on_names(entry, task) for share in shares for entry in share):
            return leave_to_person(verdict, UNKNOWN_REACH)
        if pivots.rank == len(key.directions):
            return verdict
        return self.judge_part(pivots.rank, len(key.directions), verdict, task)

    def judge_part(self, rank: int, dimension: int, verdict: Verdict, task: Task) -> Verdict:
        """Judge an answer with only some of the solutions."""
        credit = Fraction(task.options.get("missing_solutions", HALF))
        if task.options.get("partial_credit") == "no":
            credit = Fraction(0)
        reason = f"The parameters of the answer reach dimension {rank}, and the solutions have dimension {dimension}."
        return replace(
            verdict,
            outcome=outcome_of(credit),
            credit=credit,
            remarks=(SOME if rank else ONE_POINT,),
            decision=Decision(result=Equality.DIFFERENT, by="structure", witness=Witness(reason=reason)),
        )

    def vary(self, tree: Node, task: Task, random: Random) -> Node:
        """Return the key from another point, with multiples of its vectors, and perhaps one added to another."""
        entries = find_entries(tree, task) or ()
        names = list_parameters(entries, task)
        symbols = [Symbol(name) for name in names]
        found: list[Node] = [
            total([product([number(random.choice((1, 2, -1, -3))), symbol]), number(random.choice((0, 1, -2)))])
            for symbol in random.sample(symbols, len(symbols))
        ]
        if len(found) > 1 and random.random() < 0.5:
            found[0] = total([found[0], found[1]])
        changed = dict(zip(symbols, found, strict=True))
        return Vector(tuple(substitute(entry, changed) for entry in entries))

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield one solution alone, one parameter less, another point, and without the point."""
        entries = find_entries(tree, task) or ()
        names = list_parameters(entries, task)
        points = find_points(entries, names, task)
        if points is None:
            return
        credit = Fraction(task.options.get("missing_solutions", HALF))
        credit = Fraction(0) if task.options.get("partial_credit") == "no" else credit
        fixed = substitute_each(entries, {Symbol(names[0]): ZERO})
        if credit != 1:
            words = "a parameter is missing" if len(names) > 1 else "it is only one of the solutions"
            yield Miss(tree=Vector(fixed), words=words, credit=credit)
        for place in range(len(entries)):
            shifted = (*entries[:place], total([entries[place], ONE]), *entries[place + 1 :])
            # The dimension grows exactly if the shift is no combination of the vectors.
            unit = tuple(ONE if row == place else ZERO for row in range(len(entries)))
            pivots = find_rank([*points.directions, unit], task.notation, task.policy.seed)
            if pivots is not None and pivots.rank > len(names):
                yield Miss(tree=Vector(shifted), words=f"component {place + 1} is 1 too large")
                return


def find_entries(tree: Node, task: Task) -> Column | None:
    """Return the coordinates of a point by a formula each; None for anything else."""
    columns = list_columns(tree, task)
    return columns[0] if columns and len(columns) == 1 and len(columns[0]) > 1 else None


def list_unknowns(task: Task) -> tuple[str, ...]:
    """List the declared names that the item allows as parameters."""
    names = names_of(task.notation)
    return tuple(names.resolve(name).name or name for name in task.options.get("unknowns", ()))


def list_parameters(entries: Column, task: Task) -> tuple[str, ...]:
    """List the parameters in a point: the names that nobody declared, and the unknowns."""
    unknowns = [name for name in list_unknowns(task) if name in list_given_names(entries, task.notation)]
    return (*list_letters(entries, task.notation), *unknowns)


def list_declared(own: Column, wanted: Column, task: Task) -> tuple[str, ...]:
    """List the declared names of an answer that are no unknowns, and that the key does not have."""
    known = (*list_given_names(wanted, task.notation), *list_unknowns(task))
    return tuple(name for name in list_given_names(own, task.notation) if name not in known)


def free_names(task: Task, names: Sequence[str]) -> Task:
    """Return a task in which declared names may be parameters."""
    return replace(task, options={**task.options, "unknowns": (*task.options.get("unknowns", ()), *names)})


def find_points(entries: Column, names: Sequence[str], task: Task) -> Points | None:
    """Return a point by what each parameter adds; None if it is not linear in all of them together."""
    symbols = [Symbol(name) for name in names]
    if not names or len(names) > MAX_PARAMETERS:
        return None if names else Points(entries, ())
    zeros: dict[Symbol, Node] = dict.fromkeys(symbols, ZERO)
    start = substitute_each(entries, zeros)
    directions = tuple(subtract(substitute_each(entries, {**zeros, symbol: ONE}), start) for symbol in symbols)
    linear = Vector(add(start, combine(directions, tuple(symbols))))
    is_linear = are_equal(Vector(entries), linear, task.notation, task.policy.seed)
    return Points(start, directions) if is_linear else None


def judge_point(point: Column, key: Points, rows: Sequence[int], task: Task) -> Verdict:
    """Compare a point with the only one of the key that agrees with it in some rows."""
    factors = solve_for_column(key.directions, rows, subtract(point, key.start))
    return judge_whole(Vector(point), Vector(add(key.start, combine(key.directions, factors))), task)


def judge_rounded(own: Column, key: Points, rows: Sequence[int], task: Task) -> Verdict | None:
    """Judge a point of an answer and one in each of its directions, as numbers, which may be rounded."""
    points = find_points(own, list_parameters(own, task), task)
    if points is None:
        return None
    each = [points.start, *(add(points.start, direction) for direction in points.directions)]
    verdicts = [judge_point(point, key, rows, task) for point in each]
    worst = min(verdicts, key=lambda verdict: (verdict.credit != 0, verdict.credit is not None))
    if worst.credit != 0 or task.options.get("exact") == "yes" or not has_decimals(Vector(own), LEAST_DIGITS):
        return worst
    wide = replace(task, policy=replace(NEAR, seed=task.policy.seed))
    is_near = all(judge_point(point, key, rows, wide).credit == 1 for point in each)
    return leave_to_person(worst, ROUNDED) if is_near else worst


def takes_every_value(name: str, notation: Notation) -> bool:
    """Whether a name may be any real number, as it is declared."""
    domain = notation.entries[name].domain
    return domain.kind in ("real", "complex") and domain.lower is None and domain.upper is None


def depends_on_names(entry: Node, task: Task) -> bool:
    """Whether a factor has a name in it, and is not proved to be the same for all of its values."""
    names = list_given_names([entry], task.notation)
    slopes = [are_equal(Derivative(entry, (Symbol(name),)), ZERO, task.notation, task.policy.seed) for name in names]
    return not all(slopes)


def list_completed(own: Column, count: int, task: Task) -> Iterator[Node]:
    """Yield a point with its parameters written as coordinates where some are missing: (1 + z, 2 - z, z)."""
    missing = count - len(own)
    names = list_parameters(own, task)
    if not 0 < missing <= len(names) or comb(count, missing) * perm(len(names), missing) > MAX_COMPLETED:
        return
    for places in combinations(range(count), missing):
        for chosen in permutations(names, missing):
            free = dict(zip(places, chosen, strict=True))
            others = iter(own)
            yield Vector(tuple(Symbol(free[place]) if place in free else next(others) for place in range(count)))


def substitute_each(entries: Column, values: dict[Symbol, Node]) -> Column:
    return tuple(substitute(entry, values) for entry in entries)


def add(one: Column, other: Column) -> Column:
    return tuple(total(pair) for pair in zip(one, other, strict=True))


def subtract(one: Column, other: Column) -> Column:
    return tuple(total((left, negative(right))) for left, right in zip(one, other, strict=True))


MEMBER = SolutionSet()
