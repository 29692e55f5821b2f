"""The sympy side: a separate process that builds a difference node by node, and tries to simplify it to zero.

It is started by ``sympy_worker`` as a script and imports nothing from this package. Each input line is a JSON list: the
seconds of CPU time that the question may take, how much to try (0: build the difference, 1: multiply it out as well, 2:
simplify it as well), and the nodes. Operands come before the nodes that use them; the last node is the difference. Each
output line is ``equal`` or ``unknown``. No text is ever parsed as mathematics: objects are made by constructor calls
only.

Each question has a child of its own. So the slow import happens once, every question finds sympy as it was after that,
with empty caches, whatever was asked before, and one that takes too long costs its child alone. After its time a signal
kills the child, and no code of sympy or its libraries can delay that.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

# Of address space; past it an allocation fails, which is caught below and means ``unknown``.
MEMORY_BYTES = 1_500_000_000
# How a child ends. Neither is 0 or 1, with which Python ends on its own.
EQUAL, UNKNOWN = 11, 12


def main() -> None:
    """Answer one question a line until the input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # Sympy recurses into nested expressions. Those that are too deep even for this raise an error, which is caught
    # below and means ``unknown``.
    sys.setrecursionlimit(3000)
    # ``ready`` says that the slow import is over, so it takes no time from the first question.
    import sympy

    warm_up(sympy)
    print("ready", flush=True)
    for line in sys.stdin:
        print(ask_child(sympy, line), flush=True)


def warm_up(sympy: Any) -> None:
    """Let sympy load what it loads at the first use, once for all children; the same on every run."""
    t, u = sympy.Symbol("t", real=True), sympy.Symbol("u", positive=True)
    for difference in (
        sympy.log(1 + sympy.exp(t)) - sympy.log(1 + sympy.exp(-t)) - t,
        sympy.sqrt(t**2 * u) - sympy.sign(t) * t * sympy.sqrt(u),
        sympy.Abs(t * u) - sympy.Abs(t) * u,
    ):
        sympy.simplify(sympy.expand(difference))


def ask_child(sympy: Any, line: str) -> str:
    """Answer a question in a child of this process; ``unknown`` where the child was killed."""
    child = os.fork()
    if child == 0:
        # ``_exit`` leaves at once, without what this process does at its end. Its code is the answer.
        os._exit(EQUAL if find_answer(sympy, *json.loads(line)) == "equal" else UNKNOWN)
    _, status = os.waitpid(child, 0)
    return "equal" if os.WIFEXITED(status) and os.WEXITSTATUS(status) == EQUAL else "unknown"


def find_answer(sympy: Any, deadline_s: float, effort: int, nodes: list[list[Any]]) -> str:
    """Return ``equal`` if the last node simplifies to zero, else ``unknown``."""
    # This timer counts CPU time, also in C code. No handler is set for its signal, so it kills the process.
    signal.setitimer(signal.ITIMER_PROF, deadline_s)
    try:
        values: list[Any] = []
        for node in nodes:
            values.append(build_object(sympy, node, values))
        difference = values[-1]
        # Sympy's constructors alone may cancel everything.
        ways = (lambda e: e, sympy.expand, sympy.simplify)
        if any(way(difference) == 0 for way in ways[: effort + 1]):
            return "equal"
    except (ArithmeticError, AttributeError, MemoryError, RecursionError, TypeError, ValueError, NotImplementedError):
        return "unknown"
    return "unknown"


def build_object(sympy: Any, node: list[Any], values: list[Any]) -> Any:
    kind, *data = node
    if kind == "number":
        # Hexadecimal: Python limits how many decimal digits it converts, and hexadecimal takes linear time.
        return sympy.Rational(int(data[0], 16), int(data[1], 16))
    if kind == "symbol":
        return sympy.Symbol(f"s{data[0]}", **dict.fromkeys(data[1], True))
    if kind == "sum":
        return sympy.Add(*(values[term] * values[factor] for term, factor in data[0]))
    if kind == "product":
        return sympy.Mul(*(sympy.Pow(values[factor], exponent) for factor, exponent in data[0]))
    if kind == "power":
        return sympy.Pow(values[data[0]], values[data[1]])
    return list_functions(sympy)[data[0]](*(values[argument] for argument in data[1]))


def list_functions(sympy: Any) -> dict[str, Callable[..., Any]]:
    return {
        "exp": sympy.exp, "log": sympy.log, "sin": sympy.sin, "cos": sympy.cos, "asin": sympy.asin, "atan": sympy.atan,
        "sign": sympy.sign, "floor": sympy.floor, "abs": sympy.Abs, "factorial": sympy.factorial,
        "pi": lambda: sympy.pi, "i": lambda: sympy.I,
    }  # fmt: skip


if __name__ == "__main__":
    main()
