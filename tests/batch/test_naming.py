"""What names and folders say: the rows of ``tests/cases/naming.yaml``, as folders and as archives."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.batch.discovery import discover
from grader.batch.found import Found

ROWS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "naming.yaml").read_text(encoding="utf-8"))


def laid_out(row: dict[str, Any], place: Path) -> str:
    """Write the files of a row, as a folder or an archive, and return its name."""
    contents = dict.fromkeys(row["given"], "student: x") | row.get("beside", {})
    if row["of"] == "archive":
        with zipfile.ZipFile(place / "class.zip", "w") as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return "class.zip"
    for name, content in contents.items():
        (place / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "class" / name).write_text(content, encoding="utf-8")
    return "class"


def in_short(found: Found, root: str) -> list[str]:
    """Return a submission as the rows have it."""
    told = [part for claim in found.claims for part in (claim.naming.value, claim.id, claim.name)]
    when = ["late"] if found.is_marked_late else [found.instant.isoformat()] if found.instant else []
    return [found.name.removeprefix(f"{root}/"), *told, *when]


@pytest.mark.parametrize("row", ROWS, ids=[row["shows"] for row in ROWS])
def test_names_say(row: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    root = laid_out(row, tmp_path)
    discovery = discover([root])
    assert [in_short(found, root) for found in discovery.found] == row["found"]
    assert list(discovery.notes) == row.get("notes", [])
    assert {found.read() for found in discovery.found} == {b"student: x"}


def test_folders_of_students_are_known_however_they_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    laid_out({"of": "folder", "given": ["ada/answers.yaml", "bob/answers.yaml"]}, tmp_path)
    for paths in (["class"], ["class/*"], ["class/bob", "class/ada"], ["class/ada/answers.yaml", "class/bob"]):
        assert sorted(found.student or "" for found in discover(paths).found) == ["ada", "bob"]
