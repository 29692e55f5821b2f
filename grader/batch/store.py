"""The records of a graded class on the disk: the full record of every submission, and what it was made from.

They are in an SQLite database in the output folder (``.grader/records.sqlite``). Most answers of a class repeat, so the
record of an item is kept once, by its digest, and a submission is a list of digests. What is committed survives a
crash. Records are read one by one, however many there are.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b, sha256
from itertools import chain
from pathlib import Path
from struct import Struct
from typing import Any, TypeVar

from grader.batch.read_back import (
    DamagedRecordError,
    check_that,
    expect_damage,
    read_head,
    read_line,
    read_named,
    read_sizes,
    read_sources,
    read_summand,
    seal,
    unseal,
)  # fmt: skip
from grader.batch.store_errors import explain_store_error, records_not_writable, unusable_records
from grader.batch.work import DIGEST_BYTES, SHARED_NETWORKS
from grader.errors import escape_unprintable
from grader.grading.course.cohort import Summed
from grader.grading.course.line import Line
from grader.grading.course.summand import Summand
from grader.grading.result import GradedSubmission
from grader.memory import Memory
from grader.reports.record import figures as record_figures
from grader.reports.record import record

__all__ = ["FOLDER", "Entry", "Known", "Store", "StoredSubmissions", "has_store"]

Shared = TypeVar("Shared")

FOLDER = ".grader"
NAME = "records.sqlite"
FORMAT = 4
# What each format changed:
# 1  The first: meta, items (by digest), submissions (by source).
# 2  What class reports need: ``adds`` of an item (empty for a network), ``line`` of a submission.
# 3  The line of a submission holds the names of its reports.
# 4  Each text is sealed: it begins with a digest of itself and of the key of its row. So are the digests of the items.
TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS items (digest BLOB PRIMARY KEY, record TEXT NOT NULL, adds TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS submissions (
    source BLOB PRIMARY KEY, position INTEGER NOT NULL, made_from TEXT NOT NULL, sha256 TEXT NOT NULL,
    typed TEXT NOT NULL, head TEXT NOT NULL, line TEXT NOT NULL, items BLOB NOT NULL, reports TEXT NOT NULL
) WITHOUT ROWID;
"""
DIGEST = Struct(f"{DIGEST_BYTES}s")
KNOWN = "SELECT source, position, made_from, sha256, typed, reports FROM submissions"


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What an earlier run stored about a submission: its inputs, and the size of each report by file name.

    ``made_from`` is the digest of its inputs, ``typed`` the student whom the file names.
    """

    position: int
    made_from: str
    sha256: str
    typed: str
    reports: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One submission to be stored. ``source`` says where it was found; ``made_from`` is a digest of its inputs.

    ``records`` holds by digest the record of each item, and what the item adds to the counts of its class.
    """

    source: str
    position: int
    made_from: str
    sha256: str
    typed: str
    head: str
    line: str
    items: Sequence[bytes]
    records: Mapping[bytes, tuple[str, str]]
    reports: Mapping[str, int]


NOT_COUNTING = "not-counting"  # the name under which the sources of other attempts are kept


