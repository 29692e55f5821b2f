"""One entry that cannot be read leaves only that entry to a person; the others are judged."""

from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from grader import load_rubric
from grader.documents import parse_yaml
from grader.grading import grade
from grader.grading.memory import VerdictMemory
from grader.grading.people.review import list_for_review
from grader.records import Outcome
from grader.rubric import Rubric

RUBRIC = """\
rubric: entries
title: Entries
parts:
  - id: all
    title: All
    notation: {symbols: {x: real, s: real}, functions: {f(x): x^2}}
    items:
      - {id: vector, type: vector, points: 2, prompt: Which vector?, expected: "(1, 2, 3)"}
      - {id: whole, type: vector, points: 2, prompt: Which vector?, partial_credit: "no", expected: "(1, 2, 3)"}
      - {id: matrix, type: matrix, points: 4, prompt: Which matrix?, expected: "[[1, 2], [3, 4]]"}
      - {id: points, type: iterates, points: 2, prompt: Which points?, expected: "((1, 2), (3, 4))"}
      - {id: slope, type: vector, points: 3, prompt: Which vector?, symbol: s, expected: "(2*x, 3, x^2)"}
      - {id: roots, type: vector, points: 3, prompt: Which vector?, expected: "(sqrt(2), 1, 2)"}
      - {id: slopes, type: matrix, points: 4, prompt: Which matrix?, expected: "[[2*x, 2], [3, x^2]]"}
      - {id: path, type: iterates, points: 3, prompt: Which points?, expected: "((2*x, 2), (3, x^2), (5, 6))"}
"""


def load(folder: Path, head: str = "") -> Rubric:
    path = folder / "entries.yaml"
    path.write_text(RUBRIC.replace("parts:", f"{head}parts:"), encoding="utf-8")
    return load_rubric(path)


def outcomes(folder: Path, item: str, given: str, head: str = "") -> tuple[Fraction | None, list[tuple[str, str]]]:
    """Return the credit of an answer, and the outcome of each of its entries."""
    path = folder / "ada.yaml"
    path.write_text(f"student: ada\nexercise: entries\nanswers:\n  {item}: {given}\n", encoding="utf-8")
    graded = grade(path, load(folder, head), pictures=False)
    (result,) = [each for each in graded.items if each.id == item]
    assert result.outcome is Outcome.UNREADABLE
    return result.credit, [(part.label, part.outcome.value) for part in result.components]


@pytest.mark.parametrize(
    ("item", "given", "parts"),
    [
        ("vector", "(1, 2 ? 2, 4)", ["correct", "unreadable", "incorrect"]),
        ("vector", "1, 2, 3 $ 3", ["correct", "correct", "unreadable"]),
        ("vector", "\n    - 1\n    - zwei\n    - 3", ["correct", "unreadable", "correct"]),
        ("vector", "(0.333 $, 2, 3)", ["unreadable", "correct", "correct"]),
        ("matrix", "'[[1, 2 $], [4, 4]]'", ["correct", "unreadable", "incorrect", "correct"]),
        ("points", "|\n    (1, 2)\n    (3, four)", ["correct", "unreadable"]),
        # For what the whole is refused, an entry is refused too: it names the question, or is a set.
        ("slope", "(df/dx, 3, x^2)", ["unreadable", "correct", "correct"]),
        ("slope", "(df/dx, 3, @)", ["unreadable", "correct", "unreadable"]),
        ("slope", "(2*x, @, f(x))", ["correct", "unreadable", "unreadable"]),
        ("slope", "(s, 3, @)", ["unreadable", "correct", "unreadable"]),
        ("slope", "\n    - f'(x)\n    - 3\n    - x^2 @", ["unreadable", "correct", "unreadable"]),
        ("slope", "'({2*x}, 3, @)'", ["correct", "correct", "unreadable"]),
        ("slopes", "'[[df/dx, 2], [3, @]]'", ["unreadable", "correct", "correct", "unreadable"]),
        ("slopes", "'[[@, 2], [3, f(x)]]'", ["unreadable", "correct", "correct", "unreadable"]),
        ("path", "'(df/dx, 2), (3, x^2), (5, @)'", ["unreadable", "correct", "unreadable"]),
        ("path", "'(2*x, 2), (3, f(x)), (5, @)'", ["correct", "unreadable", "unreadable"]),
        ("roots", "(1.414, 1, @@)", ["undecided", "correct", "unreadable"]),
    ],
)
def test_what_can_be_read_is_judged(item: str, given: str, parts: list[str], tmp_path: Path) -> None:
    credit, found = outcomes(tmp_path, item, given)
    assert credit is None
    assert [outcome for _, outcome in found] == parts


