"""Before and after handing in: what it would replace, whose file it is, and the fields that a file fills."""

import re
from html import unescape

import pytest
from httpx2 import Response

from tests.service.web.site import HERE, RUBRIC, Person, Site, find_field
from tests.service.web.test_api import Program

LISTS = (
    RUBRIC
    + """\
      - id: roots
        title: The roots
        prompt: Where is x^2 = 1?
        type: vector
        points: 1
        expected: (-1, 1)
"""
)
SHORT = RUBRIC[: RUBRIC.index("      - id: secret")] + RUBRIC[RUBRIC.index("      - id: sign") :]
FULL = {"answer.slope": "2x", "answer.secret": "3x^2", "answer.sign": "grows"}
ON_FIRST = "The submission of Mon 30 Nov 2026, 13:00 (UTC+01:00, Europe/Berlin) with 3 answers counts now; "


def read_text(page: Response) -> str:
    return read_markup(page.text)


def read_markup(markup: str) -> str:
    apart = re.sub(r"</?(?:p|dt|dd|li|h\d|div|button)\b[^>]*>", " ", markup)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", apart)).split())


def read_carried(page: Response) -> dict[str, str]:
    """What the page with a question sends again when its button is pressed."""
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text.partition("<main")[2])
    return {name: unescape(value) for name, value in fields} | {"anyway": "yes"}


def hand_in(site: Site, form: str = "f1", **more: str) -> Person:
    """Hand in everything as Ada."""
    ada = site.person("ada")
    assert ada.post(f"{HERE}/hand-in", form=form, **FULL, **more).status_code == 303
    return ada


def test_form_with_fewer_answers_says_what_it_would_replace_and_asks(site: Site) -> None:
    ada = hand_in(site)
    page = ada.get(HERE)
    versions = {f"version.{item}": find_field(page, f"version.{item}") for item in ("slope", "secret", "sign")}
    asked = ada.post(f"{HERE}/hand-in", form="f2", **{"answer.slope": "2x + 0", **versions})
    assert asked.status_code == 409
    assert ON_FIRST + "this one has 1." in read_text(asked)
    assert ada.get(f"{HERE}/submissions/2").status_code == 404
    kept = ada.post(f"{HERE}/hand-in", **read_carried(asked))
    assert kept.headers["location"] == f"{HERE}/submissions/2"
    assert "slope: '2x + 0'" in ada.get(f"{HERE}/submissions/2/file").text


def test_form_that_was_handed_in_already_is_not_asked_about(site: Site) -> None:
    ada = hand_in(site)
    page = ada.get(HERE)
    versions = {f"version.{item}": find_field(page, f"version.{item}") for item in ("slope", "secret", "sign")}
    again = ada.post(f"{HERE}/hand-in", form="f1", **{"answer.slope": "2x", **versions})
    assert again.headers["location"] == f"{HERE}/submissions/1"


def test_late_form_that_cannot_replace_one_in_time_is_not_asked_about(site: Site) -> None:
    ada = hand_in(site)
    site.clock.pass_by(days=2)
    late = ada.send(f"{HERE}/upload", "a.yaml", b"answers: {slope: 2x}", form="f2")
    assert late.status_code == 303


@pytest.mark.parametrize(
    ("data", "status", "what"),
    [
        (b"answers: {slope: 2x}", 409, ON_FIRST + "this one has 1."),
        (b"answers: [1, 2", 422, ON_FIRST + "this file cannot be read."),
        (b"exercise: week4\nanswers: {slope: 2x}", 422, ON_FIRST + "this file cannot be read."),
        (
            b"student: ben\nanswers: {slope: 2x, secret: x, sign: grows}",
            409,
            "This file names ben, but you are ada here.",
        ),
    ],
    ids=["nearly empty", "unreadable", "of another exercise", "of another student"],
)
def test_file_is_asked_about_and_handed_in_by_one_button(site: Site, data: bytes, status: int, what: str) -> None:
    ada = hand_in(site)
    asked = ada.send(f"{HERE}/upload", "mine.yaml", data, form="u1")
    assert asked.status_code == status
    assert what in read_text(asked) and "Not handed in yet." in asked.text
    assert ada.get(f"{HERE}/submissions/2").status_code == 404
    fields = read_carried(asked)
    assert ada.post(f"{HERE}/upload", **fields).headers["location"] == f"{HERE}/submissions/2"
    assert ada.post(f"{HERE}/upload", **fields).headers["location"] == f"{HERE}/submissions/2"  # pressed twice
    assert ada.get(f"{HERE}/submissions/2/file").content == data


