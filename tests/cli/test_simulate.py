"""``grader simulate``: what it writes and says, and what it refuses."""

import json
from pathlib import Path

import pytest

from grader.cli import main
from grader.cli.simulate import SHARES
from grader.simulation.proportions import Proportions

RUBRIC = str(Path(__file__).parents[2] / "rubrics" / "logistic_newton.yaml")


def test_a_class_is_written_and_graded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "class"
    assert main(["simulate", RUBRIC, "--students", "3", "--seed", "4", "--out", str(folder)]) == 0
    assert capsys.readouterr() == (
        f"3 submissions written to {folder}. {folder}/truth.jsonl has the truth about every answer, "
        f"and {folder}/students.csv lists the class.\n",
        "",
    )
    assert main(["grade", str(folder), "--rubric", RUBRIC, "--out", str(tmp_path / "reports")]) in (0, 3)
    files = [json.loads(line)["file"] for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(files) == 3


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ada.yaml").write_text("student: ada\n", encoding="utf-8")
    assert main(["simulate", RUBRIC, "--out", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["ada.yaml"]
    assert capsys.readouterr().err == (
        f"error[cannot-write]: A class cannot be written to the folder '{tmp_path}'.\n"
        "   why:   It is not empty, and what is in it may be somebody's answers.\n"
        "   help:  Name a folder that does not exist yet.\n"
    )


def test_a_file_in_the_place_of_the_folder_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "class"
    path.write_text("", encoding="utf-8")
    assert main(["simulate", RUBRIC, "--out", str(path)]) == 2
    assert "   why:   The system says: File exists.\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--slips", "1.5"],
            "error[share-out-of-range]: The share 'slips' is 1.5.\n"
            "   why:   A share is a number from 0 to 1.\n"
            "   help:  Write '--slips 0.1' for one tenth.\n",
        ),
        (
            ["--follow-through", "nan"],
            "error[share-out-of-range]: The share 'follow-through' is nan.\n"
            "   why:   A share is a number from 0 to 1.\n"
            "   help:  Write '--follow-through 0.1' for one tenth.\n",
        ),
        (
            ["--slips", "0.6", "--blanks", "0.6"],
            "error[shares-above-one]: The shares of misconceptions, slips, blank and unreadable answers add up to more "
            "than 1.\n"
            "   why:   The rest of the answers are right.\n"
            "   help:  Make some of them smaller.\n",
        ),
    ],
)
def test_shares_that_are_invalid_are_refused_before_anything_is_written(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", RUBRIC, "--out", str(tmp_path / "class"), *arguments]) == 2
    assert capsys.readouterr().err == message
    assert not (tmp_path / "class").exists()


@pytest.mark.parametrize("number", ["0", "-1", "many", "99999999", "²"])
def test_a_number_of_students_that_is_invalid_is_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["simulate", RUBRIC, "--out", "x", f"--students={number}"])
    assert left.value.code == 2
    assert f"'{number}' is not a whole number from 1 to 9999999" in capsys.readouterr().err


def test_the_usual_shares_are_those_of_the_engine() -> None:
    usual = Proportions()
    assert {name: getattr(usual, name.replace("-", "_")) for name in SHARES} == {
        name: share for name, (share, _) in SHARES.items()
    }
