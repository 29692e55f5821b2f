"""Processes that grade for the service: one that is killed is replaced, and costs nobody a verdict."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing

import pytest

from grader.records import Outcome
from grader.service.jobs.bench import KillableBench
from grader.service.store.database import Database
from grader.service.store.exercises import Revision, find_release, get_revision
from grader.service.store.migrating import migrate
from grader.service.typed.answers_file import write_submission

from .courses import fill_course

RIGHT = write_submission("ada", "week3", {"step": "2x", "value": "6"}).encode()


@pytest.fixture
def revision(url: str) -> Revision:
    with closing(Database(url)) as database:
        migrate(database)
        _, exercise, _ = database.write(fill_course)
        with database.read() as connection:
            release = find_release(connection, exercise.id)
            assert release
            return get_revision(connection, release.revision_id)


@pytest.fixture
def bench() -> Iterator[KillableBench]:
    made = KillableBench()
    yield made
    made.close()


def test_bench_grades_on_after_its_process_was_killed(bench: KillableBench, revision: Revision) -> None:
    before = bench.grade(revision, "ada.yaml", RIGHT, "ada")
    ((crew, _),) = bench.crews.values()
    process = crew.hands[0].process
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    after = bench.grade(revision, "ada.yaml", RIGHT, "ada")
    assert after == before
    assert [item.outcome for item in after.items] == [Outcome.CORRECT, Outcome.CORRECT]
