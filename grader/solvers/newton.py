"""Newton's method: from a starting point, step again and again to the stationary point of the quadratic model.

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
    choose_asked,
    combine_points,
    continue_from,
    name_iterate,
    read_descent,
    read_landscape,
)
from grader.solvers.descent.mistakes import (
    NUMBER_MISTAKES,
    arrange,
    choose_with_mistakes,
    lengthen_run,
    list_gradient_mistakes,
)
from grader.solvers.gradient import gradient_at, partials
from grader.solvers.hessian import hessian_at, second_partials
from grader.solvers.named_mistakes import NO_MISTAKES, Mistake, PlacedMistakes, number_places, select_mistakes
from grader.solvers.options import author_error, choice_schema, options_schema
from grader.solvers.problem.target import Point, equation, evaluate_at, insert_point, read_variables, write_point
from grader.solvers.protocol import Confirmation, Landscape, Problem, Schema, Solution, Step
from grader.solvers.scalars.algebra import SCALARS
from grader.solvers.scalars.array_algebra import Array, inverse, multiply_arrays

if TYPE_CHECKING:
    from grader.solvers.descent.replay import Replay

__all__ = ["MEMBER", "NewtonSolver", "run_newton", "run_root_search"]


def where_several_variables(problem: Problem) -> tuple[str, ...]:
    return number_places(len(read_variables(problem)))[:1] and ("",)


def where_minimum(problem: Problem) -> tuple[str, ...]:
    return () if is_root(problem) else ("",)


def where_root(problem: Problem) -> tuple[str, ...]:
    return ("",) if is_root(problem) else ()


def where_one_variable(problem: Problem) -> tuple[str, ...]:
    """One place if a minimum in one variable is looked for."""
    return () if is_root(problem) or where_several_variables(problem) else ("",)


class NewtonSolver:
    """Takes steps to the stationary point of the quadratic model, or to the root of the tangent."""

    kind = "newton"
    summary = "the iterates of Newton's method, for a minimum or (with find: root) for a root"
    options: Schema = options_schema(
        ("of", "start"),
        **{key: value for key, value in DESCENT_OPTIONS.items() if key != "steps"},
        find=choice_schema("minimum", "root", description="What to look for; a minimum if left out."),
        **{
            "yield": choice_schema(
                "iterates", "gradients", "hessians", "steps", description="What to give; the iterates if left out."
            )
        },
    )

    mistakes = (
        Mistake(
            "sign", "adding the step instead of subtracting it", hint="Look at the sign of the step.", repeats=True
        ),
        Mistake("hessian-missing", "taking the gradient as the step, without the Hessian", where_minimum),
        Mistake(
            "hessian-not-inverted", "multiplying by the Hessian instead of its inverse", where_minimum, repeats=True
        ),
        Mistake(
            "hessian-per-component",
            "dividing each component of the gradient by its own second derivative",
            where_several_variables,
            hint="The step solves a system of equations.",
        ),
        Mistake("hessian-reused", "using the Hessian at the starting point in every step", where_minimum),
        Mistake(
            "function-for-gradient", "dividing the function by its derivative, which finds a root", where_one_variable
        ),
        Mistake("quotient-inverted", "dividing the derivative by the function", where_root, repeats=True),
        Mistake("derivative-missing", "taking the function as the step, without its derivative", where_root),
        Mistake("derivative-reused", "using the derivative at the starting point in every step", where_root),
        *NUMBER_MISTAKES,
        *list_gradient_mistakes(),
    )

    def solve(self, problem: Problem) -> Solution:
        """Run the method and pick what is asked for."""
        d = read_descent(problem, sized=False)
        run = list((run_root_search if is_root(problem) else run_newton)(d))
        return Solution(choose_asked(problem, d.start, run), tuple(step for iterate in run for step in iterate.trace))

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Run the method with mistakes."""
        d = read_descent(lengthen_run(problem, mistakes), sized=False)
        towards_root = is_root(problem) or "function-for-gradient" in mistakes
        run = list((run_root_search if towards_root else run_newton)(d, mistakes, first))
        return choose_with_mistakes(problem, d, run, mistakes, first)

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Run the method again in sympy."""
        from grader.solvers.descent.replay import confirm_run  # loads sympy

        d = read_descent(problem, sized=False)
        return confirm_run(problem, solution, d, replay_root if is_root(problem) else replay)

    def landscape(self, problem: Problem) -> Landscape:
        """Return the function whose minimum, or root, is looked for."""
        return read_landscape(problem)

    def resume(self, problem: Problem, own: Sequence[Node], mistakes: PlacedMistakes = NO_MISTAKES) -> Node:
        """Return the iterate that comes after the student's own x^(1), …, x^(k), with these mistakes in its step."""
        d = continue_from(read_descent(problem, sized=False), arrange(own, mistakes))
        run = (run_root_search if is_root(problem) else run_newton)(d, mistakes)
        (after,) = arrange((write_point(next(run).next),), mistakes)
        return after


