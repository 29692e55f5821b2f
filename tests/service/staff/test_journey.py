"""From a roster to exported scores, in each database; and what of it a folder of files keeps."""

from pathlib import Path

from grader.service.exercises.counting import load_rules
from grader.service.exercises.deciding import write_overrides
from grader.service.store.courses import find_course
from grader.service.store.database import Database
from grader.service.store.decisions import list_decisions
from grader.service.store.exercises import add_revision, find_exercise
from grader.service.store.migrating import migrate
from grader.service.transfer.exporting import export_course
from grader.service.transfer.importing import import_course

from .school import COURSE, HERE, RUBRIC, School, read_rows
from .test_reviewing import decide, find_fields


def test_class_is_graded_decided_on_and_regraded(school_of_each_kind: School) -> None:
    school = school_of_each_kind
    ivy = school.person("ivy")
    links = ivy.send(f"{COURSE}/members/roster", {"file": ("roster.csv", b"id,name\neve,Eve\n")})
    assert "student,name,email,link\r\neve,Eve,,http" in links.text
    school.hand_in("eve", slope="2x", why="the power rule")
    school.hand_in("ada", slope="3x")
    assert decide(school, "ivy", find_fields(ivy.get(f"{HERE}/review")), "1/2").status_code == 303
    ada = str(school.key("ada"))
    given = ivy.post(f"{HERE}/extensions", account=ada, until="2026-12-05T12:00", reason="ill")
    assert given.status_code == 303
    school.do_jobs()
    account = school.key("ivy")
    rubric = RUBRIC.replace("points: 2", "points: 4").encode()
    school.database.write(lambda c: add_revision(c, school.exercise, rubric, account, school.now))
    trial = ivy.post(f"{HERE}/revisions/2/try").headers["location"]
    school.do_jobs()
    assert ivy.post(f"{trial}/accept").status_code == 303
    rows = read_rows(ivy.get(f"{HERE}/class"))
    assert [row[:4] for row in rows[1:]] == [
        ["Ada", "graded No answer is right.", "0", "–"],
        ["Ben", "not handed in", "–", "–"],
        ["Eve", "graded", "4.5", "–"],
    ]
    assert "eve,eve.yaml,graded,4.5,5" in ivy.post(f"{HERE}/exports/csv").text
    assert len(read_rows(ivy.get(f"{COURSE}/log"))) > 5


def test_exported_course_has_the_decisions(school: School, tmp_path: Path) -> None:
    school.hand_in("ada", slope="2x", why="the power rule")
    decide(school, "tim", find_fields(school.person("tim").get(f"{HERE}/review")), "1/2")
    school.person("tim").post(
        f"{HERE}/work/{school.key('ada')}/decide", item="slope", points="1", reason="Hm.", seen="1"
    )
    school.do_jobs()
    export_course(school.database, "calculus", tmp_path / "out")
    with school.database.read() as connection:
        rules = load_rules(connection, school.exercise.id)
        data = write_overrides(connection, school.exercise.id, rules.opened)
        before = list_decisions(connection, school.exercise.id)
    assert (tmp_path / "out/exercises/week3/rubric.overrides.yaml").read_bytes() == data
    assert len(before) == 2
    other = Database(f"sqlite:///{tmp_path / 'other.sqlite'}")
    migrate(other)
    import_course(other, tmp_path / "out", school.now)
    with other.read() as connection:
        course = find_course(connection, "calculus")
        assert course is not None
        exercise = find_exercise(connection, course, "week3")
        assert exercise is not None
        assert [(one.item, one.student, one.points) for one in list_decisions(connection, exercise.id)] == [
            (one.item, one.student, one.points) for one in before
        ]
        assert write_overrides(connection, exercise.id, load_rules(connection, exercise.id).opened) == data
    other.close()
