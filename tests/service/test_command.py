"""``grader service``: what each action does and says, on both databases, and its exit codes."""

import json
import os
import re
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, func, select, update

from grader.cli import main
from grader.service.exercises.receipts import make_receipt
from grader.service.identity.accounts import find_link
from grader.service.store import tables
from grader.service.store.courses import find_course, find_member
from grader.service.store.database import Database
from grader.service.store.keys import get_key
from grader.service.store.submissions import hand_in, list_submissions

from .courses import DUE, NOW, fill_course, grade_everything, send

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def run(url: str, tmp_path: Path, capsys: Capture) -> Callable[..., tuple[int, str, str]]:
    """Run an action on the database of the test; return the code and what it printed."""

    def call(action: str, *arguments: str) -> tuple[int, str, str]:
        code = main(["service", action, *arguments, "--database", url])
        printed = capsys.readouterr()
        return code, *(text.replace(str(tmp_path), "TMP") for text in (printed.out, printed.err))

    return call


Run = Callable[..., tuple[int, str, str]]


def fill(connection: Connection) -> None:
    course, exercise, _ = fill_course(connection)
    send(connection, course, exercise, "ada", {"step": "2x", "value": "6"})
    send(connection, course, exercise, "o'brien", {"step": "x^2"})


@pytest.fixture
def filled(database: Database) -> Database:
    database.write(fill)
    grade_everything(database)
    return database


def test_it_migrates_once(run: Run) -> None:
    code, out, err = run("migrate")
    assert (code, err) == (0, "")
    assert out.endswith(" is up to date now.\n")
    assert run("migrate")[1].endswith(" was up to date already.\n")
    assert run("check") == (0, "No problem was found.\n", "")


