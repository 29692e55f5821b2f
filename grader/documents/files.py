"""Opening a file that somebody handed in: only regular files, whose size is known before a byte is read.

A file is opened once, without waiting (a pipe would block for ever) and without following a link at its end. Every
check is made on the opened file, so nobody can replace it in between.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader import limits
from grader.documents.decoding import report_too_large
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span

__all__ = ["open_regular_file", "read_bytes"]

OPEN_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"))
NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
CHUNK_BYTES = 16_384  # memory is set aside for this many bytes at once, and few submissions are longer
REASONS = {
    errno.ENOENT: ("file-not-found", "There is no such file.", "Check the path."),
    errno.EACCES: ("file-unreadable", "The file may not be read.", "Change its permissions."),
    errno.EPERM: ("file-unreadable", "The file may not be read.", "Change its permissions."),
    errno.ELOOP: (
        "symbolic-link",
        "This is a symbolic link, which is not followed.",
        "Replace the link with the file.",
    ),
    errno.EISDIR: ("not-a-file", "This is a folder, not a file.", "Hand in a file."),
    errno.ENXIO: ("not-a-file", "This is a socket or device, not a file.", "Hand in a file."),
}


def read_bytes(path: Path, *, follow_links: bool = False, at_most: int | None = None) -> bytes:
    """Read a regular file of at most ``MAX_DOCUMENT_BYTES``; raises ``DocumentError`` otherwise.

    ``at_most`` is another limit. A symbolic link at the end of the path is followed only on request: a submission must
    not show somebody else's file.
    """
    limit = limits.MAX_DOCUMENT_BYTES if at_most is None else at_most
    with open_regular_file(path, follow_links=follow_links) as descriptor:
        size = os.fstat(descriptor).st_size
        if size > limit:
            raise DocumentError(report_too_large(str(path), size, limit))
        return read_at_most(descriptor, str(path), limit)


@contextmanager
def open_regular_file(path: Path, *, follow_links: bool = False) -> Iterator[int]:
    """Open a regular file of any size for reading, and yield its descriptor; else raise ``DocumentError``."""
    name = str(path)
    try:
        descriptor = os.open(path, OPEN_FLAGS if follow_links else OPEN_FLAGS | NO_LINKS)
    except (OSError, ValueError) as error:
        raise DocumentError(report_unopened(name, error)) from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise DocumentError(report_not_regular(name, mode))
        yield descriptor
    finally:
        os.close(descriptor)


def read_at_most(descriptor: int, name: str, limit: int) -> bytes:
    """Read to the end, but never more than the limit and one byte: a file may grow while it is read."""
    chunks, wanted = [], limit + 1
    try:
        while wanted > 0 and (chunk := os.read(descriptor, min(wanted, CHUNK_BYTES))):
            chunks.append(chunk)
            wanted -= len(chunk)
    except OSError as error:
        raise DocumentError(report_unopened(name, error)) from None
    return b"".join(chunks)


def report_unopened(name: str, error: OSError | ValueError) -> Diagnostic:
    """A file that cannot be opened or read."""
    number = error.errno if isinstance(error, OSError) else None
    default = ("file-unreadable", "The file cannot be read.", "Check that it is whole and that its name is right.")
    slug, what, help = REASONS.get(number or 0, default)
    why = f"The operating system says: {os.strerror(number)}." if number else "Its name is not one a file can have."
    return Diagnostic(slug=slug, what=what, why=why, help=help, span=Span(Source(name, ""), 0, 0))


def report_not_regular(name: str, mode: int) -> Diagnostic:
    """A folder, pipe, socket or device."""
    kind = next((kind for test, kind in KINDS if test(mode)), "not an ordinary file")
    return Diagnostic(
        slug="not-a-file",
        what=f"This is {kind}, not a file.",
        why="Only ordinary files are read.",
        help="Hand in a file.",
        span=Span(Source(name, ""), 0, 0),
    )
