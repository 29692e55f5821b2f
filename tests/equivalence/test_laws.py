"""Laws of equality, on generated expressions and checked against an independent evaluation."""

from fractions import Fraction

import mpmath
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.equivalence import Policy, decide
from grader.equivalence.graph import facts
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import UNDEFINED
from grader.equivalence.lowering.scope import Scope
from grader.expr.nodes import Add, Call, Div, Indicator, Mul, Neg, Node, Number, Power, Relation, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import children, rebuild
from grader.records import Equality
from tests.equivalence.oracle import DIGITS, value_of

NAMES = ("x", "y", "z")
NOTATION = Notation(entries={name: Entry(name=name) for name in NAMES})
POLICY = Policy(deadline_s=0)  # sympy is tested on its own
POINTS = [
    {"x": Fraction(a), "y": Fraction(b), "z": Fraction(c)}
    for a, b, c in [
        ("17/13", "-5/7", "3/11"),
        ("-19/17", "-2/3", "7/3"),
        ("1/9", "23/19", "-31/7"),
        ("-5/3", "11/8", "-1/6"),
        ("41/9", "2/7", "13/5"),
        ("-1/50", "-40/3", "-6/11"),
        ("201/7", "-3/100", "9/2"),
        ("-77/5", "61/6", "1/40"),
    ]
]


def number(value: int | str) -> Number:
    return Number(Fraction(value))


LEAVES = st.one_of(
    st.sampled_from(NAMES).map(Symbol),
    st.sampled_from(["0", "1", "2", "3", "-1", "1/2", "-2/3", "5"]).map(number),
)
FUNCTIONS = ("exp", "log", "sqrt", "sin", "cos", "tanh", "atan", "abs", "relu", "sigmoid")


def grown(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.lists(below, min_size=2, max_size=3).map(lambda terms: Add(tuple(terms))),
        st.lists(below, min_size=2, max_size=3).map(lambda factors: Mul(tuple(factors))),
        below.map(Neg),
        st.builds(Div, below, below),
        st.builds(Power, below, st.sampled_from(["2", "3", "-1", "1/2", "-1/2", "3/2"]).map(number)),
        st.builds(lambda f, t: Call(f, (t,)), st.sampled_from(FUNCTIONS), below),
        st.builds(lambda a, b: Call("max", (a, b)), below, below),
        st.builds(lambda a, b, op: Indicator(Relation((a, b), (op,))), below, below, st.sampled_from([">", ">=", "<"])),
    )


TREES = st.recursive(LEAVES, grown, max_leaves=6)


def differ_somewhere(left: Node, right: Node) -> bool:
    """Whether both have values at some point that differ by far more than rounding."""
    for point in POINTS:
        a, b = value_of(left, point), value_of(right, point)
        if (
            a is not None
            and b is not None
            and abs(a - b) > mpmath.mpf(10) ** (20 - DIGITS) * (1 + abs(a))
            and abs(a) < 1e30
        ):
            return True
    return False


def check_witness(left: Node, right: Node) -> None:
    """Check what ``decide`` says about two trees against the independent evaluation."""
    decision = decide(left, right, NOTATION, POLICY)
    if decision.result is Equality.EQUAL:
        assert not differ_somewhere(left, right), decision
    if (
        decision.result is Equality.DIFFERENT
        and decision.by == "enclosure"
        and "complex" not in decision.witness.reason
    ):
        point = dict.fromkeys(NAMES, Fraction(1)) | {name: Fraction(value) for name, value in decision.witness.point}
        a, b = value_of(left, point), value_of(right, point)
        if "undefined" in decision.witness.reason:
            assert a is None, decision
        else:
            assert a is not None and b is not None and a != b, decision


@given(TREES)
@settings(max_examples=150)
def test_every_expression_equals_itself(tree: Node) -> None:
    assert decide(tree, tree, NOTATION, POLICY).result in (Equality.EQUAL, Equality.UNKNOWN) or all(
        value_of(tree, point) is None for point in POINTS
    )


@given(TREES, TREES)
@settings(max_examples=200)
def test_a_verdict_on_two_expressions_agrees_with_an_independent_evaluation(left: Node, right: Node) -> None:
    check_witness(left, right)


@given(TREES, TREES)
@settings(max_examples=200)
def test_what_is_defined_on_the_same_conditions_is_defined_at_the_same_points(a: Node, b: Node) -> None:
    trees = [Add((a, b)), Mul((a, b)), Call("sqrt", (Mul((a, a, b)),)), Call("exp", (a,)), Div(b, a)]
    graph = Graph()
    scope = Scope(graph, NOTATION)
    nodes = [scope.lower(tree) for tree in trees]
    for left, first in zip(trees, nodes, strict=True):
        for right, second in zip(trees, nodes, strict=True):
            if facts.find_conditions(graph, first) == facts.find_conditions(graph, second) and UNDEFINED not in (
                first,
                second,
            ):
                for point in POINTS:
                    assert (value_of(left, point) is None) == (value_of(right, point) is None), (left, right, point)


