"""A student's page in a browser: no requests, no console errors, no hostile code, and everything can be read."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from grader.grading import grade
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.reports.formats.html import render
from grader.rubric import load_rubric
from grader.rubric.visibility import Audience
from tests.reports.figures import CURVES, DESCENT
from tests.reports.samples import ALICE, CAROL, CORRECT, INCORRECT, hostile

from .conftest import Browser

ROOT = Path(__file__).parents[2]
ATTACKS = yaml.safe_load((ROOT / "tests" / "reports" / "attacks.yaml").read_text(encoding="utf-8"))
HOSTILE = sorted({*ATTACKS["html"], *ATTACKS["markdown"], *ATTACKS["terminal"], *ATTACKS["ci"]})
WORDS_OUTSIDE_CODE = """(() => {
  const words = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest("code, pre, math")) words.push(walker.currentNode.data);
  }
  return words.join(" ");
})()"""
FAINT_WORDS = """(() => {
  const luminance = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, style = getComputedStyle(element);
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const ink = element.closest("svg") ? style.fill : style.color;
    const [light, dark] = [luminance(ink), luminance(ground(element))].sort((a, b) => b - a);
    if ((light + 0.05) / (dark + 0.05) < 4.5) faint.push(walker.currentNode.data);
  }
  return faint;
})()"""
EXERCISE = load_rubric(ROOT / "rubrics" / "exercise3.yaml")
STUDENT, GRADER = View(), View(audience=Audience.GRADER)
PHONE = 360
USUAL_PHONE, FIRST_SCREEN = 390, 844  # CSS pixels
FOREIGN = "img, iframe, object, embed, form, base, script, [onload], [onerror], [onclick], [ontoggle], [onmouseover]"


def exercise(name: str, view: View) -> str:
    """Return the page of an example submission."""
    return render(restrict_to_view(grade(ROOT / "submissions_example" / name, EXERCISE), EXERCISE, view))


PICTURED = replace(ALICE, items=(replace(CORRECT, figure=DESCENT), replace(INCORRECT, figure=CURVES)))
PAGES = {
    "alice": render(ALICE),
    "carol": render(CAROL),
    "pictures": render(PICTURED),
    "student": exercise("12-slip-carried-on.yaml", STUDENT),
    "grader": exercise("12-slip-carried-on.yaml", GRADER),
    "unreadable": exercise("19-unreadable-formula.yaml", STUDENT),
    "matrix": exercise("16-weights-swapped.yaml", STUDENT),
    "formula": exercise("49-formula-of-the-gradient.yaml", STUDENT),
    "long": render(hostile("w" * 3_000)),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_for_nothing_and_nothing_is_complained_of(browser: Browser, name: str) -> None:
    browser.open(PAGES[name])
    assert browser.complaints() == []
    assert browser.requests() == []


class Server(ThreadingHTTPServer):
    """Answers every request with one page, and remembers what was asked for."""

    def __init__(self, page: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.page, self.asked = page.encode(), list[str]()
        self.address = f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    """Answers with the page of its server."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.page)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this machine."""
    with Server(PAGES["grader"]) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield served
        served.shutdown()
        thread.join()


def test_server_is_asked_for_the_page_alone_and_not_for_an_icon(browser: Browser, server: Server) -> None:
    browser.open("", at=server.address)
    assert browser.run("document.querySelectorAll('.item').length") == len(EXERCISE.items)
    assert browser.complaints() == []
    assert server.asked == ["/"]


@pytest.mark.parametrize("name", PAGES)
def test_policy_lets_the_style_through_and_nothing_else(browser: Browser, name: str) -> None:
    browser.open(PAGES[name])
    assert browser.run("document.styleSheets[0].cssRules.length") > 40
    browser.run("document.body.insertAdjacentHTML('beforeend', '<p id=late style=\"color: red\">x</p>')")
    assert browser.run("getComputedStyle(document.querySelector('#late')).color") != "rgb(255, 0, 0)"
    assert any("Content Security Policy" in message for message in browser.complaints())


@pytest.mark.parametrize("attack", HOSTILE, ids=ascii)
def test_hostile_text_is_text_in_a_browser(browser: Browser, attack: str) -> None:
    browser.open(render(hostile(attack)))
    assert browser.complaints() == []
    assert browser.requests() == []
    assert browser.find(FOREIGN) == []
    assert len(browser.find("h1")) == 1


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_phone(browser: Browser, name: str) -> None:
    browser.open(PAGES[name], width=PHONE)
    assert browser.run("document.documentElement.scrollWidth") <= PHONE


def test_mathematics_is_set_as_mathematics(browser: Browser) -> None:
    browser.open(PAGES["student"])
    heights = browser.run("[...document.querySelectorAll('mfrac')].map(each => each.getBoundingClientRect().height)")
    assert heights
    assert min(heights) > 25


@pytest.mark.parametrize("name", ["alice", "pictures", "student", "grader"])
def test_screen_reader_says_what_everything_is(browser: Browser, name: str) -> None:
    browser.open(PAGES[name])
    found = browser.list_accessible()
    assert {"main", "navigation", "banner", "contentinfo", "heading", "article", "link", "image"} <= {
        role for role, _ in found
    }
    named = ("image", "link", "heading", "article", "navigation")
    assert [role for role, name in found if role in named and not name] == []


