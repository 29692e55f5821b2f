"""Trees that the parser can produce, generated over the notation of the tests."""

from fractions import Fraction

from hypothesis import strategies as st

from grader.expr.grammar.ranks import rank
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
)
from tests.expr.notations import NETWORK


def are_matrices(nodes: tuple[Node, ...]) -> bool:
    return all(rank(node, NETWORK) == 2 for node in nodes)


whole = st.integers(0, 99).map(lambda value: Number(Fraction(value)))


@st.composite
def decimals(draw: st.DrawFn) -> Node:
    """A decimal literal with a point."""
    digits = draw(st.integers(1, 9999))
    places = draw(st.integers(0, 20))
    return Number(Fraction(digits, 10**places), places, len(str(digits)))


one = st.sampled_from([Number(Fraction(1)), Number(Fraction(2)), Symbol("k"), Symbol("j"), Symbol("i")])
scalars = st.one_of(
    st.sampled_from([Symbol(name) for name in ("x", "L", "eta", "omega", "y_hat", "loss")]),
    st.tuples(st.sampled_from(["w", "delta", "z", "a", "f", "y", "e", "g"]), one).map(
        lambda pair: Symbol(pair[0], (pair[1],))
    ),
    st.tuples(one, one).map(lambda pair: Symbol("v", pair)),
)
arrays = st.sampled_from([Symbol(name) for name in ("w", "a", "f", "e", "v", "X")])
atoms = st.one_of(whole, decimals(), scalars, arrays, st.just(Constant("pi")))


def grow(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Constructs over smaller trees."""
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    relations = st.tuples(inner, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner).map(
        lambda parts: Relation((parts[0], parts[2]), (parts[1],))
    )
    conditions = st.one_of(
        relations,
        st.tuples(st.sampled_from(["and", "or"]), st.lists(relations, min_size=2, max_size=3)).map(
            lambda pair: Junction(pair[0], tuple(pair[1]))
        ),
    )
    one_argument = st.sampled_from(
        ["sin", "cos", "exp", "log", "sqrt", "abs", "relu", "sigmoid", "softmax", "norm", "diag", "tr", "det", "floor"]
    )
    return st.one_of(
        several.map(Add),
        several.map(Mul),
        several.map(lambda factors: Mul(factors, True)),
        inner.map(Neg),
        # A quotient of two matrices cannot be typed: it does not say on which side the inverse is.
        st.tuples(inner, inner).filter(lambda pair: not are_matrices(pair)).map(lambda pair: Div(*pair)),
        st.tuples(inner, inner).map(lambda pair: Power(*pair)),
        inner.map(Factorial),
        st.tuples(one_argument, inner).map(lambda pair: Call(pair[0], (pair[1],))),
        st.tuples(st.sampled_from(["max", "min"]), several).map(lambda pair: Call(*pair)),
        st.tuples(st.sampled_from(["outer", "dot", "log", "binomial"]), inner, inner).map(
            lambda parts: Call(parts[0], parts[1:])
        ),
        arrays.map(lambda array: Call("transpose", (array,))),
        st.tuples(inner.map(lambda tree: Call("softmax", (tree,))), one).map(lambda pair: Entry(pair[0], (pair[1],))),
        st.tuples(several.map(Add), one, one).map(lambda parts: Entry(parts[0], parts[1:])),
        conditions.map(Indicator),
        st.tuples(st.sampled_from(["sum", "product"]), inner, st.sampled_from("kj")).map(lambda p: BigOperator(*p)),
        st.tuples(st.sampled_from(["sum", "product"]), inner, whole).map(
            lambda p: BigOperator(p[0], p[1], "k", Number(Fraction(1)), p[2])
        ),
        st.tuples(scalars, st.lists(scalars, min_size=1, max_size=3)).map(lambda p: Derivative(p[0], tuple(p[1]))),
        st.tuples(scalars, st.none() | scalars).map(lambda pair: Gradient(pair[0], (), pair[1])),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Vector(tuple(items))),
        st.lists(inner, min_size=4, max_size=4).map(lambda m: Matrix(((m[0], m[1]), (m[2], m[3])))),
    )


terms = st.recursive(atoms, grow, max_leaves=8)


@st.composite
def answers(draw: st.DrawFn) -> Node:
    """Whole answers: terms, relations, assignments, sets, intervals and unions."""
    first, second = draw(terms), draw(terms)
    point = Vector((draw(scalars), draw(scalars)))
    relation = Relation((first, second, first), ("<", "<="))
    interval = Interval(first, second, True, False)
    union = Union((Interval(first, second, False, False), interval, SetOf((first, second))))
    return draw(
        st.sampled_from(
            [
                first,
                Vector((point,)),
                relation,
                Relation((first, second), ("=",)),
                Junction("or", (relation, Relation((first, second), ("!=",)))),
                Assignment(Symbol("omega"), first),
                SetOf((first, second)),
                SetOf(()),
                interval,
                Interval(Neg(Constant("oo")), first, False, True),
                union,
            ]
        )
    )
