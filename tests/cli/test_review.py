"""From graded reports to a list, from a filled-in list to decisions, and from decisions to grades."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from grader.cli import main

RUBRIC = """
rubric: sums
title: Sums
parts:
  - id: one
    title: Sums by heart
    items:
      - {id: small, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
      - {id: why, type: text, points: 2, prompt: Why?, key_points: [{id: reason, any: [because]}]}
"""


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    Path("subs").mkdir()
    for student, why in (("ann", "Because it has to be so."), ("ben", "because it has to be so"), ("cem", "=1+1")):
        text = f"student: {student}\nanswers: {{small: 2, why: '{why}'}}\n"
        Path(f"subs/{student}.yaml").write_text(text, encoding="utf-8")


def grade(*arguments: str) -> int:
    return main(["grade", "subs", "-r", "rubric.yaml", "-o", "out", *arguments])


def review(*arguments: str) -> int:
    return main(["review", "out", "--rubric", "rubric.yaml", *arguments])


def apply(file: str, *arguments: str) -> int:
    who = arguments or ("--author", "J. Doe", "--date", "2026-11-20")
    return main(["review", "--apply", file, "--rubric", "rubric.yaml", *who])


def fill(file: str) -> None:
    path = Path(file)
    text = path.read_text(encoding="utf-8").replace(
        "    points:\n    comment:\n", "    points: 3/2\n    comment: Nice.\n", 1
    )
    path.write_text(text, encoding="utf-8")


def scores() -> dict[str, str | None]:
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path("out").glob("*.json"))]
    return {record["student"]: record["items"][1]["score"] for record in records}


def test_suggestions_are_accepted_in_bulk_where_nothing_is_filled_in(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    review()
    fill("review.yaml")  # the first group
    capsys.readouterr()
    assert apply("review.yaml", "--accept-suggested", "--author", "J. Doe", "--date", "2026-11-20") == 0
    assert capsys.readouterr().out == "2 decisions added to rubric.overrides.yaml. Grade again to apply them.\n"
    grade()
    assert scores() == {"ann": "3/2", "ben": "3/2", "cem": "0"}
    text = "The points for the parts that are right. (decided by J. Doe, 2026-11-20)"
    assert text in Path("out/cem.html").read_text(encoding="utf-8")


def test_one_decision_reaches_the_reports_of_every_student_in_its_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert grade() == 0
    assert scores() == {"ann": None, "ben": None, "cem": None}
    capsys.readouterr()
    assert review() == 0
    assert capsys.readouterr() == ("2 decisions for 3 answers: fill in review.yaml.\n", "")
    fill("review.yaml")
    assert apply("review.yaml") == 0
    assert capsys.readouterr().out == (
        "1 decision added to rubric.overrides.yaml; 1 group still open. Grade again to apply it.\n"
    )
    assert grade() == 0
    assert scores() == {"ann": "3/2", "ben": "3/2", "cem": None}
    assert "Nice. (decided by J. Doe, 2026-11-20)" in Path("out/ann.html").read_text(encoding="utf-8")


def test_what_is_decided_is_not_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    review()
    fill("review.yaml")
    apply("review.yaml")
    grade()
    assert review("-o", "next.yaml") == 0
    assert "1 decision for 1 answer: fill in next.yaml.\n" in capsys.readouterr().out
    assert apply("review.yaml") == 0
    assert capsys.readouterr().out == (
        "0 decisions added to rubric.overrides.yaml; 1 group still open. All that are filled in were there already.\n"
    )
    assert Path("rubric.overrides.yaml").read_text(encoding="utf-8").count("item:") == 1


def test_list_that_is_not_filled_in_adds_no_decision(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    review()
    capsys.readouterr()
    assert apply("review.yaml") == 0
    assert capsys.readouterr().out == (
        "0 decisions added to rubric.overrides.yaml; 2 groups still open. Nothing is filled in yet.\n"
    )


def test_a_regrade_reports_decisions_that_grew_old(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    review()
    fill("review.yaml")
    apply("review.yaml")
    rubric = Path("rubric.yaml").read_text(encoding="utf-8").replace("type: text,", 'type: text, decides: "yes",')
    Path("rubric.yaml").write_text(rubric, encoding="utf-8")
    capsys.readouterr()
    assert grade("--audience", "grader") == 0
    assert capsys.readouterr().err.splitlines()[0] == (
        "warning: a person's decision should be looked at again: ann, why. "
        "The automatic verdict was 'undecided' when this was decided, and is 'correct' now."
    )
    assert scores() == {"ann": "3/2", "ben": "3/2", "cem": "0"}
    assert review("-o", "next.yaml") == 0
    assert 'automatic: ["correct"]' in Path("next.yaml").read_text(encoding="utf-8")


def test_a_list_for_a_spreadsheet_computes_nothing() -> None:
    grade()
    assert review("-o", "review.csv") == 0
    table = Path("review.csv").read_bytes().decode("utf-8")
    assert ',"""=1+1""",' in table
    assert table.count("\r\n") == 3


def test_a_list_that_is_there_is_never_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    Path("review.yaml").write_text("my work", encoding="utf-8")
    assert review() == 2
    assert "error[cannot-write]" in capsys.readouterr().err
    assert Path("review.yaml").read_text(encoding="utf-8") == "my work"


def test_nothing_is_written_where_nothing_waits(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rubric.yaml").write_text(RUBRIC.replace("type: text,", 'type: text, decides: "yes",'), encoding="utf-8")
    grade()
    assert review() == 0
    assert capsys.readouterr().out.endswith("No answer waits for a person.\n")
    assert not Path("review.yaml").exists()


def test_a_file_that_is_not_a_report_is_reported_and_costs_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    shutil.rmtree("out/.grader")
    Path("out/other.json").write_text('{"a": 1}', encoding="utf-8")
    Path("out/folder.json").mkdir()
    capsys.readouterr()
    assert review() == 3
    out, err = capsys.readouterr()
    assert out == "2 decisions for 3 answers: fill in review.yaml.\n"
    assert "out/other.json: error[not-a-report]" in err
    assert "out/folder.json: error[not-a-report]" in err


def test_a_folder_without_reports_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "subs"]) == 3
    assert "error[no-reports]: There is no report in 'subs'." in capsys.readouterr().err


def test_reports_that_show_nothing_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rubric.yaml").write_text(RUBRIC.replace("parts:", "visibility: {student: none}\nparts:"), encoding="utf-8")
    grade()
    shutil.rmtree("out/.grader")
    assert review() == 0
    assert capsys.readouterr().err == (
        "warning: some reports do not show every outcome; grade with '--audience grader' to review all answers.\n"
    )


def test_what_grading_kept_is_reviewed_whatever_the_reports_show(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rubric.yaml").write_text(RUBRIC.replace("parts:", "visibility: {student: none}\nparts:"), encoding="utf-8")
    grade("--format", "html")
    capsys.readouterr()
    assert review() == 0
    assert capsys.readouterr() == ("2 decisions for 3 answers: fill in review.yaml.\n", "")


def test_reports_of_an_older_rubric_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    Path("rubric.yaml").write_text(RUBRIC + "# changed\n", encoding="utf-8")
    review()
    assert "the rubric has changed since some of these reports" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["out", "--apply", "review.yaml"],
        ["--apply", "review.yaml"],
        ["--apply", "review.yaml", "-r", "rubric.yaml", "--author", "J", "--date", "2026-02-30"],
        ["--apply", "review.yaml", "-r", "rubric.yaml", "--author", "", "--date", "2026-02-20"],
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", *arguments]) == 2
    assert capsys.readouterr().err.startswith("error[wrong-usage]: ")


def test_faults_in_the_decisions_stop_the_grading_at_their_place(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rubric.overrides.yaml").write_text(
        "rubric: sums\noverrides:\n  - {item: wyh, student: ann, points: 1, reason: r, author: a, date: 2026-11-20}\n",
        encoding="utf-8",
    )
    assert grade() == 3
    assert "rubric.overrides.yaml:3:12: error[unknown-item]: 'wyh' is not an item" in capsys.readouterr().err
    assert not Path("out").exists()


def test_the_decisions_are_no_submission_and_are_part_of_what_a_report_comes_from() -> None:
    text = (
        "rubric: sums\noverrides:\n  - {item: why, student: ann, points: 1, reason: r, author: a, date: 2026-11-20}\n"
    )
    Path("rubric.overrides.yaml").write_text(text, encoding="utf-8")
    assert main(["grade", ".", "-r", "rubric.yaml", "-o", "out"]) == 0
    record: Any = json.loads(Path("out/ann.json").read_text(encoding="utf-8"))
    assert len(record["provenance"]["overrides"]) == 64
    assert sorted(scores()) == ["ann", "ben", "cem"]


def test_command_in_the_list_has_no_day_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    review()
    fill("review.yaml")
    header = Path("review.yaml").read_text(encoding="utf-8").partition("\nrubric:")[0]
    (command,) = (line for line in header.splitlines() if "--apply" in line)
    assert command == "#   grader review --apply THIS-FILE --rubric RUBRIC --author YOUR-NAME --date YYYY-MM-DD"
    capsys.readouterr()
    assert apply("review.yaml", "--author", "J. Doe", "--date", "YYYY-MM-DD") == 2
    assert "'YYYY-MM-DD' is not a day" in capsys.readouterr().err
