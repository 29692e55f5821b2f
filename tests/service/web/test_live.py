"""A service that listens at a port: pushing from the command line, and hostile requests, sent as bytes."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from sqlalchemy import Connection

from grader.cli import main
from grader.service.identity.accounts import find_account
from grader.service.identity.tokens import Scope, make_token
from grader.service.jobs.runner import now_in_utc
from grader.service.settings import Settings
from grader.service.store.courses import find_course
from grader.service.store.exercises import add_revision, find_exercise, release_revision
from grader.service.web.app import create_app
from tests.service.web.site import RUBRIC, add_people

ROWS = [json.loads(line) for line in Path(__file__).with_name("attacks.jsonl").read_text("utf-8").splitlines()]
TIMEOUT_S = 20


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with a worker, at a free port of this machine."""
    app = create_app(Settings.of_folder(tmp_path_factory.mktemp("live"), workers=1))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", server_header=False))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + TIMEOUT_S
    while not server.started and time.monotonic() < end:
        time.sleep(0.02)
    database = app.state.service.database

    def prepare(connection: Connection) -> str:
        now = now_in_utc()
        add_people(connection, now)
        course, ivy = find_course(connection, "calculus"), find_account(connection, "ivy")
        ada = find_account(connection, "ada")
        assert course and ivy and ada
        exercise = find_exercise(connection, course, "week3")
        assert exercise
        revision = add_revision(connection, exercise, RUBRIC.encode(), ivy.id, now)
        release_revision(connection, revision, ivy.id, now)
        return make_token(connection, ada, course.id, "ci", list(Scope), 10, now)

    token = database.write(prepare)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port} {token}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def exercise(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the exercise, with the token of a student in the environment."""
    root, token = address.split()
    monkeypatch.setenv("GRADER_TOKEN", token)
    return f"{root}/courses/calculus/week3"


def write(folder: Path, text: str) -> str:
    path = folder / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_push_hands_in_and_shows_the_feedback(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["push", write(tmp_path, "answers:\n  slope: 2x\n  sign: grows\n"), "--to", exercise])
    shown = capsys.readouterr().out
    assert code == 0
    assert shown.startswith("Handed in as submission 1 of ada, 20")
    assert "✓ The slope (slope): correct, 2 of 2 points" in shown


def test_push_has_the_exit_code_of_check(exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", write(tmp_path, "answers:\n  slope: 3x\n"), "--to", exercise, "--check"]) == 1
    assert "✗ The slope (slope): not correct" in capsys.readouterr().out


def test_push_shows_the_messages_about_a_file_that_cannot_be_read(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["push", write(tmp_path, "extra: 1\nanswers: {slope: 2x}\n"), "--to", exercise]) == 3
    assert "ada.yaml:1:1: error[unknown-key]" in capsys.readouterr().err


def test_push_says_what_is_wrong_with_a_token(
    exercise: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRADER_TOKEN", "not-a-token")
    assert main(["push", write(tmp_path, "answers: {slope: 2x}\n"), "--to", exercise]) == 2
    assert capsys.readouterr().err == (
        "error[refused]: The service refused the request.\n"
        "   why:   Send a token that is valid: 'Authorization: Bearer …'. Make one on the page 'Tokens' of your "
        "course.\n"
        "   help:  Correct that, and run the command again.\n"
    )


def test_push_to_an_address_that_is_no_exercise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", write(tmp_path, "answers: {}\n"), "--to", "https://grader.example.edu/"]) == 2
    assert capsys.readouterr().err == (
        "error[wrong-usage]: 'https://grader.example.edu/' is not the address of an exercise.\n"
        "   why:   It looks like 'https://grader.example.edu/courses/calculus/week3'.\n"
        "   help:  Open the exercise in a browser, and copy its address.\n"
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_hostile_request_is_refused(address: str, row: dict[str, str | int]) -> None:
    host = address.split()[0].removeprefix("http://")
    status = send_raw(host, str(row["payload"]).replace("{HOST}", host).encode())
    assert status == row["status"]
    assert send_raw(host, f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()) == 200


def test_header_without_an_end_is_refused(address: str) -> None:
    host = address.split()[0].removeprefix("http://")
    assert send_raw(host, b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000) in (400, 431)


def send_raw(host: str, data: bytes) -> int:
    """Send bytes, and return the status of the answer; 0 if the connection is closed without one."""
    name, _, port = host.partition(":")
    with socket.create_connection((name, int(port)), timeout=TIMEOUT_S) as connection:
        try:
            connection.sendall(data)
            line = connection.recv(4096).split(b"\r\n")[0].split()
        except ConnectionError:
            return 0
        return int(line[1]) if len(line) > 1 else 0
