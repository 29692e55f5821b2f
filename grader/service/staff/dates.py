"""New dates in a rubric: only these texts change, so a comment or a column of the author's stays where it is.

>>> text = b"rubric: a\\nvisibility:\\n  deadline: 2026-01-01T12:00:00Z  # noon\\nparts: []\\n"
>>> from datetime import UTC
>>> print(set_dates(text, datetime(2027, 1, 1, 12, tzinfo=UTC), None).decode(), end="")
rubric: a
visibility:
  deadline: 2027-01-01T12:00:00+00:00  # noon
parts: []
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from grader.documents import Scalar, parse_yaml
from grader.rubric import Rubric
from grader.rubric.fields import find_entry
from grader.service.refusals import RefusedError

__all__ = ["find_last_date", "has_old_dates", "replace_dates", "set_dates"]

PLACES = (("visibility", "deadline"), ("late", "deadline"), ("visibility", "release"))


def replace_dates(rubric: bytes, deadline: datetime | None, release: datetime | None) -> bytes:
    """Return a rubric with other dates; RefusedError if none of them differs."""
    data = set_dates(rubric, deadline, release)
    if data == rubric:
        raise RefusedError("Choose an instant. Nothing was changed.")
    return data


def set_dates(rubric: bytes, deadline: datetime | None, release: datetime | None) -> bytes:
    """Return a rubric with other instants where it has some; None leaves one as it is."""
    text = rubric.decode("utf-8-sig")  # places are counted without a byte order mark
    for start, end, found in sorted(list_dates(text, deadline, release), reverse=True):
        text = f"{text[:start]}{found.isoformat()}{text[end:]}"
    return text.encode()


def list_dates(text: str, deadline: datetime | None, release: datetime | None) -> Iterator[tuple[int, int, datetime]]:
    """Yield where the instants of a rubric are, each with the new one."""
    root = parse_yaml(text, "rubric.yaml").root
    for section, name in PLACES:
        node, found = find_entry(find_entry(root, section), name), deadline if name == "deadline" else release
        if isinstance(node, Scalar) and found is not None:
            yield node.start, node.end, found


def find_last_date(rubric: Rubric) -> datetime | None:
    """Return the last instant of a rubric's dates; None if it has none."""
    late = rubric.late.deadline if rubric.late else None
    found = [one for one in (late, rubric.visibility.deadline, rubric.visibility.release) if one]
    return max(found, default=None)


def has_old_dates(rubric: Rubric, now: datetime) -> bool:
    """Whether everything in a rubric is over: whoever opens it has probably forgotten to change the dates."""
    last = find_last_date(rubric)
    return last is not None and last < now - timedelta(days=1)
