"""When submissions were handed in: by student, by file, or for a single submission.

The instants come from whoever received the submissions: a table, or Gradescope's ``submission_metadata.json``. They
never come from a submission itself, which could claim anything.

>>> instants = Instants(by_student={"ada": datetime.fromisoformat("2026-11-30T22:00:00Z")})
>>> instants.of("Ada", "ada.yaml").isoformat(), instants.of("ben", "ben.yaml")
('2026-11-30T22:00:00+00:00', None)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from grader.rubric.late.policy import fold_id

__all__ = ["Instants", "ends_of", "index_by_ends"]


@dataclass(frozen=True, kw_only=True)
class Instants:
    """Instants by the student's normalized id and by the path of the file; ``alone`` is for a single submission.

    A file's instant wins over a student's: the name in the file could be somebody else's. Two paths name the same file
    if one of them ends like the other, folder by folder. ``by_end`` is computed from ``by_file``.
    """

    by_student: Mapping[str, datetime] = field(default_factory=dict)
    by_file: Mapping[str, datetime] = field(default_factory=dict)
    by_end: Mapping[str, datetime] = field(default_factory=dict)
    alone: datetime | None = None

    def of(self, student: str, file: str, *other_ids: str) -> datetime | None:
        """When a student, who may have several ids, handed in a file; None if nothing says so."""
        if not (self.by_student or self.by_file or self.by_end):
            return self.alone
        ends = [*ends_of(file)]
        of_file = next((self.by_file[end] for end in ends if end in self.by_file), None) or self.by_end.get(ends[0])
        ids = map(fold_id, (student, *other_ids))
        return of_file or next((self.by_student[one] for one in ids if one in self.by_student), self.alone)

    def backed_by(self, others: "Instants") -> "Instants":
        """These instants, with ``others`` for everybody they do not mention."""
        return Instants(
            by_student={**others.by_student, **self.by_student},
            by_file={**others.by_file, **self.by_file},
            by_end={**others.by_end, **self.by_end},
            alone=self.alone or others.alone,
        )

    @classmethod
    def of_students(cls, instants: Mapping[str, datetime]) -> "Instants":
        """Instants that are known by student."""
        return cls(by_student={fold_id(student): moment for student, moment in instants.items()})


def index_by_ends(by_file: Mapping[str, datetime]) -> dict[str, datetime]:
    """Instants by all ends of the files' paths, except ends that fit several instants."""
    found: dict[str, datetime | None] = {}
    for path, moment in by_file.items():
        for end in ends_of(path):
            found[end] = moment if found.get(end, moment) == moment else None
    return {end: moment for end, moment in found.items() if moment is not None}


def ends_of(path: str) -> Iterator[str]:
    """A path, then the path without its outermost folder, and so on down to the file's name.

    >>> list(ends_of("a\\\\b/c.yaml"))
    ['a/b/c.yaml', 'b/c.yaml', 'c.yaml']
    """
    parts = PurePosixPath(path.replace("\\", "/")).parts or (path,)
    return ("/".join(parts[start:]) for start in range(len(parts)))
