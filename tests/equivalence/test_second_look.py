"""A witness is looked at again, by an evaluation of the trees as typed, before it is reported."""

import sys
from typing import Any

import pytest

from grader.equivalence import decide
from grader.equivalence.second_look.confirming import REASON, confirm_difference, is_confirmed_by_floats
from grader.expr import parse
from grader.expr.notation import Notation
from grader.records import Decision, Equality, Witness
from tests.equivalence.tables import notation_of

NOTATION: Notation = notation_of({"n": "integer"})


def look_again(student: str, expected: str, point: dict[str, str], left: str = "1", right: str = "2") -> Decision:
    witness = Witness(point=tuple(point.items()), student=left, expected=right)
    decision = Decision(result=Equality.DIFFERENT, by="enclosure", witness=witness)
    return confirm_difference(decision, *(parse(text, NOTATION).tree for text in (student, expected)), NOTATION)


@pytest.mark.parametrize(
    ("student", "expected", "point"),
    [
        ("x + x", "2x", {"x": "3/7"}),
        ("sin(2x)", "2 sin x cos x", {"x": "-19/11"}),
        ("ln(x^2)", "2 ln|x|", {"x": "-5/3"}),
        ("sqrt(x^2)", "|x|", {"x": "-5/3"}),
        ("x^3", "x*x*x", {"x": "-5/3"}),
        ("(-2)^n", "(-1)^n * 2^n", {"n": "-3"}),
        ("x^x", "e^(x ln x)", {"x": "5/3"}),
        ("asin(x) + acos(x)", "pi/2", {"x": "-1/3"}),
        ("tan x", "sin x/cos x", {"x": "100"}),
        ("cot x", "1/tan x", {"x": "100"}),
        ("acot x", "atan(1/x)", {"x": "-7/3"}),
        ("asinh x", "ln(x + sqrt(x^2 + 1))", {"x": "-7/3"}),
        ("acosh x", "ln(x + sqrt(x^2 - 1))", {"x": "7/3"}),
        ("atanh x", "ln((1+x)/(1-x))/2", {"x": "-1/3"}),
        ("max(x, y)", "(x + y + |x - y|)/2", {"x": "-1/3", "y": "2/3"}),
        ("floor(x) + 1", "ceil(x)", {"x": "7/3"}),
        ("1[x > 0] - 1[x < 0]", "sign(x)", {"x": "-7/3"}),
        ("sum(k x, k, 1, 4)", "10x", {"x": "7/3"}),
        ("root(x, 3)^3", "x", {"x": "-7/3"}),
        ("n!", "n (n-1)!", {"n": "6"}),
        ("log(x, 2)", "ln(x)/ln(2)", {"x": "7/3"}),
        ("sigmoid(x)", "e^x/(1 + e^x)", {"x": "-7/3"}),
        ("10^400 x", "10^400 x + 0", {"x": "1/3"}),
    ],
)
def test_a_difference_that_is_none_is_not_reported(student: str, expected: str, point: dict[str, str]) -> None:
    found = look_again(student, expected, point)
    assert (found.result, found.by) == (Equality.UNKNOWN, "limit")
    assert found.witness is not None
    assert found.witness.reason == REASON


@pytest.mark.parametrize(
    ("student", "expected", "point", "left"),
    [
        ("x + 1", "2x", {"x": "3/7"}, "1"),
        ("x + 10^(-30)", "x", {"x": "3/7"}, "1"),
        ("x + 10^(-600)", "x", {"x": "3/7"}, "1"),
        ("sqrt(x)^2", "x", {"x": "-3/7"}, "undefined"),
        ("ln x", "x", {"x": "-3/7"}, "undefined"),
        ("x^(1/3)", "x", {"x": "-3/7"}, "undefined"),
        ("asin(x)", "x", {"x": "3/2"}, "undefined"),
        ("e^(1000x)", "7 e^(1000x)", {"x": "3"}, "1"),
    ],
)
def test_a_true_difference_is_reported(student: str, expected: str, point: dict[str, str], left: str) -> None:
    assert look_again(student, expected, point, left).result is Equality.DIFFERENT


@pytest.mark.parametrize("student", ["x", "|x|", "x^2", "sqrt(x + 5)", "root(x, 3)", "x^3 + 1/x"])
def test_an_answer_with_a_value_is_not_called_undefined(student: str) -> None:
    assert look_again(student, "x", {"x": "-3/7"}, "undefined").result is Equality.UNKNOWN


@pytest.mark.parametrize(
    ("student", "point"),
    [("sqrt(-1) x", {"x": "1/3"}), ("x", {}), ("(x, x)", {"x": "1/3"}), ("x", {"x": "1/3 + 2/3 i"}), ("0^0", {})],
)
def test_what_is_not_known_here_stays_as_it_was_decided(student: str, point: dict[str, str]) -> None:
    assert look_again(student, student, point).result is Equality.DIFFERENT


def test_floats_confirm_a_clear_difference() -> None:
    sides = (parse("sin(x)", NOTATION).tree, parse("cos(x)", NOTATION).tree)
    witness = Witness(point=(("x", "3/7"),), student="0.4", expected="0.9")
    assert is_confirmed_by_floats(sides, witness, NOTATION)


def test_every_difference_passes_here(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def look(decision: Decision, *others: object) -> Decision:
        seen.append(decision.result)
        return decision

    monkeypatch.setattr(sys.modules["grader.equivalence.decide"], "confirm_difference", look)
    x, y = (parse(text, NOTATION).tree for text in ("x + 1", "x + 2"))
    assert decide(x, y, NOTATION).result is Equality.DIFFERENT
    assert decide(x, x, NOTATION).result is Equality.EQUAL
    assert seen == [Equality.DIFFERENT]
