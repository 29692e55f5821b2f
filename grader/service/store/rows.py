"""Rows as records: a query and a frozen dataclass whose fields are its columns."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["add_row", "add_row_once", "fetch_all", "fetch_one"]

Record = TypeVar("Record")


def fetch_one(connection: Connection, query: Select[Any], record: type[Record]) -> Record | None:
    """Return the first row that a query finds; None if there is none."""
    row = connection.execute(query).mappings().first()
    return None if row is None else record(**row)


def fetch_all(connection: Connection, query: Select[Any], record: type[Record]) -> Sequence[Record]:
    """Return every row that a query finds."""
    return [record(**row) for row in connection.execute(query).mappings()]


def add_row(connection: Connection, table: Table, **values: object) -> int:
    """Add a row, and return its id."""
    key = connection.execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_row_once(connection: Connection, table: Table, **values: object) -> bool:
    """Add a row unless there is one that it may not be beside; return whether it was added.

    Where somebody else is adding that row at this moment, this waits until it is known whether they do.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    query = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    return connection.execute(query.values(**values).on_conflict_do_nothing()).rowcount == 1
