"""The staff of a course: every page is read by axe, fits a phone, and the keys decide on answers."""

from fractions import Fraction

import pytest
from sqlalchemy import Connection

from grader.service.exercises.handing_in import hand_in_answers
from grader.service.exercises.review_queue import Choice
from grader.service.identity.accounts import make_account
from grader.service.jobs.runner import now_in_utc
from grader.service.staff.deciding import decide_on_one
from grader.service.store.courses import find_course
from grader.service.store.exercises import add_new_exercise, add_revision, find_exercise
from grader.service.store.gradings import list_counting
from grader.service.typed.answers_file import write_submission
from tests.browser.conftest import Browser
from tests.service.web.live import Live
from tests.service.web.site import RUBRIC

from .test_student import come_in, list_violations, read_text, wait_for

PAGES = {
    "members": "/courses/calculus/-/members", "log": "/courses/calculus/-/log",
    "new": "/courses/calculus/-/new-exercise", "class": "/courses/calculus/week3/-/class",
    "review": "/courses/calculus/week3/-/review", "setup": "/courses/calculus/week3/-/setup",
    "exports": "/courses/calculus/week3/-/exports", "revision": "/courses/calculus/week3/-/revisions/1",
    "as-student": "/courses/calculus/week3/-/revisions/1/as-student", "copy": "/courses/calculus/-/copy",
}  # fmt: skip


def hand_in(live: Live, name: str, **answers: str) -> None:
    """Hand in answers, and wait until they are graded."""
    now = now_in_utc()
    with live.database.read() as connection:
        course = find_course(connection, "calculus")
        assert course
        exercise = find_exercise(connection, course, "week3")
        assert exercise
    key = live.database.write(lambda connection: make_account(connection, name, now)).id
    data = write_submission(name, "week3", answers, "").encode()
    live.database.write(
        lambda connection: hand_in_answers(
            connection, exercise.id, key, f"{name}.yaml", data, now.isoformat(), now, now
        )
    )

    def is_graded() -> bool:
        with live.database.read() as connection:
            return key in list_counting(connection, exercise.id)

    wait_for(is_graded)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_is_too_wide(browser: Browser, live: Live, width: int, dark: bool) -> None:
    hand_in(live, "ada", slope="2x +")
    come_in(browser, live, "ivy", width=width, dark=dark)
    with live.database.read() as connection:
        key = make_account(connection, "ada", now_in_utc()).id
    work = {"work": f"/courses/calculus/week3/-/work/{key}"}
    for name, path in {**PAGES, **work}.items():
        browser.driver.get(f"{live.address}{path}")
        assert list_violations(browser) == [], name
        assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= width, name
        if name in ("members", "log", "class"):
            is_cut = "[...document.querySelectorAll('.wide')].some((one) => one.scrollWidth > one.clientWidth)"
            assert not browser.run(is_cut), name
    assert browser.complaints() == []


def add_unopened(live: Live) -> str:
    """Add an exercise whose rubric was uploaded and does not count yet; return where its pages begin."""

    def add(connection: Connection) -> None:
        course, now = find_course(connection, "calculus"), now_in_utc()
        assert course
        exercise = add_new_exercise(connection, course, "week4", "Week 4: sums", now)
        assert exercise
        rubric = RUBRIC.replace("rubric: week3", "rubric: week4").encode()
        add_revision(connection, exercise, rubric, make_account(connection, "ivy", now).id, now)

    live.database.write(add)
    return "/courses/calculus/week4/-"


def test_upload_fits_a_phone_whose_letters_are_large(browser: Browser, live: Live) -> None:
    first = add_unopened(live)
    come_in(browser, live, "ivy", width=390)
    uploads = {"first setup": f"{first}/setup", "first revision": f"{first}/revisions/1"}
    for name, path in {**uploads, "new": PAGES["new"], "setup": PAGES["setup"], "members": PAGES["members"]}.items():
        browser.driver.get(f"{live.address}{path}")
        browser.driver.execute_script(
            "document.querySelectorAll('details').forEach((one) => (one.open = true));"
            "document.documentElement.style.fontSize = '130%'"
        )
        assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= 390, name


def test_key_decides_on_an_answer(browser: Browser, live: Live) -> None:
    hand_in(live, "ben", slope="2x +")
    come_in(browser, live, "tim")
    browser.driver.get(f"{live.address}{PAGES['review']}")
    assert "Decision 1 of 1" in read_text(browser, ".facts")
    browser.find("body")[0].send_keys("5")
    wait_for(lambda: "No answer waits for a person." in read_text(browser, "main"))
    wait_for(lambda: "2 points to" in read_text(browser, "[role=status]"))
    assert list_violations(browser) == []
    browser.find("body")[0].send_keys("u")
    wait_for(lambda: "Undone." in read_text(browser, "main"))
    assert browser.complaints() == []


def test_earlier_decisions_fit_a_phone_and_axe_finds_nothing(browser: Browser, live: Live) -> None:
    live.enroll("cyd")
    hand_in(live, "cyd", slope="3x")
    reason, now = "A-reason-without-a-space-that-is-longer-than-a-phone-is-wide.", now_in_utc()
    with live.database.read() as connection:
        course = find_course(connection, "calculus")
        exercise = find_exercise(connection, course, "week3") if course else None
        key, tim = (make_account(connection, name, now).id for name in ("cyd", "tim"))
    assert exercise
    choice = Choice(points=Fraction(1), reason=reason, account_id=tim)
    live.database.write(lambda c: decide_on_one(c, exercise.id, key, "slope", choice, 1_000, now))
    come_in(browser, live, "tim", width=390)
    for path in (PAGES["review"], f"/courses/calculus/week3/-/work/{key}"):
        browser.driver.get(f"{live.address}{path}")
        browser.find("#decided summary")[0].click()
        assert "A-reason-without" in read_text(browser, "#decided")
        assert list_violations(browser) == []
        assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= 390
