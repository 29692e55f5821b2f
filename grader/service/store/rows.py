"""Rows as records: a query and a frozen dataclass whose fields are its columns.

Databases sort texts by code points or by the rules of some language. What people look up by name is sorted here, the
same everywhere.

>>> sorted(["Zoe", "Émile", "adam", "Łukasz", "Eve", "Öner"], key=sort_key)
['adam', 'Émile', 'Eve', 'Łukasz', 'Öner', 'Zoe']
"""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar
from unicodedata import combining, normalize

from sqlalchemy import Column, Connection, Select, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["add_row", "add_row_once", "add_rows_once", "fetch_all", "fetch_one", "sort_key"]

Record = TypeVar("Record")
Key = TypeVar("Key")
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"}
)  # no marks to take off


@lru_cache(maxsize=20_000)
def sort_key(name: str) -> tuple[str, str]:
    """Return what a name is sorted by: its letters without marks and capitals, and of equal ones the name itself."""
    letters = normalize("NFKD", normalize("NFKC", name).casefold())
    return "".join(one for one in letters if not combining(one)).translate(LETTERS), name


def fetch_one(connection: Connection, query: Select[Any], record: type[Record]) -> Record | None:
    """Return the first row that a query finds; None if there is none."""
    row = connection.execute(query).mappings().first()
    return None if row is None else record(**row)


def fetch_all(connection: Connection, query: Select[Any], record: type[Record]) -> Sequence[Record]:
    """Return every row that a query finds."""
    return [record(**row) for row in connection.execute(query).mappings()]


def add_row(connection: Connection, table: Table, **values: object) -> int:
    """Add a row, and return its id."""
    key = connection.execute(insert(table), values).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_row_once(connection: Connection, table: Table, **values: object) -> bool:
    """Add a row unless there is one that it may not be beside; return whether it was added.

    Where somebody else is adding that row at this moment, this waits until it is known whether they do.
    """
    query = insert_into(connection, table).on_conflict_do_nothing()
    # Where PostgreSQL returns the id of a new row, SQLAlchemy forgets how many there were unless it is asked.
    return connection.execute(query.execution_options(preserve_rowcount=True), values).rowcount == 1


def add_rows_once(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, object]], key: Column[Key]
) -> Collection[Key]:
    """Do as ``add_row_once`` for several rows at once, and return the keys of those that were added."""
    if not rows:
        return ()
    query = insert_into(connection, table).on_conflict_do_nothing().returning(key)
    return frozenset(connection.execute(query, rows).scalars())


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
