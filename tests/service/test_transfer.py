"""Export and import: what comes back is what left, and a folder with a fault is refused with its place."""

import json
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from grader.errors import DocumentError, GraderError, UsageError
from grader.service.identity.accounts import find_account, set_password
from grader.service.store import tables
from grader.service.store.checks import tell
from grader.service.store.courses import find_course, find_member
from grader.service.store.database import Database
from grader.service.store.drafts import save_draft
from grader.service.store.exercises import add_exercise, add_extension, add_revision, find_exercise, release_revision
from grader.service.store.gradings import list_entries
from grader.service.store.migrating import migrate
from grader.service.store.queue import count_jobs
from grader.service.transfer.exporting import export_course
from grader.service.transfer.importing import import_course
from grader.service.typed.answers_file import write_submission

from .courses import DUE, NOW, RUBRIC, fill_course, grade_everything, send
from .postgres import PostgresServer

RIGHT, WRONG = {"step": "2x", "value": "6"}, {"step": "x^2", "value": "seven"}
DAY = timedelta(days=1)


def fill(connection: Connection) -> None:
    """A course with something of everything: two revisions, a draft, an exercise that was never released."""
    course, exercise, teacher = fill_course(connection)
    for number, (answers, after) in enumerate([(WRONG, -DAY), (RIGHT, -DAY / 2), (WRONG, DAY)]):
        send(connection, course, exercise, "María Peña", answers, after=after, form=f"f{number}")
    made = send(connection, course, exercise, "o'brien", RIGHT)
    add_extension(connection, exercise, made.account_id, DUE + DAY, "was ill", NOW)
    save_draft(connection, exercise.id, made.account_id, "step", "2x\n= x + x", 0, NOW)
    tell(connection, exercise.id, made.account_id, [("step", "2*x")], NOW)
    later = add_exercise(connection, course, "week4", "Week 4 – later", NOW)
    add_revision(connection, later, RUBRIC + b"# not yet\n", teacher.id, NOW, proved=b"{}\n", wrong=b"[]\n")
    newer = add_revision(connection, exercise, RUBRIC.replace(b"points: 2", b"points: 3"), teacher.id, NOW)
    release_revision(connection, newer, teacher.id, NOW, is_open=False)
    account = find_account(connection, "o'brien")
    assert account
    set_password(connection, account, "a long enough password")


def read_folder(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def exported(database: Database, tmp_path: Path) -> Path:
    database.write(fill)
    grade_everything(database)
    export_course(database, "calculus", tmp_path / "course")
    return tmp_path / "course"


def test_what_was_imported_is_exported_as_the_same_bytes(
    exported: Path, other_database: Database, tmp_path: Path
) -> None:
    assert import_course(other_database, exported, NOW) == "calculus"
    export_course(other_database, "calculus", tmp_path / "again")
    assert read_folder(tmp_path / "again") == read_folder(exported)


def test_a_course_moves_from_one_kind_of_database_to_the_other(
    exported: Path, url: str, tmp_path: Path, postgres: PostgresServer
) -> None:
    with ExitStack() as stack:
        is_sqlite = url.startswith("sqlite")
        other = stack.enter_context(postgres.make_database()) if is_sqlite else f"sqlite:///{tmp_path / 'moved.sqlite'}"
        database = stack.enter_context(closing(Database(other)))
        migrate(database)
        import_course(database, exported, NOW)
        export_course(database, "calculus", tmp_path / "again")
    assert read_folder(tmp_path / "again") == read_folder(exported)


def test_a_course_that_exists_is_not_imported_over(database: Database, exported: Path) -> None:
    with pytest.raises(UsageError) as caught:
        import_course(database, exported, NOW)
    assert str(caught.value) == (
        "error[course-exists]: There is already a course 'calculus' in this database.\n"
        "   why:   Nothing that was handed in is ever overwritten, so a course is imported only where it does not "
        "exist.\n"
        "   help:  Import it into another database, with --database or --data."
    )


def test_an_import_has_the_accounts_without_passwords_and_without_administrators(
    exported: Path, other_database: Database
) -> None:
    import_course(other_database, exported, NOW)
    with other_database.read() as connection:
        rows = connection.execute(select(tables.account.c.name, tables.account.c.password, tables.account.c.is_admin))
        assert sorted(map(tuple, rows)) == [
            ("maría peña", None, False),
            ("o'brien", None, False),
            ("prof@example.edu", None, False),
        ]
    assert b"argon2" not in b"".join(read_folder(exported).values())


def test_an_account_of_the_same_name_is_the_same_person(exported: Path, other_database: Database) -> None:
    def make(connection: Connection) -> None:
        course, _, _ = fill_course(connection)
        connection.execute(tables.course.update().where(tables.course.c.id == course.id).values(slug="other"))

    other_database.write(make)
    import_course(other_database, exported, NOW)
    with other_database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.account)) == 3
        account = find_account(connection, "prof@example.edu")
        course = find_course(connection, "calculus")
        assert account and course and find_member(connection, course, account.id)
        assert account.is_admin


