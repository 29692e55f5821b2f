"""A service that listens at a port: pushing from the command line, and hostile requests, sent as bytes."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.cli import main
from tests.service.web.live import TIMEOUT_S, Live, open_live

ROWS = [json.loads(line) for line in Path(__file__).with_name("attacks.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with open_live(tmp_path_factory.mktemp("live")) as opened:
        yield opened


@pytest.fixture
def exercise(live: Live, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the exercise, with the token of a student in the environment."""
    monkeypatch.setenv("GRADER_TOKEN", live.make_token("ada"))
    return live.exercise


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


@pytest.mark.parametrize("only_check", [True, False])
def test_push_warns_of_a_file_that_names_somebody_else(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], only_check: bool
) -> None:
    file = write(tmp_path, "student: ben\nanswers:\n  slope: 2x\n  sign: grows\n  secret: 3x^2\n")
    code = main(["push", file, "--to", exercise, *(["--check"] if only_check else [])])
    assert code == 0  # as for every warning of 'check'
    assert capsys.readouterr().err == (
        f"{file}:1:10: "
        "warning[other-student]: This file names 'ben', but you are 'ada' here.\n"
        "    1 | student: ben\n"
        "      |          ^^^\n"
        "   why:   The answers count for whoever hands them in, whatever name is in the file.\n"
        "   help:  Make sure that these are your own answers, and write your own name into the file.\n"
    )


def test_push_shows_the_messages_about_a_file_that_cannot_be_read(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "extra: 1\nanswers: {slope: 2x}\n")
    assert main(["push", file, "--to", exercise]) == 3
    said = capsys.readouterr().err
    assert said.startswith(f"Nothing was handed in.\n{file}:1:1: error[unknown-key]")


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
def test_hostile_request_is_refused(live: Live, row: dict[str, str | int]) -> None:
    status = send_raw(live.host, str(row["payload"]).replace("{HOST}", live.host).encode())
    assert status == row["status"]
    assert send_raw(live.host, f"GET /healthz HTTP/1.1\r\nHost: {live.host}\r\n\r\n".encode()) == 200


def test_header_without_an_end_is_refused(live: Live) -> None:
    assert send_raw(live.host, b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000) in (400, 431)


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


def test_body_in_chunks_that_is_too_large_is_refused(live: Live) -> None:
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    head = (
        f"POST /api/v1/courses/calculus/exercises/week3/submissions HTTP/1.1\r\nHost: {live.host}\r\n"
        f"Authorization: Bearer {live.make_token('ada')}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    assert send_raw(live.host, head.encode() + chunk * 100) in (413, 0)  # 0: closed while we still send


@pytest.mark.parametrize("text", ["\\ud800", "x\\u0000", "\\u202e"])
def test_text_that_no_keyboard_types_is_no_fault_of_ours(live: Live, text: str) -> None:
    body = f'{{"item": "slope", "text": "{text}"}}'.encode()
    head = (
        f"POST /api/v1/courses/calculus/exercises/week3/preview HTTP/1.1\r\nHost: {live.host}\r\n"
        f"Authorization: Bearer {live.make_token('ada')}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    assert send_raw(live.host, head + body) in (200, 422)
