"""A service with a small course, and people who can ask it. Its clock stands still until a test moves it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Connection

from grader.batch.work import Sent, Task, Worker
from grader.grading.result import GradedSubmission
from grader.service.exercises.opened import make_job
from grader.service.identity.accounts import make_account, open_session
from grader.service.jobs.bench import restore
from grader.service.jobs.runner import do_job
from grader.service.settings import Settings
from grader.service.store.courses import Role, add_course, add_member, find_course
from grader.service.store.database import Database
from grader.service.store.exercises import Revision, add_exercise, add_revision, find_exercise, release_revision
from grader.service.web.access import COOKIE, make_form_token
from grader.service.web.app import create_app

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
HERE = "/courses/calculus/week3"
RUBRIC = """\
rubric: week3
title: "Week 3: slopes"
visibility:
  deadline: 2026-12-01T12:00:00+00:00
  release: 2026-12-08T12:00:00+00:00
late:
  deadline: 2026-12-01T12:00:00+00:00
  grace: 15 minutes
  per_day: 10 %
parts:
  - id: slopes
    title: Slopes
    notation:
      symbols: {x: real}
    items:
      - id: slope
        title: The slope
        prompt: Give the derivative of x^2.
        type: expression
        points: 2
        expected: 2*x
      - id: secret
        title: A hidden one
        prompt: Give the derivative of x^3.
        type: expression
        points: 1
        expected: 3*x^2
        hidden: yes
      - id: sign
        title: The sign
        prompt: Does x^2 grow for positive x?
        type: choice
        points: 1
        choices: {grows: it grows, falls: it falls}
        expected: grows
"""
PEOPLE = {"ada": Role.STUDENT, "ben": Role.STUDENT, "tim": Role.ASSISTANT, "ivy": Role.INSTRUCTOR}


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class InlineBench:
    """Grades in this process: nothing in these tests is hostile."""

    def grade(
        self, revision: Revision, name: str, data: bytes, student: str, confirmed: bytes = b""
    ) -> GradedSubmission:
        worker = Worker(make_job(revision.rubric, revision.proved, revision.wrong))
        task = Task(position=0, source=Sent(name=name, data=data, confirmed=confirmed), stem="report", student=student)
        return restore(worker.grade_task(task))


@dataclass
class Person:
    """Somebody with a browser."""

    client: TestClient
    secret: str = ""

    def get(self, path: str, **options: object) -> Response:
        return self.client.get(path, follow_redirects=False, **options)  # type: ignore[arg-type]

    def post(self, path: str, **fields: str) -> Response:
        form = {"token": make_form_token(self.secret), **fields}
        return self.client.post(path, data=form, follow_redirects=False)

    def send(self, path: str, name: str, data: bytes, **fields: str) -> Response:
        form = {"token": make_form_token(self.secret), **fields}
        return self.client.post(path, data=form, files={"file": (name, data)}, follow_redirects=False)


@dataclass
class Site:
    """The service, with a course of two students, an assistant and an instructor."""

    app: FastAPI
    database: Database
    clock: Clock
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str | None) -> Person:
        """Somebody who is signed in, or a stranger."""
        key = name or ""
        if key not in self.people:
            client = TestClient(self.app, base_url="http://127.0.0.1", raise_server_exceptions=False)
            secret = self.database.write(lambda connection: self.sign_in(connection, name)) if name else ""
            if secret:
                client.cookies.set(COOKIE, secret, domain="127.0.0.1")
            self.people[key] = Person(client, secret)
        return self.people[key]

    def sign_in(self, connection: Connection, name: str) -> str:
        return open_session(connection, make_account(connection, name, self.clock()), self.clock())

    def do_jobs(self) -> int:
        """Do everything that waits, and return how many jobs that were."""
        count = 0
        while do_job(self.database, InlineBench(), self.clock):
            count += 1
        return count

    def release(self, rubric: str) -> None:
        """Make another rubric the one that counts."""

        def act(connection: Connection) -> None:
            course = find_course(connection, "calculus")
            assert course is not None
            exercise = find_exercise(connection, course, "week3")
            assert exercise is not None
            account = make_account(connection, "ivy", self.clock())
            revision = add_revision(connection, exercise, rubric.encode(), account.id, self.clock())
            release_revision(connection, revision, account.id, self.clock())

        self.database.write(act)


@contextmanager
def open_site(folder: Path) -> Iterator[Site]:
    """Open a service in a folder."""
    clock = Clock()
    app = create_app(Settings.of_folder(folder, workers=0), clock)
    with TestClient(app, base_url="http://127.0.0.1"):
        site = Site(app, app.state.service.database, clock)
        site.database.write(lambda connection: add_people(connection, clock()))
        site.release(RUBRIC)
        yield site


def add_people(connection: Connection, now: datetime) -> None:
    course = add_course(connection, "calculus", "Calculus", "Europe/Berlin", now)
    add_exercise(connection, course, "week3", "Week 3: slopes", now)
    for name, role in PEOPLE.items():
        add_member(connection, course, make_account(connection, name, now).id, role, name)
    make_account(connection, "eve", now)  # of another course
    make_account(connection, "root", now, is_admin=True)


def find_field(page: Response, name: str) -> str:
    """Return the value of a hidden field of a page."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page.text)
    assert found, f"The page has no field {name}."
    return found[1]
