"""What PrairieLearn accepts as ``results.json``: at most 1 MB, a score from 0 to 1, points on every test or on none."""

import json
from decimal import Decimal

LIMIT = 1_000_000
TOP = {"gradable", "score", "format_errors", "message", "output", "images", "tests"}
TEST = {"name", "description", "points", "max_points", "message", "output", "images"}


def lint(text: str) -> list[str]:
    """Return what PrairieLearn would refuse, or not show."""
    size = len(text.encode("utf-8"))
    complaints = [f"{size} bytes, at most {LIMIT} are taken"] if size > LIMIT else []
    try:
        results = json.loads(text, parse_float=Decimal)
    except ValueError as error:
        return [f"not JSON: {error}"]
    complaints += [f"no key is called '{key}'" for key in results if key not in TOP]
    if results.get("gradable") is False:
        complaints += ["a score of what is not gradable"] if "score" in results else []
        return complaints + ([] if results.get("format_errors") else ["nothing says why it is not gradable"])
    score, tests = results.get("score"), results.get("tests", [])
    if isinstance(score, bool) or not isinstance(score, int | Decimal) or not 0 <= score <= 1:
        complaints.append(f"the score is {score}, not a number from 0 to 1")
    complaints += [f"no key of a test is called '{key}'" for test in tests for key in test if key not in TEST]
    if any("points" not in test or "max_points" not in test for test in tests):
        return [*complaints, "a test without points hides the points of all"]
    worth = sum(test["max_points"] for test in tests)
    earned = sum(test["points"] for test in tests)
    if worth and not complaints and "taken off" not in results["message"]:
        share = min(max(Decimal(earned) / Decimal(worth), Decimal(0)), Decimal(1))
        complaints += [f"the score is {score}, the tests give {share}"] if abs(share - score) > Decimal("1e-6") else []
    return complaints