class Store:
    """The records of one output folder; written by one process at a time, in one thread."""

    def __init__(self, out: Path, *, is_read_only: bool = False, keeps: bool = False) -> None:
        """Open the records, and make them if there are none. Those of another format are made anew, or refused if the
        store ``keeps`` what is there."""
        self.path = out / FOLDER / NAME
        try:
            if is_read_only:
                self._database = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
                self._check_format()
            else:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._database = sqlite3.connect(self.path)
                if keeps:
                    self._check_format()
                self._prepare()
        except OSError as error:
            raise records_not_writable(self.path, str(error.strerror or error)) from error
        except sqlite3.Error as error:
            raise explain_store_error(self.path, error) from error

    @classmethod
    def open_read_only(cls, out: Path) -> "Store":
        """Open existing records for reading only, even during a run; what that run has not committed is not seen."""
        return cls(out, is_read_only=True)

    def _check_format(self) -> None:
        """Refuse records of another format: a reader must not create them again."""
        if (found := self.meta("format")) != str(FORMAT):
            self._database.close()
            raise unusable_records(
                self.path, f"Their format is '{escape_unprintable(found)}', but this version reads {FORMAT}"
            )

    def _prepare(self) -> None:
        """Create the tables, and replace those of another format: records can always be made again."""
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(TABLES)
        if self.meta("format", str(FORMAT)) != str(FORMAT):
            for table in ("meta", "items", "submissions"):
                self._database.execute(f"DROP TABLE {table}")
            self._database.executescript(TABLES)
        self.set_meta("format", str(FORMAT))
        self.commit()

    def close(self) -> None:
        """Commit everything, and close the file."""
        self.commit()
        self._database.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close the store. What is wrong with it, in the block or at its end, is raised as a message for people."""
        try:
            self.close()
        except sqlite3.Error as at_the_end:
            self._database.close()
            if error is None:
                error = at_the_end
        if isinstance(error, sqlite3.Error | DamagedRecordError):
            raise explain_store_error(self.path, error) from error

    def commit(self) -> None:
        """Make sure that nothing stored so far can be lost."""
        self._database.commit()

    def meta(self, name: str, default: str = "") -> str:
        """Return a value about the folder as a whole."""
        row = self._database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else default

    def set_meta(self, name: str, value: str) -> None:
        """Store a value about the folder as a whole."""
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def put(self, entry: Entry) -> None:
        """Store a submission, in place of its earlier entry."""
        key = key_of_source(entry.source)
        records = ((digest, record, adds and seal(adds, digest)) for digest, (record, adds) in entry.records.items())
        self._database.executemany("INSERT OR IGNORE INTO items VALUES (?, ?, ?)", records)
        self._database.execute(
            "INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key, entry.position, entry.made_from, entry.sha256, seal(entry.typed, key), seal(entry.head, key),
                seal(entry.line, key), seal_digests(entry.items, key), seal(json.dumps(entry.reports), key),
            ),
        )  # fmt: skip

    def find_known(self, source: str) -> Known | None:
        row = self._database.execute(f"{KNOWN} WHERE source = ?", (key_of_source(source),)).fetchone()
        return known_of_row(row) if row else None

    def read_all_known(self) -> dict[str, Known]:
        """Return what is stored about each submission, by source."""
        return {source_of_key(row[0]): known_of_row(row) for row in self._database.execute(KNOWN)}

    def positions(self) -> dict[str, int]:
        """Return the position of each submission in the class, by source."""
        rows = self._database.execute("SELECT source, position FROM submissions ORDER BY position, source")
        return {source_of_key(source): position for source, position in rows}

    def typed_students(self) -> dict[tuple[str, str], str]:
        """Return the student that each file names, by source and SHA-256 of the file."""
        rows = self._database.execute("SELECT source, sha256, typed FROM submissions").fetchall()
        return {(source_of_key(key), sha256): unseal(typed, key) for key, sha256, typed in rows}

    def move(self, source: str, position: int) -> None:
        """Change the position of a submission in the class."""
        self._database.execute(
            "UPDATE submissions SET position = ? WHERE source = ?", (position, key_of_source(source))
        )

    def mark_outdated(self, sources: Iterable[str]) -> None:
        """Mark submissions as out of date, so that they count as not graded until they are stored again."""
        changed = ((key_of_source(source),) for source in sources)
        self._database.executemany("UPDATE submissions SET made_from = '' WHERE source = ?", changed)

    def sources(self) -> list[str]:
        """Return the sources of the submissions, in the order of the class."""
        return list(self.positions())

    def fingerprint(self, *more: Iterable[str]) -> str:
        """Return a digest of all records, in the order of the class, and of some more texts."""
        digest = sha256()
        rows = "SELECT source, line, items FROM submissions ORDER BY position, source"
        for key, line, items in self._database.execute(rows):
            digest.update(unseal(line, key).encode())
            digest.update(b"".join(unpack_digests(items, key)))
        for text in (*chain(*more), *sorted(self.not_counting())):
            digest.update(b"\0" + text.encode())
        return digest.hexdigest()

    def forget(self, sources: Iterable[str]) -> None:
        """Delete submissions that no longer exist."""
        self._database.executemany(
            "DELETE FROM submissions WHERE source = ?", ((key_of_source(source),) for source in sources)
        )

    def forget_unused(self) -> None:
        """Delete the records of items that no submission uses any more."""
        used: set[bytes] = set()
        for key, digests in self._database.execute("SELECT source, items FROM submissions"):
            used.update(unpack_digests(digests, key))
        there = self._database.execute("SELECT digest FROM items WHERE adds != ''")  # networks are few, so they stay
        unused = [row for row in there if row[0] not in used]
        self._database.executemany("DELETE FROM items WHERE digest = ?", unused)

    def submissions(self) -> "StoredSubmissions":
        """Return all graded submissions that count, in the order of the class."""
        return StoredSubmissions(self._database, self.path, self.not_counting())

    def set_not_counting(self, sources: Iterable[str]) -> None:
        """Store which submissions do not count, because another attempt of the same student does."""
        text = json.dumps(sorted(sources))
        if text != self.meta(NOT_COUNTING, "[]"):
            self.set_meta(NOT_COUNTING, text)

    def not_counting(self) -> frozenset[str]:
        """Return the sources of the submissions that do not count."""
        return read_sources(self.meta(NOT_COUNTING, "[]"))

    def lines_by_source(self) -> dict[str, Line]:
        """Return the line of each submission, whether it counts or not."""
        return dict(StoredSubmissions(self._database, self.path).lines_with_sources())


class StoredSubmissions:
    """The graded submissions of a store, read one at a time, without those left out; equal items are one object.

    ``path`` is that of the database, for messages.
    """

    def __init__(self, database: sqlite3.Connection, path: Path, left_out: Iterable[str] = ()) -> None:
        self._database = database
        self._path = path
        self._left_out = frozenset(map(key_of_source, left_out))
        self._memory = Memory()

    def __len__(self) -> int:
        return sum(1 for _ in self.select("source"))

    def __iter__(self) -> Iterator[GradedSubmission]:
        """Yield each submission as it was graded, with nothing hidden."""
        return (graded for _, graded in self.with_sources())

    def select(self, columns: str) -> Iterator[Sequence[Any]]:
        """Yield columns of each submission, in the order of the class; the source comes first."""
        with closing(self._database.execute(f"SELECT {columns} FROM submissions ORDER BY position, source")) as rows:
            yield from rows if not self._left_out else (row for row in rows if row[0] not in self._left_out)

    def with_sources(self) -> Iterator[tuple[str, GradedSubmission]]:
        """Yield each source and its submission."""
        for key, head, digests in self.select("source, head, items"):
            yield source_of_key(key), self.restore(key, head, digests)

    def lines_with_sources(self) -> Iterator[tuple[str, Line]]:
        """Yield each source and the line of its submission."""
        for key, line in self.select("source, line"):
            yield source_of_key(key), read_line(unseal(line, key))

    def lines(self, only: Container[str] | None = None) -> Iterator[Line]:
        """Yield the line of each submission, or only of those with certain sources."""
        for key, line in self.select("source, line"):
            if only is None or source_of_key(key) in only:
                yield read_line(unseal(line, key))

    def summed(self) -> Iterator[Summed]:
        """Yield the line of each submission with what its answers add to the counts of the class."""
        adds = self.adds
        for key, line, digests in self.select("source, line, items"):
            with expect_damage():
                summands = [adds[digest] for digest in unpack_digests(digests, key)]
            yield read_line(unseal(line, key)), summands

    @cached_property
    def adds(self) -> Mapping[bytes, Summand]:
        """What each item adds to the counts of the class, by digest."""
        rows = self._database.execute("SELECT digest, adds FROM items WHERE adds != ''")
        return {digest: read_summand(unseal(adds, digest)) for digest, adds in rows}

    def at(self, source: str) -> GradedSubmission | None:
        """Return the submission with a source; None if there is none."""
        row = "SELECT source, head, items FROM submissions WHERE source = ?"
        try:  # here and not in ``Store``, because another store may be open
            found = self._database.execute(row, (key_of_source(source),)).fetchone()
            return self.restore(*found) if found else None
        except (sqlite3.Error, DamagedRecordError) as error:
            raise explain_store_error(self._path, error) from error

    def restore(self, key: bytes, head: str, digests: bytes) -> GradedSubmission:
        """Build a submission from its head and the digests of its items, which are kept under a key."""
        data = read_head(unseal(head, key))
        with expect_damage():
            networks = [bytes.fromhex(digest) for digest in data.get(SHARED_NETWORKS, ())]
            return record.from_head(
                data,
                tuple(self.load_shared(digest, record.restore_item) for digest in unpack_digests(digests, key)),
                tuple(self.load_shared(digest, record_figures.restore_network) for digest in networks),
            )

    def load_shared(self, digest: bytes, made_of: Callable[[Mapping[str, Any]], Shared]) -> Shared:
        """Return an object that many submissions share, by its digest; the same object each time."""
        found: Shared | None = self._memory.recalled(digest)
        if found is not None:
            return found
        row = self._database.execute("SELECT record FROM items WHERE digest = ?", (digest,)).fetchone()
        with expect_damage():
            return self._memory.keep(digest, read_named(made_of, row[0], digest))


def known_of_row(row: Sequence[Any]) -> Known:
    key, position, made_from, sha256, typed, reports = row
    check_that(isinstance(position, int) and all(isinstance(text, str) for text in (made_from, sha256)))
    return Known(
        position=position,
        made_from=made_from,
        sha256=sha256,
        typed=unseal(typed, key),
        reports=read_sizes(unseal(reports, key)),
    )


def seal_digests(digests: Sequence[bytes], key: bytes) -> bytes:
    """Return the digests of the items of a submission as they are kept: the first one is that of all others."""
    return b"".join((blake2b(b"".join(digests) + key, digest_size=DIGEST_BYTES).digest(), *digests))


def unpack_digests(sealed: bytes, key: bytes) -> list[bytes]:
    """Return the digests of the items of a submission."""
    with expect_damage():
        _, *digests = [digest for (digest,) in DIGEST.iter_unpack(sealed)]
        check_that(seal_digests(digests, key) == sealed)
    return digests


def key_of_source(source: str) -> bytes:
    """Return a path as a key. It is bytes because a file name need not be valid text."""
    return source.encode("utf-8", "surrogatepass")


def source_of_key(key: bytes) -> str:
    with expect_damage():
        return key.decode("utf-8", "surrogatepass")


def has_store(out: Path) -> bool:
    """Whether a folder holds the records of a graded class."""
    return os.path.isfile(out / FOLDER / NAME)  # noqa: PTH113 - the method of a path raises an error if it may not look
