"""A PostgreSQL server for tests: made from the programs of this machine, reached at a socket, deleted at the end."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest

__all__ = ["PostgresServer", "find_programs", "find_server"]

PROGRAMS = ("initdb", "pg_ctl", "postgres", "psql", "pg_dump")
UNPRIVILEGED = "postgres"  # the server refuses to be run by root


@dataclass(frozen=True)
class PostgresServer:
    """A running server. Each test gets a database of its own."""

    programs: Path
    socket: Path
    user: str
    options: str
    numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def make_database(self) -> Iterator[str]:
        """Yield the address of an empty database."""
        name = f"test_{next(self.numbers)}"
        self.ask(f"CREATE DATABASE {name}")
        try:
            yield f"postgresql://{self.user}@/{name}?host={self.socket}"
        finally:
            self.ask(f"DROP DATABASE {name} WITH (FORCE)")

    def kill(self) -> None:
        """Kill the server, as a machine that runs out of memory does."""
        os.kill(int((self.socket / "data/postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def start_again(self) -> None:
        """Start the server after it was killed, as soon as its children have noticed."""
        end = time.monotonic() + 30
        while not self.start():
            assert time.monotonic() < end, "PostgreSQL does not start again"
            time.sleep(0.05)

    def start(self) -> bool:
        command = [self.programs / "pg_ctl", "-D", self.socket / "data", "-w", "-l", self.socket / "log"]
        return run([*command, "-o", self.options, "start"], self.user).returncode == 0

    def ask(self, command: str) -> None:
        arguments = ["-h", str(self.socket), "-U", self.user, "-d", "postgres", "-q", "-c", command]
        subprocess.run([self.programs / "psql", *arguments], check=True, capture_output=True)


def find_programs() -> Path | None:
    """Find the folder with the programs of the server."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        folders.insert(0, Path(told))
    if initdb := shutil.which("initdb"):
        folders.insert(0, Path(initdb).parent)
    return next((folder for folder in folders if all((folder / name).is_file() for name in PROGRAMS)), None)


@contextmanager
def find_server() -> Iterator[PostgresServer]:
    """Start a server, and stop it after the block; skip the test where there is none."""
    programs = find_programs()
    if programs is None:
        missing = pytest.fail if os.environ.get("GRADER_NEEDS_POSTGRES") == "1" else pytest.skip
        missing("PostgreSQL is not installed.")
        raise AssertionError
    folder = Path(mkdtemp(prefix="grader-pg-"))  # a short path: that of a socket has at most 107 bytes
    is_root = os.geteuid() == 0
    user = UNPRIVILEGED if is_root else "grader"
    if is_root:
        shutil.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
    data = folder / "data"
    try:
        made = run([programs / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "-N", "--locale=C"], user)
        assert made.returncode == 0, made.stderr.decode("utf-8", "replace")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=200"
        server = PostgresServer(programs=programs, socket=folder, user=user, options=options)
        assert server.start()
        try:
            yield server
        finally:
            run([programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command: Sequence[str | Path], user: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program, as somebody else where the tests run as root."""
    as_other = {"user": user, "group": user, "extra_groups": ()} if os.geteuid() == 0 else {}
    return subprocess.run(
        [*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", check=False, **as_other
    )
