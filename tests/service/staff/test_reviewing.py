"""Deciding on answers that wait for a person."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, select

from grader.batch.job import Job
from grader.service.exercises.counting import load_rules
from grader.service.exercises.deciding import write_overrides
from grader.service.store import tables
from grader.service.store.decisions import add_decision, list_decisions
from grader.service.store.gradings import list_counting, list_entries

from .school import HERE, School, read_notices, read_rows, read_text

REVIEW = f"{HERE}/review"


def find_fields(page) -> dict[str, str]:
    form = page.text.partition('id="decide"')[2]
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    found.pop("token")
    return found


def decide(school: School, name: str, fields: dict[str, str], points: str, reason: str = "Well said."):
    return school.person(name).post(REVIEW, **fields, points=points, reason=reason)


def test_equal_answers_wait_as_one_and_are_decided_as_one(school: School) -> None:
    school.hand_in("ada", slope="2x", why="The power rule.")
    school.hand_in("ben", slope="3x", why="the  power rule")
    tim = school.person("tim")
    page = tim.get(REVIEW)
    text = read_text(page.text)
    assert "Decision 1 of 1, for 2 answers in all." in text
    assert "It holds for everybody who gives this answer, now and later. From ada , ben ." in text
    assert "A right answer: the power rule" in text
    done = decide(school, "tim", find_fields(page), "1/2")
    assert done.headers["location"] == f"{REVIEW}?at=0&done=1&answers=2"
    assert "The reason: 0.5 points to 2 equal answers. Undo U" in read_text(tim.get(done.headers["location"]).text)
    assert "No answer waits for a person." in read_text(tim.get(REVIEW).text)
    school.do_jobs()
    rows = read_rows(tim.get(f"{HERE}/class"))
    assert [row[1:4] for row in rows[1:]] == [["graded", "2.5", "–"], ["graded", "0.5", "–"]]
    with school.database.read() as connection:
        entries = list_entries(connection, school.exercise.id, school.key("ada"))
    assert [(entry.because, entry.score, entry.pending) for entry in entries] == [
        ("hand-in", "2", "1"),
        ("decision", "5/2", "0"),
    ]


def test_decision_serves_whoever_gives_the_answer_later(school: School) -> None:
    school.hand_in("ada", why="the power rule")
    decide(school, "tim", find_fields(school.person("tim").get(REVIEW)), "1")
    school.do_jobs()
    school.hand_in("ben", why="The power rule.")
    feedback = read_text(school.person("ben").get("/courses/calculus/week3/feedback").text)
    assert "Well said. (decided by Tim, 2026-11-30)" in feedback


def test_second_of_two_is_told_what_the_first_decided(school: School) -> None:
    school.hand_in("ada", why="the power rule")
    fields = find_fields(school.person("tim").get(REVIEW))
    assert decide(school, "tim", fields, "1/2").status_code == 303
    second = decide(school, "ivy", fields, "1", "Perfect.")
    assert second.status_code == 409
    assert read_notices(second) == ["Tim was faster, and gave 1/2 of 1: Well said. Nothing was changed."]
    with school.database.read() as connection:
        assert [one.points for one in list_decisions(connection, school.exercise.id)] == ["1/2"]


def test_less_than_all_points_needs_a_reason_and_the_points_must_fit(school: School) -> None:
    school.hand_in("ada", why="the power rule")
    fields = find_fields(school.person("tim").get(REVIEW))
    why = "Say why: the students read it as the reason why they get less than full points."
    assert read_notices(decide(school, "tim", fields, "0", " ")) == [why]
    for points in ("2", "-1", "x", "1/0", ""):
        assert read_notices(decide(school, "tim", fields, points)) == [
            "Give a number of points from 0 to 1, such as 1, 1/2 or 0.5."
        ]
    assert decide(school, "tim", fields, "1", "").status_code == 303


def test_what_was_typed_about_a_group_stays_where_it_cannot_be_used(school: School) -> None:
    school.hand_in("ada", why="the power rule")
    school.hand_in("ben", why="because")
    fields = {**find_fields(school.person("tim").get(REVIEW)), "reason": "Nearly.", "other": "7"}
    page = school.person("tim").post(REVIEW, **fields)
    assert ">Nearly.</textarea>" in page.text
    assert 'name="other" value="7"' in page.text
    assert "Nearly." not in school.person("tim").post(REVIEW, **{**fields, "grading": "99", "other": "7"}).text


def test_student_can_neither_see_nor_decide(school: School) -> None:
    school.hand_in("ada", why="the power rule")
    fields = find_fields(school.person("tim").get(REVIEW))
    assert school.person("ada").get(REVIEW).status_code == 403
    assert decide(school, "ada", fields, "1").status_code == 403
    ada = school.key("ada")
    assert school.person("ada").post(f"{HERE}/work/{ada}/decide", item="why", points="1").status_code == 403


def test_one_answer_of_one_student_is_decided_on_against_the_machine(school: School) -> None:
    school.hand_in("ada", slope="3x")
    school.hand_in("ben", slope="3x")
    tim, here = school.person("tim"), f"{HERE}/work/{school.key('ada')}"
    offered = re.findall(r'<option value="(\w+)"', tim.get(here).text.partition('name="item"')[2])
    assert offered == ["slope", "why"]
    fields = {"item": "slope", "points": "1", "reason": "The sign of life.", "seen": "0"}
    assert tim.post(f"{here}/decide", **fields).status_code == 303
    assert "The sign of life. (decided by Tim, 2026-11-30)" in read_text(tim.get(here).text)
    refused = school.person("ivy").post(f"{here}/decide", **fields)
    assert read_notices(refused)[0] == "Tim was faster, and gave 1 of 2: The sign of life. Nothing was changed."
    school.do_jobs()
    assert [row[2] for row in read_rows(tim.get(f"{HERE}/class"))[1:]] == ["1", "0"]


def test_outdated_decision_waits_again(school: School) -> None:
    school.hand_in("ada", slope="3x")
    ada = school.key("ada")
    fields = {"item": "slope", "points": "1", "reason": "Nearly.", "seen": "0"}
    school.person("tim").post(f"{HERE}/work/{ada}/decide", **fields)
    school.hand_in("ada", slope="2x")
    text = read_text(school.person("tim").get(REVIEW).text)
    assert "Decision 1 of 1, for 1 answer in all." in text
    assert "The answer has changed since this was decided." in text


def test_decisions_are_the_file_that_grade_reads(school: School, tmp_path: Path) -> None:
    school.hand_in("ada", slope="2x", why="the power rule")
    decide(school, "tim", find_fields(school.person("tim").get(REVIEW)), "1/2")
    school.do_jobs()
    with school.database.read() as connection:
        rules = load_rules(connection, school.exercise.id)
        data = write_overrides(connection, school.exercise.id, rules.opened)
        entry = list_counting(connection, school.exercise.id)[school.key("ada")]
    assert data.decode() == (
        "# Decisions of people on answers; see docs/review.md. New ones come at the end.\n"
        "rubric: week3\n"
        "overrides:\n"
        "  - item: why\n"
        '    answer: "the power rule"\n'
        "    points: 1/2\n"
        '    reason: "Well said."\n'
        '    author: "Tim"\n'
        '    date: "2026-11-30"\n'
        "    automatic: [undecided]\n"
    )
    (tmp_path / "week3.yaml").write_bytes(rules.revision.rubric)
    (tmp_path / "week3.overrides.yaml").write_bytes(data)
    assert Job.load(tmp_path / "week3.yaml", rules.opened.job.view, ()).overrides == rules.overrides
    assert (entry.score, entry.pending, entry.waiting) == ("5/2", "0", 0)


def test_decision_is_undone_by_a_further_row(school: School) -> None:
    school.hand_in("ada", slope="2x", why="the power rule")
    tim = school.person("tim")
    decide(school, "tim", find_fields(tim.get(REVIEW)), "1/2")
    school.do_jobs()
    page = tim.post(f"{REVIEW}/undo", done="1", at="0")
    assert read_notices(page) == [
        "Undone. The decision is withdrawn, and what counted before it counts again in a moment."
    ]
    school.do_jobs()
    page = tim.get(REVIEW)
    assert "Decision 1 of 1, for 1 answer in all." in read_text(page.text)
    with school.database.read() as connection:
        entries = list_entries(connection, school.exercise.id, school.key("ada"))
        assert list_decisions(connection, school.exercise.id) == []
    assert [(one.because, one.score, one.pending) for one in entries] == [
        ("hand-in", "2", "1"),
        ("decision", "5/2", "0"),
        ("decision", "2", "1"),
    ]
    assert decide(school, "ivy", find_fields(page), "1").headers["location"] == f"{REVIEW}?at=0&done=3&answers=1"
    again = tim.post(f"{REVIEW}/undo", done="1", at="0")
    assert read_notices(again) == ["Somebody has decided again since. Nothing was changed."]
    with school.database.read() as connection:
        assert [one.points for one in list_decisions(connection, school.exercise.id)] == ["1"]


def test_undoing_brings_an_earlier_decision_back(school: School) -> None:
    school.hand_in("ada", slope="3x")
    tim, here = school.person("tim"), f"{HERE}/work/{school.key('ada')}"
    for seen, points in (("0", "1"), ("1", "2")):
        tim.post(f"{here}/decide", item="slope", points=points, reason="Hm.", seen=seen)
    tim.post(f"{REVIEW}/undo", done="2", at="0")
    school.do_jobs()
    assert read_rows(tim.get(f"{HERE}/class"))[1][2] == "1"


def decide_for_each(school: School, names: Sequence[str]) -> list[int]:
    """Let Tim decide for each of some students alone, at once; return the decisions."""
    by = school.key("tim")
    accounts = [school.key(name) for name in names]
    with school.database.read() as connection:
        grading = list_counting(connection, school.exercise.id)[school.key("ada")].grading_id
    exercise, values = school.exercise.id, {"answer": "the power rule", "reason": "Hm.", "automatic": "undecided"}

    def act(connection: Connection) -> list[int]:
        common = {**values, "points": "1/2", "grading_id": grading, "account_id": by, "now": school.now}
        return [add_decision(connection, exercise, "why", student_id=key, **common) for key in accounts]

    return school.database.write(act)


def test_decisions_are_undone_all_or_none(school: School) -> None:
    school.hand_in("ada", slope="2x", why="the power rule")
    first, last = decide_for_each(school, ["ada", "ben"])
    fields = {"item": "why", "points": "1", "reason": "Yes.", "seen": str(last)}
    assert school.person("ivy").post(f"{HERE}/work/{school.key('ada')}/decide", **fields).status_code == 303
    refused = school.person("tim").post(f"{REVIEW}/undo", done=f"{first}.{last}", at="0")
    assert read_notices(refused) == ["Somebody has decided again since. Nothing was changed."]
    with school.database.read() as connection:
        found = list_decisions(connection, school.exercise.id)
        logged = list(connection.scalars(select(tables.audit.c.action)))
    assert [(one.student, one.points) for one in found] == [("ada", "1/2"), ("ben", "1/2"), ("ada", "1")]
    assert "decision-withdrawn" not in logged


def test_large_group_is_undone_completely_and_logged(school: School) -> None:
    school.hand_in("ada", slope="2x", why="the power rule")
    names = [f"student{number}" for number in range(120)]
    made = decide_for_each(school, names)
    page = school.person("tim").get(f"{REVIEW}?at=0&done={made[0]}.{made[-1]}&answers=120")
    assert "The reason: 0.5 points to 120 answers. Undo U" in read_text(page.text)
    done = re.findall(r'name="done" value="([^"]*)"', page.text)[0]
    undone = school.person("tim").post(f"{REVIEW}/undo", done=done, at="0")
    assert read_notices(undone) == [
        "Undone. The decision is withdrawn, and what counted before it counts again in a moment."
    ]
    audit = tables.audit
    with school.database.read() as connection:
        assert list_decisions(connection, school.exercise.id) == []
        rows = connection.scalars(select(audit.c.detail).where(audit.c.action == "decision-withdrawn")).all()
    assert [json.loads(detail)["student"] for detail in rows] == names


def test_decisions_that_were_not_made_as_one_are_not_undone_as_one(school: School) -> None:
    school.hand_in("ada", slope="3x", why="the power rule")
    tim = school.person("tim")
    decide(school, "tim", find_fields(tim.get(REVIEW)), "1/2")
    tim.post(f"{HERE}/work/{school.key('ada')}/decide", item="slope", points="1", reason="Hm.", seen="1")
    assert tim.post(f"{REVIEW}/undo", done="1.2", at="0").status_code == 409
    with school.database.read() as connection:
        assert len(list_decisions(connection, school.exercise.id)) == 2
