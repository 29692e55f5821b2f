"""Confirming an iterative method: the run again, in sympy, from the formula itself.

Gradients and Hessians are sympy's own, the updates are written a second time in terms of sympy matrices, and the
results are compared number by number.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy

from grader.solvers.confirmation.sympy_bridge import Bridge, are_same_values
from grader.solvers.descent.method import Descent
from grader.solvers.problem.target import Point
from grader.solvers.protocol import Confirmation, Problem, Solution
from grader.solvers.scalars.array_algebra import cells_of

__all__ = ["Replay", "confirm_run"]

METHOD = "a second run in sympy"


class Replay:
    """The problem of an iterative method in sympy: a formula, its derivatives, a start and step sizes."""

    def __init__(self, d: Descent) -> None:
        self.bridge = Bridge(d.notation, d.f.variables)
        self.variables = [self.bridge.symbols[variable] for variable in d.f.variables]
        self.formula = d.f.formula
        self.f = self.bridge.scalar(d.f.formula)
        self.start = self.point(d.start)
        self.alpha = [self.bridge.scalar(alpha) for alpha in d.alpha]
        self.count = d.count

    def point(self, point: Point) -> Any:
        """Return a point as a column."""
        return sympy.Matrix([self.bridge.scalar(coordinate) for coordinate in point])

    def at(self, expressions: Any, x: Any) -> Any:
        return expressions.subs(list(zip(self.variables, x, strict=True)), simultaneous=True)

    def value(self, x: Any) -> Any:
        """Return f(x), as a matrix of one entry."""
        return self.at(sympy.Matrix([self.f]), x)

    def gradient(self, x: Any, f: Any = None) -> Any:
        """Return ∇f(x), or the gradient of another formula if one is given."""
        f = self.f if f is None else f
        return self.at(sympy.Matrix([sympy.diff(f, variable) for variable in self.variables]), x)

    def hessian(self, x: Any) -> Any:
        """Return ∇²f(x)."""
        return self.at(sympy.hessian(self.f, self.variables), x)


def confirm_run(
    problem: Problem, solution: Solution, d: Descent, run: Callable[[Replay], Mapping[str, Sequence[Any]]]
) -> Confirmation:
    """Compare a solution with the series that ``run`` yields."""
    replay = Replay(d)
    asked = str(problem.options.get("yield", "iterates"))
    values = list(run(replay)[asked])
    if "at" in problem.options:
        wanted = values[int(problem.options["at"]) :][:1]
    else:
        wanted = values[1:] if asked == "iterates" else values[: d.count]
    theirs = [cell for value in wanted for cell in (value if hasattr(value, "shape") else [value])]
    ours = [replay.bridge.scalar(cell) for cell in cells_of(solution.value)]
    agrees = bool(theirs) and are_same_values(ours, theirs)
    detail = f"{len(theirs)} numbers agree." if agrees else "The second run gives other numbers."
    return Confirmation(METHOD, agrees, detail)
