"""A running service with a course, for ``service.py`` and ``term.py``, and people who use it through HTTP.

The service is a process of its own, started as its users start it. The course is written into its database before, with
a session for each person, so that nobody has to choose a password. Requests go through connections that stay open.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from grader.service.identity.accounts import make_account, open_session
from grader.service.jobs.runner import now_in_utc
from grader.service.store.courses import Role, add_course, add_member
from grader.service.store.database import Database
from grader.service.store.exercises import add_exercise, add_revision, release_revision
from grader.service.store.migrating import migrate
from grader.service.web.access import COOKIE, make_form_token

__all__ = ["Answer", "Browser", "Running", "at_a_rate", "make_course", "must", "percentile", "start_service"]

REPOSITORY = Path(__file__).parents[1]
PATIENCE_S = 120
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    def read(self) -> Any:
        """Return the body as data."""
        return json.loads(self.body)


@dataclass
class Browser:
    """Somebody who is signed in, and asks for one thing at a time."""

    port: int
    secret: str = ""  # of a session
    token: str = ""  # of a program
    line: socket.socket | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, path: str) -> Answer:
        """Load a page."""
        return self.ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form."""
        body = urlencode({"token": make_form_token(self.secret), **fields}).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, path: str, name: str, data: bytes, fields: Mapping[str, str]) -> Answer:
        """Send a form with a file."""
        limit = "----boundary-of-the-form"
        parts = [
            f'--{limit}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {"token": make_form_token(self.secret), **fields}.items()
        ]
        head = f'--{limit}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = b"".join([*parts, head, data, f"\r\n--{limit}--\r\n".encode()])
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={limit}"})

    def call(self, method: str, path: str, body: object = None) -> Answer:
        """Ask a route for programs: ``body`` is the bytes of a file, or data to send as JSON."""
        if body is None or isinstance(body, bytes):
            return self.ask(method, f"/api/v1{path}", body, {"Content-Type": "application/yaml"})
        return self.ask(method, f"/api/v1{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})

    def identify(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {"Cookie": f"{COOKIE}={self.secret}"}

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
        """Send a request; a connection that was closed because it was idle is opened again."""
        with self.lock:
            begun = time.perf_counter()
            sent = {"Host": "127.0.0.1", "Content-Length": str(len(body or b"")), **self.identify(), **headers}
            head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
            status, found, data = self.exchange(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + (body or b""))
            return Answer(status, found, data, time.perf_counter() - begun)

    def exchange(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        for _ in range(2):
            if self.line is None:
                self.line = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
            try:
                self.line.sendall(request)
                return receive(self.line)
            except ConnectionError:
                self.line.close()
                self.line = None
        raise SystemExit("The service closes the connection.")


def receive(line: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Return the status, the headers and the body of a response, which says how long it is.

    It takes less than half as long as ``http.client``: whoever sends the load shares the machine with the service.
    """
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += receive_some(line)
    first, *rest = data[:end].decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rest)}
    body = [data[end + 4 :]]
    left = int(headers.get("content-length", "0")) - len(body[0])
    while left > 0:
        body.append(receive_some(line))
        left -= len(body[-1])
    return int(first.split()[1]), headers, b"".join(body)


def receive_some(line: socket.socket) -> bytes:
    data = line.recv(262_144)
    if not data:
        raise ConnectionResetError
    return data


@dataclass(frozen=True)
class Running:
    """A service that listens."""

    process: subprocess.Popen[bytes]
    port: int
    seconds_to_ready: float

    def browse(self, secret: str) -> Browser:
        """Somebody with a session."""
        return Browser(self.port, secret)

    def memory_mb(self) -> float:
        """The resident memory of the process that serves the pages (Linux)."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise SystemExit("The memory of a process cannot be read here.")


@contextmanager
def start_service(folder: Path, url: str, *options: str) -> Iterator[Running]:
    """Serve from a folder and a database until the block ends."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["serve", "--data", str(folder), "--database", url, "--port", str(port), *options]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-m", "grader", *words], stdout=log, stderr=log, env=environment)
    try:
        while not is_ready(port):
            if process.poll() is not None or time.perf_counter() > begun + PATIENCE_S:
                raise SystemExit((folder / "log.txt").read_text()[-2000:])
            time.sleep(0.01)
        yield Running(process, port, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait()


def must(answer: Answer, *statuses: int) -> Answer:
    """Return an answer; stop if it is none of those that are wanted."""
    if answer.status not in (statuses or (200, 201, 204)):
        raise SystemExit(f"{answer.status}: {answer.body.decode(errors='replace')[:2000]}")
    return answer


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def make_course(url: str, rubric: Path, students: Sequence[str]) -> Mapping[str, str]:
    """Make the course ``term`` with the exercise ``week`` that is open; return a session for each, and ``prof``."""

    def act(connection: Connection) -> dict[str, str]:
        now = now_in_utc()
        course = add_course(connection, "term", "A term", "Europe/Berlin", now)
        roles = {"prof": Role.INSTRUCTOR, **dict.fromkeys(students, Role.STUDENT)}
        sessions = {}
        for name, role in roles.items():
            account = make_account(connection, name, now)
            add_member(connection, course, account.id, role, name)
            sessions[name] = open_session(connection, account, now)
        exercise = add_exercise(connection, course, "week", "A week", now)
        beside = [rubric.with_suffix(suffix) for suffix in (".key.json", ".wrong.json")]
        proved, wrong = (path.read_bytes() if path.exists() else b"" for path in beside)
        author = make_account(connection, "prof", now).id
        revision = add_revision(connection, exercise, rubric.read_bytes(), author, now, proved=proved, wrong=wrong)
        release_revision(connection, revision, author, now)
        return sessions

    with closing(Database(url)) as database:
        migrate(database)
        return database.write(act)


def at_a_rate(instants: Sequence[float], act: Callable[[int], Answer], threads: int) -> list[tuple[float, Answer]]:
    """Do ``act(i)`` at the i-th instant, in seconds from now; return each answer with its seconds since that instant.

    Whoever has to wait for a free thread waits as a user would: the time counts.
    """
    begun, found = time.perf_counter(), dict[int, tuple[float, Answer]]()
    numbers, lock = iter(range(len(instants))), threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            time.sleep(max(0.0, begun + instants[number] - time.perf_counter()))
            answer = act(number)
            found[number] = (time.perf_counter() - begun - instants[number], answer)

    with ThreadPoolExecutor(threads) as pool:
        for one in [pool.submit(work) for _ in range(threads)]:
            one.result()
    return [found[number] for number in range(len(instants))]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values is."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
