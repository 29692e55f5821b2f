"""A service in a process of its own, and programs that hand in to it and try again until they have a receipt."""

import json
import socket
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Lock, Semaphore, Thread
from time import monotonic, sleep

import uvicorn
from sqlalchemy import Connection

from grader.service.identity.accounts import make_account
from grader.service.identity.tokens import Scope, make_token
from grader.service.settings import Settings
from grader.service.store.courses import Role, add_member
from grader.service.store.database import Database
from grader.service.store.migrating import migrate
from grader.service.typed.answers_file import write_submission
from grader.service.web.app import create_app

from .courses import RUBRIC, fill_course

__all__ = ["ANSWERS", "FAR", "Load", "find_port", "prepare", "serve"]

ANSWERS = ({"step": "2x", "value": "6"}, {"step": "x^2", "value": "6"}, {"step": "2x +", "value": "12/2"}, {})
FAR = RUBRIC.replace(b"2026", b"2098")  # the clock of the service is the real one, and nothing is late
ADDRESS = "/api/v1/courses/calculus/exercises/week3/submissions"
PROGRAMS = 4
PATIENCE_S = 90


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def serve(url: str, folder: Path, port: int, workers: int) -> None:
    """What the process of the service does until it is killed."""
    app = create_app(Settings.of_folder(folder, url, workers=workers))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", access_log=False)


def prepare(url: str, students: int) -> list[str]:
    """Make the tables and a course; return the tokens of its students."""

    def act(connection: Connection) -> list[str]:
        course, _, _ = fill_course(connection, rubric=FAR)
        now, tokens = datetime.now(UTC), []
        for number in range(students):
            account = make_account(connection, f"student {number}", now)
            add_member(connection, course, account.id, Role.STUDENT, account.name)
            tokens.append(make_token(connection, account, course.id, "ci", [Scope.SUBMIT], 10, now))
        return tokens

    with closing(Database(url)) as database:
        migrate(database)
        return database.write(act)


@dataclass
class Load:
    """Programs that hand in, each for students of its own, as many times as ``permits`` allows.

    ``statuses`` holds what they were answered; 0 where there was no answer.
    """

    port: int
    tokens: Sequence[str]
    count: int
    permits: Semaphore = field(default_factory=lambda: Semaphore(0))
    receipts: list[dict[str, object]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def start(self) -> list[Thread]:
        threads = [Thread(target=self.run, args=(number,), daemon=True) for number in range(PROGRAMS)]
        for thread in threads:
            thread.start()
        return threads

    def run(self, mine: int) -> None:
        for number in range(self.count):
            student = number % len(self.tokens)
            if student % PROGRAMS == mine:
                self.permits.acquire()
                self.hand_in(number, student)

    def hand_in(self, number: int, student: int) -> None:
        """Hand in until there is a receipt."""
        body = write_submission(f"student {student}", "week3", choose_answers(number, len(self.tokens))).encode()
        headers = {
            "Authorization": f"Bearer {self.tokens[student]}",
            "Content-Type": "application/yaml",
            "Idempotency-Key": f"form {number}",
        }
        end = monotonic() + PATIENCE_S
        while monotonic() < end:
            status, answer = self.send(body, headers)
            with self.lock:
                self.statuses.append(status)
                if status == 201:
                    self.receipts.append(json.loads(answer))
                    return
            sleep(0.05)

    def send(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request("POST", ADDRESS, body, headers)
                response = connection.getresponse()
                return response.status, response.read()
        except (OSError, HTTPException):
            return 0, b""


def choose_answers(number: int, students: int) -> dict[str, str]:
    """The answers of a submission: each student's differ from one to the next."""
    return ANSWERS[(number * 7 + number // students) % len(ANSWERS)]
