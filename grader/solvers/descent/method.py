"""The parts that the iterative methods share: reading the start, the step sizes and the count, and choosing the result.

A run is a list of ``Iterate`` records, made by one generator in the method's own file. Everything that a rubric can
ask of a run (all iterates, all gradients, or one of them) is picked from that list here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.expr.calculation.building import number
from grader.expr.nodes import Add, Mul, Node, Number, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import count_nodes, free_symbols
from grader.limits import MAX_ITERATE_DIGITS, MAX_ITERATIONS, MAX_SOLUTION_NODES
from grader.memory import Memory
from grader.solvers.options import (
    MATH,
    MATH_LIST,
    WHOLE,
    author_error,
    author_limit,
    list_formulas,
    read_formula,
    read_whole_number,
)
from grader.solvers.problem.target import Point, Target, evaluate_at, read_point, read_target, write_point
from grader.solvers.protocol import Landscape, Problem, Schema, Step

__all__ = [
    "DESCENT_OPTIONS", "Descent", "Iterate", "choose_asked", "combine_points", "continue_from", "name_iterate",
    "read_descent", "read_iterate_name", "read_landscape",
]  # fmt: skip

LETTER = "k"
DESCENT_OPTIONS: Mapping[str, Schema] = {
    "of": {**MATH, "description": "The function to be minimised: a declared function or a formula."},
    "by": {**MATH_LIST, "description": "Its variables; a function's own parameters if left out."},
    "start": {**MATH_LIST, "description": "The starting point x^(0)."},
    "steps": {**MATH_LIST, "description": "The step size: one for all, a list, or a formula in k (k = 0, 1, …)."},
    "count": {**WHOLE, "description": f"How many steps are taken, at most {MAX_ITERATIONS}."},
    "at": {**WHOLE, "description": "The number of the one iterate (or gradient) to give; all if left out."},
}
_descents = Memory(capacity=16)  # more problems than one answer is judged by


@dataclass(frozen=True)
class Descent:
    """The problem of an iterative method. ``alpha[k]`` is the step size α_k; empty for a method without one."""

    f: Target
    start: Point
    alpha: Point
    count: int
    notation: Notation


@dataclass(frozen=True)
class Iterate:
    """One step: number ``k``, from ``x`` to ``next``; ``trace`` shows how it is worked out."""

    k: int
    x: Point
    next: Point
    quantities: Mapping[str, Node]
    trace: tuple[Step, ...]


def read_descent(problem: Problem, *, sized: bool = True) -> Descent:
    """Read the options that every iterative method has; once for a problem, as steps are tried with many mistakes."""
    return _descents.of(read_sized if sized else read_unsized, problem)


def read_sized(problem: Problem) -> Descent:
    d = read_unsized(problem)
    return replace(d, alpha=read_step_sizes(problem, d.count))


def read_unsized(problem: Problem) -> Descent:
    f = read_target(problem)
    start = read_point(read_formula(problem, "start"), f, problem.notation, "start")
    asked = read_whole_number(problem, "at", most=MAX_ITERATIONS, default=0)
    count = max(asked, read_whole_number(problem, "count", most=MAX_ITERATIONS, default=asked))
    if count == 0 and "count" not in problem.options and "at" not in problem.options:
        raise author_error("It is not said how many steps are taken.", "Write 'count: 3', say.")
    return Descent(f, start, (), count, problem.notation)


def continue_from(d: Descent, own: Sequence[Node]) -> Descent:
    """Return the problem of the one step that comes after somebody's own x^(1), …, x^(k)."""
    k = len(own)
    if k == 0:
        return replace(d, alpha=d.alpha[:1], count=1)
    start = read_point(own[-1], d.f, d.notation, "start")
    return replace(d, start=start, alpha=d.alpha[k : k + 1], count=1)


def read_iterate_name(problem: Problem, k: int) -> Node:
    """Return the name of iterate k of a problem, ``x^(k)``."""
    return name_iterate(read_target(problem), k)


def read_landscape(problem: Problem) -> Landscape:
    """Return the function that is minimised, and the start."""
    f = read_target(problem)
    return Landscape(f.value, f.variables, read_point(read_formula(problem, "start"), f, problem.notation, "start"))


def read_step_sizes(problem: Problem, count: int) -> Point:
    """Return α_0, …, α_(count−1) from one step size, a list, or a formula in ``k``."""
    given = problem.options.get("steps")
    if isinstance(given, Vector | list | tuple):
        sizes = list_formulas(given)
        if len(sizes) < count:
            raise author_error(f"There are {len(sizes)} step sizes for {count} steps.", "Give one for each step.")
        return tuple(evaluate_at(alpha, {}, problem.notation) for alpha in sizes[:count])
    alpha = read_formula(problem, "steps")
    letter = Symbol(LETTER)
    if letter not in free_symbols(alpha):
        return (evaluate_at(alpha, {}, problem.notation),) * count
    return tuple(evaluate_at(alpha, {letter: number(k)}, problem.notation) for k in range(count))


def combine_points(terms: Sequence[tuple[Node, Point]], k: int, notation: Notation) -> Point:
    """Return ``Σ factor · point``, exact where it is rational; an error where the result is beyond the limits."""
    columns = zip(*(point for _, point in terms), strict=True)
    factors = [factor for factor, _ in terms]
    sums = [Add(tuple(Mul((a, x)) for a, x in zip(factors, column, strict=True))) for column in columns]
    return tuple(check_length(evaluate_at(value, {}, notation), k) for value in sums)


def check_length(value: Node, k: int) -> Node:
    """Return a coordinate unless it is too long to be an answer."""
    if isinstance(value, Number):
        bits = max(value.value.numerator.bit_length(), value.value.denominator.bit_length())
        digits = bits * 3 // 10  # log10(2) is about 3/10
        limit, is_too_long = "MAX_ITERATE_DIGITS", digits > MAX_ITERATE_DIGITS
    else:
        limit, is_too_long = "MAX_SOLUTION_NODES", count_nodes(value) > MAX_SOLUTION_NODES
    if is_too_long:
        raise author_limit(
            f"The exact value of iterate {k + 1} is too long to be an answer.", limit, "Ask for fewer steps."
        )
    return value


def name_iterate(f: Target, k: int) -> Symbol:
    """Return ``x^(k)``: the letter that the variables share, or x."""
    bases = {variable.name.partition("_")[0] for variable in f.variables}
    return Symbol(bases.pop() if len(bases) == 1 else "x", (), number(k))


def list_series(problem: Problem, start: Node, run: Sequence[Iterate], asked: str) -> list[Node]:
    """Return x^(0), x^(1), …, or another quantity at each of them."""
    if asked == "iterates":
        return [start, *(write_point(iterate.next) for iterate in run)]
    return [iterate.quantities[asked] for iterate in run]


def choose_asked(
    problem: Problem, start: Point, run: Sequence[Iterate], last: Callable[[Point], Node] | None = None
) -> Node:
    """Return what is asked for: one entry of the series if ``at`` is given, else all (iterates from the first)."""
    asked = str(problem.options.get("yield", "iterates"))
    values = list_series(problem, write_point(start), run, asked)
    if "at" not in problem.options:
        return Vector(tuple(values[1:] if asked == "iterates" else values))
    at = read_whole_number(problem, "at", most=MAX_ITERATIONS)
    if at == len(values) and last is not None:
        return last(run[-1].next if run else start)
    if at >= len(values):
        raise author_error(f"There is no number {at} among the {asked} of {len(run)} steps.", "Raise 'count'.")
    return values[at]
