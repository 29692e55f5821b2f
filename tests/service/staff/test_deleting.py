"""Deleting a person: no column of the database names them any more, and the figures of the class stay."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import Connection, select, text

from grader.errors import UsageError
from grader.service.exercises.counting import load_rules
from grader.service.exercises.deciding import DECIDERS, forget_decisions, write_file
from grader.service.exercises.equal_items import KEPT
from grader.service.exercises.handing_in import hand_in_answers
from grader.service.exercises.looking import look_at
from grader.service.identity.accounts import find_account, make_account, make_link
from grader.service.identity.enrolling import get_account
from grader.service.identity.tokens import Scope, make_token
from grader.service.jobs.kinds.regrade import MEMBER as REGRADE
from grader.service.refusals import AccessError
from grader.service.store import tables
from grader.service.store.audit import find_broken_row, note
from grader.service.store.courses import Role, add_course, add_member
from grader.service.store.drafts import save_draft, save_drafts
from grader.service.store.exercises import find_revision, get_revision
from grader.service.store.gradings import list_counting, list_entries
from grader.service.store.queue import Job
from grader.service.store.rows import fetch_one
from grader.service.store.submissions import list_submissions
from grader.service.upkeep.deletion.deleting import delete_person
from grader.service.upkeep.inspection import inspect_database

from .school import COURSE, HERE, InlineBench, School, read_rows, read_text
from .test_regrading import begin, upload
from .test_reviewing import REVIEW, decide, find_fields

NAME, MAIL = "Zebulon Quince", "zq@example.org"
TRACES = ("zebulon", "quince", "zq@", "7x^3", "heptagon", "hedgehog")


def take_part(school: School) -> int:
    """Let somebody do everything that leaves a trace; return the account."""
    ivy, exercise = school.person("ivy"), school.exercise
    roster = f"id,name,email,section\nquince7,{NAME},{MAIL},A\n".encode()
    ivy.send(f"{COURSE}/members/roster", {"file": ("roster.csv", roster)})
    with school.database.read() as connection:
        account = find_account(connection, MAIL)
    assert account is not None
    key = account.id
    student = school.person(MAIL)
    student.post("/courses/calculus/week3/hand-in", form="f1", **{"answer.slope": "7x^3", "answer.why": "A heptagon."})
    school.do_jobs()
    decide(school, "tim", find_fields(ivy.get(REVIEW)), "1/2", "Quince: a hedgehog?")
    fields = {"item": "slope", "points": "1", "reason": "Nearly, Zebulon.", "seen": "0"}
    ivy.post(f"{HERE}/work/{key}/decide", **fields)
    ivy.post(f"{HERE}/extensions", account=str(key), until="2026-12-05T12:00", reason="Quince is ill")
    school.do_jobs()

    def leave_more(connection: Connection) -> None:
        save_draft(connection, exercise.id, key, "slope", "7x^3 hedgehog", 0, school.now)
        account = get_account(connection, key)
        make_token(connection, account, school.course.id, "Quince's laptop", [Scope.SUBMIT], 10, school.now)
        make_link(connection, account, school.now)
        look_at(connection, exercise.id, key, 1, b"student: quince7\nanswers: {slope: '7x^3'}\n", school.now)

    school.database.write(leave_more)
    school.do_jobs()
    return key


def delete(school: School, name: str) -> int:
    """Delete somebody at the terminal; return what was their account."""
    key = school.key(name)
    school.database.write(lambda c: delete_person(c, get_account(c, key), None, school.now))
    return key


def search(connection: Connection) -> list[str]:
    """Return every place in the database that has one of the traces."""
    found = []
    for table in tables.metadata.sorted_tables:
        for row in connection.execute(select(table)).mappings():
            for column, value in row.items():
                text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                found += [f"{table.name}.{column}" for trace in TRACES if trace in text.casefold()]
    return found


def test_nothing_names_a_person_who_was_deleted(school_of_each_kind: School) -> None:
    school = school_of_each_kind
    key = take_part(school)
    with school.database.read() as connection:
        before = list_counting(connection, school.exercise.id)[key]
        assert set(search(connection)) >= {
            "account.name", "account.display", "audit.detail", "check.data", "decision.answer", "decision.reason",
            "draft.text", "extension.reason", "grading.record", "member.student", "submission.data", "token.label",
        }  # fmt: skip
    ivy, root = school.person("ivy"), school.person("root")
    rows = read_rows(ivy.get(f"{HERE}/class"))
    assert root.get(f"{COURSE}/members/{key}/delete").status_code == 200
    assert root.post(f"{COURSE}/members/{key}/delete").status_code == 303
    with school.database.read() as connection:
        assert search(connection) == []
        assert find_broken_row(connection) is None
        after = list_counting(connection, school.exercise.id)[key]
        account = get_account(connection, key)
    assert inspect_database(school.database) == []
    assert (after.score, after.grading_id) == (before.score, before.grading_id)
    assert (account.name, account.is_closed, account.password) == (f"deleted-{key}", True, None)
    name = f"Deleted person {key}"
    changed = [[name, *row[1:]] if row[0].startswith(NAME) else row for row in rows]
    assert sorted(read_rows(ivy.get(f"{HERE}/class"))) == sorted(changed)
    assert ivy.get(f"{HERE}/work/{key}").status_code == 200
    assert school.person(MAIL).get("/courses/calculus").status_code == 303
    assert "erased: a person was deleted" in read_text(ivy.get(f"{COURSE}/log").text)


def test_deletion_on_the_page_leaves_nothing_in_memory(school: School) -> None:
    key = take_part(school)
    root, readers = school.person("root"), school.app.state.service.readers
    school.person("ivy").get(f"{HERE}/work/{key}")
    school.person(MAIL).post("/courses/calculus/week3/preview", item="slope", text="7x^3")
    assert KEPT.found and DECIDERS.found and readers.kept
    assert root.post(f"{COURSE}/members/{key}/delete").status_code == 303
    assert not (KEPT.found or DECIDERS.found or readers.kept or write_file.cache_info().currsize)


def test_one_decider_is_kept_for_an_exercise(school: School) -> None:
    forget_decisions()
    school.hand_in("ada", slope="3x")
    here, tim = f"{HERE}/work/{school.key('ada')}", school.person("tim")
    for seen in ("0", "1", "2"):
        tim.post(f"{here}/decide", item="slope", points="1", reason=f"Nearly {seen}.", seen=seen)
        tim.get(here)
    with school.database.read() as connection:
        decider = load_rules(connection, school.exercise.id).decider
        assert decider is load_rules(connection, school.exercise.id).decider
    assert list(DECIDERS.found) == [school.exercise.id]
    assert len(decider.overrides.entries) == 3


def test_score_so_far_is_final_where_answers_are_gone(school: School) -> None:
    school.hand_in("ada", slope="2x", why="the power rule")
    ada = delete(school, "ada")
    assert "No answer waits for a person." in read_text(school.person("tim").get(REVIEW).text)
    with school.database.read() as connection:
        entries = list_entries(connection, school.exercise.id, ada)
    assert [(one.because, one.score, one.pending) for one in entries] == [("hand-in", "2", "1"), ("deleted", "2", "0")]
    assert inspect_database(school.database) == []


def test_decision_that_serves_others_stays(school: School) -> None:
    school.hand_in("ada", why="the power rule")
    school.hand_in("ben", why="The power rule.")
    decide(school, "tim", find_fields(school.person("tim").get(REVIEW)), "1/2")
    school.do_jobs()
    delete(school, "ada")
    feedback = read_text(school.person("ben").get("/courses/calculus/week3/feedback").text)
    assert "Well said. (decided by Tim, 2026-11-30)" in feedback
    assert inspect_database(school.database) == []


def test_regrade_leaves_out_whoever_was_deleted(school: School) -> None:
    school.hand_in("ada", slope="2x")
    school.hand_in("ben", slope="2x")
    ada = delete(school, "ada")
    upload(school)
    trial = begin(school)
    school.do_jobs()
    ivy = school.person("ivy")
    assert "1 of 1 submission would change." in read_text(ivy.get(trial).text)
    assert ivy.post(f"{trial}/accept").status_code == 303
    rows = {row[0]: row[2] for row in read_rows(ivy.get(f"{HERE}/class"))[1:]}
    assert rows == {f"Deleted person {ada}": "2", "Ben": "0"}
    assert inspect_database(school.database) == []


def act_meanwhile(school: School, name: str, act: Callable[[], object]) -> BaseException | None:
    """Do something else while somebody is being deleted, and return how it failed."""
    key = school.key(name)

    def delete_slowly(connection: Connection) -> Future[object]:
        delete_person(connection, get_account(connection, key), None, school.now)
        future = pool.submit(act)
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while connection.dialect.name == "postgresql" and not future.done() and not connection.scalar(waiting):
            pass
        return future

    with ThreadPoolExecutor(1) as pool:
        return school.database.write(delete_slowly).exception()


def test_what_was_sent_before_a_deletion_is_refused_after_it(school_of_each_kind: School) -> None:
    school = school_of_each_kind
    school.hand_in("ada", slope="2x")
    exercise, ada = school.exercise.id, school.key("ada")
    revision = find_revision_id(school, 1)
    acts: list[Callable[[Connection], object]] = [
        lambda c: hand_in_answers(c, exercise, ada, "ada.yaml", b"heptagon", "late", school.now, school.now),
        lambda c: save_draft(c, exercise, ada, "why", "a heptagon", 0, school.now),
        lambda c: save_drafts(c, exercise, ada, {"why": ("a heptagon", 0)}, school.now),
        lambda c: look_at(c, exercise, ada, revision, b"heptagon", school.now),
    ]
    found = [act_meanwhile(school, "ada", lambda: school.database.write(acts[0]))]
    for act in acts[1:]:
        with pytest.raises(AccessError) as raised:
            school.database.write(act)
        found.append(raised.value)
    assert {str(one) for one in found} == {"This account is closed: nothing of it can be saved or handed in any more."}
    with school.database.read() as connection:
        assert search(connection) == []
    assert inspect_database(school.database) == []


def test_regrade_that_has_begun_keeps_nothing_of_whoever_is_deleted(school_of_each_kind: School) -> None:
    school = school_of_each_kind
    school.hand_in("ada", slope="7x^3", why="a heptagon")
    upload(school)
    with school.database.read() as connection:
        revision = get_revision(connection, find_revision_id(school, 2))
        (submission,) = list_submissions(connection, school.exercise.id)
    begin(school)
    with school.database.read() as connection:
        job = fetch_one(connection, select(tables.job).where(tables.job.c.kind == "regrade"), Job)
    assert job
    regrade = partial(REGRADE.grade_one, job, school.database, InlineBench(), revision, submission.id)
    assert act_meanwhile(school, "ada", regrade) is None
    with school.database.read() as connection:
        assert search(connection) == []


def find_revision_id(school: School, number: int) -> int:
    with school.database.read() as connection:
        found = find_revision(connection, school.exercise, number)
    assert found is not None
    return found.id


def test_only_administrators_delete_and_the_last_one_stays(school: School) -> None:
    ada = school.key("ada")
    for name in ("ada", "tim", "ivy"):
        assert school.person(name).post(f"{COURSE}/members/{ada}/delete").status_code == 403
    with pytest.raises(UsageError, match="'root' is the only administrator"):
        delete(school, "root")


def test_row_of_the_log_that_was_erased_by_hand_is_found(school: School) -> None:
    school.hand_in("ada", slope="2x")
    delete(school, "ada")
    audit = tables.audit
    school.hand_in("ben", slope="2x")
    with school.database.read() as connection:
        newest = list(connection.scalars(select(audit.c.id).order_by(audit.c.id)))[-1]
    school.database.write(lambda c: c.execute(audit.update().where(audit.c.id == newest).values(detail="", salt="")))
    with school.database.read() as connection:
        assert find_broken_row(connection) == newest


def test_log_holds_after_whoever_deleted_somebody_is_deleted(school: School) -> None:
    school.hand_in("ada", slope="2x")
    root = school.person("root")
    root.post(f"{COURSE}/members/{school.key('ada')}/delete")
    school.database.write(lambda c: make_account(c, "bertram", school.now, is_admin=True))
    delete(school, "root")
    with school.database.read() as connection:
        assert find_broken_row(connection) is None


def read_details(school: School, action: str) -> list[str]:
    audit = tables.audit
    with school.database.read() as connection:
        return list(connection.scalars(select(audit.c.detail).where(audit.c.action == action).order_by(audit.c.id)))


def test_deleting_somebody_leaves_the_details_of_others(school: School) -> None:
    course = school.course
    school.database.write(lambda c: add_member(c, course, make_account(c, "12", school.now).id, Role.STUDENT, "12"))
    school.hand_in("12", slope="3x")
    for _ in range(12):
        school.hand_in("ben", slope="3x")
    tim = school.person("tim")
    fields = {"item": "slope", "points": "1", "reason": "Nearly.", "seen": "0"}
    for name in ("12", "ben"):
        tim.post(f"{HERE}/work/{school.key(name)}/decide", **fields)
    until = {"until": "2026-12-05T12:00", "reason": "Nearly. 12 days in bed"}
    school.person("ivy").post(f"{HERE}/extensions", account=str(school.key("ben")), **until)
    delete(school, "12")
    assert [bool(detail) for detail in read_details(school, "hand-in")] == [False, *[True] * 12]
    assert [bool(detail) for detail in read_details(school, "decision")] == [False, True]
    assert [bool(detail) for detail in read_details(school, "extension")] == [True]


def test_log_of_another_course_is_left_where_somebody_else_has_the_name(school: School) -> None:
    course = school.course

    def teach(connection: Connection) -> None:
        other = add_course(connection, "algebra", "Algebra", "UTC", school.now)
        add_member(connection, other, make_account(connection, "eve", school.now).id, Role.STUDENT, "ada")
        note(connection, None, "role", f"course {other.id}", school.now, student="ada", role="student")
        note(connection, None, "role", f"course {course.id}", school.now, student="ada", role="student")

    school.database.write(teach)
    delete(school, "ada")
    assert [bool(detail) for detail in read_details(school, "role")] == [True, False]
