"""The page about a worked document in a browser: two columns or one, and each item lights its formulas by keyboard."""

from pathlib import Path

import pytest

from tests.reports.test_reading_page import CHOICES, show
from tests.submission.claims.samples import SEED

from .conftest import Browser
from .test_pages import FAINT_WORDS, USUAL_PHONE

PAGE = show(SEED)
LEFT = "document.querySelector('.paper').getBoundingClientRect()"
RIGHT = "document.querySelector('.item').getBoundingClientRect()"
LIT = "[...document.querySelectorAll('.lit')].map(element => element.id)"
TAB, ENTER = "\ue004", "\ue007"


def test_on_a_desk_the_document_is_beside_the_items(browser: Browser) -> None:
    browser.open(PAGE)
    assert browser.complaints() == []
    assert browser.requests() == []
    assert browser.run(f"{LEFT}.right < {RIGHT}.left")


@pytest.mark.parametrize(("width", "paper"), [(USUAL_PHONE, False), (760, True)])
def test_where_it_is_narrow_it_is_above_them_and_nothing_is_wider(browser: Browser, width: int, paper: bool) -> None:
    browser.open(show(SEED.replace("Exercise 3", "w" * 500)), width=width, paper=paper)
    assert browser.run(f"{LEFT}.bottom < {RIGHT}.top")
    assert browser.run("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("look", ["light", "dark", "paper"])
def test_all_text_meets_wcag_aa(browser: Browser, look: str) -> None:
    browser.open(PAGE, dark=look == "dark", paper=look == "paper")
    assert browser.run(FAINT_WORDS) == []


def press_until(browser: Browser, selector: str) -> None:
    """Press the tabulator until the focus is on what a selector finds."""
    browser.run("document.body.focus()")
    for _ in range(80):
        browser.driver.switch_to.active_element.send_keys(TAB)
        if browser.run(f"document.activeElement.matches(`{selector}`)"):
            return
    pytest.fail(f"{selector} cannot be reached")


def test_an_item_lights_its_formulas_and_they_light_it_by_keyboard(browser: Browser) -> None:
    browser.open(show(CHOICES))
    press_until(browser, "#item-delta p > a")
    assert browser.run(LIT) == ["formula-3.2e.1", "formula-3.2e.2"]
    browser.driver.switch_to.active_element.send_keys(ENTER)
    assert browser.run("document.querySelector(':target').id") == "formula-3.2e.1"
    press_until(browser, "#formula-3\\\\.2e\\\\.1")
    assert browser.run(LIT) == ["formula-3.2e.2", "item-delta"]
    browser.driver.switch_to.active_element.send_keys(ENTER)
    assert browser.run("document.querySelector(':target').id") == "item-delta"


def test_without_a_script_the_links_lead_there_and_back(browser: Browser) -> None:
    browser.open(show(CHOICES), script=False)
    press_until(browser, "#item-delta p > a")
    browser.driver.switch_to.active_element.send_keys(ENTER)
    assert browser.run("document.querySelector(':target').href.split('#')[1]") == "item-delta"
    assert "rgb" in browser.run("getComputedStyle(document.querySelector(':target')).boxShadow")


@pytest.mark.parametrize(("look", "width"), [("desk", 1280), ("dark", 1280), ("phone", USUAL_PHONE)])
def test_screenshots_are_there_to_be_looked_at(browser: Browser, screenshots: Path, look: str, width: int) -> None:
    browser.open(PAGE, width=width, dark=look == "dark")
    shot = browser.screenshot()
    (screenshots / f"reading-{look}.png").write_bytes(shot)
    assert len(shot) > 10_000
