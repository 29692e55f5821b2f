"""No text asks for much work: reading in pieces, in several ways and with several sets of names is bounded together."""

import pytest

from grader.errors import AnswerError
from grader.expr import parse, to_text
from grader.expr.asked.asked import Asked, ask_for
from grader.expr.notation import Entry, Notation
from grader.expr.statements.read import read_again, read_as
from tests.operations import count_operations

NAMES = Notation(
    entries={
        **{name: Entry(name=name) for name in ("s", "t", "x_1", "alpha")},
        "f": Entry(name="f", parameters=("u", "w"), definition=parse("3", Notation()).tree),
    }
)
EXPECTED = {
    "a vector": "(1, 2, 3)",
    "a value": "3",
    "a set": "{1, 2}",
    "a matrix": "[[1, 2], [3, 4]]",
    "an interval": "[0, 1)",
}
ASKED = {what: ask_for(parse(text, NAMES).tree) for what, text in EXPECTED.items()}
LONG = {
    "multiples in labelled statements": "; ".join(["r = (1,2,3)" + "+t(3,-1,1)" * 3] * 40),
    "multiples in labelled lines": "\n".join(["r = t(3,-1,1)" + "+t(3,-1,1)" * 8] * 20),
    "multiples without a label": "(1,2,3)" + "+t(3,-1,1)" * 150,
    "multiples by many names": "+".join(f"t_{n}(3,-1,1)" for n in range(150)),
    "multiples that never end": "r = " + "t(3," * 400,
    "multiples and unit vectors": "\n".join(["r = t(3,-1,1) + i + I"] * 40),
    "multiples in statements that cannot be read": "; ".join(["r = t(3,-1,1) + s(1,"] * 39),
    "semicolons": "{" + "5; " * 600 + "3}",
    "introductions without a colon": "so " * 500 + "3",
    "introductions of what cannot be read": "where " * 600 + "3 +",
    "introductions with a colon": "result: " * 400 + "3 +",
    "introductions of several statements": "so " * 300 + "r = 1, " * 39,
    "statements that are introduced": "so where then r = 3 +\n" * 39,
    "labels": "r = " * 500 + "3",
    "about": "1/3 ≈ " * 300 + "0.333",
    "rows of more entries than are read": "\n".join([" ".join("1" * 45)] * 40),
    "blanks before a statement": " " * 3_900 + "r = t(3,-1,1)",
}  # fmt: skip
# The most that a text above takes is about 580,000 calls, half a second.
MOST = 1_000_000


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_no_text_asks_for_much_work(text: str, asked: Asked) -> None:
    def read() -> None:
        try:
            read_as(text, NAMES, asked)
        except AnswerError:
            return

    assert count_operations(read) < MOST


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_comparing_asks_for_no_more(text: str, asked: Asked) -> None:
    def read() -> None:
        try:
            read_again(text, NAMES, asked)
        except AnswerError:
            return

    assert count_operations(read) < MOST


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("(1,2,3) + t(3,-1,1)", "(1, 2, 3) + t*(3, -1, 1)"),
        ("r = (1,2,3) + t(3,-1,1)", "(1, 2, 3) + t*(3, -1, 1)"),
        ("r(t) = (1,2,3) + t(3,-1,1)", "(1, 2, 3) + t*(3, -1, 1)"),
        ("r = (1,2,3) + 2t (3,-1,1) - s(0,1,0)", "(1, 2, 3) + 2*t*(3, -1, 1) - s*(0, 1, 0)"),
        ("t(3,-1,1) + x_1(1,0,0)", "t*(3, -1, 1) + x_1*(1, 0, 0)"),
        (r"(1,2,3) + \alpha(3,-1,1)", "(1, 2, 3) + alpha*(3, -1, 1)"),
        ("f(1,2)*(1,2,3) + t(3,-1,1)", "f(1, 2)*(1, 2, 3) + t*(3, -1, 1)"),
        ("(1,2,3) + q(3,-1,1)", None),
        ("t(3,-1,1) + 2(", None),
    ],
)
def test_a_number_before_a_vector_multiplies_it(typed: str, read: str | None) -> None:
    if read is None:
        with pytest.raises(AnswerError):
            read_as(typed, NAMES, ASKED["a vector"])
    else:
        assert to_text(read_as(typed, NAMES, ASKED["a vector"])) == read


@pytest.mark.parametrize(
    "typed", ["so 3 t", "Solution: so 3 t", "Solution: hence, we get 3 t", "so where then r = 3 t"]
)
def test_up_to_three_introductions_are_left_out(typed: str) -> None:
    assert to_text(read_as(typed, NAMES, ASKED["a value"])) == "3*t"


def test_a_fourth_introduction_is_asked_back() -> None:
    with pytest.raises(AnswerError):
        read_as("so so so so 3", NAMES, ASKED["a value"])


@pytest.mark.parametrize("size", [2, 30])
def test_matrices_that_people_type_are_within_what_is_read(size: int) -> None:
    tree = read_as("\n".join([" ".join("1" * size)] * size), NAMES, ASKED["a matrix"])
    assert to_text(tree).count("1") == size * size


def test_an_answer_in_more_pieces_than_are_read_is_asked_back() -> None:
    with pytest.raises(AnswerError):
        read_as(LONG["rows of more entries than are read"], NAMES, ASKED["a matrix"])
