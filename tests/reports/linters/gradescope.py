"""What Gradescope accepts as ``results.json``: known keys and words, a score, tests that add up to it."""

import json
from decimal import Decimal
from typing import Any

TOP = {
    "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
    "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip
TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags", "visibility",
    "extra_data",
}  # fmt: skip
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
WORDS = {
    "visibility": VISIBILITIES, "stdout_visibility": VISIBILITIES, "output_format": FORMATS, "name_format": FORMATS,
    "test_output_format": FORMATS, "test_name_format": FORMATS, "status": {"passed", "failed"},
}  # fmt: skip


def lint(text: str) -> list[str]:
    """Return what Gradescope would refuse, ignore, or show as markup."""
    try:
        results = json.loads(text, parse_float=Decimal, parse_constant=lambda word: word)
    except ValueError as error:
        return [f"not JSON: {error}"]
    tests = results.get("tests", [])
    complaints = [
        said for part, known in ((results, TOP), *((test, TEST) for test in tests)) for said in form(part, known)
    ]
    scored = [test for test in tests if "score" in test]
    if "score" not in results and not scored:
        complaints.append("there is no score at all")
    if (
        scored
        and "score" in results
        and "Late" not in results.get("output", "")
        and "taken off" not in results.get("output", "")
    ):
        total = sum(test["score"] for test in scored)
        complaints += [f"the score is {results['score']}, the tests give {total}"] if total != results["score"] else []
    if any(test.get("visibility") != results.get("visibility") for test in tests):
        complaints.append("a hidden test hides the total")
    return complaints


def form(part: dict[str, Any], known: set[str]) -> list[str]:
    """Return what is wrong with the results, or with one test."""
    complaints = [f"no key is called '{key}'" for key in part if key not in known]
    complaints += [f"{key} is '{part[key]}'" for key, words in WORDS.items() if key in part and part[key] not in words]
    complaints += [f"{key} is markup" for key in part if key.endswith("_format") and part[key] != "text"]
    complaints += [
        f"{key} is no number" for key in ("score", "max_score") if not isinstance(part.get(key, 0), int | Decimal)
    ]
    return complaints
