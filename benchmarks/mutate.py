"""Change one operator, comparison or constant of the engine at a time, and see whether its tests notice.

Run it with ``python benchmarks/mutate.py rungs.ladder rungs.tolerance --minutes 10``. The package and its tests are
copied to a temporary folder. There ``pytest`` collects the tests of the engine and runs them once, while the lines that
each test reaches are recorded. Then each change is tried in a forked process, where the code of the changed function
replaces the old code. Tests that noticed other changes of the same function or module come first, then all others that
reach the changed lines, and last those that start processes of their own.

A change is *killed* when a test fails, *survives* when none does, and *times out* (which counts as killed) when a test
takes much more CPU time than without the change. ``mutants.yaml`` lists the changes that no test has to notice, with
reasons. With ``--outcomes FILE`` each outcome is kept as a line of JSON, and a change is not tried again as long as its
function stays the same; ``--again`` tries again the changes that survived and are not accepted, and ``--minutes 0``
only prints the outcomes in the file.
"""

import argparse
import ast
import compileall
import functools
import gc
import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from py_compile import PycInvalidationMode
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from changes import Change, change_module, changes_of, read_accepted

REPOSITORY = Path(__file__).parents[1]
ENGINE = Path("grader") / "equivalence"  # modules are named below it, as in ``rungs.ladder``
MODULES = (
    "values.modular", "values.enclosure", "values.points", "values.fields", "values.exact_roots", "values.measure",
    "values.needed", "rungs.salted", "rungs.proof", "rungs.identity", "second_look.confirming", "second_look.looking",
    "rungs.algebraic", "rungs.ladder", "rungs.tolerance", "rungs.complex_enclosure", "domain.regions", "domain.pieces",
    "domain.components", "graph.signs", "graph.powers", "graph.number_roots", "graph.functions", "graph.graph",
    "graph.facts", "decide", "conditions.relations", "conditions.solution_sets", "conditions.sets", "pairs.scan",
    "form.numbers", "form.polynomials", "form.violations", "lowering.arithmetic", "lowering.quantities",
    "lowering.calls", "lowering.arrays",
)  # fmt: skip
ARGUMENTS = ["-q", "-s", "-p", "no:cacheprovider"]
TESTS = "tests/equivalence"
SLOW = re.compile(r"still_lacking\[(?!relations|sets)|test_sympy_worker")  # they wait for sympy, which takes too long
SPAWNING = ("test_bounds.py",)  # start processes of their own, whose lines cannot be recorded
LEAST_S = 2.0  # CPU time that a test may always take
WALL_S = 60.0  # for a test that waits without using the CPU
MEMORY = 4 << 30  # bytes, for a change that makes a computation grow without end
KEPT = 40  # tests that noticed other changes of the same module; these are tried first


class Outcomes:
    """The outcome of each change, kept in a file as lines of JSON."""

    def __init__(self, file: Path | None, *, asks_all: bool = True) -> None:
        self.file, self.asks_all = file, asks_all
        lines = file.read_text(encoding="utf-8").splitlines() if file and file.exists() else []
        self.known: dict[str, str] = {}
        self.killers: dict[str, Counter[str]] = {}
        for kept in map(json.loads, lines):
            self.take(kept["id"], kept["outcome"], kept["by"])

    def take(self, change: str, outcome: str, test: str) -> None:
        """Remember an outcome, and the test for the function and module of the change."""
        self.known[change] = outcome
        if test:
            _, module, function = change.split(": ")[0].split(" ")
            for key in (module, f"{module} {function}"):
                self.killers.setdefault(key, Counter())[test] += 1

    def add(self, change: Change, outcome: str, test: str) -> None:
        """Remember an outcome and write it down; a change has only survived if all tests were run."""
        if outcome == "survived" and not self.asks_all:
            return
        self.take(change.id, outcome, test)
        if self.file:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"id": change.id, "outcome": outcome, "by": test}, ensure_ascii=False) + "\n")

    def first(self, change: Change) -> list[str]:
        """Return the tests that noticed other changes of the same function, then of the same module."""
        keys = (f"{change.module} {change.function}", change.module)
        return [test for key in keys for test, _ in self.killers.get(key, Counter()).most_common(KEPT)]


# In the process that has collected the tests


