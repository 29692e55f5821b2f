"""Names that nobody declared: subscripts, functions, counters, transposes, the imaginary unit, runs of letters."""

import pytest

from grader import limits
from grader.equivalence.pairs.scan import IMAGINARY, find_letters, find_names, has_imaginary_unit, refuse_run
from grader.errors import AnswerError
from grader.expr.notation import Entry, Notation


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x_1 y", ["x_1", "y"]), ("y x_(1)", ["y", "x_1"]), (r"x_{12} y_{ab}", ["x_12", "y_ab"]),
        (r"x_{12}", ["x_12"]), (r"z + x_{1}^{2} y", ["z", "x_1", "y"]), (r"x_a b + a", ["x_a", "b", "a"]),
        ("x_1 x_2 x", ["x_1", "x_2", "x"]), (r"\alpha_{k} + k", ["alpha_k", "k"]),
        ("T + x", ["T", "x"]), ("T^2", ["T"]), ("x^T", ["x", "T"]), ("[[1, x], [3, 4]]^T", ["x"]),
        ("[[1, 2], [3, 4]]^T x", ["x"]), (r"\begin{pmatrix} 1 & x \end{pmatrix}^T", ["x"]),
        (r"\begin{pmatrix} 1 & x \end{pmatrix}^{T} y", ["x", "y"]), ("[T]", ["T"]),
        ("sigma x", ["sigma", "x"]), ("x sigma", ["x", "sigma"]), ("sigma(x)", ["x"]), ("(sigma)", ["sigma"]),
        ("3 sigma(x) sigma", ["x", "sigma"]), ("pi + e + x", ["x"]), ("sin(x)", ["x"]), ("lambda", ["lambda"]),
        (r"x_a \frac{1}{2} b", ["x_a", "b"]), (r"\frac{1}{2} \alpha_1 x_a", ["alpha_1", "x_a"]),
        (r"\alpha_", ["alpha"]), ("True + nan + x", ["x"]), ("x_(1", ["x_1"]),
        (r"\sum_{k=m}^3 k x_m", ["k", "m", "x_m"]),
        ("2 i x", ["ⅈ", "x"]), ("x_2 sum(k, k, 1, 3)", ["x_2", "k"]), ("sum(k x_2, k, 1, 3)", ["k", "x_2"]),
    ],
)  # fmt: skip
def test_every_name_is_found_with_its_subscript_and_nothing_that_is_known(text: str, names: list[str]) -> None:
    assert sorted(find_names(text).entries) == sorted(names)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [("f(x)", 1), ("f(x, y)", 2), ("2 f(g(x), y)", 2), ("f(x) + g(x, y)", 1), ("f([1, 2], x, y)", 3), ("f (x)", 0),
     ("x f + (1, 2)", 0), ("f(x_1, (y + 1)) (z)", 2)],
)  # fmt: skip
def test_a_function_directly_before_a_bracket_has_as_many_parameters_as_arguments(text: str, arguments: int) -> None:
    parameters = find_names(text).entries["f"].parameters or ()
    assert len(set(parameters)) == arguments


@pytest.mark.parametrize(
    ("text", "is_unit"),
    [
        ("x", False), ("sin(x)", False), ("2 + 3i", True), ("sum(i, i, 1, 3)", False), ("sum(i x, x)", True),
        ("sum(i^2, i)", False), ("sum(x)", False), ("i + sum(x)", True), (r"\sum_{i=1}^3 i x", False),
        (r"\sum_{k=1}^3 i k", True), (r"i \sum_{k=1}^3 k", True), (r"\prod_{i=1}^{3} i", False),
        (r"2 + x + y + z \sum_{i=1}^3 i x", False), (r"\sum_k i k", True),
        (r"\sum_i i k", False), (r"\sum i", True), ("x_i", False),
    ],
)  # fmt: skip
def test_i_is_the_imaginary_unit_unless_a_sum_counts_with_it(text: str, is_unit: bool) -> None:
    assert has_imaginary_unit(text) is is_unit
    assert (IMAGINARY.name in find_names(text).entries) is is_unit


def test_the_imaginary_unit_is_no_function() -> None:
    assert find_names("3 i").entries[IMAGINARY.name] == IMAGINARY
    assert IMAGINARY.parameters is None


def test_single_letters_are_those_that_stand_as_names_of_their_own() -> None:
    assert find_letters("x + abc*y + 2 sin(t) - 5") == {"x", "y", "t"}
    assert find_letters("x @ $") == set()


@pytest.mark.parametrize(
    ("text", "student", "refused"),
    [
        ("ab", "a b", True), ("ab", "a + b", True), ("2ab + a", "b", True), ("2ab", "x", False), ("ab", "a", False),
        ("ab", "ab", False), ("alpha", "a l p h", False), ("a + b", "a b", False), ("a_b", "a b", False),
        ("ab a b", "x", True),
    ],
)  # fmt: skip
def test_a_run_of_letters_is_refused_where_each_stands_alone_in_the_answer_or_beside_it(
    text: str, student: str, refused: bool
) -> None:
    if refused:
        with pytest.raises(AnswerError) as caught:
            refuse_run(text, find_names(text), student, None)
        (fault,) = caught.value.diagnostics
        assert fault.span is not None
        assert fault.span.text == "ab"
    else:
        refuse_run(text, find_names(text), student, None)


def test_a_run_that_is_written_otherwise_is_refused_without_a_place() -> None:
    with pytest.raises(AnswerError) as caught:
        refuse_run("x", Notation(entries={"ab": Entry(name="ab")}), "a b", None)
    assert str(caught.value) == (
        "error[run-of-letters]: 'ab' is one name here.\n"
        "   why:   Letters side by side are not read as a product.\n"
        "   help:  write 'a*b' for a product, or declare 'ab' with --symbols."
    )


def test_a_text_as_long_as_an_answer_may_be_is_read_and_a_longer_one_is_not() -> None:
    longest = "x" + " " * (limits.MAX_ANSWER_CHARACTERS - 1)
    assert list(find_names(longest).entries) == ["x"]
    assert list(find_names(longest + " ").entries) == []
