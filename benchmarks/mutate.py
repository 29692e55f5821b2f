"""Change one operator, comparison or constant of the engine at a time, and see whether its tests notice.

Run it with ``python benchmarks/mutate.py ladder tolerance --minutes 10``. The package and its tests are copied to a
temporary folder, and every change is made there. Each is tried in a process forked from this one, which has read the
tables of cases but not imported the engine, so that it costs little more than the tests. First come the rows of the
tables, those before all others that have told changes apart already, then all that is in ``tests/equivalence``.

A change is *killed* when a row or a test fails, *survives* when none does, and *times out* (which counts as killed)
when it takes six times the CPU time that the tests take without it. Changes are drawn in an order fixed by a seed, so
that a short run is a fair sample, and only from lines of code: neither text nor annotations are changed. With
``--outcomes FILE`` each outcome is kept as a line of JSON, and what was tried before is not tried again.
"""

import argparse
import ast
import compileall
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import NamedTuple

REPOSITORY = Path(__file__).parents[1]
ENGINE = Path("grader") / "equivalence"
MODULES = (
    "decide", "ladder", "identity", "modular", "enclosure", "algebraic", "powers", "signs", "regions", "relations",
    "sets", "tolerance", "form", "pieces", "points",
)  # fmt: skip
TABLES = ("tests/cases/equivalence", "tests/equivalence")
SKIPPED = "not test_a_pair_gets_its_verdict and not still_lacking and not sympy_worker"  # slow, or done as rows
SEED = 20_240_701
LIMIT = 6  # how many times as long as without a change the tests may take
WALL = 10  # how much longer than its CPU time a process may take on a busy machine
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
    ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift,
}  # fmt: skip


class Change(NamedTuple):
    """One change of a module: its line, what it is, and the whole changed text."""

    module: str
    line: int
    what: str
    text: str

    @property
    def id(self) -> str:
        """What the change is known by as long as its module stays the same."""
        return f"{self.module} {blake2b(self.text.encode(), digest_size=8).hexdigest()}"


