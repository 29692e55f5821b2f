"""Answering: reading while somebody types, drafts, checks, handing in, receipts and feedback."""

from datetime import timedelta
from hashlib import sha256

import pytest

from grader.service.exercises import looking
from grader.service.exercises.receipts import is_genuine
from grader.service.store.keys import get_key
from tests.service.web.site import HERE, Site, find_field

RIGHT, WRONG = "2x", "3x"


def hand_in(site: Site, name: str, form: str = "f1", **answers: str) -> None:
    person, fields = site.person(name), {f"answer.{item}": text for item, text in answers.items()}
    page = person.get(HERE)
    fields |= {f"version.{item}": find_field(page, f"version.{item}") for item in ("slope", "secret", "sign")}
    assert person.post(f"{HERE}/hand-in", form=form, **fields).status_code == 303
    site.do_jobs()


def test_page_shows_prompts_as_mathematics_and_the_deadline_with_its_zone(site: Site) -> None:
    page = site.person("ada").get(HERE).text
    assert "Give the derivative of <math><msup><mi>x</mi><mn>2</mn></msup></math>." in page
    assert "Due" in page and "Tue 1 Dec 2026, 13:00 (UTC+01:00, Europe/Berlin)" in page
    assert "Up to 15 minutes later still count as on time." in page


@pytest.mark.parametrize("text", [RIGHT, WRONG, "17x^2"])
def test_preview_shows_how_an_answer_is_read_and_never_whether_it_is_right(site: Site, text: str) -> None:
    answer = site.person("ada").post(f"{HERE}/preview", item="slope", text=text).json()
    assert answer["outcome"] == "read"
    assert "<math>" in answer["html"]
    assert not any(word in answer["html"].lower() for word in ("right", "wrong", "correct", "expected"))


def test_preview_of_an_answer_that_cannot_be_read_says_what_to_change_and_offers_it(site: Site) -> None:
    answer = site.person("ada").post(f"{HERE}/preview", item="slope", text="2 x +").json()
    assert answer["outcome"] == "unreadable"
    assert "The formula stops after" in answer["html"]


def test_preview_does_not_read_a_hidden_item(site: Site) -> None:
    assert site.person("ada").post(f"{HERE}/preview", item="secret", text="3x^2").status_code == 404
    assert "Nobody reads your answer here before it is graded." in site.person("ada").get(HERE).text


def test_draft_is_offered_back_on_another_machine(site: Site) -> None:
    saved = site.person("ada").post(f"{HERE}/draft", item="slope", text="2x", version="0").json()
    assert saved["version"] == 1
    page = site.person("ada").get(HERE)
    assert ">2x</textarea>" in page.text
    assert find_field(page, "version.slope") == "1"
    assert ">2x</textarea>" not in site.person("ben").get(HERE).text


def test_draft_of_an_older_tab_never_overwrites_a_newer_one(site: Site) -> None:
    ada = site.person("ada")
    ada.post(f"{HERE}/draft", item="slope", text="2x", version="0")
    refused = ada.post(f"{HERE}/draft", item="slope", text="5x", version="0")
    assert (refused.status_code, refused.json()["text"]) == (409, "2x")
    page = ada.post(f"{HERE}/hand-in", form="f1", **{"answer.slope": "5x", "version.slope": "0"})
    assert page.status_code == 409
    assert "Not handed in: some answers were changed in another tab" in page.text
    assert ">5x</textarea>" in page.text and "<pre>2x</pre>" in page.text  # nothing that was typed is lost
    fields = {"answer.slope": "5x", "version.slope": find_field(page, "version.slope")}
    again = ada.post(f"{HERE}/hand-in", form="f1", **fields)
    assert again.status_code == 303
    assert site.do_jobs() == 1


def test_same_form_is_handed_in_once_however_often_it_is_sent(site: Site) -> None:
    ada, fields = site.person("ada"), {"answer.slope": RIGHT, "form": "f1"}
    places = {ada.post(f"{HERE}/hand-in", **fields).headers["location"] for _ in range(3)}
    assert places == {f"{HERE}/submissions/1"}
    assert (
        ada.post(f"{HERE}/hand-in", **{**fields, "form": "f2", "version.slope": "1"}).headers["location"]
        == f"{HERE}/submissions/2"
    )
    assert site.do_jobs() == 2


