"""The stationary point of a quadratic function, and what kind of point it is.

The gradient of a quadratic is linear, ``∇f(x) = H x + c``, so its zero is found by elimination. The signs of the
pivots of ``H`` (Sylvester's law of inertia) show a minimum (all positive), a maximum (all negative) or a saddle
(both). Where ``H`` is singular there is no such point or a whole line of them, and the trace or the message says which.

Source: Boyd & Vandenberghe, *Convex Optimization*, §A.5 and example 4.5; Horn & Johnson, *Matrix Analysis*, §4.5.
Letters: ``f`` the target, ``x`` its variables, ``g`` the gradient, ``H`` the Hessian, ``c`` the gradient at zero.

>>> from grader.expr.nodes import Add, Power, Symbol
>>> from grader.expr.notation import Notation
>>> x = Symbol("x")
>>> problem = Problem(Notation(), {"of": Power(Add((x, number(-3))), number(2)), "yield": "kind"})
>>> MEMBER.solve(problem).value.name
'minimum'
"""

from fractions import Fraction
from typing import Any

from grader.expr.calculation.building import ZERO, number
from grader.expr.calculation.differentiate import differentiate
from grader.expr.calculation.evaluate import evaluate
from grader.expr.nodes import Matrix, Node, Number, SetOf, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import free_symbols
from grader.solvers.descent.mistakes import list_gradient_mistakes
from grader.solvers.gradient import gradient_at, partials
from grader.solvers.hessian import second_partials
from grader.solvers.named_mistakes import NO_MISTAKES, Mistake, PlacedMistakes
from grader.solvers.options import MATH, MATH_LIST, author_error, choice_schema, options_schema
from grader.solvers.problem.target import Point, Target, equation, evaluate_at, read_target, read_variables, write_point
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step

__all__ = ["MEMBER", "StationaryPointsSolver", "find_pivot_signs", "solve_by_elimination"]

Row = list[Fraction]
KEPT_LINEAR = frozenset(
    {"inner-derivative-lost", "factor-lost", "product-one-term", "mixed-term-forgotten", "mixed-factor-lost"}
)  # the mistakes of differentiation after which the gradient of a quadratic is still linear
KINDS = {
    (True, False): ("minimum", "All pivots of the Hessian are positive, so f grows in every direction."),
    (False, True): ("maximum", "All pivots of the Hessian are negative, so f falls in every direction."),
    (True, True): ("saddle", "The Hessian has pivots of both signs, so f grows in one direction and falls in another."),
}


def where_point(problem: Problem) -> tuple[str, ...]:
    """One place if the problem asks for a point, or for the value there."""
    return () if problem.options.get("yield") == "kind" else ("",)


def where_several_coordinates(problem: Problem) -> tuple[str, ...]:
    return where_point(problem) if len(read_variables(problem)) > 1 else ()


def where_value(problem: Problem) -> tuple[str, ...]:
    """One place if the problem asks for the value at a point with one coordinate."""
    return ("",) if problem.options.get("yield") == "value" and len(read_variables(problem)) == 1 else ()


