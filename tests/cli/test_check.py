"""The student's view: how each answer was read, what to look at, and never the expected answer."""

import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.cli import check, console, main
from grader.reports import REPORT_FORMATS
from grader.reports.formats.json import from_json
from tests.reports.samples import ALICE, BLANK, BOB, CAROL, CORRECT, FAULT, UNDECIDED

REPOSITORY = Path(__file__).parents[2]
RUBRIC = str(REPOSITORY / "rubrics" / "exercise3.yaml")
EXAMPLES = REPOSITORY / "submissions_example"


@pytest.mark.parametrize(
    ("items", "code"),
    [((CORRECT,), 0), ((CORRECT, UNDECIDED), 0), ((CORRECT, BLANK), 1), ((FAULT, BLANK), 4), ((), 3)],
    ids=["right", "a person decides", "blank", "our mistake", "no items"],
)
def test_exit_code_shows_the_most_serious(items: tuple, code: int) -> None:  # type: ignore[type-arg]
    assert check.choose_exit_code(replace(ALICE, items=items)) == code


def test_samples_have_the_exit_codes_of_what_they_are() -> None:
    assert [check.choose_exit_code(graded) for graded in (ALICE, BOB, CAROL)] == [4, 1, 3]


def test_right_file_exits_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLES / "01-complete-plain.yaml"), "--rubric", RUBRIC]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "\x1b" not in out
    assert "✗" not in out


def test_wrong_file_exits_with_1_and_says_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLES / "13-half-forgotten.yaml"), "--rubric", RUBRIC]) == 1
    assert "\nLook again at: " in capsys.readouterr().out


def test_file_that_fails_the_schema_exits_with_3_and_shows_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLES / "20-fails-schema.yaml"), "--rubric", RUBRIC]) == 3
    out = capsys.readouterr().out
    assert all(word in out for word in ("score", "gradeint", "minimum"))
    assert "This file could not be read" in out


@pytest.mark.parametrize("form", ["terminal", "markdown", "json"])
@pytest.mark.parametrize("example", sorted(EXAMPLES.iterdir()), ids=lambda path: path.stem)
def test_expected_answer_is_never_shown(example: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(example), "--rubric", RUBRIC, "--format", form])
    out = capsys.readouterr().out
    assert "Expected" not in out
    if form == "json":
        assert all(item.expected is None and item.decision is None for item in from_json(out).items)


RIGHT, WRONG, UNREADABLE = (
    str(EXAMPLES / f"{name}.yaml") for name in ("01-complete-plain", "13-half-forgotten", "20-fails-schema")
)


@pytest.mark.parametrize("form", ["terminal", "markdown"])
def test_several_files_are_each_checked_as_if_alone(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = [RIGHT, "absent.yaml", WRONG]
    alone = []
    for file in files:
        main(["check", file, "--rubric", RUBRIC, "--format", form])
        alone.append(capsys.readouterr().out)
    assert main(["check", *files, "--rubric", RUBRIC, "--format", form]) == 3
    assert capsys.readouterr() == ("\n".join(alone), "")


@pytest.mark.parametrize(
    ("files", "code"),
    [((RIGHT, RIGHT), 0), ((WRONG, RIGHT), 1), ((UNREADABLE, WRONG), 3), ((RIGHT, "absent.yaml"), 3)],
    ids=["right", "wrong", "unreadable", "absent"],
)
def test_highest_exit_code_of_several_files_is_returned(files: tuple[str, ...], code: int) -> None:
    assert main(["check", *files, "--rubric", RUBRIC]) == code


@pytest.mark.parametrize("form", ["json", "junit", "github", "step_summary", "html"])
def test_format_that_holds_one_submission_is_refused_for_several(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", RIGHT, WRONG, "--rubric", RUBRIC, "--format", form]) == 2
    assert capsys.readouterr() == (
        "",
        f"error[wrong-usage]: '--format {form}' takes one file, and there are 2.\n"
        f"   why:   A document in the format '{form}' is about one submission.\n"
        "   help:  Check one file at a time, use the format terminal or markdown, or run 'grader grade', which writes "
        "a report for each.\n",
    )


def test_missing_file_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "absent.yaml", "--rubric", RUBRIC]) == 3
    out, _ = capsys.readouterr()
    assert "absent.yaml" in out


def test_unknown_format_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "absent.yaml", "--rubric", RUBRIC, "--format", "csv"]) == 2
    kinds = [kind for kind, form in REPORT_FORMATS.items() if form.render and not form.needs]
    assert f"The formats are {', '.join(kinds)}." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
    ids=str,
)
def test_colour_is_for_a_terminal_whose_user_wants_it(
    environment: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    main_side, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stream, os.fdopen(main_side):
        monkeypatch.setattr("sys.stdout", stream)
        assert console.wants_colour() is coloured


def test_no_colour_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert not console.wants_colour()


def test_exercise_is_graded_without_sympy_and_numpy() -> None:
    program = (
        "import sys; from grader.cli import main\nmain(sys.argv[1:])\nassert not {'sympy', 'numpy'} & set(sys.modules)"
    )
    arguments = ["check", str(EXAMPLES / "13-half-forgotten.yaml"), "--rubric", RUBRIC]
    subprocess.run([sys.executable, "-P", "-c", program, *arguments], check=True, capture_output=True)


def test_a_right_file_is_checked_without_what_only_wrong_ones_need() -> None:
    code = (
        "import sys; from grader.cli import main; "
        f"code = main(['check', {str(EXAMPLES / '01-complete-plain.yaml')!r}, '--rubric', {RUBRIC!r}]); "
        "slow = {'sympy', 'jsonschema_rs', 'grader.solvers.backprop'}; "
        "heavy = slow & set(sys.modules); "
        "sys.stderr.write(f'{code} {sorted(heavy)}')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stderr == "0 []"
