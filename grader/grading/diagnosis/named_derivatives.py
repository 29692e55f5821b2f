"""The derivative that a name stands for (``f'(2)``, ``∇f(9, 3)``, ``∂L/∂w``), worked out with mistakes.

A name of a derivative says which solver works it out, and of what. So the mistakes of that solver are known wherever
such a name occurs: in a step of a working, or as what an item with a key that was typed in asks for.
"""

from collections.abc import Iterator
from typing import Any

from grader.errors import GraderError
from grader.expr.nodes import Call, Derivative, Gradient, Node, Symbol, Vector
from grader.expr.notation import Notation
from grader.solvers import SOLVERS, Problem
from grader.solvers.named_mistakes import Mistake

__all__ = ["find_problem", "run_with_each_mistake"]


def find_problem(named: Derivative | Gradient, notation: Notation) -> tuple[str, dict[str, Any]]:
    """The solver that works out a derivative, and its options."""
    of = Symbol(named.of.function) if isinstance(named.of, Call) else named.of
    entry = notation.entries.get(of.name) if isinstance(of, Symbol) else None
    by = named.by if isinstance(named, Derivative) else () if named.by is None else (named.by,)
    if entry is not None and entry.parameters is None and entry.definition is not None and len(by) == 1:
        return "backprop", {"of": of, "by": by[0]}
    options: dict[str, Any] = {"of": of, **({"by": by} if by else {})}
    if isinstance(named, Derivative):
        return "derivative", options
    return "gradient", {**options, **({"at": named.at} if named.at else {})}


def run_with_each_mistake(
    kind: str, options: dict[str, Any], notation: Notation
) -> Iterator[tuple[Mistake, str, Node]]:
    """Run a solver with each of its mistakes. A gradient with one component gives that component."""
    solver, problem = SOLVERS[kind], Problem(notation, options)
    for mistake in solver.mistakes:
        try:
            for place in mistake.places(problem):
                value = solver.mistaken(problem, {mistake.id: place})
                is_single = kind == "gradient" and isinstance(value, Vector) and len(value.items) == 1
                yield mistake, place, value.items[0] if is_single else value
        except GraderError:
            continue
