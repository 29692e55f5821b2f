"""How the database is read and written.

Every write is one transaction, a function of a connection. SQLite has one writer at a time: its writes go one after the
other through a thread of their own, which is faster and fairer than connections that wait for each other. On PostgreSQL
they run side by side. Reading never waits for writing.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

__all__ = ["DATABASE_ERRORS", "Database", "NoConnectionError", "Trouble", "find_trouble"]

Made = TypeVar("Made")
# Connections that stay open. One that has to be opened first costs more than most of what is asked through it.
MOST_AT_A_SERVER = 20  # PostgreSQL has 100 for all processes together, unless it is told otherwise
MOST_IN_A_FILE = 64  # more than there are threads that ask
PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers do not wait for the writer
    "PRAGMA synchronous=FULL",  # a receipt promises that the submission is on the disk
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",  # milliseconds; another process, such as 'grader worker', may be writing
)


PRIVATE = 0o600  # keys, answers, and the hashes of passwords
CONNECT_S = 5
PATIENCE_S = 0.5  # between two tries to write, while the database cannot be reached
MOST_TRIES = 4  # of a write that others get in the way of
GIVEN_UP = ("40001", "40P01")  # what PostgreSQL calls it: a serialization failure, and a deadlock
DATABASE_ERRORS = (DBAPIError, NoConnectionError)


class Trouble(Enum):
    """What is wrong with a database, where no statement of ours is: it may be well again in a moment."""

    AWAY = "away"
    FULL = "full"


# By the names that SQLite and the classes that PostgreSQL give to errors (its appendix A): no connection, no room for
# another one, starting up or shutting down; and no space on the disk.
AWAY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "08", "53300", "57P")
FULL = ("SQLITE_FULL", "53100")


def find_trouble(error: BaseException) -> Trouble | None:
    """Say what is wrong with the database; None if it is something else."""
    if isinstance(error, NoConnectionError):
        return Trouble.AWAY
    if not isinstance(error, DBAPIError):
        return None
    name = get_name(error)
    if name.startswith(FULL):
        return Trouble.FULL
    is_unreachable = error.connection_invalidated or (not name and error.statement is None)
    return Trouble.AWAY if is_unreachable or name.startswith(AWAY) else None


def get_name(error: DBAPIError) -> str:
    """Return what SQLite or PostgreSQL calls an error; empty if it is none of theirs."""
    return str(getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or "")


class Database:
    """A database at a URL of SQLAlchemy."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            make_private(Path(self.url.database))
        # IMMEDIATE takes the right to write at once: a transaction that first reads and then writes never fails.
        made = open_engine(url, "BEGIN IMMEDIATE", pool_size=1) if self.is_sqlite else open_postgres(url)
        self.writing = made
        # On PostgreSQL, each query of a transaction would otherwise see what others have written in between.
        self.reading = (
            open_engine(url, "BEGIN", pool_size=MOST_IN_A_FILE, max_overflow=0)
            if self.is_sqlite
            else made.execution_options(isolation_level="REPEATABLE READ")
        )
        self.writer = ThreadPoolExecutor(1, "writer") if self.is_sqlite else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database."""
        with self.reading.begin() as connection:
            yield connection

    def write(self, act: Callable[[Connection], Made]) -> Made:
        """Run a function in one transaction, and return its result; nothing of it is kept if it raises.

        It is done again where the database gave up one of two transactions that stood in each other's way.
        """
        return self.writer.submit(self.run, act).result() if self.writer else self.run(act)

    def write_patiently(self, act: Callable[[Connection], Made], seconds: float) -> Made:
        """Write, and try again for some seconds while the database is away. ``act`` may be done twice."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self.write(act)
            except DATABASE_ERRORS as error:
                if find_trouble(error) is None or time.monotonic() > end:
                    raise
            time.sleep(PATIENCE_S)

    def run(self, act: Callable[[Connection], Made]) -> Made:
        for _ in range(MOST_TRIES - 1):
            try:
                return self.run_once(act)
            except DBAPIError as error:
                if get_name(error) not in GIVEN_UP:
                    raise
        return self.run_once(act)

    def run_once(self, act: Callable[[Connection], Made]) -> Made:
        with self.writing.begin() as connection:
            return act(connection)

    def close(self) -> None:
        """Close every connection, after the writes that were begun."""
        if self.writer:
            self.writer.shutdown()
        self.writing.dispose()
        self.reading.dispose()


def make_private(path: Path) -> None:
    """Make the file of a database, which nobody else on this machine may read; SQLite makes those beside it alike.

    A file that is there already stays as it is.
    """
    with suppress(OSError):  # where it cannot be made, opening it says why
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, PRIVATE))


def open_postgres(url: str) -> Engine:
    """Open a database of PostgreSQL; where nobody answers, that is known soon."""
    return create_engine(
        name_driver(url),
        connect_args={"connect_timeout": CONNECT_S},
        pool_size=MOST_AT_A_SERVER,
        max_overflow=0,
        hide_parameters=True,  # an error is logged with its statement, and the values in it are what people wrote
    )


def name_driver(url: str) -> str:
    """Return the URL of a PostgreSQL database with the driver that the extra 'postgres' installs."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return f"postgresql+psycopg://{url.removeprefix(plain)}"
    return url


def open_engine(url: str, begin: str, **options: Any) -> Engine:
    """Open a file of SQLite; each transaction begins with ``begin``."""
    engine = create_engine(url, hide_parameters=True, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # transactions begin where SQLAlchemy says so, not where sqlite3 guesses
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        # As SQLAlchemy would do it, without what that adds to a statement: every request has some of these.
        opened: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
        opened.execute(begin)

    return engine