@pytest.mark.parametrize("carried", ["", "no base64!", "é"])
def test_file_that_was_not_carried_by_our_page_is_asked_for(site: Site, carried: str) -> None:
    page = site.person("ada").post(f"{HERE}/upload", filename="a.yaml", carried=carried, form="u1", anyway="yes")
    assert page.status_code == (303 if not carried else 422)


@pytest.mark.parametrize("name", ["ada", "ADA", "Ada "])
def test_file_with_ones_own_name_is_not_asked_about(site: Site, name: str) -> None:
    data = f"student: {name}\nanswers: {{slope: 2x}}".encode()
    assert site.person("ada").send(f"{HERE}/upload", "a.yaml", data, form="u1").status_code == 303


def test_receipt_and_feedback_of_a_file_that_cannot_be_read_say_what_happens_next(site: Site) -> None:
    ada = site.person("ada")
    kept = ada.send(f"{HERE}/upload", "mine.yaml", b"answers: [1, 2", form="u1", anyway="yes")
    site.do_jobs()
    says = "This file cannot be read, so it has no score yet. A person will look at"
    for place in (kept.headers["location"], f"{HERE}/feedback"):
        page = ada.get(place)
        assert says in read_text(page) and f'<a href="{HERE}">hand in again</a>' in page.text


def test_uploaded_answers_become_those_of_the_page(site: Site) -> None:
    ada = site.person("ada")
    ada.send(f"{HERE}/upload", "a.yaml", b"definitions: {s: 2*x}\nanswers: {slope: s, sign: it grows}", form="u1")
    page = ada.get(HERE)
    assert ">s</textarea>" in page.text and ">s = 2*x</textarea>" in page.text
    assert re.search(r'value="grows" data-item="sign" checked', page.text)
    old = ada.post(f"{HERE}/draft", item="slope", text="9", version="0")  # of a tab from before the upload
    assert (old.status_code, old.json()["text"]) == (409, "s")


def test_answer_that_a_file_leaves_blank_is_blank_on_the_page_too(site: Site) -> None:
    ada = hand_in(site)
    ada.send(f"{HERE}/upload", "a.yaml", b"answers: {slope: 5}", form="u1", anyway="yes")
    page = ada.get(HERE).text
    assert ">5</textarea>" in page and "3x^2" not in page


@pytest.mark.parametrize(
    ("answer", "field"),
    [("[-1, 1]", "[-1, 1]"), ("\n    - -1\n    - 1", "[-1, 1]"), ('["-1", "1"]', "[-1, 1]")],
    ids=["in brackets", "as lines", "in quotes"],
)
def test_list_fills_its_field_with_a_text_that_is_read_the_same(site: Site, answer: str, field: str) -> None:
    site.release(LISTS)
    ada = site.person("ada")
    kept = ada.send(f"{HERE}/upload", "a.yaml", f"answers:\n  roots: {answer}\n".encode(), form="u1")
    assert f">{field}</textarea>" in ada.get(HERE).text
    assert "fits into the fields" not in ada.get(kept.headers["location"]).text


def test_answer_that_fits_no_field_leaves_it_alone_and_the_receipt_says_so(site: Site) -> None:
    ada = site.person("ada")
    ada.post(f"{HERE}/draft", item="slope", text="2x", version="0")
    kept = ada.send(f"{HERE}/upload", "a.yaml", b"answers:\n  slope:\n    a: 1\n    b: 2\n", form="u1")
    receipt = ada.get(kept.headers["location"])
    assert "These fields still hold what was in them before: The slope" in read_text(receipt)
    assert ">2x</textarea>" in ada.get(HERE).text


def test_what_was_typed_and_never_handed_in_is_not_replaced_without_asking(site: Site) -> None:
    ada = site.person("ada")
    ada.post(f"{HERE}/draft", item="slope", text="2x + 7", version="0")
    asked = ada.send(f"{HERE}/upload", "a.yaml", b"answers: {slope: 5}", form="u1")
    assert asked.status_code == 409
    assert "The answers of the file take its place: The slope 2x + 7" in read_text(asked)
    assert ">2x + 7</textarea>" in ada.get(HERE).text
    assert ada.post(f"{HERE}/upload", **read_carried(asked)).status_code == 303
    assert ">5</textarea>" in ada.get(HERE).text


