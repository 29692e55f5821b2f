"""The log of a course."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from grader.service.store import audit, tables
from grader.service.store.audit import find_broken_row
from grader.service.store.decisions import list_decisions
from grader.service.store.exercises import find_release

from .school import COURSE, HERE, School, read_rows
from .test_regrading import begin, upload
from .test_reviewing import REVIEW, decide, find_fields


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


def fail(values: Mapping[str, object]) -> str:
    raise OSError("the log cannot be written")


def test_nothing_is_done_that_cannot_be_logged(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    school.hand_in("ada", slope="2x", why="the power rule")
    upload(school)
    trial = begin(school)
    school.do_jobs()
    fields = find_fields(school.person("tim").get(REVIEW))
    monkeypatch.setattr(audit, "hash_row", fail)
    assert decide(school, "tim", fields, "1").status_code == 500
    assert school.person("ivy").post(f"{trial}/accept").status_code == 500
    with school.database.read() as connection:
        assert list_decisions(connection, school.exercise.id) == []
        release = find_release(connection, school.exercise.id)
        assert release and release.revision_id == 1


def test_trials_and_tokens_are_in_the_log(school: School) -> None:
    school.hand_in("ada", slope="2x")
    upload(school)
    ivy, trial = school.person("ivy"), begin(school)
    ivy.post(f"{trial}/stop")
    ivy.post(f"{trial}/go-on")
    ivy.post(f"{COURSE}/tokens", label="mine", days="3", scope="submit")
    ivy.post(f"{COURSE}/tokens/1/revoke")
    ivy.post(f"{COURSE}/tokens/1/revoke")
    with school.database.read() as connection:
        actions = list(connection.scalars(select(tables.audit.c.action).order_by(tables.audit.c.id)))
    assert actions == ["hand-in", "trial", "trial-stopped", "trial-continued", "token", "token-revoked"]
