"""What happens to a run never tears a file, and the run after it ends with the same bytes as an undisturbed one."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from grader.batch.engines import pool
from grader.batch.engines.crew import Report
from grader.batch.engines.trail import Trail
from tests.batch.courses import (
    assert_whole,
    end,
    files,
    harmless,
    make_course,
    members,
    run,
    start,
    until,
    workers,
)  # fmt: skip

JOBS = ("--jobs", "2", "--quiet")
MOMENTS = 20


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], float]:
    """A course, the reports that grading it gives, and the seconds that takes."""
    course = make_course(tmp_path_factory.mktemp("course"), {**harmless(24, "slow"), "ann": "fail"})
    started = time.monotonic()
    assert run(course, *JOBS)[0] == 4
    seconds = time.monotonic() - started
    return course, files(course), seconds


@pytest.fixture
def course(undisturbed: tuple[Path, dict[str, str], float]) -> Iterator[Path]:
    """The course before anything is graded."""
    shutil.rmtree(undisturbed[0] / "out")
    yield undisturbed[0]
    (undisturbed[0] / "out").mkdir(exist_ok=True)


def report_count(course: Path) -> int:
    return len(list((course / "out").glob("*.json")))


def stopped_at(course: Path, seconds: float, with_signal: signal.Signals) -> "subprocess.Popen[str]":
    """Begin to grade, and send a signal after a while, as a terminal does to all the processes."""
    process = start(course, *JOBS)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        if with_signal is signal.SIGINT:
            os.killpg(process.pid, with_signal)
        else:
            process.send_signal(with_signal)
    return process


def check_stopped(undisturbed: tuple[Path, dict[str, str], float], number: int, with_signal: signal.Signals) -> None:
    """Stop a run at a moment that the number gives, look at what it left, and continue it."""
    course, expected, whole_s = undisturbed
    process = stopped_at(course, random.Random(number).uniform(0, whole_s), with_signal)
    try:
        _, complained = process.communicate(timeout=60)
        assert_whole(course)
        if process.returncode == 130:
            assert complained == "grader: stopped.\n"
            assert not workers(process)
        else:  # not begun yet, done already, or killed
            assert process.returncode in (-with_signal, 4)
        until(lambda: not members(process))
    finally:
        end(process)
    assert run(course, *JOBS)[0] == 4
    assert files(course) == expected
    assert_whole(course)


@pytest.mark.kill
@pytest.mark.usefixtures("course")
@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("number", range(MOMENTS))
def test_run_that_is_stopped_at_any_moment_is_continued(
    undisturbed: tuple[Path, dict[str, str], float], number: int, with_signal: signal.Signals
) -> None:
    check_stopped(undisturbed, number, with_signal)


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_run_that_is_stopped_amid_grading_keeps_what_it_has_done(
    undisturbed: tuple[Path, dict[str, str], float], course: Path, with_signal: signal.Signals
) -> None:
    process = start(course, *JOBS)
    try:
        until(lambda: report_count(course) >= 4)
        if with_signal is signal.SIGINT:
            os.killpg(process.pid, with_signal)
        else:
            process.send_signal(with_signal)
        printed, complained = process.communicate(timeout=60)
        until(lambda: not members(process), 10)
    finally:
        end(process)
    if with_signal is signal.SIGINT:
        assert (process.returncode, printed, complained) == (130, "", "grader: stopped.\n")
    else:
        assert (process.returncode, printed) == (-with_signal, "")
    assert_whole(course)
    assert not (course / "out" / "index.html").exists()
    assert run(course, *JOBS)[0] == 4
    assert files(course) == undisturbed[1]


def test_workers_that_are_killed_are_replaced(undisturbed: tuple[Path, dict[str, str], float], course: Path) -> None:
    process = start(course, *JOBS)
    try:
        for count in (1, 6):
            until(
                lambda count=count: process.poll() is not None or (report_count(course) >= count and kill_one(process))
            )
        _, complained = process.communicate(timeout=120)
    finally:
        end(process)
    assert (process.returncode, complained) == (4, "")
    assert files(course) == undisturbed[1]


@pytest.mark.parametrize(
    ("deaths", "lost"),
    [([False], []), ([False, False], ["poison"]), ([True], ["poison"]), ([False, True], ["poison"])],
    ids=["killed once", "killed twice", "too slow", "killed, then too slow"],
)
def test_only_what_is_too_slow_or_kills_twice_is_lost(
    deaths: list[bool], lost: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies once while it grades one submission may have been killed from outside."""
    asked: list[frozenset[str]] = []

    def run_order(crew: Any, function: Any, task: Any, without: frozenset[str], trail: Trail) -> Report[Any]:
        asked.append(without)
        trail.note_item("poison")
        is_last = len(asked) > len(deaths)
        result = ["done"] if is_last else None
        return Report(order=cast(Any, None), result=result, is_late=not is_last and deaths[len(asked) - 1])

    monkeypatch.setattr(pool, "run_order", run_order)
    workshop = cast(Any, SimpleNamespace(scratch=tmp_path))
    assert pool.grade_alone(cast(Any, None), workshop, cast(Any, None)) == ["done"]
    assert sorted(asked[-1]) == lost


