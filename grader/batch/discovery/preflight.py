"""Before grading: whose work is there, whose is not, and what about the names looks wrong.

All of it is told and none of it stops anything: who graded with a wrong roster corrects it and grades again. Whoever
handed in nothing is ``missing``, which is no score, and not a score of 0.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.batch.discovery.found import Naming
from grader.batch.discovery.identity import Identity
from grader.batch.discovery.roster import Enrolled, Roster, alike
from grader.errors import printable

__all__ = ["Collision", "Duplicate", "Preflight", "Unknown", "preflight"]

SHOWN = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """A submission by nobody on the roster; ``near`` is who is on it by an id that looks the same."""

    identity: Identity
    near: Enrolled | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Duplicate:
    """A student of whom there are several files, in the order in which they were found."""

    student: str
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Collision:
    """Students who are called differently, but look the same, and their files."""

    students: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Preflight:
    """What there is to know before grading.

    ``missing`` are those on the roster without a submission; ``mismatched`` the submissions that say they are by
    somebody else than their surroundings say; ``unmatched`` those that are known by what was typed alone, although
    their platform names somebody and the roster could know whom.
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
        """Whether there is nothing to warn of; that some handed in nothing is no such thing."""
        return not (self.unknown or self.duplicates or self.collisions or self.mismatched)

    def lines(self) -> list[str]:
        """Return the warnings and notes as lines for people, of each kind not too many."""
        return [
            *shortened(map(told_mismatch, self.mismatched), len(self.mismatched), "files of somebody else"),
            *shortened(map(told_duplicate, self.duplicates), len(self.duplicates), "students with several files"),
            *shortened(map(told_collision, self.collisions), len(self.collisions), "names that look the same"),
            *told_unknown(self.unknown),
            *told_unmatched(self.unmatched),
            *told_missing(self.missing),
        ]


def preflight(identities: Iterable[Identity], roster: Roster | None = None) -> Preflight:
    """Return what there is to know about submissions before they are graded; more where there is a roster."""
    identities = list(identities)
    files: dict[str, list[str]] = defaultdict(list)
    for identity in identities:
        for student in [one.id for one in identity.enrolled] or [identity.student]:
            files[student].append(identity.found.name)
    return Preflight(
        submissions=len(identities),
        unknown=() if roster is None else tuple(unknown(identities, roster)),
        missing=() if roster is None else tuple(one for one in roster.students if one.id not in files),
        duplicates=tuple(Duplicate(student=student, files=tuple(of)) for student, of in files.items() if len(of) > 1),
        collisions=tuple(collisions(files)),
        mismatched=tuple(mismatched(identities)),
        unmatched=() if roster is None else tuple(one for one in identities if is_unmatched(one, roster)),
    )


def unknown(identities: Iterable[Identity], roster: Roster) -> Iterator[Unknown]:
    """Yield the submissions by nobody on the roster."""
    for identity in identities:
        if not identity.enrolled:
            yield Unknown(identity=identity, near=roster.near(identity.student))


def collisions(files: dict[str, list[str]]) -> Iterator[Collision]:
    """Yield the students who look the same."""
    by_look: dict[str, list[str]] = defaultdict(list)
    for student in files:
        by_look[alike(student)].append(student)
    for students in by_look.values():
        if len(students) > 1:
            yield Collision(
                students=tuple(students), files=tuple(file for student in students for file in files[student])
            )


def mismatched(identities: Sequence[Identity]) -> Iterator[Identity]:
    """Yield the submissions whose student is somebody else by their surroundings.

    Without a roster only folders can tell, where a file in the folder of one student names another who has a folder.
    """
    folders = {claim.id for one in identities for claim in one.found.claims if claim.naming == Naming.FOLDER}
    for identity in identities:
        in_folders = [claim.id for claim in identity.found.claims if claim.naming == Naming.FOLDER]
        is_elsewhere = bool(in_folders) and identity.typed not in in_folders and identity.typed in folders
        is_other = bool(identity.claimed) and identity.by_name not in identity.claimed
        if identity.typed and (is_other or (is_elsewhere and not identity.claimed) or identity.is_contradicted):
            yield identity


def is_unmatched(identity: Identity, roster: Roster) -> bool:
    """Whether a platform names nobody on a roster that could tell, and the file names somebody all the same."""
    namings = {claim.naming for claim in identity.found.claims} - {Naming.FOLDER}
    return not identity.claimed and bool(identity.enrolled) and any(map(roster.knows, namings))


def shortened(lines: Iterable[str], count: int, what: str) -> Iterator[str]:
    """Yield the first lines, and how many more there are."""
    yield from (line for _, line in zip(range(SHOWN), lines, strict=False))
    if count > SHOWN:
        yield f"warning: … and {count - SHOWN} more {what}"


def told_mismatch(identity: Identity) -> str:
    """Say that a file names somebody else than its surroundings do."""
    claim = identity.found.claims[0]
    by = "its folder" if claim.naming == Naming.FOLDER else claim.naming.value
    name = f" ({printable(claim.name)})" if claim.name else ""
    says = f"'{printable(identity.found.name)}' says it is by '{printable(identity.typed)}'"
    return f"warning: {says}, but {by} says '{printable(claim.id)}'{name}; graded as '{printable(identity.student)}'"


def told_duplicate(duplicate: Duplicate) -> str:
    """Say that there are several files of a student."""
    return f"warning: these files are by the same student, '{printable(duplicate.student)}': {listed(duplicate.files)}"


def told_collision(collision: Collision) -> str:
    """Say that students look the same."""
    students = " and ".join(f"'{printable(student)}'" for student in collision.students[:SHOWN])
    return f"warning: {students} look the same, but are taken for different students: {listed(collision.files)}"


def told_unknown(found: Sequence[Unknown]) -> Iterator[str]:
    """Say whose submissions are by nobody on the roster."""
    if found:
        counted = "1 submission is" if len(found) == 1 else f"{len(found)} submissions are"
        yield f"warning: {counted} by nobody on the roster: {listed(map(shown_unknown, found))}"


def told_unmatched(found: Sequence[Identity]) -> Iterator[str]:
    """Say that a platform's identifiers are not those of the roster."""
    if found:
        claim = found[0].found.claims[0]
        counted = "1 submission is" if len(found) == 1 else f"{len(found)} submissions are"
        name = f" ({printable(claim.name)})" if claim.name else ""
        what = f"'{printable(claim.id)}'{name}, by which {claim.naming.value} knows {listed([found[0].found.name])}"
        yield f"note: {counted} known by what is typed in the file alone; the roster does not have {what}"


def shown_unknown(one: Unknown) -> str:
    """Return an unknown student, with the file and whom it may be."""
    near = f"; the roster has '{one.near.id}'" if one.near else ""
    return f"'{one.identity.student}' ({one.identity.found.name}{near})"


def told_missing(missing: Sequence[Enrolled]) -> Iterator[str]:
    """Say who handed in nothing."""
    if missing:
        counted = "1 student" if len(missing) == 1 else f"{len(missing)} students"
        yield f"note: nothing was handed in by {counted} on the roster: {listed(one.id for one in missing)}"


def listed(names: Iterable[str]) -> str:
    """Return names as a list, not too many of them."""
    names = [printable(name) for name in names]
    return ", ".join(names[:SHOWN]) + (f", … and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
