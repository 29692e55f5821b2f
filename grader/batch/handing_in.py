"""From files that were found to what was handed in: read once, known by their SHA-256, and each somebody's.

A file that an earlier run has read, and that has not changed, is not read for its student again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from grader.batch.discovery.found import Found
from grader.batch.discovery.identity import Identity, of_typed, typed_student
from grader.batch.discovery.roster import Roster
from grader.batch.store import Store
from grader.errors import DocumentError
from grader.grading.lateness.instants import Instants

__all__ = ["ENOUGH_BYTES", "Handed", "handed_in", "is_report"]

REPORT = b'"format": "grader-report"'
ENOUGH_BYTES = len(REPORT) + 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """A submission that was handed in: whose it is, the SHA-256 of its file, and when it came in.

    Where the file cannot be read ``sha256`` is that of the reason; ``submitted`` is None where nobody knows.
    """

    identity: Identity
    sha256: str
    submitted: datetime | None = None

    @property
    def found(self) -> Found:
        """The file."""
        return self.identity.found

    @property
    def student(self) -> str:
        """What reports call the student."""
        return self.identity.student

    @property
    def students(self) -> tuple[str, ...]:
        """All who handed it in."""
        return self.identity.group or (self.student,)

    @property
    def source(self) -> str:
        """Where the file was found, by which it is known again."""
        return self.identity.found.name


def handed_in(
    founds: Iterable[Found],
    store: Store,
    roster: Roster | None = None,
    instants: Instants | None = None,
    aside: Callable[[str], None] = lambda name: None,
) -> Iterator[Handed]:
    """Yield what was handed in, in the order in which it was found; ``aside`` is told of reports of ours among it."""
    instants, kept = instants or Instants(), store.typed()
    for found in founds:
        try:
            data = found.read()
        except DocumentError as error:
            digest, typed = sha256(repr(error).encode("utf-8", "backslashreplace")).hexdigest(), ""
        else:
            if is_report(data):
                aside(found.name)
                continue
            digest, typed = read(found.name, data, kept)
        identity = of_typed(found, typed, roster)
        submitted = instants.of(identity.student, found.name, *other_ids(identity)) or found.instant
        yield Handed(identity=identity, sha256=digest, submitted=submitted)


def other_ids(identity: Identity) -> Iterator[str]:
    """Yield by what else the roster knows a student: a table of instants may come from another system."""
    for enrolled in identity.enrolled:
        yield from (enrolled.number, enrolled.email, enrolled.login)


def is_report(data: bytes) -> bool:
    """Whether a file is a report that we wrote: it begins as all of them do."""
    return data[:ENOUGH_BYTES].lstrip(b"{ \r\n").startswith(REPORT)


def read(name: str, data: bytes, kept: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    """Return the SHA-256 of a file and whose it says it is; ``kept`` says whose those are that were read before."""
    digest = sha256(data).hexdigest()
    typed = kept.get((name, digest))
    return digest, typed_student(data, name) if typed is None else typed
