"""What was handed in: each file that was found, read once, with its SHA-256 and its student.

A file that an earlier run has read, and that has not changed, is not searched for its student again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from grader.batch.discovery.found import Found, hash_content
from grader.batch.discovery.identity import Identity, identify_student, read_typed_student
from grader.batch.discovery.roster import Roster
from grader.batch.store import FOLDER, Store
from grader.documents.prose import list_suffixes
from grader.errors import DocumentError
from grader.grading.lateness.instants import Instants
from grader.grading.result import Attempt
from grader.rubric.records import Attempts

__all__ = ["ENOUGH_BYTES", "Handed", "read_handed_in", "is_report"]

REPORT = b'"format": "grader-report"'
EXERCISE = b"format: grader-exercise"  # a public exercise, which students have beside their answers
DOCUMENTS = list_suffixes()
ENOUGH_BYTES = len(REPORT) + 16  # the brace, the line break and the indent that may come first


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """A submission that was handed in: its student, the SHA-256 of its file, and when it came in.

    Where the file cannot be read, ``sha256`` is the hash of the error. ``submitted`` is None if the time is not known.
    """

    identity: Identity
    sha256: str
    submitted: datetime | None = None
    attempt: Attempt | None = None

    @property
    def is_further_attempt(self) -> bool:
        """Whether an earlier attempt of the same student is graded as well, so that the best of them counts."""
        return self.attempt is not None and self.attempt.counts == Attempts.BEST and self.attempt.number > 1

    @property
    def found(self) -> Found:
        return self.identity.found

    @property
    def student(self) -> str:
        """The student's name in reports."""
        return self.identity.student

    @property
    def students(self) -> tuple[str, ...]:
        """All students who handed it in together."""
        return self.identity.group or (self.student,)

    @property
    def source(self) -> str:
        """Where the file was found; later runs recognise the submission by it."""
        return self.identity.found.name


def read_handed_in(
    founds: Iterable[Found],
    store: Store,
    roster: Roster | None = None,
    instants: Instants | None = None,
    aside: Callable[[str], None] = lambda name: None,
) -> Iterator[Handed]:
    """Yield what was handed in, in the order in which it was found.

    Reports and public exercises, which we wrote ourselves, are skipped; ``aside`` is called with the name of each.
    """
    instants, kept = instants or Instants(), store.typed_students()
    for found in founds:
        if is_page_of_reports(found):
            continue
        try:
            data = found.read()
        except DocumentError as error:
            digest, typed = sha256(repr(error).encode("utf-8", "backslashreplace")).hexdigest(), ""
        else:
            if is_report(data) or data.startswith(EXERCISE):
                aside(found.name)
                continue
            digest, typed = identify_file(found.name, data, kept, found.read_map())
        identity = identify_student(found, typed, roster)
        submitted = instants.of(identity.student, found.name, *list_other_ids(identity)) or found.instant
        yield Handed(identity=identity, sha256=digest, submitted=submitted)


def list_other_ids(identity: Identity) -> Iterator[str]:
    """Yield the other identifiers of a student on the roster: a table of times may come from another system."""
    for enrolled in identity.enrolled:
        yield from (enrolled.number, enrolled.email, enrolled.login)


def is_report(data: bytes) -> bool:
    """Whether a file is a report that we wrote: all of them begin alike."""
    return data[:ENOUGH_BYTES].lstrip(b"{ \r\n").startswith(REPORT)


def is_page_of_reports(found: Found) -> bool:
    """Whether a file is a page in Markdown in a folder of reports that we wrote, such as ``summary.md``."""
    is_document = found.name.lower().endswith(DOCUMENTS)
    return is_document and found.member is None and (found.path.parent / FOLDER).is_dir()


def identify_file(
    name: str, data: bytes, kept: Mapping[tuple[str, str], str], confirmed: bytes = b""
) -> tuple[str, str]:
    """Return the SHA-256 of a file, with the map beside it, and the student whom the file names.

    ``kept`` holds the students of files that were read before.
    """
    digest = hash_content(data, confirmed)
    typed = kept.get((name, digest))
    return digest, read_typed_student(data, name) if typed is None else typed
