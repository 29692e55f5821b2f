"""What a student is told when their score changes: after the release, until they have seen it."""

import pytest

from .school import School, read_text
from .test_regrading import begin, upload
from .test_reviewing import REVIEW, decide, find_fields

COURSE = "/courses/calculus"
FEEDBACK = f"{COURSE}/week3/feedback"
SINCE = "Mon 30 Nov 2026, 14:00 (UTC+01:00, Europe/Berlin)"
DECIDED = f"This score was 2 before {SINCE} , and is 2.5 since: a person decided on The reason."
CHANGED = f"This score was 2 before {SINCE} , and is 0 since: the rubric was changed."


def read(school: School, path: str) -> str:
    return read_text(school.person("ada").get(path).text)


def decide_on_reason(school: School) -> None:
    school.hand_in("ada", slope="2x", why="The power rule.")
    school.pass_by(hours=1)
    decide(school, "tim", find_fields(school.person("tim").get(REVIEW)), "1/2")
    school.do_jobs()


def change_rubric(school: School) -> None:
    school.hand_in("ada", slope="2x")
    school.pass_by(hours=1)
    upload(school)
    trial = begin(school)
    school.do_jobs()
    school.person("ivy").post(f"{trial}/accept")


@pytest.mark.parametrize(("change", "says"), [(decide_on_reason, DECIDED), (change_rubric, CHANGED)])
def test_changed_score_is_announced_after_the_release_until_it_is_seen(school: School, change, says: str) -> None:
    change(school)
    for path in (COURSE, FEEDBACK):
        assert "This score was" not in read(school, path)
    school.pass_by(days=9)
    for path in (COURSE, FEEDBACK):
        assert says in read(school, path)
    assert "I have seen this" in read(school, FEEDBACK)
    assert "This score was" not in read_text(school.person("ben").get(COURSE).text)
    entry = school.person("ada").get(FEEDBACK).text.partition('name="entry" value="')[2].partition('"')[0]
    school.person("ben").post(f"{FEEDBACK}/seen", entry=entry)  # of somebody else's: nothing
    assert says in read(school, COURSE)
    assert school.person("ada").post(f"{FEEDBACK}/seen", entry=entry).status_code == 303
    assert "This score was" not in read(school, COURSE)
    assert says in read(school, FEEDBACK)  # why a score is what it is stays there
    assert "I have seen this" not in read(school, FEEDBACK)


def test_new_submission_begins_anew(school: School) -> None:
    decide_on_reason(school)
    school.hand_in("ada", slope="3x")
    school.pass_by(days=9)
    assert "This score was" not in read(school, FEEDBACK)


def test_nothing_is_announced_where_nothing_has_changed(school: School) -> None:
    school.hand_in("ada", slope="2x")
    school.pass_by(days=9)
    assert "This score was" not in read(school, FEEDBACK)
    assert school.person("ada").post(f"{FEEDBACK}/seen", entry="99999999999999999999").status_code == 303
