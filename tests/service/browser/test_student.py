"""A student at the page to answer: typing, two tabs, without JavaScript, with the keyboard alone, and read by axe."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Browser, open_browser
from tests.service.web.live import TIMEOUT_S, Live

AXE = Path(__file__).with_name("axe-core") / "axe.min.js"
SLOPE = "[data-item=slope]"


def wait_for(found: Callable[[], Any]) -> Any:
    """Return what a function finds, as soon as it finds something.

    While one page gives way to the next, the driver may refuse to read either: then it is asked again.
    """
    from selenium.common.exceptions import WebDriverException

    refusal: WebDriverException | None = None
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end:
        try:
            if result := found():
                return result
        except WebDriverException as error:
            refusal = error
        time.sleep(0.05)
    raise AssertionError("It did not come.") from refusal


def come_in(
    browser: Browser, live: Live, name: str, *, width: int = 1280, dark: bool = False, script: bool = True
) -> None:
    """Come in by a link, and open the exercise."""
    browser.driver.delete_all_cookies()
    browser.open("", at=live.make_link(name), width=width, dark=dark, script=script)
    press(browser, "button.main")
    wait_for(lambda: browser.driver.current_url.endswith("/password"))
    browser.driver.get(live.exercise)


def press(browser: Browser, selector: str) -> None:
    browser.find(selector)[0].click()


def list_violations(browser: Browser) -> list[str]:
    """Return what axe finds on the page."""
    browser.command("Page.setBypassCSP", enabled=True)
    browser.driver.execute_script(AXE.read_text("utf-8"))
    found = browser.driver.execute_async_script("axe.run().then(arguments[0])")
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


def read_text(browser: Browser, selector: str) -> str:
    """Return the text of an element; empty while there is none."""
    return "".join(str(one.text) for one in browser.find(selector)[:1])


def test_answer_is_read_while_it_is_typed_and_kept_as_a_draft(browser: Browser, live: Live) -> None:
    come_in(browser, live, "ada")
    browser.find(SLOPE)[0].send_keys("2x")
    wait_for(lambda: browser.find("#reading-slope math"))
    assert "Read as" in read_text(browser, "#reading-slope")
    wait_for(lambda: "Saved" in read_text(browser, "#state"))
    browser.driver.get(live.exercise)  # as after a crash, or on another machine
    assert browser.find(SLOPE)[0].get_attribute("value") == "2x"
    assert browser.complaints() == []


def test_killed_browser_loses_nothing_that_was_saved(browser: Browser, live: Live, tmp_path: Path) -> None:
    with open_browser(tmp_path) as other:
        come_in(other, live, "ivy")
        other.find(SLOPE)[0].send_keys("2x + 0")
        wait_for(lambda: "Saved" in read_text(other, "#state"))
        with suppress(Exception):  # whatever the driver says of a browser that is gone
            other.command("Browser.crash")
    come_in(browser, live, "ivy")
    assert browser.find(SLOPE)[0].get_attribute("value") == "2x + 0"


def test_slow_and_broken_network_loses_nothing_and_the_newest_text_is_read(browser: Browser, live: Live) -> None:
    come_in(browser, live, "root")
    field = browser.find(SLOPE)[0]
    limit_network(browser, latency=700)
    for letter in "3x^2":
        field.send_keys(letter)
        time.sleep(0.25)
    wait_for(lambda: browser.find("#reading-slope:not(.old) math msup"))
    limit_network(browser, offline=True)
    field.send_keys(" + 1")
    wait_for(lambda: "cannot be reached" in read_text(browser, "#state"))
    limit_network(browser)
    wait_for(lambda: "Saved" in read_text(browser, "#state"))
    browser.driver.get(live.exercise)
    assert browser.find(SLOPE)[0].get_attribute("value") == "3x^2 + 1"


def test_slow_network_saves_one_after_the_other(browser: Browser, live: Live) -> None:
    live.enroll("kai")
    come_in(browser, live, "kai")
    limit_network(browser, latency=1500)
    field = browser.find(SLOPE)[0]
    for text in ("2x", " + 1", " + 2"):
        field.send_keys(text)
        time.sleep(1.1)  # longer than it waits for the next key, and shorter than a save takes
    wait_for(lambda: "Saved" in read_text(browser, "#state"))
    assert browser.find(".newer") == []
    limit_network(browser)
    browser.driver.get(live.exercise)
    assert browser.find(SLOPE)[0].get_attribute("value") == "2x + 1 + 2"


def test_last_choice_counts_after_a_network_that_was_away(browser: Browser, live: Live) -> None:
    live.enroll("lou")
    come_in(browser, live, "lou")
    limit_network(browser, offline=True)
    press(browser, "input[value=falls]")
    wait_for(lambda: "cannot be reached" in read_text(browser, "#state"))
    press(browser, "input[value=grows]")
    limit_network(browser)
    wait_for(lambda: "Saved" in read_text(browser, "#state"))
    time.sleep(3.5)  # until another try would have been made
    browser.driver.get(live.exercise)
    assert browser.find("input[value=grows]")[0].is_selected()


def limit_network(browser: Browser, *, latency: int = 0, offline: bool = False) -> None:
    """Make each request wait so many milliseconds, or fail; -1 is no limit."""
    browser.command("Network.enable")
    speed = {"downloadThroughput": -1, "uploadThroughput": -1}
    browser.command("Network.emulateNetworkConditions", offline=offline, latency=latency, **speed)


def test_proposal_of_a_message_is_put_into_the_field(browser: Browser, live: Live) -> None:
    come_in(browser, live, "ben")
    browser.find(SLOPE)[0].send_keys("1,5x")
    button = wait_for(lambda: browser.find("#reading-slope button.proposal"))[0]
    answer = button.get_attribute("data-answer")
    button.click()
    assert browser.find(SLOPE)[0].get_attribute("value") == answer
    wait_for(lambda: browser.find("#reading-slope math"))


def test_older_tab_is_told_and_nothing_is_overwritten(browser: Browser, live: Live) -> None:
    come_in(browser, live, "tim")
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.driver.get(live.exercise)
    browser.find(SLOPE)[0].send_keys("2x")
    wait_for(lambda: "Saved" in read_text(browser, "#state"))
    browser.driver.close()
    browser.driver.switch_to.window(first)
    browser.find(SLOPE)[0].send_keys("7x")
    wait_for(lambda: "another tab" in read_text(browser, "#state"))
    assert "2x" in read_text(browser, ".field .notice")
    take = browser.find(".field .notice button")[0]
    take.click()
    assert browser.find(SLOPE)[0].get_attribute("value") == "2x"
    wait_for(lambda: "Saved" in read_text(browser, "#state"))


def test_signed_out_while_typing_loses_nothing(browser: Browser, live: Live) -> None:
    live.enroll("mia")
    come_in(browser, live, "mia")
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.driver.get(live.exercise)
    press(browser, "form.who button")
    browser.driver.switch_to.window(first)
    browser.find(SLOPE)[0].send_keys("2x + 4")
    wait_for(lambda: "you are signed out" in read_text(browser, "#state"))
    browser.driver.refresh()  # leads to the page to sign in, and away from what was typed
    with suppress(Exception):
        browser.driver.switch_to.alert.accept()
    wait_for(lambda: "/sign-in" in browser.driver.current_url)
    browser.driver.get(live.make_link("mia"))
    press(browser, "button.main")
    wait_for(lambda: browser.driver.current_url.endswith("/password"))
    browser.driver.get(live.exercise)
    assert browser.find(SLOPE)[0].get_attribute("value") == "2x + 4"
    wait_for(lambda: "Saved" in read_text(browser, "#state"))


def test_signing_in_again_in_another_tab_is_enough_to_go_on(browser: Browser, live: Live) -> None:
    live.enroll("noa")
    come_in(browser, live, "noa")
    first = browser.driver.current_window_handle
    browser.find(SLOPE)[0].send_keys("2x")
    wait_for(lambda: "Saved" in read_text(browser, "#state"))
    browser.driver.switch_to.new_window("tab")
    for name, told in (("ada", "somebody else has signed in"), ("noa", "Saved")):
        browser.driver.get(live.make_link(name))
        press(browser, "button.main")
        other = browser.driver.current_window_handle
        browser.driver.switch_to.window(first)
        browser.find(SLOPE)[0].send_keys(" + 1")
        wait_for(lambda told=told: told in read_text(browser, "#state"))
        browser.driver.switch_to.window(other)
    browser.driver.get(live.exercise)
    assert browser.find(SLOPE)[0].get_attribute("value") == "2x + 1 + 1"
    browser.driver.close()
    browser.driver.switch_to.window(first)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_student_checks_hands_in_and_reads_the_feedback(browser: Browser, live: Live, script: bool) -> None:
    come_in(browser, live, "ada" if script else "ben", script=script)
    field = browser.find(SLOPE)[0]
    field.clear()
    field.send_keys("2x")
    press(browser, "[formaction$=check]")
    wait_for(lambda: "This is a check" in browser.driver.page_source)
    browser.driver.get(live.exercise)
    press(browser, "[formaction$=hand-in]")
    wait_for(lambda: "Handed in" in read_text(browser, "h1"))
    assert len(read_text(browser, ".receipt code")) == 64
    press(browser, "a.button")
    wait_for(lambda: browser.find("section.right, section.blank, #right"))
    assert "of 4 points" in read_text(browser, ".score")
    browser.command("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize(
    ("name", "script", "width"), [("eva", True, 1280), ("udo", False, 390)], ids=["with JavaScript", "without"]
)
def test_fewer_answers_are_handed_in_by_one_more_button(
    browser: Browser, live: Live, name: str, script: bool, width: int
) -> None:
    live.enroll(name)
    come_in(browser, live, name, width=width, script=script)
    browser.find(SLOPE)[0].send_keys("2x")
    press(browser, "input[value=grows]")
    press(browser, "[formaction$=hand-in]")
    wait_for(lambda: "Handed in" in read_text(browser, "h1"))
    browser.driver.get(live.exercise)
    browser.find(SLOPE)[0].clear()
    press(browser, "[formaction$=hand-in]")
    wait_for(lambda: "with 2 answers counts now; this one has 1." in read_text(browser, ".notice"))
    assert list_violations(browser) == [] if script else True
    assert browser.run("document.documentElement.scrollWidth") <= width
    press(browser, "button.main")
    wait_for(lambda: browser.driver.current_url.endswith("/submissions/2"))
    browser.driver.get(f"{live.exercise}/submissions")
    assert [one.text for one in browser.find(".cards a[href*='submissions']") if "Submission" in one.text] == [
        "Submission 2", "Submission 1",
    ]  # fmt: skip
    browser.command("Emulation.setScriptExecutionDisabled", value=False)


def test_exercise_can_be_answered_with_the_keyboard_alone(browser: Browser, live: Live) -> None:
    from selenium.webdriver import ActionChains, Keys

    come_in(browser, live, "ivy")
    for _ in range(40):
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
        if browser.run("document.activeElement.dataset.item") == "slope":
            break
    ActionChains(browser.driver).send_keys("2x").perform()
    for _ in range(40):
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
        if str(browser.run("document.activeElement.getAttribute('formaction')")).endswith("hand-in"):
            break
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    wait_for(lambda: "Handed in" in read_text(browser, "h1"))


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["wide", "narrow and dark"])
def test_pages_have_no_faults_that_axe_finds(
    browser: Browser, live: Live, screenshots: Path, width: int, dark: bool
) -> None:
    come_in(browser, live, "ada", width=width, dark=dark)
    field = browser.find(SLOPE)[0]
    field.clear()
    field.send_keys("2x +")
    wait_for(lambda: browser.find("#reading-slope .complaint"))
    for name in ("exercise", "submissions/1", "submissions", "feedback", "-/tokens", "sign-in", "home", "password"):
        places = {
            "exercise": "",
            "submissions/1": f"{live.exercise}/submissions/1",
            "submissions": f"{live.exercise}/submissions",
            "feedback": f"{live.exercise}/feedback",
            "-/tokens": f"{live.address}/courses/calculus/-/tokens",
            "sign-in": f"{live.address}/sign-in",
            "home": f"{live.address}/",
            "password": f"{live.address}/password",
        }
        if places[name]:
            browser.driver.get(places[name])
        assert list_violations(browser) == [], name
        picture = screenshots / f"service-{name.replace('/', '-')}-{width}.png"
        picture.write_bytes(browser.screenshot())
        assert browser.run("document.documentElement.scrollWidth") <= width, name


def send_file(browser: Browser, path: Path) -> None:
    """Send a file in place of the fields."""
    browser.run("window.scrollTo(0, document.body.scrollHeight)")  # what the bar of buttons covers cannot be clicked
    press(browser, "details:has(#file) summary")
    browser.find("#file")[0].send_keys(str(path))
    browser.run("window.scrollTo(0, document.body.scrollHeight)")
    press(browser, "form[action$=upload] button")


@pytest.mark.parametrize("script", [True, False])
def test_worked_document_is_looked_at_settled_and_handed_in(
    browser: Browser, live: Live, tmp_path: Path, script: bool
) -> None:
    path = tmp_path / "solution.md"
    path.write_text("My solution\n\n$$y = 2x$$\n\nand $z = 7$.\n", encoding="utf-8")
    live.enroll(f"doc{int(script)}")
    come_in(browser, live, f"doc{int(script)}", script=script)
    send_file(browser, path)
    wait_for(lambda: "Not handed in yet." in read_text(browser, "main"))
    assert browser.run("document.documentElement.scrollWidth") <= 1280
    browser.find("[name='number.slope']")[0].send_keys("1\ue007")
    wait_for(lambda: "because you marked it" in read_text(browser, "#item-slope"))
    if script:
        assert list_violations(browser) == []
        browser.run("document.querySelector('#item-slope p > a').focus()")
        assert browser.run("[...document.querySelectorAll('.lit')].map(element => element.id)") == ["formula-1"]
    press(browser, "button[value=hand-in]")
    wait_for(lambda: browser.driver.current_url.rpartition("/")[0].endswith("/submissions"))
    assert "because you marked it" in read_text(browser, "#item-slope")
    if script:
        assert list_violations(browser) == []


def test_reading_of_a_document_fits_a_phone(browser: Browser, live: Live, tmp_path: Path, screenshots: Path) -> None:
    path = tmp_path / "solution.md"
    path.write_text(f"{'w' * 300}\n\n$$y = 2x$$\n\nand $z = 7{'+x' * 200}$.\n", encoding="utf-8")
    live.enroll("docphone")
    come_in(browser, live, "docphone", width=390)
    send_file(browser, path)
    wait_for(lambda: "Not handed in yet." in read_text(browser, "main"))
    (screenshots / "document-phone.png").write_bytes(browser.screenshot())
    assert browser.run("document.documentElement.scrollWidth") <= 390