class StationaryPointsSolver:
    """Finds the zero of a linear gradient."""

    kind = "stationary_points"
    summary = "the stationary point of a quadratic, classified as minimum, maximum or saddle"
    options: Schema = options_schema(
        ("of",),
        of={**MATH, "description": "A quadratic function with rational coefficients."},
        by={**MATH_LIST, "description": "Its variables; a function's own parameters if left out."},
        **{
            "yield": choice_schema(
                "points", "point", "value", "kind", description="What to give; a list of the points if left out."
            )
        },
    )

    def solve(self, problem: Problem) -> Solution:
        """Set the gradient to zero."""
        f = read_target(problem)
        H, c = read_linear_gradient(f, problem.notation)
        steps = show_gradient(f, problem.notation)
        found = solve_by_elimination(H, [-value for value in c])
        if found is None:
            return report_no_point(problem, steps)
        x = tuple(map(number, found))
        name, why = KINDS[find_pivot_signs(H)]
        here = equation(f.gradient_name(x), gradient_at(f, partials(f, problem.notation), x, problem.notation)[0])
        steps += [Step("Set the gradient to zero and solve.", here), Step(f"It is a {name}.", note=why)]
        value = evaluate_at(f.value, f.values_at(x), problem.notation)
        steps.append(Step("The value there.", equation(f.name_at(x), value)))
        return Solution(pick_asked(problem, f, x, name), tuple(steps))

    mistakes = (
        Mistake(
            "constants-sign",
            "moving the constant terms to the other side of the equations without changing their sign",
            where_point,
            "Insert your point in the gradient to check it.",
        ),
        Mistake(
            "coupling-ignored",
            "solving each equation for its own variable as if the other variables were zero",
            where_several_coordinates,
            "All equations hold at the same point.",
        ),
        Mistake("components-exchanged", "writing the components in the other order", where_several_coordinates),
        Mistake("point-for-value", "giving a coordinate of the point instead of the value there", where_value),
        *(mistake for mistake in list_gradient_mistakes() if mistake.id in KEPT_LINEAR),
    )

    def mistaken(self, problem: Problem, mistakes: PlacedMistakes, first: int = 0) -> Node:
        """Set the gradient to zero with mistakes."""
        f, notation = read_target(problem), problem.notation
        H, c = read_linear_gradient(f, notation, mistakes)
        if "coupling-ignored" in mistakes:
            H = [[cell if i == j else Fraction(0) for j, cell in enumerate(row)] for i, row in enumerate(H)]
        found = solve_by_elimination(H, [value if "constants-sign" in mistakes else -value for value in c])
        if found is None:
            return SetOf(())
        x = tuple(map(number, found[::-1] if "components-exchanged" in mistakes else found))
        name, _ = KINDS[find_pivot_signs(H)]
        return x[0] if "point-for-value" in mistakes else pick_asked(problem, f, x, name)

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Solve and classify again in sympy."""
        from grader.solvers.confirmation.sympy_bridge import Bridge, are_same_values  # loads sympy

        f = read_target(problem)
        bridge = Bridge(problem.notation, f.variables)
        theirs = solve_in_sympy(bridge, f, str(problem.options.get("yield", "points")))
        method = "linear solving in sympy"
        if isinstance(theirs, str):
            agrees = solution.value == Symbol(theirs)
        elif theirs is None:
            agrees = solution.value == SetOf(())
        else:
            ours = bridge.array(flatten_points(solution.value)).cells if not isinstance(solution.value, SetOf) else ()
            agrees = are_same_values(list(ours), theirs)
        return Confirmation(method, agrees, "The results agree." if agrees else "sympy finds another result.")


def pick_asked(problem: Problem, f: Target, x: Point, name: str) -> Node:
    """Return what the problem asks for: the stationary point, the value there, or its kind."""
    asked = problem.options.get("yield", "points")
    if asked == "value":
        return evaluate_at(f.value, f.values_at(x), problem.notation)
    return Symbol(name) if asked == "kind" else write_point(x) if asked == "point" else Vector((write_point(x),))


def read_linear_gradient(
    f: Target, notation: Notation, mistakes: PlacedMistakes = NO_MISTAKES
) -> tuple[list[Row], Row]:
    """Return ``H`` and ``c`` of ``∇f(x) = H x + c``; an error unless f is a quadratic with rational coefficients."""
    slopes = partials(f, notation, mistakes)
    H = Matrix(tuple(tuple(differentiate(slope, x, notation) for x in f.variables) for slope in slopes))
    if any(free_symbols(cell) for row in H.rows for cell in row):
        raise author_error(
            "The function is not a quadratic with rational coefficients.",
            "Give a function whose second derivatives are numbers.",
            "Its second derivatives are not all rational numbers.",
        )
    zero = f.values_at((ZERO,) * len(f.variables))
    c = [evaluate_at(slope, zero, notation) for slope in slopes]
    if not all(isinstance(value, Number) for value in c):
        raise author_error("The function does not have rational coefficients.", "Give numbers for its coefficients.")
    rows = [[evaluate(cell, {}, notation.ranges) for cell in row] for row in H.rows]
    return rows, [value.value for value in c if isinstance(value, Number)]


def show_gradient(f: Target, notation: Notation) -> list[Step]:
    """Return the steps that state the gradient and the Hessian."""
    H = second_partials(f, notation)
    return [
        Step("The gradient is linear.", equation(f.gradient_name(), write_point(partials(f, notation)))),
        Step("The Hessian is constant.", equation(Symbol("H"), H if len(H.rows) > 1 else H.rows[0][0])),
    ]


def report_no_point(problem: Problem, steps: list[Step]) -> Solution:
    """Return the empty set of points; an error where the problem asks for one point."""
    if problem.options.get("yield", "points") != "points":
        raise author_error("The function has no stationary point.", "Ask for 'yield: points', the empty set.")
    note = "The Hessian is singular and the equations contradict each other: f has no stationary point."
    return Solution(SetOf(()), (*steps, Step("Set the gradient to zero.", note=note)))


def solve_by_elimination(H: list[Row], right: Row) -> Row | None:
    """Return the only solution of ``H x = right``, None where there is none; an error where there are many."""
    n = len(H)
    rows = [[*row, value] for row, value in zip(H, right, strict=True)]
    rank = 0
    for column in range(n):
        pivot = next((row for row in range(rank, n) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for other in range(n):
            if other != rank and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[rank], strict=True)]
        rank += 1
    if any(rows[row][n] for row in range(rank, n)):
        return None
    if rank < n:
        raise author_error(
            "The function is degenerate: it has a whole line of stationary points.",
            "Choose coefficients for which the Hessian is invertible.",
            "Its Hessian is singular, and the equations for a stationary point do not contradict each other.",
        )
    return [row[n] for row in rows]


def find_pivot_signs(H: list[Row]) -> tuple[bool, bool]:
    """Return whether an invertible symmetric matrix has positive, and negative, directions (Sylvester)."""
    rows, positive, negative = [list(row) for row in H], False, False
    while rows:
        n = len(rows)
        p = next((i for i in range(n) if rows[i][i]), None)
        if p is None:  # a zero diagonal with a nonzero entry off it is a saddle already
            return True, True
        d = rows[p][p]
        positive, negative = positive or d > 0, negative or d < 0
        kept = [i for i in range(n) if i != p]
        rows = [[rows[i][j] - rows[i][p] * rows[p][j] / d for j in kept] for i in kept]
    return positive, negative


def flatten_points(value: Node) -> Node:
    """Return a list of points as one vector of all their coordinates."""
    points = value.items if isinstance(value, Vector) else (value,)
    flat = [cell for point in points for cell in (point.items if isinstance(point, Vector) else (point,))]
    return Vector(tuple(flat))


def solve_in_sympy(bridge: Any, f: Target, asked: str) -> Any:
    """Return what sympy finds: the kind, the list of numbers that is asked for, or None where there is no point."""
    import sympy

    formula, variables = bridge.scalar(f.formula), [bridge.symbols[x] for x in f.variables]
    points = list(sympy.linsolve([sympy.diff(formula, x) for x in variables], *variables))
    if not points:
        return None
    (x,) = points
    H = sympy.hessian(formula, variables)
    kind = "minimum" if H.is_positive_definite else "maximum" if H.is_negative_definite else "saddle"
    there = formula.subs(list(zip(variables, x, strict=True)), simultaneous=True)
    return {"kind": kind, "value": [there]}.get(asked, list(x))


MEMBER = StationaryPointsSolver()
