"""Finding submissions: the files that the paths on the command line mean, in an order that never changes.

A folder means every file in it, at any depth, that is named like a submission. Symbolic links to folders are not
followed, and hidden folders are not entered. Something that is named like a submission but is no file (a folder, a
device, a broken link) is kept, so that reading it says what is wrong. A pattern such as ``'week3/*.yaml'`` may be
quoted: it means what a shell would make of it. A zip archive that is named means the submissions in it; an archive
inside a folder, or inside another archive, is not opened.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from glob import has_magic
from pathlib import Path
from posixpath import basename

from grader.batch.discovery.archives import check_total, members_of
from grader.batch.discovery.found import Claim, Found, Naming
from grader.batch.discovery.gradescope import METADATA, Accounts
from grader.batch.discovery.naming import Place, add_platform_claims, drop_earlier_versions, is_hidden, make_absolute
from grader.batch.discovery.roster import Roster
from grader.batch.discovery.walking import (
    Walked,
    end_with_separator,
    explain_unlisted,
    is_folder,
    walk_folder,
    walk_pattern,
)
from grader.documents.loading import MAP
from grader.documents.prose import list_suffixes
from grader.errors import Diagnostic, DocumentError, escape_unprintable

__all__ = ["SUFFIXES", "Discovery", "discover"]

FORMS = (".json", ".yaml", ".yml")
SUFFIXES = (*FORMS, *list_suffixes())
# What folders and repositories have for everybody to read; named on the command line, it is a submission.
FOR_READERS = frozenset({"readme", "changelog", "contributing", "license"})
ARCHIVE = ".zip"
SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """The submissions that paths mean, and the warnings and notes about the search."""

    found: tuple[Found, ...]
    notes: tuple[str, ...] = ()


def discover(
    paths: Iterable[str],
    leave_out: Iterable[Path] = (),
    roster: Roster | None = None,
    *,
    keeps_versions: bool = False,
) -> Discovery:
    """Return the submissions that the paths mean, each once; raise ``DocumentError`` if there are none.

    What is in ``leave_out`` or below it (the reports of an earlier run) does not count, unless a path leads into it. A
    folder that cannot be listed counts as a submission that cannot be read. Folders that are called like students on
    the roster are known as theirs. With ``keeps_versions``, earlier versions of a file count as well.
    """
    paths = list(paths)
    aside: dict[str, str] = {}
    metadata: dict[str, Found] = {}
    places: list[Place] = []
    for walked, is_named in walk_paths(paths, leave_out, aside):
        path = Path(walked.path)
        place = os.path.abspath(path).replace(os.sep, "/")  # noqa: PTH100
        if walked.error:
            found = Found(name=str(path), path=path, refusal=explain_unlisted(walked))
            places.append(Place(found, end_with_separator(place), is_archived=False))
        elif is_named and path.suffix.lower() == ARCHIVE:
            places += read_archive_entries(path, aside, metadata)
        else:
            places.append(Place(Found(name=str(path), path=path), place, is_archived=False))
    if not places:
        raise no_submissions(paths)
    accounts = Accounts(metadata)
    is_enrolled = make_enrolled_test(roster)
    claimed = add_platform_claims(places, accounts.look_up, is_enrolled)
    kept, earlier = (list(claimed), []) if keeps_versions else drop_earlier_versions(claimed)
    kept, beside = drop_documents_beside(kept)
    return Discovery(
        found=tuple(kept),
        notes=(
            *accounts.warnings,
            *note_earlier_versions(earlier),
            *note_documents_beside(beside),
            *note_late_files(kept),
            *note_left_aside(aside.values()),
        ),
    )


def make_enrolled_test(roster: Roster | None) -> Callable[[str], bool]:
    """Return a function that says whether a folder is called like a student on the roster."""
    if roster is None:
        return lambda name: False
    return lambda name: roster.find_claimed(Claim(naming=Naming.FOLDER, id=name)) is not None


def walk_paths(paths: Sequence[str], leave_out: Iterable[Path], aside: dict[str, str]) -> Iterator[tuple[Walked, bool]]:
    """Yield each file that the paths mean, once, and whether a path names the file itself; put others in ``aside``."""
    if missing := [name for name in paths if not os.path.lexists(name) and not has_magic(name)]:
        raise DocumentError(map(no_such_path, missing))
    left_out = {str(make_absolute(path)) for path in leave_out}
    seen: set[str] = set()
    for name in paths:
        named = make_absolute(name)
        skipped = left_out - {str(named), *map(str, named.parents)}
        for walked, is_named in sorted(expand_path(name), key=lambda entry: os.fsencode(entry[0].path)):
            place = os.path.abspath(walked.path)  # noqa: PTH100 - as in ``absolute``
            if place in seen or is_in(place, skipped):
                continue
            if is_named or walked.error or is_submission(basename(place)):
                seen.add(place)
                aside.pop(place, None)
                yield walked, is_named
            elif basename(place) != METADATA and not is_map(basename(place)):
                aside[place] = basename(place)


def is_in(place: str, folders: Collection[str]) -> bool:
    """Whether an absolute path is one of some paths, or is below one of them."""
    return any(place == folder or place.startswith(end_with_separator(folder)) for folder in folders)


def expand_path(name: str) -> Iterator[tuple[Walked, bool]]:
    """Yield the files that one path means, and whether it names the file itself or only a folder above it."""
    if is_folder(name):
        yield from ((inside, False) for inside in walk_submissions(str(Path(name))))
    elif not os.path.lexists(name) and has_magic(name):
        for match in walk_pattern(name, is_entered):
            if match.is_folder and not match.error:
                yield from ((inside, False) for inside in walk_submissions(str(Path(match.path))))
            elif match.error or not is_folder(match.path):
                yield replace(match, path=str(Path(match.path))), True
    else:
        yield Walked(str(Path(name))), True


def walk_submissions(folder: str) -> Iterator[Walked]:
    """Yield every file in a folder, at any depth, and every folder that is named like a submission or not listed."""
    for walked in walk_folder(folder, is_entered):
        name = basename(walked.path)
        if walked.error or (is_submission(name) if walked.is_folder else not is_hidden(name)):
            yield walked


def is_entered(name: str) -> bool:
    """Whether the files in a folder of that name count."""
    return not is_hidden(name) and not is_submission(name)


def is_submission(name: str) -> bool:
    is_for_readers = not name.lower().endswith(FORMS) and Path(name).stem.lower() in FOR_READERS
    return name.lower().endswith(SUFFIXES) and not is_hidden(name) and name != METADATA and not is_for_readers


def drop_documents_beside(founds: Sequence[Found]) -> tuple[list[Found], list[tuple[Found, Found]]]:
    """Return the files that count, and each worked document with the answers in YAML or JSON that count instead.

    Whoever hands in both has worked on paper, or in a document, and then filled in the answers.
    """
    answers = {whose(found): found for found in founds if found.name.lower().endswith(FORMS)}
    pairs = [
        (found, answers[whose(found)])
        for found in founds
        if not found.name.lower().endswith(FORMS) and whose(found) in answers
    ]
    left = {document.name for document, _ in pairs}
    return [found for found in founds if found.name not in left], pairs


def whose(found: Found) -> tuple[str, ...]:
    """Return whom the platform names, or else the path of a file without its suffix."""
    return tuple(claim.id for claim in found.claims) or ("", found.name.rpartition(".")[0])


def kind_of(name: str) -> str:
    """Return the suffix of a file that is left aside, or a word where it has none as files have."""
    suffix = Path(name).suffix.lower()
    return suffix if SUFFIX.fullmatch(suffix) else "other" if suffix else "without suffix"


def read_archive_entries(path: Path, aside: dict[str, str], metadata: dict[str, Found]) -> Iterator[Place]:
    """Yield the submissions in an archive; put other files in ``aside``, and Gradescope's metadata in ``metadata``."""
    root = make_absolute(path).as_posix()
    seen = sorted((member for member in members_of(path) if not is_hidden(member.name)), key=lambda one: one.name)
    check_total(path, (member for member in seen if is_submission(basename(member.name))))
    by_name = {member.name: member for member in seen}
    for member in seen:
        beside = by_name.get(f"{member.name}{MAP}")
        found = Found(name=member.shown, path=path, member=member, map=beside)
        if is_submission(basename(member.name)):
            yield Place(found, f"{root}/{member.name}", is_archived=True)
        elif basename(member.name) == METADATA:
            metadata[f"{root}/{member.name}"] = found
        elif not is_map(basename(member.name)):
            aside[f"{root}/{member.name}"] = member.name


