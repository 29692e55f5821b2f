"""The door for one pair and for many: what it says beside the verdict, what it refuses, what it survives."""

import io
import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import compare, limits
from grader.equivalence.pairs import batch
from grader.equivalence.pairs.batch import compare_lines, read_batch_lines
from grader.errors import UsageError


def results(*lines: bytes | str) -> list[dict[str, Any]]:
    stream = io.BytesIO(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines))
    return [json.loads(line) for line in compare_lines(read_batch_lines(stream))]


def case(**values: Any) -> str:
    return json.dumps({"student": "x", "expected": "x", **values})


# One pair


def test_both_sides_are_shown_as_they_were_read() -> None:
    comparison = compare("2x sin x cos x", r"x\sin(2x)")
    assert (comparison.result, comparison.student_read) == ("equal", "2*x*sin(x)*cos(x)")
    assert comparison.expected_read == "x*sin(2*x)"


def test_a_difference_comes_with_a_point_and_both_values_there() -> None:
    comparison = compare("x + 1", "x + 2", symbols={"x": "[3, 3.5]"})
    assert comparison.result == "different"
    assert comparison.witness is not None
    ((name, value),) = comparison.witness.point
    assert name == "x"
    assert 3 <= Fraction(value) <= Fraction(7, 2)
    assert comparison.message.startswith(f"At x = {value} the answer is ")


def test_the_undecided_tells_on_how_many_digits_the_sides_agree() -> None:
    comparison = compare("exp(exp(exp(10)))", "exp(exp(exp(10))) + 1")
    assert (comparison.result, comparison.by, comparison.agrees_digits) == ("unknown", "limit", 0)
    assert comparison.message == "It could not be decided whether they are equal."
    assert compare("sin(10^9999)", "0").message == "It could not be decided whether they are equal."


def test_an_answer_that_is_defined_more_widely_is_equal_with_a_remark() -> None:
    comparison = compare("ln(x^2)", "2 ln(x)")
    assert comparison.result == "equal"
    assert comparison.message == (
        "Your answer also has a value where the expected one has none; where both have one, they are equal."
    )


def test_a_fault_of_the_expected_answer_is_placed_in_it() -> None:
    assert [str(fault).splitlines()[0] for fault in compare("x", "x +").diagnostics] == [
        "expected:1:3: error[incomplete]: The formula stops after '+'."
    ]


