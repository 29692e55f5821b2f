"""How the database is read and written.

Every write is one transaction, a function of a connection. SQLite has one writer at a time: its writes go one after the
other through a thread of their own, which is faster and fairer than connections that wait for each other. On PostgreSQL
they run side by side. Reading never waits for writing.
"""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url

__all__ = ["Database"]

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


class Database:
    """A database at a URL of SQLAlchemy."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # IMMEDIATE takes the right to write at once: a transaction that first reads and then writes never fails.
        made = (
            open_engine(url, "BEGIN IMMEDIATE", pool_size=1)
            if self.is_sqlite
            else create_engine(name_driver(url), pool_size=MOST_AT_A_SERVER, max_overflow=0)
        )
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
        """Run a function in one transaction, and return its result; nothing of it is kept if it raises."""
        return self.writer.submit(self.run, act).result() if self.writer else self.run(act)

    def run(self, act: Callable[[Connection], Made]) -> Made:
        with self.writing.begin() as connection:
            return act(connection)

    def close(self) -> None:
        """Close every connection, after the writes that were begun."""
        if self.writer:
            self.writer.shutdown()
        self.writing.dispose()
        self.reading.dispose()


def name_driver(url: str) -> str:
    """Return the URL of a PostgreSQL database with the driver that the extra 'postgres' installs."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return f"postgresql+psycopg://{url.removeprefix(plain)}"
    return url


def open_engine(url: str, begin: str, **options: Any) -> Engine:
    """Open a file of SQLite; each transaction begins with ``begin``."""
    engine = create_engine(url, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # transactions begin where SQLAlchemy says so, not where sqlite3 guesses
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