def test_what_was_not_graded_yet_is_graded_after_the_import(
    database: Database, other_database: Database, tmp_path: Path
) -> None:
    database.write(fill)
    export_course(database, "calculus", tmp_path / "course")
    import_course(other_database, tmp_path / "course", NOW)
    grade_everything(database)
    grade_everything(other_database)
    scores = []
    for one in (database, other_database):
        with one.read() as connection:
            assert count_jobs(connection) == {"done": 4}
            course = find_course(connection, "calculus")
            exercise = course and find_exercise(connection, course, "week3")
            account = find_account(connection, "María Peña")
            assert exercise and account
            scores.append([entry.score for entry in list_entries(connection, exercise.id, account.id)])
    assert scores == [["4"], ["4"]]


def test_the_folder_says_what_is_in_it(exported: Path) -> None:
    assert sorted(path.name for path in exported.iterdir()) == [
        "README.md",
        "SHA256SUMS",
        "exercises",
        "roster.csv",
        "service",
    ]
    assert (exported / "roster.csv").read_text(encoding="utf-8") == "id,section\nMaría Peña,\no'brien,\n"
    (row,) = (exported / "service/exercises/week3/extension.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(row) == {
        "account": "o'brien",
        "until": "2026-12-01T22:59:00.000000+00:00",
        "reason": "was ill",
        "created": "2026-11-01T08:00:00.000000+00:00",
        "is_withdrawn": False,
    }
    bytes_of_one = write_submission("o'brien", "week3", RIGHT).encode()
    assert (exported / "service/files" / sha256(bytes_of_one).hexdigest()).read_bytes() == bytes_of_one
    assert (exported / "exercises/week4/rubric.key.json").read_bytes() == b"{}\n"


