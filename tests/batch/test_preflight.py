"""What is shown before grading: the rows of ``tests/cases/preflight.yaml``, found as files in a folder."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.batch.discovery.discovery import discover
from grader.batch.discovery.found import Claim, Found, Naming
from grader.batch.discovery.preflight import run_preflight
from grader.batch.discovery.roster import parse_roster
from grader.source import Source
from tests.batch.identities import identified

ROWS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "preflight.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[row["shows"] for row in ROWS])
def test_preflight_says(row: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, student in row["files"].items():
        path = Path("class", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"student: {student}\n", encoding="utf-8")
    roster = parse_roster(Source("students.csv", row["roster"])) if "roster" in row else None
    result = run_preflight((identified(found, roster) for found in discover(["class"]).found), roster)
    assert result.format_lines() == row["lines"]
    assert [one.id for one in result.missing] == row.get("missing", [])
    assert result.submissions == len(row["files"])
    assert result.is_clean == (not [line for line in row["lines"] if line.startswith("warning")])


def test_everybody_in_a_group_has_handed_in(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("student: ada\n", encoding="utf-8")
    claims = tuple(Claim(naming=Naming.GRADESCOPE, id=f"{name}@x.edu") for name in ("ada", "bob"))
    roster = parse_roster(Source("students.csv", "id,email\nada,ada@x.edu\nbob,bob@x.edu\ncyd,cyd@x.edu\n"))
    result = run_preflight([identified(Found(name="a.yaml", path=path, claims=claims), roster)], roster)
    assert result.format_lines() == ["note: nothing was handed in by 1 student on the roster: cyd"]


def test_file_that_cannot_be_read_has_been_handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ada.yaml").write_bytes(b"\xff")
    roster = parse_roster(Source("students.csv", "id\nada\n"))
    result = run_preflight((identified(found, roster) for found in discover(["ada.yaml"]).found), roster)
    assert result.format_lines() == []
