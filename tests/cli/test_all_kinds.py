"""One rubric with every kind of answer goes through every command and every report."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.answers import ANSWER_TYPES
from grader.cli import main
from grader.reports import REPORT_FORMATS
from tests.test_cookbook import GRADED, REPOSITORY, notate

DERIVATION = {
    "id": "derivation",
    "title": "A derivation",
    "notation": {"symbols": {"x": "real"}},
    "items": [
        {
            "id": "steps",
            "type": "derivation",
            "points": 2,
            "prompt": "Expand the square of x + 1, line by line.",
            "start": "(x + 1)^2",
            "expected": "x^2 + 2*x + 1",
            "form": ["expanded"],
        }
    ],
}
LINE = {
    "id": "lines",
    "title": "A line",
    "notation": {"symbols": {"x": "real", "y": "real", "z": "real"}},
    "items": [
        {
            "id": "line",
            "type": "locus",
            "points": 2,
            "prompt": "Which line goes through (1, 2, 0) and (2, 3, 1)?",
            "expected": "(1, 2, 0) + t*(1, 1, 1)",
        },
        {
            "id": "ends",
            "type": "equation",
            "points": 2,
            "prompt": "Where is x^2 - x - 2 positive?",
            "expected": "x < -1 or x > 2",
            "ends": "any",
        },
        {
            "id": "ramp",
            "type": "expression",
            "points": 2,
            "prompt": "Which function is 0 for negative x, x up to 1, and then 1?",
            "expected": "{0, x < 0; x, 0 <= x < 1; 1, x >= 1}",
        },
    ],
}
MEASURED = {
    "id": "measured",
    "title": "A measured value, and a point",
    "items": [
        {"id": "length", "type": "measurement", "points": 2, "prompt": "How long is it?", "expected": "5.1 +- 0.2 cm"},
        {"id": "point", "type": "vector", "points": 2, "prompt": "Where is it?", "expected": "(1.5, 0.25)"},
    ],
}


def name_kind(row: Mapping[str, Any]) -> tuple[object, ...]:
    item = row["item"]
    return item["type"], frozenset(item) - {"prompt", "expected"}, str(item.get("up_to")), str(item.get("form"))


# The last row of each kind in the cookbook: its type and keys, what may be left open, and which form is asked for.
KINDS = [*{name_kind(row): row for _, row in GRADED}.values()]
FORMATS = tuple(kind for kind, form in REPORT_FORMATS.items() if form.render and kind != "classroom50")  # has options


def make_parts() -> list[Mapping[str, Any]]:
    """A row of the cookbook of each kind, a part for each, with the parts of exercise 3 and a derivation."""
    found: list[Mapping[str, Any]] = [DERIVATION, LINE, MEASURED]
    for number, row in enumerate(KINDS):
        item = {"id": f"item_{number}", "title": row["type"], "points": 1, **row["item"]}
        found.append({"id": f"part_{number}", "title": row["type"], **notate(row), "items": [item]})
    exercise = yaml.load((REPOSITORY / "rubrics" / "exercise3.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return [*found, *exercise["parts"]]


def make_answers(kind: str) -> dict[str, str]:
    """Answers to these rows, all right or all wrong."""
    return {f"item_{number}": row[kind][-1] for number, row in enumerate(KINDS)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kinds")
    rubric = {"rubric": "kinds", "title": "All kinds", "parts": make_parts()}
    (made / "rubric.yaml").write_text(yaml.safe_dump(rubric, sort_keys=False, allow_unicode=True), encoding="utf-8")
    example = (REPOSITORY / "submissions_example" / "01-complete-plain.yaml").read_text(encoding="utf-8")
    sets = {
        "line": "x - 1 = y - 2 = z",
        "ends": "x <= -1 or x >= 2",
        "ramp": "0 if x < 0, x if 0 <= x < 1, 1 if x >= 1",
    }
    measured = {"length": "(5.1 ± 0.2) cm", "point": "(1.5, 1/4)"}
    right = {"steps": "(x + 1)^2 = (x+1)(x+1) = x^2 + 2x + 1", **sets, **measured, **make_answers("right")}
    (made / "subs").mkdir()
    wrong = {
        "steps": "x^2 + 1",
        "line": "x - y = 1",
        "ends": "x > 5",
        "ramp": "x if x < 1, 1 if x >= 1",
        "length": "5.4 ± 0.3 m",
        "point": "(15, 25)",
        **make_answers("wrong"),
    }
    commas = "student: cem\nexercise: kinds\ndecimal: comma\nanswers:\n  length: 5,1(2) cm\n  point: (1,5; 0,25)\n"
    (made / "subs" / "cem.yaml").write_text(commas, encoding="utf-8")
    for student, answers, rest in (("ada", right, example.partition("answers:\n")[2]), ("ben", wrong, "")):
        document = {"student": student, "exercise": "kinds", "answers": answers}
        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True) + rest
        (made / "subs" / f"{student}.yaml").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(autouse=True)
def inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


def run(command: str, capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    capsys.readouterr()
    assert main(command.split()) == code, capsys.readouterr().err
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err
    return shown.out


def test_rubric_has_every_answer_type() -> None:
    items = [item for part in make_parts() for item in part["items"]]
    assert {item["type"] for item in items} == set(ANSWER_TYPES)
    assert len(items) > 100


def test_rubric_passes_its_check_and_its_test(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No problem was found with this rubric." in run("rubric check rubric.yaml", capsys)
    assert "No problem was found:" in run("rubric test rubric.yaml", capsys)
    run("rubric misconceptions rubric.yaml", capsys)
    run("solve rubric.yaml", capsys)


def test_class_is_graded_item_by_item(capsys: pytest.CaptureFixture[str]) -> None:
    run(f"grade subs --rubric rubric.yaml --out out --quiet --format {','.join(FORMATS)}", capsys)
    for student, outcome in (("ada", "correct"), ("ben", "incorrect")):
        report = json.loads(Path(f"out/{student}.json").read_text(encoding="utf-8"))
        items = [item for item in report["items"] if item["id"].startswith("item_")]
        assert [item["id"] for item in items if item["outcome"] != outcome] == []
    report = json.loads(Path("out/cem.json").read_text(encoding="utf-8"))
    shown = {item["id"]: item["read"]["text"] for item in report["items"] if item["outcome"] == "correct"}
    assert shown == {"length": "5,1 cm ± 0,2 cm", "point": "(1,5; 0,25)"}
    assert "0 of 3 submissions would change" in run("regrade out --rubric rubric.yaml --dry-run", capsys)


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_of_every_kind_is_made(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(f"check subs/ben.yaml --rubric rubric.yaml --format {form}", capsys, code=1)
    assert len(shown) > 100


@pytest.mark.parametrize("form", ["markdown", "latex", "notebook"])
def test_template_asks_every_kind(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    made = run(f"template rubric.yaml --as {form}", capsys)
    assert all(f"item_{number}" in made.replace(chr(92), "") for number in range(len(KINDS)))


def test_public_exercise_reads_what_the_rubric_reads(capsys: pytest.CaptureFixture[str]) -> None:
    run("publish rubric.yaml --out public.yaml", capsys)
    run("template public.yaml --output template.yaml --schema schema.json", capsys)
    shown = run("check subs/ada.yaml --rubric public.yaml", capsys)
    assert "cannot be read" not in shown


def test_simulated_class_is_graded_as_it_was_planted(capsys: pytest.CaptureFixture[str]) -> None:
    run("simulate rubric.yaml --students 12 --seed 5 --malformed 0 --out class", capsys)  # each file has every item
    run("grade class --rubric rubric.yaml --out graded --quiet", capsys)
    truths = [json.loads(line) for line in Path("class/truth.jsonl").read_text(encoding="utf-8").splitlines()]
    others = []
    for truth in truths:
        report = json.loads(Path("graded", f"{truth['student']}.json").read_text(encoding="utf-8"))
        outcomes = {item["id"]: item["outcome"] for item in report["items"]}
        planted = {name: one for name, one in truth["items"].items() if one.get("outcome") is not None}
        others += [(truth["student"], name) for name, one in planted.items() if outcomes[name] != one["outcome"]]
    assert len(truths) == 12
    assert others == []
