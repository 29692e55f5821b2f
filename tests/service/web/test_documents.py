"""A worked document is shown as it is read, settled by its student, and handed in with what they settled."""

import json
import re
from html import unescape

import pytest
from httpx2 import Response
from sqlalchemy import select

from grader.batch.work import Sent, Task, Worker
from grader.service.exercises.opened import make_job
from grader.service.jobs.bench import restore
from grader.service.store import tables
from grader.service.store.submissions import get_submission
from tests.service.web.site import HERE, RUBRIC, Person, Site
from tests.service.web.test_handing_in import read_text

NAMED = RUBRIC.replace(
    "        type: expression\n        points: 2\n", "        type: expression\n        symbol: f\n        points: 2\n"
).replace("symbols: {x: real}", "symbols: {x: real, f: real, g: real}")
DOCUMENT = "My solution\n\n$$f = 2x$$\n\nand $g = 7$.\n"
DIFFERENT = "$$f = 2x$$\n\nor $f = 3x$\n"


@pytest.fixture
def ada(site: Site) -> Person:
    site.release(NAMED)
    return site.person("ada")


def list_fields(markup: str) -> dict[str, str]:
    """The hidden fields of the page that shows a reading."""
    inside = markup.partition("<main")[2]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', inside)
    return {name: unescape(value) for name, value in found if name != "token"}


def send(ada: Person, text: str, name: str = "solution.md") -> Response:
    return ada.send(f"{HERE}/upload", name, text.encode(), form="f1")


def test_document_is_shown_before_it_is_handed_in(ada: Person) -> None:
    page = send(ada, DOCUMENT)
    assert page.status_code == 200
    shown = read_text(page)
    assert "Not handed in yet." in shown
    assert "We read line 3 formula 1 as your answer, because it begins with f." in shown
    assert ada.get(f"{HERE}/submissions/1").status_code == 404


def test_what_is_handed_in_is_the_file_and_its_map(ada: Person, site: Site) -> None:
    kept = ada.post(f"{HERE}/upload", act="hand-in", **list_fields(send(ada, DOCUMENT).text))
    assert kept.headers["location"] == f"{HERE}/submissions/1"
    assert ada.get(f"{HERE}/submissions/1/file").text == DOCUMENT
    receipt = read_text(ada.get(f"{HERE}/submissions/1"))
    assert "We read line 3 formula 1 as your answer, because you marked it as the answer to this item." in receipt
    assert "Use this instead" not in receipt
    site.do_jobs()
    assert "2 of" in read_text(ada.get(f"{HERE}/feedback"))


def test_nothing_of_a_hidden_item_is_shown(ada: Person) -> None:
    assert "A hidden one" not in read_text(send(ada, DOCUMENT))


def test_statements_that_differ_are_asked_and_the_choice_counts(ada: Person, site: Site) -> None:
    page = send(ada, DIFFERENT)
    assert "Which one is it?" in read_text(page)
    fields = list_fields(page.text)
    again = ada.post(f"{HERE}/upload", act="look", **fields, **{"use.slope": "2"})
    assert "because you marked it" in read_text(again)
    ada.post(f"{HERE}/upload", act="hand-in", **list_fields(again.text))
    site.do_jobs()
    assert "f = 3x" in unescape(ada.get(f"{HERE}/feedback").text)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"use.slope": "none"}, "You said that you did not answer it."),
        ({"use.slope": "elsewhere"}, "You said that your answer is not what was found; a person looks for it."),
        ({"number.slope": "2"}, "We read line 5 formula 2 as your answer, because you marked it"),
        ({"number.slope": " 1 "}, "We read line 3 formula 1 as your answer, because you marked it"),
        ({"number.slope": "99"}, "There is no formula '99'; nothing was changed for 'The slope'."),
        ({"number.slope": "1,,2"}, "There is no formula '1,,2'; nothing was changed for 'The slope'."),
        ({"use.slope": "99"}, "There is no formula '99'"),
        ({"use.secret": "1", "use.nothing": "1"}, "because it begins with f."),
    ],
)
def test_student_settles_what_answers_an_item(ada: Person, fields: dict[str, str], said: str) -> None:
    page = ada.post(f"{HERE}/upload", act="look", **list_fields(send(ada, DOCUMENT).text), **fields)
    assert page.status_code == 200
    assert said in read_text(page)


