"""Walking through folders: every file below a folder, or what a pattern such as ``'week3/*.yaml'`` matches.

The walk keeps a list of the folders to visit and does not call itself, so a folder may be as deep as the system allows.
A folder that may not be listed, or is deeper than that, is no reason to stop: it is yielded itself, with the error.
"""

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from glob import has_magic
from pathlib import Path
from posixpath import basename

from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = ["Walked", "end_with_separator", "explain_unlisted", "is_folder", "walk_folder", "walk_pattern"]

ANY_DEPTH = "**"
SEPARATORS = re.compile("[" + re.escape(os.sep + (os.altsep or "")) + "]+")
Accepts = Callable[[str], bool]
REASONS = {
    errno.EACCES: ("It may not be listed.", "Change its permissions."),
    errno.EPERM: ("It may not be listed.", "Change its permissions."),
    errno.ENAMETOOLONG: ("It lies too deep: its path is longer than the operating system allows.", "Move it up."),
}


@dataclass(frozen=True, slots=True)
class Walked:
    """A path that was found, and whether it is a real folder. ``error`` is set for a folder that cannot be listed."""

    path: str
    is_folder: bool = False
    error: OSError | None = None


def end_with_separator(folder: str) -> str:
    return folder if folder.endswith(os.sep) else f"{folder}{os.sep}"


def is_folder(path: str) -> bool:
    """Whether there is a folder, or a link to one. A path that the system refuses is none."""
    return os.path.isdir(path)  # noqa: PTH112 - the method of a path raises an error there


def list_entries(folder: str) -> tuple[list[os.DirEntry[str]], Walked | None]:
    """Return what is in a folder, or the folder itself with the error."""
    try:
        with os.scandir(folder or os.curdir) as entries:
            return list(entries), None
    except OSError as error:
        return [], Walked(folder or os.curdir, is_folder=True, error=error)


def is_real_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder and not a link to one."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def walk_folder(folder: str, is_entered: Accepts) -> Iterator[Walked]:
    """Yield everything in a folder, at any depth. Folders are entered if their names are accepted; links are not."""
    waiting = [folder]
    while waiting:
        parent = waiting.pop()
        entries, unlisted = list_entries(parent)
        if unlisted:
            yield unlisted
        within = "" if parent in ("", os.curdir) else end_with_separator(parent)
        for entry in entries:
            walked = Walked(f"{within}{entry.name}", is_real_folder(entry))
            if walked.is_folder and is_entered(entry.name):
                waiting.append(walked.path)
            yield walked


def walk_pattern(pattern: str, is_entered: Accepts) -> Iterator[Walked]:
    """Yield what a pattern matches, as a shell does it; ``**`` means any number of folders."""
    drive, rest = os.path.splitdrive(pattern)
    start = drive + (os.sep if SEPARATORS.match(rest) else "")
    parts = [part for part in SEPARATORS.split(rest) if part]
    is_open = bool(rest) and bool(SEPARATORS.match(rest[-1]))  # a separator at the end means folders alone
    found = {start: Walked(start, is_folder=True)}
    for position, part in enumerate(parts, start=1):
        is_last = position == len(parts) and not is_open
        matches = [one for walked in found.values() for one in match_part(walked.path, part, is_entered)]
        yield from (one for one in matches if one.error)
        found = {one.path: one for one in matches if not one.error and (is_last or leads_on(one, part))}
    yield from drop_folders_in_folders(found.values())


def leads_on(walked: Walked, part: str) -> bool:
    """Whether the next part of a pattern may match in a path. A link to a folder leads on, but not through ``**``."""
    return walked.is_folder or (part != ANY_DEPTH and is_folder(walked.path))


def drop_folders_in_folders(found: Iterable[Walked]) -> Iterator[Walked]:
    """Yield what was found without the folders below others: whoever walks through those walks through these."""
    above = None
    for walked in sorted(found, key=lambda one: end_with_separator(one.path)):
        if not walked.is_folder:
            yield walked
        elif above is None or not walked.path.startswith(end_with_separator(above) if above else ""):
            above = walked.path
            yield Walked(above or os.curdir, is_folder=True)


def match_part(folder: str, part: str, is_entered: Accepts) -> Iterator[Walked]:
    """Yield what one part of a pattern matches in a folder."""
    within = end_with_separator(folder) if folder else ""
    if part == ANY_DEPTH:
        yield Walked(folder, is_folder=True)
        yield from (one for one in walk_folder(folder, is_entered) if one.error or not is_dotted(one.path))
    elif has_magic(part):
        matches = re.compile(translate(part)).match
        entries, unlisted = list_entries(folder)
        if unlisted:
            yield unlisted
        for entry in entries:
            if matches(entry.name) and (part.startswith(".") or not is_dotted(entry.name)):
                yield Walked(f"{within}{entry.name}", is_real_folder(entry))
    elif os.path.lexists(f"{within}{part}"):
        yield Walked(f"{within}{part}", is_folder(f"{within}{part}") and not Path(f"{within}{part}").is_symlink())


def is_dotted(path: str) -> bool:
    return basename(path).startswith(".")


def explain_unlisted(walked: Walked) -> Diagnostic:
    """Return the message for a folder that cannot be listed."""
    number = (walked.error.errno if walked.error else None) or 0
    why, help = REASONS.get(number, ("", "Check that it is whole."))
    says = f"The operating system says: {os.strerror(number)}." if number else "The operating system does not say why."
    return Diagnostic(
        slug="folder-unreadable",
        what="The submissions in this folder cannot be read.",
        why=why or says,
        help=help,
        span=Span(Source(walked.path, ""), 0, 0),
    )
