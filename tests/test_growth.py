"""Trees of every kind of node: whoever walks through them does work in proportion to their depth and their width."""

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest

from grader.documents import parse_yaml
from grader.equivalence import decide
from grader.equivalence.form.violations import FORMS
from grader.errors import GraderError
from grader.expr import nodes, to_text
from grader.expr.calculation.size import check_size
from grader.expr.nodes import Node, Number, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.printing.latex import to_latex
from grader.expr.printing.mathml import to_mathml
from grader.expr.traverse import CHILD_FIELDS, count_nodes, free_symbols, substitute, transform
from grader.grading import grade
from grader.records import Outcome
from grader.rubric import load_rubric
from tests.operations import count_operations

ONE, TWO, X, K = Number(Fraction(1)), Number(Fraction(2)), Symbol("x"), Symbol("k")
NOTATION = Notation(entries={"x": Entry(name="x"), "w": Entry(name="w", axes=(3,)), "M": Entry(name="M", axes=(2, 2))})
# One level of nesting, by the kind of node; functions that are printed with signs of their own are kinds too.
CALLS = (
    "sqrt",
    "cbrt",
    "abs",
    "norm",
    "exp",
    "log",
    "sin",
    "atan",
    "asin",
    "sigmoid",
    "relu",
    "floor",
    "sign",
    "transpose",
)
DEEPER: dict[str, Callable[[Node], Node]] = {
    **{f"call of {name}": lambda inner, name=name: nodes.Call(name, (inner,)) for name in CALLS},
    **{f"call of {name} with two": lambda inner, name=name: nodes.Call(name, (inner, TWO))
       for name in ("root", "log", "binomial", "max", "norm")},
    "softmax": lambda inner: nodes.Entry(nodes.Call("softmax", (nodes.Vector((inner, ONE)),)), (ONE,)),
    "Symbol": lambda inner: Symbol("w", (inner,)),
    "Add": lambda inner: nodes.Add((inner, ONE)),
    "Neg": lambda inner: nodes.Neg(inner),
    "Mul": lambda inner: nodes.Mul((inner, X)),
    "Div": lambda inner: nodes.Div(ONE, nodes.Add((inner, TWO))),
    "Power": lambda inner: nodes.Power(inner, TWO),
    "Power of a number": lambda inner: nodes.Power(TWO, inner),
    "Factorial": lambda inner: nodes.Factorial(inner),
    "Entry": lambda inner: nodes.Entry(nodes.Vector((inner, ONE)), (ONE,)),
    "Vector": lambda inner: nodes.Vector((inner, ONE)),
    "Matrix": lambda inner: nodes.Matrix(((inner, ONE), (ONE, X))),
    "SetOf": lambda inner: nodes.SetOf((inner, ONE)),
    "Interval": lambda inner: nodes.Interval(ONE, inner, True, True),
    "Union": lambda inner: nodes.Union(
        (inner if isinstance(inner, nodes.Union) else nodes.SetOf((inner,)), nodes.SetOf((ONE,)))
    ),
    "Relation": lambda inner: nodes.Relation((inner, ONE), ("<",)),
    "Junction": lambda inner: nodes.Junction("and", (inner, nodes.Relation((X, ONE), ("<",)))),
    "Assignment": lambda inner: nodes.Assignment(X, inner),
    "Indicator": lambda inner: nodes.Indicator(nodes.Relation((inner, ONE), (">",))),
    "BigOperator": lambda inner: nodes.BigOperator("sum", nodes.Add((inner, K)), "k", ONE, ONE),
    "Derivative": lambda inner: nodes.Derivative(inner, (X,)),
    "Gradient": lambda inner: nodes.Gradient(X, (inner,)),
}  # fmt: skip
LEAVES = {nodes.Number, nodes.Constant}
WALKS: dict[str, Callable[[Node], object]] = {
    "text": to_text,
    "LaTeX": to_latex,
    "MathML": to_mathml,
    "counting": count_nodes,
    "free symbols": free_symbols,
    "substituting": lambda tree: substitute(tree, {X: ONE}),
    "transforming": lambda tree: transform(tree, lambda node: node),
    "sizes": lambda tree: check_size(tree, "x", {}),
    "deciding": lambda tree: decide(tree, nodes.Add((X, TWO)), NOTATION),
    "deciding about itself": lambda tree: decide(tree, tree, NOTATION),
    "the expected side": lambda tree: decide(nodes.Add((X, TWO)), tree, NOTATION),
    "forms": lambda tree: [FORMS[name](tree, ("x",), NOTATION) for name in sorted(FORMS)],
}
SIZES = (16, 32)
# What grows with the square of the depth by its nature, which MAX_DEPTH bounds: each of the members or conditions is
# compared with each; each sum looks for its letter in all that is below it.
SQUARE = {("Union", "deciding about itself"), ("Junction", "deciding about itself"), ("BigOperator", "substituting")}
MOST = 3.2  # times the work for twice the size; quadratic work is 4 times as much, exponential work never ends


def nest(deeper: Callable[[Node], Node], levels: int) -> Node:
    tree: Node = X
    for _ in range(levels):
        tree = deeper(tree)
    return tree


def run(walk: Callable[[Node], object], tree: Node) -> None:
    """Let somebody walk through a tree; what is refused counts as well."""
    with suppress(GraderError, AttributeError, TypeError, KeyError):
        walk(tree)


RUBRIC = load_rubric(Path(__file__).parents[1] / "rubrics" / "exercise3.yaml")
# Wrong answers on which others build, so that they are diagnosed, and followed by the later ones.
GRADED = """\
student: ada
answers:
  delta: "{0}"
  loss: "{0}"
  dL_df: "2*({0})"
"""
OUTSIDE = {"Symbol", "SetOf", "Interval", "Union", "Relation", "Junction", "Assignment", "Derivative", "Gradient"}
IN_FORMULAS = [kind for kind in DEEPER if kind not in OUTSIDE]


@pytest.mark.parametrize("kind", IN_FORMULAS)
def test_twice_as_deep_an_answer_takes_about_twice_the_work_to_grade(kind: str) -> None:
    def grade_nested(levels: int) -> None:
        text = GRADED.format(to_text(nest(DEEPER[kind], levels)))
        outcomes = {item.outcome for item in grade(parse_yaml(text, "ada.yaml"), RUBRIC).items}
        assert Outcome.FAULT not in outcomes

    small, large = (count_operations(lambda levels=levels: grade_nested(levels)) for levels in SIZES)
    assert large <= MOST * small + 20_000, (small, large)


def test_every_kind_of_node_is_nested() -> None:
    kinds = {type(deeper(X)) for deeper in DEEPER.values()}
    assert kinds | LEAVES == set(CHILD_FIELDS)


@pytest.mark.parametrize("walk", WALKS)
@pytest.mark.parametrize("kind", DEEPER)
def test_twice_as_deep_a_tree_takes_about_twice_the_work(kind: str, walk: str) -> None:
    small, large = (count_operations(lambda size=size: run(WALKS[walk], nest(DEEPER[kind], size))) for size in SIZES)
    most = 4.4 if (kind, walk) in SQUARE else MOST
    assert large <= most * small + 200, (small, large)
