"""A service that listens at a port of this machine, with a worker, and the small course of ``site.py``."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import uvicorn
from sqlalchemy import Connection

from grader.service.identity.accounts import make_account, make_link
from grader.service.identity.tokens import Scope, make_token
from grader.service.jobs.runner import now_in_utc
from grader.service.settings import Settings
from grader.service.store.courses import Role, add_member, find_course
from grader.service.store.database import Database
from grader.service.store.exercises import add_revision, find_exercise, release_revision
from grader.service.web.app import create_app
from tests.service.web.site import HERE, RUBRIC, add_people

__all__ = ["TIMEOUT_S", "Live", "open_live"]

TIMEOUT_S = 20
FAR = RUBRIC.replace("2026-12-01", "2098-12-01").replace("2026-12-08", "2098-12-08")  # its clock is the real one


@dataclass
class Live:
    """Where the service listens, and its database."""

    host: str
    database: Database

    @property
    def address(self) -> str:
        return f"http://{self.host}"

    @property
    def exercise(self) -> str:
        return f"{self.address}{HERE}"

    def make_link(self, name: str) -> str:
        """A new link that lets somebody in."""
        now = now_in_utc()
        secret = self.database.write(lambda connection: make_link(connection, make_account(connection, name, now), now))
        return f"{self.address}/enter/{secret}"

    def enroll(self, name: str) -> None:
        """Add a student to the course."""

        def add(connection: Connection) -> None:
            course, now = find_course(connection, "calculus"), now_in_utc()
            assert course
            add_member(connection, course, make_account(connection, name, now).id, Role.STUDENT, name)

        self.database.write(add)

    def make_token(self, name: str) -> str:
        """A new token of somebody in the course."""

        def make(connection: Connection) -> str:
            course, now = find_course(connection, "calculus"), now_in_utc()
            assert course
            return make_token(connection, make_account(connection, name, now), course.id, "ci", list(Scope), 10, now)

        return self.database.write(make)


@contextmanager
def open_live(folder: Path) -> Iterator[Live]:
    """Serve from a folder until the block ends."""
    app = create_app(Settings.of_folder(folder, workers=1))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", server_header=False))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + TIMEOUT_S
    while not server.started and time.monotonic() < end:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    live = Live(f"127.0.0.1:{port}", app.state.service.database)
    live.database.write(prepare)
    yield live
    server.should_exit = True
    thread.join()


def prepare(connection: Connection) -> None:
    now = now_in_utc()
    add_people(connection, now)
    course, ivy = find_course(connection, "calculus"), make_account(connection, "ivy", now)
    assert course
    exercise = find_exercise(connection, course, "week3")
    assert exercise
    revision = add_revision(connection, exercise, FAR.encode(), ivy.id, now)
    release_revision(connection, revision, ivy.id, now)
