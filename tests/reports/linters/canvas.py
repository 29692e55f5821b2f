"""What Canvas needs in a gradebook: columns in their places, a known assignment, scores with two decimals."""

import csv
import io
import re

IDENTITIES = {"Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section"}
ASSIGNMENT = "(4711)"
COMPUTED = tuple("=+-@\t\r＝＋－＠")


def lint(text: str) -> list[str]:
    """Return what Canvas would refuse, create, or misread."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    if not rows:
        return ["there is no header"]
    heads = rows[0]
    complaints = []
    if "Student" not in heads[0] or len(heads) < 2 or "ID" not in heads[1]:
        return ["the first cells are not Student and ID"]
    if "Section" not in heads:
        return ["there is no Section"]
    identities, others = heads[: heads.index("Section") + 1], heads[heads.index("Section") + 1 :]
    complaints += [f"'{head}' is no identity" for head in identities if head not in IDENTITIES]
    complaints += [f"'{head}' would create an assignment" for head in others if not head.endswith(ASSIGNMENT)]
    complaints += ["there is not exactly one assignment"] if len(others) != 1 else []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(heads):
            complaints.append(f"row {number} has {len(row)} cells, not {len(heads)}")
        elif "Points Possible" in row[0] or not row[0]:
            continue
        else:
            complaints += student(number, row, identities)
    return complaints


def student(number: int, row: list[str], identities: list[str]) -> list[str]:
    """Return what is wrong with the row of a student."""
    score = row[-1]
    complaints = []
    if not re.fullmatch(r"(-?\d+\.\d\d|EX|-)?", score):
        complaints.append(f"row {number} has the score '{score}'")
    known_by = [cell for cell, head in zip(row, identities, strict=False) if head not in ("Student", "Section")]
    complaints += [] if any(known_by) else [f"row {number} is nobody"]
    names = (row[0], row[identities.index("Section")])
    return complaints + [f"row {number} is computed" for name in names if name.startswith(COMPUTED)]
