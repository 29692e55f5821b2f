"""What is asked for decides how an answer is read: the table of docs/answer-language.md, and what is asked back."""

import re
from pathlib import Path

import pytest
import yaml

from grader.errors import AnswerError
from grader.expr import parse, to_text
from grader.expr.asked.asked import Asked, ask_for
from grader.expr.nodes import Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.shapes.splitting import MAX_STATEMENTS, split_statements
from grader.expr.statements.read import read_as

CASES = Path(__file__).parents[1] / "cases" / "expr"
PAGE = Path(__file__).parents[2] / "docs" / "answer-language.md"
NOTATION = Notation(entries={name: Entry(name=name) for name in ("x", "y")})
EXPECTED = {
    "a value": "3", "a vector": "(1, 2)", "a matrix": "[[1, 2], [3, 4]]", "a set": "{1, 2}", "an interval": "[0, 1)",
    "an inequality": "x > 1", "a solution": "x = 1 or x = 2", "an equation": "x^2 = 2",
}  # fmt: skip


def asked_for(what: str) -> Asked:
    """Return what an item asks for, as the page calls it."""
    if what == "a list":
        return Asked(shape="list")
    if what == "an interval":
        return ask_for(parse("[0, 1] ∪ [2, 3]", NOTATION).tree)
    return ask_for(parse(EXPECTED[what], NOTATION).tree)


def rows() -> list[tuple[str, str, str]]:
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"^\| (an? \w+) \| `(.*?)` \| (`.*?`|refused) \|", text, re.MULTILINE)
    return [(what, typed.replace("⏎", "\n").replace("\\|", "|"), read.strip("`")) for what, typed, read in found]


@pytest.mark.parametrize(("what", "typed", "read"), rows())
def test_each_row_of_the_page_is_read_as_it_says(what: str, typed: str, read: str) -> None:
    if read == "refused":
        with pytest.raises(AnswerError):
            read_as(typed, NOTATION, asked_for(what))
        return
    tree = read_as(typed, NOTATION, asked_for(what))
    labels = {  # names of the exercise go when it is judged
        "(x = 2, -1)": "(2, -1)",
        "((x = 2), (y = -1))": "(2, -1)",
        "((x = 1), (y = -2))": "(1, -2)",
        "((x = 4), (y = -7))": "(4, -7)",
    }
    assert labels.get(to_text(tree), to_text(tree)) == read


def test_the_page_has_rows() -> None:
    assert len(rows()) > 20


@pytest.mark.parametrize(
    ("what", "typed"),
    [
        ("a value", "3, 4"), ("a value", "y = 3 or y = 4 or"), ("a value", "12 apples"), ("a vector", "y = 1\nx^2"),
        ("a set", "x = 1, y = 2"), ("a solution", "x = 1 and x = 2 or 3"), ("a value", "x >"), ("a set", "1,,2,"),
    ],
)  # fmt: skip
def test_what_has_no_reading_or_two_is_asked_back(what: str, typed: str) -> None:
    try:
        tree = read_as(typed, NOTATION, asked_for(what))
    except AnswerError as error:
        assert error.diagnostic.help
    else:
        assert to_text(tree) not in ("3", "12")


def test_words_of_the_question_may_follow_a_value() -> None:
    asked = Asked(shape="value", question="How many apples?")
    assert to_text(read_as("12 apples", NOTATION, asked)) == "12"
    with pytest.raises(AnswerError):
        read_as("12 pears", NOTATION, asked)


def test_a_name_that_the_answer_is_made_of_is_no_label() -> None:
    asked = Asked(shape="value", tree=parse("x*y", NOTATION).tree)
    assert to_text(read_as("x = 3", NOTATION, asked)) == "x = 3"
    assert to_text(read_as("A = 3x", NOTATION, asked)) == "3*x"


def test_labels_in_another_order_than_the_alphabet_are_asked_back() -> None:
    asked = Asked(shape="vector")
    assert to_text(read_as("a = 1, b = 2", Notation(), asked)) == "(1, 2)"
    with pytest.raises(AnswerError):
        read_as("b = 1, a = 2", Notation(), asked)


def test_no_more_statements_are_split_than_are_read() -> None:
    assert len(split_statements("1\n" * 5_000)) <= MAX_STATEMENTS + 2
    with pytest.raises(AnswerError):
        read_as("1\n" * 4_000, NOTATION, Asked(shape="set", names=(Symbol("x"),)))


INDEXED = Notation(
    entries={"x": Entry(name="x"), "v": Entry(name="v", axes=("k", "j")), "f": Entry(name="f", axes=("j",))},
    ranges={"k": 2, "j": 2},
    aliases={"f_{2,j}": "f_j"},
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Let x + 1", "x + 1"), ("So: x + 1", "x + 1"), ("my result: x + 1", "x + 1"), ("Thus, x + 1", "x + 1"),
        (r"\text{So: } x + 1", "x + 1"), (r"$$\text{Let } x + 1$$", "x + 1"), ("f_j for j = 1, 2", "f_j"),
        (r"f_j \text{ for all } j", "f_j"), ("f_j, j = 1, 2", "f_j"), ("v_kj for all k, j", "v_kj"),
        ("v_1,2 + x", "v_12 + x"), ("x*v_k,1", "x*v_k1"), ("f_2j", "f_j"), (r"f_j \quad \forall j", "f_j"),
    ],
)  # fmt: skip
def test_words_around_a_formula_say_nothing_about_its_value(typed: str, read: str) -> None:
    assert to_text(read_as(typed, INDEXED, Asked("value"))) == read


@pytest.mark.parametrize(
    "typed",
    [
        "not true: x + 1", "never so: x + 1", "x or else: x", "f_j for j = 1", "f_j for j = 2, 1", "f_j for x = 1, 2",
        "f_j for all x", "f_2,1", "x*f_2,1 + 1", "apples and x + 1", "f(1)", "v(k)*x", "Let it be",
    ],
)  # fmt: skip
def test_words_that_say_something_and_indices_that_may_be_two_things_are_asked_back(typed: str) -> None:
    with pytest.raises(AnswerError):
        read_as(typed, INDEXED, Asked("value"))


@pytest.mark.parametrize("typed", ["(f_1,f_2)", "(f_1,x)", "(x,2)", "(f_1, 2)", "[f_1,f_2]"])
def test_a_comma_between_entries_stays_one(typed: str) -> None:
    assert ", " in to_text(read_as(typed, INDEXED, Asked("vector")))


EXPLAINED = yaml.safe_load((CASES / "explained.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("row", EXPLAINED, ids=lambda row: f"{row['asked']}: {row['given']}")
def test_a_message_is_about_the_piece_that_cannot_be_read(row: dict[str, str]) -> None:
    with pytest.raises(AnswerError) as caught:
        read_as(row["given"], NOTATION, asked_for(row["asked"]))
    assert f"{caught.value}\n" == row["message"]


@pytest.mark.parametrize(("line", "proposed"), [("y2", ["y*2", "y^2"]), ("z = y2 + 1", ["z = y*2 + 1", "z = y^2 + 1"])])
def test_a_proposal_for_one_line_keeps_the_others(line: str, proposed: list[str]) -> None:
    with pytest.raises(AnswerError) as caught:
        read_as(f"x = 3\n{line}", NOTATION, asked_for("a vector"))
    assert [each.answer for each in caught.value.diagnostic.proposals] == [f"x = 3\n{text}" for text in proposed]
