"""Classes of worked documents: the truth says where each answer is, and reading them finds it there.

``measure.py`` measures larger classes.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from grader.cli import main
from grader.documents.loading import parse_named
from grader.rubric import Rubric, load_rubric
from grader.simulation.classroom import Sheet, simulate_class
from grader.simulation.worked.dialects import DIALECTS
from tests.simulation.measure import PLAIN, RUBRICS, measure_class

ROOT = Path(__file__).parents[2]
SIZE = 4
SEED = 7


@cache
def rubric_called(name: str) -> Rubric:
    return load_rubric(ROOT / "rubrics" / f"{name}.yaml")


@cache
def class_of(name: str, dialect: str) -> tuple[Sheet, ...]:
    return tuple(simulate_class(rubric_called(name), SIZE, SEED, PLAIN, dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", RUBRICS)
def test_a_class_of_documents_is_read_and_graded_as_its_truth_says(name: str, dialect: str) -> None:
    found = measure_class(rubric_called(name), SIZE, SEED, dialect)
    assert found.counts["wrong"] == 0, found.notes
    assert found.counts["otherwise"] == 0, found.notes
    assert found.found_share >= 0.9, found.notes
    assert found.asked_per_document <= 2, found.notes


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", RUBRICS)
def test_the_places_of_the_truth_are_in_the_document(name: str, dialect: str) -> None:
    for sheet in class_of(name, dialect):
        truth = json.loads(sheet.truth)
        lines = sheet.content.decode().split("\n")
        assert truth["file"] == sheet.file
        for said in truth["items"].values():
            assert ("places" in said) == (said["written"] != "nothing")
            for place in said.get("places", ()):
                start, end = place["start"], place["end"]
                assert (start["line"], start["column"]) < (end["line"], end["column"])
                assert end["column"] <= len(lines[end["line"] - 1]) + 1
        assert not any(sign in sheet.content.decode() for sign in "\ue000\ue001\ue002")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_document_can_be_read_and_says_whose_it_is(dialect: str) -> None:
    for sheet in class_of("logistic_newton", dialect):
        document = parse_named(lambda sheet=sheet: sheet.content, sheet.file, answers=("any",))
        assert sheet.student in sheet.file or sheet.student in document.source.text


def test_the_same_seed_writes_the_same_documents() -> None:
    again = tuple(simulate_class(rubric_called("exercise3"), SIZE, SEED, PLAIN, "mmd"))
    assert again == class_of("exercise3", "mmd")
    other = tuple(simulate_class(rubric_called("exercise3"), SIZE, SEED + 1, PLAIN, "mmd"))
    assert [sheet.content for sheet in other] != [sheet.content for sheet in again]


def test_every_kind_of_document_holds_the_same_answers() -> None:
    kinds = [[json.loads(sheet.truth)["items"] for sheet in class_of("exercise3", dialect)] for dialect in DIALECTS]
    said = [[{name: (one["kind"], one["written"]) for name, one in items.items()} for items in kind] for kind in kinds]
    assert all(each == said[0] for each in said)


def test_the_command_writes_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rubric = str(ROOT / "rubrics" / "logistic_newton.yaml")
    out = tmp_path / "class"
    assert main(["simulate", rubric, "--students", "3", "--as", "latex", "--out", str(out)]) == 0
    assert "3 submissions written" in capsys.readouterr().out
    assert len(list(out.glob("*.tex"))) == 3
    assert main(["grade", str(out), "--rubric", rubric, "--out", str(tmp_path / "graded")]) in (0, 1)