def is_root(problem: Problem) -> bool:
    """Whether a root is looked for."""
    return problem.options.get("find") == "root"


def run_newton(d: Descent, mistakes: PlacedMistakes = NO_MISTAKES, first: int = 0) -> Iterator[Iterate]:
    """Yield the steps towards a stationary point; mistakes are made from step ``first`` on."""
    slopes, curvatures = partials(d.f, d.notation, mistakes), second_partials(d.f, d.notation, mistakes)
    x = d.start
    for k in range(d.count):
        made = select_mistakes(mistakes, k, first)
        g, gradient_line = gradient_at(d.f, slopes, x, d.notation)
        H = hessian_at(d.f, curvatures, d.start if "hessian-reused" in made else x, d.notation)
        s = change_step(H, g.items, k, made) if made else solve_for_step(H, g.items, k)
        x_next = combine_points([(ONE, x), (ONE, s)], k, d.notation)
        H_k, s_k = Symbol("H", (), number(k)), Symbol("s", (), number(k))
        move = equation(name_iterate(d.f, k + 1), Add((write_point(x), write_point(s))), write_point(x_next))
        solved = write_quotient(write_hessian(H), write_point(g.items))
        yield Iterate(
            k,
            x,
            x_next,
            {"gradients": write_point(g.items), "hessians": write_hessian(H), "steps": write_point(s)},
            (
                Step(f"Evaluate the gradient at iterate {k}.", gradient_line),
                Step(f"Evaluate the Hessian at iterate {k}.", equation(H_k, write_hessian(H))),
                Step("Solve for the step.", equation(s_k, solved, write_point(s))),
                Step(f"Take step {k + 1}.", move),
            ),
        )
        x = x_next


def solve_for_step(H: Matrix, g: Point, k: int) -> Point:
    """Return ``s = −H⁻¹ g``."""
    n = len(g)
    inverted = inverse(SCALARS, Array((n, n), tuple(cell for row in H.rows for cell in row)))
    if any(isinstance(cell, Div) and cell.denominator == ZERO for cell in inverted.cells):
        raise singular_error(k)
    return tuple(map(negative, multiply_arrays(SCALARS, [inverted, Array((n,), g)], elementwise=False).cells))


def change_step(H: Matrix, g: Point, k: int, mistakes: PlacedMistakes) -> Point:
    """Return the step with mistakes; without any it would be ``−H⁻¹ g``."""
    n = len(g)
    if "hessian-missing" in mistakes:
        s = tuple(map(negative, g))
    elif "hessian-not-inverted" in mistakes:
        whole = Array((n, n), tuple(cell for row in H.rows for cell in row))
        s = tuple(map(negative, multiply_arrays(SCALARS, [whole, Array((n,), g)], elementwise=False).cells))
    elif "hessian-per-component" in mistakes:
        alone = tuple(tuple(cell if i == j else ZERO for j, cell in enumerate(row)) for i, row in enumerate(H.rows))
        s = solve_for_step(Matrix(alone), g, k)
    else:
        s = solve_for_step(H, g, k)
    return tuple(map(negative, s)) if "sign" in mistakes else s


