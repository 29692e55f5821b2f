"""A tree means what mathematicians mean by it, and what has no meaning is refused in words."""

from fractions import Fraction
from typing import Any

import pytest

from grader import limits
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE
from grader.equivalence.lowering.arithmetic import MAX_MATRIX_POWER
from grader.equivalence.lowering.arrays import Array
from grader.equivalence.lowering.scope import Scope
from grader.errors import AnswerError, LimitError
from grader.expr import parse
from grader.expr.nodes import Add, BigOperator, Entry, Matrix, Node, Number, Power, Symbol, Vector
from grader.expr.notation import Domain, Notation
from grader.expr.notation import Entry as Name

NOTATION = Notation(
    entries={
        "x": Name(name="x"), "y": Name(name="y"), "n": Name(name="n", domain=Domain(kind="integer")),
        "v": Name(name="v", axes=(3,)), "w": Name(name="w", axes=(2,)), "A": Name(name="A", axes=(2, 2)),
        "B": Name(name="B", axes=(2, 3)),
    },
    ranges={"j": 3},
)  # fmt: skip


def number(value: int | str) -> Number:
    return Number(Fraction(value))


def lowered(given: str | Node) -> Any:
    """Return the shape and the entries of a value; a number has shape ()."""
    scope = Scope(Graph(), NOTATION)
    value = scope.lower(parse(given, NOTATION).tree if isinstance(given, str) else given)
    return (value.shape, value.entries) if isinstance(value, Array) else ((), [value])


def complaint(given: str | Node) -> str:
    with pytest.raises((AnswerError, LimitError)) as caught:
        lowered(given)
    return str(caught.value)


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ("0^0", "1/0"), ("(1 - 1)^(2 - 2)", "1/0"), ("x^0", "1"),
        ("x - y + 1", "1 + x - y"), ("v - v", "(0, 0, 0)"), ("-v + v", "(0, 0, 0)"),
        # powers of matrices
        ("A^0", "[[1, 0], [0, 1]]"), ("A^1", "A"), ("A^2", "A A"), ("A^3", "A A A"), ("A^-1", "inv(A)"),
        ("[[2, 1], [1, 1]]^-2", "[[2, -3], [-3, 5]]"), ("[[1, 1], [0, 1]]^64", "[[1, 64], [0, 1]]"),
        ("[[1, 1], [0, 1]]^-64", "[[1, -64], [0, 1]]"),
        # matrices, and single entries and rows of them
        ("[[1, 2]]", "(1, 2)^T"), ("[[1], [2]]", "(1, 2)"), ("[[1, 2], [3, 4]]_{2,1}", "3"),
        ("[[1, 2], [3, 4]]_{1,2}", "2"),
        ("[[1, 2], [3, 4]]_2", "(3, 4)"), ("[[1, 2], [3, 4]]_1", "(1, 2)"),
        ("(B B^T)_{2,1}", "B_{2,1} B_{1,1} + B_{2,2} B_{1,2} + B_{2,3} B_{1,3}"),
        ("(A B)_2", "(A_21 B_11 + A_22 B_21, A_21 B_12 + A_22 B_22, A_21 B_13 + A_22 B_23)"),
        ("(5, 6, 7)_3", "7"), ("(2 v)_1", "2 v_1"), ("((5, 6, 7)^T)_3", "7"), ("((5, 6, 7)^T)_{1,3}", "7"),
        ("(A w)_2", "A_21 w_1 + A_22 w_2"), ("((A w)^T)_2", "A_21 w_1 + A_22 w_2"),
        # conditions
        ("1[x > 0 and y > 0]", "1[x > 0] 1[y > 0]"), ("1[x > 0 or y > 0]", "1 - (1 - 1[x > 0]) (1 - 1[y > 0])"),
        ("1[0 < x < y]", "1[x > 0] 1[y > x]"),
        # sums and products
        ("sum(k x, k, 2, 4)", "9 x"), ("sum(k, k, 3, 2)", "0"), ("product(k, k, 3, 2)", "1"),
        ("product(x + k, k, 0, 2)", "x (x + 1) (x + 2)"),
        ("sum(k, k, 2000, 2999)", "2499500"), ("sum(k, k, -500, 499)", "-500"),
        ("sum(v_j^2, j)", "v_1^2 + v_2^2 + v_3^2"),
        ("product(A, k, 1, 2)", "A A"),
    ],
    ids=str,
)  # fmt: skip
def test_a_tree_is_the_same_as_what_it_means(given: str, same: str) -> None:
    scope = Scope(Graph(), NOTATION)
    left, right = (scope.lower(parse(text, NOTATION).tree) for text in (given, same))
    if isinstance(left, Array) and isinstance(right, Array):
        assert (left.shape, left.entries) == (right.shape, right.entries)
    else:
        assert left == right


