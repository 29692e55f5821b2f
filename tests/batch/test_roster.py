"""Rosters as people and platforms write them: the rows of ``tests/cases/rosters.yaml``; and who is found by what."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader import limits
from grader.batch.discovery.found import Claim, Naming
from grader.batch.discovery.roster import load_roster, parse_roster
from grader.documents.decoding import decode
from grader.errors import DocumentError
from grader.source import Source

ROWS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "rosters.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[row["shows"] for row in ROWS])
def test_roster_is_read(row: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("students.csv").write_text(row["table"], encoding="utf-8", newline="")
    if "complaint" in row:
        with pytest.raises(DocumentError) as caught:
            load_roster("students.csv")
        assert "\n".join(line.rstrip() for line in str(caught.value).splitlines()) == row["complaint"]
    else:
        students = load_roster("students.csv").students
        assert [{kind: value for kind, value in asdict(one).items() if value} for one in students] == row["students"]


ROSTER = parse_roster(
    Source(
        "students.csv",
        "id,name,login,email,number,canvas id,participant\n"
        "ada,Ada,al1815,Ada@x.edu,42,12345,Participant 7\n"
        "bob,Bob,ada,bob@x.edu,43,42,Participant 42\n"
        "42,Eve,,,,,\n",
    )
)


@pytest.mark.parametrize(
    ("text", "student"),
    [("ada", "ada"), ("AL1815", "ada"), ("ada@x.EDU", "ada"), (" bob ", "bob"), ("43", "bob"), ("42", "42"),
     ("Ada", "bob"), ("12345", None), ("Eve", None), ("eve", None), ("", None)],
)  # fmt: skip
def test_student_is_found_by_the_id_first_and_never_by_the_name(text: str, student: str | None) -> None:
    found = ROSTER.find(text)
    assert (found.id if found else None) == student


@pytest.mark.parametrize(
    ("naming", "text", "student"),
    [(Naming.CANVAS, "42", "bob"), (Naming.CANVAS, "ada", None), (Naming.MOODLE, "42", "bob"),
     (Naming.MOODLE, "7", "ada"), (Naming.GRADESCOPE, "bob@X.edu", "bob"), (Naming.GRADESCOPE, "42", "ada"),
     (Naming.FOLDER, "42", "42"), (Naming.FOLDER, "43", "bob")],
)  # fmt: skip
def test_claim_is_looked_up_by_the_identifier_that_the_platform_uses(
    naming: Naming, text: str, student: str | None
) -> None:
    found = ROSTER.find_claimed(Claim(naming=naming, id=text, name={"42": "Bob", "7": "ADA"}.get(text, "")))
    assert (found.id if found else None) == student


@pytest.mark.parametrize(
    ("name", "on_roster", "is_same"),
    [("Ada Lovelace", "Lovelace, Ada", True), ("Ada Lovelace", "ada  LOVELACE", True), ("Group A", "Ada Lov", False),
     ("Participant", "", True), ("", "Ada", False), ("Zoe\u0308", "Zo\u00eb", True)],
)  # fmt: skip
def test_number_of_moodle_counts_where_the_name_is_not_somebody_elses(name: str, on_roster: str, is_same: bool) -> None:
    roster = parse_roster(Source("students.csv", f'id,name,participant\nada,"{on_roster}",Participant 7\n'))
    assert (roster.find_claimed(Claim(naming=Naming.MOODLE, id="7", name=name)) is not None) == is_same


def test_number_leads_to_the_student_whose_address_has_changed() -> None:
    found = ROSTER.find_claimed(Claim(naming=Naming.GRADESCOPE, id="old@x.edu", number="43"))
    assert found and found.id == "bob"


@pytest.mark.parametrize("text", ["ADA", "Ａｄａ", " a d a"])
def test_what_only_looks_the_same_is_near_and_not_the_same(text: str) -> None:
    roster = parse_roster(Source("students.csv", "id\nada\n"))
    near = roster.find_lookalike(text)
    assert (near.id if near else None, roster.find(text)) == ("ada", None)


def test_roster_may_be_a_link_and_says_how_many_are_enrolled(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("id\nada\nbob\n", encoding="utf-8")
    (tmp_path / "students.csv").symlink_to("real.csv")
    assert len(load_roster(tmp_path / "students.csv")) == 2


def test_roster_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "students.csv").open("wb") as file:
        file.truncate(limits.MAX_TABLE_BYTES + 1)
    with pytest.raises(DocumentError) as caught:
        load_roster(tmp_path / "students.csv")
    assert caught.value.diagnostic.slug == "document-too-large"


@given(st.text(alphabet=st.sampled_from("id,name;\t\"\n\r'=@1é"), max_size=60))
def test_any_text_is_a_roster_or_refused_in_words(text: str) -> None:
    try:
        roster = parse_roster(decode(text, "students.csv"))
    except DocumentError as error:
        assert all(fault.what and fault.help for fault in error.diagnostics)
    else:
        assert all(roster.find(one.id) is one for one in roster.students)
