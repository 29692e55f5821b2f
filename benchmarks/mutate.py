"""Change one operator, comparison or constant of the engine at a time, and see whether its tests notice.

Run it with ``python benchmarks/mutate.py ladder tolerance --minutes 10``. The package and its tests are copied to a
temporary folder, and every change is made there. A change is *killed* when a test fails, *survives* when all of
``tests/equivalence`` pass, and *times out* (which counts as killed) when the tests take six times as long as without
it. Changes are drawn in an order fixed by a seed, so that a short run is a fair sample, and only from lines of code:
neither text nor annotations are changed.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
ENGINE = Path("grader") / "equivalence"
MODULES = ("ladder", "enclosure", "modular", "identity", "relations", "tolerance", "regions")
TESTS = ("tests/equivalence/test_verdicts.py", "tests/equivalence/test_tables.py", "tests/equivalence")
SKIPPED = "not still_lacking and not sympy_worker"  # slow, and about other things
SEED = 20_240_701
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
    ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift,
}  # fmt: skip


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


def mutants(module: str) -> list[tuple[str, int, str, str]]:
    """Return every change of a module: the module, the line, what it is, and the whole changed text."""
    tree = ast.parse((REPOSITORY / ENGINE / f"{module}.py").read_text(encoding="utf-8"))
    return [(module, line, what, ast.unparse(tree)) for line, what in changes(tree)]


def tested(folder: Path, limit: float) -> str:
    """Return what becomes of the change that stands in the folder."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-k", SKIPPED, *TESTS]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        return "killed" if process.wait(timeout=limit) else "survived"
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return "timed out"


def main() -> int:
    """Run, and print survivors and counts."""
    parser = argparse.ArgumentParser(description="Change the engine one place at a time, and run its tests.")
    parser.add_argument("modules", nargs="*", default=MODULES, help=f"by default {', '.join(MODULES)}")
    parser.add_argument("--minutes", type=float, default=10.0, help="when to stop")
    args = parser.parse_args()
    found = [mutant for module in args.modules for mutant in mutants(module)]
    random.Random(SEED).shuffle(found)
    counts: dict[str, Counter[str]] = {module: Counter() for module in args.modules}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("grader", "tests", "rubrics"):
            shutil.copytree(REPOSITORY / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(REPOSITORY / "pyproject.toml", folder)
        begun = time.monotonic()
        if tested(folder, 600) != "killed":
            limit = 6 * (time.monotonic() - begun)
        else:
            raise SystemExit("The tests fail without any change.")
        for module, line, what, text in found:
            if time.monotonic() - begun > 60 * args.minutes:
                break
            path = folder / ENGINE / f"{module}.py"
            original = path.read_text(encoding="utf-8")
            path.write_text(text, encoding="utf-8")
            outcome = tested(folder, limit)
            path.write_text(original, encoding="utf-8")
            counts[module][outcome] += 1
            if outcome == "survived":
                print(f"survived: {module}.py:{line}: {what}", flush=True)
    for module, count in counts.items():
        total = sum(mutant[0] == module for mutant in found)
        print(f"{module}: {dict(count)} of {total}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