def changes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Make every change to a tree in turn, yielding its line and what it is, and undo it."""
    for node in list(within_functions(tree)):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
            before = node.ops[0]
            node.ops[0] = COMPARISONS[type(before)]()
            yield node.lineno, f"{type(before).__name__} to {type(node.ops[0]).__name__}"
            node.ops[0] = before
        elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            old = node.op
            node.op = OPERATORS[type(old)]()
            yield node.lineno, f"{type(old).__name__} to {type(node.op).__name__}"
            node.op = old
        elif isinstance(node, ast.BoolOp):
            joint = node.op
            node.op = ast.Or() if isinstance(joint, ast.And) else ast.And()
            yield node.lineno, "and to or" if isinstance(joint, ast.And) else "or to and"
            node.op = joint
        elif isinstance(node, ast.Constant) and type(node.value) in (int, bool):
            value = node.value
            node.value = not value if isinstance(value, bool) else value + 1
            yield node.lineno, f"{value} to {node.value}"
            node.value = value


def within_functions(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of all function bodies."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                yield from () if isinstance(statement, ast.FunctionDef) else ast.walk(statement)


def changes_of(module: str) -> list[Change]:
    """Return every change of a module."""
    tree = ast.parse((REPOSITORY / ENGINE / f"{module}.py").read_text(encoding="utf-8"))
    return [Change(module, line, what, ast.unparse(tree)) for line, what in changes(tree)]


# The folder in which changes are made


def prepare(folder: Path) -> None:
    """Copy the package and its tests, and import here what they need but the engine itself."""
    for part in ("grader", "tests", "rubrics"):
        shutil.copytree(REPOSITORY / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    # By their contents, because a changed file may have the size and time of the original.
    compileall.compile_dir(folder, quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    import flint  # noqa: F401
    import pytest  # noqa: F401
    import yaml

    import grader.expr
    import grader.records

    assert Path(grader.expr.__file__).is_relative_to(folder), "The copy is to be tested, not what is installed."
    assert not any("equivalence" in name for name in sys.modules)
    yaml.safe_load = lru_cache(maxsize=None)(yaml.safe_load)
    for path in sorted(path for table in TABLES for path in Path(table).glob("*.yaml")):
        yaml.safe_load(path.read_text(encoding="utf-8"))


def rows() -> list[Callable[[], None]]:
    """Return the check of each row of the tables, with the engine as it stands in the folder."""
    from tests.equivalence import tables, test_tables, test_verdicts

    def pair(case: object) -> Callable[[], None]:
        return lambda: test_tables.test_a_pair_gets_its_verdict(case)

    def verdict(row: object) -> Callable[[], None]:
        return lambda: test_verdicts.test_a_pair_gets_its_verdict_from_the_rung_that_is_meant_for_it(row)

    pairs = [pair(case) for case in test_tables.ROWS if "known_wrong" not in case[1]]
    return [*map(verdict, tables.rows("verdicts.yaml")), *pairs]


def noticed(first: list[int]) -> int | None:
    """Return the number of a row that fails, -1 where another test fails, None where nothing does."""
    import pytest

    checks = rows()
    for number in [*first, *range(len(checks))]:
        try:
            checks[number]()
        except Exception:
            return number
    arguments = ["-x", "-q", "-p", "no:cacheprovider", "-k", SKIPPED, "tests/equivalence"]
    return -1 if pytest.main(arguments) else None


def tried(first: list[int], limit_s: float) -> tuple[str, int | None]:
    """Return what becomes of the change that stands in the folder, and which row has noticed it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgrp()
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        signal.setitimer(signal.ITIMER_PROF, limit_s)  # ends this process by its signal
        signal.setitimer(signal.ITIMER_REAL, limit_s * WALL)
        try:
            os.write(writer, json.dumps(noticed(first)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # a worker that it has left behind
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM):
        return "timed out", None
    number = json.loads(answer) if answer else -1  # no answer: it does not even import, or it crashed
    return ("survived", None) if number is None else ("killed", number)


def usual_time() -> float:
    """Return the CPU time that all tests take without a change."""
    begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    outcome, row = tried([], 600)
    if outcome != "survived":
        raise SystemExit(f"The tests fail without any change (row {row}).")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begun


def main() -> int:
    """Run, and print survivors and counts."""
    parser = argparse.ArgumentParser(description="Change the engine one place at a time, and run its tests.")
    parser.add_argument("modules", nargs="*", default=MODULES, help=f"by default {', '.join(MODULES)}")
    parser.add_argument("--minutes", type=float, default=10.0, help="when to stop")
    parser.add_argument("--outcomes", type=Path, help="a file of outcomes, read and continued")
    args = parser.parse_args()
    found = [change for module in args.modules for change in changes_of(module)]
    random.Random(SEED).shuffle(found)
    file = None if args.outcomes is None else args.outcomes.resolve()
    lines = file.read_text(encoding="utf-8").splitlines() if file and file.exists() else []
    outcomes: dict[str, str] = {kept["id"]: kept["outcome"] for kept in map(json.loads, lines)}
    notices: Counter[int] = Counter()
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        limit_s = LIMIT * usual_time()
        end = time.monotonic() + 60 * args.minutes
        for change in found:
            if change.id in outcomes or time.monotonic() > end:
                continue
            path = Path(name) / ENGINE / f"{change.module}.py"
            original = path.read_text(encoding="utf-8")
            path.write_text(change.text, encoding="utf-8")
            outcome, row = tried([number for number, _ in notices.most_common(60)], limit_s)
            path.write_text(original, encoding="utf-8")
            outcomes[change.id] = outcome
            notices.update([row] if row is not None and row >= 0 else [])
            if outcome == "survived":
                print(f"survived: {change.module}.py:{change.line}: {change.what}", flush=True)
            if file:
                kept = {"id": change.id, "line": change.line, "what": change.what, "outcome": outcome}
                with file.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(kept) + "\n")
        os.chdir(REPOSITORY)
    print("\n".join(table(found, outcomes)))
    return 0


def table(found: list[Change], outcomes: dict[str, str]) -> Iterator[str]:
    """Yield a Markdown table of the counts, one module a row."""
    yield "| module | changes | tried | killed | timed out | survived |"
    yield "|---|---:|---:|---:|---:|---:|"
    for module in dict.fromkeys(change.module for change in found):
        own = [outcomes.get(change.id, "") for change in found if change.module == module]
        counts = Counter(own)
        shown = [len(own), len(own) - counts[""], *(counts[key] for key in ("killed", "timed out", "survived"))]
        yield f"| `{module}` | {' | '.join(map(str, shown))} |"


if __name__ == "__main__":
    sys.exit(main())
