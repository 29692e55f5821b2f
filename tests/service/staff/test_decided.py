"""Decisions of an earlier day are found on the pages of the staff, and withdrawn there."""

import re

from .school import HERE, Person, School, read_notices, read_rows, read_text
from .test_reviewing import REVIEW, decide, decide_for_each, find_fields

UNDONE = "Undone. The decision is withdrawn, and what counted before it counts again in a moment."


def read_decided(person: Person, path: str) -> list[str]:
    """Return what a page lists as decided before, each with its button."""
    section = person.get(path).text.partition('id="decided"')[2].partition("</details>")[0]
    return [read_text(one) for one in re.findall(r"<li>(.*?)</li>", section, re.DOTALL)]


def find_done(person: Person, path: str) -> list[str]:
    """Return what the buttons in the list of a page would withdraw."""
    section = person.get(path).text.partition('id="decided"')[2].partition("</details>")[0]
    return re.findall(r'name="done" value="([^"]*)"', section)


def decide_alone(school: School, name: str, student: str, item: str, points: str, reason: str, seen: str = "0") -> None:
    work = f"{HERE}/work/{school.key(student)}"
    fields = {"item": item, "points": points, "reason": reason, "seen": seen}
    assert school.person(name).post(f"{work}/decide", **fields).status_code == 303
    school.do_jobs()


def test_decision_of_yesterday_is_found_on_the_page_of_the_work_and_withdrawn(school: School) -> None:
    school.hand_in("ada", slope="3x")
    school.hand_in("ben", slope="3x")
    decide_alone(school, "tim", "ada", "slope", "1", "Nearly.")
    school.pass_by(days=1)
    ivy, work = school.person("ivy"), f"{HERE}/work/{school.key('ada')}"
    assert read_decided(ivy, work) == [
        "The slope : 1 of 2 points, by Tim, Mon 30 Nov 2026, 13:00 (UTC+01:00, Europe/Berlin). "
        "Nearly. It holds for this student alone. Withdraw the decision on The slope"
    ]
    assert read_decided(ivy, f"{HERE}/work/{school.key('ben')}") == []
    assert ivy.post(f"{work}/withdraw", done=find_done(ivy, work)[0]).status_code == 303
    school.do_jobs()
    assert read_decided(ivy, work) == []
    assert read_rows(ivy.get(f"{HERE}/class"))[1][2] == "0"
    again = ivy.post(f"{work}/withdraw", done="1")
    assert (again.status_code, read_notices(again)[0]) == (
        409,
        "Somebody has decided again since. Nothing was changed.",
    )


def test_page_of_the_work_has_the_decision_that_counts_for_others_too(school: School) -> None:
    school.hand_in("ada", slope="2x", why="the power rule")
    decide(school, "tim", find_fields(school.person("tim").get(REVIEW)), "1/2")
    school.do_jobs()
    school.hand_in("ben", why="The power rule.")
    work, ivy = f"{HERE}/work/{school.key('ben')}", school.person("ivy")
    (shown,) = read_decided(ivy, work)
    assert shown.startswith("The reason : 0.5 of 1 point, by Tim, ")
    assert "Well said. It holds for everybody who gives this answer, now and later." in shown
    decide_alone(school, "ivy", "ben", "why", "1", "Yes.", seen="1")
    (own,) = read_decided(ivy, work)
    assert own.startswith("The reason : 1 of 1 point, by Ivy, ")
    (earlier,) = read_decided(ivy, f"{HERE}/work/{school.key('ada')}")
    assert earlier == shown


def test_review_lists_what_was_decided_before_the_newest_first(school: School) -> None:
    tim, ivy = school.person("tim"), school.person("ivy")
    assert "Decided before" not in read_text(tim.get(REVIEW).text)
    school.hand_in("ada", slope="3x", why="the power rule")
    decide(school, "tim", find_fields(tim.get(REVIEW)), "1/2")
    school.do_jobs()
    school.pass_by(days=1)
    decide_alone(school, "ivy", "ada", "slope", "1", "Nearly.", seen="1")
    assert read_decided(tim, REVIEW) == [
        "The slope : 1 of 2 points, by Ivy, Tue 1 Dec 2026, 13:00 (UTC+01:00, Europe/Berlin). "
        "Nearly. The answer: 3*x . It holds for ada alone. Withdraw the decision on The slope",
        "The reason : 0.5 of 1 point, by Tim, Mon 30 Nov 2026, 13:00 (UTC+01:00, Europe/Berlin). "
        "Well said. The answer: the power rule . It holds for everybody who gives this answer, now and later. "
        "Withdraw the decision on The reason",
    ]
    undone = ivy.post(f"{REVIEW}/undo", done=find_done(ivy, REVIEW)[1], at="0")
    assert read_notices(undone) == [UNDONE]
    school.do_jobs()
    assert [one.partition(" : ")[0] for one in read_decided(tim, REVIEW)] == ["The slope"]
    assert "Decision 1 of 1, for 1 answer in all." in read_text(tim.get(REVIEW).text)


def test_decision_that_a_later_one_replaced_is_not_listed(school: School) -> None:
    school.hand_in("ada", slope="3x")
    decide_alone(school, "tim", "ada", "slope", "1", "Nearly.")
    decide_alone(school, "tim", "ada", "slope", "2", "All right.", seen="1")
    assert find_done(school.person("tim"), REVIEW) == ["2"]


def test_what_was_decided_as_one_is_listed_and_withdrawn_as_one(school: School) -> None:
    school.hand_in("ada", why="the power rule")
    decide_for_each(school, ["ada", "ben", "tim", "ivy"])
    tim = school.person("tim")
    (shown,) = read_decided(tim, REVIEW)
    assert "It holds for 4 students alone." in shown
    assert find_done(tim, REVIEW) == ["1.4"]
    assert tim.post(f"{HERE}/work/{school.key('ben')}/withdraw", done="2").status_code == 303
    assert find_done(tim, REVIEW) == ["3.4", "1"]  # only what still counts, each button of which works
    for done in find_done(tim, REVIEW):
        assert read_notices(tim.post(f"{REVIEW}/undo", done=done, at="0")) == [UNDONE]
    assert read_decided(tim, REVIEW) == []


def test_long_list_is_cut_and_says_so(school: School) -> None:
    school.hand_in("ada", why="the power rule")
    for number in range(52):
        school.pass_by(minutes=1)
        decide_for_each(school, [f"student{number}"])
    page = school.person("tim").get(REVIEW)
    assert len(read_decided(school.person("tim"), REVIEW)) == 50
    assert "Decided before (52)" in page.text
    assert "2 earlier ones are on the pages of their students." in read_text(page.text)


def test_students_withdraw_nothing(school: School) -> None:
    school.hand_in("ada", slope="3x")
    decide_alone(school, "tim", "ada", "slope", "1", "Nearly.")
    ada = school.person("ada")
    assert ada.post(f"{HERE}/work/{school.key('ada')}/withdraw", done="1").status_code == 403
    assert ada.post(f"{REVIEW}/undo", done="1", at="0").status_code == 403
