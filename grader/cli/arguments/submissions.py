"""What a folder of reports holds from an earlier run."""

import os
from collections.abc import Collection
from pathlib import Path

from grader.batch.handing_in import ENOUGH_BYTES, is_report
from grader.errors import escape_unprintable

__all__ = ["warn_about_earlier_reports"]

JSON = ".json"


def warn_about_earlier_reports(out: Path, names: Collection[str]) -> list[str]:
    """Warn if a folder holds reports on submissions that are not graded now.

    A report is recognized by its JSON, so that no other file in the folder is mistaken for one.
    """
    try:
        there = os.listdir(out) if out.is_dir() else []  # noqa: PTH208 - only the names matter
    except OSError as error:
        why = error.strerror or error
        return [f"warning: {out} cannot be listed, so reports of an earlier run are not known. The system says: {why}."]
    unknown = sorted(name for name in there if name.endswith(JSON) and name.removesuffix(JSON) not in names)
    earlier = [path for path in map(out.joinpath, unknown) if has_report(path)]
    if not earlier:
        return []
    count = "1 report" if len(earlier) == 1 else f"{len(earlier)} reports"
    others = "a submission that is" if len(earlier) == 1 else "submissions that are"
    first = escape_unprintable(earlier[0].name)
    help = "Delete what is out of date." if len(earlier) > 1 else "Delete it if it is out of date."
    return [f"warning: {out} also holds {count} on {others} not in this run, such as {first}. {help}"]


def has_report(path: Path) -> bool:
    """Whether a file begins like a report."""
    try:
        with path.open("rb") as file:
            return path.is_file() and is_report(file.read(ENOUGH_BYTES))
    except OSError:
        return False
