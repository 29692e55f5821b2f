"""The history of scores: one line for each change. No line is ever changed or removed.

It is ``.grader/history.jsonl`` in the output folder. Lines are on the disk before the first report is written, so no
score changes without its line. Until the reports are written there is a second file, the mark. A run that finds the
mark knows that an earlier run was stopped, and does not write again the lines that are there already.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.errors import Diagnostic, UsageError

__all__ = ["NAME", "append_to_history"]

NAME = "history.jsonl"
MARK = "history.open"


@contextmanager
def append_to_history(folder: Path, lines: Iterable[str]) -> Iterator[int]:
    """Add lines to the history in a folder, then run a block that makes the changes; give the number of lines added.

    A line is not added again where a stopped run has written it already, as the latest on its item.
    """
    path, mark = folder / NAME, folder / MARK
    new = {subject_of(line): line for line in lines}
    if not new:
        yield 0
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        last = read_latest_lines(path, new) if mark.exists() and path.exists() else {}
        missing = [line for about, line in new.items() if last.get(about) != content_of(line)]
        mark.touch()
        if missing:
            append_bytes(path, "".join(missing).encode("ascii"))
    except OSError as error:
        raise UsageError(history_not_writable(path, error)) from error
    yield len(missing)
    mark.unlink(missing_ok=True)


Subject = tuple[str, str, str]  # file, student, item


def subject_of(line: str) -> Subject:
    """Return the file, student and item of a line. Two folders may each have a file of the same name."""
    data = json.loads(line)
    file = data["file"]
    return data.get("source") or file, data["student"], data["item"]


def content_of(line: str) -> Mapping[str, Any]:
    """Return what a line says, without the date: a run that was stopped may have had another one."""
    return {name: value for name, value in json.loads(line).items() if name != "date"}


def read_latest_lines(path: Path, about: Iterable[Subject]) -> dict[Subject, Mapping[str, Any]]:
    """Return the latest line of a history on each subject. A line that a crash cut short is skipped."""
    wanted, found = set(about), dict[Subject, Mapping[str, Any]]()
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                if (name := subject_of(line)) in wanted:
                    found[name] = content_of(line)
            except (ValueError, KeyError, TypeError):
                continue
    return found


def append_bytes(path: Path, content: bytes) -> None:
    """Append whole lines and sync them to the disk. Where the last line was cut short, they start on a new line."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o666), "r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        if size and os.pread(file.fileno(), 1, size - 1) != b"\n":
            content = b"\n" + content
        file.write(content)
        os.fsync(file.fileno())


def history_not_writable(path: Path, error: OSError) -> Diagnostic:
    return Diagnostic(
        slug="cannot-write",
        what=f"The history '{path}' cannot be added to, so no score was changed.",
        why=f"The system says: {error.strerror or error}.",
        help="Give yourself permission to write to the file.",
        audience="author",
    )
