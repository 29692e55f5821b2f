"""Finding submissions: what the paths on the command line stand for, in an order that never changes.

A folder stands for every file in it and below that is named like a submission; symbolic links to folders are not
followed, and hidden folders not entered. Something named like a submission that is no file (a folder, a device, a
broken link) is kept, so that reading it says what is wrong with it. A pattern such as ``'week3/*.yaml'`` may be
quoted: it means what a shell would make of it. A zip archive that is named stands for the submissions in it; one that
lies in a folder, or in another archive, is not entered.
"""

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from posixpath import basename

from grader.batch.discovery.archives import check_total, members_of
from grader.batch.discovery.found import Found
from grader.batch.discovery.gradescope import METADATA, Accounts
from grader.batch.discovery.naming import Place, absolute, is_hidden, named_by_platform, without_earlier_versions
from grader.errors import Diagnostic, DocumentError, printable

__all__ = ["SUFFIXES", "Discovery", "discover"]

SUFFIXES = (".json", ".yaml", ".yml")
ARCHIVE = ".zip"
SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


@dataclass(frozen=True, kw_only=True)
class Discovery:
    """The submissions that paths stand for, and what there is to tell about the finding: warnings and notes."""

    found: tuple[Found, ...]
    notes: tuple[str, ...] = ()


def discover(paths: Iterable[str], leave_out: Iterable[Path] = ()) -> Discovery:
    """Return the submissions that the paths stand for, each once; raises ``DocumentError`` where there are none.

    What is in ``leave_out`` or below it (the reports of an earlier run) does not count, unless a path leads into it.
    """
    paths = list(paths)
    aside: dict[str, str] = {}
    metadata: dict[str, Found] = {}
    places: list[Place] = []
    for path, is_named in walked(paths, leave_out, aside):
        if is_named and path.suffix.lower() == ARCHIVE:
            places += archived(path, aside, metadata)
        else:
            place = os.path.abspath(path).replace(os.sep, "/")  # noqa: PTH100
            places.append(Place(Found(name=str(path), path=path), place, is_archived=False))
    if not places:
        raise nothing_found(paths)
    accounts = Accounts(metadata)
    kept, earlier = without_earlier_versions(named_by_platform(places, accounts.of))
    return Discovery(
        found=tuple(kept),
        notes=(*accounts.warnings, *told_earlier(earlier), *told_late(kept), *told_aside(aside.values())),
    )


def walked(paths: Sequence[str], leave_out: Iterable[Path], aside: dict[str, str]) -> Iterator[tuple[Path, bool]]:
    """Yield the files that paths stand for, each once and whether it was named itself; put ``aside`` the others."""
    if missing := [name for name in paths if not os.path.lexists(name) and not has_magic(name)]:
        raise DocumentError(map(not_there, missing))
    left_out = {str(absolute(path)) for path in leave_out}
    seen: set[str] = set()
    for name in paths:
        named = absolute(name)
        skipped = left_out - {str(named), *map(str, named.parents)}
        for path, is_named in sorted(expanded(name), key=lambda entry: os.fsencode(entry[0])):
            place = os.path.abspath(path)  # noqa: PTH100 - as in ``absolute``
            if place in seen or is_in(place, skipped):
                continue
            if is_named or is_submission(basename(place)):
                seen.add(place)
                aside.pop(place, None)
                yield Path(path), is_named
            elif basename(place) != METADATA:
                aside[place] = basename(place)


def is_in(place: str, folders: Collection[str]) -> bool:
    """Whether an absolute path is one of some, or leads below it."""
    return any(place == folder or place.startswith(ending_in_separator(folder)) for folder in folders)


def ending_in_separator(folder: str) -> str:
    """Return the path of a folder so that the name of what is in it can be put behind."""
    return folder if folder.endswith(os.sep) else f"{folder}{os.sep}"


