"""A course to look around in: exercise 3, a simulated class, and links that let people in as staff and as a student."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from grader.rubric import Rubric
from grader.service.exercises.handing_in import hand_in_answers
from grader.service.exercises.opened import make_job
from grader.service.identity.accounts import make_account, make_link
from grader.service.identity.secrets import make_secret
from grader.service.store.courses import Course, Role, add_course, add_member, find_course
from grader.service.store.database import Database
from grader.service.store.exercises import Exercise, add_exercise, add_revision, release_revision
from grader.simulation.classroom import Sheet, simulate_class

__all__ = ["DemoLinks", "open_demo"]

SLUG, EXERCISE = "demo", "exercise3"
STUDENTS, SEED = 24, 3  # a class that is ready in seconds, and the same for everybody
PACKAGED, CHECKOUT = Path(__file__).with_name("demo_rubric"), Path(__file__).parents[2] / "rubrics"


@dataclass(frozen=True)
class DemoLinks:
    """The secrets of the links that let people in."""

    instructor: str
    student: str


def open_demo(database: Database, now: datetime) -> DemoLinks:
    """Make the demo course unless it is there, and return new links to it."""
    with database.read() as connection:
        is_there = find_course(connection, SLUG) is not None
    sheets: Sequence[Sheet] = ()
    if not is_there:
        rubric = make_job(*read_rubric()).rubric
        sheets = list(simulate_class(rubric, STUDENTS, SEED))
    return database.write(lambda connection: prepare(connection, sheets, now))


def read_rubric() -> tuple[bytes, bytes, bytes]:
    """Return the rubric of the demo, with its proved key and its wrong answers."""
    folder = PACKAGED if PACKAGED.is_dir() else CHECKOUT
    names = (f"{EXERCISE}.yaml", f"{EXERCISE}.key.json", f"{EXERCISE}.wrong.json")
    rubric, proved, wrong = (folder.joinpath(name).read_bytes() for name in names)
    return rubric, proved, wrong


def prepare(connection: Connection, sheets: Sequence[Sheet], now: datetime) -> DemoLinks:
    course = add_course(connection, SLUG, "Demo: optimisation", "UTC", now)
    instructor = make_account(connection, "demo-instructor", now, display="Demo instructor")
    student = make_account(connection, "demo-student", now, display="Demo student")
    add_member(connection, course, instructor.id, Role.INSTRUCTOR, "demo-instructor")
    add_member(connection, course, student.id, Role.STUDENT, "demo-student")
    if sheets:
        exercise = add_demo_exercise(connection, course, instructor.id, now)
        for sheet in sheets:
            hand_in_sheet(connection, course, exercise, sheet, now)
    return DemoLinks(make_link(connection, instructor, now), make_link(connection, student, now))


def add_demo_exercise(connection: Connection, course: Course, account_id: int, now: datetime) -> Exercise:
    rubric, proved, wrong = read_rubric()
    opened: Rubric = make_job(rubric, proved, wrong).rubric
    exercise = add_exercise(connection, course, EXERCISE, opened.title, now)
    revision = add_revision(connection, exercise, rubric, account_id, now, proved=proved, wrong=wrong)
    release_revision(connection, revision, account_id, now)
    return exercise


def hand_in_sheet(connection: Connection, course: Course, exercise: Exercise, sheet: Sheet, now: datetime) -> None:
    """Hand in what a simulated student has written."""
    account = make_account(connection, sheet.student, now, display=sheet.name)
    add_member(connection, course, account.id, Role.STUDENT, sheet.student)
    name = f"{sheet.student}{Path(sheet.file).suffix}"
    hand_in_answers(connection, exercise.id, account.id, name, sheet.content, make_secret(), now, now)
