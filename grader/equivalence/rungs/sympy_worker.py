"""The last prover: sympy, in a separate process that is killed at a deadline.

A signal handler or a thread cannot stop C code, so the worker is a process; it is started when it is first needed, and
used again: each question has a child of its own (``sympy_process``). The deadline counts the CPU time that a child
takes, so that a busy machine does not turn a proof into ``unknown``; on the clock it may take ``PATIENCE`` times as
long. It gets its input node by node from the graph, never as text. Only ``equal`` is believed. All threads ask the same
process, one question at a time; the deadline of a question begins when its turn comes.

A few are asked for one answer (``graph.work``). Building the difference takes sympy some milliseconds; it goes on to
simplify it, which takes up to seconds, only where that has a chance (``choose_effort``).
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import signal
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, Any

from flint import fmpq

from grader.equivalence.graph import facts
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ATOM, CALL, NUMBER, POWER, PRODUCT, SUM
from grader.records import Decision, Equality

if TYPE_CHECKING:
    import subprocess

__all__ = ["Worker", "prove"]

START_S = 60.0  # importing sympy takes a second or two, and far longer on a busy machine
PATIENCE = 20  # the clock may show this many times the CPU time before the parent stops waiting
MAX_NODES = 60  # the largest difference in the case tables that sympy proves has 18
# What the other side can build (``list_functions`` there). A difference with any other function is not sent.
KNOWN = frozenset({"exp", "log", "sin", "cos", "asin", "atan", "sign", "floor", "abs", "factorial", "pi", "i"})
# What a symbol's domain is called in sympy. Without it, sqrt(x^2) would not simplify to x for positive x. The ends of a
# range are left out: with fewer assumptions sympy only proves less.
ASSUMPTIONS = {
    "real": ["real"], "positive": ["positive"], "nonnegative": ["nonnegative"], "negative": ["negative"],
    "nonzero": ["real", "nonzero"], "integer": ["integer"], "natural": ["integer", "nonnegative"], "complex": [],
}  # fmt: skip


class Worker:
    """One sympy process, started when it is first asked."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.owner = 0  # the process that started it; after a fork, the child starts its own
        self.turn = Lock()  # a question and its answer belong together

    def ask(self, nodes: list[list[Any]], deadline_s: float, *, effort: int = 2) -> str:
        """Return the worker's answer, or ``unknown`` where it does not come within ``deadline_s`` of CPU time."""
        with self.turn:
            return self.send_question([deadline_s, effort, nodes], deadline_s)

    def send_question(self, question: list[Any], deadline_s: float) -> str:
        """Put a question to the process and wait for the answer."""
        try:
            process = self.start_process()
            if process is None:
                return "unknown"
            stdin, stdout = get_pipes(process)
            stdin.write(json.dumps(question) + "\n")
            stdin.flush()
            answer = read_line_within(stdout, deadline_s * PATIENCE)
        except OSError:  # a broken pipe: the process was killed, by its own timer or from outside
            answer = None
        # A process that missed its time might still write the answer later, where it would be read as that to the next
        # question.
        if answer is None:
            self.stop()
        return answer or "unknown"

    def start_process(self) -> subprocess.Popen[str] | None:
        """Return the running process; start it if there is none."""
        # After a fork the pipes are shared with the parent; two processes that read one answer would mix them up.
        if self.owner != os.getpid():
            self.process, self.owner = None, os.getpid()
        if self.process is None or self.process.poll() is not None:
            self.stop()
            import subprocess  # slow to load, and hardly any answer comes this far

            script = Path(__file__).with_name("sympy_process.py")
            self.process = subprocess.Popen(
                # No packages of the user, and no modules from the script's folder.
                [sys.executable, "-s", "-P", "-W", "ignore", str(script)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                env=list_environment(),
                # A group of its own, so that a child of it is killed with it.
                start_new_session=True,
            )  # fmt: skip
            if read_line_within(get_pipes(self.process)[1], START_S) != "ready":
                self.stop()
        return self.process

    def stop(self) -> None:
        """Kill the process and wait until it has ended."""
        process, self.process = self.process, None
        if process is not None and self.owner == os.getpid():
            with suppress(OSError):  # it has ended already
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for pipe in get_pipes(process):
                pipe.close()

    def forget(self) -> None:
        """Drop a process, and a turn, that belong to the parent of a forked process."""
        self.process, self.turn = None, Lock()


def list_environment() -> dict[str, str]:
    """List the variables of the environment that sympy may see: none that changes what Python or sympy does.

    With a fixed seed, sets have the same order in every process, so that a proof is found on every run or on none.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SYMPY"))}
    return ours | {"PYTHONHASHSEED": "0"}


def get_pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None and process.stdout is not None
    return process.stdin, process.stdout


def read_line_within(stream: IO[str], deadline_s: float) -> str | None:
    """Return the next line, or None if it does not come within so many seconds of the clock, or the process ended."""
    # Not ``select.select``, which takes no descriptor above 1,023, as a service with many connections may have.
    with selectors.DefaultSelector() as waiting:
        waiting.register(stream, selectors.EVENT_READ)
        return (stream.readline().strip() or None) if waiting.select(deadline_s) else None


_worker = Worker()
atexit.register(_worker.stop)
if hasattr(os, "register_at_fork"):
    # A lock that another thread of the parent held would never be released in the child.
    os.register_at_fork(after_in_child=_worker.forget)


def prove(graph: Graph, student: int, expected: int, deadline_s: float) -> Decision | None:
    """Return the decision ``equal`` if sympy simplifies the difference to zero before the deadline, else None."""
    # A deadline of 0 switches this prover off; setitimer would read it as no limit at all.
    if deadline_s <= 0:
        return None
    nodes = list_reachable(graph, [student, expected])
    if len(nodes) > MAX_NODES or not list_functions(graph, nodes) <= KNOWN or not graph.work.may_ask():
        return None
    message = build_message(graph, nodes, student, expected)
    if _worker.ask(message, deadline_s, effort=choose_effort(graph, nodes)) != "equal":
        return None
    return Decision(result=Equality.EQUAL, by="sympy")


def list_functions(graph: Graph, nodes: list[int]) -> set[str]:
    return {graph.data[node][0] for node in nodes if graph.kind[node] == CALL}


def choose_effort(graph: Graph, nodes: list[int]) -> int:
    """Return how much sympy is to try (``sympy_process``): all where it has a chance, else what takes no time.

    Of the case tables it proves these kinds by simplifying: a sign (of which max, |t| and indicators are made) of whole
    numbers alone; signs beside roots, as in the length of a multiple of a vector; exponentials beside logarithms, as in
    the cross entropy of a sigmoid; absolute values of complex numbers; the cosine of an inverse tangent of a tangent;
    floors of what is simplified.
    Everything else that it proves is already 0 when it is built, or multiplied out as an exponent is. It took most of
    its time for what it does not prove: signs beside sines, sines beside logarithms, roots alone, inverse functions.
    """
    names = list_functions(graph, nodes)
    has_roots = any(graph.kind[node] == POWER for node in nodes)
    if names == {"sign"}:
        is_whole = all(facts.is_whole(graph, node) for node in nodes if graph.kind[node] == ATOM)
        return 2 if has_roots != is_whole else 0
    if names in ({"abs"}, {"atan", "cos", "sign", "sin"}) or (names == {"exp", "log"} and not has_roots):
        return 2
    if "sign" in names:
        return 0  # each sign doubles the terms
    return 2 if "floor" in names else 1


def build_message(graph: Graph, nodes: list[int], student: int, expected: int) -> list[list[Any]]:
    """Return instructions that build the difference of two nodes. Numbers are hexadecimal text."""
    steps: list[list[Any]] = []
    place: dict[int, int] = {}

    def number(value: Any) -> int:
        fraction = fmpq(value)
        steps.append(["number", hex(int(fraction.p)), hex(int(fraction.q))])
        return len(steps) - 1

    one = number(1)
    for node in nodes:
        kind, data = graph.kind[node], graph.data[node]
        if kind == NUMBER:
            place[node] = number(data)
            continue
        if kind == ATOM:
            # By number, so no name can have a meaning in sympy.
            step: list[Any] = ["symbol", node, ASSUMPTIONS[data[1].kind]]
        elif kind == SUM:
            pairs = [[place[term], number(factor)] for term, factor in data[1]]
            step = ["sum", [*pairs, [one, number(data[0])]]]
        elif kind == PRODUCT:
            step = ["product", [[place[factor], exponent] for factor, exponent in data]]
        elif kind == POWER:
            step = ["power", place[data[0]], place[data[1]]]
        else:
            step = ["call", data[0], [place[argument] for argument in data[1]]]
        steps.append(step)
        place[node] = len(steps) - 1
    steps.append(["sum", [[place[student], one], [place[expected], number(-1)]]])
    return steps
