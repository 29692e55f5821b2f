"""The last prover: sympy in a process of its own, each question in a child that is killed at a deadline."""

import os
import time
from collections.abc import Iterator

import pytest

from grader import compare
from grader.equivalence.graph import functions, powers, signs
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.work import MAX_QUESTIONS
from grader.equivalence.rungs import sympy_worker
from grader.equivalence.rungs.sympy_worker import (
    PATIENCE,
    Worker,
    choose_effort,
    list_environment,
    prove,
)
from grader.expr.notation import Domain

ZERO = [["number", "0x0", "0x1"]]
SLOW = [["number", "0x9", "0x1"], ["number", "0x2540be400", "0x1"], ["power", 0, 1], ["power", 2, 1]]


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.stop()


def test_sympy_proves_what_it_can_simplify_to_zero_and_nothing_else() -> None:
    g = Graph()
    x = g.atom("x", Domain())
    expanded = g.call("exp", g.combine([(x, 2), (g.power(x, 2), 1)]))
    factored = g.call("exp", g.mul([x, g.add([x, g.number(2)])]))
    found = prove(g, expanded, factored, 30.0)
    assert found is not None and (found.result, found.by) == ("equal", "sympy")
    assert prove(g, expanded, functions.sin(g, x), 30.0) is None


def test_a_question_that_takes_too_long_costs_its_child_alone(worker: Worker) -> None:
    assert worker.ask(ZERO, 30.0) == "equal"
    first = worker.process
    begun = time.monotonic()
    assert worker.ask(SLOW, 0.3) == "unknown"
    assert time.monotonic() - begun < 0.3 * PATIENCE
    assert worker.ask(ZERO, 30.0) == "equal"
    assert worker.process is first  # sympy was not loaded again


def test_a_process_that_was_killed_is_started_anew(worker: Worker) -> None:
    assert worker.ask(ZERO, 30.0) == "equal"
    assert worker.process is not None
    worker.process.kill()
    worker.process.wait()
    assert worker.ask(ZERO, 30.0) == "equal"


def test_files_beyond_the_reach_of_select_can_be_waited_for(worker: Worker) -> None:
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)] if can_open(1300) else []
    try:
        assert worker.ask(ZERO, 30.0) == "equal"
    finally:
        for descriptor in held:
            os.close(descriptor)


def can_open(count: int) -> bool:
    """Raise the limit of open files of this process, as far as the system allows."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        pytest.skip("the system does not let this process open so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))
    return True


def test_nothing_in_the_environment_changes_what_sympy_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("SYMPY_USE_CACHE", "no")
    seen = list_environment()
    assert "SYMPY_USE_CACHE" not in seen
    assert {name: value for name, value in seen.items() if name.startswith("PYTHON")} == {"PYTHONHASHSEED": "0"}


def test_an_answer_asks_a_few_times_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(sympy_worker._worker, "ask", lambda *given, **more: asked.append(given) or "unknown")
    entries = ", ".join(f"tan(asin({count}x)/2)" for count in range(1, 20))
    others = ", ".join(f"{count}x/(1+sqrt(1-{count}^2 x^2))" for count in range(1, 20))
    for count in (1, 2):  # the second answer may ask as often as the first
        assert compare(f"({entries})", f"({others})", symbols={"x": "positive"}).result == "unknown"
        assert len(asked) == count * MAX_QUESTIONS


def test_sympy_simplifies_only_what_it_has_a_chance_with() -> None:
    g = Graph()
    x, n = g.atom("x", Domain()), g.atom("n", Domain(kind="natural"))
    z = g.atom("z", Domain(kind="complex"))

    def effort_of(node: int) -> int:
        return choose_effort(g, list_reachable(g, [node]))

    assert effort_of(signs.absolute(g, x)) == 0
    g = Graph()
    n = g.atom("n", Domain(kind="natural"))
    assert effort_of(signs.sign(g, g.add([n, g.number(-3)]))) == 2
    g = Graph()
    x = g.atom("x", Domain())
    assert effort_of(powers.sqrt(g, g.add([signs.absolute(g, x), g.number(2)]))) == 2
    g = Graph()
    z = g.atom("z", Domain(kind="complex"))
    assert effort_of(g.call("abs", z)) == 2
    g = Graph()
    x = g.atom("x", Domain())
    assert effort_of(powers.log(g, g.add([powers.exp(g, x), g.number(1)]))) == 2
    assert effort_of(functions.sin(g, x)) == 1
    g = Graph()
    x = g.atom("x", Domain())
    angle = functions.FUNCTIONS["atan"](g, functions.FUNCTIONS["tan"](g, x))
    assert effort_of(g.mul([functions.cos(g, angle), signs.sign(g, x)])) == 2
