"""What a folder of reports holds from an earlier run."""

import os
from collections.abc import Collection
from pathlib import Path

from grader.batch.handing_in import ENOUGH_BYTES, is_report

__all__ = ["warnings_about_earlier"]

JSON = ".json"


def warnings_about_earlier(out: Path, names: Collection[str]) -> list[str]:
    """Return a warning where a folder holds reports of submissions that are not among those graded now.

    A report is known by its JSON form, so that no other file in the folder is taken for one.
    """
    there = (entry.name for entry in os.scandir(out)) if out.is_dir() else iter(())
    unknown = sorted(name for name in there if name.endswith(JSON) and name.removesuffix(JSON) not in names)
    earlier = [path for path in map(out.joinpath, unknown) if holds_report(path)]
    if not earlier:
        return []
    count = "1 report" if len(earlier) == 1 else f"{len(earlier)} reports"
    others = "a submission that is" if len(earlier) == 1 else "submissions that are"
    return [f"warning: {out} also holds {count} of {others} not in this run, such as {earlier[0].name}"]


def holds_report(path: Path) -> bool:
    """Whether a file begins as a report does."""
    try:
        with path.open("rb") as file:
            return path.is_file() and is_report(file.read(ENOUGH_BYTES))
    except OSError:
        return False
