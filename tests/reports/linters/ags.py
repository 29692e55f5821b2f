"""What an LTI platform accepts as a score: known words, a maximum with each score, no score if it is not graded."""

import json
import re
from datetime import datetime
from typing import Any

KEYS = {"userId", "scoreGiven", "scoreMaximum", "activityProgress", "gradingProgress", "timestamp", "comment"}
ACTIVITY = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
GRADING = {"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"}


def lint(text: str) -> list[str]:
    """Return what a platform would refuse, in any of the scores."""
    complaints, users = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            score = json.loads(line)
        except ValueError as error:
            return [f"line {number} is not JSON: {error}"]
        complaints += [f"line {number}: {said}" for said in form(score)]
        users.append(score.get("userId"))
    return complaints + (["a user has two scores of one instant"] if len(set(users)) < len(users) else [])


def form(score: dict[str, Any]) -> list[str]:
    """Return what is wrong with one score."""
    complaints = [f"no key is called '{key}'" for key in score if key not in KEYS]
    complaints += [] if isinstance(score.get("userId"), str) and score["userId"] else ["nobody's"]
    complaints += [] if score.get("activityProgress") in ACTIVITY else ["no such activityProgress"]
    complaints += [] if score.get("gradingProgress") in GRADING else ["no such gradingProgress"]
    given, most = score.get("scoreGiven"), score.get("scoreMaximum")
    if score.get("gradingProgress") == "FullyGraded":
        complaints += [] if isinstance(given, int | float) and given >= 0 else ["no score of what is graded"]
        complaints += [] if isinstance(most, int | float) and most > 0 else ["no maximum beside a score"]
    elif given is not None:
        complaints.append("a score of what is not graded")
    return complaints + ([] if is_instant(str(score.get("timestamp"))) else ["no timestamp with an offset"])


def is_instant(text: str) -> bool:
    """Whether a text is an instant of ISO 8601 with its offset."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text):
        return False
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