def test_submissions_are_listed_with_what_counts_and_why(site: Site) -> None:
    ada = hand_in(site)
    ada.post(f"{HERE}/check", **FULL)
    ada.send(f"{HERE}/upload", "a.json", b'{"answers": {"slope": "2*x"}}', form="u1", anyway="yes")
    site.clock.pass_by(days=2)
    ada.send(f"{HERE}/upload", "a.yaml", b"answers: {slope: 2x}", form="u2")
    page = ada.get(f"{HERE}/submissions")
    rows = [read_markup(row) for row in re.findall(r"<li>.*?</li>", page.text, re.DOTALL)]
    sha = [ada.get(f"{HERE}/submissions/{number}/receipt").json()["sha256"][:12] for number in (1, 2, 3)]
    links, zone = "· File · Signed receipt", "(UTC+01:00, Europe/Berlin)"
    assert rows == [
        f"Submission 3 Wed 2 Dec 2026, 13:00 {zone}. It is late, and never replaces one that was on time. "
        f"ada.yaml, SHA-256 {sha[2]}… {links}",
        f"Submission 2 counts Mon 30 Nov 2026, 13:00 {zone}. It is the last one on time. "
        f"ada.json, SHA-256 {sha[1]}… {links}",
        f"Submission 1 Mon 30 Nov 2026, 13:00 {zone}. A later one counts. ada.yaml, SHA-256 {sha[0]}… {links}",
        f"Mon 30 Nov 2026, 13:00 {zone}",
    ]
    assert f'href="{HERE}/checks/1"' in page.text
    assert "Nothing is handed in yet." in site.person("ben").get(f"{HERE}/submissions").text


def test_staff_are_led_from_the_exercise_to_their_own_pages(site: Site) -> None:
    page = site.person("tim").get(HERE)
    assert "This is what students see. For the staff: Class · Review · Exports · Rubric and dates" in read_text(page)
    header = page.text.partition("</header>")[0]
    assert "/courses/calculus/-/members" in header and f"{HERE}/-/class" in header
    assert "For the staff" not in site.person("ada").get(HERE).text


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        (f"{HERE}/-/review?at=abc", 422, "'at' cannot be 'abc'"),
        (f"{HERE}/submissions/abc", 404, "There is no such thing here, or it is not for you."),
        (f"{HERE}/checks/99999999999999999999", 404, "There is no such thing here, or it is not for you."),
    ],
)
def test_address_that_cannot_be_used_has_a_page_of_ours(site: Site, path: str, status: int, says: str) -> None:
    page = site.person("ivy").get(path)
    assert page.status_code == status
    assert says in read_text(page) and "Go to your courses" in page.text


def test_method_that_an_address_does_not_have_gets_a_page_of_ours(site: Site) -> None:
    page = site.person("ada").post(f"{HERE}/feedback")
    assert (page.status_code, page.headers["allow"]) == (405, "GET")
    assert "This request cannot be served" in page.text


def test_draft_on_an_item_that_was_removed_is_kept_and_shown(site: Site) -> None:
    ada = site.person("ada")
    ada.post(f"{HERE}/draft", item="secret", text="3x^2", version="0")
    site.release(SHORT)
    says = "A hidden one: this item is not in the exercise any more. What you typed is kept here, and is not handed in."
    page = ada.get(HERE)
    assert says in read_text(page) and "<pre>3x^2</pre>" in page.text
    assert "not in the exercise any more" not in site.person("ben").get(HERE).text


def test_form_that_was_opened_before_a_new_revision_loses_nothing(site: Site) -> None:
    ada = site.person("ada")
    revision = find_field(ada.get(HERE), "revision")
    site.release(SHORT)
    kept = ada.post(f"{HERE}/hand-in", form="f1", revision=revision, **FULL, **{"answer.nonsense": "1"})
    receipt = ada.get(kept.headers["location"])
    assert "The exercise was changed while you had it open." in read_text(receipt)
    assert ada.get(f"{HERE}/submissions/1/file").text == (
        "student: ada\nexercise: week3\nanswers:\n  slope: '2x'\n  sign: 'grows'\n"
    )
    page = ada.get(HERE)
    assert "<pre>3x^2</pre>" in page.text and "nonsense" not in page.text
    assert "was changed while" not in ada.get(f"{HERE}/submissions/1").text


def test_submission_to_an_item_that_was_removed_says_why_it_cannot_be_read(site: Site) -> None:
    ada = hand_in(site)
    site.release(SHORT)
    site.do_jobs()
    for path in ("submissions/1", "feedback"):
        text = read_text(ada.get(f"{HERE}/{path}"))
        assert "It could be read when you handed it in: the exercise has been changed since" in text


