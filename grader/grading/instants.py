"""When submissions were handed in: by student, by file, or for the one submission that there is.

The instants come from whoever received the submissions: a table, or the ``submission_metadata.json`` of Gradescope.
They never come from a submission itself, which could say anything.

>>> instants = Instants(by_student={"ada": datetime.fromisoformat("2026-11-30T22:00:00Z")})
>>> instants.of("Ada", "ada.yaml").isoformat(), instants.of("ben", "ben.yaml")
('2026-11-30T22:00:00+00:00', None)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from grader.rubric.late import folded

__all__ = ["Instants"]


@dataclass(frozen=True, kw_only=True)
class Instants:
    """Instants by the student's ``folded`` id, and by the name of the file; ``alone`` is that of a single submission.

    A file wins over a student, whose name stands in the file and could be somebody else's.
    """

    by_student: Mapping[str, datetime] = field(default_factory=dict)
    by_file: Mapping[str, datetime] = field(default_factory=dict)
    alone: datetime | None = None

    def of(self, student: str, file: str) -> datetime | None:
        """Return when a student handed in a file; None where nothing says so."""
        return self.by_file.get(file) or self.by_student.get(folded(student)) or self.alone

    def backed_by(self, others: "Instants") -> "Instants":
        """Return these instants, and of whom they say nothing, the others."""
        return Instants(
            by_student={**others.by_student, **self.by_student},
            by_file={**others.by_file, **self.by_file},
            alone=self.alone or others.alone,
        )

    @classmethod
    def of_students(cls, instants: Mapping[str, datetime]) -> "Instants":
        """Return instants that are known by student."""
        return cls(by_student={folded(student): moment for student, moment in instants.items()})
