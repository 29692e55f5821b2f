"""What is known of a graded class, on the disk: the full record of every submission, and what it was made from.

An SQLite database in the output folder (``.grader/records.sqlite``). Most answers of a class repeat, so the records
of items are kept once each, by their digest, and a submission is a list of digests. What is committed survives
whatever happens to the process; records are read one by one, however many there are.
"""

import json
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Any, TypeVar

from grader.batch.work import DIGEST_BYTES, SHARED_NETWORKS
from grader.errors import Diagnostic, DocumentError, GraderError, UsageError, printable
from grader.grading.course.cohort import Summed
from grader.grading.course.line import Line
from grader.grading.course.summand import Summand
from grader.grading.result import GradedSubmission
from grader.memory import Memory
from grader.reports.record import figures as record_figures
from grader.reports.record import record
from grader.reports.record import sums as record_sums

__all__ = ["FOLDER", "Entry", "Known", "Store", "StoredSubmissions", "complaint", "has_store"]

Shared = TypeVar("Shared")

FOLDER = ".grader"
NAME = "records.sqlite"
NO_ROOM = (
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
)  # fmt: skip
FORMAT = 3
# 1  The first: meta, items (by digest), submissions (by source).
# 2  What class reports need: ``adds`` of an item (empty for what is none), ``line`` of a submission.
# 3  What the reports of a submission are called stands in its line.
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
    """What an earlier run left of a submission: what it was made from, and the sizes of its reports by file name.

    ``typed`` is whose it says it is.
    """

    position: int
    made_from: str
    sha256: str
    typed: str
    reports: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One submission to be kept. ``source`` says where it was found, ``made_from`` what its reports depend on.

    ``records`` holds the record of each item by digest, and what the item adds to the counts of its class.
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


