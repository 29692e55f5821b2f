"""Databases as they were when their schema landed, with data: each has to be brought up to date for ever.

``python -m tests.service.landed`` writes the file of the newest schema. It is written once, before that schema lands;
a file that is here is never written again.
"""

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Boolean, Connection, MetaData, func, insert, select, text

from grader.service.exercises.looking import look_at
from grader.service.exercises.review_queue import Choice, decide_case, load_queue
from grader.service.identity.accounts import make_account, make_link, open_session, set_password
from grader.service.identity.tokens import Scope, make_token
from grader.service.staff.allowing import Grant, grant
from grader.service.store.database import Database
from grader.service.store.drafts import save_draft
from grader.service.store.exercises import find_release
from grader.service.store.keys import get_key
from grader.service.store.migrating import HEAD, migrate
from grader.service.upkeep.deletion.deleting import delete_person
from tests.service.courses import DUE, NOW, RUBRIC, fill_course, grade_everything, send

__all__ = ["FOLDER", "load", "read_rows"]

FOLDER = Path(__file__).parent
BYTES = "bytes:"  # before bytes, which JSON does not have


def read_rows(connection: Connection) -> Mapping[str, list[dict[str, Any]]]:
    """Return every row of every table."""
    found = MetaData()
    found.reflect(connection)
    return {
        table.name: [
            {name: f"{BYTES}{value.hex()}" if isinstance(value, bytes) else value for name, value in row.items()}
            for row in connection.execute(select(table)).mappings()
        ]
        for table in found.sorted_tables
        if table.name != "alembic_version"
    }


def load(connection: Connection, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Put rows into tables that are empty."""
    found = MetaData()
    found.reflect(connection)
    for table in (found.tables[name] for name in rows):
        is_bool = {column.name for column in table.columns if isinstance(column.type, Boolean)}
        made = [{name: restore(value, name in is_bool) for name, value in row.items()} for row in rows[table.name]]
        if made:
            connection.execute(insert(table), made)
        if "id" in table.columns and connection.dialect.name == "postgresql":
            newest = connection.scalar(select(func.max(table.c.id))) or 0
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :next, false)"),
                {"table": f'"{table.name}"', "next": newest + 1},
            )


def restore(value: Any, is_bool: bool) -> Any:
    if isinstance(value, str) and value.startswith(BYTES):
        return bytes.fromhex(value.removeprefix(BYTES))
    return bool(value) if is_bool and value is not None else value


def fill(database: Database) -> None:
    """Use a service as a course does."""
    database.write(fill_first)
    grade_everything(database)
    with database.read() as connection:
        (case, *_) = load_queue(connection, 1).cases
    choice = Choice(points=case.group.points / 2, reason="Half of it is there.", account_id=1)
    decide_case(database, 1, case.group.item, case.grading_id, choice, NOW)
    grade_everything(database)
    database.write(fill_last)
    get_key(database, "receipt")


def fill_first(connection: Connection) -> None:
    course, exercise, teacher = fill_course(connection, rubric=RUBRIC)
    send(connection, course, exercise, "ada", {"step": "2x", "value": "6"})
    send(connection, course, exercise, "ada", {"step": "x", "value": "6"}, form="again", after=timedelta(hours=3))
    send(connection, course, exercise, "ben", {"step": "2x +", "value": "seven"}, after=timedelta(days=1))
    send(connection, course, exercise, "Cleo Żak", b"answers: [", form="broken")
    send(connection, course, exercise, "dan", {"value": "5"})
    ada = make_account(connection, "ada", NOW)
    until = DUE + timedelta(days=2)
    given = [
        Grant(account_id=ada.id, until=until, reason="ill"),
        Grant(account_id=ada.id, until=until, reason="ill", verdicts=5),
    ]
    grant(connection, course, exercise, given, teacher, NOW)
    save_draft(connection, exercise.id, ada.id, "step", "2x²", 0, NOW)
    release = find_release(connection, exercise.id)
    assert release
    look_at(connection, exercise.id, ada.id, release.revision_id, b"answers: {step: 2x}\n", NOW)
    make_link(connection, ada, NOW)
    open_session(connection, ada, NOW)
    make_token(connection, ada, course.id, "ci", [Scope.SUBMIT, Scope.READ_OWN], 90, NOW)
    set_password(connection, teacher, "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAA")


def fill_last(connection: Connection) -> None:
    teacher, dan = make_account(connection, "prof@example.edu", NOW), make_account(connection, "dan", NOW)
    delete_person(connection, dan, teacher, NOW)


def main() -> None:
    """Write the file of the newest schema."""
    with TemporaryDirectory() as folder, closing(Database(f"sqlite:///{folder}/grader.sqlite")) as database:
        migrate(database)
        fill(database)
        with database.read() as connection:
            rows = read_rows(connection)
            schema = connection.scalars(text("SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name")).all()
    content = {"schema": schema, "rows": rows}
    (FOLDER / f"{HEAD}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
