"""Finding submissions: what the paths on the command line stand for, in an order that never changes.

A folder stands for every file in it and below that is named like a submission; symbolic links to folders are not
followed, and hidden folders not entered. Something named like a submission that is no file (a folder, a device, a
broken link) is kept, so that reading it says what is wrong with it. A pattern such as ``'week3/*.yaml'`` may be
quoted: it means what a shell would make of it.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path

from grader.errors import Diagnostic, DocumentError

__all__ = ["SUFFIXES", "find_submissions", "warnings_about_earlier"]

SUFFIXES = (".json", ".yaml", ".yml")
SHOWN_BYTES = 200


def find_submissions(paths: Iterable[str], leave_out: Iterable[Path] = ()) -> list[Path]:
    """Return the submissions that the paths stand for, each once.

    What is in ``leave_out`` or below it (the reports of an earlier run) does not count, unless a path leads into it.
    """
    left_out = {absolute(path) for path in leave_out}
    paths = list(paths)
    if missing := [name for name in paths if not os.path.lexists(name) and not has_magic(name)]:
        raise DocumentError(map(not_there, missing))
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


def not_there(name: str) -> Diagnostic:
    """Return the complaint about a path that leads nowhere; it is no student."""
    return Diagnostic(
        slug="no-such-path",
        what=f"There is no such file or folder: '{name}'.",
        mend="Check the path; nothing has been graded.",
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
            mend="Name a folder that holds some, or the files themselves.",
            audience="author",
        )
    )


def warnings_about_earlier(out: Path, names: Collection[str]) -> list[str]:
    """Return a warning where a folder holds reports of submissions that are not among those graded now.

    A report is known by its JSON form, so that no other file in the folder is taken for one.
    """
    earlier = [path for path in sorted(out.glob("*.json")) if path.stem not in names and is_report(path)]
    if not earlier:
        return []
    count = "1 report" if len(earlier) == 1 else f"{len(earlier)} reports"
    others = "a submission that is" if len(earlier) == 1 else "submissions that are"
    return [f"warning: {out} also holds {count} of {others} not in this run, such as {earlier[0].name}"]


def is_report(path: Path) -> bool:
    """Whether a file begins as a report does."""
    try:
        with path.open("rb") as file:
            return path.is_file() and b'"format": "grader-report"' in file.read(SHOWN_BYTES)
    except OSError:
        return False
