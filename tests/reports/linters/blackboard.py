"""What Blackboard accepts: quoted fields between tabs, *Username*, and columns with the numbers that it gave them."""

import csv
import io
import re

HEADER = "Week 3 [Total Pts: 12.5 Score] |990002"
IDENTITIES = {"Last Name", "First Name", "Username", "Student ID"}


def lint(text: str) -> list[str]:
    """Return what Blackboard would misread, or turn into a column of text."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    if not rows or "Username" not in rows[0]:
        return ["there is no Username"]
    complaints = [f"'{head}' would become a column of text" for head in rows[0] if head not in (HEADER, *IDENTITIES)]
    complaints += [] if HEADER in rows[0] else ["the column is not there"]
    for number, row in enumerate(rows[1:], start=2):
        complaints += [] if len(row) == len(rows[0]) else [f"row {number} has {len(row)} cells"]
        complaints += (
            [] if re.fullmatch(r"(-?\d+\.\d\d|Needs Grading)?", row[-1]) else [f"row {number} has '{row[-1]}'"]
        )
        complaints += [f"row {number} is computed" for cell in row[:2] if cell.startswith(tuple("=+-@"))]
    bare = [line for line in text.split("\r\n") if line and not re.fullmatch(r'"([^"]|"")*"(\t"([^"]|"")*")*', line)]
    return complaints + [f"not every field is quoted: {line!r}" for line in bare]