def expanded(name: str) -> Iterator[tuple[str, bool]]:
    """Yield the files that one path stands for, and whether it names them or only a folder above."""
    path = Path(name)
    if path.is_dir():
        yield from ((inside, False) for inside in below(str(path)))
    elif not os.path.lexists(path) and has_magic(name):
        for match in map(Path, glob(name, recursive=True)):  # noqa: PTH207 - a pattern may be absolute
            if not match.is_dir():
                yield str(match), True
            elif not match.is_symlink():
                yield from ((inside, False) for inside in below(str(match)))
    else:
        yield str(path), True


def below(folder: str) -> Iterator[str]:
    """Yield every file in a folder and below it, and what is named like a submission and is none."""
    for parent, folders, files in os.walk(folder):
        within = "" if parent == os.curdir else ending_in_separator(parent)
        yield from (f"{within}{name}" for name in files if not is_hidden(name))
        yield from (f"{within}{name}" for name in folders if is_submission(name))
        folders[:] = [name for name in folders if not is_hidden(name) and not is_submission(name)]


def is_submission(name: str) -> bool:
    """Whether a file is named like a submission."""
    return name.lower().endswith(SUFFIXES) and not is_hidden(name) and name != METADATA


def kind_of(name: str) -> str:
    """Return what to call a file that is left aside: its suffix, where it has one as files have."""
    suffix = Path(name).suffix.lower()
    return suffix if SUFFIX.fullmatch(suffix) else "other" if suffix else "without suffix"


def archived(path: Path, aside: dict[str, str], metadata: dict[str, Found]) -> Iterator[Place]:
    """Yield the submissions in an archive; put ``aside`` other files, and keep what Gradescope writes about them."""
    root = absolute(path).as_posix()
    seen = sorted((member for member in members_of(path) if not is_hidden(member.name)), key=lambda one: one.name)
    check_total(path, (member for member in seen if is_submission(basename(member.name))))
    for member in seen:
        found = Found(name=member.shown, path=path, member=member)
        if is_submission(basename(member.name)):
            yield Place(found, f"{root}/{member.name}", is_archived=True)
        elif basename(member.name) == METADATA:
            metadata[f"{root}/{member.name}"] = found
        else:
            aside[f"{root}/{member.name}"] = member.name


def not_there(name: str) -> Diagnostic:
    """Return the complaint about a path that leads nowhere; it is no student."""
    return Diagnostic(
        slug="no-such-path",
        what=f"There is no such file or folder: '{name}'.",
        help="Check the path; nothing has been graded.",
        audience="author",
    )


def nothing_found(paths: Iterable[str]) -> DocumentError:
    """Return the complaint that there is nothing to grade."""
    shown = ", ".join(f"'{path}'" for path in paths)
    return DocumentError(
        Diagnostic(
            slug="no-submissions",
            what=f"There is no submission in {shown}.",
            why="Submissions are files whose names end in .yaml, .yml or .json.",
            help="Name a folder that holds some, or the files themselves.",
            audience="author",
        )
    )


def told_earlier(earlier: Sequence[tuple[Found, Found]]) -> Iterator[str]:
    """Yield that earlier versions of files do not count."""
    if earlier:
        old, new = earlier[0]
        count = "1 earlier version" if len(earlier) == 1 else f"{len(earlier)} earlier versions"
        names = f"'{printable(new.name)}', not '{printable(old.name)}'"
        yield f"note: {count} of a file left aside, because the latest counts: {names}"


def told_late(found: Iterable[Found]) -> Iterator[str]:
    """Yield that a platform calls files late without saying when they were handed in."""
    late = [one for one in found if one.is_marked_late]
    if late:
        count = "1 file is" if len(late) == 1 else f"{len(late)} files are"
        name = printable(late[0].name)
        yield f"note: {count} marked LATE by Canvas, which does not say by how much, such as '{name}'"


def told_aside(names: Collection[str]) -> Iterator[str]:
    """Yield how many files were no submissions, by kind."""
    total = len(names)
    if total:
        counts = sorted(Counter(map(kind_of, names)).items(), key=lambda one: (-one[1], one[0]))
        kinds = ", ".join(f"{count} {kind}" for kind, count in counts)
        yield f"note: {'1 file is' if total == 1 else f'{total} files are'} no submission and left aside: {kinds}"
