"""The rows of a course as they are exported: ids of other rows become what people know these by."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from grader.service.store import tables
from grader.service.transfer.layout import ACCOUNTS, COURSE, EXERCISES, MEMBERS, OF_EXERCISE, RowKind

__all__ = ["RowReader"]

AT_ONCE = 200  # rows that are fetched at once; a record of a submission has about 100 kB


@dataclass
class RowReader:
    """Reads the rows of a course. It remembers which accounts they name.

    ``keep`` is given the bytes in a row, and returns their SHA-256, by which the row names them.
    """

    connection: Connection
    course_id: int
    keep: Callable[[bytes], str]
    names: dict[str, dict[int, Any]] = field(default_factory=dict)
    accounts: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        account = tables.account
        rows = self.connection.execute(select(account.c.id, account.c.name)).all()
        self.names["account"] = {row[0]: row[1] for row in rows}

    def read_course(self) -> Iterator[dict[str, Any]]:
        return self.read(COURSE, tables.course.c.id == self.course_id)

    def read_members(self) -> Iterator[dict[str, Any]]:
        return self.read(MEMBERS, tables.member.c.course_id == self.course_id)

    def read_exercises(self) -> Iterator[dict[str, Any]]:
        return self.read(EXERCISES, tables.exercise.c.course_id == self.course_id)

    def read_accounts(self) -> Iterator[dict[str, Any]]:
        """Yield the accounts that other rows have named, by name; last, for it must be known which these are."""
        rows = self.read(ACCOUNTS, tables.account.c.id.in_(self.accounts))
        return iter(sorted(rows, key=lambda row: str(row["name"])))

    def read_of_exercise(self, kind: RowKind, exercise_id: int) -> Iterator[dict[str, Any]]:
        """Yield the rows of one kind; kinds are read in the order of ``OF_EXERCISE``."""
        assert kind in OF_EXERCISE
        if "submission_id" in kind.table.c:
            mine = select(tables.submission.c.id).where(tables.submission.c.exercise_id == exercise_id)
            return self.read(kind, kind.table.c.submission_id.in_(mine))
        if kind.table is tables.proof:
            mine = select(tables.revision.c.id).where(tables.revision.c.exercise_id == exercise_id)
            return self.read(kind, tables.proof.c.revision_id.in_(mine))
        return self.read(kind, kind.table.c.exercise_id == exercise_id)

    def read(self, kind: RowKind, which: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
        query = select(kind.table).where(which).order_by(kind.table.c.id).execution_options(yield_per=AT_ONCE)
        names = self.names.setdefault(kind.name, {})
        for row in self.connection.execute(query).mappings():
            values = {name: self.show(row[column.name], column.name, kind) for name, column in kind.columns.items()}
            if kind.key:
                key = [values[name.removesuffix("_id")] for name in kind.key]
                names[row["id"]] = key[0] if len(key) == 1 else key
            yield values

    def show(self, value: Any, column: str, kind: RowKind) -> Any:
        """Return a value as it is in the file."""
        if column in kind.references and value is not None:
            if kind.references[column] == "account":
                self.accounts.add(value)
            return self.names[kind.references[column]][value]
        if column in kind.embedded:
            return json.loads(value)
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, bytes):
            return self.keep(value)
        return value