def write_hessian(H: Matrix) -> Node:
    """Return a Hessian as it is written: a number where there is one variable."""
    return H.rows[0][0] if len(H.rows) == 1 else H


def write_quotient(H: Node, g: Node) -> Node:
    """Return ``−H⁻¹ g`` as it is written: ``−g/H`` where there is one variable."""
    return Neg(Mul((Power(H, number(-1)), g)) if isinstance(H, Matrix) else ratio(g, H))


def ratio(g: Node, h: Node) -> Node:
    """Return ``g/h`` as it is written: ``1/h · g`` where g is itself a fraction."""
    if isinstance(g, Number) and g.value.denominator != 1:
        return Mul((Div(ONE, h), g))
    return Div(g, h)


def singular_error(k: int) -> Exception:
    what = f"Newton's method has no step {k + 1}: the derivative to divide by is zero."
    return author_error(what, "Start at another point, or ask for fewer steps.")


def run_root_search(d: Descent, mistakes: PlacedMistakes = NO_MISTAKES, first: int = 0) -> Iterator[Iterate]:
    """Yield the steps towards a root of a function of one variable; mistakes are made from step ``first`` on."""
    if len(d.f.variables) != 1:
        raise author_error("A root is looked for in one variable.", "Write 'find: minimum', or name one variable.")
    (slope,) = partials(d.f, d.notation, mistakes)
    x = d.start
    for k in range(d.count):
        f_x, f_inserted = insert_point(d.f.value, d.f, x, d.notation)
        made = select_mistakes(mistakes, k, first)
        df_x, df_inserted = insert_point(slope, d.f, d.start if "derivative-reused" in made else x, d.notation)
        if df_x == ZERO or ("quotient-inverted" in made and f_x == ZERO):
            raise singular_error(k)
        s = evaluate_at(change_quotient(f_x, df_x, made), {}, d.notation)
        x_next = combine_points([(ONE, x), (ONE, (s,))], k, d.notation)
        move = Add((x[0], Neg(ratio(f_x, df_x))))
        yield Iterate(
            k,
            x,
            x_next,
            {"gradients": df_x},
            (
                Step(f"Evaluate the function at iterate {k}.", equation(d.f.name_at(x), f_inserted, f_x)),
                Step(f"Evaluate its derivative at iterate {k}.", equation(d.f.gradient_name(x), df_inserted, df_x)),
                Step(f"Take step {k + 1}.", equation(name_iterate(d.f, k + 1), move, x_next[0])),
            ),
        )
        x = x_next


def change_quotient(f_x: Node, df_x: Node, mistakes: PlacedMistakes) -> Node:
    """Return the step ``−f/f'`` with mistakes."""
    s = (
        Div(df_x, f_x)
        if "quotient-inverted" in mistakes
        else f_x
        if "derivative-missing" in mistakes
        else Div(f_x, df_x)
    )
    return s if "sign" in mistakes else Neg(s)


def replay(r: "Replay") -> dict[str, list[Any]]:
    """Run the method a second time, in sympy."""
    x, s = [r.start], []
    for _ in range(r.count):
        s.append(-r.hessian(x[-1]).LUsolve(r.gradient(x[-1])))
        x.append(x[-1] + s[-1])
    return {"iterates": x, "steps": s, "gradients": list(map(r.gradient, x)), "hessians": list(map(r.hessian, x))}


def replay_root(r: "Replay") -> dict[str, list[Any]]:
    """Run the search for a root a second time, in sympy."""
    x = [r.start]
    for _ in range(r.count):
        x.append(x[-1] - r.value(x[-1]) / r.gradient(x[-1])[0])
    return {"iterates": x, "gradients": list(map(r.gradient, x))}


MEMBER = NewtonSolver()