def test_counts_at_the_top_lead_to_their_section(browser: Browser) -> None:
    browser.open(PAGES["student"])
    browser.run("document.querySelector('.counts a[href=\"#right\"]').click()")
    assert browser.run("document.querySelector(':target').id") == "right"
    assert -1 <= browser.run("document.querySelector(':target').getBoundingClientRect().top") <= 900


@pytest.mark.parametrize("name", ["student", "unreadable", "matrix", "formula", "alice"])
def test_first_screen_of_a_phone_shows_an_answer_to_look_at_again(browser: Browser, name: str) -> None:
    browser.open(PAGES[name], width=USUAL_PHONE)
    first = "document.querySelector('article')"
    assert browser.run(f"{first}.closest('section').id") in ("again", "unread")
    answer = f"{first}.querySelector('dd, .complaint pre')"
    assert browser.run(f"{answer}.getBoundingClientRect().bottom") <= FIRST_SCREEN


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_phone_when_everything_is_open(browser: Browser, name: str) -> None:
    browser.open(PAGES[name], width=USUAL_PHONE)
    for everything in browser.find(".open-all"):
        everything.click()
    assert browser.run("document.documentElement.scrollWidth") <= USUAL_PHONE


HEIGHTS = (
    "[...document.querySelectorAll('details .prompt')].map(each => each.checkVisibility() ? each.offsetHeight : 0)"
)


@pytest.mark.parametrize("name", ["student", "grader", "alice"])
def test_right_answers_are_folded_and_open_by_choice_without_a_script(browser: Browser, name: str) -> None:
    browser.open(PAGES[name], script=False)
    assert browser.find("details[open]") == []
    assert max(browser.run(HEIGHTS)) == 0
    browser.find("details summary")[0].click()
    assert [height > 0 for height in browser.run(HEIGHTS)].count(True) == 1
    browser.find(".open-all")[0].click()
    assert min(browser.run(HEIGHTS)) > 0


@pytest.mark.parametrize("name", ["student", "grader", "alice"])
def test_folds_are_open_on_paper(browser: Browser, name: str) -> None:
    browser.open(PAGES[name], paper=True)
    heights = browser.run(HEIGHTS)
    assert heights
    assert min(heights) > 0
    assert not browser.find(".open-all")[0].is_displayed()


@pytest.mark.parametrize("name", ["student", "unreadable", "matrix", "formula", "alice", "carol"])
def test_student_reads_neither_typed_names_nor_paths_nor_keys(browser: Browser, name: str) -> None:
    browser.open(PAGES[name])
    shown = browser.run(WORDS_OUTSIDE_CODE)
    assert re.findall(r"\w*[A-Za-z]_\w+|\w\^[({\w]|vector\(|\S*/\S*\.(?:yaml|json)\S*", shown) == []
    keys = {item.id for item in EXERCISE.items if not item.id.isalpha()}
    assert keys & set(shown.split()) == set()


@pytest.mark.parametrize("name", ["alice", "carol", "pictures", "grader", "unreadable"])
@pytest.mark.parametrize("look", ["light", "dark", "paper"])
def test_all_text_meets_wcag_aa(browser: Browser, name: str, look: str) -> None:
    browser.open(PAGES[name], dark=look == "dark", paper=look == "paper")
    assert browser.run(FAINT_WORDS) == []


@pytest.mark.parametrize("selector", ["summary", ".open-all", ".counts a", ".complaint pre", "figure.scroll"])
def test_keyboard_shows_where_it_is(browser: Browser, selector: str) -> None:
    browser.open(PAGES["alice"])
    browser.run("document.body.focus()")
    for _ in range(40):
        browser.driver.switch_to.active_element.send_keys("\ue004")
        if browser.run(f"document.activeElement.matches('{selector}')"):
            break
    assert browser.run(f"document.activeElement.matches('{selector}')")
    assert browser.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize(
    ("dark", "paper", "ground"),
    [
        (False, False, "rgb(251, 250, 247)"),
        (True, False, "rgb(22, 24, 27)"),
        (True, True, "rgb(255, 255, 255)"),
    ],
)
def test_dark_is_dark_and_paper_is_white(browser: Browser, dark: bool, paper: bool, ground: str) -> None:
    browser.open(PAGES["alice"], dark=dark, paper=paper)
    assert browser.run("getComputedStyle(document.body).backgroundColor") == ground


@pytest.mark.parametrize("name", ["alice", "pictures", "grader"])
@pytest.mark.parametrize("look", ["light", "dark", "paper", "phone"])
def test_screenshots_are_there_to_be_looked_at(browser: Browser, screenshots: Path, name: str, look: str) -> None:
    width = {"paper": 760, "phone": PHONE}.get(look, 1000)
    browser.open(PAGES[name], width=width, dark=look == "dark", paper=look == "paper")
    shot = browser.screenshot()
    (screenshots / f"{name}-{look}.png").write_bytes(shot)
    assert shot.startswith(b"\x89PNG")
    assert len(shot) > 10_000
