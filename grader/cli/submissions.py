"""Finding submissions: what the paths on the command line stand for, in an order that never changes.

A folder stands for every file in it and below that is named like a submission; symbolic links to folders are not
followed, and hidden folders not entered. Something named like a submission that is no file (a folder, a device, a
broken link) is kept, so that reading it says what is wrong with it. A pattern such as ``'week3/*.yaml'`` may be
quoted: it means what a shell would make of it.
"""

import os
from collections.abc import Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path

from grader.errors import Diagnostic, DocumentError

__all__ = ["SUFFIXES", "find_submissions"]

SUFFIXES = (".json", ".yaml", ".yml")


def find_submissions(paths: Iterable[str], leave_out: Iterable[Path] = ()) -> list[Path]:
    """Return the submissions that the paths stand for, each once.

    What is in ``leave_out`` or below it (the reports of an earlier run) does not count, unless a path leads into it.
    """
    left_out = {absolute(path) for path in leave_out}
    found: dict[Path, Path] = {}
    for name in paths:
        named = absolute(name)
        skipped = left_out - {named, *named.parents}
        for path in sorted(expanded(name), key=os.fsencode):
            place = absolute(path)
            if not skipped.intersection((place, *place.parents)):
                found.setdefault(place, path)
    if not found:
        raise nothing_found(paths)
    return list(found.values())


def absolute(path: str | Path) -> Path:
    """Return the absolute path; symbolic links stay, because following one may lead elsewhere or nowhere."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def expanded(name: str) -> Iterator[Path]:
    """Yield the files that one path stands for."""
    path = Path(name)
    if path.is_dir():
        yield from below(path)
    elif not os.path.lexists(path) and has_magic(name):
        for match in map(Path, glob(name, recursive=True)):  # noqa: PTH207 - a pattern may be absolute
            if not match.is_dir():
                yield match
            elif not match.is_symlink():
                yield from below(match)
    else:
        yield path


def below(folder: Path) -> Iterator[Path]:
    """Yield everything in a folder and below it that is named like a submission."""
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if name.endswith(SUFFIXES) and not name.startswith("."):
                yield Path(parent, name)
        folders[:] = [name for name in folders if not name.startswith(".") and not name.endswith(SUFFIXES)]


def nothing_found(paths: Iterable[str]) -> DocumentError:
    """Return the complaint that there is nothing to grade."""
    shown = ", ".join(f"'{path}'" for path in paths)
    return DocumentError(
        Diagnostic(
            slug="no-submissions",
            what=f"There is no submission in {shown}.",
            why="Submissions are files whose names end in .yaml, .yml or .json.",
            mend="Name a folder that holds some, or the files themselves.",
            audience="author",
        )
    )
