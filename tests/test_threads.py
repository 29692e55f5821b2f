"""The library may be called from many threads: whatever they do at the same time, each gets what a single one would."""

import subprocess
import sys
from collections.abc import Callable
from threading import Event, Thread
from weakref import ref

import flint
import pytest

import grader
from grader.equivalence.precision import Caches, _guest, precision
from grader.expr import parse
from grader.expr.notation import Entry, Notation
from grader.memory import Memory
from grader.source import Source
from tests.many_threads import (
    EXERCISE,
    PAIRS,
    SUBMISSIONS,
    Call,
    comparisons,
    documents,
    find_wrong,
    gradings,
    outcome_of,
    run_in_threads,
    switching_often,
)

# Nothing of the engine is imported before the threads begin.
FIRST_CALLS = """
import sys, threading, grader
sys.setswitchinterval(1e-6)
pairs = ["x + x", "2x"], ["sqrt(3 + 2 sqrt(2))", "1 + sqrt(2)"], ["{1, 2}", "{2, 1}"], ["x > 1", "1 < x"]
found, barrier = [], threading.Barrier(8)
def call(pair):
    barrier.wait()
    found.append(grader.compare(*pair).result)
threads = [threading.Thread(target=call, args=(pairs[number % 4],)) for number in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(found)
"""


@pytest.mark.parametrize(
    ("calls", "count"), [(comparisons, 1_000), (gradings, 40), (documents, 16)], ids=["compare", "grade", "documents"]
)
def test_each_call_returns_what_it_returns_in_a_single_thread(calls: Callable[[int], list[Call]], count: int) -> None:
    assert find_wrong(calls(count), calls(count)) == []


@pytest.mark.threads
@pytest.mark.parametrize(
    ("calls", "count"),
    [(comparisons, 10_000), (gradings, 400), (documents, 160)],
    ids=["compare", "grade", "documents"],
)
def test_each_of_many_calls_returns_what_it_returns_in_a_single_thread(
    calls: Callable[[int], list[Call]], count: int
) -> None:
    assert find_wrong(calls(count), calls(count)) == []


def test_the_pairs_are_of_every_kind() -> None:
    results = [grader.compare(**pair) for pair in PAIRS]
    rungs = {result.by for result in results}
    assert rungs >= {
        "tree",
        "exact",
        "tolerance",
        "rounding",
        "modular",
        "algebraic",
        "enclosure",
        "sympy",
        "form",
        "limit",
    }
    assert {result.result for result in results} == {"equal", "different", "unknown", "unreadable"}


def test_the_first_calls_of_a_process_may_be_made_by_threads() -> None:
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", FIRST_CALLS], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == (f"{['equal'] * 8}\n", "")


def test_results_do_not_depend_on_the_precision_that_the_process_has() -> None:
    usual = [outcome_of(call) for call in comparisons(len(PAIRS))]
    before = flint.ctx.prec
    for bits in (3, 2_000):
        flint.ctx.prec = bits
        try:
            assert [outcome_of(call) for call in comparisons(len(PAIRS))] == usual
            assert flint.ctx.prec == bits
        finally:
            flint.ctx.prec = before


def test_reading_an_answer_waits_for_nobody_who_computes() -> None:
    notation = Notation(entries={"x": Entry(name="x")})
    held, done = Event(), Event()
    read: list[object] = []

    def compute() -> None:
        with precision(64):
            held.set()
            done.wait(30)

    def read_answers() -> None:
        rubric = grader.load_rubric(EXERCISE)
        read.extend(parse(text, notation).tree for text in ("x^2 + sin(x)", r"\frac{1}{x}"))
        read.append(grader.load_submission(SUBMISSIONS[EXERCISE][0], rubric))

    holder, reader = Thread(target=compute), Thread(target=read_answers)
    holder.start()
    held.wait(30)
    reader.start()
    reader.join(20)
    is_waiting = reader.is_alive()
    done.set()
    holder.join()
    reader.join()
    assert not is_waiting
    assert len(read) == 3


def test_precision_is_set_for_one_thread_at_a_time_and_given_back() -> None:
    before = flint.ctx.prec

    def seen(bits: int) -> bool:
        with precision(bits):
            outer = flint.ctx.prec
            with precision(2 * bits):
                inner = flint.ctx.prec
            return (outer, inner, flint.ctx.prec) == (bits, 2 * bits, bits)

    outcomes = run_in_threads([lambda bits=bits: seen(bits) for bits in range(10, 410)], 8)  # type: ignore[misc]
    assert set(outcomes.values()) == {True}
    assert flint.ctx.prec == before


def test_a_memory_belongs_to_a_thread_and_is_bounded_in_each() -> None:
    memory = Memory(capacity=2)
    memory.keep("a", "mine")
    seen: list[object] = []

    def use() -> None:
        seen.append(memory.recalled("a"))
        for key in "abc":
            memory.keep(key, "other")
        seen.append(len(memory))

    thread = Thread(target=use)
    thread.start()
    thread.join()
    assert seen == [None, 2]
    assert (memory.recalled("a"), len(memory)) == ("mine", 1)


def test_lines_of_a_source_are_counted_once_for_all_threads() -> None:
    for _ in range(50):
        source = Source("a.yaml", "a: 1\n" * 300)
        outcomes = run_in_threads([lambda source=source: source.position(1_499)] * 8, 8)  # type: ignore[misc]
        assert set(outcomes.values()) == {(300, 5)}


def test_what_flint_keeps_for_a_thread_is_freed_when_the_thread_ends() -> None:
    caches: list[ref[Caches]] = []

    def compute() -> None:
        grader.compare("sin(2x)", "2 sin(x) cos(x)")
        caches.append(ref(_guest.caches))

    thread = Thread(target=compute)
    thread.start()
    thread.join()
    assert [each() for each in caches] == [None]


def test_what_a_thread_remembers_goes_with_it() -> None:
    class Large:
        gone = Event()

        def __del__(self) -> None:
            self.gone.set()

    memory = Memory()
    thread = Thread(target=lambda: memory.keep("a", Large()) and None)
    with switching_often():
        thread.start()
        thread.join()
    assert Large.gone.wait(10)