def test_nothing_is_written_over_a_folder(exported: Path, database: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        export_course(database, "calculus", exported)
    assert str(caught.value) == (
        f"error[folder-not-empty]: '{exported}' already exists.\n"
        "   why:   A course is written to a new folder, so that nothing from another time is left in it.\n"
        "   help:  Give another name, or delete the folder first."
    )
    with pytest.raises(UsageError) as unknown:
        export_course(database, "algebra", tmp_path / "new")
    assert str(unknown.value) == (
        "error[no-such-course]: There is no course 'algebra'.\n"
        "   why:   The courses are: calculus.\n"
        "   help:  Write the name of the course as it is in the addresses of its pages."
    )
    assert sorted(path.name for path in tmp_path.iterdir() if "sqlite" not in path.name) == ["course"]


RESTORE = "   help:  Restore the file from where you kept the export, or export the course again."
MEMBERS = "service/member.jsonl"
LEDGER = "service/exercises/week3/ledger.jsonl"


def with_checksums(act: Callable[[Path], None]) -> Callable[[Path], None]:
    """Change the folder, and then its checksums, as somebody would who means it."""

    def change(folder: Path) -> None:
        act(folder)
        lines = [
            f"{sha256(data).hexdigest()}  {name}\n"
            for name, data in sorted(read_folder(folder).items())
            if name != "SHA256SUMS"
        ]
        (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")

    return change


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return act


def delete_bytes(folder: Path) -> None:
    data = write_submission("o'brien", "week3", RIGHT).encode()
    (folder / "service/files" / sha256(data).hexdigest()).unlink()


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "no checksums": (
        lambda folder: (folder / "SHA256SUMS").unlink(),
        "error[not-an-export]: 'OUT' is not an exported course.\n"
        "   why:   An exported course has a file 'SHA256SUMS', which lists all others.\n"
        "   help:  Name the folder that 'grader service export' wrote.",
    ),
    "a changed hash": (
        edit("roster.csv", "María", "Maria"),
        "OUT/roster.csv:1:1: error[changed-export-file]: This file is not as it was exported: its SHA-256 is another "
        "one.\n   why:   A file that was damaged, or edited, could change what students handed in or how it was graded."
        f"\n{RESTORE} To change a rubric, import the course, and then upload the rubric as a new revision.",
    ),
    "a missing file": (
        lambda folder: (folder / "exercises/week3/submitted.csv").unlink(),
        "OUT/exercises/week3/submitted.csv:1:1: error[missing-export-file]: This file of the exported course is "
        f"missing.\n{RESTORE}",
    ),
    "missing rows": (
        with_checksums(lambda folder: (folder / LEDGER).unlink()),
        f"OUT/{LEDGER}:1:1: error[missing-export-file]: This file of the exported course is missing.\n{RESTORE}",
    ),
    "missing bytes": (
        with_checksums(delete_bytes),
        "OUT/service/exercises/week3/submission.jsonl:4:1: error[missing-export-file]: This line needs the file "
        "'service/files/SHA', which is not in the exported course.",
    ),
    "damaged JSON": (
        with_checksums(edit(MEMBERS, '"role":"student"', '"role":"student')),
        f"OUT/{MEMBERS}:2:",
    ),
    "an unknown column": (
        with_checksums(edit(MEMBERS, '"section":', '"room":"A","section":')),
        f"OUT/{MEMBERS}:1:1: error[damaged-export]: This line is not as it was exported.",
    ),
    "a wrong type": (
        with_checksums(edit("service/exercises/week3/submission.jsonl", '"number":1', '"number":"1"')),
        "OUT/service/exercises/week3/submission.jsonl:1:1: error[damaged-export]: This line is not as it was exported.",
    ),
    "an unknown name": (
        with_checksums(edit(LEDGER, '"account":"', '"account":"nobody ')),
        f"OUT/{LEDGER}:1:1: error[damaged-export]: This line is not as it was exported.",
    ),
    "two of one": (
        with_checksums(edit(MEMBERS, '"account":"maría peña"', '"account":"o\'brien"')),
        f"OUT/{MEMBERS}:3:1: error[damaged-export]: This line is not as it was exported.",
    ),
    "another version": (
        with_checksums(edit("service/format.json", '"version":1', '"version":2')),
        "OUT/service/format.json:1:1: error[other-export-format]: This course was exported in a format that this "
        "version of grader does not know.",
    ),
    "a path out of the folder": (
        edit("SHA256SUMS", "README.md", "../README.md"),
        "OUT/SHA256SUMS:1:1: error[damaged-export]: This line does not list a file of the folder.",
    ),
    "a NUL": (
        with_checksums(edit("service/course.jsonl", "Calculus, spring", "Calculus\\u0000")),
        "OUT/service/course.jsonl:1:1: error[damaged-export]: This line is not as it was exported.",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_the_folder_is_reported_with_its_place(name: str, exported: Path, other_database: Database) -> None:
    change, expected = FAULTS[name]
    change(exported)
    with pytest.raises(GraderError) as caught:
        import_course(other_database, exported, NOW)
    got = str(caught.value).replace(str(exported), "OUT")
    digest = sha256(write_submission("o'brien", "week3", RIGHT).encode()).hexdigest()
    assert got.replace(digest, "SHA").startswith(expected)
    with other_database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.account)) == 0


def test_a_line_that_is_no_json_is_shown(exported: Path, other_database: Database) -> None:
    with_checksums(edit(MEMBERS, '"role":"student"', '"role":student"'))(exported)
    with pytest.raises(DocumentError) as caught:
        import_course(other_database, exported, NOW)
    lines = str(caught.value).replace(str(exported), "OUT").split("\n")
    assert lines == [
        f"OUT/{MEMBERS}:2:32: error[damaged-export]: This line is not JSON.",
        '    2 | {"account":"maría peña","role":student","section":"","student":"María Peña"}',
        "      |                                ^",
        "   why:   The reader says: Expecting value.",
        RESTORE,
    ]
