"""The test that keeps the service honest: an exported course, graded by the command, shows what the service shows."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from grader.grading.lateness.lateness import apply_late_policy
from grader.reports.choice import choose_format
from grader.reports.write import name_reports
from grader.service.exercises.counting import find_due
from grader.service.exercises.opened import open_revision
from grader.service.exercises.records import read_record, show_to_student
from grader.service.store.courses import find_course, get_student_name
from grader.service.store.database import Database
from grader.service.store.exercises import (
    add_extension,
    find_exercise,
    find_release,
    get_revision,
    list_extensions,
)
from grader.service.store.gradings import find_grading
from grader.service.store.submissions import Submission, choose_counting, list_submissions
from grader.service.transfer.exporting import export_course
from grader.version import __version__

from .courses import NOW, fill_course, grade_everything, send

RIGHT = {"step": "2x", "value": "6"}
WRONG = {"step": "x^2", "value": "seven"}
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def fill(database: Database, *, with_impostor: bool) -> None:
    def act(connection: Connection) -> None:
        course, exercise, teacher = fill_course(connection)
        for number, (answers, after) in enumerate([(WRONG, -DAY), (RIGHT, -MINUTE), (WRONG, DAY)]):
            send(connection, course, exercise, "María Peña", answers, after=after, form=f"f{number}")
        send(connection, course, exercise, "o'brien", RIGHT, after=3 * MINUTE)  # within the grace period
        send(connection, course, exercise, "李小龍", WRONG, after=2 * DAY)
        late = send(connection, course, exercise, "ada", {**RIGHT, "value": "12/2"}, after=2 * DAY)
        add_extension(connection, exercise, teacher.id, late.received, "tries it", NOW)
        add_extension(connection, exercise, late.account_id, late.received - DAY, "was ill", NOW)
        add_extension(connection, exercise, late.account_id, late.received - MINUTE, "", NOW)
        send(connection, course, exercise, "ben", b"answers: [1, 2\n  {", after=-DAY)
        send(connection, course, exercise, "carl", b"\xff\xfe\x00", after=-DAY, name="upload.yml")
        dora_until = datetime(2026, 12, 25, tzinfo=UTC)  # beyond the release
        uploaded = b'{"student": "dora", "answers": {"step": "2*x +", "value": "6.0"}}'
        dora = send(connection, course, exercise, "dora", uploaded, name="my work.json")
        add_extension(connection, exercise, dora.account_id, dora_until, "is away", NOW)
        send(connection, course, exercise, "erin", {})
        if with_impostor:
            send(connection, course, exercise, "fritz", b"student: ada\nanswers: {step: 2x}\n")

    database.write(act)
    grade_everything(database)


def show_reports(database: Database, now: str | None) -> dict[str, str]:
    """Return what the service shows each student, by the names of the command's reports."""
    shown: dict[str, str] = {}
    with database.read() as connection:
        course = find_course(connection, "calculus")
        assert course
        exercise = find_exercise(connection, course, "week3")
        assert exercise
        release = find_release(connection, exercise.id)
        assert release
        revision = get_revision(connection, release.revision_id)
        opened, extensions = open_revision(revision), list_extensions(connection, exercise.id)
        by_account: dict[int, list[Submission]] = {}
        for one in list_submissions(connection, exercise.id):
            by_account.setdefault(one.account_id, []).append(one)
        students = {key: get_student_name(connection, exercise.id, key) for key in by_account}
        counting = {
            key: choose_counting(found, find_due(opened, extensions, students[key]))
            for key, found in by_account.items()
        }
        stems = name_reports([(students[key], one.name) for key, one in counting.items() if one])
        for stem, one in zip(stems, counting.values(), strict=True):
            assert one
            grading = find_grading(connection, one.id, revision.id, __version__)
            assert grading
            late = opened.make_late_policy(extensions)
            graded = apply_late_policy(read_record(grading.record), late, one.received)
            instant = datetime.fromisoformat(now) if now else datetime.min.replace(tzinfo=UTC)
            visible = show_to_student(graded, opened, instant)
            for kind in ("json", "html"):
                form = choose_format(kind)
                shown[f"{stem}{form.suffix}"] = form.render(visible)
    return shown


def run_command(folder: Path, *more: str) -> dict[str, str]:
    """Grade the folder of an exercise with the command, and return the students' reports."""
    command = [sys.executable, "-P", "-m", "grader", "grade", "submissions", "--rubric", "rubric.yaml"]
    command += ["--submitted", "submitted.csv", "--extensions", "extensions.yaml", "--out", "reports", "-q", *more]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ})
    assert ended.returncode == 3, ended.stderr  # two files cannot be read
    of_class = ("summary", "index", "statistics", ".")
    return {
        path.name: path.read_bytes().decode("utf-8")
        for path in (folder / "reports").iterdir()
        if path.suffix in (".json", ".html") and not path.name.startswith(of_class)
    }


@pytest.mark.parametrize("now", [None, "2026-12-10T12:00:00+01:00", "2026-12-24T12:00:00+01:00"])
def test_the_command_writes_what_the_service_shows(database: Database, tmp_path: Path, now: str | None) -> None:
    fill(database, with_impostor=False)
    export_course(database, "calculus", tmp_path / "out")
    folder = tmp_path / "out" / "exercises" / "week3"
    assert run_command(folder, *(["--now", now] if now else [])) == show_reports(database, now)
    shown = show_reports(database, None)
    assert len(shown) == 16
    assert any(name.startswith("Mar_a_Pe_a-") for name in shown)


def test_with_the_roster_it_counts_who_was_signed_in_and_not_who_is_named(database: Database, tmp_path: Path) -> None:
    fill(database, with_impostor=True)
    export_course(database, "calculus", tmp_path / "out")
    got = run_command(tmp_path / "out" / "exercises" / "week3", "--roster", "../../roster.csv")
    assert got == show_reports(database, None)
    assert {"ada.json", "fritz.json"} <= got.keys()


def test_the_folder_has_what_counts_under_the_names_that_the_command_knows(database: Database, tmp_path: Path) -> None:
    fill(database, with_impostor=False)
    export_course(database, "calculus", tmp_path / "out")
    folder = tmp_path / "out" / "exercises" / "week3"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "extensions.yaml",
        "rubric.yaml",
        "submissions/María Peña/answers.yaml",
        "submissions/ada/answers.yaml",
        "submissions/ben/answers.yaml",
        "submissions/carl/upload.yml",
        "submissions/dora/my work.json",
        "submissions/erin/answers.yaml",
        "submissions/o'brien/answers.yaml",
        "submissions/李小龍/answers.yaml",
        "submitted.csv",
    ]
    assert "2x" in (folder / "submissions" / "María Peña" / "answers.yaml").read_text(encoding="utf-8")
    assert datetime.fromisoformat((folder / "submitted.csv").read_text("utf-8").splitlines()[1].split(",")[1]) == (
        datetime(2026, 11, 30, 22, 58, tzinfo=UTC)
    )