class Store:
    """The records of one output folder; written by one process at a time, in one thread."""

    def __init__(self, out: Path, *, is_read_only: bool = False) -> None:
        self.path = out / FOLDER / NAME
        try:
            if is_read_only:
                self._database = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
                self._check_format()
            else:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._database = sqlite3.connect(self.path)
                self._prepare()
        except OSError as error:
            raise no_room(self.path, str(error.strerror or error)) from error
        except sqlite3.Error as error:
            raise complaint(self.path, error) from error

    @classmethod
    def reading(cls, out: Path) -> "Store":
        """Open what is there to read it alone, also while a run writes; what that has not committed is not seen."""
        return cls(out, is_read_only=True)

    def _check_format(self) -> None:
        """Refuse records of another format: whoever only reads does not make them anew."""
        if (found := self.meta("format")) != str(FORMAT):
            self._database.close()
            raise unusable(self.path, f"They are of format '{printable(found)}', and format {FORMAT} is read")

    def _prepare(self) -> None:
        """Make the tables, or make them anew where they are of another format: records can always be made again."""
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
        """Keep everything, and let go of the file."""
        self.commit()
        self._database.close()

    def __enter__(self) -> "Store":
        """Return the store, to be closed at the end of a block."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close it; what the database could not do, in the block or at its end, is told as a complaint."""
        try:
            self.close()
        except sqlite3.Error as at_the_end:
            self._database.close()
            if error is None:
                error = at_the_end
        if isinstance(error, sqlite3.Error):
            raise complaint(self.path, error) from error

    def commit(self) -> None:
        """Make sure that what was put so far is never lost."""
        self._database.commit()

    def meta(self, name: str, default: str = "") -> str:
        """Return what is known of the folder as a whole under a name."""
        row = self._database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else default

    def set_meta(self, name: str, value: str) -> None:
        """Keep something about the folder as a whole."""
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def put(self, entry: Entry) -> None:
        """Keep a submission in place of what was known of it."""
        records = ((digest, record, adds) for digest, (record, adds) in entry.records.items())
        self._database.executemany("INSERT OR IGNORE INTO items VALUES (?, ?, ?)", records)
        self._database.execute(
            "INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key(entry.source), entry.position, entry.made_from, entry.sha256, entry.typed, entry.head, entry.line,
                b"".join(entry.items), json.dumps(entry.reports),
            ),
        )  # fmt: skip

    def known(self, source: str) -> Known | None:
        """Return what is known of a submission."""
        row = self._database.execute(f"{KNOWN} WHERE source = ?", (key(source),)).fetchone()
        return known_in(row) if row else None

    def all_known(self) -> dict[str, Known]:
        """Return what is known of each submission, by where it was found."""
        return {source_of(row[0]): known_in(row) for row in self._database.execute(KNOWN)}

    def positions(self) -> dict[str, int]:
        """Return the place of each submission in the class, by where it was found."""
        rows = self._database.execute("SELECT source, position FROM submissions ORDER BY position, source")
        return {source_of(source): position for source, position in rows}

    def typed(self) -> dict[tuple[str, str], str]:
        """Return whose each submission says it is, by where it was found and the SHA-256 of the file."""
        rows = self._database.execute("SELECT source, sha256, typed FROM submissions")
        return {(source_of(source), sha256): typed for source, sha256, typed in rows}

    def move(self, source: str, position: int) -> None:
        """Give a submission its place in the class."""
        self._database.execute("UPDATE submissions SET position = ? WHERE source = ?", (position, key(source)))

    def doubt(self, sources: Iterable[str]) -> None:
        """Take nothing that there is of submissions for what they were made from, until they are put again."""
        changed = ((key(source),) for source in sources)
        self._database.executemany("UPDATE submissions SET made_from = '' WHERE source = ?", changed)

    def sources(self) -> list[str]:
        """Return where the submissions were found, in the order of the class."""
        return list(self.positions())

    def fingerprint(self, *more: Iterable[str]) -> str:
        """Return a digest of all records, in the order of the class, and of more texts."""
        digest = sha256()
        for line, items in self._database.execute("SELECT line, items FROM submissions ORDER BY position, source"):
            digest.update(line.encode())
            digest.update(items)
        for text in (text for texts in more for text in texts):
            digest.update(b"\0" + text.encode())
        return digest.hexdigest()

    def forget(self, sources: Iterable[str]) -> None:
        """Forget submissions that are no longer there."""
        self._database.executemany("DELETE FROM submissions WHERE source = ?", ((key(source),) for source in sources))

    def forget_unused(self) -> None:
        """Forget the records of items that no submission has any more."""
        used: set[bytes] = set()
        for (digests,) in self._database.execute("SELECT items FROM submissions"):
            used.update(digest for (digest,) in DIGEST.iter_unpack(digests))
        there = self._database.execute("SELECT digest FROM items WHERE adds != ''")  # networks are few, and stay
        unused = [row for row in there if row[0] not in used]
        self._database.executemany("DELETE FROM items WHERE digest = ?", unused)

    def submissions(self) -> "StoredSubmissions":
        """Return all graded submissions, in the order of the class."""
        return StoredSubmissions(self._database)


