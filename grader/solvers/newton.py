"""Newton's method: from a starting point, repeatedly to the stationary point of the quadratic model.

``x^(k+1) = x^(k) − ∇²f(x^(k))⁻¹ ∇f(x^(k))``; with ``find: root``, for a function of one variable,
``x^(k+1) = x^(k) − f(x^(k)) / f'(x^(k))``. Exact in rational arithmetic as long as the problem is rational.

Source: Boyd & Vandenberghe, *Convex Optimization*, §9.5; Nocedal & Wright, *Numerical Optimization*, §3.3; for roots
Burden & Faires, *Numerical Analysis*, §2.3.
Letters: ``f`` the target, ``x`` the iterate, ``g`` its gradient, ``H`` its Hessian, ``s`` the step.

>>> from grader.expr.nodes import Power, Symbol
>>> from grader.expr.notation import Notation
>>> x = Symbol("x")
>>> options = {"of": Add((Power(x, number(2)), number(-2))), "start": number(1), "count": "2", "find": "root"}
>>> [str(point.value) for point in MEMBER.solve(Problem(Notation(), options)).value.items]
['3/2', '17/12']
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from grader.expr.calculation.building import ONE, ZERO, negative, number
from grader.expr.nodes import Add, Div, Matrix, Mul, Neg, Node, Number, Power, Symbol
from grader.solvers.descent.method import (
    DESCENT_OPTIONS,
    Descent,
    Iterate,
    chosen,
    combined,
    iterate_name,
    landscape_of,
    read_descent,
    resumed,
)
from grader.solvers.descent.mistakes import NUMBER_MISTAKES, chosen_with, gradient_mistakes, lengthened
from grader.solvers.gradient import gradient_at, partials
from grader.solvers.hessian import hessian_at, second_partials
from grader.solvers.named_mistakes import NONE, Mistake, Slips, from_step, several
from grader.solvers.options import author_error, choice, schema
from grader.solvers.problem.target import Point, at_point, equation, evaluated_at, read_variables, written
from grader.solvers.protocol import Confirmation, Landscape, Problem, Schema, Solution, Step
from grader.solvers.scalars.algebra import SCALARS
from grader.solvers.scalars.array_algebra import Array, inverse, multiplied

if TYPE_CHECKING:
    from grader.solvers.descent.replay import Replay

__all__ = ["MEMBER", "NewtonSolver", "newton_steps", "root_steps"]


def of_several_variables(problem: Problem) -> tuple[str, ...]:
    """Return one place where there are several variables."""
    return several(len(read_variables(problem)))[:1] and ("",)


def for_minimum(problem: Problem) -> tuple[str, ...]:
    """Return one place where a minimum is looked for."""
    return () if is_root(problem) else ("",)


def for_root(problem: Problem) -> tuple[str, ...]:
    """Return one place where a root is looked for."""
    return ("",) if is_root(problem) else ()


def for_one(problem: Problem) -> tuple[str, ...]:
    """Return one place where a minimum in one variable is looked for."""
    return () if is_root(problem) or of_several_variables(problem) else ("",)


class NewtonSolver:
    """Steps to the stationary point of the quadratic model, or to the root of the tangent."""

    kind = "newton"
    summary = "the iterates of Newton's method, for a minimum or (with find: root) for a root"
    options: Schema = schema(
        ("of", "start"),
        **{key: value for key, value in DESCENT_OPTIONS.items() if key != "steps"},
        find=choice("minimum", "root", description="What is looked for: a minimum if left out."),
        **{"yield": choice("iterates", "gradients", "hessians", "steps", description="What is asked for.")},
    )

    mistakes = (
        Mistake("sign", "adding the step instead of subtracting it", hint="Look at the sign of the step."),
        Mistake("hessian-missing", "taking the gradient as the step, without the Hessian", for_minimum),
        Mistake("hessian-not-inverted", "multiplying by the Hessian instead of its inverse", for_minimum),
        Mistake(
            "hessian-per-component",
            "dividing each component of the gradient by its own second derivative",
            of_several_variables,
            hint="The step solves a system of equations.",
        ),
        Mistake("hessian-reused", "using the Hessian at the starting point in every step", for_minimum),
        Mistake("function-for-gradient", "dividing the function by its derivative, which finds a root", for_one),
        Mistake("quotient-inverted", "dividing the derivative by the function", for_root),
        Mistake("derivative-missing", "taking the function as the step, without its derivative", for_root),
        Mistake("derivative-reused", "using the derivative at the starting point in every step", for_root),
        *NUMBER_MISTAKES,
        *gradient_mistakes(),
    )

    def solve(self, problem: Problem) -> Solution:
        """Run the method and pick out what is asked for."""
        d = read_descent(problem, sized=False)
        run = list((root_steps if is_root(problem) else newton_steps)(d))
        return Solution(chosen(problem, d.start, run), tuple(step for iterate in run for step in iterate.shown))

    def mistaken(self, problem: Problem, slips: Slips, first: int = 0) -> Node:
        """Run the method with slips."""
        d = read_descent(lengthened(problem, slips), sized=False)
        towards_root = is_root(problem) or "function-for-gradient" in slips
        run = list((root_steps if towards_root else newton_steps)(d, slips, first))
        return chosen_with(problem, d, run, slips, first)

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Run the method again in sympy."""
        from grader.solvers.descent.replay import confirm_run  # loads sympy

        d = read_descent(problem, sized=False)
        return confirm_run(problem, solution, d, replay_root if is_root(problem) else replay)

    def landscape(self, problem: Problem) -> Landscape:
        """Return the function whose minimum, or root, is looked for."""
        return landscape_of(problem)

    def resume(self, problem: Problem, own: Sequence[Node]) -> Node:
        """Return the iterate that comes after the student's own x^(1), …, x^(k)."""
        d = resumed(read_descent(problem, sized=False), own)
        return written(next((root_steps if is_root(problem) else newton_steps)(d)).next)


