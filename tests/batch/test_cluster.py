"""A batch on a Dask cluster: the same bytes, whichever worker dies, and a cluster that cannot be used is reported."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from grader.batch.discovery.discovery import discover
from grader.batch.engines import bench, cluster
from grader.batch.engines.cluster import DaskCluster
from grader.batch.engines.engine import Engine, Finished, Workshop
from grader.batch.engines.inline import Inline
from grader.batch.engines.pool import LocalPool
from grader.batch.handing_in import read_handed_in
from grader.batch.job import Job
from grader.batch.run import Batch, run_batch
from grader.batch.store import Store
from grader.batch.work import Task
from grader.cli import main
from grader.errors import UsageError
from grader.grading.visibility.visibility import View
from grader.version import __version__
from tests.test_plugins import PLUGIN

distributed = pytest.importorskip("distributed")

REPOSITORY = Path(__file__).parents[2]
COUNT = 60
STARTS = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    options = dict(n_workers=int(sys.argv[1]), threads_per_worker=1, processes=True, dashboard_address=None)
    with LocalCluster(**options) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""
RUBRIC = """
rubric: colours
title: Colours
parts:
  - id: one
    title: Sums by heart
    items:
      - {id: small, title: A small sum, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
      - {id: sky, title: A colour, type: colour, points: 1, prompt: What colour is the sky?, expected: blue}
"""
DEADLY = '        if answer.words == ("deadly",):\n            __import__("os")._exit(1)\n'
LOCAL_RUN = LocalPool.run
GRADES = ["grade", "subs/s000.yaml", "-r", str(REPOSITORY / "rubrics" / "exercise3.yaml"), "--out", "reports"]


@contextmanager
def local_cluster(folder: Path, *paths: Path, workers: int = 2, allowed_failures: int = 3) -> Iterator[str]:
    """Have a cluster whose workers are processes of their own, and yield the address of its scheduler."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, (REPOSITORY, *paths))),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(allowed_failures),
        "DASK_TEMPORARY_DIRECTORY": str(folder),
    }
    with subprocess.Popen(
        [sys.executable, "-P", "-c", STARTS, str(workers)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, env=environment, cwd=folder,
    ) as process:  # fmt: skip
        assert process.stdin and process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A class that hands in the examples again and again, and files that cannot be read."""
    monkeypatch.chdir(tmp_path)
    examples = sorted((REPOSITORY / "submissions_example").glob("*.yaml"))
    (tmp_path / "subs").mkdir()
    for number in range(COUNT):
        text = examples[number % len(examples)].read_text(encoding="utf-8")
        (tmp_path / "subs" / f"s{number:03}.yaml").write_text(f"{text}# {number}\n", encoding="utf-8")
    (tmp_path / "subs" / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "subs" / "link.yaml").symlink_to(tmp_path / "subs" / "s000.yaml")
    return tmp_path


def grade(engine: Engine, out: str, progress: Any = lambda: None) -> dict[str, bytes]:
    """Grade the class and return the reports by file name."""
    job = Job.load(REPOSITORY / "rubrics" / "exercise3.yaml", View(), ("json", "html"))
    with Store(Path(out)) as store:
        handed = tuple(read_handed_in(discover(["subs"]).found, store))
        assert (
            run_batch(Batch(job=job, handed=handed, out=Path(out), engine=engine, progress=progress), store)
            == COUNT + 2
        )
    return reports(out)


def reports(out: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(out).iterdir() if path.is_file()}


class Killer:
    """Kills a worker that has something to do as soon as the first submission is graded."""

    def __init__(self, scheduler: str) -> None:
        self.scheduler, self.killed = scheduler, 0

    def __call__(self) -> None:
        if not self.killed:
            with distributed.Client(self.scheduler, set_as_default=False) as client:
                busy = [worker for worker, keys in client.processing().items() if keys]
                (self.killed,) = client.run(os.getpid, workers=busy[:1]).values()
                os.kill(self.killed, signal.SIGKILL)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """What this machine was given to grade because the cluster did not."""
    tasks: list[Task] = []

    def spied(self: LocalPool, workshop: Workshop, given: list[Task]) -> Generator[Finished]:
        tasks.extend(given)
        return LOCAL_RUN(self, workshop, given)

    monkeypatch.setattr(LocalPool, "run", spied)
    return tasks


@pytest.mark.parametrize("allowed_failures", [3, 0], ids=["another worker takes over", "this machine takes over"])
def test_a_cluster_writes_the_same_bytes_although_a_worker_is_killed(
    course: Path, allowed_failures: int, alone: list[Task]
) -> None:
    with local_cluster(course, allowed_failures=allowed_failures) as scheduler:
        killer = Killer(scheduler)
        there = grade(DaskCluster(scheduler=scheduler, portion=4), "there", killer)
    assert killer.killed
    assert bool(alone) == (allowed_failures == 0)
    assert there == grade(Inline(), "here")
    assert len(there) > 2 * COUNT


def test_an_answer_that_kills_processes_costs_only_itself_and_no_worker_of_the_cluster(
    tmp_path: Path,
) -> None:
    plugin = deadly_plugin(tmp_path / "plugin")
    (tmp_path / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "subs").mkdir()
    for name, sky in (("ann", "blue"), ("ben", "deadly"), ("cem", "red")):
        text = f"student: {name}\nexercise: colours\nanswers: {{sky: {sky}, small: 2}}\n"
        (tmp_path / "subs" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with local_cluster(tmp_path, plugin) as scheduler:
        before = pids(scheduler)
        there = graded(tmp_path, plugin, "there", "--engine", "dask", "--scheduler", scheduler)
        assert pids(scheduler) == before
    here = graded(tmp_path, plugin, "here", "--jobs", "1")
    assert there[:2] == here[:2]
    assert there[0] == 4
    outcomes = {
        name: [item["outcome"] for item in json.loads(there[1][f"{name}.json"])["items"]]
        for name in ("ann", "ben", "cem")
    }
    assert outcomes == {"ann": ["correct", "correct"], "ben": ["correct", "fault"], "cem": ["correct", "incorrect"]}


def deadly_plugin(folder: Path) -> Path:
    """Write a package with an answer type that ends the process which judges one certain answer."""
    metadata = folder / "course_plugin-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: course-plugin\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[grader.answers]\ncolour = course_plugin:COLOUR\n")
    first = "        right = answer.words"
    assert first in PLUGIN
    (folder / "course_plugin.py").write_text(PLUGIN.replace(first, f"{DEADLY}{first}"))
    return folder


def pids(scheduler: str) -> dict[str, int]:
    with distributed.Client(scheduler, set_as_default=False) as client:
        found: dict[str, int] = client.run(os.getpid)
        return found


def graded(folder: Path, plugin: Path, out: str, *options: str) -> tuple[int, dict[str, bytes], str]:
    """Grade with the command, as a shell does."""
    called = subprocess.run(
        [sys.executable, "-P", "-m", "grader", "grade", "subs", "-r", "rubric.yaml", "-o", out, *options],
        cwd=folder, env={**os.environ, "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{plugin}"},
        capture_output=True, check=False, text=True,
    )  # fmt: skip
    return called.returncode, reports(str(folder / out)), called.stderr


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster without workers."""
    with local_cluster(tmp_path_factory.mktemp("cluster"), workers=0) as scheduler:
        yield scheduler


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster that has what this installation has."""
    with local_cluster(tmp_path_factory.mktemp("cluster"), workers=1) as scheduler:
        yield scheduler


def refused(scheduler: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a command says that cannot use the cluster."""
    assert main([*GRADES, "--engine", "dask", "--scheduler", scheduler, "--quiet"]) == 2
    return capsys.readouterr().err


def complaint(scheduler: str, why: str) -> str:
    return (
        f"error[no-cluster]: The Dask cluster at '{scheduler}' cannot be used.\n"
        f"   why:   {why}\n"
        "   help:  Check that its scheduler and workers are running, and run the command again.\n"
    )


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize("scheduler", ["tcp://127.0.0.1:1", "carrier-pigeon://loft"])
def test_a_scheduler_that_does_not_answer_is_reported(
    scheduler: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 1)
    expected = complaint(scheduler, "It did not answer within 1 seconds, or the address is wrong.")
    assert refused(scheduler, capsys) == expected


@pytest.mark.usefixtures("course")
def test_a_cluster_without_workers_is_reported(
    idle: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE_S", 0.1)
    assert refused(idle, capsys) == complaint(idle, "It has had no workers for 0.1 seconds.")


@pytest.mark.usefixtures("course")
def test_a_cluster_that_has_another_version_is_refused(
    plain: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "__version__", "0.0.7")
    assert refused(plain, capsys) == differing(f"The scheduler has grader {__version__}; this is grader 0.0.7.")


def test_a_worker_of_another_version_that_comes_later_is_refused(
    course: Path, plain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "Portion", partial(bench.Portion, version="0.0.7"))
    with pytest.raises(UsageError) as caught:
        grade(DaskCluster(scheduler=plain), "there")
    assert f"{caught.value}\n" == differing(f"One of its workers says: This worker has grader {__version__}.")


def test_a_cluster_that_lacks_an_answer_type_of_the_course_is_refused(tmp_path: Path, plain: str) -> None:
    plugin = deadly_plugin(tmp_path / "plugin")
    (tmp_path / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "subs").mkdir()
    (tmp_path / "subs" / "ann.yaml").write_text("student: ann\nexercise: colours\nanswers: {small: 2}\n")
    code, _, said = graded(tmp_path, plugin, "there", "--engine", "dask", "--scheduler", plain, "--quiet")
    assert (code, said) == (2, differing("One of its workers says: 'colour' is not an answer type."))


def differing(why: str) -> str:
    return (
        "error[cluster-differs]: The cluster would not grade as this installation does.\n"
        f"   why:   {why}\n"
        "   help:  Install the same version of grader there as here, and the same plug-ins.\n"
    )


def test_a_cluster_that_is_lost_in_the_middle_is_reported_and_what_was_graded_is_kept(
    course: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 1)
    with local_cluster(course) as scheduler:
        with distributed.Client(scheduler, set_as_default=False) as client:
            pid = client.run_on_scheduler(os.getpid)
        with pytest.raises(UsageError) as caught:
            grade(DaskCluster(scheduler=scheduler, portion=1), "there", lambda: os.kill(pid, signal.SIGKILL))
    why = "The connection was lost during grading. What was graded already is kept."
    assert f"{caught.value}\n" == complaint(scheduler, why)
    assert (caplog.text, capfd.readouterr().err) == ("", "")
    with Store(Path("there")) as store:
        assert 0 < len(store.submissions()) < COUNT