def test_text_of_several_lines_fills_its_field(site: Site) -> None:
    text = (
        RUBRIC
        + "      - id: why\n        title: Why\n        prompt: Say why.\n        type: text\n        points: 1\n"
    )
    site.release(text)
    ada = site.person("ada")
    for number, mark in enumerate(("|", ">-", '"')):
        typed = '"Because it\n    grows."' if mark == '"' else f"{mark}\n    Because it\n    grows."
        kept = ada.send(
            f"{HERE}/upload", "a.yaml", f"answers:\n  why: {typed}\n".encode(), form=f"u{number}", anyway="yes"
        )
        assert "Not everything in your file" not in ada.get(kept.headers["location"]).text
        assert "Because it" in ada.get(HERE).text


def test_page_says_that_changes_are_not_handed_in(site: Site) -> None:
    ada = site.person("ada")
    before = read_text(ada.post(f"{HERE}/save", **{"answer.slope": "2x"}))
    assert "Saved. Nothing is handed in yet." in before
    hand_in(site)
    assert "what you handed in before counts" in read_text(ada.post(f"{HERE}/save", **FULL))


def test_receipt_counts_what_cannot_be_read_and_has_no_button(site: Site) -> None:
    ada = site.person("ada")
    receipt = ada.post(f"{HERE}/hand-in", form="f1", **{**FULL, "answer.slope": "1,5x"})
    page = ada.get(receipt.headers["location"])
    assert "1 of your answers cannot be read as it is." in read_text(page)
    assert "data-answer" not in page.text
    assert "data-answer" in ada.post(f"{HERE}/preview", item="slope", text="1,5x").json()["html"]


def test_words_that_are_no_answer_are_said_to_be_none(site: Site) -> None:
    html = site.person("ada").post(f"{HERE}/preview", item="slope", text="idk").json()["html"]
    assert "This counts as no answer." in html


BLANK = "There is no answer in it: every item would be blank."
OF_FILE = "There is no answer in this file: every item would be blank."


def test_form_and_file_without_an_answer_are_asked_about(site: Site) -> None:
    ada = site.person("ada")
    asked = ada.post(f"{HERE}/hand-in", form="f1", **{"answer.slope": " "})
    assert (asked.status_code, BLANK in read_text(asked)) == (409, True)
    no_colon = b"student: ada\nanswers\n  slope: 2x\n"
    of_file = ada.send(f"{HERE}/upload", "mine.yaml", no_colon, form="f2")
    assert (of_file.status_code, OF_FILE in read_text(of_file)) == (409, True)
    assert ada.get(f"{HERE}/submissions/1").status_code == 404
    assert ada.post(f"{HERE}/hand-in", **read_carried(asked)).status_code == 303


LATE = "The time to hand in is over: 2 days late, 20 % of the score is taken off."


def test_lateness_is_said_before_and_after_handing_in(site: Site) -> None:
    site.clock.pass_by(days=2, hours=1)
    ada = site.person("ada")
    assert LATE in read_text(ada.get(HERE))
    hand_in(site)
    assert LATE in read_text(ada.get(f"{HERE}/submissions/1"))
    site.clock.pass_by(days=1)
    assert LATE in read_text(ada.get(f"{HERE}/submissions/1"))


def test_late_submission_says_that_an_earlier_one_counts(site: Site) -> None:
    ada = hand_in(site)
    site.clock.pass_by(days=2)
    said = "The time to hand in is over. Submission 1 was in time, and counts."
    assert said in read_text(ada.get(HERE))
    hand_in(site, "f2")
    assert said in read_text(ada.get(f"{HERE}/submissions/2"))
    assert said not in read_text(ada.get(f"{HERE}/submissions/1"))
    for page in (HERE, "/courses/calculus"):
        assert "Handed in Mon 30 Nov 2026, 13:00" in read_text(ada.get(page))
    program = Program(site, "ada")
    warned = program.post("/api/v1/courses/calculus/exercises/week3/submissions", b"answers: {slope: 2x}\n").json()
    assert said in [one["what"] for one in warned["warnings"]]


def test_long_draft_is_kept_whole_and_said_to_be_too_long(site: Site) -> None:
    ada, text = site.person("ada"), "x + " * 3_000 + "END"
    saved = ada.post(f"{HERE}/draft", item="slope", text=text, version="0").json()
    assert saved["why"] == "this text has 12,003 characters, and an answer at most 10,000."
    assert text in ada.get(HERE).text
    refused = ada.post(f"{HERE}/draft", item="slope", text="x" * 100_001, version="1")
    assert refused.status_code == 422
    assert refused.json()["why"] == "this text has 100,001 characters, and a draft at most 100,000."
    assert text in ada.get(HERE).text