class StoredSubmissions:
    """The graded submissions of a store, read as one goes along; equal items are one object."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._memory = Memory()

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self._database.execute("SELECT count(*) FROM submissions").fetchone()[0])

    def __iter__(self) -> Iterator[GradedSubmission]:
        """Yield each as it was graded, nothing withheld."""
        return (graded for _, graded in self.with_sources())

    def with_sources(self) -> Iterator[tuple[str, GradedSubmission]]:
        """Yield each behind where it was found."""
        rows = "SELECT source, head, items FROM submissions ORDER BY position, source"
        with closing(self._database.execute(rows)) as cursor:
            for source, head, digests in cursor:
                yield source_of(source), self.graded(head, digests)

    def lines(self, only: Container[str] | None = None) -> Iterator[Line]:
        """Yield the line of each submission, or only of those that were found at some places."""
        with closing(self._database.execute("SELECT source, line FROM submissions ORDER BY position, source")) as rows:
            for source, line in rows:
                if only is None or source_of(source) in only:
                    yield record_sums.line(json.loads(line))

    def summed(self) -> Iterator[Summed]:
        """Yield the line of each submission with what its answers add to the counts of the class."""
        adds = self.adds
        with closing(self._database.execute("SELECT line, items FROM submissions ORDER BY position, source")) as rows:
            for line, digests in rows:
                yield record_sums.line(json.loads(line)), [adds[digest] for (digest,) in DIGEST.iter_unpack(digests)]

    @cached_property
    def adds(self) -> Mapping[bytes, Summand]:
        """What each item adds, by its digest."""
        rows = self._database.execute("SELECT digest, adds FROM items WHERE adds != ''")
        return {digest: record_sums.summand(json.loads(adds)) for digest, adds in rows}

    def at(self, source: str) -> GradedSubmission | None:
        """Return the one that was found at a place; None where there is none."""
        row = "SELECT head, items FROM submissions WHERE source = ?"
        found = self._database.execute(row, (key(source),)).fetchone()
        return self.graded(*found) if found else None

    def graded(self, head: str, digests: bytes) -> GradedSubmission:
        """Return the submission that is kept as a head and the digests of its items."""
        data = json.loads(head)
        networks = map(bytes.fromhex, data.get(SHARED_NETWORKS, ()))
        return record.from_head(
            data,
            tuple(self.shared(digest, record.item) for (digest,) in DIGEST.iter_unpack(digests)),
            tuple(self.shared(digest, record_figures.network) for digest in networks),
        )

    def shared(self, digest: bytes, made_of: Callable[[Mapping[str, Any]], Shared]) -> Shared:
        """Return what many submissions have in common, by its digest; the same object each time."""
        found: Shared | None = self._memory.recalled(digest)
        if found is not None:
            return found
        row = self._database.execute("SELECT record FROM items WHERE digest = ?", (digest,)).fetchone()
        return self._memory.keep(digest, made_of(json.loads(row[0])))


def known_in(row: Sequence[Any]) -> Known:
    """Return what a row of KNOWN holds."""
    _, position, made_from, sha256, typed, reports = row
    return Known(position=position, made_from=made_from, sha256=sha256, typed=typed, reports=json.loads(reports))


def key(source: str) -> bytes:
    """Return a path as a key: file names need not be text."""
    return source.encode("utf-8", "surrogatepass")


def source_of(key: bytes) -> str:
    """Return the path of which ``key`` made a key."""
    return key.decode("utf-8", "surrogatepass")


def has_store(out: Path) -> bool:
    """Whether a folder holds the records of a graded class."""
    return (out / FOLDER / NAME).is_file()


def complaint(path: Path, error: sqlite3.Error) -> GraderError:
    """Return what to tell where the database could not do something: there is no room, or it is damaged."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return in_use(path)
    return no_room(path, f"{error}") if code in NO_ROOM else unusable(path, f"The database says: {error}")


def in_use(path: Path) -> UsageError:
    """Return the complaint about records that another process holds."""
    return UsageError(
        Diagnostic(
            slug="folder-in-use",
            what=f"The records in '{path}' are in use.",
            why="Another process is writing them.",
            help="Wait until it is done.",
            audience="author",
        )
    )


def no_room(path: Path, why: str) -> UsageError:
    """Return the complaint about a place where records cannot be written."""
    return UsageError(
        Diagnostic(
            slug="cannot-write",
            what=f"The records in '{path}' cannot be written.",
            why=f"The system says: {why}.",
            help="Make room, or choose another place; what is graded is kept.",
            audience="author",
        )
    )


def unusable(path: Path, why: str) -> DocumentError:
    """Return the complaint about records that cannot be used."""
    return DocumentError(
        Diagnostic(
            slug="unusable-records",
            what=f"The records in '{path}' cannot be used.",
            why=f"{why}.",
            help="Delete this file and grade again; the history of scores beside it stays.",
            audience="author",
        )
    )
