"""What Classroom 50 accepts as ``classroom50/result/v1``: a closed set of keys, whole numbers, an instant in UTC."""

import json
import re
from typing import Any

REQUIRED = {
    "schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit", "release", "review",
    "datetime", "score", "max-score", "tests",
}  # fmt: skip
OPTIONAL = {"graded_at", "submitted_by"}


def lint(text: str) -> list[str]:
    """Return why the collector of scores would drop the record."""
    try:
        record = json.loads(text)
    except ValueError as error:
        return [f"not JSON: {error}"]
    complaints = [f"no key is called '{key}'" for key in sorted(set(record) - REQUIRED - OPTIONAL)]
    complaints += [f"'{key}' is missing" for key in sorted(REQUIRED - set(record))]
    if complaints:
        return complaints
    complaints += [] if record["schema"] == "classroom50/result/v1" else ["another schema"]
    complaints += [] if record["assignment_type"] in ("individual", "group", "team") else ["another assignment_type"]
    complaints += [] if re.match("submit/.", str(record["submission"])) else ["the submission is no submit/ tag"]
    for key in ("owner", "commit", "release", "review", "classroom", "assignment"):
        complaints += [] if isinstance(record[key], str) and record[key] else [f"'{key}' is empty"]
    for key in ("datetime", "graded_at"):
        is_instant = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(record.get(key, "2026-01-01T00:00:00Z")))
        complaints += [] if is_instant else [f"'{key}' is no instant in UTC"]
    complaints += figures(record, "the record")
    for number, test in enumerate(record["tests"]):
        complaints += figures(test, f"test {number}")
        complaints += (
            [] if isinstance(test.get("test-name"), str) and test["test-name"] else [f"test {number} has no name"]
        )
        complaints += [] if isinstance(test.get("passed"), bool) else [f"test {number} is neither passed nor failed"]
    if not complaints and not any(test["test-name"].startswith("Late: ") for test in record["tests"]):
        total = sum(test["score"] for test in record["tests"])
        complaints += [] if total == record["score"] else [f"the score is {record['score']}, the tests give {total}"]
    return complaints


def figures(part: dict[str, Any], what: str) -> list[str]:
    """Return what is wrong with a score and what it is out of."""
    score, most = part.get("score"), part.get("max-score")
    if type(score) is not int or type(most) is not int or score < 0 or most < 0:
        return [f"{what} has figures that are no whole numbers"]
    return [f"{what} has {score} of {most}"] if score > most else []
