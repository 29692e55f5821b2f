"""Workers, the service and its database, killed at random while submissions come in: nothing is lost or doubled."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from grader.service.jobs.runner import Runner
from grader.service.store import tables
from grader.service.store.courses import find_course
from grader.service.store.database import Database
from grader.service.store.exercises import find_exercise
from grader.service.store.migrating import migrate
from grader.service.store.queue import LEASE, count_jobs

from .courses import fill_course, grade_everything, send
from .postgres import find_server
from .under_load import Load, choose_answers, find_port, prepare, serve

KILLS, STUDENTS, SUBMISSIONS = 20, 12, 96
SEED = 14
PATIENCE_S = 120


def get_context() -> ForkServerContext:
    """What starts twenty processes, none of which imports everything again."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "tests.service.preload", "grader.batch.engines.preload"])
    return context


def shift_clock(number: int) -> datetime:
    """The clock of the worker that was started so often: the leases of those before it have run out."""
    return datetime.now(UTC) + number * (LEASE + timedelta(seconds=60))


def work(url: str, number: int) -> None:
    """What the worker process does until it is killed."""
    Runner(Database(url), count=1 + number % 2, clock=partial(shift_clock, number)).start()
    while True:
        time.sleep(60)


def hand_in_one(database: Database, number: int) -> None:
    """Hand in as the student whose turn it is; some submissions are late."""

    def act(connection: Connection) -> None:
        course = find_course(connection, "calculus")
        exercise = course and find_exercise(connection, course, "week3")
        assert course and exercise
        student, after = f"student {number % STUDENTS}", timedelta(hours=number // STUDENTS - 6)
        answers = choose_answers(number, STUDENTS)
        send(connection, course, exercise, student, answers, after=after, form=f"form {number}")

    database.write(act)


def read_result(database: Database) -> dict[str, object]:
    """What counts for each student, and how often each submission was graded."""
    ledger, account, grading = tables.ledger, tables.account, tables.grading
    with database.read() as connection:
        newest = select(func.max(ledger.c.id)).group_by(ledger.c.account_id)
        rows = connection.execute(
            select(account.c.name, ledger.c.score, ledger.c.pending, grading.c.record)
            .join(account, account.c.id == ledger.c.account_id)
            .join(grading, grading.c.id == ledger.c.grading_id)
            .where(ledger.c.id.in_(newest))
            .order_by(account.c.name)
        )
        counts = connection.execute(
            select(func.count()).select_from(grading).group_by(grading.c.submission_id)
        ).scalars()
        return {"ledger": list(map(tuple, rows)), "gradings": sorted(counts), "jobs": count_jobs(connection)}


def wait_until(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_true():
        assert time.monotonic() < end, "the worker does nothing"
        time.sleep(0.01)


def count_done(database: Database) -> int:
    with database.read() as connection:
        return count_jobs(connection).get("done", 0)


@pytest.mark.kill
def test_a_killed_worker_loses_nothing_and_does_nothing_twice(url: str, tmp_path: Path) -> None:
    moments = random.Random(SEED)
    context = get_context()
    with closing(Database(url)) as database:
        migrate(database)
        database.write(fill_course)
        handed_in = 0
        for number in range(KILLS):
            worker = context.Process(target=work, args=(url, number))
            worker.start()
            before = count_done(database)
            for _ in range(SUBMISSIONS // (KILLS + 4) - 1):
                hand_in_one(database, handed_in)
                handed_in += 1
            # The two that were interrupted last are finished, so that nothing is interrupted three times.
            wait_until(lambda before=before: count_done(database) >= before + 2)
            time.sleep(moments.uniform(0, 0.1))
            assert worker.pid
            os.kill(worker.pid, signal.SIGKILL)
            worker.join()
            hand_in_one(database, handed_in)  # nobody works at this moment
            handed_in += 1
        for number in range(handed_in, SUBMISSIONS):
            hand_in_one(database, number)
        last = Runner(database, count=2, clock=partial(shift_clock, KILLS))
        last.start()
        wait_until(lambda: count_done(database) == SUBMISSIONS)
        last.close()
        got = read_result(database)
    with closing(Database(f"sqlite:///{tmp_path / 'undisturbed.sqlite'}")) as undisturbed:
        migrate(undisturbed)
        undisturbed.write(fill_course)
        for number in range(SUBMISSIONS):
            hand_in_one(undisturbed, number)
        grade_everything(undisturbed)
        assert got == read_result(undisturbed)
    assert got["gradings"] == [1] * SUBMISSIONS


def run_undisturbed(folder: Path, load: Load) -> dict[str, object]:
    """Hand in the same without any disturbance, and return what counts then."""
    url = f"sqlite:///{folder / 'undisturbed.sqlite'}"
    prepare(url, STUDENTS)
    with closing(Database(url)) as database:
        for number in range(load.count):
            database.write(partial(hand_in_alone, number))
        grade_everything(database)
        return read_result(database)


def hand_in_alone(number: int, connection: Connection) -> None:
    course = find_course(connection, "calculus")
    exercise = course and find_exercise(connection, course, "week3")
    assert course and exercise
    student = f"student {number % STUDENTS}"
    answers, form = choose_answers(number, STUDENTS), f"form {number}"
    send(connection, course, exercise, student, answers, name=f"{student}.yaml", form=form)


def check_nothing_is_lost(url: str, load: Load, folder: Path) -> None:
    """Every receipt names what is stored, everything is graded once, and what counts is what would count anyway."""
    with closing(Database(url)) as database:
        wait_until(lambda: count_done(database) == load.count)
        with database.read() as connection:
            account, submission = tables.account, tables.submission
            query = select(account.c.name, submission.c.number, submission.c.sha256)
            stored = set(map(tuple, connection.execute(query.join(account, account.c.id == submission.c.account_id))))
        got = read_result(database)
    receipts = {(one["student"], one["number"], one["sha256"]) for one in load.receipts}
    assert len(load.receipts) == len(receipts) == len(stored) == load.count
    assert receipts <= stored
    assert set(load.statuses) <= {201, 503, 0}, "a client was answered something that it cannot just send again"
    assert got["gradings"] == [1] * load.count
    assert got == run_undisturbed(folder, load)


@pytest.mark.kill
def test_a_killed_service_loses_nothing_and_does_nothing_twice(url: str, tmp_path: Path) -> None:
    moments, context = random.Random(SEED), get_context()
    load = Load(find_port(), prepare(url, STUDENTS), SUBMISSIONS)
    threads = load.start()
    with closing(Database(url)) as database:
        worker = Runner(database)  # in this process, which lives
        worker.start()
        for number in range(KILLS + 1):
            service = context.Process(target=serve, args=(url, tmp_path / "data", load.port, 0))
            service.start()
            receipts = len(load.receipts)
            load.permits.release(SUBMISSIONS if number == KILLS else SUBMISSIONS // KILLS)
            if number == KILLS:
                break
            wait_until(lambda before=receipts: len(load.receipts) >= before + 2)  # and others are in flight
            time.sleep(moments.uniform(0, 0.05))
            assert service.pid
            os.kill(service.pid, signal.SIGKILL)
            service.join()
        for thread in threads:
            thread.join()
        check_nothing_is_lost(url, load, tmp_path)
        worker.close()
    service.kill()
    service.join()


@pytest.mark.kill
def test_a_killed_database_loses_nothing_and_the_service_goes_on(tmp_path: Path) -> None:
    moments, context = random.Random(SEED), get_context()
    with find_server() as server, server.make_database() as url:
        load = Load(find_port(), prepare(url, STUDENTS), SUBMISSIONS)
        threads = load.start()
        service = context.Process(target=serve, args=(url, tmp_path / "data", load.port, 1))
        service.start()
        for _ in range(KILLS):
            receipts = len(load.receipts)
            load.permits.release(SUBMISSIONS // KILLS)
            wait_until(lambda before=receipts: len(load.receipts) >= before + 2)
            time.sleep(moments.uniform(0, 0.05))
            server.kill()
            if 503 not in load.statuses:  # somebody asks while it is away, at least once
                load.permits.release()
                wait_until(lambda: 503 in load.statuses)
            time.sleep(moments.uniform(0, 0.2))
            server.start_again()
        load.permits.release(SUBMISSIONS)
        for thread in threads:
            thread.join()
        assert service.is_alive()
        check_nothing_is_lost(url, load, tmp_path)
        assert 503 in load.statuses
        service.kill()
        service.join()
