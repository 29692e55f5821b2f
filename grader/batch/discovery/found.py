"""A submission that was found: where it is, and who handed it in according to the platform that exported it.

A claim is made by a platform or a folder's name, whatever the student typed into the file.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from grader.batch.discovery.archives import Member, read_member
from grader.documents import Document
from grader.documents.files import read_bytes
from grader.documents.loading import find_size_limit, parse_named, read_map_beside
from grader.errors import Diagnostic, DocumentError

__all__ = ["Claim", "Found", "Naming", "hash_content"]


class Naming(StrEnum):
    """Who says whose work a file is."""

    FOLDER = "folder"
    MOODLE = "Moodle"
    CANVAS = "Canvas"
    GRADESCOPE = "Gradescope"


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Whose work a file is, according to its name or folder.

    ``id`` is the folder's name, Moodle's participant number, Canvas's user number, or the email address in Gradescope.
    ``name`` is for people to read; two students may share it.
    """

    naming: Naming
    id: str
    name: str = ""
    number: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One file that was handed in. ``name`` is its name in messages; ``member`` is set if it is in an archive.

    ``claims`` has one entry for each student of a group. ``map`` is the member beside a worked document that is its
    map. ``instant`` is when it was handed in, if the export says so; ``is_marked_late`` means that the platform calls
    it late without saying when it was handed in. ``refusal`` says why it cannot be read, if that is known already.
    """

    name: str
    path: Path
    member: Member | None = None
    map: Member | None = None
    claims: tuple[Claim, ...] = ()
    instant: datetime | None = None
    is_marked_late: bool = False
    refusal: Diagnostic | None = None

    @property
    def student(self) -> str | None:
        """The student, according to the file's name or folder; the first one of a group."""
        return self.claims[0].id if self.claims else None

    def read(self, *, at_most: int | None = None) -> bytes:
        """Return the content; raise ``DocumentError`` if it is no file, too large, or cannot be trusted."""
        if self.refusal:
            raise DocumentError(self.refusal)
        limit = find_size_limit(self.name) if at_most is None else at_most
        if self.member is None:
            return read_bytes(self.path, at_most=limit)
        return read_member(self.path, self.member, at_most=limit)

    def read_map(self) -> bytes:
        """Return what the student confirmed about a worked document, if there is a map beside it; else nothing."""
        if self.member is None:
            return read_map_beside(self.path)
        return b"" if self.map is None else read_member(self.path, self.map)

    def document(
        self, also: Callable[[Document], Iterable[Diagnostic]] | None = None, answers: Collection[str] = ()
    ) -> Document:
        """Parse the file as ``grader.documents.load`` does; raise ``DocumentError`` with every fault."""
        if self.refusal:
            raise DocumentError(self.refusal)
        return parse_named(self.read, self.name, also, answers=answers, confirmed=self.read_map())


def hash_content(data: bytes, confirmed: bytes) -> str:
    """Return the SHA-256 of a file, and of the map beside it if there is one: each of them may change the report."""
    return sha256(data + b"\0" + confirmed if confirmed else data).hexdigest()
