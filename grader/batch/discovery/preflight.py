"""Before grading: which submissions there are, who is missing, and which names look wrong.

All of this is shown, and nothing stops the grading: whoever graded with a wrong roster corrects it and grades again. A
student who handed in nothing is ``missing``, which is no score, and not a score of 0.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.batch.discovery.found import Naming
from grader.batch.discovery.identity import Identity
from grader.batch.discovery.roster import Enrolled, Roster, fold_lookalikes
from grader.errors import escape_unprintable

__all__ = ["Collision", "Duplicate", "Preflight", "Unknown", "run_preflight"]

SHOWN = 10  # lines or names of each kind, so that one wrong roster does not fill the screen


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """A submission by nobody on the roster; ``near`` is a student on it whose id looks the same."""

    identity: Identity
    near: Enrolled | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicate:
    """A student with several files, in the order in which they were found."""

    student: str
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Collision:
    """Students with different names that look the same, and their files."""

    students: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Preflight:
    """What is known before grading.

    ``missing`` are the students on the roster without a submission. ``mismatched`` are submissions that name another
    student than their folder or platform does. ``unmatched`` are those known only by what was typed, although their
    platform names somebody and the roster has identifiers of that platform.
    """

    submissions: int = 0
    unknown: tuple[Unknown, ...] = ()
    missing: tuple[Enrolled, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    collisions: tuple[Collision, ...] = ()
    mismatched: tuple[Identity, ...] = ()
    unmatched: tuple[Identity, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to warn about; a student who handed in nothing is no reason for a warning."""
        return not (self.unknown or self.duplicates or self.collisions or self.mismatched)

    def format_lines(self) -> list[str]:
        """Return the warnings and notes as lines for people, with a limit for each kind."""
        return [
            *shorten_lines(map(warn_of_mismatch, self.mismatched), len(self.mismatched), "files of somebody else"),
            *shorten_lines(
                map(warn_of_duplicate, self.duplicates), len(self.duplicates), "students with several files"
            ),
            *shorten_lines(map(warn_of_collision, self.collisions), len(self.collisions), "names that look the same"),
            *warn_of_unknown(self.unknown),
            *note_unmatched(self.unmatched),
            *note_missing(self.missing),
        ]


def run_preflight(identities: Iterable[Identity], roster: Roster | None = None) -> Preflight:
    """Return what is known about submissions before they are graded; more if there is a roster."""
    identities = list(identities)
    files: dict[str, list[str]] = defaultdict(list)
    for identity in identities:
        for student in [one.id for one in identity.enrolled] or [identity.student]:
            files[student].append(identity.found.name)
    return Preflight(
        submissions=len(identities),
        unknown=() if roster is None else tuple(find_unknown(identities, roster)),
        missing=() if roster is None else tuple(one for one in roster.students if one.id not in files),
        duplicates=tuple(Duplicate(student=student, files=tuple(of)) for student, of in files.items() if len(of) > 1),
        collisions=tuple(find_collisions(files)),
        mismatched=tuple(find_mismatched(identities)),
        unmatched=() if roster is None else tuple(one for one in identities if is_unmatched(one, roster)),
    )


def find_unknown(identities: Iterable[Identity], roster: Roster) -> Iterator[Unknown]:
    for identity in identities:
        if not identity.enrolled:
            yield Unknown(identity=identity, near=roster.find_lookalike(identity.student))


def find_collisions(files: dict[str, list[str]]) -> Iterator[Collision]:
    by_look: dict[str, list[str]] = defaultdict(list)
    for student in files:
        by_look[fold_lookalikes(student)].append(student)
    for students in by_look.values():
        if len(students) > 1:
            yield Collision(
                students=tuple(students), files=tuple(file for student in students for file in files[student])
            )


def find_mismatched(identities: Sequence[Identity]) -> Iterator[Identity]:
    """Yield the submissions that name another student than their folder or platform does.

    Without a roster only folders count: a file in the folder of one student names another student who has a folder.
    """
    folders = {claim.id for one in identities for claim in one.found.claims if claim.naming == Naming.FOLDER}
    for identity in identities:
        in_folders = [claim.id for claim in identity.found.claims if claim.naming == Naming.FOLDER]
        is_elsewhere = bool(in_folders) and identity.typed not in in_folders and identity.typed in folders
        is_other = bool(identity.claimed) and identity.by_name not in identity.claimed
        if identity.typed and (is_other or (is_elsewhere and not identity.claimed) or identity.is_contradicted):
            yield identity


def is_unmatched(identity: Identity, roster: Roster) -> bool:
    """Whether a platform names nobody on the roster, which has its identifiers, but the file names somebody."""
    namings = {claim.naming for claim in identity.found.claims} - {Naming.FOLDER}
    return not identity.claimed and bool(identity.enrolled) and any(map(roster.knows, namings))


def shorten_lines(lines: Iterable[str], count: int, what: str) -> Iterator[str]:
    """Yield the first lines, and the number of the others."""
    yield from (line for _, line in zip(range(SHOWN), lines, strict=False))
    if count > SHOWN:
        yield f"warning: … and {count - SHOWN} more {what}"


def warn_of_mismatch(identity: Identity) -> str:
    claim = identity.found.claims[0]
    by = "its folder" if claim.naming == Naming.FOLDER else claim.naming.value
    name = f" ({escape_unprintable(claim.name)})" if claim.name else ""
    says = f"'{escape_unprintable(identity.found.name)}' says it is by '{escape_unprintable(identity.typed)}'"
    graded_as = escape_unprintable(identity.student)
    return f"warning: {says}, but {by} says '{escape_unprintable(claim.id)}'{name}; graded as '{graded_as}'"


def warn_of_duplicate(duplicate: Duplicate) -> str:
    student, files = escape_unprintable(duplicate.student), join_names(duplicate.files)
    return f"warning: these files are by the same student, '{student}': {files}"


def warn_of_collision(collision: Collision) -> str:
    students = " and ".join(f"'{escape_unprintable(student)}'" for student in collision.students[:SHOWN])
    return f"warning: {students} look the same, but count as different students: {join_names(collision.files)}"


def warn_of_unknown(found: Sequence[Unknown]) -> Iterator[str]:
    if found:
        counted = "1 submission is" if len(found) == 1 else f"{len(found)} submissions are"
        yield f"warning: {counted} by nobody on the roster: {join_names(map(format_unknown, found))}"


def note_unmatched(found: Sequence[Identity]) -> Iterator[str]:
    if found:
        claim = found[0].found.claims[0]
        counted = "1 submission is" if len(found) == 1 else f"{len(found)} submissions are"
        name = f" ({escape_unprintable(claim.name)})" if claim.name else ""
        first = join_names([found[0].found.name])
        what = f"'{escape_unprintable(claim.id)}'{name}, by which {claim.naming.value} knows {first}"
        yield f"note: {counted} known only by what is typed in the file; the roster does not have {what}"


def format_unknown(one: Unknown) -> str:
    near = f"; the roster has '{one.near.id}'" if one.near else ""
    return f"'{one.identity.student}' ({one.identity.found.name}{near})"


def note_missing(missing: Sequence[Enrolled]) -> Iterator[str]:
    if missing:
        counted = "1 student" if len(missing) == 1 else f"{len(missing)} students"
        yield f"note: nothing was handed in by {counted} on the roster: {join_names(one.id for one in missing)}"


def join_names(names: Iterable[str]) -> str:
    """Join names, with a limit on how many."""
    names = [escape_unprintable(name) for name in names]
    return ", ".join(names[:SHOWN]) + (f", … and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
