"""What a submission does to the bench that grades it, it does to no worker of the cluster."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from grader.batch.engines import bench
from grader.batch.engines.bench import BENCHES, Bench, Portion, close_benches, grade_on_bench
from grader.batch.job import Blob, Job
from grader.batch.work import Sent, Task, Worker
from grader.errors import UsageError
from grader.grading.visibility.visibility import View

RUBRIC = b"""
rubric: sums
title: Sums
parts:
  - id: one
    title: Sums by heart
    items:
      - {id: small, title: A small sum, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
"""
JOB = Job(rubric_file=Blob(name="rubric.yaml", data=RUBRIC), view=View(), formats=("json",))
RIGHT = b"student: ann\nexercise: sums\nanswers: {small: 2}\n"


@dataclass(frozen=True)
class Endless(Sent):
    """A submission that is never read to its end."""

    def document(self, also: Any = None, answers: Any = ()) -> Any:
        while True:
            pass


@pytest.fixture(autouse=True)
def tidy() -> Iterator[None]:
    yield
    for batch in list(BENCHES):
        close_benches(batch)


def portion(*sources: Sent, seconds: float = 60, **changes: str) -> Portion:
    tasks = tuple(Task(position=n, source=source, stem=f"s{n}", student="ann") for n, source in enumerate(sources))
    return Portion(**{"batch": "sums", "tasks": tasks, "seconds": seconds, **changes})  # type: ignore[arg-type]


def the_bench() -> Bench:
    ((benches),) = BENCHES.values()
    (found,) = benches
    return found


def test_a_bench_grades_as_a_worker_does_and_is_used_again() -> None:
    sent = portion(Sent(name="ann.yaml", data=RIGHT), Sent(name="torn.yaml", data=b"\xff"))
    assert grade_on_bench(JOB, sent) == tuple(Worker(JOB).work(sent.tasks))
    first = the_bench()
    assert grade_on_bench(JOB, sent) == tuple(Worker(JOB).work(sent.tasks))
    assert the_bench() is first


def test_a_bench_is_ended_when_its_time_is_up_and_the_next_portion_gets_another() -> None:
    assert grade_on_bench(JOB, portion(Endless(name="endless.yaml"), seconds=0.2)) is None
    assert not BENCHES
    assert grade_on_bench(JOB, portion(Sent(name="ann.yaml", data=RIGHT)))


def test_a_bench_that_is_dead_is_not_used_again_whatever_batch_it_was_for() -> None:
    sent = portion(Sent(name="ann.yaml", data=RIGHT))
    assert grade_on_bench(JOB, sent)
    dead = the_bench()
    dead.process.kill()
    dead.process.wait()
    assert grade_on_bench(JOB, portion(Sent(name="ann.yaml", data=RIGHT), batch="more"))
    assert list(BENCHES) == ["more"]
    assert the_bench() is not dead


def test_the_benches_of_a_batch_end_with_it() -> None:
    assert grade_on_bench(JOB, portion(Sent(name="ann.yaml", data=RIGHT)))
    process = the_bench().process
    close_benches("sums")
    assert process.returncode is not None
    assert not BENCHES


def test_a_bench_ends_when_its_client_is_gone() -> None:
    one = Bench(JOB)
    one.connection.close()
    assert one.process.wait() == 0


def test_a_job_that_cannot_be_used_here_is_said_and_not_died_of() -> None:
    said = grade_on_bench(Job(rubric_file=JOB.rubric_file, view=View(), formats=("hologram",)), portion())
    assert isinstance(said, UsageError)
    assert said.diagnostic.what == "'hologram' is not a format for the report of one submission."


def test_a_portion_from_another_version_is_not_graded() -> None:
    said = grade_on_bench(JOB, portion(version="0.0.7"))
    assert isinstance(said, UsageError)
    assert said.diagnostic.what == f"This worker has grader {bench.get_version()}."
    assert not BENCHES
