"""Where everything is in an exported course, and which rows of the database are in it.

A row of the database is a line of JSON. It names other rows by what people know them by, such as the name of an account
or the number of a revision, because ids differ from one database to the next. Bytes are files that are called by their
SHA-256.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from sqlalchemy import Column, LargeBinary, Table

from grader.service.store import tables

__all__ = [
    "ACCOUNTS", "CHECKSUMS", "COURSE", "EXERCISES", "FORMAT", "MEMBERS", "OF_EXERCISE", "README", "ROSTER", "RowKind",
    "VERSION", "place_of_bytes", "place_of_exercise", "place_of_rows",
]  # fmt: skip

README: Final = "README.md"
ROSTER: Final = "roster.csv"
CHECKSUMS: Final = "SHA256SUMS"
FORMAT: Final = "service/format.json"
VERSION: Final[Mapping[str, object]] = {"format": "grader-course", "version": 1}


@dataclass(frozen=True, kw_only=True)
class RowKind:
    """One kind of row: its table, and how it names other rows.

    ``leaves_out`` are columns that are not exported; ``references`` are those with an id of another row, and what that
    is; ``key`` are the columns by which other rows name it. ``embedded`` columns hold JSON.
    """

    table: Table
    leaves_out: frozenset[str] = frozenset()
    references: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    embedded: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def columns(self) -> Mapping[str, Column[object]]:
        """The columns that are exported, by their names in the file: ``account`` for ``account_id``."""
        kept = (column for column in self.table.columns if column.name not in {"id", *self.leaves_out})
        return {column.name.removesuffix("_id"): column for column in kept}

    def holds_bytes(self, column: Column[object]) -> bool:
        """Whether the values of a column are files of their own."""
        return isinstance(column.type, LargeBinary)


BY_ACCOUNT: Final = {"account_id": "account"}
BY_AUTHOR_OF_REVISION: Final = {"account_id": "account", "revision_id": "revision"}
OF_ONE: Final = frozenset({"exercise_id"})

# A password stays here, and being an administrator is not something that a folder can make anybody.
ACCOUNTS: Final = RowKind(table=tables.account, leaves_out=frozenset({"password", "is_admin"}), key=("name",))
COURSE: Final = RowKind(table=tables.course)
MEMBERS: Final = RowKind(table=tables.member, leaves_out=frozenset({"course_id"}), references=BY_ACCOUNT)
EXERCISES: Final = RowKind(table=tables.exercise, leaves_out=frozenset({"course_id"}), key=("slug",))
# Each kind comes after those that it refers to.
OF_EXERCISE: Final = (
    RowKind(table=tables.revision, leaves_out=OF_ONE, references=BY_ACCOUNT, key=("number",)),
    RowKind(table=tables.release, leaves_out=OF_ONE, references=BY_AUTHOR_OF_REVISION),
    RowKind(table=tables.extension, leaves_out=OF_ONE, references=BY_ACCOUNT),
    RowKind(table=tables.allowance, leaves_out=OF_ONE, references=BY_ACCOUNT),
    RowKind(table=tables.submission, leaves_out=OF_ONE, references=BY_ACCOUNT, key=("account_id", "number")),
    RowKind(
        table=tables.grading,
        references={"submission_id": "submission", "revision_id": "revision"},
        key=("submission_id", "revision_id", "engine"),
        embedded=frozenset({"record"}),
    ),
    RowKind(table=tables.request, references={**BY_ACCOUNT, "submission_id": "submission"}),
    RowKind(table=tables.proof, references={"revision_id": "revision"}),
    RowKind(
        table=tables.decision,
        leaves_out=OF_ONE,
        references={**BY_ACCOUNT, "student_id": "account", "grading_id": "grading"},
    ),
    RowKind(table=tables.ledger, leaves_out=OF_ONE, references={**BY_ACCOUNT, "grading_id": "grading"}),
    RowKind(table=tables.draft, leaves_out=OF_ONE, references=BY_ACCOUNT),
    RowKind(table=tables.told, leaves_out=OF_ONE, references=BY_ACCOUNT),
)


def place_of_exercise(slug: str) -> str:
    """The folder with what ``grader grade`` reads of an exercise."""
    return f"exercises/{quote(slug, safe='')}"


def place_of_rows(kind: RowKind, slug: str | None = None) -> str:
    """The file with the rows of one kind; those of an exercise are in a folder of its own."""
    within = "" if slug is None else f"exercises/{quote(slug, safe='')}/"
    return f"service/{within}{kind.name}.jsonl"


def place_of_bytes(sha256: str) -> str:
    """The file with the bytes of this SHA-256."""
    return f"service/files/{sha256}"
