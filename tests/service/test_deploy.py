"""The files in ``deploy/``: what they start exists, and each command in them is one that the program accepts."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.cli import make_parser

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("grader*.*"))
PROGRAM = "/opt/grader/bin/grader"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "grader"}


def read_unit(path: Path) -> RawConfigParser:
    unit = RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(path, encoding="utf-8")
    return unit


def list_commands() -> Iterator[list[str]]:
    """Every command of ours, as a shell or systemd would split it."""
    for service in OURS.values():
        command = service.get("command")
        if "entrypoint" not in service:
            yield [fill_in(word) for word in command]
    texts = [*OURS["backup"]["command"][0].splitlines()]
    texts += [read_unit(path)["Service"]["ExecStart"] for path in UNITS if path.suffix == ".service"]
    for text in texts:
        found = re.search(rf"(?:{PROGRAM}|^\s*grader) ([^']*)", text)
        if found:
            yield shlex.split(fill_in(found[1]))


def fill_in(word: str) -> str:
    """Return a word with what its variables stand for."""
    return re.sub(r"\$+\(.*?\)|\$+\{.*?\}|\$+\w+", "x", word)


COMMANDS = list(list_commands())


def test_there_are_commands() -> None:
    assert sorted(" ".join(words[:2]) for words in COMMANDS) == [
        "serve --data", "serve --data", "service backup", "service backup", "worker --data", "worker --data",
        "worker --data",
    ]  # fmt: skip


def test_no_password_is_on_a_command_line() -> None:
    assert [words for words in COMMANDS if "--database" in words] == []
    assert all("GRADER_DATABASE" in service["environment"] for service in OURS.values())


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_program_accepts_the_command(words: list[str]) -> None:
    assert make_parser([words[0]], words).parse_args(words)


def test_compose_has_pages_two_workers_a_database_and_backups() -> None:
    assert set(COMPOSE["services"]) == {"web", "worker-1", "worker-2", "database", "backup"}
    named = set(COMPOSE["volumes"])
    for service in COMPOSE["services"].values():
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= named
        assert service["restart"] == "unless-stopped"
    for service in OURS.values():
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        assert service["depends_on"]["database"]["condition"] == "service_healthy"
    assert "healthcheck" in COMPOSE["services"]["database"]
    assert COMPOSE["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]  # for a proxy on the same machine alone


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_reads_the_unit(path: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed.")
    for unit in UNITS:  # where the program is, on this machine
        text = unit.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    ended = subprocess.run(
        [program, "verify", str(tmp_path / path.name)], capture_output=True, text=True, check=False, timeout=60
    )
    about_ours = [line for line in ended.stderr.splitlines() if line.startswith((path.stem, str(tmp_path)))]
    assert about_ours == []


def test_backup_is_named_anew_each_time_because_none_is_overwritten() -> None:
    assert "%%F-%%H%%M%%S" in read_unit(DEPLOY / "systemd/grader-backup.service")["Service"]["ExecStart"]