class Trial:
    """A plugin that tries changes instead of running the tests."""

    def __init__(self, wanted: list[Change], outcomes: Outcomes, folder: Path, end: float) -> None:
        self.wanted, self.outcomes, self.folder, self.end = wanted, outcomes, folder, end
        self.failed = ""
        self.items: dict[str, pytest.Item] = {}
        self.reach: dict[str, dict[str, set[int]]] = {}
        self.seconds: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out tests that wait for sympy."""
        items[:] = [item for item in items if not SLOW.search(item.nodeid)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record that a test fails."""
        if report.failed:
            self.failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Watch the tests, and try the changes."""
        if session.testsfailed:
            raise SystemExit("The tests cannot be collected.")
        self.items = {item.nodeid: item for item in session.items}
        answer, _ = run_forked(self.watch)
        if not answer:
            raise SystemExit("The tests fail without any change.")
        for name, seconds, reached in json.loads(answer):
            self.seconds[name] = seconds
            self.reach[name] = {module: set(lines) for module, lines in reached.items()}
        for change in self.wanted:
            if time.monotonic() > self.end:
                break
            outcome, test = self.try_change(change)
            self.outcomes.add(change, outcome, test)
            if outcome == "survived":
                print(f"survived: {change.name}  (line {change.lines.start}, {test})", flush=True)
        return True

    def run(self, item: pytest.Item) -> bool:
        """Run a test; return whether it fails."""
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return bool(self.failed)

    def watch(self) -> str:
        """Run every test once; return for each, as JSON, its CPU time and the lines of the engine that it reaches."""
        found = []
        memories = [found for found in gc.get_objects() if isinstance(found, functools._lru_cache_wrapper)]
        for name, item in self.items.items():
            for memory in memories:  # so that each test reaches what it reaches alone
                memory.cache_clear()
            reached: dict[str, set[int]] = {}
            begun = time.process_time()
            sys.settrace(functools.partial(enter, reached))
            fails = self.run(item)
            sys.settrace(None)
            if fails:
                return ""
            found.append((name, time.process_time() - begun, {key: sorted(lines) for key, lines in reached.items()}))
        return json.dumps(found)

    def order(self, change: Change) -> list[str]:
        """Return the tests that reach a change, the most promising first."""
        lines = set(change.lines)
        reaching = [
            name for name, reached in self.reach.items() if not lines.isdisjoint(reached.get(change.module, ()))
        ]
        known = [name for name in self.outcomes.first(change) if name in set(reaching)]
        own = [name for name in self.items if any(part in name for part in SPAWNING)]
        return list(dict.fromkeys([*known, *sorted(reaching, key=lambda name: self.seconds[name]), *own]))

    def try_change(self, change: Change) -> tuple[str, str]:
        """Return the outcome of a change, and the test that noticed it."""
        path = find_module(self.folder, change.module)
        original = path.read_text(encoding="utf-8")
        tree = change_module(path, change)
        path.write_text(ast.unparse(tree), encoding="utf-8")  # for processes that tests start
        try:
            answer, status = run_forked(lambda: self.run_tests(change, path, tree))
        finally:
            path.write_text(original, encoding="utf-8")
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM):
            return "timed out", ""
        if not answer:
            return "killed", ""  # it has killed the interpreter
        return json.loads(answer)

    def run_tests(self, change: Change, path: Path, tree: ast.Module) -> str:
        """Make the change, and run tests until one fails."""
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        replace(change, compile(tree, str(path), "exec"))
        names = self.order(change)
        for name in names:
            signal.setitimer(signal.ITIMER_PROF, LEAST_S + 2 * self.seconds[name])  # its signal kills this process
            signal.setitimer(signal.ITIMER_REAL, WALL_S)
            if self.run(self.items[name]):
                return json.dumps(("killed", name))
        return json.dumps(("survived", f"{len(names)} tests"))


def run_forked(work: Any) -> tuple[str, int]:
    """Do work in a forked process that cannot write to the terminal; return its answer and its exit status."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgrp()
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            answer = work().encode()
            while answer:
                answer = answer[os.write(writer, answer) :]
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # a worker that is still running
    return answer, status


def enter(reached: dict[str, set[int]], frame: FrameType, _event: str, _argument: object) -> Any:
    """Record the lines of a frame of the engine."""
    path = frame.f_code.co_filename
    if f"{os.sep}equivalence{os.sep}" not in path or f"{os.sep}tests{os.sep}" in path:
        return None
    module = path.split(f"{os.sep}equivalence{os.sep}")[-1].removesuffix(".py").replace(os.sep, ".")
    lines = reached.setdefault(module, set())
    lines.add(frame.f_lineno)

    def step(frame: FrameType, _event: str, _argument: object) -> Any:
        lines.add(frame.f_lineno)
        return step

    return step