def is_map(name: str) -> bool:
    """Return whether a file is the map beside a worked document."""
    return name.endswith(MAP) and is_submission(name.removesuffix(MAP))


def no_such_path(name: str) -> Diagnostic:
    return Diagnostic(
        slug="no-such-path",
        what=f"There is no such file or folder: '{name}'.",
        help="Check the path; nothing has been graded.",
        audience="author",
    )


def no_submissions(paths: Iterable[str]) -> DocumentError:
    shown = ", ".join(f"'{path}'" for path in paths)
    return DocumentError(
        Diagnostic(
            slug="no-submissions",
            what=f"There is no submission in {shown}.",
            why="Submissions are files whose names end in .yaml, .yml or .json, or, for worked documents, in "
            f"{', '.join(list_suffixes())}.",
            help="Name a folder that holds some, or the files themselves.",
            audience="author",
        )
    )


def note_earlier_versions(earlier: Sequence[tuple[Found, Found]]) -> Iterator[str]:
    """Note that earlier versions of files do not count."""
    why = "of a file left aside, because the latest version counts"
    yield from note_replaced(earlier, "earlier version", why)


def note_documents_beside(beside: Sequence[tuple[Found, Found]]) -> Iterator[str]:
    """Note that documents do not count where the same student handed in answers in YAML or JSON."""
    why = "left aside, because the answers in YAML or JSON beside it count"
    yield from note_replaced(beside, "document", why)


def note_replaced(pairs: Sequence[tuple[Found, Found]], kind: str, why: str) -> Iterator[str]:
    """Note how many files do not count, each of them before the one that counts in its place, and name a pair."""
    if pairs:
        left, counts = pairs[0]
        names = f"'{escape_unprintable(counts.name)}', not '{escape_unprintable(left.name)}'"
        yield f"note: {len(pairs)} {kind}{'s' if len(pairs) > 1 else ''} {why}: {names}"


def note_late_files(found: Iterable[Found]) -> Iterator[str]:
    """Note that Canvas calls files late without saying when they were handed in."""
    late = [one for one in found if one.is_marked_late]
    if late:
        count = "1 file is" if len(late) == 1 else f"{len(late)} files are"
        name = escape_unprintable(late[0].name)
        yield f"note: {count} marked LATE by Canvas, which does not say by how much, such as '{name}'"


def note_left_aside(names: Collection[str]) -> Iterator[str]:
    """Note how many files are not submissions, by suffix."""
    total = len(names)
    if total:
        counts = sorted(Counter(map(kind_of, names)).items(), key=lambda one: (-one[1], one[0]))
        kinds = ", ".join(f"{count} {kind}" for kind, count in counts)
        count = "1 file is not a submission" if total == 1 else f"{total} files are not submissions"
        yield f"note: {count} and left aside: {kinds}"
