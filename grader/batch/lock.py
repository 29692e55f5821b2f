"""One run at a time on one output folder: the second run says who holds the folder, and stops.

The operating system keeps the lock, so it disappears with the process that held it, however that process ended. A file
next to the lock names the holder, for people to read.
"""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from grader.errors import Diagnostic, UsageError

__all__ = ["hold_folder"]

HOLDER = "holder"
MAX_SHOWN = 200  # characters of the holder's name, in case the file holds something else


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Hold a folder while a block runs; UsageError if another run holds it."""
    lock = FileLock(folder / "lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        (folder / HOLDER).write_text(f"process {os.getpid()} on {platform.node()}", encoding="utf-8")
    except Timeout:
        raise UsageError(folder_in_use(folder)) from None
    except OSError as error:
        lock.release()
        raise UsageError(folder_not_writable(folder, error)) from error
    try:
        yield
    finally:
        lock.release()


def folder_in_use(folder: Path) -> Diagnostic:
    try:
        holder = (folder / HOLDER).read_text(encoding="utf-8", errors="replace")[:MAX_SHOWN] or "another process"
    except OSError:
        holder = "another process"
    return Diagnostic(
        slug="folder-in-use",
        what=f"The folder '{folder.parent}' is in use: {holder} is writing reports there.",
        why="Two runs would write over each other's reports.",
        help="Wait until it is done, or give another folder with --out.",
        audience="author",
    )


def folder_not_writable(folder: Path, error: OSError) -> Diagnostic:
    return Diagnostic(
        slug="cannot-write",
        what=f"The folder '{folder.parent}' cannot be used for reports.",
        why=f"The system says: {error.strerror or error}.",
        help="Choose another folder, or give yourself permission to write to this one.",
        audience="author",
    )
