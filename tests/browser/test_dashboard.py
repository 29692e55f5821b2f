"""The page about a class in a browser: sorted, searched, printed, dark, narrow, and without its script."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from grader.grading.course.cohort import Cohort
from grader.grading.result import GradedSubmission, Lateness
from grader.reports.formats.dashboard import render_class
from tests.reports.samples import ALICE, BOB, CAROL, CORRECT, INCORRECT, UNREADABLE

from .conftest import Browser

LATE = Lateness(submitted="2026-11-02T00:00:00+00:00", due="2026-11-01T00:00:00+00:00", days=2, share=Fraction(1, 10))
STUDENTS = 300
ROWS = "[...document.querySelectorAll('.students tbody tr')]"


def student(number: int) -> GradedSubmission:
    """Return one of a class: one in fifty cannot be read, one in ten waits, one in twenty is late."""
    if number % 50 == 49:
        base = CAROL
    elif number % 10 == 3:
        base = ALICE
    else:
        credit = Fraction(number % 7, 6)
        items = (replace(CORRECT, credit=credit), (INCORRECT, UNREADABLE)[number % 20 == 7])
        base = replace(BOB, items=items, lateness=LATE if number % 20 == 5 else None)
    return replace(base, student=f"student {number}", file=f"{number}.yaml")


@pytest.fixture(scope="module")
def page() -> str:
    cohort = Cohort(submissions=[student(number) for number in range(STUDENTS)])
    return "".join(render_class(cohort))


@pytest.fixture
def opened(browser: Browser, page: str) -> Browser:
    browser.open(page)
    return browser


def names(browser: Browser) -> list[str]:
    """Return the students in the rows of the table, in order."""
    return browser.run(f"{ROWS}.map(row => row.cells[0].textContent)")


def column(browser: Browser, place: int) -> list[str]:
    return browser.run(f"{ROWS}.map(row => row.cells[{place}].textContent.trim())")


def head(browser: Browser, table: str, words: str) -> Any:
    """Return the button in the head of a column."""
    (button,) = (each for each in browser.find(f".{table} th button") if each.text.startswith(words))
    return button


def test_page_asks_for_nothing_and_has_nothing_to_complain_of(opened: Browser) -> None:
    head(opened, "students", "Score").click()
    assert opened.requests() == []
    assert opened.complaints() == []


def test_first_rows_are_shown_and_all_on_demand(opened: Browser) -> None:
    assert names(opened) == [f"student {number}" for number in range(200)]
    (more,) = opened.find(".more")
    assert more.text == "Show all 300"
    more.click()
    assert len(names(opened)) == STUDENTS
    assert not more.is_displayed()


def test_a_click_sorts_and_another_one_sorts_the_other_way(opened: Browser) -> None:
    head(opened, "students", "Score").click()
    opened.find(".more")[0].click()
    scores = [float(score) for score in column(opened, 1) if score]
    assert len(scores) == STUDENTS - 6
    assert scores == sorted(scores)
    assert column(opened, 1)[-6:] == [""] * 6
    assert [each.get_attribute("aria-sort") for each in opened.find(".students thead th")] == [
        None,
        "ascending",
        *[None] * 4,
    ]
    head(opened, "students", "Score").click()
    opened.find(".more")[0].click()
    assert [float(score) for score in column(opened, 1) if score] == sorted(scores, reverse=True)
    assert column(opened, 1)[-6:] == [""] * 6
    assert opened.find(".students thead th")[1].get_attribute("aria-sort") == "descending"


def test_names_are_sorted_with_their_numbers_by_the_keyboard(opened: Browser) -> None:
    head(opened, "students", "Student").send_keys("\ue007")
    head(opened, "students", "Student").send_keys(" ")
    assert names(opened)[:3] == ["student 299", "student 298", "student 297"]


def test_items_are_sorted_too(opened: Browser) -> None:
    titles = "[...document.querySelectorAll('.items tbody th')].map(each => each.textContent)"
    hardest = opened.run(titles)
    head(opened, "items", "Mean credit").click()
    head(opened, "items", "Mean credit").click()
    assert opened.run(titles)[0] == "The first three iterates iterates"
    assert hardest[0] == "The loss loss"
    assert sorted(hardest) == sorted(opened.run(titles))


def test_search_leaves_the_rows_with_all_the_words_and_says_how_many(opened: Browser) -> None:
    (search,) = opened.find("input[type=search]")
    search.send_keys("STUDENT 29")
    assert names(opened) == [name for name in (f"student {number}" for number in range(300)) if "29" in name]
    (status,) = opened.find("[role=status]")
    assert status.text == "13 of 300"
    search.send_keys("x")
    assert names(opened) == []
    assert status.text == "0 of 300"


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("waits for a person", [n for n in range(STUDENTS) if n % 10 == 3 or n % 20 == 7]),
        ("cannot be read", [n for n in range(STUDENTS) if n % 50 == 49 or n % 20 == 7 or n % 10 == 3]),
        ("late", [n for n in range(STUDENTS) if n % 20 == 5]),
    ],
)
def test_buttons_show_only_who_needs_something(opened: Browser, words: str, numbers: list[int]) -> None:
    (button,) = (each for each in opened.find(".controls button") if each.text == words)
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert names(opened) == [f"student {number}" for number in numbers]
    button.click()
    assert len(names(opened)) == 200


def test_a_figure_of_who_needs_me_leads_to_the_rows_it_counts(opened: Browser) -> None:
    (link,) = (each for each in opened.find(".needs a") if each.text == "15 submissions")
    link.click()
    assert column(opened, 5) == ["2"] * 15
    assert opened.run("location.hash") == "#students"


def test_all_rows_are_printed(opened: Browser) -> None:
    opened.run("dispatchEvent(new Event('beforeprint'))")
    assert len(names(opened)) == STUDENTS
    opened.run("dispatchEvent(new Event('afterprint'))")
    assert len(names(opened)) == 200


def test_everything_is_there_without_the_script(browser: Browser, page: str) -> None:
    browser.open(page, script=False)
    assert len(browser.find(".students tbody tr")) == STUDENTS
    assert not browser.find(".controls")[0].is_displayed()
    assert browser.find("th button, .more") == []


@pytest.mark.parametrize("width", [360, 700, 1280])
def test_page_is_never_wider_than_the_window(browser: Browser, page: str, width: int) -> None:
    browser.open(page, width=width)
    assert browser.run("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize(("dark", "ground"), [(False, "rgb(251, 250, 247)"), (True, "rgb(22, 24, 27)")])
def test_page_is_dark_where_the_reader_wants_that(browser: Browser, page: str, dark: bool, ground: str) -> None:
    browser.open(page, dark=dark)
    assert browser.run("getComputedStyle(document.body).backgroundColor") == ground


@pytest.mark.parametrize(("paper", "shown"), [(False, [True, True, False, False, True]), (True, [True] * 5)])
def test_narrow_windows_leave_out_columns_and_paper_does_not(
    browser: Browser, page: str, paper: bool, shown: list[bool]
) -> None:
    browser.open(page, width=700, paper=paper)
    assert [head.is_displayed() for head in browser.find(".items thead th")] == shown
    assert browser.run("document.scrollingElement.scrollWidth") <= 700
