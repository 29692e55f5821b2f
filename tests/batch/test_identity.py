"""Whose a submission is: the same as grading finds, read no further than needed; and who wins where two say it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.discovery.discovery import discover
from grader.batch.discovery.found import Claim, Found, Naming
from grader.batch.discovery.identity import read_student_id, read_typed_student
from grader.batch.discovery.roster import parse_roster
from grader.documents import load
from grader.documents.quoting import quote_for_yaml
from grader.errors import DocumentError
from grader.rubric import load_rubric
from grader.source import Source
from grader.submission.reading import load_submission, text_of
from grader.submission.schema import is_student_id
from tests.batch.identities import identified

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(
    path for folder in ("submissions_example", "tests/cases", "rubrics") for path in (ROOT / folder).rglob("*.*")
)


def examples() -> Iterator[tuple[Path, str]]:
    """Yield every document that can be read, and whose it is by its root."""
    for path in EXAMPLES:
        if path.suffix in (".yaml", ".yml", ".json"):
            with suppress(DocumentError):
                yield path, text_of(load(path).root, "student") or path.stem


def test_student_is_the_one_that_is_found_when_all_is_read() -> None:
    found = dict(examples())
    assert len(found) > 80
    assert {path: read_student_id(path.read_bytes(), path.name) for path in found} == found


def test_student_is_the_one_that_grading_finds() -> None:
    rubric = load_rubric(ROOT / "rubrics" / "exercise3.yaml")
    count = 0
    for path in sorted((ROOT / "submissions_example").rglob("*.*")):
        with suppress(DocumentError):
            assert read_student_id(path.read_bytes(), path.name) == load_submission(path, rubric).student
            count += 1
    assert count > 50


WORDS = st.sampled_from(["student", "exercise", "note", "answers", "Student", " student"])
TEXTS = st.sampled_from(["ada", "", " ", "~", "null", "0042", "1e3", "no", "a: b", "ä", "x\n", "\\u0061"])
VALUES = st.one_of(TEXTS, st.lists(TEXTS, max_size=2), st.dictionaries(WORDS, TEXTS, max_size=2))


@given(st.dictionaries(WORDS, VALUES, max_size=5))
def test_json_and_yaml_say_the_same_in_whatever_order(content: dict[str, object]) -> None:
    student = content.get("student", "")
    expected = student if isinstance(student, str) and is_student_id(student) else ""
    assert read_typed_student(json.dumps(content).encode(), "a.json") == expected
    assert read_typed_student(json.dumps(content, indent=1).encode(), "a.JSON") == expected
    lines = (f"{quote_for_yaml(key)}: {json.dumps(value)}\n" for key, value in content.items())
    assert read_typed_student("".join(lines).encode() or b"{}", "a.yaml") == expected


@pytest.mark.parametrize(
    ("data", "name", "student"),
    [
        (b"student: ada\nanswers: [", "a.yaml", "ada"),
        (b'{"student": "ada", "answers": NaN', "a.json", "ada"),
        (b'{"student": "ada"', "a.json", "ada"),
        (b"student: 007\n", "a.yaml", "007"),
        (b'{"student": 7e0}', "a.json", "7e0"),
        (b'{"student": "\\ud800x", "answers": {}}', "ada.json", "ada"),
        (b'{"student": "\\ud83d\\ude00", "answers": {}}', "ada.json", "\U0001f600"),
        (b"\xef\xbb\xbfstudent: ada\n", "a.yaml", "ada"),
        (b"answers: {student: eve}\nstudent: ada\n", "a.yaml", "ada"),
        (b"answers: {student: eve}\n", "ada.yaml", "ada"),
        (b"- student: eve\n", "ada.yaml", "ada"),
        (b"student: [eve]\n", "ada.yaml", "ada"),
        (b"student: ~\n", "ada.yaml", "ada"),
        (b"student: &a ada\n", "a.yaml", "ada"),
        (b"student: \xff\n", "ada.yaml", "ada"),
        (b"student: a\x00b\n", "ada.yaml", "ada"),
        (b"", "ada.yaml", "ada"),
        (b"{", "ada.json", "ada"),
        (b"[" * 100_000, "ada.yaml", "ada"),
        (b"[" * 100_000, "ada.json", "ada"),
        (b'{"a":' * 100_000, "ada.json", "ada"),
        (b"? " * 100_000, "ada.yaml", "ada"),
        (b"- [a, b]\n" * 100_000, "ada.yaml", "ada"),
        (b"a: &a [x]\n" + b"b: [*a, *a, *a]\n" * 50_000, "ada.yaml", "ada"),
        (b"student: !!python/object/apply:os.system [id]\n", "ada.yaml", "ada"),
        (b"x" * 2_000_000, "ada.yaml", "ada"),
    ],
)  # fmt: skip
def test_student_is_found_or_else_the_name_of_the_file(data: bytes, name: str, student: str) -> None:
    assert read_student_id(data, name) == student


def test_nothing_after_the_student_is_read() -> None:
    deep = b"student: ada\n" + b"".join(b"k%d: [x]\n" % number for number in range(60_000))
    assert read_typed_student(deep, "a.yaml") == "ada"


ROSTER = parse_roster(
    Source(
        "students.csv",
        "id,login,email,canvas id,participant\nada,al1815,ada@example.edu,12345,Participant 77\n"
        "bob,,bob@example.edu,,\n",
    )
)


def by(naming: Naming, text: str, number: str = "") -> Claim:
    return Claim(naming=naming, id=text, number=number)


@pytest.mark.parametrize(
    ("typed", "claims", "with_roster", "without"),
    [
        ("ada", (), "ada", "ada"),
        ("AL1815", (), "ada", "AL1815"),
        ("Ada@Example.edu", (), "ada", "Ada@Example.edu"),
        ("Ada", (), "Ada", "Ada"),
        ("bob", (by(Naming.CANVAS, "12345"),), "ada", "bob"),
        ("bob", (by(Naming.MOODLE, "77"),), "ada", "bob"),
        ("bob", (by(Naming.MOODLE, "12345"),), "bob", "bob"),
        ("", (by(Naming.MOODLE, "78"),), "78", "78"),
        ("", (by(Naming.FOLDER, "ada"),), "ada", "ada"),
        ("", (by(Naming.FOLDER, "Ada Lovelace"),), "Ada Lovelace", "Ada Lovelace"),
        ("", (by(Naming.FOLDER, "..\\Ada"),), "answers", "answers"),
        ("../ada", (by(Naming.FOLDER, "ada"),), "ada", "ada"),
        ("eve", (by(Naming.GRADESCOPE, "nobody@example.edu"),), "eve", "eve"),
        ("eve", (by(Naming.GRADESCOPE, "BOB@example.edu"), by(Naming.GRADESCOPE, "ada@example.edu")), "bob", "eve"),
    ],
)
def test_claim_that_the_roster_knows_wins_over_what_was_typed(
    tmp_path: Path, typed: str, claims: tuple[Claim, ...], with_roster: str, without: str
) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(f"student: {typed}\n", encoding="utf-8")
    found = Found(name=str(path), path=path, claims=claims)
    assert identified(found, ROSTER).student == with_roster
    assert identified(found).student == without


def test_group_is_known_as_all_of_its_students(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("", encoding="utf-8")
    claims = (by(Naming.GRADESCOPE, "bob@example.edu"), by(Naming.GRADESCOPE, "ada@example.edu"))
    identity = identified(Found(name="a.yaml", path=path, claims=claims), ROSTER)
    assert [one.id for one in identity.enrolled] == ["bob", "ada"]
    assert identity.group == ("bob", "ada")
    assert identified(Found(name="a.yaml", path=path, claims=claims[:1]), ROSTER).group == ()


def test_file_that_cannot_be_read_is_known_by_its_surroundings(tmp_path: Path) -> None:
    for name in ("ada", "bob"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "answers.yaml").symlink_to("/etc/passwd")
    assert [identified(found).student for found in discover([str(tmp_path)]).found] == ["ada", "bob"]
