"""A small course whose answers can do harm: a plug-in that hangs, eats memory, dies or fails, beside ordinary items."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from textwrap import dedent

PLUGIN = '''
"""An answer type whose answers are poison, and reports that are."""

import os
import signal
import sys
import time
from fractions import Fraction

from grader.answers import Answer
from grader.records import Outcome, Verdict
from grader.reports import ReportFormat


def hang():
    while True:
        time.sleep(0.01)


def eat():
    eaten = []
    while True:
        eaten.append(bytes(200_000_000))


HARM = {
    "hang": hang,
    "eat": eat,
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "abort": lambda: os.kill(os.getpid(), signal.SIGABRT),
    "leave": lambda: sys.exit(3),
    "interrupt": lambda: signal.raise_signal(signal.SIGTERM),
    "fail": lambda: 1 / 0,
    "slow": lambda: time.sleep(0.05),
}


class PoisonAnswer:
    kind = "poison"
    summary = "a word that does harm"
    options = {}
    answer_schema = {"type": "string"}
    example = "harmless"
    needs_expected = True

    def read(self, given, task):
        return Answer(text=given.text, words=(given.text,))

    def judge(self, answer, expected, task):
        HARM.get(answer.words[0], lambda: None)()
        right = answer.words == expected.words
        return Verdict(outcome=Outcome.CORRECT if right else Outcome.INCORRECT, credit=Fraction(int(right)))


def render(graded):
    if graded.student.startswith("fails_always") or (graded.items and graded.student.startswith("fails")):
        raise ValueError("no report")
    if graded.student.startswith("hangs"):
        hang()
    return f"{graded.student}: {graded.score}\\n"


POISON = PoisonAnswer()
BRITTLE = ReportFormat(kind="brittle", suffix=".brittle", summary="A report that may fail.", render=render)
'''
ENTRY_POINTS = """\
[grader.answers]
poison = poison_plugin:POISON

[grader.reports]
brittle = poison_plugin:BRITTLE
"""
RUBRIC = """
rubric: poison
title: Poison
parts:
  - id: one
    title: One
    notation: {symbols: {x: {domain: real}}}
    items:
      - {id: before, type: number, points: 1, prompt: What is 1 + 1?, expected: 2}
      - {id: poison, type: poison, points: 1, prompt: What is harmless?, expected: harmless}
      - {id: after, type: expression, points: 2, prompt: What is x + x?, expected: 2*x}
"""
COMMAND = (sys.executable, "-m", "grader", "grade", "subs", "--rubric", "rubric.yaml", "--out", "out")
ROOT = Path(__file__).parents[2]


def make_course(folder: Path, poisons: Mapping[str, str]) -> Path:
    """Write the plug-in, the rubric and a submission for each student, whose answer to ``poison`` is given."""
    (folder / "poison_plugin.py").write_text(PLUGIN, encoding="utf-8")
    metadata = folder / "poison_plugin-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: poison-plugin\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(ENTRY_POINTS, encoding="utf-8")
    (folder / "rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    (folder / "subs").mkdir()
    for student, poison in poisons.items():
        hand_in(folder, student, poison)
    return folder


def hand_in(folder: Path, student: str, poison: str = "harmless", after: str = "2*x") -> None:
    """Write a submission."""
    text = dedent(f"""\
        student: {student}
        exercise: poison
        answers: {{before: 2, poison: {poison}, after: {after}}}
        """)
    (folder / "subs" / f"{student}.yaml").write_text(text, encoding="utf-8")


def harmless(count: int, poison: str = "harmless") -> dict[str, str]:
    """Return students who do no harm."""
    return {f"s{number:03}": poison for number in range(count)}


def start(folder: Path, *arguments: str, prefix: Iterable[str] = ()) -> "subprocess.Popen[str]":
    """Start grading in a process group of its own."""
    with hearing_interrupts():
        return subprocess.Popen(
            [*prefix, *COMMAND, *arguments],
            cwd=folder,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


@contextmanager
def hearing_interrupts() -> Iterator[None]:
    """Let what is started here hear Ctrl-C, also where the tests run in the background of a shell, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which the plug-in is installed."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))), "LC_ALL": "C.UTF-8"}


def run(folder: Path, *arguments: str, prefix: Iterable[str] = ()) -> tuple[int, str, str]:
    """Grade to the end; return the exit code and what was printed."""
    process = start(folder, *arguments, prefix=prefix)
    try:
        printed, complained = process.communicate(timeout=120)
    finally:
        end(process)
    return process.returncode, printed, complained


def end(process: "subprocess.Popen[str]", with_signal: int = signal.SIGKILL) -> None:
    """Kill whatever is left of a run."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, with_signal)
    process.communicate()


def members(process: "subprocess.Popen[str]") -> dict[int, int]:
    """Return the parent of each process of a run that is alive, and not merely waiting to be buried."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, group = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:3]
        except OSError:  # it is over
            continue
        if int(group) == process.pid and state not in "ZX":
            found[int(status.parent.name)] = int(parent)
    return found


def workers(process: "subprocess.Popen[str]") -> list[int]:
    """Return the workers of a run: the processes that were made by another than the one that leads it."""
    found = members(process)
    return [pid for pid, parent in found.items() if parent in found and parent != process.pid]


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something that will come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.01)


def files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each report in an output folder, by name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "out").iterdir())
        if path.name != ".grader"
    }


def identities(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what changes about each report when it is written again, even with the same bytes."""
    return {
        path.name: ((status := path.stat()).st_ino, status.st_mtime_ns)
        for path in (folder / "out").iterdir()
        if path.name != ".grader"
    }


def assert_whole(folder: Path) -> None:
    """Assert that nothing in an output folder is torn, and nothing left over."""
    for path in (folder / "out").iterdir() if (folder / "out").exists() else ():
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".html":
            assert path.read_text(encoding="utf-8").rstrip().endswith("</html>"), path
        elif path.suffix in (".csv", ".md", ".brittle"):
            assert path.read_text(encoding="utf-8").endswith("\n"), path
        else:
            assert path.name == ".grader"


def outcomes(folder: Path, student: str) -> dict[str, str]:
    """Return the outcome of each item in a student's JSON report."""
    data = json.loads((folder / "out" / f"{student}.json").read_text(encoding="utf-8"))
    return {item["id"]: item["outcome"] for item in data["items"]}
