"""What the iterative methods share: reading the start, the step sizes and the count, and choosing what is asked for.

A run is a list of ``Iterate`` records, made by one generator in the method's own file; everything that a rubric can
ask of a run (the iterates, the gradients, one of either) is picked out of that list here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.expr.calculation.building import number
from grader.expr.nodes import Add, Mul, Node, Number, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import count_nodes, free_symbols
from grader.limits import MAX_ITERATE_DIGITS, MAX_ITERATIONS, MAX_SOLUTION_NODES
from grader.solvers.options import MATH, MATH_LIST, WHOLE, author_error, author_limit, items, tree, whole_number
from grader.solvers.problem.target import Point, Target, at_point, read_point, read_target, written
from grader.solvers.protocol import Landscape, Problem, Schema, Step

__all__ = [
    "DESCENT_OPTIONS", "Descent", "Iterate", "chosen", "combined", "iterate_name", "landscape_of",
    "named_iterate",
    "read_descent", "resumed", "written",
]  # fmt: skip

LETTER = "k"
DESCENT_OPTIONS: Mapping[str, Schema] = {
    "of": {**MATH, "description": "The function to be minimised: a declared function or a formula."},
    "by": {**MATH_LIST, "description": "Its variables; a function's own parameters if left out."},
    "start": {**MATH_LIST, "description": "The starting point x^(0)."},
    "steps": {**MATH_LIST, "description": "The step size: one for all, a list, or a formula in k (k = 0, 1, …)."},
    "count": {**WHOLE, "description": f"How many steps are taken, at most {MAX_ITERATIONS}."},
    "at": {**WHOLE, "description": "The number of the one iterate (or gradient) that is asked for; all if left out."},
}


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
    """One step: from ``x`` with number ``k``, along ``direction``, to ``next``; ``shown`` is how it is worked out."""

    k: int
    x: Point
    next: Point
    quantities: Mapping[str, Node]
    shown: tuple[Step, ...]


def read_descent(problem: Problem, *, sized: bool = True) -> Descent:
    """Read what every iterative method is told."""
    f = read_target(problem)
    start = read_point(tree(problem, "start"), f, problem.notation, "start")
    asked = whole_number(problem, "at", most=MAX_ITERATIONS, default=0)
    count = max(asked, whole_number(problem, "count", most=MAX_ITERATIONS, default=asked))
    if count == 0 and "count" not in problem.options and "at" not in problem.options:
        raise author_error("It is not said how many steps are taken.", "Write 'count: 3', say.")
    return Descent(f, start, step_sizes(problem, count) if sized else (), count, problem.notation)


def resumed(d: Descent, own: Sequence[Node]) -> Descent:
    """Return the problem of the one step that comes after somebody's own x^(1), …, x^(k)."""
    k = len(own)
    if k == 0:
        return replace(d, alpha=d.alpha[:1], count=1)
    start = read_point(own[-1], d.f, d.notation, "start")
    return replace(d, start=start, alpha=d.alpha[k : k + 1], count=1)


def named_iterate(problem: Problem, k: int) -> Node:
    """Return the name of iterate k of a problem, ``x^(k)``."""
    return iterate_name(read_target(problem), k)


def landscape_of(problem: Problem) -> Landscape:
    """Return the function that is descended, and the start."""
    f = read_target(problem)
    return Landscape(f.value, f.variables, read_point(tree(problem, "start"), f, problem.notation, "start"))


def step_sizes(problem: Problem, count: int) -> Point:
    """Return α_0, …, α_(count−1) from one step size, a list, or a formula in ``k``."""
    given = problem.options.get("steps")
    if isinstance(given, Vector | list | tuple):
        listed = items(given)
        if len(listed) < count:
            raise author_error(f"There are {len(listed)} step sizes for {count} steps.", "Give one for each step.")
        return tuple(at_point(alpha, {}, problem.notation) for alpha in listed[:count])
    alpha = tree(problem, "steps")
    letter = Symbol(LETTER)
    if letter not in free_symbols(alpha):
        return (at_point(alpha, {}, problem.notation),) * count
    return tuple(at_point(alpha, {letter: number(k)}, problem.notation) for k in range(count))


def combined(terms: Sequence[tuple[Node, Point]], k: int, notation: Notation) -> Point:
    """Return ``Σ factor · point``, exact where it is rational; refused where it grows beyond the limits."""
    columns = zip(*(point for _, point in terms), strict=True)
    factors = [factor for factor, _ in terms]
    sums = [Add(tuple(Mul((a, x)) for a, x in zip(factors, column, strict=True))) for column in columns]
    return tuple(checked(at_point(value, {}, notation), k) for value in sums)


def checked(value: Node, k: int) -> Node:
    """Return a coordinate unless it has grown too long to be an answer."""
    if isinstance(value, Number):
        long = max(value.value.numerator.bit_length(), value.value.denominator.bit_length()) * 3 // 10
        limit, size = "MAX_ITERATE_DIGITS", long > MAX_ITERATE_DIGITS
    else:
        limit, size = "MAX_SOLUTION_NODES", count_nodes(value) > MAX_SOLUTION_NODES
    if size:
        raise author_limit(
            f"The exact value of iterate {k + 1} is too long to be an answer.", limit, "Ask for fewer steps."
        )
    return value


def iterate_name(f: Target, k: int) -> Symbol:
    """Return ``x^(k)``: the letter that the variables share, or x."""
    bases = {variable.name.partition("_")[0] for variable in f.variables}
    return Symbol(bases.pop() if len(bases) == 1 else "x", (), number(k))


def series(problem: Problem, start: Node, run: Sequence[Iterate], asked: str) -> list[Node]:
    """Return x^(0), x^(1), …, or another quantity at each of them."""
    if asked == "iterates":
        return [start, *(written(iterate.next) for iterate in run)]
    return [iterate.quantities[asked] for iterate in run]


def chosen(problem: Problem, start: Point, run: Sequence[Iterate], last: Callable[[Point], Node] | None = None) -> Node:
    """Return what is asked for: one entry of the series where ``at`` is given, else all (iterates from the first)."""
    asked = str(problem.options.get("yield", "iterates"))
    values = series(problem, written(start), run, asked)
    if "at" not in problem.options:
        return Vector(tuple(values[1:] if asked == "iterates" else values))
    at = whole_number(problem, "at", most=MAX_ITERATIONS)
    if at == len(values) and last is not None:
        return last(run[-1].next if run else start)
    if at >= len(values):
        raise author_error(f"There is no number {at} among the {asked} of {len(run)} steps.", "Raise 'count'.")
    return values[at]
