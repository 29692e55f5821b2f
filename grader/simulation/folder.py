"""A simulated class on the disk: a folder with the submissions, the truth and the roster.

The names ``truth.jsonl`` and ``students.csv`` keep runs over the folder from reading these files as submissions. Every
file is written as it is drawn, so a class of any size needs no more memory than one student.
"""

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from grader.errors import Diagnostic, UsageError
from grader.simulation.classroom import Sheet

__all__ = ["ROSTER", "TRUTH", "write_class"]

TRUTH = "truth.jsonl"
ROSTER = "students.csv"


def write_class(folder: Path, sheets: Iterable[Sheet]) -> int:
    """Write a class into a folder that is new or empty; return the number of submissions."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise class_not_writable(folder, "It is not empty, and what is in it may be somebody's answers.")
        return write_sheets(folder, sheets)
    except OSError as error:
        raise class_not_writable(folder, f"The system says: {error.strerror or error}.") from error


def write_sheets(folder: Path, sheets: Iterable[Sheet]) -> int:
    """Write for each student one file, a line of the truth, and a line of the roster."""
    count = 0
    with ExitStack() as stack:
        truth = stack.enter_context((folder / TRUTH).open("x", encoding="utf-8", newline="\n"))
        roster = csv.writer(stack.enter_context((folder / ROSTER).open("x", encoding="utf-8", newline="")))
        roster.writerow(["id", "name"])
        for sheet in sheets:
            (folder / sheet.file).write_bytes(sheet.content)
            truth.write(sheet.truth)
            roster.writerow([sheet.student, sheet.name])
            count += 1
    return count


def class_not_writable(folder: Path, why: str) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="cannot-write",
            what=f"A class cannot be written to the folder '{folder}'.",
            why=why,
            help="Name a folder that does not exist yet.",
            audience="author",
        )
    )
