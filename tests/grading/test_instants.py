"""When submissions were handed in, as tables and JSON say it."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from grader import limits
from grader.documents.decoding import decode
from grader.errors import DocumentError
from grader.grading.lateness.instants import Instants
from grader.grading.lateness.instants_file import load_instants, read_table

TEN = datetime.fromisoformat("2026-11-30T22:00:00Z")
ELEVEN = datetime.fromisoformat("2026-11-30T23:00:00Z")


def table(text: str) -> Instants:
    return read_table(decode(text, "in.csv"))


def faults(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        table(text)
    return str(caught.value)


def written(folder: Path, data: object) -> Path:
    path = folder / "in.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_a_table_says_when_students_handed_in() -> None:
    instants = table("student,submitted\r\nada,2026-11-30T22:00:00Z\r\nben,2026-12-01T00:00:00+01:00\r\n")
    assert [instants.of(student, "x.yaml") for student in ("ada", "ADA", "ben", "eve")] == [TEN, TEN, ELEVEN, None]


def test_the_file_wins_over_the_student_who_is_named_in_it() -> None:
    instants = table("file;student;submitted\nsubs\\ada.yaml;ada;2026-11-30T22:00:00Z\n")
    assert instants.of("eve", "ada.yaml") == TEN
    assert instants.of("ada", "eve.yaml") == TEN
    both = Instants(by_student={"ada": TEN}, by_file={"eve.yaml": ELEVEN})
    assert both.of("ada", "eve.yaml") == ELEVEN


def test_files_of_one_name_are_distinguished_by_their_folders() -> None:
    rows = ("ada/answers.yaml,2026-11-30T22:00:00Z", "ben/answers.yaml,2026-11-30T23:00:00Z",
            "x/eve.yaml,2026-11-30T22:00:00Z", ".,2026-11-30T22:00:00Z")  # fmt: skip
    instants = table("\n".join(("file,submitted", *rows)))
    paths = (
        "ada/answers.yaml",
        "class.zip/ben/answers.yaml",
        "answers.yaml",
        "cem/answers.yaml",
        "eve.yaml",
        "y/eve.yaml",
    )
    assert [instants.of("?", path) for path in paths] == [TEN, ELEVEN, None, None, TEN, None]


def test_the_table_of_scores_of_gradescope_will_do() -> None:
    text = (
        "First Name,Last Name,SID,Email,Total Score,Status,Submission Time,Lateness (H:M:S)\n"
        "Ada,L,A01,ada@example.org,3.0,Graded,2026-11-30 14:00:00 -0800,00:00:00\n"
        "Ben,M,A02,ben@example.org,,Missing,,\n"
    )
    instants = table(text)
    assert [instants.of(name, "x.yaml") for name in ("a01", "ada@example.org", "A02", "ben@example.org")] == [
        TEN, TEN, None, None
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["2026-11-30T22:00:00Z", "2026-11-30 22:00:00Z", "2026-11-30 22:00:00 UTC", "2026-11-30 22:00 +0000",
     "2026-11-30T23:00:00.000000+01:00", " 2026-11-30T14:00:00-08:00 "],
)  # fmt: skip
def test_one_instant_is_written_in_many_ways(text: str) -> None:
    assert table(f"student,submitted\nada,{text}\n").of("ada", "") == TEN


@pytest.mark.parametrize(
    "text",
    ["2026-11-30", "2026-11-30T22:00:00", "22:00", "30.11.2026 22:00 +0100", "yesterday", "2026-02-30T22:00:00Z",
     "1764540000", "0001-01-01T00:00:00+14:00"],
)  # fmt: skip
def test_what_is_no_instant_is_refused_at_its_cell(text: str) -> None:
    assert faults(f"student,submitted\nada,{text}\n") == (
        f"in.csv:2:5: error[not-an-instant]: '{text}' is not an instant.\n"
        f"    2 | ada,{text}\n"
        f"      |     {'^' * len(text)}\n"
        "   why:   An instant has a date that exists, a time, and its offset from UTC (ISO 8601).\n"
        "   help:  Write it like '2026-11-30T23:59:00+01:00'."
    )


def test_all_faults_of_a_table_are_reported_at_once() -> None:
    text = (
        "student,file,submitted\nada,,2026-11-30T22:00:00Z\nADA,,2026-11-30T23:00:00Z\n,,2026-11-30T22:00:00Z\nben,,x\n"
    )
    assert faults(text) == (
        "in.csv:3:1: error[two-instants]: 'ADA' was handed in at two instants.\n"
        "    3 | ADA,,2026-11-30T23:00:00Z\n"
        "      | ^^^\n"
        "   why:   The first is 2026-11-30T22:00:00+00:00; we cannot guess which of them counts.\n"
        "   help:  Keep the one that counts.\n"
        "in.csv:4:3: error[instant-of-nobody]: This row does not say what was handed in.\n"
        "    4 | ,,2026-11-30T22:00:00Z\n"
        "      |   ^^^^^^^^^^^^^^^^^^^^\n"
        "   why:   It needs a cell in a column 'student', 'SID', 'Email' or 'file'.\n"
        "   help:  Name the student or the file.\n"
        "in.csv:5:6: error[not-an-instant]: 'x' is not an instant.\n"
        "    5 | ben,,x\n"
        "      |      ^\n"
        "   why:   An instant has a date that exists, a time, and its offset from UTC (ISO 8601).\n"
        "   help:  Write it like '2026-11-30T23:59:00+01:00'."
    )


def test_the_same_row_twice_says_nothing_new() -> None:
    row = "ada,2026-11-30T22:00:00Z\n"
    assert table(f"student,submitted\n{row}{row}") == table(f"student,submitted\n{row}")


@pytest.mark.parametrize("text", ["student,when\nada,2026-11-30T22:00:00Z\n", "student,submitted\nada,-\n"])
def test_a_table_without_instants_is_refused(text: str) -> None:
    assert faults(text) == (
        "in.csv:1:1: error[no-instants]: This file does not say when anything was handed in.\n"
        "   why:   No row has an instant in a column 'submitted' or 'Submission Time'.\n"
        "   help:  Give a table with the columns 'student' and 'submitted', an object of instants by student, or "
        "Gradescope's submission_metadata.json."
    )


# JSON


def test_an_object_says_when_students_handed_in(tmp_path: Path) -> None:
    instants = load_instants(written(tmp_path, {"Ada": "2026-11-30T22:00:00Z"}))
    assert (instants.of("ada", ""), instants.of("ben", "")) == (TEN, None)


def test_gradescope_says_when_the_one_submission_came_in(tmp_path: Path) -> None:
    users = [{"email": "ada@example.org", "id": 1, "name": "Ada"}]
    previous = [{"submission_time": "2017-04-06T14:24:48.087023-07:00", "score": 0.0, "results": {}}]
    data = {"created_at": "2026-11-30T14:00:00.000000-08:00", "users": users, "previous_submissions": previous}
    instants = load_instants(written(tmp_path, data))
    assert instants == Instants(alone=TEN)
    assert instants.of("anybody", "at-all.yaml") == TEN


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"ada": 5}, "in.json: ada:1:1: error[not-an-instant]: '5' is not an instant."),
        ({"ada": "now"}, "in.json: ada:1:1: error[not-an-instant]: 'now' is not an instant."),
        ({"created_at": None}, "in.json: created_at:1:1: error[not-an-instant]: 'None' is not an instant."),
        ([], "in.json:1:1: error[no-instants]: This file does not say when anything was handed in."),
        ("nothing", "in.json:1:1: error[no-instants]: This file does not say when anything was handed in."),
        ("[" * 100_000, "in.json:1:1: error[no-instants]: This file does not say when anything was handed in."),
        (
            '{"a": 1' + "0" * 5000 + "}",
            "in.json:1:1: error[no-instants]: This file does not say when anything was handed in.",
        ),
    ],
    ids=["number", "word", "null", "list", "text", "deep", "huge"],
)
def test_json_that_says_no_instants_is_refused(
    data: object, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, data)
    with pytest.raises(DocumentError) as caught:
        load_instants(Path("in.json"))
    assert str(caught.value).splitlines()[0] == message


def test_a_table_beyond_its_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TABLE_BYTES", 10)
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_text("student,submitted\n", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        load_instants(Path("in.csv"))
    assert str(caught.value) == (
        "in.csv:1:1: error[document-too-large]: The file is 18 bytes long.\n"
        "   why:   At most 10 bytes are read (MAX_TABLE_BYTES).\n"
        "   help:  Leave out what is not part of a list of students."
    )
