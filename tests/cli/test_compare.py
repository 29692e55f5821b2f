"""``grader compare``: what it prints for a person and for a program, and its exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from grader.cli import main
from grader.equivalence.pairs.compare import compare


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["2x", "x + x"], 0),
        (["2x", "x"], 1),
        (["exp(exp(exp(10)))", "1"], 1),
        (["y", "x"], 3),
        (["x", "x", "--rtol", "2"], 2),
        (["-x", "0 - x"], 0),
        (["x"], 2),
        (["x", "x", "--batch", "-"], 2),
        (["--batch", "no such file"], 3),
        (["sqrt(w^2)", "w", "--symbols", "w: positive"], 0),
        (["(x+1)^2", "x^2+2x+1", "--form", "expanded"], 1),
        (["3.14", "pi", "--digits", "3"], 0),
    ],
)
def test_the_exit_code_says_what_came_out(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *arguments]) == code
    shown = capsys.readouterr()
    assert shown.out or shown.err


def test_the_command_shows_verdict_readings_and_reason(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", "(1, 2)", "(1, 2, 3)"])
    assert capsys.readouterr().out == (
        "different\n"
        "  read as:   (1, 2)\n"
        "  expected:  (1, 2, 3)\n"
        "  because:   The answer is a vector with 2 components, but a vector with 3 components is expected. "
        "(structure)\n"
    )


def test_the_command_says_in_words_how_an_equality_is_proved(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", "sin x cos x", "sin(2x)/2"])
    assert capsys.readouterr().out == (
        "equal\n"
        "  read as:   sin(x)*cos(x)\n"
        "  expected:  sin(2*x)/2\n"
        "  because:   Their difference vanishes identically. The chance that this is wrong is below 2^-109. (modular)\n"
    )


@pytest.mark.parametrize(
    ("student", "expected", "options", "reason"),
    [
        ("x + x", "2x", {}, "They are the same expression, once both are written in one form."),
        ("x < 1", "2x < 2", {}, "Exact arithmetic shows it."),
        ("0.33", "1/3", {"atol": "0.01"}, "The answer lies within the tolerance."),
        ("8.67", "26/3", {"digits": 3}, "The answer is a correct rounding of what is expected."),
        ("sqrt(3 + 2 sqrt(2))", "1 + sqrt(2)", {},
         "Their difference vanishes identically, roots and logarithms taken exactly. "
         "The chance that this is wrong is below 2^-109."),
        ("2", "3", {}, "The answer is 2, and 3 is expected."),
        ("sqrt(-4)", "2", {}, "The answer is undefined, and 2 is expected."),
        ("2", "sqrt(-4)", {},
         "What is expected has no real value; these are the principal complex values. "
         "The answer is 2, and 2j is expected."),
        ("root(2, 10^30)", "1", {},
         "The answer is [1.0000000000000000000 +/- 1e-24], and 1 is expected. "
         "They agree in all digits that are shown, but they are not the same."),
        ("exp(exp(exp(10)))", "1", {}, "It could not be decided whether they are equal."),
    ],
)  # fmt: skip
def test_the_reason_needs_no_knowledge_of_the_engine(
    student: str, expected: str, options: dict[str, Any], reason: str
) -> None:
    assert compare(student, expected, **options).reason == reason


def test_the_command_says_that_the_expected_answer_is_at_fault(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", "2 x", "x + x + 0*(1, 2)", "--symbols", "x: matrix(2, 2)"])
    assert capsys.readouterr().out == (
        "unreadable\n"
        "  read as:   2*x\n"
        "  expected:  x + x + 0*(1, 2)\n"
        "The expected answer cannot be used.\n"
        "error[shape-mismatch]: A 2 × 2 matrix and a vector with 2 components are added here.\n"
        "   why:   Only what has the same shape can be added.\n"
        "   help:  check the transposes and the order of the factors.\n"
    )


def test_the_command_gives_json(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", "X", "x", "--json"])
    assert json.loads(capsys.readouterr().out) == {
        "result": "unreadable",
        "message": "'X' is not among the symbols: x. Upper and lower case letters are different names. "
        "Write 'x', or declare 'X' with --symbols.",
        "read": {"student": "", "expected": "x"},
    }


def test_a_batch_is_read_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"id": 1, "student": "x", "expected": "x"}\n{"id": 2, "student": "2x", "expected": "x"}\n')
    assert main(["compare", "--batch", str(file)]) == 0
    assert [json.loads(line)["result"] for line in capsys.readouterr().out.splitlines()] == ["equal", "different"]