def test_receipt_can_be_checked_without_the_service(site: Site) -> None:
    hand_in(site, "ada", slope=RIGHT)
    ada = site.person("ada")
    receipt = ada.get(f"{HERE}/submissions/1/receipt").json()
    file = ada.get(f"{HERE}/submissions/1/file")
    assert file.headers["content-disposition"] == 'attachment; filename="submission-1.yaml"'
    assert file.text == "student: ada\nexercise: week3\nanswers:\n  slope: '2x'\n"
    assert sha256(file.content).hexdigest() == receipt["sha256"]
    key = get_key(site.database, "receipt")
    assert is_genuine(receipt, key)
    assert not is_genuine({**receipt, "received": "2026-11-01T00:00:00+00:00"}, key)
    assert not is_genuine(receipt, b"another key")


def test_receipt_page_shows_how_each_answer_was_read(site: Site) -> None:
    hand_in(site, "ada", slope="2x +", secret="3x^2")
    page = site.person("ada").get(f"{HERE}/submissions/1").text
    assert "The formula stops after" in page
    assert "received; nobody reads it before it is graded" in page
    assert "left blank" in page


def test_feedback_is_what_the_levels_of_the_rubric_allow(site: Site) -> None:
    hand_in(site, "ada", slope=WRONG, sign="grows")
    ada = site.person("ada")
    before = ada.get(f"{HERE}/feedback").text
    assert "Not correct" in before and "Expected" not in before
    site.clock.pass_by(days=9)
    assert "Expected" in ada.get(f"{HERE}/feedback").text


def test_feedback_of_another_student_cannot_be_asked_for(site: Site) -> None:
    hand_in(site, "ada", slope=RIGHT)
    ben = site.person("ben")
    assert ben.get(f"{HERE}/submissions/1").status_code == 404
    assert "Nothing is handed in yet" in ben.get(f"{HERE}/feedback").text


def test_late_submission_never_replaces_one_in_time(site: Site) -> None:
    hand_in(site, "ada", slope=RIGHT)
    site.clock.pass_by(days=2)
    hand_in(site, "ada", form="f2", slope=WRONG)
    page = site.person("ada").get(f"{HERE}/feedback").text
    assert "On submission 1" in page


def test_lateness_counts_from_the_arrival_of_the_request(site: Site) -> None:
    site.clock.now += timedelta(days=1, minutes=10)
    hand_in(site, "ada", slope=RIGHT)
    assert "10 %" not in site.person("ada").get(f"{HERE}/feedback").text
    site.clock.pass_by(hours=3)
    hand_in(site, "ben", slope=RIGHT)
    assert "10 %" in site.person("ben").get(f"{HERE}/feedback").text


def test_check_shows_verdicts_and_hands_nothing_in(site: Site) -> None:
    ada = site.person("ada")
    place = ada.post(f"{HERE}/check", **{"answer.slope": RIGHT, "answer.secret": "3x^2"}).headers["location"]
    assert "being checked" in ada.get(place).text
    assert site.do_jobs() == 1
    page = ada.get(place).text
    assert "This is a check: nothing is handed in." in page
    assert "1 right" in page and "Expected" not in page
    assert site.person("ben").get(place).status_code == 404
    assert "Nothing is handed in yet" in ada.get(f"{HERE}/feedback").text