@pytest.mark.parametrize(
    ("student", "expected", "message"),
    [
        ("oo + 1", "oo", "Infinity is used inside a formula here. It is not a number, so it cannot be calculated with. "
                         "Write it alone."),
        ("y", "x", "'y' is not among the symbols: x. The names of the expected answer are the symbols, unless they are "
                   "declared. Write it with these symbols alone, or declare 'y' with --symbols."),
        ("x/x", "1", "'x' is not among the symbols, because there are none. The names of the expected answer are the "
                     "symbols, unless they are declared. Write numbers alone, or declare 'x' with --symbols."),
        ("(a+b)^2", "a^2+2ab+b^2", "The expected answer cannot be read. 'ab' is one name here. Letters side by "
                                   "side are not read as a product. Write 'a*b' for a product, or declare 'ab' with "
                                   "--symbols."),
        ("x = 3", "x", "This is a relation, but a value is asked for. Write the value alone, without '=', '<' or '>'."),
        ("x", "x > 1", "This is a value, but an equation or inequality is asked for. It has no '=', '<' or '>' in it. "
                       "Write both sides, with the sign between them."),
        ("df/dx", "x f", "'∂f/∂x' names a derivative; its result is asked for. A derivative that is only written down "
                         "is the question, not the answer. Work the derivative out and write the result."),
        ("3½", "7/2", "There is a whole number directly in front of a fraction. Some read it as the sum 3 + 1/2, "
                      "others as a product. Write '7/2' for one number, or '3*(1/2)' for a product."),
        ("x", "f'(x)", "The expected answer cannot be read. \"f'(x)\" names a derivative; its result is asked for. A "
                       "derivative that is only written down is the question, not the answer. Work the derivative out "
                       "and write the result."),
        ("i + k", "3", "'k' is not among the symbols, because there are none. The names of the expected answer are "
                       "the symbols, unless they are declared. Write numbers alone, or declare 'k' with --symbols."),
        ("x", "x + (", "The expected answer cannot be read. The formula stops after '('. Something has to follow it. "
                       "Complete the formula."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_explained(student: str, expected: str, message: str) -> None:
    comparison = compare(student, expected)
    assert (comparison.result, comparison.message) == ("unreadable", message)


def test_a_fault_of_the_expected_answer_is_not_laid_at_the_students_door() -> None:
    comparison = compare("2 x", "x + x + 0*(1, 2)", symbols={"x": "matrix(2, 2)"})
    assert comparison.result == "unreadable"
    assert comparison.message.startswith("The expected answer cannot be used. ")


@pytest.mark.parametrize(
    ("student", "result"),
    [("[1, 2)", "equal"), ("[1, 2]", "different"), ("(1, 2)", "different"), ("(1, 2]", "different")],
)
def test_a_pair_in_brackets_is_an_interval_where_one_is_expected(student: str, result: str) -> None:
    assert compare(student, "[1, 3/2] ∪ (3/2, 2)").result == result


@pytest.mark.parametrize(
    ("student", "expected", "result"),
    [
        ("(1, 2)^T", "(1, 2)", "equal"),
        ("(1, 2)", "(1, 2)^T", "equal"),
        (r"(1, 2)^{\top}", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", "equal"),
        ("(2, 1)^T", "(1, 2)", "different"),
        ("[[1, 2]]", "(1, 2)", "different"),
        ("[[1, 2]]", "(1, 2)^T", "equal"),
    ],
)
def test_a_list_with_the_sign_of_transposition_is_a_column(student: str, expected: str, result: str) -> None:
    assert compare(student, expected).result == result


@pytest.mark.parametrize(
    ("student", "expected", "symbols"),
    [
        ("i^2", "-1", None),
        (r"e^{i\pi}", "-1", None),
        ("|3 + 4i|", "5", None),
        ("-i^2 x", "x", {"x": "real"}),
        ("sum(i, i, 1, 3)", "6", None),
        ("1 + i", "i + 1", {"i": "real"}),
    ],
)
def test_i_is_the_imaginary_unit_where_it_has_no_other_meaning(
    student: str, expected: str, symbols: dict[str, str] | None
) -> None:
    assert compare(student, expected, symbols=symbols).result == "equal"


VECTORS: Final = {"u": "vector(3)", "v": "vector(3)", "A": "matrix(2, 2)", "B": "matrix(2, 2)", "n": "natural"}


@pytest.mark.parametrize(
    ("student", "message"),
    [
        ("sum(v_i u_i, i)", "The bounds of 'i' are missing. An index runs between two written bounds, "
                            "or over the range that the exercise gives it. Write both bounds, the first and the last "
                            "value of 'i'."),
        ("A^k", "'k' is not among the symbols: u, v, A, B, n. The names of the expected answer are the symbols, unless "
                "they are declared. Write it with these symbols alone, or declare 'k' with --symbols."),
        ("A^n", "This power of a 2 × 2 matrix is not supported. Only square matrices have powers, with whole numbers "
                "as exponents. Write a number for the exponent of a matrix, and x^T x for a vector's squared length."),
        ("A^1000000", "A matrix is raised to a power above 64 here, and it is not computed. Matrices are multiplied "
                      "out here, entry by entry. Write the result in another form."),
        ("u sum(1/k, k, 1, n)", "The bound 'n' of the sum over 'k' is not a number. The terms are added one by one. "
                              "Write the sum in closed form."),
        ("u × v", "The cross product is not supported. The sign is between vectors or matrices here. Write its "
                  "components, or '·' for the dot product or a product of matrices."),
        (r"2u \times (u - v)", "The cross product is not supported. The sign is between vectors or matrices here. "
                               "Write its components, or '·' for the dot product or a product of matrices."),
        ("|A|", "'|A|' can mean two things. Some read a matrix in bars as its determinant, others as a norm. Write "
                "'det(A)' for the determinant, or 'norm(A)' for the norm."),
        ("(A + B)/A", "A matrix is divided by a matrix here. A quotient does not say on which side the inverse is. "
                      "Write '(A + B) inv(A)' for the inverse on the right."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_about_vectors_and_matrices_is_explained(student: str, message: str) -> None:
    comparison = compare(student, "u", symbols=VECTORS)
    assert (comparison.result, comparison.message) == ("unreadable", message)


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("2 × u", "u + u"),
        ("u · v", "dot(v, u)"),
        ("2 × 3 × u", "6 u"),
        ("norm(u) × norm(v)", "|u| |v|"),
        ("A·B", "A B"),
    ],
)
def test_a_cross_between_numbers_multiplies(student: str, expected: str) -> None:
    assert compare(student, expected, symbols=VECTORS).result == "equal"


@pytest.mark.parametrize("tolerance", [0.01, "0.01", "1e-2", "1/100", Fraction(1, 100), Decimal("0.01")])
def test_a_tolerance_is_taken_as_it_is_written(tolerance: Any) -> None:
    assert compare("0.99", "1", atol=tolerance).result == "equal"
    assert compare("0.9899999999999999999999", "1", atol=tolerance).result == "different"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rtol": "1e9"}, "error[tolerance-out-of-range]: The tolerance 'rtol' is 1000000000.\n"
                          "   why:   A tolerance is not negative, and a relative one is below 1: with more, 0 is "
                          "always right.\n   help:  write a small positive 'rtol', such as 1e-6."),
        ({"atol": "a bit"}, "error[tolerance-unreadable]: The tolerance 'atol' is 'a bit', which is not a number.\n"
                            "   help:  write a small positive 'atol', such as 1e-6."),
        ({"atol": float("nan")}, "error[tolerance-unreadable]: The tolerance 'atol' is 'nan', which is not a number.\n"
                                 "   help:  write a small positive 'atol', such as 1e-6."),
        ({"digits": 0}, "error[digits-out-of-range]: The number of significant digits is 0.\n"
                        "   help:  write a whole number, 1 or more."),
        ({"syntax": "maple"}, "error[unknown-syntax]: 'maple' is not a syntax.\n"
                              "   help:  write 'text' or 'latex', or leave it out."),
        ({"symbols": {"x": "rael"}}, "error[symbol-declaration]: The domain 'rael' of 'x' is not known.\n"
                                     "   why:   The domains are real, positive, nonnegative, negative, nonzero, "
                                     "integer, natural, complex, a range such as [0, 1], vector(3) or matrix(m, n).\n"
                                     "   help:  write for example 'x: real'."),
        ({"symbols": {"x": "[-pi/2, pi/2]"}},
         "error[symbol-declaration]: An end of the range '[-pi/2, pi/2]' of 'x' is not a number.\n"
         "   why:   The ends of a range are whole numbers, decimals, fractions, oo or -oo.\n"
         "   help:  write for example 'x: [-3/2, 1.5]'."),
        ({"symbols": {"x": "vector(1000000)"}}, "error[symbol-declaration]: The size 1000000 of 'x' is above 999.\n"
                                                "   help:  write a size up to 999."),
        ({"symbols": {"x y": "real"}}, "error[symbol-declaration]: 'x y' cannot be the name of a symbol.\n"
                                       "   why:   A name is a letter or a word, with subscripts.\n"
                                       "   help:  write a name such as x, omega or w_1."),
    ],
)  # fmt: skip
def test_mistakes_of_the_author_are_told_to_the_author(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        compare("0.5", "0.5", **options)
    assert str(caught.value) == message


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_gets_a_result(student: str, expected: str) -> None:
    try:
        comparison = compare(student, expected)
    except UsageError:
        return
    assert comparison.result in ("equal", "different", "unknown", "unreadable")


# Many pairs


def test_one_line_comes_out_for_each_that_goes_in_and_in_order() -> None:
    assert results(
        case(id="a"),
        "not JSON",
        "",
        b"\xff",
        "[1]",
        case(id=4, student="x + 1"),
        '{"id": 5, "student": "x"}',
        '{"id": 6, "student": "x", "expected": "x", "seed": 1}',
        '{"id": 7, "student": "x", "student": "y", "expected": "x"}',
        '{"id": 8, "student": 3, "expected": "x"}',
        '{"id": 9, "student": "x", "expected": "x", "rtol": NaN}',
        case(id=10, rtol=5),
        case(id=11, symbols={"x": "positive"}, student="sqrt(x^2)"),
        case(id=12, syntax=None, form=["expanded"], student="x*(1 + 0)"),
        "[" * 100_000,
    ) == [
        {"id": "a", "result": "equal", "by": "tree"},
        {"id": None, "result": "unreadable", "message": "This line is not JSON: expecting value at column 1."},
        {"id": None, "result": "unreadable", "message": "This line is empty."},
        {"id": None, "result": "unreadable", "message": "This line is not written in UTF-8."},
        {"id": None, "result": "unreadable",
         "message": 'This line is not a JSON object; a case is written as {"student": …, "expected": …}.'},
        {"id": 4, "result": "different", "by": ANY, "witness": ANY, "message": ANY},
        {"id": 5, "result": "unreadable", "message": "This case has no 'expected'."},
        {"id": 6, "result": "unreadable",
         "message": "'seed' is not a key of a case; the keys are id, student, expected, syntax, symbols, rtol, atol, "
                    "digits, form."},
        {"id": None, "result": "unreadable", "message": "This line has the same key twice."},
        {"id": 8, "result": "unreadable", "message": "The value of 'student' is not text."},
        {"id": None, "result": "unreadable", "message": "This line is not JSON: 'NaN' is not a number."},
        {"id": 10, "result": "unreadable", "message": ANY},
        {"id": 11, "result": "equal", "by": "tree"},
        {"id": 12, "result": "different", "by": "form",
         "message": "The product 'x*(1 + 0)' still has a sum in brackets. The value is right; the form is asked for as "
                    "well. Multiply it out."},
        {"id": None, "result": "unreadable",
         "message": "This line cannot be read: it is nested too deeply, or holds a number that is too long."},
    ]  # fmt: skip


class Anything:
    """Equal to everything: a value that this test says nothing about."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


ANY = Anything()


def test_each_result_comes_before_the_next_line_is_read() -> None:
    asked: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in range(3):
            asked.append(number)
            yield case(id=number).encode()

    for number, result in enumerate(compare_lines(lines())):
        assert json.loads(result)["id"] == number
        assert asked[-1] == number


def test_a_line_that_is_too_long_is_skipped_and_the_next_is_read() -> None:
    long = case(id=1, student="x" * limits.MAX_BATCH_LINE_BYTES)
    first, second = results(long, case(id=2))
    assert first == {
        "id": None,
        "result": "unreadable",
        "message": "This line is longer than 100,000 bytes, the limit MAX_BATCH_LINE_BYTES.",
    }
    assert second["result"] == "equal"


def test_a_mistake_of_ours_costs_its_line_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(student: str, expected: str) -> Any:
        if student == "y":
            raise ZeroDivisionError(student)
        return compare(student, expected)

    monkeypatch.setattr(batch, "compare", stumble)
    assert results(case(id=1, student="y"), case(id=2)) == [
        {
            "id": 1,
            "result": "unknown",
            "by": "fault",
            "message": "This is our mistake (ZeroDivisionError): please report this line.",
        },
        {"id": 2, "result": "equal", "by": "tree"},
    ]


@given(st.lists(st.binary(max_size=60).filter(lambda line: b"\n" not in line), max_size=4))
def test_any_bytes_give_one_result_a_line(lines: list[bytes]) -> None:
    stream = io.BytesIO(b"".join(line + b"\n" for line in lines))
    assert len([json.loads(line) for line in compare_lines(read_batch_lines(stream))]) == len(lines)
