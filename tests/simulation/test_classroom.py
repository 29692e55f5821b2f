"""A simulated class: grading it gives back what was planted, item by item; the same seed draws the same class."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from grader.documents import parse_json, parse_yaml
from grader.documents.nodes import Document
from grader.errors import DocumentError
from grader.grading import GradedSubmission, ItemResult, grade
from grader.records import Outcome
from grader.rubric import Rubric, load_rubric, parse_rubric
from grader.simulation.classroom import Classroom, Sheet, simulate_class
from grader.simulation.folder import write_class
from grader.simulation.people import draw_student
from grader.simulation.planted import Kind
from grader.simulation.pool import make_pools
from grader.simulation.proportions import Proportions
from grader.simulation.wrong.broken import MALFORMED
from grader.submission.schema import STUDENT_ID

ROOT = Path(__file__).parents[2]
RUBRICS = ("exercise3", "logistic_newton")
SIZE = 60
MIXED = Proportions(malformed=0.1, unique=0.1)


@cache
def rubric_called(name: str) -> Rubric:
    return load_rubric(ROOT / "rubrics" / f"{name}.yaml")


@cache
def class_of(name: str) -> tuple[Sheet, ...]:
    return tuple(simulate_class(rubric_called(name), SIZE, 7, MIXED))


@cache
def graded(name: str, folder: Path) -> list[tuple[dict[str, Any], GradedSubmission]]:
    found = []
    for sheet in class_of(name):
        path = folder / sheet.file
        path.write_bytes(sheet.content)
        found.append((json.loads(sheet.truth), grade(path, rubric_called(name))))
    return found


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("class")


def named_in(item: ItemResult) -> set[str]:
    found = next((dict(remark.parameters) for remark in item.remarks if remark.id == "misconception"), None)
    return {found["mistake"], *filter(None, found.get("alternatives", "").split(", "))} if found else set()


def expected(truth: dict[str, Any], item: ItemResult) -> tuple[Any, ...]:
    """What the truth says of an item; what it leaves open is what came out."""
    outcome = truth["outcome"] or item.outcome.value
    credit = item.credit if truth["credit"] is None else Fraction(truth["credit"])
    is_told = truth["kind"] in ("misconception", "right", "blank", "unreadable", "follow-through")
    return truth["kind"], outcome, credit, set(truth.get("named", ())) if is_told else named_in(item)


@pytest.mark.parametrize("name", RUBRICS)
def test_grading_a_simulated_class_gives_back_the_truth_item_by_item(name: str, folder: Path) -> None:
    for truth, found in graded(name, folder):
        assert (found.is_readable, list(truth["items"])) == (truth["readable"], [item.id for item in found.items])
        for item in found.items:
            said = truth["items"][item.id]
            got = (said["kind"], item.outcome.value, item.credit, named_in(item))
            assert got == expected(said, item), (truth["file"], item.id, item.given, said)


@pytest.mark.parametrize("name", RUBRICS)
def test_grading_gives_back_whose_a_file_is_and_what_it_scores(name: str, folder: Path) -> None:
    for truth, found in graded(name, folder):
        if truth["readable"]:
            assert found.student == truth["student"]
            assert found.pending == Fraction(truth["pending"])
            assert truth["score"] is None or found.score == Fraction(truth["score"])
        else:
            assert found.diagnostics and all(diagnostic.slug != "fault" for diagnostic in found.diagnostics)


@pytest.mark.parametrize("name", RUBRICS)
def test_a_class_has_every_kind_of_answer_and_file(name: str, folder: Path) -> None:
    truths = [truth for truth, _ in graded(name, folder)]
    kinds = Counter(item["kind"] for truth in truths for item in truth["items"].values())
    assert set(kinds) == {kind.value for kind in Kind} - ({"follow-through"} if name == "logistic_newton" else set())
    assert kinds["right"] > sum(kinds.values()) / 2
    assert {truth["readable"] for truth in truths} == {True, False}
    assert {sheet.file.rsplit(".", 1)[1] for sheet in class_of(name)} == {"yaml", "json"}


def test_most_of_what_is_planted_has_an_exact_credit() -> None:
    pools = make_pools(rubric_called("exercise3"), 3)
    planted = [one for pool in pools.values() for answers in pool.kinds.values() for one in answers.answers]
    unknown = [one for one in planted if one.outcome is None]
    assert len(unknown) < len(planted) / 50


def test_the_first_students_are_the_same_however_many_there_are() -> None:
    rubric = rubric_called("logistic_newton")
    few, many, others = (list(simulate_class(rubric, size, seed)) for size, seed in ((5, 1), (9, 1), (5, 2)))
    assert few == many[:5]
    assert few != others
    assert [sheet.content for sheet in few] != [sheet.content for sheet in others]


def test_answers_repeat_as_in_a_class_and_some_are_unique() -> None:
    sheets = simulate_class(rubric_called("exercise3"), 200, 0, Proportions(json=0, malformed=0, unique=0.02))
    lines = Counter(
        line for sheet in sheets for line in sheet.content.decode().splitlines() if line.startswith("  dL_dz:")
    )
    assert lines.most_common(1)[0][1] > 20
    assert sum(count == 1 for count in lines.values()) > 3


def test_some_students_define_quantities_of_their_own() -> None:
    rubric, found = rubric_called("exercise3"), 0
    for sheet in simulate_class(rubric, 120, 2, Proportions(malformed=0, json=0.5)):
        if b"definitions" in sheet.content:
            read = parse_json if sheet.file.endswith(".json") else parse_yaml
            graded_sheet = grade(read(sheet.content, sheet.file), rubric)
            truth = json.loads(sheet.truth)["items"]
            assert not graded_sheet.diagnostics
            assert {item.id: item.outcome.value for item in graded_sheet.items} == {
                name: item["outcome"] for name, item in truth.items()
            }
            found += 1
    assert found > 2


def test_shares_are_kept_on_the_average() -> None:
    shares = Proportions(misconceptions=0.2, slips=0.1, blanks=0.1, unreadable=0.05, follow_through=0, malformed=0.1)
    truths = [json.loads(sheet.truth) for sheet in simulate_class(rubric_called("logistic_newton"), 1000, 3, shares)]
    kinds = Counter(item["kind"] for truth in truths for item in truth["items"].values())
    total = sum(kinds.values())
    found = {kind: round(count / total, 2) for kind, count in kinds.items()}
    # one item of ten has no misconception, and is answered rightly instead
    assert found == pytest.approx(
        {"right": 0.57, "misconception": 0.18, "slip": 0.1, "blank": 0.1, "unreadable": 0.05}, abs=0.02
    )
    assert sum(not truth["readable"] for truth in truths) == pytest.approx(100, abs=25)


@pytest.mark.parametrize("kind", ["misconceptions", "slips", "blanks", "unreadable"])
def test_a_class_of_nothing_but_one_kind(kind: str) -> None:
    none = dict.fromkeys(("misconceptions", "slips", "blanks", "unreadable"), 0.0)
    rubric = rubric_called("logistic_newton")
    classroom = Classroom(rubric, 0, Proportions(**{**none, kind: 1.0}, malformed=0))
    wanted = Kind(kind.rstrip("s")) if kind != "unreadable" else Kind.UNREADABLE
    for number in range(1, 6):
        truth = json.loads(classroom.make_sheet(number).truth)
        found = {name: item["kind"] for name, item in truth["items"].items()}
        assert all(found[name] == wanted for name, pool in classroom.pools.items() if wanted in pool.kinds)


@pytest.mark.parametrize("fault", MALFORMED)
def test_a_malformed_file_is_refused_as_a_whole(fault: str) -> None:
    text = "student: ada\nexercise: logistic_newton\nanswers:\n  limit: 1.414\n  dL_dv: (p - y)*h\n"
    rubric = rubric_called("logistic_newton")
    try:
        document: Document = parse_yaml(MALFORMED[fault](text), "ada.yaml")
    except DocumentError:
        return
    assert not grade(document, rubric).is_readable


def test_students_have_legal_ids_that_differ_even_where_case_is_ignored() -> None:
    students = [draw_student(number, Random(f"0:{number}")) for number in range(1, 3001)]
    assert all(re.fullmatch(STUDENT_ID, one.id) for one in students)
    for names in ([one.id for one in students], [one.stem for one in students]):
        assert len({name.casefold() for name in names}) == len(students)
    assert not all(one.stem.isascii() for one in students)
    assert {"1e", "0x"} <= {one.id[:2] for one in students}


def test_files_read_as_what_they_are() -> None:
    for sheet in class_of("exercise3"):
        if json.loads(sheet.truth)["readable"]:
            read = parse_json if sheet.file.endswith(".json") else parse_yaml
            assert not read(sheet.content, sheet.file).warnings


CHAINED = """\
rubric: chained
title: Chained
follow_through: {follow}
parts:
  - id: one
    title: One
    notation:
      symbols: {{x: {{iterates: "yes"}}}}
      functions: {{"f(x)": x^2 + x}}
    items:
      - {{id: points, type: iterates, points: 1/2, prompt: P,
         expected: {{solver: gradient_descent, of: f, start: 4, steps: [1/4, 1/3, 1/8], count: 3}}}}
      - {{id: slope, type: number, points: 6, prompt: P,
         expected: {{solver: gradient, of: f, at: {{answer: points, entry: 1}}}}}}