def is_root(problem: Problem) -> bool:
    """Tell whether a root is looked for."""
    return problem.options.get("find") == "root"


def newton_steps(d: Descent, slips: Slips = NONE, first: int = 0) -> Iterator[Iterate]:
    """Yield the steps towards a stationary point; those from step ``first`` on with slips."""
    slopes, curvatures = partials(d.f, d.notation, slips), second_partials(d.f, d.notation, slips)
    x = d.start
    for k in range(d.count):
        made = from_step(slips, k, first)
        g, gradient_line = gradient_at(d.f, slopes, x, d.notation)
        H = hessian_at(d.f, curvatures, d.start if "hessian-reused" in made else x, d.notation)
        s = mistaken_step(H, g.items, k, made) if made else newton_step(H, g.items, k)
        x_next = combined([(ONE, x), (ONE, s)], k, d.notation)
        H_k, s_k = Symbol("H", (), number(k)), Symbol("s", (), number(k))
        move = equation(iterate_name(d.f, k + 1), Add((written(x), written(s))), written(x_next))
        solved = quotient_shown(shown(H), written(g.items))
        yield Iterate(
            k,
            x,
            x_next,
            {"gradients": written(g.items), "hessians": shown(H), "steps": written(s)},
            (
                Step(f"Evaluate the gradient at iterate {k}.", gradient_line),
                Step(f"Evaluate the Hessian at iterate {k}.", equation(H_k, shown(H))),
                Step("Solve for the step.", equation(s_k, solved, written(s))),
                Step(f"Take step {k + 1}.", move),
            ),
        )
        x = x_next


def newton_step(H: Matrix, g: Point, k: int) -> Point:
    """Return ``s = −H⁻¹ g``."""
    n = len(g)
    inverted = inverse(SCALARS, Array((n, n), tuple(cell for row in H.rows for cell in row)))
    if any(isinstance(cell, Div) and cell.denominator == ZERO for cell in inverted.cells):
        raise singular(k)
    return tuple(map(negative, multiplied(SCALARS, [inverted, Array((n,), g)], elementwise=False).cells))


