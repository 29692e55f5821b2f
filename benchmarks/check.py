"""How long a student waits for ``grader check``, compared with the time for importing sympy alone.

Both are measured in one run, in turns, so a busy machine slows both; the median of several repetitions counts.
Then, warm: the CPU time of one expression item. Run it with ``python benchmarks/check.py``; it prints a table.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

REPOSITORY = Path(__file__).parents[1]
RUBRIC = REPOSITORY / "rubrics" / "exercise3.yaml"
SUBMISSION = REPOSITORY / "submissions_example" / "01-complete-plain.yaml"
REPETITIONS = 15
WARM_REPETITIONS = 200
TARGET_RATIO = 0.75
TARGET_ITEM_MS = 1.0

COMMANDS = {
    "grader check": ["-m", "grader", "check", str(SUBMISSION), "--rubric", str(RUBRIC)],
    "import sympy": ["-c", "import sympy"],
    "python alone": ["-c", "pass"],
}


def wall_s(arguments: list[str], environment: dict[str, str]) -> float:
    """Return the wall time of one new Python process, in seconds."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, env=environment, cwd=REPOSITORY, check=False
    )
    return time.perf_counter() - begun


def cold() -> dict[str, list[float]]:
    """Return the wall times of each command, taken in turns.

    The first turn does not count: it compiles all modules, ours and sympy's, as installing them would.
    """
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with TemporaryDirectory() as bytecode:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for turn in range(REPETITIONS + 1):
            for name, arguments in COMMANDS.items():
                spent = wall_s(arguments, environment)
                if turn:
                    times[name].append(spent)
    return times


def cpu_ms(work: Callable[[], object]) -> float:
    """Return the CPU time of one call in milliseconds, the median of five rounds."""
    rounds = []
    for _ in range(5):
        begun = time.process_time()
        for _ in range(WARM_REPETITIONS // 5):
            work()
        rounds.append((time.process_time() - begun) / (WARM_REPETITIONS // 5) * 1000)
    return median(rounds)


def warm() -> dict[str, float]:
    """Return the CPU time of grading each expression item of the submission, in milliseconds."""
    from grader.documents import load
    from grader.grading import grade_item
    from grader.rubric import load_rubric
    from grader.submission import read_submission

    rubric = load_rubric(RUBRIC)
    submission = read_submission(load(SUBMISSION), rubric)
    items = [item for item in rubric.items if item.type == "expression"]
    return {item.id: cpu_ms(lambda item=item: grade_item(item, submission)) for item in items}  # type: ignore[misc]


def main() -> int:
    """Measure, print, and return 0 where both targets are met."""
    print(f"{os.cpu_count()} CPUs, Python {sys.version.split()[0]}, {REPETITIONS} repetitions in turns\n")
    times = cold()
    print(f"{'cold, wall time':<28}{'median':>10}{'fastest':>10}{'slowest':>10}")
    for name, spent in times.items():
        print(f"{name:<28}{median(spent):>8.3f} s{min(spent):>8.3f} s{max(spent):>8.3f} s")
    ratio = median(times["grader check"]) / median(times["import sympy"])
    print(f"{'check / sympy':<28}{ratio:>10.2f}   (target: at most {TARGET_RATIO})\n")
    items = warm()
    print(f"{'warm, CPU time an item':<28}{'median':>10}")
    for name, spent_ms in items.items():
        print(f"{name:<28}{spent_ms:>7.3f} ms")
    slowest = max(items.values(), default=0.0)
    print(f"{'the slowest':<28}{slowest:>7.3f} ms   (target: under {TARGET_ITEM_MS} ms)")
    return 0 if ratio <= TARGET_RATIO and slowest < TARGET_ITEM_MS else 1


if __name__ == "__main__":
    sys.exit(main())