def test_verdicts_are_bounded_by_what_was_told_and_the_same_answer_is_free(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_VERDICTS", 2)

    def check(text: str) -> str:
        ada = site.person("ada")
        version = find_field(ada.get(HERE), "version.slope")
        sent = ada.post(f"{HERE}/check", **{"answer.slope": text, "version.slope": version})
        site.do_jobs()
        return ada.get(sent.headers["location"]).text

    assert "Not correct" in check("3x")
    assert "Not correct" in check("3 \\cdot x")  # the same answer, as it is read
    assert "Not judged yet" in check("3x +")  # costs nothing
    assert "Not correct" in check("4x")
    assert "You have seen the verdicts on 2 different answers here." in check("2x")
    assert "Not correct" in check("3x")  # was seen before


def test_check_of_an_older_tab_shows_the_newer_text(site: Site) -> None:
    ada = site.person("ada")
    ada.post(f"{HERE}/draft", item="slope", text="2x of tab one", version="0")
    sent = ada.post(f"{HERE}/check", **{"answer.slope": "2x of tab two", "version.slope": "0"})
    assert sent.status_code == 409
    assert all(text in sent.text for text in ("Not checked:", "2x of tab one", "2x of tab two"))


def test_uploaded_file_is_kept_byte_for_byte(site: Site) -> None:
    data = b'{"student": "somebody else", "exercise": "week3", "answers": {"slope": "2*x"}}\r\n'
    ada = site.person("ada")
    asked = ada.send(f"{HERE}/upload", "mine.json", data, form="u1")
    assert asked.status_code == 409 and "somebody else" in asked.text
    kept = ada.send(f"{HERE}/upload", "mine.json", data, form="u1", anyway="yes")
    assert kept.headers["location"] == f"{HERE}/submissions/1"
    assert ada.get(f"{HERE}/submissions/1/file").content == data
    site.do_jobs()
    page = ada.get(f"{HERE}/feedback").text
    assert "1 right" in page and "somebody else" not in page


def test_uploaded_file_that_cannot_be_read_is_shown_with_its_faults_first(site: Site) -> None:
    ada, data = site.person("ada"), b"answers: [1, 2"
    page = ada.send(f"{HERE}/upload", "mine.yaml", data, form="u1")
    assert page.status_code == 422
    assert "Not handed in yet." in page.text
    kept = ada.send(f"{HERE}/upload", "mine.yaml", data, form="u2", anyway="yes")
    assert kept.status_code == 303
    site.do_jobs()
    assert "A person will look at this file." in ada.get(kept.headers["location"]).text


def test_template_names_its_student(site: Site) -> None:
    template = site.person("ada").get(f"{HERE}/template.yaml")
    assert "\nstudent: ada\n" in template.text


def test_choice_is_shown_with_its_own_words(site: Site) -> None:
    hand_in(site, "ada", sign="falls")
    ada = site.person("ada")
    assert "<code>falls</code>: it falls" in ada.get(f"{HERE}/submissions/1").text.replace(' dir="auto"', "")
    site.clock.pass_by(days=9)
    page = ada.get(f"{HERE}/feedback").text
    assert "<dt>You chose</dt><dd>it falls</dd>" in page
    assert "<dt>Expected</dt><dd>it grows</dd>" in page


def test_check_leads_back_to_the_fields_and_shows_no_lines_of_a_file(site: Site) -> None:
    ada = site.person("ada")
    typed = {"answer.slope": "s + it's", "answer.sign": "", "definitions": "r = 1\ns = 2 +"}
    place = ada.post(f"{HERE}/check", **typed).headers["location"]
    site.do_jobs()
    page = ada.get(place).text
    assert f'Go to the field of <a href="{HERE}#field-slope">The slope</a>, <a href="{HERE}#definitions">' in page
    assert "answers.yaml" not in page and "|   slope: " not in page
    assert "1 | s + <mark>it</mark>&#x27;s" in page
    assert "2 | s = 2 <mark>+</mark>" in page


def test_receipt_and_feedback_on_a_form_show_no_lines_of_a_file(site: Site) -> None:
    hand_in(site, "ada", slope="2x +")
    for path in ("submissions/1", "feedback"):
        page = site.person("ada").get(f"{HERE}/{path}").text
        assert "1 | 2x <mark>+</mark>" in page and "|   slope: " not in page


def test_receipt_and_feedback_on_a_file_show_its_lines(site: Site) -> None:
    ada = site.person("ada")
    ada.send(f"{HERE}/upload", "mine.yaml", b"answers:\n  slope: 2x +\n", form="u1")
    site.do_jobs()
    for path in ("submissions/1", "feedback"):
        assert "2 |   slope: 2x <mark>+</mark>" in ada.get(f"{HERE}/{path}").text
