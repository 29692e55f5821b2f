"""A course for the next term: the exercises and the staff, and nothing of anybody's work."""

from sqlalchemy import select

from grader.service.store import tables
from grader.service.store.courses import find_course, list_members
from grader.service.store.exercises import find_exercise, find_revision

from .school import COURSE, HERE, RUBRIC, School, read_notices, read_text

COPY = {"title": "Calculus again", "slug": "calculus-2", "staff": "yes"}
THERE = "/courses/calculus-2/week3"


def test_copy_has_the_exercises_and_the_staff_and_nobodys_work(school: School) -> None:
    school.hand_in("ada", slope="2x", why="the power rule")
    ivy = school.person("ivy")
    form = read_text(ivy.get(f"{COURSE}/copy").text)
    assert "It has no students, and nothing that anybody handed in." in form
    assert 'value="calculus-2"' in ivy.get(f"{COURSE}/copy").text
    assert ivy.post(f"{COURSE}/copy", **COPY).headers["location"] == "/courses/calculus-2"
    assert "Week 3: slopes" in read_text(ivy.get("/courses/calculus-2").text)
    assert ivy.get(f"{THERE}/-/revisions/1/rubric.yaml").text == RUBRIC
    assert school.person("ada").get("/courses/calculus-2").status_code == 404
    with school.database.read() as connection:
        course = find_course(connection, "calculus-2")
        assert course
        exercise = find_exercise(connection, course, "week3")
        assert exercise
        assert {(one.student, one.role) for one in list_members(connection, course)} == {
            ("ivy", "instructor"),
            ("tim", "assistant"),
        }
        for name in ("submission", "release", "extension", "ledger", "draft"):
            table = tables.metadata.tables[name]
            found = connection.execute(select(table).where(table.c.exercise_id == exercise.id)).all()
            assert found == [], name
    again = ivy.post(f"{COURSE}/copy", **COPY)
    assert read_notices(again) == ["There is a course called 'calculus-2' already. Choose another name in addresses."]


def test_every_link_of_a_copy_works(school: School) -> None:
    ivy = school.person("ivy")
    ivy.post(f"{COURSE}/copy", **COPY)
    for path in ("class", "review", "exports", "setup", "revisions/1", "revisions/1/as-student"):
        assert ivy.get(f"{THERE}/-/{path}").status_code == 200, path
    for path in ("members", "log", "tokens", "copy"):
        assert ivy.get(f"/courses/calculus-2/-/{path}").status_code == 200, path


def test_staff_may_stay_behind(school: School) -> None:
    root = school.person("root")
    root.post(f"{COURSE}/copy", title="Calculus", slug="calculus-2")
    with school.database.read() as connection:
        course = find_course(connection, "calculus-2")
        assert course
        assert [(one.student, one.role) for one in list_members(connection, course)] == [("root", "instructor")]


def test_copy_is_opened_with_new_dates_alone(school: School) -> None:
    school.pass_by(days=100)
    ivy = school.person("ivy")
    ivy.post(f"{COURSE}/copy", **COPY)
    here = f"{THERE}/-/revisions"
    refused = ivy.post(f"{here}/1/release", open="yes")
    assert refused.status_code == 409
    assert read_notices(refused)[0].startswith("All dates in this rubric are over.")
    assert "Choose new ones before you open the exercise." in read_text(ivy.get(f"{here}/1").text)
    sent = ivy.post(f"{here}/1/dates", deadline="2027-12-01T12:00", release="2027-12-08T12:00")
    assert sent.headers["location"] == f"{here}/2"
    with school.database.read() as connection:
        course = find_course(connection, "calculus-2")
        assert course
        exercise = find_exercise(connection, course, "week3")
        assert exercise
        made = find_revision(connection, exercise, 2)
    assert made is not None
    dates = {
        "2026-12-01T12:00:00+00:00": "2027-12-01T12:00:00+01:00",
        "2026-12-08T12:00:00+00:00": "2027-12-08T12:00:00+01:00",
    }
    expected = RUBRIC
    for before, after in dates.items():
        expected = expected.replace(before, after)
    assert made.rubric.decode() == expected
    assert ivy.post(f"{here}/2/release", open="yes").status_code == 303


def test_assistants_and_students_copy_nothing(school: School) -> None:
    for name in ("ada", "tim"):
        assert school.person(name).post(f"{COURSE}/copy", **COPY).status_code == 403
        assert school.person(name).post(f"{HERE}/revisions/1/dates").status_code == 403
