"""The log of a course."""

from grader.service.store.audit import find_broken_row

from .school import COURSE, HERE, School, read_rows


def test_log_says_who_did_what_to_instructors_alone(school: School) -> None:
    school.hand_in("ada", slope="2x")
    ivy = school.person("ivy")
    ivy.post(f"{COURSE}/members/{school.key('ben')}/role", role="assistant")
    ivy.post(f"{HERE}/revisions/1/release", open="no")
    when = "Mon 30 Nov 2026, 13:00 (UTC+01:00, Europe/Berlin)"
    rows = read_rows(ivy.get(f"{COURSE}/log"))
    assert rows[0] == ["When", "Who", "What", "Where", "Details"]
    where = "Week 3: slopes"
    assert rows[1:3] == [
        [when, "Ivy", "let a revision count, or opened or closed the exercise", where, "is open: no, number: 1"],
        [when, "Ivy", "changed a role", "", "role: assistant, student: ben"],
    ]
    assert rows[3][:4] == [when, "Ada", "handed in", where]
    for name in ("ada", "tim"):
        assert school.person(name).get(f"{COURSE}/log").status_code == 403
    with school.database.read() as connection:
        assert find_broken_row(connection) is None
