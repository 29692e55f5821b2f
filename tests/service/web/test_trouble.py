"""What people are shown while the disk is full or the database is away; nothing is lost, and no restart is needed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from grader.service.store.database import Database, Trouble, find_trouble
from grader.service.store.submissions import list_submissions
from tests.service.web.site import HERE, Site
from tests.service.web.test_api import ANSWERS, API, Program

LONG = "x + " * 4_000 + "x"


def limit_pages(site: Site, extra: int) -> None:
    """Let the file grow by so many pages and no more: for SQLite, the disk is full then."""

    def act(connection: Connection) -> None:
        count = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {count + extra}")

    site.database.write(act)


def count_submissions(site: Site) -> int:
    with site.database.read() as connection:
        return len(list_submissions(connection, 1))


def test_student_keeps_what_was_typed_while_the_disk_is_full(site: Site) -> None:
    ada = site.person("ada")
    ada.get(HERE)
    limit_pages(site, 1)
    refused = ada.post(f"{HERE}/hand-in", form="one", **{"answer.slope": LONG})
    assert refused.status_code == 503
    assert "Not handed in: the disk of the server is full; what you typed is kept in this page." in refused.text
    assert LONG in refused.text
    assert count_submissions(site) == 0
    limit_pages(site, 10_000)
    assert ada.post(f"{HERE}/hand-in", form="one", **{"answer.slope": LONG}).status_code == 303
    assert count_submissions(site) == 1


def test_program_is_told_to_come_back_while_the_disk_is_full(site: Site) -> None:
    ada, answers = Program(site, "ada"), f"answers:\n  slope: {LONG}\n  sign: grows\n".encode()
    limit_pages(site, 1)
    refused = ada.post(f"{API}/week3/submissions", answers, **{"Idempotency-Key": "one"})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.json()["title"] == "The disk is full"
    limit_pages(site, 10_000)
    assert ada.post(f"{API}/week3/submissions", answers, **{"Idempotency-Key": "one"}).json()["number"] == 1


@contextmanager
def take_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no request reach the database."""

    def fail(*arguments: object) -> None:
        raise OperationalError(None, None, sqlite3.OperationalError("no connection"))

    with monkeypatch.context() as patch:
        patch.setattr(database.reading, "begin", fail)
        patch.setattr(database, "run", fail)
        yield


def test_everybody_is_asked_to_come_back_while_the_database_is_away(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, program = site.person("ada"), Program(site, "ada")
    with take_away(site.database, monkeypatch):
        page, answer = ada.post(f"{HERE}/hand-in", form="one"), program.post(f"{API}/week3/submissions", ANSWERS)
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert "Load this page again in a moment: what you typed is sent with it, and is kept once." in page.text
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.headers["content-type"] == "application/problem+json"
        assert site.person(None).get("/healthz").status_code == 200
        assert site.person(None).get("/readyz").status_code == 503
    assert ada.get(HERE).status_code == 200
    assert program.post(f"{API}/week3/submissions", ANSWERS).status_code == 201


def make_error(state: str) -> OperationalError:
    original = sqlite3.OperationalError("something")
    original.sqlstate = state  # type: ignore[attr-defined]
    return OperationalError("SELECT 1", {}, original)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (make_error("57P03"), Trouble.AWAY),  # it is starting up
        (make_error("57P01"), Trouble.AWAY),  # it is shutting down
        (make_error("53300"), Trouble.AWAY),  # it has too many connections
        (make_error("53100"), Trouble.FULL),
        (make_error("42703"), None),  # there is no such column: a mistake of ours
        (NoConnectionError(), Trouble.AWAY),
        (ValueError(), None),
    ],
)
def test_trouble_is_told_from_mistakes_of_ours(error: Exception, trouble: Trouble | None) -> None:
    assert find_trouble(error) is trouble
