"""What the store promises, on both databases: once is once, nothing is lost, and two at a time do not disturb."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import DBAPIError

from grader.errors import UsageError
from grader.service.identity.accounts import find_account, make_account, make_link, use_link
from grader.service.store import tables
from grader.service.store.audit import find_broken_row, note
from grader.service.store.checks import count_told, tell
from grader.service.store.courses import Role, add_course, add_member, find_course
from grader.service.store.database import Database
from grader.service.store.drafts import list_drafts, save_draft
from grader.service.store.exercises import add_exercise, add_revision, find_exercise, list_revisions
from grader.service.store.gradings import add_grading
from grader.service.store.keys import get_key, make_key
from grader.service.store.migrating import is_up_to_date, migrate
from grader.service.store.rows import add_row_once
from grader.service.store.submissions import choose_counting, hand_in, list_submissions

from .courses import DUE, NOW, RUBRIC, fill_course, send

Made = TypeVar("Made")
COUNT = 20


def at_once(database: Database, acts: list[Callable[[Connection], Made]]) -> list[Made]:
    """Run each function in a transaction and a thread of its own, all at the same moment."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[Connection], Made]) -> Made:
        barrier.wait()
        return database.write(act)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def count_rows(database: Database, table: object) -> int | None:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))  # type: ignore[arg-type]


@pytest.fixture
def ids(database: Database) -> tuple[int, int]:
    """An exercise and a student."""

    def act(connection: Connection) -> tuple[int, int]:
        course, exercise, _ = fill_course(connection)
        account = make_account(connection, "ada", NOW)
        add_member(connection, course, account.id, Role.STUDENT, "ada")
        return exercise.id, account.id

    return database.write(act)


def test_the_migrations_make_the_tables(database: Database) -> None:
    with database.writing.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_a_second_migration_does_nothing(url: str) -> None:
    with closing(Database(url)) as database:
        assert not is_up_to_date(database)
        assert migrate(database)
        assert is_up_to_date(database)
        assert not migrate(database)


def test_a_form_is_handed_in_once_however_often_it_is_sent(database: Database, ids: tuple[int, int]) -> None:
    got = at_once(
        database, [lambda connection: hand_in(connection, *ids, "a.yaml", b"x: 1", "form", DUE) for _ in range(COUNT)]
    )
    assert sum(is_new for _, is_new in got) == 1
    assert {made.id for made, _ in got} == {got[0][0].id}
    assert count_rows(database, tables.submission) == 1


def test_different_forms_are_all_kept_and_numbered(database: Database, ids: tuple[int, int]) -> None:
    def send_form(number: int) -> Callable[[Connection], int]:
        return lambda connection: hand_in(connection, *ids, "a.yaml", b"x: 1", f"form {number}", DUE)[0].number

    assert sorted(at_once(database, list(map(send_form, range(COUNT))))) == list(range(1, COUNT + 1))


def test_a_late_submission_never_counts_where_one_is_in_time(database: Database, ids: tuple[int, int]) -> None:
    def act(connection: Connection) -> None:
        for number, after in enumerate([-2, -1, 1]):
            hand_in(connection, *ids, "a.yaml", b"", f"{number}", DUE + timedelta(minutes=after))

    database.write(act)
    with database.read() as connection:
        found = list_submissions(connection, ids[0])
    assert [one.received - DUE for one in found] == [timedelta(minutes=after) for after in (-2, -1, 1)]
    for due, number in ((DUE, 2), (DUE + timedelta(minutes=1), 3), (DUE - timedelta(days=1), 3), (None, 3)):
        counting = choose_counting(found, due)
        assert counting and counting.number == number
    assert choose_counting([], DUE) is None


def test_of_two_tabs_the_older_is_shown_the_newer_text(database: Database, ids: tuple[int, int]) -> None:
    def save(text: str, over: int) -> tuple[str, int, bool]:
        saved = database.write(lambda connection: save_draft(connection, *ids, "step", text, over, NOW))
        return saved.draft.text, saved.draft.version, saved.is_mine

    assert save("2", 0) == ("2", 1, True)
    assert save("2x", 1) == ("2x", 2, True)
    assert save("2y", 1) == ("2x", 2, False)
    assert save("2x", 1) == ("2x", 2, True)
    assert save("2y", 2) == ("2y", 3, True)


def test_of_many_saves_over_one_version_one_is_kept(database: Database, ids: tuple[int, int]) -> None:
    def save(text: str, over: int) -> Callable[[Connection], bool]:
        return lambda connection: save_draft(connection, *ids, "step", text, over, NOW).is_mine

    for over in (0, 1):
        assert sum(at_once(database, [save(f"{over}: {number}", over) for number in range(COUNT)])) == 1
    with database.read() as connection:
        assert list_drafts(connection, *ids)["step"].version == 2


def test_what_is_made_by_many_at_once_is_made_once(database: Database, ids: tuple[int, int]) -> None:
    """Each would otherwise see that there is none, and add it."""

    def make(connection: Connection) -> tuple[int, int, int, int]:
        course = add_course(connection, "algebra", "Algebra", "UTC", NOW)
        exercise = add_exercise(connection, course, "one", "One", NOW)
        account = make_account(connection, "Bob ", NOW)
        tell(connection, *ids, [("step", "2*x"), ("step", "2*x"), ("value", "6")], NOW)
        send_to = find_course(connection, "calculus")
        assert send_to
        week = find_exercise(connection, send_to, "week3")
        assert week
        made = send(connection, send_to, week, "ada", {"step": "2x"})
        revision = list_revisions(connection, week)[0]
        grading = add_grading(connection, made.id, revision.id, "1", "{}", NOW)
        return course.id, exercise.id, account.id, grading.id

    assert len(set(at_once(database, [make] * COUNT))) == 1
    with database.read() as connection:
        assert count_told(connection, *ids) == {"step": 1, "value": 1}
        assert find_account(connection, "BOB")
    assert count_rows(database, tables.job) == 1