def replace(change: Change, module: CodeType) -> None:
    """Replace the code of the changed function in every object that has it."""
    new = {code.co_qualname: code for code in codes(module)}
    name, within = f"grader.equivalence.{change.module}", f"{change.function}.<locals>."
    for found in gc.get_objects():
        if isinstance(found, FunctionType) and found.__module__ == name:
            called = found.__qualname__
            if (called == change.function or called.startswith(within)) and called in new:
                found.__code__ = new[called]


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of the functions of a module and the methods of its classes."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes(constant)


# In the process that was started


def find_module(root: Path, name: str) -> Path:
    return root / ENGINE / f"{name.replace('.', '/')}.py"


def prepare(folder: Path) -> None:
    """Copy the package and its tests, and go there."""
    for part in ("grader", "tests", "rubrics"):
        shutil.copytree(REPOSITORY / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    # Checked by content, because a changed file may have the size and time of the original.
    compileall.compile_dir(folder, quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    os.environ["PYTHONPATH"] = str(folder)
    sys.dont_write_bytecode = True


def main() -> int:
    """Run, and print survivors and counts."""
    parser = argparse.ArgumentParser(description="Change the engine one place at a time, and run its tests.")
    parser.add_argument("modules", nargs="*", default=MODULES, help=f"by default {', '.join(MODULES)}")
    parser.add_argument("--minutes", type=float, default=10.0, help="when to stop")
    parser.add_argument("--outcomes", type=Path, help="a file of outcomes, read and continued")
    parser.add_argument("--again", action="store_true", help="try again what survived and is not accepted")
    parser.add_argument("--only", default="", metavar="TEXT", help="only changes whose name has this in it")
    parser.add_argument(
        "--tests", nargs="*", default=[], metavar="ARGUMENT", help="run only these tests (arguments for pytest)"
    )
    args = parser.parse_args()
    found = [change for name in args.modules for change in changes_of(find_module(REPOSITORY, name), name)]
    found = [change for change in found if args.only in change.name]
    reasons = read_accepted()
    outcomes = Outcomes(args.outcomes and args.outcomes.resolve(), asks_all=not args.tests)
    if args.again:
        kept = [
            change for change in found if outcomes.known.get(change.id) == "survived" and change.name not in reasons
        ]
    else:
        kept = [change for change in found if change.id not in outcomes.known]
    if kept and args.minutes > 0:
        with tempfile.TemporaryDirectory() as name:
            prepare(Path(name))
            trial = Trial(kept, outcomes, Path(name), time.monotonic() + 60 * args.minutes)
            pytest.main([*ARGUMENTS, *(args.tests or [TESTS])], plugins=[trial])
            os.chdir(REPOSITORY)
    else:
        for change in found:
            if outcomes.known.get(change.id) == "survived" and change.name not in reasons:
                print(f"survived: {change.name}  (line {change.lines.start})")
    print("\n".join([*table(found, outcomes.known, reasons), *(stale(found, outcomes.known, reasons, args.only))]))
    return 0


def table(found: list[Change], known: dict[str, str], reasons: dict[str, str]) -> Iterator[str]:
    """Yield a Markdown table of the counts, one module a row."""
    yield "| module | changes | killed | timed out | accepted | survive | not tried |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    modules = dict.fromkeys(change.module for change in found)
    for module in [*modules, ""]:
        own = [change for change in found if module in ("", change.module)]
        fates = Counter(
            "accepted" if fate == "survived" and change.name in reasons else fate
            for change in own
            for fate in [known.get(change.id, "")]
        )
        counts = [len(own), *(fates[key] for key in ("killed", "timed out", "accepted", "survived", ""))]
        yield f"| {f'`{module}`' if module else 'all'} | {' | '.join(map(str, counts))} |"


def stale(found: list[Change], known: dict[str, str], reasons: dict[str, str], only: str) -> Iterator[str]:
    """Yield accepted changes that no longer exist, or that a test notices after all."""
    names = {change.name: known.get(change.id, "") for change in found}
    modules = {change.module for change in found}
    for name in reasons:
        if name.split(" ")[0] in modules and only in name:
            if name not in names:
                yield f"accepted, but there is no such change: {name}"
            elif names[name] in ("killed", "timed out"):
                yield f"accepted, but noticed by a test: {name}"


if __name__ == "__main__":
    sys.exit(main())
