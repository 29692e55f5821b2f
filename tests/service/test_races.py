"""What two people, or two processes, do at the same moment ends as if one had come after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from threading import Barrier, Event

import pytest
from sqlalchemy import Connection

from grader.errors import UsageError
from grader.service.exercises import looking
from grader.service.exercises.looking import look_at, show_check
from grader.service.exercises.opened import open_revision
from grader.service.exercises.proving import prove_apart
from grader.service.exercises.regrading import accept, queue_trial, settle_all
from grader.service.exercises.review_queue import Choice
from grader.service.identity.accounts import Account, find_account, make_account
from grader.service.identity.enrolling import get_account
from grader.service.jobs.kinds.grade import MEMBER as GRADE
from grader.service.jobs.kinds.recount import MEMBER as RECOUNT
from grader.service.jobs.runner import do_job
from grader.service.refusals import ConflictError
from grader.service.staff.allowing import Grant, grant
from grader.service.staff.copying import copy_course
from grader.service.staff.courses import NewCourse, make_course
from grader.service.staff.deciding import decide_on_one
from grader.service.staff.members import change_role, remove_person
from grader.service.staff.regrading import begin_trial
from grader.service.staff.rubrics import Upload, keep_first
from grader.service.store.audit import note
from grader.service.store.checks import Check, count_told, get_check
from grader.service.store.courses import Course, Role, add_member
from grader.service.store.database import Database
from grader.service.store.exercises import Exercise, Revision, add_revision, find_release, get_revision, list_extensions
from grader.service.store.gradings import find_newest_entry, get_grading
from grader.service.store.queue import Job, take_job
from grader.service.store.revising import Trial, add_trial, find_trial
from grader.service.store.submissions import lock_student
from grader.service.store.work import get_stamp
from grader.service.typed.answers_file import write_submission
from grader.service.upkeep.deletion.deleting import delete_person

from .courses import DUE, NOW, RUBRIC, InlineBench, fill_course, grade_everything, send
from .racing import PATIENCE_S, overlap


@dataclass(frozen=True, kw_only=True)
class Work:
    """A course of which ada has handed in once, and that is graded."""

    database: Database
    course: Course
    exercise: Exercise
    teacher: int
    ada: int

    def hand_in(self, student: str, answers: dict[str, str], form: str) -> None:
        before = timedelta(hours=-1)
        self.database.write(lambda c: send(c, self.course, self.exercise, student, answers, after=before, form=form))

    def get_teacher(self, connection: Connection) -> Account:
        return get_account(connection, self.teacher)

    def take(self) -> Job:
        job = self.database.write(lambda c: take_job(c, "somebody", NOW))
        assert job
        return job

    def find_counting(self) -> tuple[int, int]:
        """Return the submission and the revision that count for ada."""
        with self.database.read() as connection:
            entry = find_newest_entry(connection, self.exercise.id, self.ada)
            assert entry
            grading = get_grading(connection, entry.grading_id)
        return grading.submission_id, grading.revision_id


@pytest.fixture
def work(database: Database) -> Work:
    def act(connection: Connection) -> Work:
        course, exercise, teacher = fill_course(connection)
        ada = send(connection, course, exercise, "ada", {"step": "3x", "value": "6"}, form="1").account_id
        return Work(database=database, course=course, exercise=exercise, teacher=teacher.id, ada=ada)

    made = database.write(act)
    grade_everything(database)
    return made


def test_a_recount_does_not_bring_an_earlier_submission_back(work: Work) -> None:
    choice = Choice(points=Fraction(1), reason="Nearly.", account_id=work.teacher)
    exercise = work.exercise.id
    work.database.write(lambda c: decide_on_one(c, exercise, work.ada, "step", choice, 0, NOW))
    recount = RECOUNT.run(work.take(), work.database, InlineBench())
    work.hand_in("ada", {"step": "2x", "value": "6"}, "2")
    grade = GRADE.run(work.take(), work.database, InlineBench())
    overlap(work.database, lambda c: grade(c, NOW), lambda c: recount(c, NOW))
    assert work.find_counting()[0] == 2


def test_a_grading_does_not_bring_the_earlier_revision_back(work: Work) -> None:
    """The worker reads which revision counts, and writes its row after the revision was replaced."""
    work.hand_in("ada", {"step": "2x", "value": "6"}, "2")
    grade = GRADE.run(work.take(), work.database, InlineBench())

    def begin(connection: Connection) -> int:
        changed = RUBRIC.replace(b"points: 1", b"points: 2")
        revision = add_revision(connection, work.exercise, changed, work.teacher, NOW)
        trial = add_trial(connection, work.exercise.id, revision.id, work.teacher, NOW)
        queue_trial(connection, trial, 0, NOW)
        return trial.id

    key = work.database.write(begin)
    while do_job(work.database, InlineBench(), lambda: NOW):
        pass
    with work.database.read() as connection:
        trial = find_trial(connection, key)
        assert trial
        stamp = get_stamp(connection, work.exercise.id)
        plan = {one.account_id: (key, graded) for one, key, graded in settle_all(connection, trial)}
    done, _ = overlap(
        work.database,
        lambda c: accept(c, trial, plan, stamp, work.teacher, NOW),
        lambda c: grade(c, NOW),
    )
    assert done
    assert work.find_counting() == (2, trial.revision_id)


def test_a_table_of_extensions_and_a_hand_in_do_not_wait_for_each_other(work: Work) -> None:
    work.hand_in("ben", {"step": "2x"}, "1")
    with work.database.read() as connection:
        ben, ivy = find_account(connection, "ben"), find_account(connection, "prof@example.edu")
    assert ben
    assert ivy
    grants = [Grant(account_id=key, until=DUE + timedelta(days=1), reason="ill") for key in (work.ada, ben.id)]
    starts, has_locked, is_over = [], Event(), Event()

    def hand_in(connection: Connection) -> None:
        starts.append("hand-in")
        lock_student(connection, work.exercise.id, ben.id)
        has_locked.set()
        is_over.wait(PATIENCE_S)
        note(connection, ben.id, "hand-in", "", NOW)

    def give(connection: Connection) -> None:
        starts.append("extensions")
        grant(connection, work.course, work.exercise, grants, ivy, NOW)

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(work.database.write, hand_in)
        assert has_locked.wait(10)
        pool.submit(work.database.write, give).result()
        one.result()
    assert starts == ["hand-in", "extensions"]
    with work.database.read() as connection:
        assert [one.student for one in list_extensions(connection, work.exercise.id)] == ["ada", "ben"]


def test_of_two_writes_that_wait_for_each_other_one_is_done_again(database: Database) -> None:
    if database.is_sqlite:
        return  # it has one writer, who waits for nobody
    barrier, starts = Barrier(2), list[int]()

    def lock(first: int, second: int) -> Callable[[Connection], None]:
        def act(connection: Connection) -> None:
            starts.append(first)
            lock_student(connection, 1, first)
            if len(starts) <= 2:
                barrier.wait(10)
            lock_student(connection, 1, second)

        return act

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(database.write, lock(*keys)) for keys in ((1, 2), (2, 1))]:
            one.result()
    assert len(starts) == 3


def test_two_pages_at_once_show_no_more_verdicts_than_one_after_the_other(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST_VERDICTS", 1)
    with work.database.read() as connection:
        release = find_release(connection, work.exercise.id)
        assert release
        opened = open_revision(get_revision(connection, release.revision_id))

    def look(answer: str) -> Check:
        data = write_submission("ada", "week3", {"step": answer}).encode()
        key = work.database.write(lambda c: look_at(c, work.exercise.id, work.ada, release.revision_id, data, NOW))
        grade_everything(work.database)
        with work.database.read() as connection:
            return get_check(connection, key)

    first, second = look("3x"), look("4x")
    overlap(
        work.database,
        lambda c: show_check(c, first, opened, None, NOW),
        lambda c: show_check(c, second, opened, None, NOW),
    )
    with work.database.read() as connection:
        assert count_told(connection, work.exercise.id, work.ada) == {"step": 1}


def test_two_instructors_do_not_leave_the_course_to_each_other(work: Work) -> None:
    def add(connection: Connection) -> tuple[Account, Account]:
        eve, teacher = make_account(connection, "eve", NOW), find_account(connection, "prof@example.edu")
        add_member(connection, work.course, eve.id, Role.INSTRUCTOR, "eve")
        assert teacher
        return eve, teacher

    eve, teacher = work.database.write(add)
    _, refused = overlap(
        work.database,
        lambda c: change_role(c, work.course, eve, teacher.id, Role.STUDENT, NOW),
        lambda c: remove_person(c, work.course, teacher, eve.id, NOW),
    )
    assert isinstance(refused, ConflictError)


def test_two_administrators_do_not_delete_each_other(database: Database) -> None:
    ann, bob = (
        database.write(lambda c, name=name: make_account(c, name, NOW, is_admin=True)) for name in ("ann", "bob")
    )
    _, refused = overlap(
        database,
        lambda c: delete_person(c, ann, bob, NOW),
        lambda c: delete_person(c, bob, ann, NOW),
    )
    assert isinstance(refused, UsageError)


def test_nobody_gets_the_course_of_somebody_else_who_was_faster(work: Work) -> None:
    def make(instructor: str) -> Callable[[Connection], NewCourse]:
        return lambda c: make_course(c, work.get_teacher(c), "Algebra", "algebra", "UTC", instructor, NOW)

    _, refused = overlap(work.database, make("eve"), make("fay"))
    assert isinstance(refused, ConflictError)
    copied = work.database.write(
        lambda c: copy_course(c, work.course, "algebra", "A", work.get_teacher(c), NOW, with_staff=True)
    )
    assert copied is None


def test_nobody_gets_a_copy_in_the_course_of_somebody_else_who_was_faster(work: Work) -> None:
    def copy(connection: Connection) -> Course | None:
        by = work.get_teacher(connection)
        return copy_course(connection, work.course, "next", "Next", by, NOW, with_staff=True)

    made, refused = overlap(work.database, copy, copy)
    assert made
    assert refused is None


def test_nobody_gets_the_exercise_of_somebody_else_who_was_faster(work: Work) -> None:
    upload = Upload(data=RUBRIC, proved=prove_apart("rubric.yaml", RUBRIC))

    def keep(connection: Connection) -> tuple[Exercise, Revision]:
        return keep_first(connection, work.course, work.get_teacher(connection), "week4", upload, NOW)

    _, refused = overlap(work.database, keep, keep)
    assert isinstance(refused, ConflictError)


def test_two_who_begin_a_trial_at_once_have_one(work: Work) -> None:
    def begin(connection: Connection) -> Trial:
        return begin_trial(connection, work.exercise, work.get_teacher(connection), 1, NOW)

    first, second = overlap(work.database, begin, begin)
    assert first == second
