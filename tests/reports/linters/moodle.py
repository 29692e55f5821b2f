"""What stops a grade import in Moodle: an unknown user, or a cell that is not a number."""

import csv
import io
import re

KEYS = {"userid", "useridnumber", "useremail", "username", "email", "idnumber", "id"}
USERS = {"alice", "bob", "carol", "dora"}


def lint(text: str) -> list[str]:
    """Return what would stop the whole import, or wipe grades."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows or rows[0][0] not in KEYS:
        return ["no column says who a row is"]
    complaints = ["feedback without its grade wipes grades"] if "feedback" in rows[0] else []
    users = [row[0] for row in rows[1:]]
    complaints += [f"'{user}' is not known" for user in users if user not in USERS]
    complaints += [f"'{user}' appears twice" for user in sorted({user for user in users if users.count(user) > 1})]
    for number, row in enumerate(rows[1:], start=2):
        complaints += [] if len(row) == len(rows[0]) else [f"row {number} has {len(row)} cells"]
        complaints += [f"'{cell}' is no number" for cell in row[1:] if not re.fullmatch(r"-?\d+(\.\d+)?", cell)]
    return complaints
