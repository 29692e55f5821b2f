"""An answer that cannot be read is a question for a person: in grades, the list, the decisions and the exports."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.cli import main

RUBRIC = """
rubric: sums
title: Sums
parts:
  - id: one
    title: Sums
    notation: {symbols: {x: real}}
    items:
      - {id: count, type: number, points: 2, prompt: How many parameters are there?, expected: 1216}
      - {id: sum, type: expression, points: 1, prompt: What is x plus x?, expected: 2*x}
"""
ANSWERS = {
    "ann": "count: circa (1216\n  sum: 2*x",
    "ben": "count: circa   (1216\n  sum: x + x",
    "cem": "count: 1216 +\n  sum: 3*x",
    "dan": "count: 1216\n  sum: 2*x",
    "eve": "count: '?'\n  sum: n/a",
}


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    Path("subs").mkdir()
    for student, answers in ANSWERS.items():
        Path(f"subs/{student}.yaml").write_text(f"student: {student}\nanswers:\n  {answers}\n", encoding="utf-8")


def grade(*arguments: str) -> int:
    return main(["grade", "subs", "-r", "rubric.yaml", "-o", "out", "--engine", "inline", "-q", *arguments])


def review() -> list[dict[str, Any]]:
    """Return the groups on the list of what a person has to decide."""
    Path("review.yaml").unlink(missing_ok=True)
    assert main(["review", "out", "--rubric", "rubric.yaml"]) == 0
    return list(yaml.safe_load(Path("review.yaml").read_bytes())["groups"]) if Path("review.yaml").exists() else []


def decide(answer: str, points: str, comment: str) -> None:
    """Fill in the points of one group, and apply the list."""
    path = Path("review.yaml")
    before, mark, after = path.read_text(encoding="utf-8").partition(f'answer: "{answer}"')
    assert mark
    after = after.replace("points:\n    comment:\n", f"points: {points}\n    comment: {comment}\n", 1)
    path.write_text(before + mark + after, encoding="utf-8")
    decision = ["--apply", "review.yaml", "--rubric", "rubric.yaml", "--author", "J. Doe", "--date", "2026-11-20"]
    assert main(["review", *decision]) == 0


def record(student: str) -> dict[str, Any]:
    return dict(json.loads(Path(f"out/{student}.json").read_text(encoding="utf-8")))


def standing(student: str) -> tuple[str, str]:
    return record(student)["score"], record(student)["pending"]


def moodle(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    main(["export", "out", "--to", "moodle", *arguments])
    return capsys.readouterr().out.splitlines()[1:]


def test_what_cannot_be_read_has_no_score_and_placeholders_are_blank() -> None:
    assert grade() == 0
    assert {student: standing(student) for student in ANSWERS} == {
        "ann": ("1", "2"),
        "ben": ("1", "2"),
        "cem": ("0", "2"),
        "dan": ("3", "0"),
        "eve": ("0", "0"),
    }
    assert [item["outcome"] for item in record("ann")["items"]] == ["unreadable", "correct"]
    assert [item["outcome"] for item in record("eve")["items"]] == ["blank", "blank"]


def test_the_list_shows_what_was_typed_once_with_the_prompt_the_message_and_a_sample() -> None:
    grade()
    first, second = review()
    assert (first["answer"], first["students"], first["for"]) == ("circa (1216", ["ann", "ben"], "everyone")
    assert (first["automatic"], first["prompt"]) == (["unreadable"], "How many parameters are there?")
    assert (first["sample"], first["of"], first["suggested"]) == ("1216", "2", "")
    assert len(first["remarks"]) == 1
    assert "'(' is never closed" in first["remarks"][0] or "circa" in first["remarks"][0]
    assert (second["answer"], second["students"]) == ("1216 +", ["cem"])


def test_one_decision_serves_all_who_typed_the_same_and_those_alone(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    assert moodle(capsys) == ["dan,3.00", "eve,0.00"]
    review()
    decide("circa (1216", "3/2", "No unit is asked for.")
    text = "student: fay\nanswers:\n  count: circa (1216\n"
    Path("subs/fay.yaml").write_text(text, encoding="utf-8")
    grade()
    assert {student: standing(student) for student in ("ann", "ben", "cem", "dan", "fay")} == {
        "ann": ("5/2", "0"),
        "ben": ("5/2", "0"),
        "cem": ("0", "2"),
        "dan": ("3", "0"),
        "fay": ("3/2", "0"),
    }
    assert moodle(capsys) == ["ann,2.50", "ben,2.50", "dan,3.00", "eve,0.00", "fay,1.50"]
    assert [group["students"] for group in review()] == [["cem"]]
    assert "No unit is asked for. (decided by J. Doe, 2026-11-20)" in Path("out/ann.html").read_text(encoding="utf-8")


def test_the_same_characters_are_two_questions_where_a_student_defined_a_name_in_them() -> None:
    for student, more in (("ann", ""), ("ben", "definitions: {q: 3 +}\n"), ("cem", "")):
        text = f"student: {student}\n{more}answers:\n  sum: q + x\n"
        Path(f"subs/{student}.yaml").write_text(text, encoding="utf-8")
    grade()
    assert [(group["students"], group["for"]) for group in review() if group["item"] == "sum"] == [
        (["ann", "cem"], "students"),
        (["ben"], "students"),
    ]


def test_a_decision_on_what_was_typed_stays_when_it_can_be_read_by_now_and_is_flagged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    entry = (
        "{item: count, answer: '1216', points: 1, reason: Why?, author: J, date: 2026-11-20, automatic: [unreadable]}"
    )
    Path("rubric.overrides.yaml").write_text(f"rubric: sums\noverrides:\n  - {entry}\n", encoding="utf-8")
    grade()
    assert standing("dan") == ("2", "0")
    assert "warning: a person's decision should be looked at again: dan, count" in capsys.readouterr().err


def test_a_rubric_may_choose_that_it_scores_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rubric.yaml").write_text(f"unreadable: zero\n{RUBRIC}", encoding="utf-8")
    grade()
    assert standing("ann") == ("1", "0")
    assert review() == []
    assert moodle(capsys) == ["ann,1.00", "ben,1.00", "cem,0.00", "dan,3.00", "eve,0.00"]


def test_gibberish_passes_no_threshold(capsys: pytest.CaptureFixture[str]) -> None:
    Path("subs/fay.yaml").write_text("student: fay\nanswers:\n  count: 7 +* ((\n  sum: 'a %% b'\n", encoding="utf-8")
    assert grade("--fail-under", "1") == 1
    messages = capsys.readouterr().err
    assert "below 1 %: fay (0 of 3, 3 points pending)" in messages
    assert "below 1 %: ann" not in messages


def test_a_check_is_as_before_not_right_and_costs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "subs/ann.yaml", "--rubric", "rubric.yaml"]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "cannot be read, 2 points not counted" in shown
    assert "This answer could not be read. See below what to change." in shown
    assert "pending" not in shown


def test_the_page_of_the_class_shows_what_could_not_be_read_and_by_whom() -> None:
    grade()
    page = Path("out/index.html").read_text(encoding="utf-8")
    unread = page[page.index("<h4>Cannot be read</h4>") :]
    assert "<b>2 ×</b>" in unread[:200]
    assert "circa (1216</code>" in unread[:300]
    assert "<a href=ann.html>ann</a>, <a href=ben.html>ben</a>" in unread[:600]
    assert "3 answers</a></b> that cannot be read, and wait for a person" in page
    assert "that wait for a person, by" not in page


# Closing


def close() -> int:
    who = ["--rubric", "rubric.yaml", "--author", "J. Doe", "--date", "2026-12-20"]
    return main(["review", "out", "--close", *who])


def test_what_nobody_decided_is_settled_by_an_act_that_is_logged_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    capsys.readouterr()
    assert close() == 0
    assert capsys.readouterr() == (
        "3 decisions of no points added to rubric.overrides.yaml. Grade again to apply them.\n",
        "",
    )
    assert Path("rubric.overrides.yaml").read_text(encoding="utf-8").count("Nobody decided on this answer") == 3
    grade()
    assert {student: standing(student) for student in ("ann", "ben", "cem", "dan")} == {
        "ann": ("1", "0"),
        "ben": ("1", "0"),
        "cem": ("0", "0"),
        "dan": ("3", "0"),
    }
    remark = record("ann")["items"][0]["remarks"][0]
    assert remark["text"] == (
        "Nobody decided on this answer before the grading was closed. (decided by J. Doe, 2026-12-20)"
    )
    assert review() == []
    assert close() == 0
    assert "0 decisions of no points" in capsys.readouterr().out


def test_closing_settles_only_what_is_there_and_a_later_decision_counts(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    review()
    close()
    Path("subs/fay.yaml").write_text("student: fay\nanswers:\n  count: circa (1216\n", encoding="utf-8")
    grade()
    assert [group["students"] for group in review()] == [["fay"]]
    capsys.readouterr()
    assert main(["review", "out", "--close"]) == 2
    assert "'--close' needs" in capsys.readouterr().err


# Exports to systems in which nothing can wait


def test_a_total_that_would_be_taken_as_final_is_withheld_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    capsys.readouterr()
    assert main(["export", "out", "--to", "gradescope", "--output", "results"]) == 1
    messages = capsys.readouterr().err
    for student in ("ann", "ben", "cem"):
        assert f"error[pending-answer]: '{student}' has no final score yet, so there is no file: count." in messages
    assert sorted(path.name for path in Path("results").iterdir()) == ["dan.gradescope.json", "eve.gradescope.json"]


def test_classroom_50_gets_no_record_without_a_final_score(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    given = {"classroom": "c", "assignment": "a", "submission": "submit/1", "datetime": "2026-11-30T22:59:00Z"}
    given |= dict.fromkeys(("commit", "release"), "https://example.org/")
    options = [word for name, value in given.items() for word in ("--option", f"{name}={value}")]
    command = ["export", "out", "--to", "classroom50", "--student", "ann", "--output", "ann.json", *options]
    assert main(command) == 2
    assert "error[pending-answer]" in capsys.readouterr().err
    assert not Path("ann.json").exists()
    assert main([*command, "--pending", "zero"]) == 0
    tests = json.loads(Path("ann.json").read_text(encoding="utf-8"))["tests"]
    assert (tests[0]["test-name"], tests[0]["score"]) == ("count: cannot be read", 0)


def test_a_report_for_gradescope_that_grading_writes_has_no_score_while_an_answer_waits() -> None:
    grade("--format", "json,gradescope")
    written = json.loads(Path("out/ann.gradescope.json").read_text(encoding="utf-8"))
    assert [where for where in (written, *written["tests"]) if "score" in where] == []
    assert json.loads(Path("out/dan.gradescope.json").read_text(encoding="utf-8"))["score"] == 3


def test_a_course_may_say_that_what_waits_counts_as_zero_and_sees_whose(capsys: pytest.CaptureFixture[str]) -> None:
    grade()
    assert moodle(capsys, "--pending", "zero") == ["ann,1.00", "ben,1.00", "cem,0.00", "dan,3.00", "eve,0.00"]
    main(["export", "out", "--to", "gradescope", "--output", "results", "--pending", "zero"])
    assert "note: 3 answers wait for a person and count as 0: 'ann', 'ben', 'cem'.\n" in capsys.readouterr().err
    written = json.loads(Path("results/ann.gradescope.json").read_text(encoding="utf-8"))
    assert written["score"] == 1
    assert "a person still has to judge 2 points" in written["output"]
