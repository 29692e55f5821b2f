"""Hostile things in a folder of submissions: each costs only itself, and the honest submission beside it is read.

The ids are those of the rows that attack the file system; each says how to make the thing, and the result: the
slug of the message, nothing if it is read, and None if it is not treated as a submission.
"""

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.batch.discovery.discovery import discover
from grader.batch.discovery.preflight import run_preflight
from grader.errors import DocumentError
from grader.reports.plain import make_harmless
from grader.reports.write import name_reports
from tests.batch.identities import identified

HONEST = "student: honest\nanswers: {}\n"


def text(name: str, content: str = "student: x\n") -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(content, encoding="utf-8")


def linked(name: str, target: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).symlink_to(target)


def unreadable(folder: Path) -> None:
    (folder / "u.yaml").write_text("a: 1", encoding="utf-8")
    (folder / "u.yaml").chmod(0)


def huge(folder: Path) -> None:
    with (folder / "big.yaml").open("wb") as file:
        file.truncate(10**11)


def slipping_archive(folder: Path) -> None:
    with zipfile.ZipFile(folder / "s.zip", "w") as archive:
        archive.writestr("../../evil.yaml", "x")


def linking_archive(folder: Path) -> None:
    info = zipfile.ZipInfo("passwd.yaml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "s.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")


def bomb(folder: Path) -> None:
    with zipfile.ZipFile(folder / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.yaml", b"\0" * 10**8)


def nested_bomb(folder: Path) -> None:
    bomb(folder)
    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.write(folder / "b.zip", "b.zip")
        archive.writestr("a.yaml", "student: x\n")
    (folder / "b.zip").unlink()


ATTACKS: list[tuple[str, Callable[[Path], object], str | None]] = [
    ("file-002", linked("sub", "/etc"), None),
    ("file-003", linked("loop.yaml", "loop.yaml"), "symbolic-link"),
    ("file-004", linked("z.yaml", "/dev/zero"), "symbolic-link"),
    ("file-005", lambda folder: os.mkfifo(folder / "f.yaml"), "not-a-file"),
    ("file-006", lambda folder: os.mknod(folder / "n.yaml", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
     if os.geteuid() == 0 else (folder / "n.yaml").mkdir(), "not-a-file"),
    ("file-008", lambda folder: (folder / "dir.yaml").mkdir(), "not-a-file"),
    ("file-009", unreadable, "" if os.geteuid() == 0 else "file-unreadable"),
    ("file-010", text("e.yaml", ""), "empty-document"),
    ("file-011", huge, "document-too-large"),
    ("file-020", text("::set-output name=x::y.yaml"), ""),
    ("file-022", text("=cmd.yaml"), ""),
    ("file-023", text(os.fsdecode(b"\xff.yaml")), ""),
    ("file-024", text("a" * 250 + ".yaml"), ""),
    ("file-026", text("x.yaml", "student: ../../../tmp/pwn\n"), ""),
    ("file-027", text("x.yaml", "student: /etc/cron.d/x\n"), ""),
    ("file-028", text("x.yaml", 'student: ".."\n'), ""),
    ("file-030", slipping_archive, "unsafe-member-name"),
    ("file-031", linking_archive, "symbolic-link"),
    ("file-032", bomb, "document-too-large"),
    ("file-033", nested_bomb, ""),
]  # fmt: skip


@pytest.mark.parametrize(("row", "make", "slug"), ATTACKS, ids=[row for row, _, _ in ATTACKS])
def test_attack_costs_only_itself(
    row: str, make: Callable[[Path], object], slug: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("class").mkdir()
    Path("class", "honest.yaml").write_text(HONEST, encoding="utf-8")
    make(Path("class"))
    elsewhere = sorted(Path().rglob("*"))
    outcomes: dict[str, str] = {}
    for found in discover(["class", *map(str, Path("class").glob("*.zip"))]).found:
        try:
            found.document()
            outcomes[found.name] = ""
        except DocumentError as error:
            outcomes[found.name] = error.diagnostic.slug
    assert outcomes.pop("class/honest.yaml") == ""
    assert list(outcomes.values()) == ([] if slug is None else [slug])
    assert sorted(Path().rglob("*")) == elsewhere


@pytest.mark.parametrize(
    ("row", "names"),
    [("file-013", ("Alice.yaml", "alice.yaml")), ("file-014", ("e\u0301.yaml", "\u00e9.yaml"))],
)
def test_names_that_collide_are_reported_and_have_reports_of_their_own(
    row: str, names: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in names:
        Path(name).write_text("a: 1", encoding="utf-8")
    identities = [identified(found) for found in discover(["."]).found]
    (collision,) = run_preflight(identities).collisions
    assert sorted(collision.files) == sorted(names)
    reports = name_reports([(one.student, one.found.name) for one in identities])
    assert len({name.casefold() for name in reports}) == 2


def test_no_line_of_output_is_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("::error::a", "\n::error::b", "##[group]c", "\x1b[2Jd", os.fsdecode(b"\xff")):
        Path(f"{name}.yaml").write_text("student: ::error::x\n", encoding="utf-8")
        Path(f"{name}.{name}").write_text("", encoding="utf-8")
    discovery = discover(["."])
    lines = [*discovery.notes, *run_preflight(map(identified, discovery.found)).format_lines()]
    assert lines
    for line in lines:
        assert "\n" not in line and "\x1b" not in line and not line.lstrip().startswith(("::", "##["))
        make_harmless(line).encode("utf-8")
