"""The class page, and the work of one student."""

from time import perf_counter

from sqlalchemy import Connection, insert

from grader.service.store import tables
from grader.service.store.gradings import list_counting
from grader.service.store.submissions import list_submissions

from .school import HERE, School, read_notices, read_rows, read_text

MONDAY = "Mon 30 Nov 2026, 13:00 (UTC+01:00, Europe/Berlin)"
WEDNESDAY = "Wed 2 Dec 2026, 13:00 (UTC+01:00, Europe/Berlin)"


def test_class_has_a_row_for_every_student_also_without_a_submission(school: School) -> None:
    school.hand_in("ben", slope="2x", why="the power rule")
    page = school.person("tim").get(f"{HERE}/class")
    assert read_rows(page) == [
        ["Student", "State", "Score of 3", "Pending", "Handed in", "What counts is from"],
        ["Ada", "not handed in", "–", "–", "–", ""],
        ["Ben", "waits for a person", "2 so far", "1", "1", MONDAY],
    ]
    assert "2 students, 1 not handed in, 1 waits for a person." in read_text(page.text)


def test_class_says_why_a_score_is_zero(school: School) -> None:
    tim = school.person("tim")
    for answers, said in (
        ({"slope": "3x"}, "No answer is right."),
        ({}, "Every answer is blank."),
    ):
        school.hand_in("ada", **answers)
        assert read_rows(tim.get(f"{HERE}/class"))[1][1:3] == [f"graded {said}", "0"]
        assert read_notices(school.person("ada").get("/courses/calculus/week3/feedback")) == [
            f"Why the score is 0: {said}"
        ]
    school.pass_by(days=9)
    school.hand_in("ben", slope="2x")
    said = "It was handed in so late that nothing counts."
    assert read_rows(tim.get(f"{HERE}/class"))[2][1:3] == [f"graded late {said}", "0"]
    assert read_notices(tim.get(f"{HERE}/work/{school.key('ben')}")) == [f"Why the score is 0: {said}"]


def test_work_is_shown_with_key_to_staff_and_to_nobody_else(school: School) -> None:
    school.hand_in("ada", slope="3x")
    ada, here = school.key("ada"), f"{HERE}/work/{school.key('ada')}"
    page = school.person("tim").get(here)
    assert "<mi>x</mi>" in page.text
    assert "Expected" in read_text(page.text)
    for path in (here, f"{here}/as-student", f"{here}/submissions/1", f"{HERE}/class", f"{HERE}/setup"):
        assert school.person("ada").get(path).status_code == 403
        assert school.person("tim").get(path).status_code == 200
    assert "Expected" not in read_text(school.person("tim").get(f"{here}/as-student").text)
    assert "Expected" in read_text(school.person("tim").get(f"{here}/as-student?phase=released").text)
    assert school.person("tim").get(f"{HERE}/work/{ada + 1000}").status_code == 404


def test_class_of_a_thousand_is_fast(school: School) -> None:
    school.hand_in("ada", slope="2x", why="the power rule")

    def fill(connection: Connection) -> None:
        (first,) = list_submissions(connection, school.exercise.id)
        (entry,) = list_counting(connection, school.exercise.id).values()
        account = [{"name": f"s{n}", "display": f"Student {n}", "created": school.now} for n in range(1000)]
        connection.execute(insert(tables.account), account)
        keys = {f"s{n}": 0 for n in range(1000)}
        for row in connection.execute(tables.account.select()):
            if row.name in keys:
                keys[row.name] = row.id
        base = {"exercise_id": school.exercise.id}
        members = [
            {"course_id": school.course.id, "account_id": key, "role": "student", "student": name, "section": ""}
            for name, key in keys.items()
        ]
        connection.execute(insert(tables.member), members)
        handed = [
            {**base, "account_id": key, "number": 1, "name": "a.yaml", "data": first.data, "sha256": first.sha256,
             "form": "f", "received": school.now}
            for key in keys.values()
        ]  # fmt: skip
        connection.execute(insert(tables.submission), handed)
        entries = [
            {**base, "account_id": key, "grading_id": entry.grading_id, "score": "2", "pending": "1",
             "because": "hand-in", "created": school.now}
            for key in keys.values()
        ]  # fmt: skip
        connection.execute(insert(tables.ledger), entries)

    school.database.write(fill)
    tim = school.person("tim")
    tim.get(f"{HERE}/class")
    start = perf_counter()
    page = tim.get(f"{HERE}/class")
    assert len(read_rows(page)) == 1003
    assert perf_counter() - start < 2  # 0.2 s on a machine that does nothing else
