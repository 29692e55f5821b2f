"""A service that is told to stop, as an upgrade does: requests in flight are answered, and jobs are given back."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from grader.grading.result import GradedSubmission
from grader.service.jobs import runner as running
from grader.service.jobs.runner import Runner
from grader.service.store.database import Database
from grader.service.store.exercises import Revision
from grader.service.store.queue import count_jobs, find_job
from grader.version import __version__

from .courses import InlineBench, grade_everything
from .test_queue import handed_in  # noqa: F401 - a fixture
from .under_load import find_port, prepare

PATIENCE_S = 60


def wait_until(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.02)


class SlowBench(InlineBench):
    """Grades when the test lets it."""

    may_go_on = Event()

    def grade(
        self, revision: Revision, name: str, data: bytes, student: str, confirmed: bytes = b""
    ) -> GradedSubmission:
        assert self.may_go_on.wait(PATIENCE_S)
        return super().grade(revision, name, data, student)

    def close(self) -> None:
        pass


def test_job_that_takes_long_is_given_back_and_done_by_somebody_else(
    handed_in: Database,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "KillableBench", SlowBench)
    monkeypatch.setattr(running, "CLOSE_S", 0.05)
    SlowBench.may_go_on.clear()
    runner = Runner(handed_in)
    runner.start()
    wait_until(lambda: bool(runner.held))
    runner.close()
    with handed_in.read() as connection:
        job = find_job(connection, f"grade:1:{__version__}")
    assert job
    assert (job.state, job.owner, job.tries) == ("waiting", None, 0)
    grade_everything(handed_in)
    SlowBench.may_go_on.set()
    for thread in runner.threads:
        thread.join()
    with handed_in.read() as connection:
        assert count_jobs(connection) == {"done": 1}


def test_request_in_flight_is_answered(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (token,) = prepare(f"sqlite:///{data / 'grader.sqlite'}", 1)
    port = find_port()
    command = [sys.executable, "-m", "grader", "serve", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
        wait_until(lambda: is_ready(port))
        body = b"answers:\n  step: 2x\n"
        head = (
            "POST /api/v1/courses/calculus/exercises/week3/submissions HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
            connection.sendall(head.encode() + body[:5])
            time.sleep(0.3)  # until the server has read it
            service.send_signal(signal.SIGTERM)
            wait_until(lambda: not is_ready(port))
            connection.sendall(body[5:])
            assert connection.recv(4096).startswith(b"HTTP/1.1 201 ")
        assert service.wait(PATIENCE_S) in (0, -signal.SIGTERM)  # the signal is passed on at the end


def is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
