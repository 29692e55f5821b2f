"""Three engines on the same pairs: this one, math-verify and plain sympy; the time of each, and how often it is right.

Run it with ``python benchmarks/compare.py``; it prints Markdown tables and the pairs that the case tables mark as
``known_wrong``, and with ``--write`` puts them into ``docs/equality-engine.md``. It needs ``pip install grader[bench]``
(math-verify with its parser), which the package itself never imports. The pairs are the scalar ones of
``tests/cases/equivalence``: a mixed sample, drawn by a fixed seed, and the formulas of ``backprop.yaml``.

Each engine works through all pairs in one process of its own, one after the other, and CPU time is counted from the two
texts to the verdict, parsing included; a few other pairs run first, so that imports do not count.
math-verify reads LaTeX (printed from our reading of the pair); sympy reads the text with ``parse_expr``, with the
assumptions of the symbols, and decides by ``simplify(a - b) == 0``. Each engine has five seconds of CPU time for a
pair; one that is not done by then counts with the time that it took.
"""

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "tests" / "cases" / "equivalence"
PAGE = Path(__file__).parents[1] / "docs" / "equality-engine.md"
BEGIN, END = "<!-- from here on written by benchmarks/compare.py --write -->", "<!-- to here -->"
MIXED = (
    "polynomials", "fractions", "radicals", "exp_log", "trigonometry", "hyperbolic", "piecewise_relu",
    "softmax_crossentropy", "undefinedness", "near_misses", "learning", "counting", "decimals",
)  # fmt: skip
ENGINES = ("grader", "math-verify", "sympy")
LIMIT_S = 5
WARM_UP = 3
SEED = 20_240_701
Pair = dict[str, Any]
Verdict = str  # equal, different, unknown, unreadable, timeout or crash


class TooLateError(BaseException):
    """The time for one pair is over. It is no ``Exception``, so that no ``except Exception`` swallows it."""


def draw_pairs(topics: tuple[str, ...], count: int) -> tuple[list[Pair], list[Pair]]:
    """Return a sample of the scalar pairs of some topics, and a few others to warm up with."""
    rows = [row for topic in topics for row in yaml.safe_load((FOLDER / f"{topic}.yaml").read_text(encoding="utf-8"))]
    usable = [pair for row in rows if (pair := prepare(row)) is not None]
    random.Random(SEED).shuffle(usable)
    count = min(count, len(usable) - WARM_UP)
    return usable[:count], usable[count : count + WARM_UP]


def prepare(row: Pair) -> Pair | None:
    """Return a row in the spelling of each engine, or None if it is not a pair of scalars to compare exactly."""
    from grader.equivalence.pairs.compare import compare
    from grader.expr import to_latex, to_text
    from grader.expr.nodes import Assignment, BigOperator, Entry, Junction, Matrix, Relation, SetOf, Vector
    from grader.expr.traverse import walk

    if row["result"] not in ("equal", "different") or set(row) & {"rtol", "atol", "digits", "form"}:
        return None
    symbols = row.get("symbols", {})
    if any("vector" in domain or "matrix" in domain or "function" in domain for domain in symbols.values()):
        return None
    read = compare(row["student"], row["expected"], symbols=row.get("symbols"), syntax=row.get("syntax"))
    trees = (read.student_tree, read.expected_tree)
    others = (Assignment, BigOperator, Entry, Junction, Matrix, SetOf, Vector)
    if None in trees or any(isinstance(node, others) for tree in trees if tree for node in walk(tree)):
        return None
    if any(isinstance(tree, Relation) for tree in trees):
        return None
    return {
        **{key: row[key] for key in ("student", "expected", "result")},
        "symbols": row.get("symbols"),
        "domains": {name: symbols.get(name, "real") for name in names_of(*trees)},
        "latex": [to_latex(tree) for tree in trees if tree],
        "sympy": [for_sympy(to_text(tree)) for tree in trees if tree],
    }


def for_sympy(text: str) -> str:
    """Return our plain text in sympy's spelling: powers, and indicators as cases."""
    return re.sub(r"1\[([^\[\]]*)\]", r"Piecewise((1, \1), (0, True))", text.replace("^", "**"))


