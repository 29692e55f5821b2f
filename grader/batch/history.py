"""The history of scores: a line for each change that was made, and no line is ever changed or removed.

``.grader/history.jsonl`` in the output folder. It is on the disk before the first report is written, so that no score
changes without its line. Between the two a mark lies beside it; where a run finds one, a run before it was stopped, and
lines that it had written already are not written again.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.errors import Diagnostic, UsageError

__all__ = ["NAME", "entered"]

NAME = "history.jsonl"
MARK = "history.open"


@contextmanager
def entered(folder: Path, lines: Iterable[str]) -> Iterator[int]:
    """Add lines to the history in a folder for a block in which the changes are made; give how many were added.

    Lines that a stopped run has left there as the last word on their item are not added again.
    """
    path, mark = folder / NAME, folder / MARK
    new = {subject(line): line for line in lines}
    if not new:
        yield 0
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        last = last_words(path, new) if mark.exists() and path.exists() else {}
        missing = [line for about, line in new.items() if last.get(about) != said(line)]
        mark.touch()
        if missing:
            write_at_end(path, "".join(missing).encode("ascii"))
    except OSError as error:
        raise UsageError(cannot_write(path, error)) from error
    yield len(missing)
    mark.unlink(missing_ok=True)


Subject = tuple[str, str, str]


def subject(line: str) -> Subject:
    """Return whose line it is, and on which item; two files of a student may have one name in two folders."""
    data = json.loads(line)
    file = data["file"]
    return data.get("source") or file, data["student"], data["item"]


def said(line: str) -> Mapping[str, Any]:
    """Return what a line says, but for the day, which a run that was stopped may have given another way."""
    return {name: value for name, value in json.loads(line).items() if name != "date"}


def last_words(path: Path, about: Iterable[Subject]) -> dict[Subject, Mapping[str, Any]]:
    """Return what a history says last on each subject; a line that was torn by a crash says nothing."""
    wanted, found = set(about), dict[Subject, Mapping[str, Any]]()
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                if (name := subject(line)) in wanted:
                    found[name] = said(line)
            except (ValueError, KeyError, TypeError):
                continue
    return found


def write_at_end(path: Path, content: bytes) -> None:
    """Add whole lines behind what is there, behind a line break where the last line was torn, and onto the disk."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o666), "r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        if size and os.pread(file.fileno(), 1, size - 1) != b"\n":
            content = b"\n" + content
        file.write(content)
        os.fsync(file.fileno())


def cannot_write(path: Path, error: OSError) -> Diagnostic:
    """The complaint about a history that cannot be added to; nothing else has been written then."""
    return Diagnostic(
        slug="cannot-write",
        what=f"The history '{path}' cannot be added to, so no score was changed.",
        why=f"The system says: {error.strerror or error}.",
        help="Make the file free to write to.",
        audience="author",
    )
