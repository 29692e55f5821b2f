"""The one place that writes files: a report is the old one or the new one, never half of it, whatever happens.

Text goes to a temporary file beside the target, is synced to the disk and then renamed over it. File names come from
student identifiers only where these are plain; odd, long or colliding ones get a part of their SHA-256 instead.

>>> names = report_names([("alice", "a.yaml"), ("Alice", "b.yaml"), ("../etc", "c.yaml")])
>>> len(set(names)), [name.split("-")[0] for name in names]
(3, ['alice', 'Alice', 'etc'])
"""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from posixpath import basename

from grader.errors import Diagnostic, UsageError
from grader.reports.registry import REPORT_FORMATS

__all__ = ["cannot_write", "report_names", "write_all", "write_new", "write_text"]

MAX_STEM = 64
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}(?<!\.)")
RESERVED = re.compile(r"(summary|index|statistics|con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
DIGEST_CHARACTERS = 10
FEW = 4


def report_names(students_and_files: Sequence[tuple[str, str]]) -> list[str]:
    """Return a file name without suffix for each (student, file), all different even where case is ignored.

    A student who is alone under a plain name gets it; all others get a digest of student and file, so that the name
    does not depend on the order. The folders of a file count where a student has several files of one name.
    """
    count = Counter(student.casefold() for student, _ in students_and_files)
    files = Counter((student, basename(file)) for student, file in students_and_files)
    seen: Counter[str] = Counter()
    names = []
    for student, file in students_and_files:
        is_alone = count[student.casefold()] == 1
        own = file if files[student, basename(file)] > 1 else basename(file)
        name = student if is_alone and is_plain(student) else digested(student, own)
        seen[name.casefold()] += 1
        again = seen[name.casefold()]
        names.append(name if again == 1 else f"{name}-{again}")
    return names


def is_plain(student: str) -> bool:
    """Whether an id may be the name of a file that no other file has, whatever the format of the report."""
    return (
        bool(PLAIN.fullmatch(student)) and not RESERVED.fullmatch(student) and not student.lower().endswith(endings())
    )


@cache
def endings() -> tuple[str, ...]:
    """Return how a name may not end: ``ann.gradescope`` in one format would be what ``ann`` is in another."""
    suffixes = {form.suffix.lower() for form in REPORT_FORMATS.values()}
    return tuple(sorted(suffix.rpartition(".")[0] for suffix in suffixes if suffix.count(".") > 1))


def digested(student: str, file: str) -> str:
    """Return what is plain in the student's identifier, with a digest of it and of the file."""
    digest = hashlib.sha256(f"{student}\0{file}".encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_CHARACTERS]
    plain = re.sub(r"[^A-Za-z0-9]+", "_", student).strip("_")[: MAX_STEM - DIGEST_CHARACTERS - 1]
    return f"{plain or 'student'}-{digest}"


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write ``text`` to ``path``, making its folder; UsageError where the disk does not let us."""
    write_all(path.parent, [(path.name, text)], encoding=encoding)


def write_all(
    folder: Path,
    texts: Iterable[tuple[str, str | Iterable[str]]],
    scratch: Path | None = None,
    encoding: str = "utf-8",
) -> list[int]:
    """Write texts to files of a folder, each the old one or the new one; return their sizes in bytes.

    All are written beside their targets (or into ``scratch``, on the same disk), synced together, and then renamed: to
    wait for the disk once costs a hundredth of waiting for each file. A text may come in pieces. ``scratch`` is not
    made here: where it is gone, whoever made it wants nothing more to be written.
    """
    scratch = scratch or folder
    path, sizes, waiting = folder, list[int](), dict[Path, Path]()
    try:
        try:
            for name, text in texts:
                path = folder / name
                folder.mkdir(parents=True, exist_ok=True)
                temporary = scratch / f".{name[:100]}.{os.getpid()}.tmp"
                waiting[temporary] = path
                sizes.append(write_pieces(temporary, (text,) if isinstance(text, str) else text, encoding))
            sync(waiting)
            for temporary, path in waiting.items():
                temporary.replace(path)
        finally:
            for temporary in waiting:
                with suppress(OSError):
                    temporary.unlink()
    except OSError as error:
        raise cannot_write(path, f"The system says: {error.strerror or error}.") from error
    return sizes


def write_new(path: Path, text: str) -> None:
    """Write ``text`` to a file that is not there yet: nobody's answers are ever overwritten."""
    if os.path.lexists(path):
        raise cannot_write(path, "There is a file of this name already, and it may hold somebody's answers.")
    write_text(path, text)


def cannot_write(path: Path, why: str) -> UsageError:
    """Return the complaint about a file that cannot be written."""
    return UsageError(
        Diagnostic(
            slug="cannot-write",
            what=f"The file '{path}' cannot be written.",
            why=why,
            help="Choose another place, or make this one free to write to.",
            audience="author",
        )
    )


def write_pieces(path: Path, pieces: Iterable[str], encoding: str) -> int:
    """Write a new file and return its size; a symbolic link in its place is not followed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags, 0o666)
    except FileExistsError:
        path.unlink()
        descriptor = os.open(path, flags, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        return sum(file.write(piece.encode(encoding, "backslashreplace")) for piece in pieces)


def sync(paths: Collection[Path]) -> None:
    """Wait until files are on the disk: one by one where they are few, or the system cannot do it for all at once."""
    if len(paths) > FEW and hasattr(os, "sync"):
        os.sync()
        return
    for path in paths:
        descriptor = os.open(path, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
