"""Many pairs, in one process or several. What is found depends on the seed alone, not on the number of processes.

The parent gives a worker a range of one kind, and hears of every pair. A worker that is silent for too long hangs: it
is killed, its pair is reported, and a new worker goes on behind that pair.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection, wait
from typing import Any

from tests.adversary.pairs import Pair
from tests.adversary.shrinking import shrink
from tests.adversary.trial import Finding, Trial, generate, try_pair

__all__ = ["CHUNK", "Report", "report_pair", "run"]

CHUNK = 50
HANG_S = 120.0  # on the clock; the limits of the engine end every honest pair long before
SHRUNK = (Finding.WRONG_EQUAL, Finding.WRONG_DIFFERENT, Finding.FALSE_WITNESS, Finding.CRASHED)
Range = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one pair: its truth, the engine's result, the findings, and a row if something was found."""

    kind: str
    number: int
    truth: str
    result: str
    findings: tuple[Finding, ...]
    cpu_s: float
    row: dict[str, Any] = field(default_factory=dict)


def want_of(trial: Trial) -> str:
    """Return the result that a row of ``compare.jsonl`` would ask for."""
    if Finding.FALSE_WITNESS in trial.findings:
        return "not different"
    return str(trial.judgement.truth) if trial.judgement.truth in ("equal", "different") else "readable"


def row_of(trial: Trial, kind: str, seed: int, number: int) -> dict[str, Any]:
    """Return a finding in the form of ``tests/findings/compare.jsonl``, with what the engine said."""
    row = {"id": f"{kind}-{seed}-{number}", "kind": kind, **trial.pair.case(), "want": want_of(trial), "why": trial.why}
    said = {"got": trial.record["result"], "by": trial.record.get("by"), "cpu_s": round(trial.cpu_s, 2)}
    return {**row, **said, "steps": list(trial.pair.steps)}


def report_pair(kind: str, seed: int, number: int, shrunk: Sequence[Finding] = SHRUNK) -> Report:
    """Make, ask and judge one pair; shrink it if something was found."""
    pair = generate(kind, seed, number)
    trial = try_pair(pair)
    row: dict[str, Any] = {}
    if trial.findings:
        finding = trial.findings[0]
        small = trial
        if finding in shrunk:
            small = try_pair(shrink(pair, lambda smaller: finding in try_pair(smaller).findings))
        row = row_of(small if finding in small.findings else trial, kind, seed, number)
    return Report(
        kind, number, str(trial.judgement.truth), trial.record["result"], trial.findings, trial.cpu_s, row
    )  # fmt: skip


def report_lost(kind: str, seed: int, number: int, finding: Finding) -> Report:
    """Return the report of a pair that ended its process or hung."""
    pair: Pair = generate(kind, seed, number)
    row = {"id": f"{kind}-{seed}-{number}", "kind": kind, **pair.case(), "want": "readable", "why": str(finding)}
    return Report(kind, number, "unsure", "lost", (finding,), 0.0, row)


def work(connection: Connection, seed: int, shrunk: Sequence[Finding]) -> None:
    """Answer ranges with reports until there is no more."""
    while (task := connection.recv()) is not None:
        kind, start, stop = task
        for number in range(start, stop):
            connection.send(report_pair(kind, seed, number, shrunk))
        connection.send(None)


class Worker:
    """A process with the range that it works at."""

    def __init__(self, seed: int, shrunk: Sequence[Finding]) -> None:
        self.seed, self.shrunk = seed, shrunk
        self.task: Range | None = None
        self.begin()

    def begin(self) -> None:
        self.connection, other = Pipe()
        self.process = Process(target=work, args=(other, self.seed, self.shrunk))
        self.process.start()
        other.close()

    def give(self, task: Range | None) -> None:
        self.task, self.heard = task, time.monotonic()
        self.connection.send(task)

    def hear(self) -> Report | None:
        """Return the next report, None at the end of a range."""
        report: Report | None = self.connection.recv()
        self.heard = time.monotonic()
        if report is None:
            self.task = None
        elif self.task is not None:
            self.task = (self.task[0], report.number + 1, self.task[2])
        return report

    def lose(self, finding: Finding) -> Report:
        """Report the pair at which the process ended or hangs, and begin again behind it."""
        assert self.task is not None
        kind, number, stop = self.task
        self.process.kill()
        self.process.join()
        self.begin()
        self.give((kind, number + 1, stop))
        return report_lost(kind, self.seed, number, finding)

    def end(self) -> None:
        self.connection.send(None)
        self.process.join()


def split(kinds: Sequence[str], count: int) -> list[Range]:
    """Return the ranges of all kinds, in turns, so that a run that is stopped early has seen every kind."""
    each = [count // len(kinds) + (place < count % len(kinds)) for place in range(len(kinds))]
    ranges = [
        (kind, start, min(start + CHUNK, number))
        for kind, number in zip(kinds, each, strict=True)
        for start in range(0, number, CHUNK)
    ]
    return sorted(ranges, key=lambda item: (item[1], kinds.index(item[0])))


def run(
    kinds: Sequence[str], count: int, seed: int, jobs: int, hang_s: float = HANG_S, shrunk: Sequence[Finding] = SHRUNK
) -> Iterator[Report]:
    """Yield the reports of all pairs, as they come."""
    tasks = split(kinds, count)[::-1]
    workers = [Worker(seed, shrunk) for _ in range(min(jobs, len(tasks)))]
    for worker in workers:
        worker.give(tasks.pop())
    try:
        while busy := [worker for worker in workers if worker.task is not None]:
            for worker in busy:
                if time.monotonic() - worker.heard > hang_s:
                    yield worker.lose(Finding.HUNG)
            for connection in wait([worker.connection for worker in busy], timeout=1):
                worker = next(each for each in busy if each.connection is connection)
                try:
                    report = worker.hear()
                except EOFError:
                    report = worker.lose(Finding.CRASHED)
                if report is not None:
                    yield report
                elif tasks:
                    worker.give(tasks.pop())
    finally:
        for worker in workers:
            if worker.process.is_alive() and worker.task is None:
                worker.end()
            else:
                worker.process.kill()
