"""Runs calls of the library in many threads at once and compares every result with that of a single thread.

Threads change places as often as the interpreter lets them, begin together, and begin with nothing remembered.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from threading import Barrier, Thread
from typing import Any

import yaml

import grader
from grader.grading.result import GradedSubmission
from grader.reports import REPORT_FORMATS
from grader.reports.formats.json import to_json
from grader.rubric import Rubric

ROOT = Path(__file__).parents[1]
PAIRS: Sequence[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/threads.yaml").read_text(encoding="utf-8"))
EXERCISE, NEWTON = ROOT / "rubrics/exercise3.yaml", ROOT / "rubrics/logistic_newton.yaml"
SUBMISSIONS = {
    EXERCISE: [
        next((ROOT / "submissions_example").glob(f"{number}-*"))
        for number in ("01", "02", "04", "05", "07", "12", "13", "14", "19", "20", "21", "26", "31", "50")
    ],
    NEWTON: sorted((ROOT / "tests/cases/submissions/logistic_newton").iterdir())[:6],
}
SWITCH_S = 1e-6
Call = Callable[[], object]


@dataclass(frozen=True)
class Wrong:
    """A call whose result in a thread was not that of a single thread."""

    call: int
    got: object
    expected: object


def comparisons(count: int) -> list[Call]:
    """Return so many comparisons of the pairs in the table, one pair after the other and again from the start."""
    return [partial(compared, PAIRS[number % len(PAIRS)]) for number in range(count)]


def compared(pair: dict[str, Any]) -> str:
    """Return all that a comparison says, with the places of its complaints."""
    return repr(grader.compare(**pair))


def gradings(count: int) -> list[Call]:
    """Return so many gradings, each as its whole JSON report; the rubrics are loaded anew and shared by all."""
    rubrics = {path: grader.load_rubric(path) for path in SUBMISSIONS}
    files = [(path, rubric) for rubric, paths in SUBMISSIONS.items() for path in paths]
    return [
        partial(graded, path, rubrics[rubric])
        for path, rubric in (files[number % len(files)] for number in range(count))
    ]


def graded(path: Path, rubric: Rubric) -> str:
    """Return the whole record of a grading."""
    return to_json(grader.grade(path, rubric))


def documents(count: int) -> list[Call]:
    """Return so many calls that load rubrics and submissions, check a rubric, and render reports in every format."""
    rubric = grader.load_rubric(NEWTON)
    made = [grader.grade(path, rubric) for path in SUBMISSIONS[NEWTON][:3]]
    ways: list[Call] = [
        partial(load_key, EXERCISE),
        partial(load_answers, rubric),
        lambda: repr(grader.check_rubric(rubric)),
        *(partial(render_each, made) for _ in range(5)),
    ]
    return [ways[number % len(ways)] for number in range(count)]


def load_key(path: Path) -> str:
    """Return the expected answers of a rubric."""
    return repr([(item.id, item.key and item.key.answer) for item in grader.load_rubric(path).items])


def load_answers(rubric: Rubric) -> str:
    """Return the answers in several submissions."""
    return repr([grader.load_submission(path, rubric).answers for path in SUBMISSIONS[NEWTON]])


def render_each(made: Sequence[GradedSubmission]) -> list[str]:
    """Return every report on several submissions that needs no options."""
    formats = [each for each in REPORT_FORMATS.values() if each.render and not each.needs]
    return [each.render(one) for each in formats for one in made]


def outcome_of(call: Call) -> object:
    """Return what a call returns, or what it raises as text."""
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def run_in_threads(calls: Sequence[Call], thread_count: int) -> dict[int, object]:
    """Return the outcomes of calls that several threads share out, each in an order of its own."""
    outcomes: dict[int, object] = {}
    barrier = Barrier(thread_count)

    def work(thread: int) -> None:
        mine = list(range(thread, len(calls), thread_count))
        Random(thread).shuffle(mine)
        barrier.wait()
        for number in mine:
            outcomes[number] = outcome_of(calls[number])

    threads = [Thread(target=work, args=(thread,)) for thread in range(thread_count)]
    with switching_often():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return outcomes


@contextmanager
def switching_often() -> Iterator[None]:
    """Let threads change places after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def find_wrong(calls: Sequence[Call], fresh: Sequence[Call], thread_count: int = 8) -> list[Wrong]:
    """Return the calls that go otherwise in threads; ``fresh`` are the same calls, made anew, for a single thread."""
    forget_results()
    together = run_in_threads(calls, thread_count)
    forget_results()
    order = list(range(len(fresh)))
    Random("another order").shuffle(order)
    alone = {number: outcome_of(fresh[number]) for number in order}
    return [
        Wrong(number, together.get(number), alone[number])
        for number in range(len(calls))
        if together.get(number) != alone[number]
    ]


def forget_results() -> None:
    """Empty what the package's functions remember for all threads, so that threads begin with nothing."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "grader":
            for value in list(vars(module).values()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()
