"""The sympy side: a process of its own that is told what to build, node by node, and tries to simplify a difference
to zero.

It is started by ``sympy_worker`` as a script and imports nothing of this package. Each line in is a JSON list of the
seconds of CPU time that it may take and of nodes, operands before what is built from them, of which the last is the
difference; each line out is ``equal`` or ``unknown``. Past its time the process is ended by a signal that no code of
sympy's or its libraries' can keep waiting. No text is ever parsed as mathematics: objects are made by constructor calls
alone.
"""

import json
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

MEMORY_BYTES = 1_500_000_000


def main() -> None:
    """Answer one question a line until the input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.setrecursionlimit(3000)
    import sympy

    print("ready", flush=True)
    for line in sys.stdin:
        deadline_s, nodes = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, deadline_s)
        found = find_answer(sympy, nodes)
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(found, flush=True)


def find_answer(sympy: Any, nodes: list[list[Any]]) -> str:
    """Return ``equal`` if the last node simplifies to zero."""
    try:
        values: list[Any] = []
        for node in nodes:
            values.append(build_object(sympy, node, values))
        difference = values[-1]
        for attempt in (
            lambda e: e,
            sympy.simplify,
            lambda e: sympy.simplify(sympy.expand(e, func=True)),
            sympy.trigsimp,
        ):
            if attempt(difference) == 0:
                return "equal"
    except (ArithmeticError, AttributeError, MemoryError, RecursionError, TypeError, ValueError, NotImplementedError):
        return "unknown"
    return "unknown"


def build_object(sympy: Any, node: list[Any], values: list[Any]) -> Any:
    """Return the sympy object of one node."""
    kind, *data = node
    if kind == "number":
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
    """Return the constructors of the functions that may be asked for."""
    return {
        "exp": sympy.exp, "log": sympy.log, "sin": sympy.sin, "cos": sympy.cos, "asin": sympy.asin, "atan": sympy.atan,
        "sign": sympy.sign, "floor": sympy.floor, "abs": sympy.Abs, "factorial": sympy.factorial,
        "pi": lambda: sympy.pi, "i": lambda: sympy.I,
    }  # fmt: skip


if __name__ == "__main__":
    main()
