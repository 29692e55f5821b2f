"""Reading when submissions were handed in: a table, a JSON object, or Gradescope's ``submission_metadata.json``.

A table names the student, the file, or both, and the instant; other columns do not matter, so that the table of scores
that Gradescope exports will do. Every instant needs its offset from UTC: a time of day alone says nothing where clocks
change.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from grader import limits
from grader.documents import Mapping as MappingNode
from grader.documents import Scalar
from grader.documents.files import read_bytes
from grader.documents.table import load_table, table_of
from grader.errors import Diagnostic, DocumentError
from grader.grading.lateness.instants import Instants, by_ends, ends_of
from grader.rubric.late import folded
from grader.rubric.visibility import instant, no_instant
from grader.source import Source, Span

__all__ = ["from_metadata", "from_table", "load_instants"]

STUDENT_COLUMNS = ("student", "sid", "email")
INSTANT_COLUMNS = ("submitted", "submission time")
FILE_COLUMN = "file"
BLANKS_AND_NAME = re.compile(r"[ T](\d\d:\d\d(?::\d\d(?:[.]\d+)?)?) ?")
NO_SUBMISSION = frozenset({"", "-", "–"})


def load_instants(path: Path) -> Instants:
    """Return the instants in a file; DocumentError with every fault."""
    if path.suffix.lower() != ".json":
        return from_table(load_table(path))
    name = str(path)
    try:
        data = json.loads(read_bytes(path, at_most=limits.MAX_TABLE_BYTES))
    except (ValueError, RecursionError):
        raise DocumentError(no_instants(name, "It is not JSON.")) from None
    if not isinstance(data, dict):
        raise DocumentError(no_instants(name, "It is not an object."))
    return from_metadata(data, name) if "created_at" in data else from_object(data, name)


def written_instant(text: str) -> datetime | None:
    """Return the instant that a text names, also as spreadsheets write it: ``2026-11-30 22:00:03 -0700``."""
    return instant(BLANKS_AND_NAME.sub(r"T\1", text.strip(), count=1).replace("UTC", "Z"))


def from_metadata(data: Mapping[str, Any], name: str) -> Instants:
    """Return the instant of the one submission that Gradescope describes, for all of its group."""
    moment = written_instant(str(data["created_at"]))
    if moment is None:
        raise DocumentError(no_instant(Scalar.typed(str(data["created_at"]), f"{name}: created_at")))
    return Instants(alone=moment)


def from_object(data: Mapping[str, Any], name: str) -> Instants:
    """Return the instants of an object whose keys are students: ``{"ada": "2026-11-30T22:00:00Z"}``."""
    moments = {student: written_instant(text) if isinstance(text, str) else None for student, text in data.items()}
    faults = [
        no_instant(Scalar.typed(str(data[student]), f"{name}: {student}"))
        for student, moment in moments.items()
        if moment is None
    ]
    if faults:
        raise DocumentError(faults[: limits.MAX_REPORTED_FAULTS])
    return Instants.of_students({student: moment for student, moment in moments.items() if moment})


def from_table(source: Source) -> Instants:
    """Return the instants in a table; rows without one are of those who handed in nothing."""
    root = table_of(source, "submitted").root
    assert isinstance(root, MappingNode)
    found = Found()
    for row in getattr(root.entries[0][1], "items", ()):
        found.add({key.text.strip().casefold(): cell for key, cell in row.entries})
    if not (found.by_student or found.by_file or found.faults):
        why = "No row has an instant in a column 'submitted' or 'Submission Time'."
        found.faults.append(no_instants(source.name, why))
    if found.faults:
        raise DocumentError(found.faults[: limits.MAX_REPORTED_FAULTS])
    return Instants(by_student=found.by_student, by_file=found.by_file, by_end=by_ends(found.by_file))


@dataclass
class Found:
    """What the rows of a table say so far."""

    by_student: dict[str, datetime] = field(default_factory=dict)
    by_file: dict[str, datetime] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)

    def add(self, cells: Mapping[str, Scalar]) -> None:
        """Add a row, whose cells are by the small names of their columns."""
        said = next((cells[column] for column in INSTANT_COLUMNS if column in cells), None)
        if said is None or said.text in NO_SUBMISSION:
            return
        students = [cells[column] for column in STUDENT_COLUMNS if column in cells]
        moment = written_instant(said.text)
        if moment is None:
            self.faults.append(no_instant(said))
        elif not students and FILE_COLUMN not in cells:
            self.faults.append(instant_of_nobody(said))
        else:
            for cell in students:
                self.keep(self.by_student, folded(cell.text), cell, moment)
            if FILE_COLUMN in cells:
                self.keep(self.by_file, next(ends_of(cells[FILE_COLUMN].text)), cells[FILE_COLUMN], moment)

    def keep(self, known: dict[str, datetime], name: str, cell: Scalar, moment: datetime) -> None:
        """Keep an instant under a name, and complain where it has another already."""
        if known.setdefault(name, moment) != moment:
            self.faults.append(two_instants(cell, known[name]))


def two_instants(cell: Scalar, earlier: datetime) -> Diagnostic:
    """The complaint about two instants for one submission."""
    return Diagnostic(
        slug="two-instants",
        what=f"'{cell.text}' was handed in at two instants.",
        why=f"The first is {earlier.isoformat()}; which of them counts is not for us to guess.",
        help="Keep the one that counts.",
        span=cell.span,
        audience="author",
    )


def instant_of_nobody(cell: Scalar) -> Diagnostic:
    """The complaint about an instant that belongs to no submission."""
    return Diagnostic(
        slug="instant-of-nobody",
        what="This row does not say what was handed in.",
        why="It needs a cell in a column 'student', 'SID', 'Email' or 'file'.",
        help="Name the student or the file.",
        span=cell.span,
        audience="author",
    )


def no_instants(name: str, why: str) -> Diagnostic:
    """The complaint about a file that does not say when anything was handed in."""
    return Diagnostic(
        slug="no-instants",
        what="This file does not say when anything was handed in.",
        why=why,
        help="Give a table with the columns 'student' and 'submitted', an object of instants by student, or "
        "Gradescope's submission_metadata.json.",
        span=Span(Source(name, ""), 0, 0),
        audience="author",
    )