@given(TREES, TREES)
@settings(max_examples=100)
def test_equality_is_symmetric_wherever_both_sides_are_defined(left: Node, right: Node) -> None:
    there, back = decide(left, right, NOTATION, POLICY), decide(right, left, NOTATION, POLICY)
    if any(value_of(left, point) is None or value_of(right, point) is None for point in POINTS):
        return
    assert (
        {there.result, back.result} != {Equality.EQUAL, Equality.DIFFERENT}
        or there.remarks
        or back.remarks
        or any("undefined" in d.witness.reason for d in (there, back) if d.witness)
    )


def rewritings(tree: Node) -> list[Node]:
    """Sound rewritings at the root of a tree: they hold, and are defined, wherever the tree is."""
    one, two, zero = number(1), number(2), number(0)
    found: list[Node] = [
        Add((tree, zero)), Mul((one, tree)), Neg(Neg(tree)), Div(Mul((two, tree)), two), Add((tree, tree, Neg(tree))),
        Mul((tree, Add((Power(Call("sin", (Symbol("x"),)), two), Power(Call("cos", (Symbol("x"),)), two))))),
        Add((Call("relu", (tree,)), Neg(Call("relu", (Neg(tree),))))),
        Div(Add((Power(Add((tree, one)), two), Neg(Power(tree, two)), Neg(one))), two),
        Mul((tree, Call("exp", (Symbol("y"),)), Call("exp", (Neg(Symbol("y")),)))),
    ]  # fmt: skip
    match tree:
        case Add(terms=terms):
            found += [Add(terms[::-1])]
        case Mul(factors=factors):
            found += [Mul(factors[::-1])]
        case Power(base=base, exponent=Number(value=Fraction(numerator=2, denominator=1))):
            found += [Mul((base, base)), Power(Call("abs", (base,)), two)]
        case Call(function="tanh", arguments=(t,)):
            found += [Div(Add((Call("exp", (Mul((two, t)),)), Neg(one))), Add((Call("exp", (Mul((two, t)),)), one)))]
        case Call(function="sigmoid", arguments=(t,)):
            found += [Add((one, Neg(Call("sigmoid", (Neg(t),)))))]
        case Call(function="max", arguments=(a, b)):
            found += [Div(Add((a, b, Call("abs", (Add((a, Neg(b))),)))), two)]
        case Call(function="exp", arguments=(t,)):
            found += [Power(Call("exp", (Div(t, two),)), two)]
        case Call(function="sin", arguments=(t,)):
            half = Div(t, two)
            found += [Mul((two, Call("sin", (half,)), Call("cos", (half,))))]
    return found


@given(TREES, st.data())
@settings(max_examples=250)
def test_a_sound_rewriting_is_never_different(tree: Node, data: st.DataObject) -> None:
    rewritten = data.draw(st.sampled_from(rewritings(tree)))
    decision = decide(rewritten, tree, NOTATION, POLICY)
    assert decision.result is not Equality.DIFFERENT or all(value_of(tree, point) is None for point in POINTS), decision


def mutations(tree: Node) -> list[Node]:
    """Mistakes that students make, at the root and below."""
    if isinstance(tree, Relation):
        return []
    found: list[Node] = [Neg(tree), Add((tree, number("1/1000000000000"))), Mul((number("10001/10000"), tree))]
    match tree:
        case Power(base=base, exponent=Number(value=value)):
            found += [Power(base, Number(value + 1))]
        case Call(function=function, arguments=arguments):
            found += [Call("cos" if function == "sin" else "sin", arguments[:1]), arguments[0]]
        case Add(terms=terms):
            found += [Add((*terms[:-1], Neg(terms[-1]))), terms[0]]
        case Mul(factors=factors):
            found += [factors[0], Add(factors)]
        case Div(numerator=top, denominator=bottom):
            found += [Div(bottom, top), top]
    below = children(tree)
    for place, child in enumerate(below):
        found += [rebuild(tree, [*below[:place], mutated, *below[place + 1 :]]) for mutated in mutations(child)[:4]]
    return found


@given(TREES, st.data())
@settings(max_examples=300)
def test_a_mutated_expression_is_equal_only_if_an_independent_evaluation_agrees(
    tree: Node, data: st.DataObject
) -> None:
    check_witness(data.draw(st.sampled_from(mutations(tree))), tree)
