"""What names and folders say: the rows of ``tests/cases/naming.yaml``, as folders and as archives."""

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader import limits
from grader.batch.discovery.discovery import discover
from grader.batch.discovery.found import Claim, Found, Naming
from grader.batch.discovery.naming import Place, add_platform_claims
from grader.batch.discovery.roster import parse_roster
from grader.source import Source

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
    claimed = [part for claim in found.claims for part in (claim.naming.value, claim.id, claim.name)]
    when = ["late"] if found.is_marked_late else [found.instant.isoformat()] if found.instant else []
    return [found.name.removeprefix(f"{root}/"), *claimed, *when]


@pytest.mark.parametrize("row", ROWS, ids=[row["shows"] for row in ROWS])
def test_names_say(row: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    root = laid_out(row, tmp_path)
    roster = parse_roster(Source("students.csv", row["roster"])) if "roster" in row else None
    discovery = discover([root], roster=roster)
    assert [in_short(found, root) for found in discovery.found] == row["found"]
    assert list(discovery.notes) == row.get("notes", [])
    assert {found.read() for found in discovery.found} == {b"student: x"}


def test_folders_of_students_are_known_however_they_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    laid_out({"of": "folder", "given": ["ada/answers.yaml", "bob/answers.yaml"]}, tmp_path)
    for paths in (["class"], ["class/*"], ["class/bob", "class/ada"], ["class/ada/answers.yaml", "class/bob"]):
        assert sorted(found.student or "" for found in discover(paths).found) == ["ada", "bob"]


def test_account_of_gradescope_that_is_too_large_costs_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    laid_out(
        {"of": "folder", "given": ["submission_1/a.yaml"], "beside": {"submission_metadata.yml": "x" * 99}}, tmp_path
    )
    monkeypatch.setattr(limits, "MAX_METADATA_BYTES", 98)
    discovery = discover(["class"])
    assert discovery.notes == (
        "warning: 'class/submission_metadata.yml' cannot be read, so the students whom it names are not known. "
        "The file is 99 bytes long.",
    )
    assert [found.claims for found in discovery.found] == [()]


def test_account_of_gradescope_is_found_from_within_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metadata = {"submission_metadata.yml": "submission_1:\n  :submitters:\n  - :email: ada@x.edu\n"}
    laid_out({"of": "folder", "given": ["submission_1/a.yaml"], "beside": metadata}, tmp_path)
    for folder, path in (
        ("class/submission_1", "."),
        ("class/submission_1", "a.yaml"),
        ("class", "submission_1"),
        ("class/submission_1", "../submission_1"),
    ):
        monkeypatch.chdir(tmp_path / folder)
        assert [found.student for found in discover([path]).found] == ["ada@x.edu"]


OWN_NAMES = st.sampled_from(
    [
        "a",
        "Ada Lovelace_71_assignsubmission_file_",
        "submission_1",
        "lovelaceada_12345_678901_a",
        "_",
        "x_1_2_y",
        "é",
        "LATE",
    ]
)
OWN_PATHS = st.lists(OWN_NAMES, min_size=1, max_size=4).map(lambda parts: "/".join(parts) + ".yaml")


def placed(path: str, is_archived: bool) -> Place:
    return Place(Found(name=path, path=Path("/c/s.zip")), f"/c/s.zip/{path}", is_archived)


def ada(place: Place, folder: str) -> Found:
    """Claim, as an account of a student's own making does, that everything is Ada's."""
    return Found(name=place.found.name, path=place.found.path, claims=(Claim(naming=Naming.GRADESCOPE, id="ada"),))


@given(st.lists(OWN_PATHS, min_size=1, max_size=6, unique=True), st.booleans(), st.sampled_from(["/", ""]))
def test_nothing_that_one_hands_in_to_moodle_says_that_it_is_somebody_elses(
    paths: list[str], is_archived: bool, separator: str
) -> None:
    places = [placed(f"eve_72_assignsubmission_file_{separator}{path}", is_archived) for path in paths]
    eve = Claim(naming=Naming.MOODLE, id="72", name="eve")
    assert {found.claims for found in add_platform_claims(places, ada)} == {(eve,)}


@given(st.lists(OWN_PATHS, min_size=1, max_size=6, unique=True), st.booleans())
def test_nothing_that_one_hands_in_to_gradescope_says_that_it_is_somebody_elses(
    paths: list[str], is_archived: bool
) -> None:
    def look_up(place: Place, folder: str) -> Found | None:
        return replace(ada(place, folder), claims=(eve if folder.endswith("export/submission_7") else other,))

    eve, other = Claim(naming=Naming.GRADESCOPE, id="eve"), Claim(naming=Naming.GRADESCOPE, id="ada")
    places = [placed(f"export/submission_7/{path}", is_archived) for path in paths]
    assert {found.claims for found in add_platform_claims(places, look_up)} == {(eve,)}


@given(st.lists(OWN_PATHS, min_size=1, max_size=2, unique=True), st.booleans())
def test_nothing_in_the_folder_of_a_student_says_that_it_is_somebody_elses(paths: list[str], is_archived: bool) -> None:
    honest = [placed(f"s{number}/answers.yaml", is_archived) for number in range(3)]
    own = [placed(f"eve/{path}", is_archived) for path in paths]
    named = add_platform_claims([*honest, *own], ada)
    assert [found.student for found in named] == ["s0", "s1", "s2", *["eve"] * len(own)]


@given(st.lists(OWN_PATHS, min_size=1, max_size=3, unique=True), st.booleans(), st.booleans())
def test_nothing_in_the_folder_of_an_enrolled_student_says_that_it_is_somebody_elses(
    paths: list[str], is_archived: bool, is_within: bool
) -> None:
    section = "monday/" if is_within else ""
    beside = placed("config.json", is_archived)
    honest = [placed(f"{section}bob/{name}.yaml", is_archived) for name in ("a", "b")]
    own = [placed(f"{section}eve/{path}", is_archived) for path in paths]
    named = add_platform_claims([beside, *honest, *own], ada, {"bob", "eve", "a"}.__contains__)
    assert [found.student for found in named] == [None, "bob", "bob", *["eve"] * len(own)]


@given(st.lists(OWN_PATHS, min_size=1, max_size=3, unique=True), st.booleans())
def test_nothing_that_one_hands_in_to_gradescope_counts_where_gradescope_says_nothing(
    paths: list[str], is_archived: bool
) -> None:
    def look_up(place: Place, folder: str) -> Found | None:
        return None if folder.count("submission_") == 1 else ada(place, folder)

    places = [placed(f"export/submission_7/{path}", is_archived) for path in paths]
    others = [placed("export/submission_8/a.yaml", is_archived)]
    assert {found.claims for found in add_platform_claims([*places, *others], look_up)} == {()}


@given(st.lists(OWN_PATHS, min_size=1, max_size=6, unique=True))
def test_whose_a_file_is_does_not_depend_on_the_order(paths: list[str]) -> None:
    def claims(order: list[str]) -> dict[str, tuple[Claim, ...]]:
        return {found.name: found.claims for found in add_platform_claims([placed(path, True) for path in order], ada)}

    assert claims(paths) == claims(paths[::-1])
