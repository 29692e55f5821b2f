"""The last prover: sympy in a process of its own, killed at a deadline."""

import signal
import time

from grader.equivalence.graph import functions
from grader.equivalence.graph.graph import Graph
from grader.equivalence.rungs.sympy_worker import PATIENCE, Worker, prove
from grader.expr.notation import Domain


def test_sympy_proves_what_it_can_simplify_to_zero_and_nothing_else() -> None:
    g = Graph()
    x = g.atom("x", Domain())
    product = g.call("sin", g.scale(x, 2))
    double = g.scale(g.mul([g.call("sin", x), g.call("cos", x)]), 2)
    found = prove(g, product, double, 30.0)
    assert found is not None and (found.result, found.by) == ("equal", "sympy")
    assert prove(g, product, functions.sin(g, x), 30.0) is None


def test_a_worker_that_misses_its_deadline_is_killed_and_started_anew() -> None:
    worker = Worker()
    try:
        assert worker.ask([["number", "0x0", "0x1"]], 30.0) == "equal"
        first = worker.process
        slow = [["number", "0x9", "0x1"], ["number", "0x2540be400", "0x1"], ["power", 0, 1], ["power", 2, 1]]
        begun = time.monotonic()
        assert worker.ask(slow, 0.3) == "unknown"
        assert time.monotonic() - begun < 0.3 * PATIENCE
        assert first is not None and first.returncode == -signal.SIGPROF  # ended by its own clock, not by us
        assert worker.ask([["number", "0x0", "0x1"]], 30.0) == "equal"
    finally:
        worker.stop()
