"""Laws over random problems: closed forms of quadratics, random networks, and what momentum without momentum is."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.expr import to_text
from grader.expr.calculation.building import number, total
from grader.expr.nodes import Add, BigOperator, Call, Derivative, Mul, Neg, Node, Power, Symbol, Vector
from grader.expr.nodes import Entry as EntryOf
from grader.expr.notation import Entry, Notation
from grader.solvers import SOLVERS, Problem, Solution

X, Y = Symbol("x"), Symbol("y")
fractions = st.fractions(min_value=-5, max_value=5, max_denominator=6)
Row = tuple[Fraction, Fraction]


def quadratic(a: Fraction, b: Fraction, c: Fraction, p: Row) -> Node:
    """Return ``½(a x² + 2 b x y + c y²) + p₁ x + p₂ y``, whose gradient is ``H (x, y) + p``."""
    half = Fraction(1, 2)
    parts = [(half * a, [X, X]), (b, [X, Y]), (half * c, [Y, Y]), (p[0], [X]), (p[1], [Y])]
    return Add(tuple(Mul((number(factor), *names)) for factor, names in parts))


def solve(kind: str, of: Node, **options: object) -> Solution:
    return SOLVERS[kind].solve(Problem(Notation(), {"of": of, "by": Vector((X, Y)), **options}))


def point(row: Row) -> Vector:
    return Vector(tuple(map(number, row)))


@settings(max_examples=40)
@given(fractions, fractions, fractions, st.tuples(fractions, fractions), st.tuples(fractions, fractions), fractions)
def test_descent_on_a_quadratic_is_the_affine_map(
    a: Fraction, b: Fraction, c: Fraction, p: Row, x: Row, alpha: Fraction
) -> None:
    given_points = solve(
        "gradient_descent", quadratic(a, b, c, p), start=point(x), steps=number(alpha), count="3"
    ).value
    points = []
    for _ in range(3):
        g = a * x[0] + b * x[1] + p[0], b * x[0] + c * x[1] + p[1]
        x = x[0] - alpha * g[0], x[1] - alpha * g[1]
        points.append(point(x))
    assert given_points == Vector(tuple(points))


@settings(max_examples=40)
@given(fractions, fractions, fractions, st.tuples(fractions, fractions), st.tuples(fractions, fractions))
def test_newton_reaches_the_stationary_point_of_a_quadratic_in_one_step(
    a: Fraction, b: Fraction, c: Fraction, p: Row, x: Row
) -> None:
    determinant = a * c - b * b
    if determinant == 0:
        return
    f = quadratic(a, b, c, p)
    there = point(((b * p[1] - c * p[0]) / determinant, (b * p[0] - a * p[1]) / determinant))
    assert solve("newton", f, start=point(x), at="1").value == there
    assert solve("stationary_points", f, **{"yield": "point"}).value == there
    kind = "saddle" if determinant < 0 else "minimum" if a > 0 else "maximum"
    assert solve("stationary_points", f, **{"yield": "kind"}).value == Symbol(kind)


@settings(max_examples=40)
@given(fractions, st.tuples(fractions, fractions), st.lists(fractions, min_size=3, max_size=3))
def test_momentum_without_momentum_is_gradient_descent(b: Fraction, x: Row, alphas: list[Fraction]) -> None:
    f = quadratic(Fraction(2), b, Fraction(3), (Fraction(1), Fraction(-1)))
    options = {"start": point(x), "steps": Vector(tuple(map(number, alphas))), "count": "3"}
    plain = solve("gradient_descent", f, **options).value
    assert solve("momentum", f, beta=number(0), **options).value == plain
    assert solve("momentum", f, beta=number(0), nesterov="yes", **options).value == plain


@settings(max_examples=40)
@given(st.lists(st.tuples(fractions, fractions), min_size=1, max_size=4), fractions)
def test_one_batch_of_everything_is_gradient_descent_on_the_mean(samples: list[Row], w: Fraction) -> None:
    names = Notation()
    loss = Power(Add((Mul((Symbol("w"), X)), Neg(Y))), number(2))
    whole = total(
        Mul((number(Fraction(1, len(samples))), Power(Add((Mul((Symbol("w"), number(x))), number(-y))), number(2))))
        for x, y in samples
    )
    options = {"by": Symbol("w"), "start": number(w), "steps": number(Fraction(1, 3)), "count": "1"}
    batches = (Vector(tuple(point(sample) for sample in samples)),)
    given_points = SOLVERS["sgd"].solve(
        Problem(names, {"of": loss, "samples": Vector((X, Y)), "batches": batches, **options})
    )
    assert given_points.value == SOLVERS["gradient_descent"].solve(Problem(names, {"of": whole, **options})).value


activations = st.sampled_from(["relu", "tanh", "sigmoid", "sin", "softplus", "abs"])
losses = st.sampled_from(["squares", "entropy"])


def network(hidden: int, classes: int, activation: str, loss: str, named: bool) -> Notation:
    """Return a network of one hidden layer with a softmax, its loss, and perhaps a name for the gradient in between."""
    k, j, x = Symbol("k"), Symbol("j"), Symbol("x")
    y_j, f_j = Symbol("y", (j,)), Symbol("f", (j,))
    squares = Mul((number(Fraction(1, 2)), BigOperator("sum", Power(Add((f_j, Neg(y_j))), number(2)), "j")))
    entropy = Neg(BigOperator("sum", Mul((y_j, Call("log", (f_j,)))), "j"))
    into = BigOperator("sum", Mul((Symbol("z", (k,)), Symbol("v", (k, j)))), "k")
    entries = [
        Entry(name="x"),
        Entry(name="w", axes=("k",)),
        Entry(name="v", axes=("k", "j")),
        Entry(name="y", axes=("j",)),
        Entry(name="z", axes=("k",), definition=Call(activation, (Mul((Symbol("w", (k,)), x)),))),
        Entry(name="a", axes=("j",), definition=into),
        Entry(name="f", axes=("j",), definition=EntryOf(Call("softmax", (Symbol("a"),)), (j,))),
        Entry(name="L", definition=squares if loss == "squares" else entropy),
    ]
    if named:
        entries.append(Entry(name="g", axes=("j",), definition=Derivative(Symbol("L"), (Symbol("a", (j,)),))))
    ranges = {"i": classes, "j": classes, "k": hidden}
    return Notation(entries={entry.name: entry for entry in entries}, ranges=ranges)


@settings(max_examples=12)
@given(st.integers(1, 3), st.integers(1, 6), activations, losses, st.booleans(), st.data())
def test_every_partial_of_a_random_network_agrees_with_differences(
    hidden: int, classes: int, activation: str, loss: str, named: bool, data: st.DataObject
) -> None:
    names = network(hidden, classes, activation, loss, named)
    k, j = Symbol("k"), Symbol("j")
    general = [
        Symbol("w", (k,)),
        Symbol("v", (k, j)),
        Symbol("z", (k,)),
        Symbol("a", (j,)),
        Symbol("f", (j,)),
        Symbol("x"),
    ]
    whole = [Symbol(name) for name in "wva"]
    by = data.draw(st.sampled_from([*general, *whole, Symbol("w", (number(1),)), Symbol("a", (number(1),))]))
    problem = Problem(names, {"of": Symbol("L"), "by": by})
    solution = SOLVERS["backprop"].solve(problem)
    confirmation = SOLVERS["backprop"].confirm(problem, solution)
    assert confirmation.agrees, (to_text(solution.value), confirmation)