def test_choice_can_be_undone(ada: Person) -> None:
    fields = list_fields(send(ada, DOCUMENT).text)
    chosen = ada.post(f"{HERE}/upload", act="look", **fields, **{"use.slope": "none"})
    back = ada.post(f"{HERE}/upload", act="look", **list_fields(chosen.text), **{"use.slope": "undo"})
    assert "because it begins with f." in read_text(back)


def test_what_cannot_be_done_is_not_handed_in(ada: Person) -> None:
    page = ada.post(f"{HERE}/upload", act="hand-in", **list_fields(send(ada, DOCUMENT).text), **{"number.slope": "99"})
    assert page.status_code == 200
    assert ada.get(f"{HERE}/submissions/1").status_code == 404


def test_forged_choices_are_refused_as_a_map_is(ada: Person) -> None:
    fields = {**list_fields(send(ada, DOCUMENT).text), "chosen": "grader-map: '1'\nitems: [1, 2]\n"}
    page = ada.post(f"{HERE}/upload", act="hand-in", **fields)
    assert page.status_code == 422
    assert ada.get(f"{HERE}/submissions/1").status_code == 404


def test_it_is_graded_as_grade_does_it_with_the_map_beside_it(ada: Person, site: Site) -> None:
    fields = list_fields(send(ada, DIFFERENT).text)
    ada.post(f"{HERE}/upload", act="hand-in", **fields, **{"use.slope": "1"})
    site.do_jobs()
    with site.database.read() as connection:
        submission = get_submission(connection, 1)
        record = connection.scalar(select(tables.grading.c.record))
    worker = Worker(make_job(NAMED.encode()))
    source = Sent(name="submissions/ada/ada.md", data=DIFFERENT.encode(), confirmed=submission.confirmed.encode())
    expected = restore(worker.grade_task(Task(position=0, source=source, stem="report", student="ada")))
    found = json.loads(record)
    assert [item["outcome"] for item in found["items"]] == [item.outcome.value for item in expected.items]
    assert found["items"][0]["outcome"] == "correct"


def test_a_document_with_fewer_answers_says_what_it_would_replace(ada: Person) -> None:
    ada.post(f"{HERE}/upload", act="hand-in", **list_fields(send(ada, DOCUMENT).text))
    page = ada.send(f"{HERE}/upload", "b.md", b"nothing\n", form="f2")
    assert "with 1 answer counts now; this one has 0." in read_text(page)


def test_form_that_is_sent_twice_is_handed_in_once(ada: Person) -> None:
    fields = list_fields(send(ada, DOCUMENT).text)
    places = {ada.post(f"{HERE}/upload", act="hand-in", **fields).headers["location"] for _ in range(2)}
    assert places == {f"{HERE}/submissions/1"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tex", "\\begin{align} f &= 2x \\end{align}\n"),
        ("a.ipynb", json.dumps({"cells": [{"cell_type": "markdown", "source": ["$f = 2x$"]}]})),
        ("A.MD", "$f = 2x$\n"),
    ],
)
def test_every_format_of_documents_can_be_handed_in(ada: Person, site: Site, name: str, text: str) -> None:
    kept = ada.post(f"{HERE}/upload", act="hand-in", **list_fields(send(ada, text, name).text))
    assert kept.headers["location"] == f"{HERE}/submissions/1"
    site.do_jobs()
    assert "2 of" in read_text(ada.get(f"{HERE}/feedback"))


def test_broken_notebook_says_why_and_can_be_handed_in_anyway(ada: Person) -> None:
    page = send(ada, "{}", "a.ipynb")
    assert page.status_code == 422
    assert "This is not a Jupyter notebook." in read_text(page)
    kept = ada.post(f"{HERE}/upload", anyway="yes", **list_fields(page.text))
    assert kept.headers["location"] == f"{HERE}/submissions/1"
    assert ada.get(f"{HERE}/submissions/1").status_code == 200


def test_large_document_is_refused_with_what_to_do(ada: Person) -> None:
    page = ada.send(f"{HERE}/upload", "a.md", b"x" * 1_000_001, form="f1")
    assert page.status_code == 422
    assert "a document may have at most 1,000 kB here" in read_text(page)


def test_hostile_text_of_a_document_is_text(ada: Person) -> None:
    page = send(ada, '<script>alert(1)</script>\n\n$f = "><img src=x onerror=alert(1)>$\n', '"><b>.md')
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "<b>.md" not in page.text
