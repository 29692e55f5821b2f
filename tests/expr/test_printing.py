"""Every printer prints each part of a tree once, so that deep answers take no longer than long ones.

The work is counted in calls of the printing functions, one for each node type. A printer that looks at a part twice
makes twice as many calls with every level: at 60 levels, more than anyone can wait for.
"""

from collections.abc import Callable
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest

from grader.expr import notation, parse
from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import (
    Add,
    Assignment,
    BigOperator,
    Call,
    Constant,
    Derivative,
    Div,
    Entry,
    Factorial,
    Gradient,
    Indicator,
    Interval,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)  # fmt: skip
from grader.expr.printing import latex, mathml, text
from grader.expr.traverse import walk
from grader.limits import MAX_DEPTH

PRINTERS: dict[ModuleType, Callable[[Node], str]] = {
    text: text.to_text, latex: latex.to_latex, mathml: mathml.to_mathml,
}  # fmt: skip
X, Y, TWO, THREE = Symbol("x"), Symbol("y"), Number(Fraction(2)), Number(Fraction(3))

NESTS: dict[str, Callable[[Node], Node]] = {
    "a symbol with an index": lambda inner: Symbol("x", (inner,)),
    "a symbol with an iterate": lambda inner: Symbol("x", (), inner),
    "the first term": lambda inner: Add((inner, X)),
    "a later term": lambda inner: Add((X, inner)),
    "a subtracted term": lambda inner: Add((X, Neg(inner))),
    "a negative": Neg,
    "the first factor": lambda inner: Mul((inner, X)),
    "a later factor": lambda inner: Mul((TWO, inner)),
    "a factor between others": lambda inner: Mul((X, inner, Y), elementwise=True),
    "a numerator": lambda inner: Div(inner, X),
    "a denominator": lambda inner: Div(X, inner),
    "a base": lambda inner: Power(inner, TWO),
    "an exponent": lambda inner: Power(X, inner),
    "a factorial": Factorial,
    "an entry of a sum": lambda inner: Entry(inner, (TWO,)),
    "an entry of a function": lambda inner: Entry(Call("softmax", (inner,)), (TWO,)),
    "an entry of a transpose": lambda inner: Entry(Call("transpose", (inner,)), (TWO,)),
    "the index of an entry": lambda inner: Entry(Call("softmax", (X,)), (inner,)),
    "the only item of a vector": lambda inner: Vector((inner,)),
    "an item of a vector": lambda inner: Vector((X, inner)),
    "an infinite vector": lambda inner: Vector((inner, Constant("oo"))),
    "a matrix": lambda inner: Matrix(((X, inner), (Y, TWO))),
    "a set": lambda inner: SetOf((X, inner)),
    "a lower bound": lambda inner: Interval(inner, X, lower_closed=True, upper_closed=False),
    "an upper bound": lambda inner: Interval(X, inner, lower_closed=False, upper_closed=True),
    "a union": lambda inner: Union((X, inner)),
    "a left side": lambda inner: Relation((inner, X), ("=",)),
    "a right side": lambda inner: Relation((X, inner), ("<=",)),
    "a part of an 'and'": lambda inner: Junction("and", (inner, X)),
    "a part of an 'or'": lambda inner: Junction("or", (X, inner)),
    "a target": lambda inner: Assignment(inner, X),
    "an assigned value": lambda inner: Assignment(X, inner),
    "a condition": Indicator,
    "the body of a sum": lambda inner: BigOperator("sum", inner, "k", TWO, THREE),
    "the body of a sum without bounds": lambda inner: BigOperator("product", inner, "k"),
    "the lower bound of a sum": lambda inner: BigOperator("sum", X, "k", inner, THREE),
    "the upper bound of a sum": lambda inner: BigOperator("product", X, "k", TWO, inner),
    "what is differentiated": lambda inner: Derivative(inner, (X,)),
    "what is differentiated twice": lambda inner: Derivative(Call("f", (inner,)), (X, X)),
    "a variable of a derivative": lambda inner: Derivative(Symbol("L"), (inner, X)),
    "a gradient": lambda inner: Gradient(inner),
    "the place of a gradient": lambda inner: Gradient(Symbol("f"), (inner,)),
    "the variable of a gradient": lambda inner: Gradient(Symbol("f"), (), inner),
    "the place of a derivative": lambda inner: Gradient(Symbol("f"), (inner,), prime=True),
    "a derivative of a formula": lambda inner: Gradient(inner, (X,), prime=True),
    "a logarithm with a base": lambda inner: Call("log", (inner, TWO)),
    "the base of a logarithm": lambda inner: Call("log", (X, inner)),
    "a cube root": lambda inner: Call("root", (inner, THREE)),
    "the index of a root": lambda inner: Call("root", (X, inner)),
    "the lower part of a binomial": lambda inner: Call("binomial", (X, inner)),
    "a function that the rubric declares": lambda inner: Call("g", (inner, X)),
    **{
        f"{name} of {count}": lambda inner, name=name, count=count: Call(name, (inner,) + (X,) * (count - 1))
        for name, function in FUNCTIONS.items()
        for count in {function.least or 1, function.most or 3}
    },
}  # fmt: skip


