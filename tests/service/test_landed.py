"""Databases of every schema that has landed are brought up to date, and nothing in them is lost."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from grader.service.exercises.class_rows import list_class
from grader.service.exercises.opened import open_revision
from grader.service.store.courses import find_course
from grader.service.store.database import Database
from grader.service.store.exercises import find_exercise, find_release, get_revision
from grader.service.store.migrating import FOLDER as MIGRATIONS
from grader.service.store.migrating import HEAD, is_up_to_date, migrate
from grader.service.upkeep.inspection import inspect_database

from .landed import FOLDER, load, read_rows

FILES = sorted(FOLDER.glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def migrate_to(connection: Connection, revision: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, revision)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_migrations_that_have_landed_make_the_tables_that_they_made(path: Path, tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'grader.sqlite'}")) as database:
        database.write(lambda connection: migrate_to(connection, path.stem))
        with database.read() as connection:
            made = connection.scalars(text("SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name")).all()
    assert made == read(path)["schema"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_database_that_has_landed_is_brought_up_to_date(path: Path, url: str) -> None:
    rows = read(path)["rows"]
    with closing(Database(url)) as database:
        database.write(lambda connection: migrate_to(connection, path.stem))
        database.write(lambda connection: load(connection, rows))
        migrate(database)
        assert is_up_to_date(database)
        assert inspect_database(database) == []
        with database.read() as connection:
            kept = read_rows(connection)
            course = find_course(connection, "calculus")
            assert course
            exercise = find_exercise(connection, course, "week3")
            assert exercise
            release = find_release(connection, exercise.id)
            assert release
            opened = open_revision(get_revision(connection, release.revision_id))
            scores = {one.person.student: str(one.score) for one in list_class(connection, course, exercise.id, opened)}
    assert {name: len(kept[name]) for name in rows} == {name: len(found) for name, found in rows.items()}
    assert scores["ada"] == "1"  # her later submission counts, because she had an extension


def test_there_are_files_and_the_newest_schema_has_one() -> None:
    assert HEAD in {path.stem for path in FILES}
