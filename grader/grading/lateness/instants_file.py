"""Reading when submissions were handed in: a table, a JSON object, or Gradescope's ``submission_metadata.json``.

A table gives the student, the file, or both, and the instant. Other columns are ignored, so the table of scores that
Gradescope exports works too. Every instant needs its offset from UTC: when clocks change, a time of day alone is
ambiguous.
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
from grader.grading.lateness.instants import Instants, ends_of, index_by_ends
from grader.rubric.late.policy import fold_id
from grader.rubric.visibility import describe_bad_instant
from grader.rubric.visibility import parse_instant as parse_iso_instant
from grader.source import Source, Span

__all__ = ["load_instants", "read_metadata", "read_table"]

STUDENT_COLUMNS = ("student", "sid", "email")  # Gradescope's table has "SID" and "Email"
INSTANT_COLUMNS = ("submitted", "submission time")  # the second one is Gradescope's
FILE_COLUMN = "file"
# A blank or T before the time of day and a blank after it, which ISO 8601 does not have before the offset.
TIME_OF_DAY = re.compile(r"[ T](\d\d:\d\d(?::\d\d(?:[.]\d+)?)?) ?")
NO_SUBMISSION = frozenset({"", "-", "–"})  # what tables write for a student who handed in nothing


def load_instants(path: Path) -> Instants:
    """The instants in a file; raises DocumentError with every fault."""
    if path.suffix.lower() != ".json":
        return read_table(load_table(path))
    name = str(path)
    try:
        data = json.loads(read_bytes(path, at_most=limits.MAX_TABLE_BYTES))
    except (ValueError, RecursionError):
        raise DocumentError(describe_no_instants(name, "It is not JSON.")) from None
    if not isinstance(data, dict):
        raise DocumentError(describe_no_instants(name, "It is not an object."))
    return read_metadata(data, name) if "created_at" in data else read_object(data, name)


def parse_instant(text: str) -> datetime | None:
    """The instant that a text names, also as spreadsheets write it: ``2026-11-30 22:00:03 -0700``."""
    return parse_iso_instant(TIME_OF_DAY.sub(r"T\1", text.strip(), count=1).replace("UTC", "Z"))


def read_metadata(data: Mapping[str, Any], name: str) -> Instants:
    """The instant of the one submission that Gradescope describes, valid for its whole group."""
    moment = parse_instant(str(data["created_at"]))
    if moment is None:
        raise DocumentError(describe_bad_instant(Scalar.typed(str(data["created_at"]), f"{name}: created_at")))
    return Instants(alone=moment)


def read_object(data: Mapping[str, Any], name: str) -> Instants:
    """The instants of an object whose keys are students: ``{"ada": "2026-11-30T22:00:00Z"}``."""
    moments = {student: parse_instant(text) if isinstance(text, str) else None for student, text in data.items()}
    faults = [
        describe_bad_instant(Scalar.typed(str(data[student]), f"{name}: {student}"))
        for student, moment in moments.items()
        if moment is None
    ]
    if faults:
        raise DocumentError(faults[: limits.MAX_REPORTED_FAULTS])
    return Instants.of_students({student: moment for student, moment in moments.items() if moment})


def read_table(source: Source) -> Instants:
    """The instants in a table; a row without one is a student who handed in nothing."""
    root = table_of(source, "submitted").root
    assert isinstance(root, MappingNode)
    found = Found()
    for row in getattr(root.entries[0][1], "items", ()):
        found.add({key.text.strip().casefold(): cell for key, cell in row.entries})
    if not (found.by_student or found.by_file or found.faults):
        why = "No row has an instant in a column 'submitted' or 'Submission Time'."
        found.faults.append(describe_no_instants(source.name, why))
    if found.faults:
        raise DocumentError(found.faults[: limits.MAX_REPORTED_FAULTS])
    of_one = {student: moment for student, moment in found.by_student.items() if student not in found.several}
    return Instants(by_student=of_one, by_file=found.by_file, by_end=index_by_ends(found.by_file))


@dataclass
class Found:
    """The instants and faults in the rows of a table so far; ``several`` are students with several files."""

    by_student: dict[str, datetime] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)
    by_file: dict[str, datetime] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)

    def add(self, cells: Mapping[str, Scalar]) -> None:
        """Add a row; ``cells`` are by the lowercase names of their columns."""
        submitted = next((cells[column] for column in INSTANT_COLUMNS if column in cells), None)
        if submitted is None or submitted.text in NO_SUBMISSION:
            return
        students = [cells[column] for column in STUDENT_COLUMNS if column in cells]
        moment = parse_instant(submitted.text)
        if moment is None:
            self.faults.append(describe_bad_instant(submitted))
        elif not students and FILE_COLUMN not in cells:
            self.faults.append(describe_instant_of_nobody(submitted))
        else:
            for cell in students:
                if FILE_COLUMN in cells and self.by_student.get(fold_id(cell.text), moment) != moment:
                    self.several.add(fold_id(cell.text))  # each of the files has an instant of its own
                else:
                    self.keep(self.by_student, fold_id(cell.text), cell, moment)
            if FILE_COLUMN in cells:
                self.keep(self.by_file, next(ends_of(cells[FILE_COLUMN].text)), cells[FILE_COLUMN], moment)

    def keep(self, known: dict[str, datetime], name: str, cell: Scalar, moment: datetime) -> None:
        """Keep an instant under a name, and report it if the name has another one already."""
        if known.setdefault(name, moment) != moment:
            self.faults.append(describe_two_instants(cell, known[name]))


def describe_two_instants(cell: Scalar, earlier: datetime) -> Diagnostic:
    return Diagnostic(
        slug="two-instants",
        what=f"'{cell.text}' was handed in at two instants.",
        why=f"The first is {earlier.isoformat()}; we cannot guess which of them counts.",
        help="Keep the one that counts.",
        span=cell.span,
        audience="author",
    )


def describe_instant_of_nobody(cell: Scalar) -> Diagnostic:
    return Diagnostic(
        slug="instant-of-nobody",
        what="This row does not say what was handed in.",
        why="It needs a cell in a column 'student', 'SID', 'Email' or 'file'.",
        help="Name the student or the file.",
        span=cell.span,
        audience="author",
    )


def describe_no_instants(name: str, why: str) -> Diagnostic:
    return Diagnostic(
        slug="no-instants",
        what="This file does not say when anything was handed in.",
        why=why,
        help="Give a table with the columns 'student' and 'submitted', an object of instants by student, or "
        "Gradescope's submission_metadata.json.",
        span=Span(Source(name, ""), 0, 0),
        audience="author",
    )