"""


@pytest.mark.parametrize("follow", ["{credit: 1, cap: 9/10}", "{credit: 1/2}", "{cap: 1/4}", '"no"'])
def test_the_truth_knows_what_follow_through_earns_under_the_rubric(follow: str) -> None:
    rubric = parse_rubric(parse_yaml(CHAINED.format(follow=follow), "chained.yaml"))
    shares = Proportions(slips=0.5, misconceptions=0.3, follow_through=1, blanks=0, unreadable=0, malformed=0, json=0)
    seen = Counter[str]()
    for sheet in simulate_class(rubric, 80, 1, shares):
        truth, found = json.loads(sheet.truth), grade(parse_yaml(sheet.content, sheet.file), rubric)
        for item in found.items:
            said = truth["items"][item.id]
            seen[said["kind"]] += 1
            if said["credit"] is not None:
                assert (item.credit, item.outcome.value) == (Fraction(said["credit"]), said["outcome"]), sheet.content
    assert (seen["follow-through"] > 10) is (follow != '"no"')


def test_a_class_is_written_to_a_new_folder_with_the_truth_beside_it(tmp_path: Path) -> None:
    sheets = list(simulate_class(rubric_called("logistic_newton"), 4))
    assert write_class(tmp_path / "class", iter(sheets)) == 4
    names = {path.name for path in (tmp_path / "class").iterdir()}
    assert names == {"truth.jsonl", "students.csv", *(sheet.file for sheet in sheets)}
    truth = (tmp_path / "class/truth.jsonl").read_text(encoding="utf-8")
    assert truth == "".join(sheet.truth for sheet in sheets)
    rows = (tmp_path / "class/students.csv").read_text(encoding="utf-8").splitlines()
    assert rows == ["id,name", *(f"{sheet.student},{sheet.name}" for sheet in sheets)]
    assert all(
        Outcome(item["outcome"])
        for line in truth.splitlines()
        for item in json.loads(line)["items"].values()
        if item["outcome"]
    )


def test_the_class_does_not_depend_on_the_hash_seed_of_the_interpreter() -> None:
    program = (
        "import hashlib, sys; from grader.rubric import load_rubric\n"
        "from grader.simulation.classroom import simulate_class\n"
        "sheets = simulate_class(load_rubric(sys.argv[1]), 40, 5)\n"
        "print(hashlib.sha256(b''.join(sheet.content + sheet.truth.encode() for sheet in sheets)).hexdigest())"
    )
    command = [sys.executable, "-P", "-c", program, str(ROOT / "rubrics" / "exercise3.yaml")]
    digests = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


TEXTS = """\
rubric: texts
title: Texts
parts:
  - id: one
    title: One
    items:
      - {id: person, type: text, points: 1, prompt: P}
      - {id: machine, type: text, points: 1, prompt: P, decides: "yes", key_points: [{id: a, any: [apple]}]}
      - {id: result, type: derivation, points: 1, prompt: P, expected: "14"}
      - {id: steps, type: derivation, points: 1, prompt: P, expected: "14", sample: 2*(3 + 4) = 2*7 = 14}
"""


def test_what_a_rubric_does_not_say_is_not_claimed() -> None:
    rubric = parse_rubric(parse_yaml(TEXTS, "texts.yaml"))
    shares = Proportions(misconceptions=0, slips=0.3, blanks=0.1, malformed=0, json=0)
    said = set()
    for sheet in simulate_class(rubric, 20, 0, shares):
        truth, found = json.loads(sheet.truth), grade(parse_yaml(sheet.content, sheet.file), rubric)
        for item in found.items:
            planted = truth["items"][item.id]
            said.add((item.id, planted["kind"], planted["outcome"]))
            assert planted["outcome"] in (item.outcome.value, None)
    assert {entry for entry in said if entry[1] == "right"} == {
        ("person", "right", "undecided"),
        ("machine", "right", None),
        ("result", "right", None),
        ("steps", "right", "correct"),
    }
    assert {kind for _, kind, _ in said} == {"right", "blank"}
