"""What Moodle needs in an offline worksheet: the downloaded file, with only the grades changed."""

import csv
import io
import re
from pathlib import Path

DOWNLOADED = (Path(__file__).parents[1] / "files" / "worksheet.csv").read_bytes().decode("utf-8")
GRADE = 4
LOCKED = 6


def lint(text: str, downloaded: str = DOWNLOADED) -> list[str]:
    """Return what differs from the downloaded file, grades aside, and which grades are none."""
    before, after = cells(downloaded), cells(text)
    if [len(row) for row in before] != [len(row) for row in after]:
        return ["there are other rows or cells than in the downloaded file"]
    complaints = []
    for number, (old, new) in enumerate(zip(before, after, strict=True), start=1):
        complaints += [
            f"row {number} has other text" for place in range(len(old)) if place != GRADE and old[place] != new[place]
        ]
        if number > 1 and old[GRADE] != new[GRADE]:
            complaints += (
                [] if re.fullmatch(r"-?\d+\.\d\d", new[GRADE]) else [f"row {number} has the grade '{new[GRADE]}'"]
            )
            complaints += [f"the grade of row {number} is locked"] if old[LOCKED] == "No" else []
    rest = {without_grades(downloaded), without_grades(text)}
    return [*complaints, "bytes outside the grades have changed"] if len(rest) > 1 and not complaints else complaints


def cells(text: str) -> list[list[str]]:
    """Return the cells of a table."""
    return list(csv.reader(io.StringIO(text, newline="")))


def without_grades(text: str) -> str:
    """Return the text without any cell that is a number with two decimals, nothing, or nothing in quotation marks."""
    return re.sub(r'(?<=,)"?(-?\d+\.\d\d)?"?(?=,)', "", text)
