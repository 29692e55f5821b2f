"""The scripts for Gradescope run, grade or read what was handed in, and never blame a student for the course."""

import json
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from grader.cli import main

from .ci_kit import KIT, REPOSITORY, make_course, program, run
from .reports.linters import gradescope


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return make_course(tmp_path)


@pytest.fixture
def autograder(course: Path) -> Path:
    """Return the folder of an autograder as Gradescope lays it out, in which ``setup.sh`` has run."""
    place = course.parent / "autograder"
    for folder in ("source", "submission", "results"):
        (place / folder).mkdir(parents=True)
    shutil.copy(course / "rubrics" / "exercise3.yaml", place / "source" / "rubric.yaml")
    metadata = '{"created_at": "2026-11-26T14:00:00.000000-08:00", "users": []}'
    (place / "submission_metadata.json").write_text(metadata, encoding="utf-8")
    commands_folder = shlex.quote(str(course.parent / "bin"))
    program(  # the only grader is then in the new environment
        course.parent / "bin" / "python3",
        f'[ "$2" != venv ] || {{ mkdir -p "$3/bin"; mv {commands_folder}/grader {commands_folder}/python "$3/bin"; }}',
    )
    assert run_script("setup.sh", place, course).returncode == 0
    return place


def run_script(name: str, place: Path, course: Path) -> subprocess.CompletedProcess[str]:
    """Run a script of Gradescope's, in a folder instead of ``/autograder``."""
    text = (KIT / "gradescope" / name).read_text(encoding="utf-8").replace("/autograder", str(place))
    return run(["bash"], text, course)


def grade_in(place: Path, course: Path) -> dict[str, Any]:
    ended = run_script("run_autograder", place, course)
    assert ended.returncode == 0, ended
    text = (place / "results" / "results.json").read_text(encoding="utf-8")
    assert gradescope.lint(text) == [] or "score" not in json.loads(text)
    results: dict[str, Any] = json.loads(text)
    return results


@pytest.mark.parametrize(("name", "score"), [("01-complete-plain", 25.5), ("20-fails-schema", 0)])
@pytest.mark.parametrize("file", ["answers.yaml", "sub folder/answers.YML"])
def test_autograder_of_gradescope_writes_its_results(
    autograder: Path, course: Path, name: str, score: float, file: str
) -> None:
    path = autograder / "submission" / file
    path.parent.mkdir(exist_ok=True)
    shutil.copy(REPOSITORY / "submissions_example" / f"{name}.yaml", path)
    assert grade_in(autograder, course)["score"] == score


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ([], 0),
        (["answers.txt"], 0),
        (["answers.pdf"], 0),
        (["answers"], 0),
        (["a.yaml", "b.yaml"], 2),
        ([".a.yaml"], 0),
    ],
    ids=str,
)
def test_autograder_of_gradescope_says_what_to_hand_in(
    autograder: Path, course: Path, files: list[str], count: int
) -> None:
    for name in files:
        shutil.copy(REPOSITORY / "submissions_example" / "01-complete-plain.yaml", autograder / "submission" / name)
    assert grade_in(autograder, course) == {
        "score": 0,
        "output": "Nothing was graded. Hand in one file with your answers, whose name ends in .yaml, .yml or .json. "
        f"Number of such files in your submission: {count}.",
        "output_format": "text",
    }


def test_exercise_beside_the_answers_is_none_of_them_for_gradescope(autograder: Path, course: Path) -> None:
    exercise = autograder / "submission" / "exercise3.yaml"
    assert main(["publish", str(course / "rubrics" / "exercise3.yaml"), "--out", str(exercise)]) == 0
    shutil.copy(REPOSITORY / "submissions_example" / "01-complete-plain.yaml", autograder / "submission" / "a.yaml")
    assert grade_in(autograder, course)["score"] == 25.5


@pytest.mark.parametrize("name", ["01-complete-plain", "19-unreadable-formula", "20-fails-schema"])
def test_autograder_of_gradescope_for_practice_judges_nothing(autograder: Path, course: Path, name: str) -> None:
    (autograder / "source" / "rubric.yaml").unlink()
    exercise = autograder / "source" / "exercise.yaml"
    assert main(["publish", str(course / "rubrics" / "exercise3.yaml"), "--out", str(exercise)]) == 0
    shutil.copy(REPOSITORY / "submissions_example" / f"{name}.yaml", autograder / "submission" / "a.yaml")
    results = grade_in(autograder, course)
    assert results["score"] == 0
    assert all({"score", "status", "max_score"}.isdisjoint(test) for test in results["tests"])
    said = "could not be read" if name == "20-fails-schema" else "Nothing was judged"
    assert said in results["output"]


@pytest.mark.parametrize("broken", ["source/rubric.yaml", "submission_metadata.json", "venv/bin/grader"])
def test_autograder_of_gradescope_never_blames_a_student_for_the_course(
    autograder: Path, course: Path, broken: str
) -> None:
    shutil.copy(REPOSITORY / "submissions_example" / "01-complete-plain.yaml", autograder / "submission" / "a.yaml")
    (autograder / broken).write_text("[", encoding="utf-8")
    assert grade_in(autograder, course) == {
        "output": "Your answers could not be graded. This is not your mistake: please tell your teacher.",
        "output_format": "text",
    }