@pytest.mark.parametrize(
    ("item", "given"),
    [
        ("vector", "(1, 2 $)"),  # one entry is missing, so nobody knows which
        ("vector", "(1 $, 2 $, 3 $)"),
        ("vector", "x = 1, y = 2 ? 2, z = 3"),  # labels may say another order
        ("vector", "1 $ 2"),
        ("whole", "(1, 2 $, 3)"),
        ("matrix", "'[[1, 2 $], [3]]'"),
        ("roots", "'{sqrt(2), 1}'"),  # the members of a set have no order
        ("roots", "'{sqrt(2), 1, @}'"),
        ("roots", "'{@, 1, 2}'"),
        ("matrix", "'{{1, 2}, {3, @}}'"),
        ("points", "'{(1, 2), (3, @)}'"),
        ("points", "'<(1, 2), (3, @)>'"),  # an inner product
        ("matrix", "'[<1, 2>, <3, @>]'"),
        ("slope", "(df/dx, f(x), @)"),
        ("roots", "(sqrt(2), 1, @) #(2)"),  # YAML hides a part of it
    ],
)
def test_nothing_is_judged_where_it_is_not_clear_which_entry_is_which(item: str, given: str, tmp_path: Path) -> None:
    assert outcomes(tmp_path, item, given) == (None, [])


def test_a_rubric_may_give_an_unreadable_entry_no_credit(tmp_path: Path) -> None:
    credit, _ = outcomes(tmp_path, "vector", "(1, 2 $, 3)", "unreadable: zero\n")
    assert credit == Fraction(2, 3)


@pytest.mark.parametrize("given", ["(1.414, 1, @@)", "(@, 1.0, 2.000001 + 0*@)", "(1.414, @, 99)"])
def test_an_undecided_entry_is_never_a_silent_zero(given: str, tmp_path: Path) -> None:
    credit, parts = outcomes(tmp_path, "roots", given, "unreadable: zero\n")
    assert (credit is None) == ("undecided" in dict(parts).values())


@pytest.mark.parametrize("brackets", ["()", "[]", "{}", "<>"])
@pytest.mark.parametrize(
    ("item", "entries"),
    [
        ("slope", ("2*x", "3", "x^2", "df/dx", "f(x)", "{3}", "@")),
        ("slopes", ("[2*x, 2]", "[3, x^2]", "{3, x^2}", "[f(x), 2]", "[@, 2]", "@")),
        ("path", ("(2*x, 2)", "(3, x^2)", "{5, 6}", "(df/dx, 2)", "@")),
    ],
)
def test_a_broken_entry_never_earns_more(item: str, entries: tuple[str, ...], brackets: str, tmp_path: Path) -> None:
    rubric = load(tmp_path, "unreadable: zero\n")
    memory = VerdictMemory()
    found: dict[tuple[str, ...], tuple[Outcome, Fraction]] = {}
    count = 2 if item == "slopes" else 3
    for chosen in product(entries, repeat=count):
        given = f"{brackets[0]}{', '.join(chosen)}{brackets[1]}"
        document = parse_yaml(f"student: ada\nexercise: entries\nanswers:\n  {item}: '{given}'\n", "ada.yaml")
        graded = grade(document, rubric, memory, pictures=False)
        (result,) = [each for each in graded.items if each.id == item]
        assert result.credit is not None
        found[chosen] = result.outcome, result.credit
    for chosen, (outcome, credit) in found.items():
        for place in range(count):
            broken = found[(*chosen[:place], "@", *chosen[place + 1 :])]
            assert broken[1] <= credit, chosen
            assert outcome is not Outcome.UNREADABLE or broken[0] is Outcome.UNREADABLE, chosen


def test_nothing_is_suggested_where_an_entry_is_undecided(tmp_path: Path) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text("student: ada\nexercise: entries\nanswers:\n  roots: (1.414, 1, @@)\n", encoding="utf-8")
    rubric = load(tmp_path, "unreadable: zero\n")
    (group,) = list_for_review([grade(path, rubric, pictures=False)], rubric)
    assert group.suggested is None


def test_the_review_list_suggests_what_the_other_entries_earn(tmp_path: Path) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text("student: ada\nexercise: entries\nanswers:\n  matrix: '[[1, 2 $], [4, 4]]'\n", encoding="utf-8")
    rubric = load(tmp_path)
    (group,) = list_for_review([grade(path, rubric, pictures=False)], rubric)
    assert group.suggested == 2
    assert group.remarks[0] == "Entry (1, 2) cannot be read; the rest is judged."