SQUARE = Matrix(((number(1), number(2)), (number(3), number(4))))
LIST = Vector((number(5), number(6)))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            Power(SQUARE, number(MAX_MATRIX_POWER + 1)),
            "error[power-of-array]: A matrix is raised to a power above 64 here, and it is not computed.\n"
            "   why:   Matrices are multiplied out here, entry by entry.\n"
            "   help:  write the result in another form.",
        ),
        (
            Power(SQUARE, number("1/2")),
            "error[power-of-array]: This power of a 2 × 2 matrix is not supported.\n"
            "   why:   Only square matrices have powers, with whole numbers as exponents.\n"
            "   help:  write a number for the exponent of a matrix, and x^T x for a vector's squared length.",
        ),
        (
            Power(Matrix((LIST.items, LIST.items, LIST.items)), number(2)),
            "error[power-of-array]: This power of a 3 × 2 matrix is not supported.\n"
            "   why:   Only square matrices have powers, with whole numbers as exponents.\n"
            "   help:  write a number for the exponent of a matrix, and x^T x for a vector's squared length.",
        ),
        (
            Power(LIST, number(2)),
            "error[power-of-array]: This power of a vector with 2 components is not supported.\n"
            "   why:   Only square matrices have powers, with whole numbers as exponents.\n"
            "   help:  write a number for the exponent of a matrix, and x^T x for a vector's squared length.",
        ),
        (
            Matrix(((number(1), number(2)), (number(3),))),
            "error[ragged-matrix]: The rows of this matrix have different lengths.\n"
            "   help:  give every row the same length.",
        ),
        (Entry(number(1), (number(1),)), "error[no-such-entry]: This is a number and has no entry with 1 indices."),
        (
            Entry(LIST, (number(1), number(1))),
            "error[no-such-entry]: This is a vector with 2 components and has no entry with 2 indices.",
        ),
        (
            Entry(SQUARE, (number(1), number(1), number(1))),
            "error[no-such-entry]: This is a 2 × 2 matrix and has no entry with 3 indices.",
        ),
        (
            Entry(LIST, (number(3),)),
            "error[no-such-entry]: This is a vector with 2 components and has no entry with that index.\n"
            "   why:   Indices count from 1 to 2.",
        ),
        (
            Entry(LIST, (number(0),)),
            "error[no-such-entry]: This is a vector with 2 components and has no entry with that index.\n"
            "   why:   Indices count from 1 to 2.",
        ),
        (
            Entry(LIST, (number("3/2"),)),
            "error[no-such-entry]: This is a vector with 2 components and has no entry with that index.\n"
            "   why:   Indices count from 1 to 2.",
        ),
        (
            Entry(SQUARE, (number(1), Symbol("n"))),
            "error[no-such-entry]: This is a 2 × 2 matrix and has no entry with that index.\n"
            "   why:   Indices count from 1 to 2.",
        ),
        (
            BigOperator("sum", Symbol("k"), "k", number(1), number(limits.MAX_SUM_TERMS + 1)),
            "error[sum-too-long]: A sum here has more than 1000 terms.\n"
            "   why:   The limit MAX_SUM_TERMS keeps the work for one answer bounded.",
        ),
        (
            BigOperator("sum", Symbol("k"), "k", number(-500), number(500)),
            "error[sum-too-long]: A sum here has more than 1000 terms.\n"
            "   why:   The limit MAX_SUM_TERMS keeps the work for one answer bounded.",
        ),
        *(
            (
                BigOperator("sum", Symbol("k"), "k", first, last),
                f"error[sum-bounds]: The bound '{bound}' of the sum over 'k' is not a {wanted}.\n"
                "   why:   The terms are added one by one.\n"
                "   help:  write the sum in closed form.",
            )
            for first, last, bound, wanted in [
                (number("1/2"), number(3), "1/2", "whole number"), (number(1), Symbol("n"), "n", "number"),
                (Symbol("n"), number(1), "n", "number"), (Symbol("x"), Symbol("n"), "x", "number"),
            ]
        ),
        *(
            (
                BigOperator("sum", Symbol("k"), "k", first, last),
                "error[sum-without-bounds]: The sum over 'k' does not say where it starts and ends.\n"
                "   help:  write the first and last value of 'k'.",
            )
            for first, last in [(None, None), (number(1), None), (None, number(1))]
        ),
        (
            "x/v",
            "error[division-by-array]: A number is divided by a vector with 3 components here.\n"
            "   help:  write the inverse matrix, or name the component that you mean.",
        ),
        (
            "w/v",
            "error[shape-mismatch]: Here a vector with 2 components is combined with a vector with 3 components, "
            "entry by entry.\n"
            "   why:   Both must have the same shape.",
        ),
    ],
    ids=lambda value: str(value)[:60],
)  # fmt: skip
def test_what_has_no_meaning_is_refused_in_words(given: str | Node, message: str) -> None:
    assert complaint(given) == message


def test_arrays_of_one_shape_are_divided_entry_by_entry_and_by_numbers() -> None:
    scope = Scope(Graph(), NOTATION)
    g = scope.graph
    x, v = scope.lower(Symbol("x")), scope.lower(Symbol("v"))
    assert isinstance(x, int) and isinstance(v, Array)
    by_entry, by_number = (scope.lower(parse(text, NOTATION).tree) for text in ("v/v", "v/x"))
    assert isinstance(by_entry, Array) and isinstance(by_number, Array)
    assert by_entry.entries == [ONE] * 3
    assert by_number.entries == [g.div(entry, x) for entry in v.entries]


def chain(depth: int) -> Notation:
    """Return a notation in which each of so many quantities is one more than the one before."""
    names = [f"q{place}" for place in range(depth + 1)]
    definitions = [None, *(Add((Symbol(before), number(1))) for before in names)]
    return Notation(
        entries={
            name: Name(name=name, definition=definition) for name, definition in zip(names, definitions, strict=False)
        }
    )


def test_definitions_may_be_nested_as_deep_as_the_limit_says_and_no_deeper() -> None:
    deepest = limits.MAX_DEFINITION_DEPTH
    graph = Graph()
    scope = Scope(graph, chain(deepest))
    assert scope.lower(Symbol(f"q{deepest}")) == graph.add([scope.lower(Symbol("q0")), graph.number(deepest)])
    with pytest.raises(LimitError) as caught:
        Scope(Graph(), chain(deepest + 1)).lower(Symbol(f"q{deepest + 1}"))
    assert str(caught.value) == (
        "error[definitions-too-deep]: Definitions are nested more than 50 deep.\n"
        "   why:   The limit MAX_DEFINITION_DEPTH keeps the work for one answer bounded."
    )
