"""Databases for the tests of the service: a file of SQLite, and a PostgreSQL server of this machine.

Nothing in this folder is collected where the extra 'service' is not installed. Where PostgreSQL is missing, its tests
are skipped, except in CI: there they fail (``GRADER_NEEDS_POSTGRES=1``).
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

HAS_SERVICE = all(find_spec(name) for name in ("sqlalchemy", "alembic", "argon2", "fastapi"))
collect_ignore_glob = [] if HAS_SERVICE else ["*"]

if HAS_SERVICE:
    from grader.service.store.database import Database
    from grader.service.store.migrating import migrate

    from .postgres import PostgresServer, find_server


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator["PostgresServer"]:
    """A server that lives as long as the tests."""
    with find_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'grader.sqlite'}"
        return
    server = request.getfixturevalue("postgres")
    with server.make_database() as made:
        yield made


@pytest.fixture
def database(url: str) -> Iterator["Database"]:
    """A database with the tables."""
    yield from open_database(url)


@pytest.fixture
def other_database(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator["Database"]:
    """Another database of the same kind with the tables, to bring things into."""
    if url.startswith("sqlite"):
        yield from open_database(f"sqlite:///{tmp_path / 'other.sqlite'}")
        return
    with request.getfixturevalue("postgres").make_database() as made:
        yield from open_database(made)


def open_database(url: str) -> Iterator["Database"]:
    database = Database(url)
    migrate(database)
    yield database
    database.close()
