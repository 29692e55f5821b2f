"""The cost of grading a whole class, compared with the least possible cost and with the obvious script.

Run it with ``python benchmarks/batch.py``; with ``--write`` the tables go into ``docs/performance.md``. A simulated
class of exercise 3 is graded by ``grader grade`` with reports as JSON and HTML. In the same run:

* the floor: the same files read with PyYAML's C loader, and the bytes of the reports written again;
* the script: ``parse_expr`` and ``simplify`` of sympy on every scalar formula of some of the submissions.

CPU time is the sum over all processes, workers included; Python may use its compiled files. This process adopts those
whose parents are gone, and waits for every one (Linux). Sizes run one after the other, so a busy machine slows all of
them.
"""

import argparse
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

REPOSITORY = Path(__file__).parents[1]
RUBRIC = REPOSITORY / "rubrics" / "exercise3.yaml"
PAGE = REPOSITORY / "docs" / "performance.md"
BEGIN, END = "<!-- from here on written by benchmarks/batch.py --write -->", "<!-- to here -->"
SCRIPT_SUBMISSIONS = 5
LIMIT_S = 5
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER

Measured = dict[str, float]


def adopt_orphans() -> None:
    """Become the parent of every process below this one whose own parent ends."""
    ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0)


def measure(command: list[str]) -> Measured:
    """Run a command until all its processes have ended; return CPU and wall seconds, and the peak memory."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY, env=environment)
    wall = time.perf_counter() - begun
    wait_for_all()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode not in (0, 3):
        raise SystemExit(ended.stderr[-2000:])
    peak = json.loads(ended.stdout.splitlines()[-1])["peak_mb"]
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"cpu_s": cpu, "wall_s": wall, "peak_mb": peak}


def wait_for_all() -> None:
    """Wait until no process is left below this one."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def grade(folder: Path, out: Path, jobs: int) -> Measured:
    """Grade a folder as a user would."""
    words = ["grade", str(folder), "--rubric", str(RUBRIC), "--out", str(out), "--jobs", str(jobs), "--quiet"]
    return measure([sys.executable, __file__, "--work", "grader", *words])


def floor(folder: Path, out: Path) -> Measured:
    """Read the submissions and write the bytes of their reports."""
    return measure([sys.executable, __file__, "--work", "floor", str(folder), str(out)])


def work_floor(folder: Path, out: Path) -> None:
    """Only read the files and write the reports; reading the reports that are written does not count."""
    spent = time.process_time()
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            try:
                yaml.load(file, yaml.CSafeLoader)
            except yaml.YAMLError:
                continue
    spent = time.process_time() - spent
    with TemporaryDirectory(dir=out.parent) as again:
        for path in sorted(out.iterdir()):
            if path.is_file():
                content = path.read_bytes()
                begun = time.process_time()
                Path(again, path.name).write_bytes(content)
                spent += time.process_time() - begun
    print(json.dumps({"spent": spent, "peak_mb": peak_mb()}))


def peak_mb() -> float:
    """Return the peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def list_pairs(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the scalar formulas in some submissions with the expected ones, in sympy's spelling, and their names."""
    sys.path.insert(0, str(Path(__file__).parent))
    from compare import for_sympy, names_of

    from grader.documents import load
    from grader.errors import GraderError
    from grader.expr import to_text
    from grader.expr.nodes import Vector
    from grader.rubric import load_rubric
    from grader.submission import read_submission, task_of

    rubric = load_rubric(RUBRIC)
    for path in sorted(folder.iterdir())[:SCRIPT_SUBMISSIONS]:
        try:
            submission = read_submission(load(path), rubric)
        except GraderError:
            continue
        for item in rubric.items:
            given, key = submission.answers.get(item.id), item.key.answer.tree if item.key else None
            if given is None or key is None:
                continue
            try:
                own = item.answer_type.read(given, task_of(item, submission)).tree
            except GraderError:
                continue
            both = zip(own.items, key.items, strict=False) if isinstance(own, Vector) and isinstance(key, Vector) else (
                [(own, key)] if own is not None else [])  # fmt: skip
            for one, other in both:
                yield for_sympy(to_text(one)), for_sympy(to_text(other)), sorted({*names_of(one, other)})


def script(folder: Path) -> tuple[float, int]:
    """Return the CPU seconds of the obvious script for a submission, and the number of submissions tried."""
    import sympy
    from sympy.parsing.sympy_parser import parse_expr

    given, spent = list(list_pairs(folder)), 0.0
    signal.signal(signal.SIGPROF, too_late)
    for own, expected, names in given:
        symbols = {name: sympy.Symbol(name) for name in names}
        begun = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, LIMIT_S)
        try:
            sympy.simplify(parse_expr(own, local_dict=dict(symbols)) - parse_expr(expected, local_dict=dict(symbols)))
        except (Exception, TooLateError):
            pass
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        spent += time.process_time() - begun
    return spent / SCRIPT_SUBMISSIONS, len(given)