def test_whoever_adds_a_row_once_is_told_whether_it_is_new(database: Database) -> None:
    values = {"slug": "algebra", "title": "Algebra", "zone": "UTC", "created": NOW}
    got = at_once(database, [lambda connection: add_row_once(connection, tables.course, **values)] * 5)
    assert sorted(got) == [False] * 4 + [True]


def test_revisions_that_are_uploaded_at_once_are_numbered(database: Database, ids: tuple[int, int]) -> None:
    def upload(connection: Connection) -> int:
        course = find_course(connection, "calculus")
        assert course
        exercise = find_exercise(connection, course, "week3")
        assert exercise
        return add_revision(connection, exercise, RUBRIC, ids[1], NOW).number

    assert sorted(at_once(database, [upload] * 10)) == list(range(2, 12))


def test_a_link_lets_one_person_in_once(database: Database, ids: tuple[int, int]) -> None:
    def make(connection: Connection) -> str:
        account = find_account(connection, "ada")
        assert account
        return make_link(connection, account, NOW)

    secret = database.write(make)
    got = at_once(database, [lambda connection: use_link(connection, secret, NOW)] * COUNT)
    assert sum(account is not None for account in got) == 1


@pytest.mark.parametrize(
    ("student", "message"),
    [
        (
            "a/b",
            "error[unusable-student-name]: 'a/b' cannot be the name of a student.\n"
            "   why:   It begins with a letter or digit and has at most 64 letters, digits, blanks and ' . , _ @ + - "
            "( ).\n   help:  Give another name, such as the student's number.",
        ),
        (
            "ADA",
            "error[taken-student-name]: In this course, somebody else is 'ada' already.\n"
            "   why:   Two names that differ in capitals, or in how an accent is typed, would be read as one."
            "\n   help:  Give another name, such as the student's number.",
        ),
    ],
)
def test_a_member_has_a_name_that_grading_knows(
    database: Database, ids: tuple[int, int], student: str, message: str
) -> None:
    def act(connection: Connection) -> None:
        course = find_course(connection, "calculus")
        assert course
        add_member(connection, course, make_account(connection, "eve", NOW).id, Role.STUDENT, student)

    with pytest.raises(UsageError) as caught:
        database.write(act)
    assert str(caught.value) == message
    with database.read() as connection:
        assert find_account(connection, "eve") is None


def test_the_log_is_unbroken_though_many_write_at_once(database: Database) -> None:
    def write(number: int) -> Callable[[Connection], None]:
        return lambda connection: note(connection, None, "test", f"row {number}", NOW, number=number)

    at_once(database, list(map(write, range(COUNT))))
    with database.read() as connection:
        assert find_broken_row(connection) is None
    assert count_rows(database, tables.audit) == COUNT


@pytest.mark.parametrize("column", ["action", "target", "detail", "before", "sha256"])
def test_a_changed_row_of_the_log_is_found(database: Database, column: str) -> None:
    for number in range(5):
        database.write(lambda connection, number=number: note(connection, None, "test", f"row {number}", NOW))
    log = tables.audit
    database.write(lambda connection: connection.execute(update(log).where(log.c.id == 3).values({column: "0"})))
    with database.read() as connection:
        assert find_broken_row(connection) in (3, 4)


def test_a_row_that_is_missing_in_the_log_is_found(database: Database) -> None:
    for number in range(3):
        database.write(lambda connection, number=number: note(connection, None, "test", f"row {number}", NOW))
    database.write(lambda connection: connection.execute(tables.audit.delete().where(tables.audit.c.id == 2)))
    with database.read() as connection:
        assert find_broken_row(connection) == 3


def test_reading_sees_one_state_of_the_database(database: Database, ids: tuple[int, int]) -> None:
    count = select(func.count()).select_from(tables.submission)
    with database.read() as connection:
        assert connection.scalar(count) == 0
        database.write(lambda other: hand_in(other, *ids, "a.yaml", b"", "form", DUE))
        assert connection.scalar(count) == 0
    assert count_rows(database, tables.submission) == 1


def test_processes_that_need_a_key_at_once_get_the_same(database: Database) -> None:
    keys = at_once(database, [lambda connection: make_key(connection, "receipt")] * 8)
    assert len(set(keys)) == 1
    assert get_key(database, "receipt") == keys[0]


def test_what_people_wrote_is_never_logged(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    values = {"exercise_id": -1, "account_id": -1, "item": "step", "text": "a private answer", "version": 1}

    def break_a_rule(connection: Connection) -> None:
        connection.execute(tables.draft.insert().values(**values, saved=NOW))
        connection.execute(tables.draft.insert().values(**values, saved=NOW))

    try:
        database.write(break_a_rule)
    except DBAPIError:
        logging.getLogger(__name__).exception("a request failed")
    assert "INSERT INTO draft" in caplog.text
    assert "a private answer" not in caplog.text
