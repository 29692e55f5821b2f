"""Matrices and vectors: of given and of symbolic sizes, with shapes checked and explained."""

import pytest

from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr import parse
from grader.expr.notation import Domain, Entry, Notation

SHAPES = {
    "X": ("m", "n"),
    "w": ("n",),
    "y": ("m",),
    "A": ("m", "n"),
    "B": ("n", "m"),
    "M": (3, 3),
    "N": (3, 3),
    "u": (3,),
    "v": (3,),
    "c": (),
    "t": (),
}
SIZES = {name: Entry(name=name, domain=Domain(kind="natural")) for name in ("m", "n")}
NOTATION = Notation(entries=SIZES | {name: Entry(name=name, axes=axes) for name, axes in SHAPES.items()})


def result(answer: str, expected: str) -> str:
    return decide(parse(answer, NOTATION).tree, parse(expected, NOTATION).tree, NOTATION).result


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("X^T X w - X^T y", "X^T (X w - y)"),
        ("tr(A B)", "tr(B A)"),
        ("(A B)^T", "B^T A^T"),
        ("(X w - y)^T (X w - y)", "norm(X w - y)^2"),
        ("w^T X^T y", "y^T X w"),
        ("M^T ⊙ N", "(M ⊙ N^T)^T"),
        ("det(M N)", "det(M) det(N)"),
        ("M M^(-1)", "diag(1, 1, 1)"),
        ("u v^T", "outer(u, v)"),
        ("tr(u v^T)", "dot(u, v)"),
        ("M^2", "M M"),
        ("diag(u) v", "u ⊙ v"),
        ("1 - sigmoid(u)", "sigmoid(-u)"),
        ("softmax(u + c)", "softmax(u)"),
        ("logsumexp(u + c)", "logsumexp(u) + c"),
        ("1/2 (u + v)", "(u + v)/2"),
        ("max(0, u)", "relu(u)"),
        ("tr(X^T X)", "sum_{i=1}^m (X X^T)_{ii}"),
    ],
)
def test_an_identity_of_matrices_is_proved(answer: str, expected: str) -> None:
    assert result(answer, expected) == "equal"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("A B", "A B + A B"),
        ("M N", "N M"),
        ("u v^T", "v u^T"),
        ("norm(u + v)", "norm(u) + norm(v)"),
        ("X^T (X w + y)", "X^T (X w - y)"),
        ("softmax(2 u)", "softmax(u)"),
    ],
)
def test_a_wrong_identity_of_matrices_is_refuted(answer: str, expected: str) -> None:
    assert result(answer, expected) == "different"


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ("X (X w - y)", "The product of a 2 × 3 matrix and a vector with 2 components is not defined."),
        ("X^T X w - y", "A vector with 3 components and a vector with 2 components are added here."),
        ("tr(X)", "The trace of a 2 × 3 matrix is not defined."),
        ("M ⊙ u", "Here a 3 × 3 matrix is combined with a vector with 3 components, entry by entry."),
        ("1/u", "A number is divided by a vector with 3 components here."),
        ("u^2", "This power of a vector with 3 components is not supported."),
    ],
)
def test_shapes_that_do_not_fit_are_explained(answer: str, what: str) -> None:
    with pytest.raises(AnswerError) as caught:
        result(answer, "X^T (X w - y)")
    assert caught.value.diagnostic.what == what


def test_a_complaint_about_shapes_says_which_numbers_stand_for_the_sizes() -> None:
    with pytest.raises(AnswerError) as caught:
        result("X (X w - y)", "X^T (X w - y)")
    assert str(caught.value) == (
        "error[shape-mismatch]: The product of a 2 × 3 matrix and a vector with 2 components is not defined.\n"
        "   why:   The first has 3 columns, the second 2 rows. Here m = 2, n = 3.\n"
        "   help:  check the transposes and the order of the factors."
    )


def test_a_size_does_not_pass_for_the_number_that_was_taken_for_it() -> None:
    assert result("n", "m + 1") == "different"
    assert result("tr(B A)/m", "tr(A B)/2") == "different"


def test_an_answer_of_another_shape_is_different_and_says_so() -> None:
    decision = decide(parse("X w", NOTATION).tree, parse("X^T (X w - y)", NOTATION).tree, NOTATION)
    assert decision.result == "different"
    assert decision.witness is not None
    assert (
        decision.witness.reason
        == "The answer is a vector with 2 components, but a vector with 3 components is expected. Here m = 2, n = 3."
    )
