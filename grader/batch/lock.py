"""One run at a time on one output folder: the second says who holds it, and does nothing.

The lock is the operating system's, so that it is gone with the process that held it, however that ended. Who holds it
is written beside it, for people.
"""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from grader.errors import Diagnostic, UsageError

__all__ = ["held"]

HOLDER = "holder"
MAX_SHOWN = 200


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder for the length of a block; UsageError where another run holds it."""
    lock = FileLock(folder / "lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        (folder / HOLDER).write_text(f"process {os.getpid()} on {platform.node()}", encoding="utf-8")
    except Timeout:
        raise UsageError(in_use(folder)) from None
    except OSError as error:
        lock.release()
        raise UsageError(not_writable(folder, error)) from error
    try:
        yield
    finally:
        lock.release()


def in_use(folder: Path) -> Diagnostic:
    """The complaint that another run is at work."""
    try:
        holder = (folder / HOLDER).read_text(encoding="utf-8", errors="replace")[:MAX_SHOWN] or "another process"
    except OSError:
        holder = "another process"
    return Diagnostic(
        slug="folder-in-use",
        what=f"The folder '{folder.parent}' is held by {holder}, which is writing reports there.",
        why="Two runs would write over each other's reports.",
        help="Wait until it is done, or give another folder with --out.",
        audience="author",
    )


def not_writable(folder: Path, error: OSError) -> Diagnostic:
    """The complaint that the folder cannot be used."""
    return Diagnostic(
        slug="cannot-write",
        what=f"The folder '{folder.parent}' cannot be used for reports.",
        why=f"The system says: {error.strerror or error}.",
        help="Choose another place, or make this one free to write to.",
        audience="author",
    )
