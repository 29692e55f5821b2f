"""Nothing that a tree can hold aborts the interpreter or runs for long."""

import subprocess
import sys
from pathlib import Path


def test_trees_that_kill_a_library_are_survived_each_within_its_time() -> None:
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.equivalence.hostile"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[-1] == "alive"
    assert len(lines) > 20
    assert "fault" not in run.stdout


def test_sympy_and_numpy_are_not_imported_to_decide() -> None:
    code = (
        "import sys; from grader.equivalence import decide; from grader.expr import parse\n"
        "from grader.expr.notation import Entry, Notation\n"
        "n = Notation(entries={'x': Entry(name='x')})\n"
        "found = decide(parse('sin(x)^2', n).tree, parse('1-cos(x)^2', n).tree, n)\n"
        "print(found.result, {'sympy', 'numpy'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "equal set()\n"
