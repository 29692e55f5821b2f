"""The only place that writes files. Whatever happens, a report is the old one or the new one, never half of it.

Text goes to a temporary file beside the target, is synced to the disk, and is then renamed to the target. A plain
student identifier becomes the file name; odd, long or colliding identifiers get a part of a SHA-256 added.

>>> names = name_reports([("alice", "a.yaml"), ("Alice", "b.yaml"), ("../etc", "c.yaml")])
>>> len(set(names)), [name.split("-")[0] for name in names]
(3, ['alice', 'Alice', 'etc'])
"""

import errno
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

__all__ = ["make_write_error", "name_reports", "write_all", "write_new", "write_text"]

MAX_STEM = 64  # characters; well below the 255 bytes that file systems allow, even with a digest and a suffix
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}(?<!\.)")
RESERVED = re.compile(r"(summary|index|statistics|con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
DIGEST_CHARACTERS = 10  # 40 bits: two of a thousand students collide with a chance below 1 in a million
LONG_DIGEST_CHARACTERS = 32  # 128 bits: nobody can find two students with the same
MADE = re.compile(  # a name with a digest, as ``add_digest`` makes it
    rf".*-([0-9a-f]{{{DIGEST_CHARACTERS}}}|[0-9a-f]{{{LONG_DIGEST_CHARACTERS}}})(-\d+)?", re.IGNORECASE
)
NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES}  # as some systems refuse it
MAX_SYNCED_SINGLY = 4  # files; syncing the whole system at once also waits for what other programs have written


def name_reports(students_and_files: Sequence[tuple[str, str]]) -> list[str]:
    """Return a file name without suffix for each (student, file), all different even if case is ignored.

    A student with a plain name that nobody else has gets that name. All others get a digest of student and file, so
    that the name does not depend on the order. If a student has several files with one name, their folders count too.
    """
    count = Counter(student.casefold() for student, _ in students_and_files)
    files = Counter((student, basename(file)) for student, file in students_and_files)
    names = []
    for student, file in students_and_files:
        is_alone = count[student.casefold()] == 1
        own = file if files[student, basename(file)] > 1 else basename(file)
        names.append(student if is_alone and is_plain_name(student) else add_digest(student, own, DIGEST_CHARACTERS))
    return separate_equal_names(names, students_and_files)


def separate_equal_names(names: Sequence[str], students_and_files: Sequence[tuple[str, str]]) -> list[str]:
    """Return the names, with a longer digest where several are equal.

    Only names with a digest can be equal. Somebody with much time can find two students with one short digest; nobody
    can do that for a long one. So a number is needed only for the same student and file.
    """
    count = Counter(name.casefold() for name in names)
    seen: Counter[str] = Counter()
    different = []
    for name, (student, file) in zip(names, students_and_files, strict=True):
        long = name if count[name.casefold()] == 1 else add_digest(student, file, LONG_DIGEST_CHARACTERS)
        seen[long.casefold()] += 1
        again = seen[long.casefold()]
        different.append(long if again == 1 else f"{long}-{again}")
    return different


def is_plain_name(student: str) -> bool:
    """Whether an id can be a file name that no other file has, in any report format.

    An id that looks like a name with a digest is not plain: it may be the name that somebody else's report has.
    """
    return (
        bool(PLAIN.fullmatch(student))
        and not MADE.fullmatch(student)
        and not RESERVED.fullmatch(student)
        and not student.lower().endswith(list_reserved_endings())
    )


@cache
def list_reserved_endings() -> tuple[str, ...]:
    """List how a name may not end. ``ann.gradescope`` in one format would be ``ann`` in another."""
    suffixes = {form.suffix.lower() for form in REPORT_FORMATS.values()}
    return tuple(sorted(suffix.rpartition(".")[0] for suffix in suffixes if suffix.count(".") > 1))


def add_digest(student: str, file: str, length: int) -> str:
    """Return the plain part of a student's identifier, with a digest of the student and the file."""
    digest = hashlib.sha256(f"{student}\0{file}".encode("utf-8", "surrogatepass")).hexdigest()[:length]
    plain = re.sub(r"[^A-Za-z0-9]+", "_", student).strip("_")[: MAX_STEM - length - 1]
    return f"{plain or 'student'}-{digest}"


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write ``text`` to ``path``, and make its folder; UsageError if that is not possible."""
    write_all(path.parent, [(path.name, text)], encoding=encoding)


def write_all(
    folder: Path,
    texts: Iterable[tuple[str, str | Iterable[str]]],
    scratch: Path | None = None,
    encoding: str = "utf-8",
) -> list[int]:
    """Write texts to files in a folder, each one completely or not at all, and return their sizes in bytes.

    All are written beside their targets (or into ``scratch``, on the same disk), synced together, and then renamed:
    waiting once for the disk costs a hundredth of waiting for each file. Then the folder is synced, because the names
    are in it. A text may come in pieces. ``scratch`` is not
    created here: if it is gone, its owner wants nothing more to be written.
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
            sync_files(waiting)
            for temporary, path in waiting.items():
                temporary.replace(path)
            if waiting:
                sync_folder(folder)
        finally:
            for temporary in waiting:
                with suppress(OSError):
                    temporary.unlink()
    except OSError as error:
        raise make_write_error(path, f"The system says: {error.strerror or error}.") from error
    return sizes


def write_new(path: Path, text: str) -> None:
    """Write ``text`` to a new file. Nobody's answers are ever overwritten."""
    if os.path.lexists(path):
        why = "A file with this name already exists, and it may hold somebody's answers."
        raise make_write_error(path, why, help="Give another name, or delete it first.")
    write_text(path, text)


def make_write_error(
    path: Path, why: str, help: str = "Choose another place, or make this one writable."
) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="cannot-write",
            what=f"The file '{path}' cannot be written.",
            why=why,
            help=help,
            audience="author",
        )
    )


def write_pieces(path: Path, pieces: Iterable[str], encoding: str) -> int:
    """Write a new file and return its size. If a symbolic link has this name, it is not followed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags, 0o666)
    except FileExistsError:
        path.unlink()
        descriptor = os.open(path, flags, 0o666)
    with os.fdopen(descriptor, "wb") as file:
        return sum(file.write(piece.encode(encoding, "backslashreplace")) for piece in pieces)


def sync_files(paths: Collection[Path]) -> None:
    """Wait until files are on the disk: one by one if they are few, or if the system cannot sync all at once."""
    if len(paths) > MAX_SYNCED_SINGLY and hasattr(os, "sync"):
        os.sync()
        return
    for path in paths:
        descriptor = os.open(path, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can do that: Windows cannot open a folder."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)