class TooLateError(BaseException):
    """The time for one formula is over. It is no ``Exception``, so that no ``except Exception`` swallows it."""


def too_late(number: int, frame: object) -> None:
    """Stop a formula whose time is over."""
    raise TooLateError


def simulate(folder: Path, count: int) -> None:
    """Write a class."""
    from grader.rubric import load_rubric
    from grader.simulation.classroom import Proportions
    from grader.simulation.classroom import simulate_class as sheets
    from grader.simulation.folder import write_class

    write_class(folder, sheets(load_rubric(RUBRIC), count, 1, Proportions()))
    for name in ("truth.jsonl", "students.csv"):
        (folder / name).unlink()


def change_one(folder: Path) -> None:
    """Change one answer of one student."""
    path = next(path for path in sorted(folder.glob("*.yaml")) if "loss:" in path.read_text(encoding="utf-8"))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.lstrip().startswith("loss:"))
    lines[at] = "  loss: 41*f_1 + y_2\n"
    path.write_text("".join(lines), encoding="utf-8")


def row(name: str, value: str, aim: str, is_met: bool | None) -> str:
    """Return a row of a table."""
    return f"| {name} | {value} | {aim} | {'' if is_met is None else 'yes' if is_met else 'no'} |"


def measure_class(count: int, place: Path) -> Iterator[str]:
    """Yield the table for a class of some size."""
    folder, out = place / f"class{count}", place / f"out{count}"
    simulate(folder, count)
    one = grade(folder, out, 1)
    least = floor(folder, out)
    second = grade(folder, out, 1)
    change_one(folder)
    changed = grade(folder, out, 1)
    two = grade(folder, place / f"again{count}", 2)
    per_script, formulas = script(folder)
    ratio, each = one["cpu_s"] / least["cpu_s"], one["cpu_s"] / count
    yield f"**{count:,} submissions of exercise 3, {os.cpu_count()} CPUs, Python {sys.version.split()[0]}**"
    yield ""
    yield "| | measured | aim | met |"
    yield "|---|---:|---:|---|"
    yield row("CPU time of the whole command", f"{one['cpu_s']:.1f} s, {each * 1e3:.2f} ms each", "", None)
    yield row("the floor", f"{least['cpu_s']:.1f} s, {least['cpu_s'] / count * 1e3:.2f} ms each", "", None)
    yield row("beside the floor", f"{ratio:.1f} ×", "at most 5 ×", ratio <= 5)
    yield row(
        f"the script beside it ({formulas} formulas)",
        f"{per_script:.2f} s each, {per_script / each:,.0f} ×",
        "at least 100 ×",
        per_script / each >= 100,
    )
    gain = one["wall_s"] / two["wall_s"]
    yield row(
        "two workers beside one, by the clock",
        f"{one['wall_s']:.1f} s and {two['wall_s']:.1f} s, {gain:.2f} × "
        f"(CPU time {one['cpu_s']:.1f} s and {two['cpu_s']:.1f} s)",
        "at least 1.8 ×",
        gain >= 1.8,
    )
    share = second["cpu_s"] / one["cpu_s"]
    yield row("a second run, nothing changed", f"{second['cpu_s']:.2f} s, {share:.1%}", "at most 5 %", share <= 0.05)
    spent = f"{changed['cpu_s']:.2f} s ({changed['wall_s']:.2f} s by the clock)"
    yield row("one answer changed, CPU time", spent, "under 1 s", changed["cpu_s"] < 1)
    yield row("peak memory of the parent", f"{one['peak_mb']:.0f} MB", "flat", None)
    yield ""


def write(lines: list[str]) -> None:
    """Write lines between the marks in the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text("\n".join((f"{before}{BEGIN}", "", *lines, f"{END}{after}")), encoding="utf-8")


def work(words: list[str]) -> None:
    """Do what one of the measured processes does."""
    if words[0] == "floor":
        work_floor(Path(words[1]), Path(words[2]))
        return
    from grader.cli import main as command

    code = command(words[1:])
    print(json.dumps({"peak_mb": peak_mb()}))
    sys.exit(code)


def main() -> None:
    """Measure, and print or write."""
    parser = argparse.ArgumentParser(description="Measure what it costs to grade a class.")
    parser.add_argument("--students", type=int, nargs="+", default=[1_000, 10_000], help="sizes of the classes")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name} as well")
    args = parser.parse_args()
    adopt_orphans()
    lines: list[str] = []
    with TemporaryDirectory() as place:
        for count in args.students:
            for line in measure_class(count, Path(place)):
                print(line, flush=True)
                lines.append(line)
    if args.write:
        write(lines)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2:])
    else:
        main()
