"""A submission that was found: where it is, and whose it is as far as the platform that exported it says.

A claim is made by a platform or a folder's name, independently of what the student typed into the file.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from grader.batch.discovery.archives import Member, read_member
from grader.documents import Document
from grader.documents.files import read_bytes
from grader.documents.loading import parse_named
from grader.errors import Diagnostic

__all__ = ["Claim", "Found", "Naming"]


class Naming(StrEnum):
    """Who says whose work a file is."""

    FOLDER = "folder"
    MOODLE = "Moodle"
    CANVAS = "Canvas"
    GRADESCOPE = "Gradescope"


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Whose work a file is, as its surroundings say.

    ``id`` is the folder's name, Moodle's participant number, Canvas's user number, or the email address that
    Gradescope knows. ``name`` is for people to read; two students may share it.
    """

    naming: Naming
    id: str
    name: str = ""
    number: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One file that was handed in. ``name`` is what messages call it; ``member`` is set where it is in an archive.

    ``claims`` has one entry for each student of a group. ``instant`` is when it was handed in, where the export says
    so; ``is_marked_late`` says that the platform calls it late without telling when that was.
    """

    name: str
    path: Path
    member: Member | None = None
    claims: tuple[Claim, ...] = ()
    instant: datetime | None = None
    is_marked_late: bool = False

    @property
    def student(self) -> str | None:
        """Whose it is, as the surroundings say; the first one of a group."""
        return self.claims[0].id if self.claims else None

    def read(self, *, at_most: int | None = None) -> bytes:
        """Return its content; raises ``DocumentError`` where it is no file, too large, or not to be trusted."""
        if self.member is None:
            return read_bytes(self.path, at_most=at_most)
        return read_member(self.path, self.member, at_most=at_most)

    def document(self, also: Callable[[Document], Iterable[Diagnostic]] | None = None) -> Document:
        """Return it as a document, as ``grader.documents.load`` does; raises ``DocumentError`` with every fault."""
        return parse_named(self.read, self.name, also)
