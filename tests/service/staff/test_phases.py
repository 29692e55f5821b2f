"""The table 'what students see, when' says what is true, for every policy that a rubric can have."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from grader.grading.visibility.visibility import View, restrict_to_view
from grader.service.exercises.opened import make_job
from grader.service.exercises.phases import PhaseRow, is_released_early, list_phases
from grader.service.store.exercises import Revision

from .school import RUBRIC, InlineBench

DEADLINE, LATER = "2026-12-01T12:00:00+00:00", "2026-12-08T12:00:00+00:00"
HEAD, _, REST = RUBRIC.partition("visibility:")
PARTS = REST[REST.index("parts:") :]
VISIBILITY = {
    "": "",
    "deadline": f"  deadline: {DEADLINE}\n",
    "release": f"  release: {LATER}\n",
    "both": f"  deadline: {DEADLINE}\n  release: {LATER}\n",
    "at once": f"  deadline: {LATER}\n  release: {LATER}\n",
    "levels": f"  deadline: {DEADLINE}\n  student: {{before_deadline: none, after_deadline: verdict}}\n",
}
LATE = {"": "", "late": f"late:\n  deadline: {DEADLINE}\n  per_day: 50 %\n"}
ITEM = {"": "", "hidden": "        hidden: yes\n", "own": "        visibility: {student: none}\n"}


def make_rubric(visibility: str, late: str, item: str) -> bytes:
    section = f"visibility:\n{VISIBILITY[visibility]}" if visibility else ""
    parts = PARTS.replace("        points: 2\n", f"        points: 2\n{ITEM[item]}")
    return f"{HEAD}{section}{LATE[late]}{parts}".encode()


def find_row(rows: list[PhaseRow], now: datetime) -> PhaseRow:
    (found,) = [row for row in rows if (not row.since or row.since <= now) and (not row.until or now < row.until)]
    return found


def describe(item, given: str) -> str:
    """Say what a student sees of an item, in the words of the table."""
    if item.outcome.value == "withheld":
        return "how each answer was read, and no verdict" if item.given and item.read else "nothing"
    if item.expected:
        return "whether each answer is right, why it is wrong, and the expected answer"
    return "whether each answer is right, and why it is wrong" if item.remarks else "whether each answer is right"


@pytest.mark.parametrize(("visibility", "late", "item"), list(product(VISIBILITY, LATE, ITEM)))
def test_table_agrees_with_what_is_shown(visibility: str, late: str, item: str) -> None:
    data = make_rubric(visibility, late, item)
    rubric = make_job(data).rubric
    revision = Revision(
        id=-1, exercise_id=1, number=1, sha256=rubric.sha256, rubric=data, proved=b"", wrong=b"",
        account_id=1, created=datetime.now(UTC),
    )  # fmt: skip
    graded = InlineBench().grade(revision, "ada.yaml", b"answers:\n  slope: 4*x\n", "ada")
    rows = list(list_phases(rubric))
    start = datetime.fromisoformat(DEADLINE) - timedelta(days=1)
    for day, is_check in product(range(12), (False, True)):
        now = start + timedelta(days=day)
        row, phase = find_row(rows, now), rubric.visibility.phase_at(now)
        slope = restrict_to_view(graded, rubric, View(phase=phase, is_check=is_check)).items[0]
        hidden = row.hidden_in_checks if is_check else row.hidden
        others = dict(row.other_checks if is_check else row.others)
        usual = row.check if is_check else row.feedback
        said = "nothing" if "The slope" in hidden else others.get("The slope", usual)
        assert describe(slope, "4*x") == said, (now, is_check)


def test_release_while_students_can_still_hand_in_is_pointed_out() -> None:
    rubric = make_rubric("release", "late", "")
    assert not is_released_early(make_job(rubric).rubric)
    assert is_released_early(make_job(rubric.replace(LATER.encode(), b"2026-11-20T12:00:00+00:00")).rubric)