def mistaken_step(H: Matrix, g: Point, k: int, slips: Slips) -> Point:
    """Return the step with slips: what should be ``−H⁻¹ g``."""
    n = len(g)
    if "hessian-missing" in slips:
        s = tuple(map(negative, g))
    elif "hessian-not-inverted" in slips:
        whole = Array((n, n), tuple(cell for row in H.rows for cell in row))
        s = tuple(map(negative, multiplied(SCALARS, [whole, Array((n,), g)], elementwise=False).cells))
    elif "hessian-per-component" in slips:
        alone = tuple(tuple(cell if i == j else ZERO for j, cell in enumerate(row)) for i, row in enumerate(H.rows))
        s = newton_step(Matrix(alone), g, k)
    else:
        s = newton_step(H, g, k)
    return tuple(map(negative, s)) if "sign" in slips else s


def shown(H: Matrix) -> Node:
    """Return a Hessian as it is written: a number where there is one variable."""
    return H.rows[0][0] if len(H.rows) == 1 else H


def quotient_shown(H: Node, g: Node) -> Node:
    """Return ``−H⁻¹ g`` as it is written down: ``−g/H`` where there is one variable."""
    return Neg(Mul((Power(H, number(-1)), g)) if isinstance(H, Matrix) else ratio(g, H))


def ratio(g: Node, h: Node) -> Node:
    """Return ``g/h`` as it is written down: ``1/h · g`` where g is a fraction itself."""
    if isinstance(g, Number) and g.value.denominator != 1:
        return Mul((Div(ONE, h), g))
    return Div(g, h)


def singular(k: int) -> Exception:
    """Complain that there is no step."""
    what = f"Newton's method has no step {k + 1}: the derivative to divide by is zero."
    return author_error(what, "Start at another point, or ask for fewer steps.")


def root_steps(d: Descent, slips: Slips = NONE, first: int = 0) -> Iterator[Iterate]:
    """Yield the steps towards a root of a function of one variable; those from step ``first`` on with slips."""
    if len(d.f.variables) != 1:
        raise author_error("A root is looked for in one variable.", "Write 'find: minimum', or name one variable.")
    (slope,) = partials(d.f, d.notation, slips)
    x = d.start
    for k in range(d.count):
        f_x, f_inserted = evaluated_at(d.f.value, d.f, x, d.notation)
        made = from_step(slips, k, first)
        df_x, df_inserted = evaluated_at(slope, d.f, d.start if "derivative-reused" in made else x, d.notation)
        if df_x == ZERO or ("quotient-inverted" in made and f_x == ZERO):
            raise singular(k)
        s = at_point(mistaken_quotient(f_x, df_x, made), {}, d.notation)
        x_next = combined([(ONE, x), (ONE, (s,))], k, d.notation)
        move = Add((x[0], Neg(ratio(f_x, df_x))))
        yield Iterate(
            k,
            x,
            x_next,
            {"gradients": df_x},
            (
                Step(f"Evaluate the function at iterate {k}.", equation(d.f.name_at(x), f_inserted, f_x)),
                Step(f"Evaluate its derivative at iterate {k}.", equation(d.f.gradient_name(x), df_inserted, df_x)),
                Step(f"Take step {k + 1}.", equation(iterate_name(d.f, k + 1), move, x_next[0])),
            ),
        )
        x = x_next


def mistaken_quotient(f_x: Node, df_x: Node, slips: Slips) -> Node:
    """Return the step ``−f/f'``, with slips."""
    s = Div(df_x, f_x) if "quotient-inverted" in slips else f_x if "derivative-missing" in slips else Div(f_x, df_x)
    return s if "sign" in slips else Neg(s)


def replay(r: "Replay") -> dict[str, list[Any]]:
    """Return the run a second time, in sympy."""
    x, s = [r.start], []
    for _ in range(r.count):
        s.append(-r.hessian(x[-1]).LUsolve(r.gradient(x[-1])))
        x.append(x[-1] + s[-1])
    return {"iterates": x, "steps": s, "gradients": list(map(r.gradient, x)), "hessians": list(map(r.hessian, x))}


def replay_root(r: "Replay") -> dict[str, list[Any]]:
    """Return the run towards a root a second time, in sympy."""
    x = [r.start]
    for _ in range(r.count):
        x.append(x[-1] - r.value(x[-1]) / r.gradient(x[-1])[0])
    return {"iterates": x, "gradients": list(map(r.gradient, x))}


MEMBER = NewtonSolver()
