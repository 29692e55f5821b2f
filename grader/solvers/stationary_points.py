"""The stationary point of a quadratic function, and what kind of point it is.

The gradient of a quadratic is linear, ``∇f(x) = H x + c``, so its zero is found by elimination; the signs of the
pivots of ``H`` (Sylvester's law of inertia) tell a minimum (all positive), a maximum (all negative) and a saddle
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
from grader.solvers.descent.mistakes import gradient_mistakes
from grader.solvers.gradient import gradient_at, partials
from grader.solvers.hessian import second_partials
from grader.solvers.named_mistakes import NONE, Mistake, Slips
from grader.solvers.options import MATH, MATH_LIST, author_error, choice, schema
from grader.solvers.problem.target import Point, Target, at_point, equation, read_target, read_variables, written
from grader.solvers.protocol import Confirmation, Problem, Schema, Solution, Step

__all__ = ["MEMBER", "StationaryPointsSolver", "eliminated", "pivot_signs"]

Row = list[Fraction]
KEPT_LINEAR = frozenset(
    {"inner-derivative-lost", "factor-lost", "product-one-term", "mixed-term-forgotten", "mixed-factor-lost"}
)  # the mistakes of differentiation after which the gradient of a quadratic is still linear
KINDS = {
    (True, False): ("minimum", "All pivots of the Hessian are positive, so f grows in every direction."),
    (False, True): ("maximum", "All pivots of the Hessian are negative, so f falls in every direction."),
    (True, True): ("saddle", "The Hessian has pivots of both signs, so f grows in one direction and falls in another."),
}


def for_point(problem: Problem) -> tuple[str, ...]:
    """Return one place where a point, or the value there, is asked for."""
    return () if problem.options.get("yield") == "kind" else ("",)


def of_several(problem: Problem) -> tuple[str, ...]:
    """Return one place where a point has several coordinates."""
    return for_point(problem) if len(read_variables(problem)) > 1 else ()


def for_value(problem: Problem) -> tuple[str, ...]:
    """Return one place where the value at the point is asked for, and there is one coordinate."""
    return ("",) if problem.options.get("yield") == "value" and len(read_variables(problem)) == 1 else ()


class StationaryPointsSolver:
    """The zero of a linear gradient."""

    kind = "stationary_points"
    summary = "the stationary point of a quadratic, classified as minimum, maximum or saddle"
    options: Schema = schema(
        ("of",),
        of={**MATH, "description": "A quadratic function with rational coefficients."},
        by={**MATH_LIST, "description": "Its variables; a function's own parameters if left out."},
        **{
            "yield": choice(
                "points", "point", "value", "kind", description="What is asked for: a list of the points if left out."
            )
        },
    )

    def solve(self, problem: Problem) -> Solution:
        """Set the gradient to zero."""
        f = read_target(problem)
        H, c = linear_gradient(f, problem.notation)
        steps = gradient_steps(f, problem.notation)
        found = eliminated(H, [-value for value in c])
        if found is None:
            return nowhere(problem, steps)
        x = tuple(map(number, found))
        name, why = KINDS[pivot_signs(H)]
        here = equation(f.gradient_name(x), gradient_at(f, partials(f, problem.notation), x, problem.notation)[0])
        steps += [Step("Set the gradient to zero and solve.", here), Step(f"It is a {name}.", note=why)]
        value = at_point(f.value, f.values_at(x), problem.notation)
        steps.append(Step("The value there.", equation(f.name_at(x), value)))
        return Solution(asked_of(problem, f, x, name), tuple(steps))

    mistakes = (
        Mistake(
            "constants-sign",
            "moving the constant terms to the other side of the equations without changing their sign",
            for_point,
            "Insert your point in the gradient to check it.",
        ),
        Mistake(
            "coupling-ignored",
            "solving each equation for its own variable as if the other variables were zero",
            of_several,
            "All equations hold at the same point.",
        ),
        Mistake("components-exchanged", "writing the components in the other order", of_several),
        Mistake("point-for-value", "giving a coordinate of the point instead of the value there", for_value),
        *(mistake for mistake in gradient_mistakes() if mistake.id in KEPT_LINEAR),
    )

    def mistaken(self, problem: Problem, slips: Slips, first: int = 0) -> Node:
        """Set the gradient to zero with slips."""
        f, notation = read_target(problem), problem.notation
        H, c = linear_gradient(f, notation, slips)
        if "coupling-ignored" in slips:
            H = [[cell if i == j else Fraction(0) for j, cell in enumerate(row)] for i, row in enumerate(H)]
        found = eliminated(H, [value if "constants-sign" in slips else -value for value in c])
        if found is None:
            return SetOf(())
        x = tuple(map(number, found[::-1] if "components-exchanged" in slips else found))
        name, _ = KINDS[pivot_signs(H)]
        return x[0] if "point-for-value" in slips else asked_of(problem, f, x, name)

    def confirm(self, problem: Problem, solution: Solution) -> Confirmation:
        """Solve and classify again in sympy."""
        from grader.solvers.confirmation.sympy_bridge import Bridge, same_values  # loads sympy

        f = read_target(problem)
        bridge = Bridge(problem.notation, f.variables)
        theirs = solved_in_sympy(bridge, f, str(problem.options.get("yield", "points")))
        method = "linear solving in sympy"
        if isinstance(theirs, str):
            agrees = solution.value == Symbol(theirs)
        elif theirs is None:
            agrees = solution.value == SetOf(())
        else:
            ours = bridge.array(in_row(solution.value)).cells if not isinstance(solution.value, SetOf) else ()
            agrees = same_values(list(ours), theirs)
        return Confirmation(method, agrees, "The results agree." if agrees else "sympy finds another result.")


def asked_of(problem: Problem, f: Target, x: Point, name: str) -> Node:
    """Return what is asked for of a stationary point: itself, the value there, or of what kind it is."""
    asked = problem.options.get("yield", "points")
    if asked == "value":
        return at_point(f.value, f.values_at(x), problem.notation)
    return Symbol(name) if asked == "kind" else written(x) if asked == "point" else Vector((written(x),))


def linear_gradient(f: Target, notation: Notation, slips: Slips = NONE) -> tuple[list[Row], Row]:
    """Return ``H`` and ``c`` of ``∇f(x) = H x + c``; refused where f is not a quadratic with rational coefficients."""
    slopes = partials(f, notation, slips)
    H = Matrix(tuple(tuple(differentiate(slope, x, notation) for x in f.variables) for slope in slopes))
    if any(free_symbols(cell) for row in H.rows for cell in row):
        raise author_error(
            "The function is not a quadratic with rational coefficients.",
            "Give a function whose second derivatives are numbers.",
            "Its second derivatives are not all rational numbers.",
        )
    zero = f.values_at((ZERO,) * len(f.variables))
    c = [at_point(slope, zero, notation) for slope in slopes]
    if not all(isinstance(value, Number) for value in c):
        raise author_error("The function does not have rational coefficients.", "Give numbers for its coefficients.")
    rows = [[evaluate(cell, {}, notation.ranges) for cell in row] for row in H.rows]
    return rows, [value.value for value in c if isinstance(value, Number)]


def gradient_steps(f: Target, notation: Notation) -> list[Step]:
    """Return the lines that state the gradient and the Hessian."""
    H = second_partials(f, notation)
    return [
        Step("The gradient is linear.", equation(f.gradient_name(), written(partials(f, notation)))),
        Step("The Hessian is constant.", equation(Symbol("H"), H if len(H.rows) > 1 else H.rows[0][0])),
    ]


def nowhere(problem: Problem, steps: list[Step]) -> Solution:
    """Return that there is no stationary point, where that is an answer to what is asked."""
    if problem.options.get("yield", "points") != "points":
        raise author_error("The function has no stationary point.", "Ask for 'yield: points', the empty set.")
    note = "The Hessian is singular and the equations contradict each other: f has no stationary point."
    return Solution(SetOf(()), (*steps, Step("Set the gradient to zero.", note=note)))


def eliminated(H: list[Row], right: Row) -> Row | None:
    """Return the only solution of ``H x = right``, None where there is none; refused where there are many."""
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


def pivot_signs(H: list[Row]) -> tuple[bool, bool]:
    """Return whether an invertible symmetric matrix has positive, and negative, directions (Sylvester)."""
    rows, positive, negative = [list(row) for row in H], False, False
    while rows:
        n = len(rows)
        p = next((i for i in range(n) if rows[i][i]), None)
        if p is None:  # a zero diagonal with something beside it is a saddle already
            return True, True
        d = rows[p][p]
        positive, negative = positive or d > 0, negative or d < 0
        kept = [i for i in range(n) if i != p]
        rows = [[rows[i][j] - rows[i][p] * rows[p][j] / d for j in kept] for i in kept]
    return positive, negative


def in_row(value: Node) -> Node:
    """Return a list of points as one vector of all their coordinates."""
    points = value.items if isinstance(value, Vector) else (value,)
    flat = [cell for point in points for cell in (point.items if isinstance(point, Vector) else (point,))]
    return Vector(tuple(flat))


def solved_in_sympy(bridge: Any, f: Target, asked: str) -> Any:
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
