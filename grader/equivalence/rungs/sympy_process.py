"""The sympy side: a separate process that builds a difference node by node, and tries to simplify it to zero.

It is started by ``sympy_worker`` as a script and imports nothing from this package. Each input line is a JSON list: the
seconds of CPU time that the question may take, and the nodes. Operands come before the nodes that use them; the last
node is the difference. Each output line is ``equal`` or ``unknown``. After its time a signal kills the process, and no
code of sympy or its libraries can delay that. No text is ever parsed as mathematics: objects are made by constructor
calls only.
"""

import json
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

# Of address space; past it an allocation fails, which is caught below and means ``unknown``.
MEMORY_BYTES = 1_500_000_000


def main() -> None:
    """Answer one question a line until the input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # Sympy recurses into nested expressions. Those that are too deep even for this raise an error, which is caught
    # below and means ``unknown``.
    sys.setrecursionlimit(3000)
    # ``ready`` says that the slow import is over, so it takes no time from the first question.
    import sympy

    print("ready", flush=True)
    for line in sys.stdin:
        deadline_s, nodes = json.loads(line)
        # This timer counts CPU time, also in C code. No handler is set for its signal, so it kills the process.
        signal.setitimer(signal.ITIMER_PROF, deadline_s)
        found = find_answer(sympy, nodes)
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(found, flush=True)


def find_answer(sympy: Any, nodes: list[list[Any]]) -> str:
    """Return ``equal`` if the last node simplifies to zero, else ``unknown``."""
    try:
        values: list[Any] = []
        for node in nodes:
            values.append(build_object(sympy, node, values))
        difference = values[-1]
        for attempt in (
            # Sympy's constructors alone may cancel everything; then the slower ways, in order.
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