def names_of(*trees: Any) -> Iterator[str]:
    """Yield the names in some trees."""
    from grader.expr.nodes import Symbol
    from grader.expr.traverse import walk

    for tree in trees:
        yield from (node.name for node in walk(tree) if isinstance(node, Symbol))


def with_grader() -> Callable[[Pair], Verdict]:
    """Return how this engine decides a pair."""
    from grader import compare

    return lambda pair: compare(pair["student"], pair["expected"], symbols=pair["symbols"]).result


def with_math_verify() -> Callable[[Pair], Verdict]:
    """Return how math-verify decides a pair; false means different, as its users read it."""
    from math_verify import LatexExtractionConfig, parse, verify

    settings = [LatexExtractionConfig()]
    none = 0  # its own limits count wall-clock time

    def decide(pair: Pair) -> Verdict:
        student, expected = (
            parse(f"${text}$", extraction_config=settings, parsing_timeout=none) for text in pair["latex"]
        )
        if not student or not expected:
            return "unreadable"
        return "equal" if verify(expected, student, timeout_seconds=none) else "different"

    return decide


def with_sympy() -> Callable[[Pair], Verdict]:
    """Return how plain sympy decides a pair; a difference that does not simplify to 0 means different."""
    import sympy
    from sympy.parsing.sympy_parser import parse_expr

    known: dict[str, Any] = {
        "relu": lambda x: sympy.Max(0, x), "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)), "abs": sympy.Abs,
        "softplus": lambda x: sympy.log(1 + sympy.exp(x)), "max": sympy.Max, "min": sympy.Min, "e": sympy.E,
        "ceil": sympy.ceiling, "logsumexp": lambda *x: sympy.log(sum(map(sympy.exp, x))), "sign": sympy.sign,
    }  # fmt: skip

    def decide(pair: Pair) -> Verdict:
        names = known | {name: symbol(name, domain) for name, domain in pair["domains"].items()}
        try:
            student, expected = (parse_expr(text, local_dict=dict(names)) for text in pair["sympy"])
        except (SyntaxError, TypeError, ValueError, AttributeError, NotImplementedError, IndexError):
            return "unreadable"
        return "equal" if sympy.simplify(student - expected) == 0 else "different"

    def symbol(name: str, domain: str) -> Any:
        kinds = ("positive", "nonnegative", "negative", "integer", "nonzero")
        facts = {kind: True for kind in kinds if kind in domain.split()} or {"real": "complex" not in domain or None}
        return sympy.Symbol(name, **facts)

    return decide


def time_pair(decide: Callable[[Pair], Verdict], pair: Pair) -> tuple[float, Verdict]:
    """Return the CPU seconds and the verdict for one pair."""
    begun = time.process_time()
    signal.signal(signal.SIGALRM, lambda number, frame: too_late(begun))
    signal.setitimer(signal.ITIMER_REAL, LIMIT_S)
    try:
        verdict = decide(pair)
    except TooLateError:
        verdict = "timeout"
    except Exception as error:
        verdict = f"crash ({type(error).__name__})"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - begun, verdict


def too_late(begun: float) -> None:
    """Stop a pair whose CPU time is over, or wait for the rest of its time.

    An interval timer of CPU time would do this by itself, but on some systems it makes that clock a coarse one.
    """
    left = begun + LIMIT_S - time.process_time()
    if left <= 0:
        raise TooLateError
    signal.setitimer(signal.ITIMER_REAL, max(left, 0.01))


def work(engine: str) -> None:
    """Decide the pairs on standard input with one engine, and print times and verdicts as JSON."""
    decide = {"grader": with_grader, "math-verify": with_math_verify, "sympy": with_sympy}[engine]()
    given, others = json.load(sys.stdin)
    for pair in others:
        time_pair(decide, pair)
    json.dump([time_pair(decide, pair) for pair in given], sys.stdout)