def kill_one(process: "subprocess.Popen[str]") -> bool:
    """Kill a worker of a run, if it has one that is still alive."""
    for pid in workers(process):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def test_second_run_says_who_holds_the_folder(tmp_path: Path) -> None:
    course = make_course(tmp_path, {"ann": "hang", "ben": "harmless"})
    process = start(course, *JOBS)
    try:
        until(lambda: (course / "out" / ".grader" / "holder").exists())
        second = run(course, *JOBS)
        assert process.poll() is None
    finally:
        end(process)
    assert second == (
        2,
        "",
        f"error[folder-in-use]: The folder 'out' is in use: process {process.pid} on {os.uname().nodename} is"
        " writing reports there.\n"
        "   why:   Two runs would write over each other's reports.\n"
        "   help:  Wait until it is done, or give another folder with --out.\n",
    )
    (course / "subs" / "ann.yaml").unlink()
    assert run(course, *JOBS)[0] == 0


@pytest.fixture
def small_disk(course: Path) -> Iterator[Path]:
    """The course with its reports on a disk that is too small for them."""
    out = course / "out"
    out.mkdir()
    if os.geteuid() or mount("-t", "tmpfs", "-o", "size=400k", "tmpfs", str(out)):
        pytest.skip("only root can mount a small disk")
    yield course
    subprocess.run(["umount", "--lazy", str(out)], check=True)


def mount(*arguments: str) -> int:
    """Mount a file system; return the exit code."""
    try:
        return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode
    except FileNotFoundError:
        return 1


@pytest.mark.parametrize("size_kib", [4, 100, 200, 300, 400])
def test_full_disk_is_reported_and_the_run_continued_when_there_is_room(
    undisturbed: tuple[Path, dict[str, str], float], small_disk: Path, size_kib: int
) -> None:
    out = small_disk / "out"
    mount("-o", f"remount,size={size_kib}k", str(out))
    code, printed, complained = run(small_disk, *JOBS)
    assert (code, printed) == (2, "")
    assert complained.startswith("error[cannot-write]: The ")
    assert "   why:   The system says: " in complained
    assert_whole(small_disk)
    mount("-o", "remount,size=50m", str(out))
    assert run(small_disk, *JOBS)[0] == 4
    assert files(small_disk) == undisturbed[1]


@pytest.mark.parametrize("size", [1_000, 5_000, 15_000, 40_000])
def test_files_that_may_not_be_large_are_reported(
    undisturbed: tuple[Path, dict[str, str], float], course: Path, size: int
) -> None:
    bounded = (
        f"import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    code, printed, complained = run(course, *JOBS, prefix=(sys.executable, "-c", bounded))
    assert (code, printed) == (2, "")
    assert complained.startswith("error[cannot-write]: The ")
    assert_whole(course)
    assert run(course, *JOBS)[0] == 4
    assert files(course) == undisturbed[1]