def nest(level: Callable[[Node], Node], depth: int) -> Node:
    tree: Node = Symbol("z")
    for _ in range(depth):
        tree = level(tree)
    return tree


def count_calls(printer: ModuleType, tree: Node, monkeypatch: pytest.MonkeyPatch) -> int:
    """Print a tree and count the calls; fail as soon as there are far too many, rather than wait for all of them."""
    calls, too_many = 0, 10 * sum(1 for _ in walk(tree))

    def counted(function: Callable[[Any], tuple[str, int]]) -> Callable[[Any], tuple[str, int]]:
        def call(node: Any) -> tuple[str, int]:
            nonlocal calls
            calls += 1
            assert calls <= too_many, f"more than {too_many} calls"
            return function(node)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(printer, "_PRINTERS", {kind: counted(print) for kind, print in printer._PRINTERS.items()})
        PRINTERS[printer](tree)
    return calls


def test_every_node_type_that_can_hold_others_is_nested_here() -> None:
    nested = {type(node) for level in NESTS.values() for node in walk(level(X))}
    assert nested >= set(text._PRINTERS) and set(text._PRINTERS) == set(latex._PRINTERS) == set(mathml._PRINTERS)


@pytest.mark.parametrize("printer", PRINTERS, ids=lambda printer: printer.__name__.rpartition(".")[2])
@pytest.mark.parametrize("about", NESTS)
def test_each_part_of_a_deep_tree_is_printed_once(
    printer: ModuleType, about: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    half, whole = nest(NESTS[about], MAX_DEPTH // 2), nest(NESTS[about], MAX_DEPTH)
    counts = [count_calls(printer, tree, monkeypatch) for tree in (half, whole)]
    assert counts[1] <= 2.2 * counts[0]
    assert counts[1] <= sum(1 for _ in walk(whole))


WORDS = notation.Notation(
    entries={
        name: notation.Entry(name=name, axes=axes)
        for name, axes in (("rate", ()), ("time", ()), ("x", ()), ("e", (2,)))
    }
)
THIN = '<mo>&#x2062;</mo><mspace width="0.17em"/>'
SINE = "<mrow><mi>sin</mi><mo>&#x2061;</mo><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow></mrow>"
RATE, TIME = "<mi>rate</mi>", "<mi>time</mi>"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("rate*time", f"{RATE}<mo>·</mo>{TIME}"),
        ("2*rate", f"<mn>2</mn><mo>·</mo>{RATE}"),
        ("rate*x", f"{RATE}<mo>·</mo><mi>x</mi>"),
        ("x*rate^2", f"<mi>x</mi><mo>·</mo><msup>{RATE}<mn>2</mn></msup>"),
        ("x*time!", f"<mi>x</mi><mo>·</mo><mrow>{TIME}<mo>!</mo></mrow>"),
        ("2*x", "<mn>2</mn><mo>&#x2062;</mo><mi>x</mi>"),
        ("2*sin(x)", f"<mn>2</mn>{THIN}{SINE}"),
        ("x*e_2^2", "<mi>x</mi><mo>&#x2062;</mo><msubsup><mi>e</mi><mn>2</mn><mn>2</mn></msubsup>"),
    ],
)  # fmt: skip
def test_factors_do_not_run_together_in_mathml(written: str, printed: str) -> None:
    assert mathml.to_mathml(parse(written, WORDS).tree) == f"<math><mrow>{printed}</mrow></math>"


def test_an_index_and_an_iterate_stand_above_each_other() -> None:
    assert mathml.to_mathml(Symbol("x", (TWO,), X)) == (
        "<math><msubsup><mi>x</mi><mn>2</mn><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow></msubsup></math>"
    )