def measure(engine: str, given: list[Pair], others: list[Pair]) -> list[tuple[float, Verdict]]:
    """Return the CPU times and verdicts of one engine, from a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--work", engine],
        input=json.dumps((given, others)),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    if done.returncode:
        raise SystemExit(f"{engine} did not finish: {done.stderr.strip().splitlines()[-1:]}")
    return [(seconds, verdict) for seconds, verdict in json.loads(done.stdout)]


def table(title: str, given: list[Pair], results: dict[str, list[tuple[float, Verdict]]]) -> Iterator[str]:
    """Yield the lines of a Markdown table: one engine a row."""
    yield f"**{title}: {len(given)} pairs**"
    yield ""
    yield "| engine | median | 95 % | 99 % | worst | right | wrong | undecided or unreadable | median, as a ratio |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    own = median(seconds for seconds, _ in results["grader"]) if "grader" in results else 0.0
    for engine, outcome in results.items():
        times = sorted(seconds for seconds, _ in outcome)
        right = sum(verdict == pair["result"] for (_, verdict), pair in zip(outcome, given, strict=True))
        decided = sum(verdict in ("equal", "different") for _, verdict in outcome)
        middle = median(times)
        shown = [format_time(value) for value in (middle, share(times, 0.95), share(times, 0.99), times[-1])]
        ratio = f"{middle / own:,.0f}" if own else ""
        yield f"| {engine} | {' | '.join(shown)} | {right} | {decided - right} | {len(given) - decided} | {ratio} |"
    yield ""


def share(times: list[float], part: float) -> float:
    """Return the time within which this share of the pairs is done."""
    return times[min(len(times) - 1, int(part * len(times)))]


def format_time(seconds: float) -> str:
    """Return a time with a fitting unit."""
    return (
        f"{seconds * 1e6:,.0f} µs"
        if seconds < 1e-3
        else f"{seconds * 1e3:,.1f} ms"
        if seconds < 1
        else f"{seconds:,.1f} s"
    )


def list_known_wrong() -> Iterator[str]:
    """Yield the pairs that the engine is known not to decide, as a list by reason."""
    rows = [row for path in sorted(FOLDER.glob("*.yaml")) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if "known_wrong" in row:
            pair = f"`{row['student']}` = `{row['expected']}`"
            reasons.setdefault(row["known_wrong"], []).append(pair.replace(" = ", " ≠ ") if row["result"] == "different"
                                                              else pair)  # fmt: skip
    count = sum(map(len, reasons.values()))
    yield f"Of {len(rows)} pairs in the case tables, {count} stay `unknown`, and none has a wrong verdict:"
    yield ""
    for reason, pairs_of in sorted(reasons.items()):
        yield f"- {reason}: {'; '.join(pairs_of)}"


def write(lines: list[str]) -> None:
    """Write lines between the marks in the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text("\n".join((f"{before}{BEGIN}", "", *lines, "", f"{END}{after}")), encoding="utf-8")


def main() -> int:
    """Measure, and print or write."""
    parser = argparse.ArgumentParser(description="Compare engines on the same pairs.")
    parser.add_argument("--pairs", type=int, default=150, help="how many pairs of the mixed set to draw")
    parser.add_argument("--backprop", type=int, default=20, help="how many pairs of the backprop set to draw")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="leave out the others (may be repeated)")
    parser.add_argument("--work", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name} as well")
    parser.add_argument("--show", action="store_true", help="list the pairs that an engine does not get right")
    args = parser.parse_args()
    if args.work:
        work(args.work)
        return 0
    lines = [f"{os.cpu_count()} CPUs, Python {sys.version.split()[0]}; CPU time for each pair, reading included.", ""]
    print("\n".join(lines))
    for title, topics, count in (("Mixed", MIXED, args.pairs), ("Backpropagation", ("backprop",), args.backprop)):
        given, others = draw_pairs(topics, count)
        results = {engine: measure(engine, given, others) for engine in args.engine or ENGINES}
        lines += table(title, given, results)
        print("\n".join(table(title, given, results)), flush=True)
        for engine, outcome in results.items() if args.show else ():
            for (_, verdict), pair in zip(outcome, given, strict=True):
                if verdict != pair["result"]:
                    print(f"{engine}: {verdict}, not {pair['result']}: {pair['student']} | {pair['expected']}"[:200])
    lines += list_known_wrong()
    if args.write:
        write(lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
