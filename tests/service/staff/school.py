"""A service with one course, people who ask it, and work that is handed in. Its clock stands still."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Connection

from grader.batch.work import Sent, Task, Worker
from grader.grading.result import GradedSubmission
from grader.service.exercises.handing_in import hand_in_answers
from grader.service.exercises.opened import open_revision
from grader.service.identity.accounts import make_account, open_session
from grader.service.identity.secrets import make_secret
from grader.service.jobs.bench import restore
from grader.service.jobs.runner import do_job
from grader.service.settings import Settings
from grader.service.store.courses import Course, Role, add_course, add_member, find_course
from grader.service.store.database import Database
from grader.service.store.exercises import (
    Exercise,
    Revision,
    add_exercise,
    add_revision,
    find_exercise,
    release_revision,
)
from grader.service.typed.answers_file import write_submission
from grader.service.web.access import COOKIE, make_form_token
from grader.service.web.app import create_app

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
COURSE = "/courses/calculus/-"
HERE = "/courses/calculus/week3/-"
RUBRIC = """\
rubric: week3
title: "Week 3: slopes"
visibility:
  deadline: 2026-12-01T12:00:00+00:00
  release: 2026-12-08T12:00:00+00:00
late:
  grace: 15 minutes
  per_day: 50 %
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
      - id: why
        title: The reason
        prompt: Say why.
        type: text
        points: 1
        sample: the power rule
"""
PEOPLE = {"ada": Role.STUDENT, "ben": Role.STUDENT, "tim": Role.ASSISTANT, "ivy": Role.INSTRUCTOR}


class InlineBench:
    """Grades in this process: nothing in these tests is hostile."""

    def grade(
        self, revision: Revision, name: str, data: bytes, student: str, confirmed: bytes = b""
    ) -> GradedSubmission:
        task = Task(position=0, source=Sent(name=name, data=data), stem="report", student=student)
        return restore(Worker(open_revision(revision).job).grade_task(task))


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Person:
    """Somebody with a browser."""

    client: TestClient
    secret: str

    def get(self, path: str) -> Response:
        return self.client.get(path, follow_redirects=False)

    def post(self, path: str, **fields: str) -> Response:
        return self.client.post(path, data=self.sign(fields), follow_redirects=False)

    def send(self, path: str, files: Mapping[str, tuple[str, bytes]], **fields: str) -> Response:
        return self.client.post(path, data=self.sign(fields), files=dict(files), follow_redirects=False)

    def sign(self, fields: Mapping[str, str]) -> dict[str, str]:
        return {"token": make_form_token(self.secret), **fields}


@dataclass
class School:
    """The service, with a course of two students, an assistant and an instructor."""

    app: FastAPI
    database: Database
    clock: Clock
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.clock.now

    def pass_by(self, **time: float) -> None:
        self.clock.now += timedelta(**time)

    def person(self, name: str) -> Person:
        """Somebody who is signed in."""
        if name not in self.people:
            client = TestClient(self.app, base_url="http://127.0.0.1", raise_server_exceptions=False)
            secret = self.database.write(lambda c: open_session(c, make_account(c, name, self.now), self.now))
            client.cookies.set(COOKIE, secret, domain="127.0.0.1")
            self.people[name] = Person(client, secret)
        return self.people[name]

    def key(self, name: str) -> int:
        """The id of an account."""
        return self.database.write(lambda c: make_account(c, name, self.now)).id

    @property
    def course(self) -> Course:
        with self.database.read() as connection:
            found = find_course(connection, "calculus")
        assert found is not None
        return found

    @property
    def exercise(self) -> Exercise:
        with self.database.read() as connection:
            found = find_exercise(connection, self.course, "week3")
        assert found is not None
        return found

    def hand_in(self, name: str, **answers: str) -> None:
        """Hand in answers, and have them graded."""
        self.keep(name, **answers)
        self.do_jobs()

    def keep(self, name: str, **answers: str) -> None:
        """Hand in answers, which wait to be graded."""
        data = write_submission(name, "week3", answers, "").encode()
        exercise, account = self.exercise.id, self.key(name)
        self.database.write(
            lambda c: hand_in_answers(c, exercise, account, f"{name}.yaml", data, make_secret(), self.now, self.now)
        )

    def do_jobs(self) -> int:
        """Do everything that waits, and return how many jobs that were."""
        count = 0
        while do_job(self.database, InlineBench(), self.clock):
            count += 1
        return count


@contextmanager
def open_school(folder: Path, database: str | None = None) -> Iterator[School]:
    """Open a service in a folder."""
    clock = Clock()
    app = create_app(Settings.of_folder(folder, database, workers=0), clock)
    with TestClient(app, base_url="http://127.0.0.1"):
        school = School(app, app.state.service.database, clock)
        school.database.write(lambda c: fill(c, RUBRIC))
        yield school


def fill(connection: Connection, rubric: str) -> None:
    course = add_course(connection, "calculus", "Calculus", "Europe/Berlin", NOW)
    exercise = add_exercise(connection, course, "week3", "Week 3: slopes", NOW)
    for name, role in PEOPLE.items():
        add_member(connection, course, make_account(connection, name, NOW, display=name.title()).id, role, name)
    make_account(connection, "root", NOW, is_admin=True)
    revision = add_revision(connection, exercise, rubric.encode(), make_account(connection, "ivy", NOW).id, NOW)
    release_revision(connection, revision, revision.account_id, NOW)


def read_rows(page: Response) -> list[list[str]]:
    """Return the cells of every row of the tables of a page, as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)
    return [[read_text(cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def read_text(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def read_notices(page: Response) -> list[str]:
    """Return what a page says about what was just done."""
    return [read_text(one) for one in re.findall(r'<p class="notice"[^>]*>(.*?)</p>', page.text, re.DOTALL)]