def test_the_default_is_a_file_in_the_folder(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "data"
    assert main(["service", "migrate", "--data", str(folder)]) == 0
    assert (folder / "grader.sqlite").is_file()
    assert capsys.readouterr().out == f"The database at sqlite:///{folder}/grader.sqlite is up to date now.\n"


def test_without_tables_it_says_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    assert main(["service", "check", "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"error[database-not-ready]: The database at 'sqlite:///{tmp_path}/grader.sqlite' is not ready.\n"
        "   why:   There is no such file.\n"
        "   help:  Run 'grader service migrate' with the same --data and --database, which changes nothing that is "
        "kept.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_is_a_message(capsys: Capture) -> None:
    assert main(["service", "migrate", "--database", "postgresql://eve:secret@127.0.0.1:1/none"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error[no-database]: The database at 'postgresql://eve:***@127.0.0.1:1/none' cannot be used.")
    assert "secret" not in err


def test_what_is_no_address_is_a_message(capsys: Capture) -> None:
    for url in ("nonsense", "mysql://x/y", "sqlite://"):
        assert main(["service", "migrate", "--database", url]) == 2
        assert capsys.readouterr().err.startswith(f"error[no-database]: The database at '{url}' cannot be used.\n")


def test_a_file_that_is_no_database_is_a_message(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "grader.sqlite").write_text("This is not a database. " * 100)
    assert main(["service", "check", "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("error[no-database]: The database at 'sqlite:///")


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("grader.cli.arguments.services.NEEDED", ("sqlalchemy", "a_library_that_nobody_has"))
    assert main(["service", "check"]) == 2
    assert capsys.readouterr().err == (
        "error[missing-extra]: The service needs libraries that are not installed.\n"
        "   why:   Grading on the command line does without them, so they are an optional extra of this package.\n"
        "   help:  Run: pip install 'grader[service]'\n"
    )


def test_help_needs_no_library(capsys: Capture) -> None:
    before = set(sys.modules)
    with pytest.raises(SystemExit):
        main(["service", "--help"])
    assert "sqlalchemy" not in set(sys.modules) - before
    assert "ledger" not in capsys.readouterr().out


def read_link(out: str, address: str) -> str:
    match = re.search(rf"once, within 14 days: {re.escape(address)}/enter/([A-Za-z0-9_-]+)\n", out)
    assert match, out
    return match[1]


def test_a_user_gets_an_account_and_a_link(run: Run, database: Database) -> None:
    code, out, _ = run("user", "Root", "--admin", "--display", "The root", "--url", "https://g.example/")
    assert code == 0
    assert out.startswith("Made the account 'root' of an administrator.\n")
    with database.read() as connection:
        account = find_link(connection, read_link(out, "https://g.example"), NOW)
        assert account
        assert (account.name, account.display, account.is_admin, account.password) == ("root", "The root", True, None)
    assert run("user", "ROOT") == (
        2,
        "",
        "error[account-exists]: There is already an account 'ROOT'.\n"
        "   why:   Names are compared without regard to capitals.\n"
        "   help:  To let this person in again, run 'grader service invite', which prints a new link.\n",
    )


def test_somebody_who_is_invited_is_a_member_with_a_link(run: Run, filled: Database) -> None:
    arguments = ("Eve@example.edu", "--course", "calculus", "--role", "student", "--student", "eve")
    code, first, _ = run("invite", *arguments)
    assert code == 0
    assert first.startswith("'eve@example.edu' is student in 'calculus', and 'eve' in submissions.\n")
    second = run("invite", *arguments)[1]
    with filled.read() as connection:
        assert find_link(connection, read_link(first, "http://localhost:8000"), NOW) is None
        account = find_link(connection, read_link(second, "http://localhost:8000"), NOW)
        course = find_course(connection, "calculus")
        assert account and course
        member = find_member(connection, course, account.id)
        assert member
        assert (member.role, member.student) == ("student", "eve")
    assert run("check") == (0, "No problem was found.\n", "")
    assert run("invite", "x", "--course", "algebra", "--role", "student")[::2] == (
        2,
        "error[no-such-course]: There is no course 'algebra'.\n"
        "   why:   The courses are: calculus.\n"
        "   help:  Write the name of the course as it is in the addresses of its pages.\n",
    )


def test_a_course_is_exported_and_imported(
    run: Run, filled: Database, other_database: Database, tmp_path: Path
) -> None:
    code, out, _ = run("export", "calculus", "--out", str(tmp_path / "out"))
    assert code == 0
    assert re.fullmatch(r"\d+ files written to TMP/out; start with TMP/out/README.md.\n", out)
    assert run("import", str(tmp_path / "out"))[0] == 2
    url = other_database.url.render_as_string(hide_password=False)
    assert main(["service", "import", str(tmp_path / "out"), "--database", url]) == 0
    (tmp_path / "out" / "roster.csv").unlink()
    assert run("import", str(tmp_path / "out"))[0] == 3


def count_submissions(database: Database) -> int | None:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(tables.submission))


def test_a_backup_made_while_others_write_is_whole(run: Run, filled: Database, tmp_path: Path) -> None:
    is_over = Event()

    def send_more(number: int, connection: Connection) -> None:
        hand_in(connection, 1, 2, "a.yaml", b"x" * 5000, f"more {number}", DUE)

    def keep_writing() -> None:
        for number in count():
            if is_over.is_set():
                break
            filled.write(partial(send_more, number))

    thread = Thread(target=keep_writing)
    thread.start()
    try:
        assert run("backup", str(tmp_path / "backup")) == (0, "Backup written to TMP/backup, and checked.\n", "")
    finally:
        is_over.set()
        thread.join()
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    code, out, err = run("backup", str(tmp_path / "backup"))
    assert (code, out) == (2, "")
    assert err.startswith("error[cannot-write]: The file 'TMP/backup' cannot be written.\n")


def test_a_backup_is_restored(run: Run, filled: Database, other_database: Database, tmp_path: Path) -> None:
    backup = str(tmp_path / "backup")
    assert run("backup", backup)[0] == 0
    other = other_database.url.render_as_string(hide_password=False)
    assert main(["service", "restore", backup, "--database", other]) == 0
    assert main(["service", "check", "--database", other]) == 0
    assert count_submissions(other_database) == 2
    code, _, err = run("restore", backup)
    assert code == 2
    assert err.startswith("error[database-not-empty]: The database at '")
    filled.write(lambda connection: hand_in(connection, 1, 2, "a.yaml", b"", "more", DUE))
    assert run("restore", backup, "--replace")[0] == 0
    assert count_submissions(filled) == 2
    assert run("check") == (0, "No problem was found.\n", "")


def test_what_is_no_backup_is_refused(run: Run, database: Database, tmp_path: Path) -> None:
    for name, data in (("missing", None), ("text", b"no backup"), ("empty", b"")):
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        code, _, err = run("restore", str(path))
        assert code == 2
        assert re.match(r"(TMP/\w+:1:1: error\[not-a-backup\]|error\[postgres-program-failed\]): ", err)
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE things (id)")
    assert run("restore", str(tmp_path / "other.db"))[0] == 2


def test_receipt_is_checked(run: Run, filled: Database, tmp_path: Path) -> None:
    with filled.read() as connection:
        submission = list_submissions(connection, 1)[0]
    receipt = make_receipt(submission, "calculus", "week3", "ada", get_key(filled, "receipt"))
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt))
    code, out, _ = run("check-receipt", str(path))
    assert code == 0
    assert out.startswith("Genuine: submission 1 of 'ada' to calculus/week3, received 20")
    path.write_text(json.dumps({**receipt, "received": "2026-01-01T00:00:00+00:00"}))
    assert run("check-receipt", str(path))[0] == 1
    for text in ("{}", "[" * 50_000, "no receipt", "\xff"):
        path.write_text(text, "latin-1")
        code, _, err = run("check-receipt", str(path))
        assert (code, "error[no-receipt]: TMP/receipt.json is no receipt." in err) == (2, True)
    assert run("check-receipt", str(tmp_path / "missing.json"))[0] == 3


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
def test_nobody_else_on_the_machine_reads_the_database(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "data"
    assert main(["service", "migrate", "--data", str(folder)]) == 0
    assert main(["service", "backup", str(tmp_path / "kept"), "--data", str(folder)]) == 0
    assert main(["service", "restore", str(tmp_path / "kept"), "--data", str(tmp_path / "other")]) == 0
    for path in (*folder.glob("grader.sqlite*"), tmp_path / "kept", tmp_path / "other" / "grader.sqlite"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_check_finds_what_was_changed_by_hand(run: Run, filled: Database) -> None:
    submission, ledger, log = tables.submission, tables.ledger, tables.audit

    def spoil(connection: Connection) -> None:
        hand_in(connection, 1, 2, "a.yaml", b"", "no job", DUE)
        connection.execute(update(submission).where(submission.c.id == 1).values(data=b"other"))
        connection.execute(update(ledger).where(ledger.c.id == 2).values(score="1"))

    assert run("user", "eve")[0] == 0
    filled.write(spoil)
    filled.write(lambda connection: connection.execute(update(log).values(target="somebody else")))
    code, out, err = run("check")
    assert (code, out) == (1, "")
    assert [line for line in err.splitlines() if line.startswith("error") or "found" in line] == [
        "error[log-broken]: Row 1 of the log of who did what is not as it was written, or the row before it is "
        "missing.",
        "error[submission-changed]: The submission 1 of ada to 'week3' is not what was handed in.",
        "error[never-graded]: The submission 2 of ada to 'week3' is not graded, and no job will grade it.",
        "error[ledger-differs]: For o'brien in 'week3', the ledger has a score of 1, and 0 should count.",
        "4 problems found.",
    ]


def test_the_database_is_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So its password is not on the command line, which others on the machine can read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADER_DATABASE", f"sqlite:///{tmp_path / 'named.sqlite'}")
    assert main(["service", "migrate"]) == 0
    assert (tmp_path / "named.sqlite").exists()
    assert main(["service", "migrate", "--database", f"sqlite:///{tmp_path / 'other.sqlite'}"]) == 0
    assert (tmp_path / "other.sqlite").exists()
    assert "other.sqlite" in capsys.readouterr().out
