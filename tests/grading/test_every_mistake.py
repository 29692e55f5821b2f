"""Every mistake that a solver declares, made in random problems, is named, or reported with those that look the same.

Each solver that declares mistakes has its random problems here; a solver without any fails the test.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.solvers import SOLVERS
from grader.solvers.named_mistakes import Mistaken

from .told import assert_every_mistake_is_reported, rubric_of

Problem = tuple[str, str]
"""An item, and the notation of its part."""

KINDS = [kind for kind in SOLVERS if isinstance(SOLVERS[kind], Mistaken)]
SMALL = st.integers(min_value=1, max_value=6)
FUNCTIONS = st.sampled_from(["sin", "cos", "exp", "tanh", "log"])


@st.composite
def quadratics(draw: st.DrawFn) -> str:
    """Return the notation of a convex quadratic."""
    p, q, r, s = (draw(SMALL) for _ in range(4))
    return f"symbols: {{x: real, y: real}}, functions: {{'f(x, y)': '{p + r}*x^2 + {q + r}*y^2 + {r}*x*y - {s}*x'}}"


@st.composite
def descents(draw: st.DrawFn) -> Problem:
    a, b = draw(SMALL), draw(SMALL)
    run = f"of: f, start: '({a}, {b})', steps: [1/2, 1/3, 1/5], count: 3"
    return f"type: iterates, expected: {{solver: gradient_descent, {run}}}", draw(quadratics())


@st.composite
def accelerated(draw: st.DrawFn) -> Problem:
    a, ahead = draw(SMALL), draw(st.sampled_from(["yes", "no"]))
    run = f"of: f, start: '({a}, {a + 2})', count: 2, steps: 1/4, beta: 1/2, nesterov: '{ahead}'"
    return f"type: iterates, expected: {{solver: momentum, {run}}}", draw(quadratics())


@st.composite
def newton_runs(draw: st.DrawFn) -> Problem:
    a, b = draw(SMALL), draw(SMALL)
    if draw(st.booleans()):
        notation = f"symbols: {{x: real}}, functions: {{'f(x)': 'x^3 + {a}*x + {b}'}}"
        return f"type: iterates, expected: {{solver: newton, of: f, start: {a}, count: 2, find: root}}", notation
    run = f"solver: newton, of: f, start: '({a}, {a + 2})', count: 2"
    return f"type: iterates, expected: {{{run}}}", draw(quadratics())


@st.composite
def batches(draw: st.DrawFn) -> Problem:
    a, b, c = (draw(SMALL) for _ in range(3))
    reduced = draw(st.sampled_from(["mean", "sum"]))
    solver = (
        "solver: sgd, of: '1/2*(w*x + v - y)^2', by: '(w, v)', samples: '(x, y)', start: '(0, 0)', steps: 1/10, "
        f"batches: ['[({a}, {b}), ({c}, 2)]', '[(3, {a})]'], count: 2, reduce: {reduced}"
    )
    return f"type: iterates, expected: {{{solver}}}", "symbols: {w: real, v: real, x: real, y: real}"


@st.composite
def slopes(draw: st.DrawFn, solver: str, kind: str) -> Problem:
    p, n, f = draw(SMALL), draw(st.integers(min_value=2, max_value=4)), draw(FUNCTIONS)
    notation = f"symbols: {{x: positive, y: positive}}, functions: {{'f(x, y)': '{f}({p}*x + y) + x^{n}*y + y^2/x'}}"
    return f"type: {kind}, expected: {{solver: {solver}, of: f}}", notation


@st.composite
def jacobians(draw: st.DrawFn) -> Problem:
    p, n, f = draw(SMALL), draw(st.integers(min_value=2, max_value=4)), draw(FUNCTIONS)
    if draw(st.booleans()):
        notation = "ranges: {i: 3, j: 3}, symbols: {a_j: real}, quantities: {f_j: softmax(a)_j}"
        by = draw(st.sampled_from(["df_i/da_j, expected: {solver: jacobian, of: f_i, by: a_j}"]))
        return f"type: index_family, symbol: {by}", notation
    of = f"({f}({p}*x + y)*y, x^{n}*y + y^2/x + {p})"
    solver = f"solver: jacobian, of: '{of}', by: '(x, y)'"
    return f"type: matrix, expected: {{{solver}}}", "symbols: {x: positive, y: positive}"


@st.composite
def networks(draw: st.DrawFn) -> Problem:
    """Return a network in index letters."""
    activation = draw(st.sampled_from(["max(0, s_k)", "tanh(s_k)", "sigmoid(s_k)"]))
    output = draw(st.sampled_from(["softmax(a)_j", "tanh(a_j)", "sigmoid(a_j)"]))
    factor, by = draw(st.sampled_from(["1/2", "1"])), draw(st.sampled_from(["w_k", "v_kj", "h_k"]))
    notation = (
        "ranges: {i: 2, j: 2, k: 2}, symbols: {x: real, w_k: real, v_kj: real, y_j: real}, quantities: {"
        f"s_k: w_k*x, h_k: '{activation}', a_j: 'sum(h_k*v_kj, k)', f_j: {output}, e_j: f_j - y_j, "
        f"L: '{factor}*sum((f_j - y_j)^2, j)'}}"
    )
    return f"type: index_family, symbol: dL/d{by}, expected: {{solver: backprop, of: L, by: {by}}}", notation


@st.composite
def networks_of_arrays(draw: st.DrawFn) -> Problem:
    """Return a network in arrays whose sizes stay symbolic, or a linear model over m samples."""
    activation = draw(st.sampled_from(["tanh", "sigmoid", "relu"]))
    if draw(st.booleans()):
        factor = draw(st.sampled_from(["1/2*", "1/(2*m)*", "1/m*", ""]))
        notation = (
            "symbols: {X: {shape: [m, n]}, w: {shape: [n]}, y: {shape: [m]}}, quantities: {"
            f"r: {{value: {draw(st.sampled_from(['X*w', 'tanh(X*w)']))} - y, shape: [m]}}, L: '{factor}norm(r)^2'}}"
        )
        return "type: expression, symbol: dL/dw, expected: {solver: backprop, of: L, by: w}", notation
    output, loss = draw(st.sampled_from([("softmax(V*s)", "-y^T*ln(f)"), ("V*s", "1/2*norm(f - y)^2")]))
    notation = (
        "symbols: {W: {shape: [h, n]}, V: {shape: [c, h]}, x: {shape: [n]}, y: {shape: [c]}}, quantities: {"
        f"s: {{value: {activation}(W*x), shape: [h]}}, f: {{value: {output}, shape: [c]}}, L: '{loss}'}}"
    )
    by = draw(st.sampled_from(["W", "V", "s"]))
    return f"type: expression, symbol: dL/d{by}, expected: {{solver: backprop, of: L, by: {by}}}", notation


@st.composite
def stationary(draw: st.DrawFn) -> Problem:
    asked = draw(st.sampled_from(["point", "value"]))
    kind = "vector" if asked == "point" else "number"
    return f"type: {kind}, expected: {{solver: stationary_points, of: f, yield: {asked}}}", draw(quadratics())


@st.composite
def values(draw: st.DrawFn) -> Problem:
    a, b, c = (draw(SMALL) for _ in range(3))
    if draw(st.booleans()):
        solver = f"solver: value, of: f, at: '({-a}, {b})'"
        return f"type: number, expected: {{{solver}}}", draw(quadratics())
    of = f"[[{a}, {b}], [1, {c}]]^T*[[2, {c}], [{a}, 3]]"
    return f"type: matrix, expected: {{solver: value, of: '{of}'}}", "symbols: {x: real}"


PROBLEMS: dict[str, st.SearchStrategy[Problem]] = {
    "backprop": st.one_of(networks(), networks_of_arrays()),
    "derivative": slopes("derivative, by: x", "expression"),
    "gradient": slopes("gradient", "vector"),
    "gradient_descent": descents(),
    "hessian": slopes("hessian", "matrix"),
    "jacobian": jacobians(),
    "momentum": accelerated(),
    "newton": newton_runs(),
    "sgd": batches(),
    "stationary_points": stationary(),
    "value": values(),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=8, deadline=None, derandomize=True)
@given(data=st.data())
def test_every_mistake_is_reported_on_random_problems(kind: str, data: st.DataObject) -> None:
    item, notation = data.draw(PROBLEMS[kind])
    assert_every_mistake_is_reported(rubric_of(item, notation))
