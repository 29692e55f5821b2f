"""One pair asked and judged: what the engine said, what the oracle says, and what is wrong."""

import json
import time
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from grader.equivalence.pairs.batch import compare_lines
from tests.adversary.kinds import KINDS
from tests.adversary.oracles.judge import judge
from tests.adversary.oracles.judgement import Judgement, Truth
from tests.adversary.oracles.witnesses import HOLDS, find_witness_fault
from tests.adversary.pairs import Pair

__all__ = ["SLOW_S", "Finding", "Trial", "generate", "try_pair"]

SLOW_S = 1.0  # CPU time in this process


class Finding(StrEnum):
    """What may be wrong with a verdict: a pair has at most one of these, and may be slow as well."""

    WRONG_EQUAL = "wrong equal"
    WRONG_DIFFERENT = "wrong different"
    FALSE_WITNESS = "false witness"
    CRASHED = "crashed"
    HUNG = "hung"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    ORACLE_FAILED = "oracle failed"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Trial:
    """A pair with the engine's record, the oracle's judgement and the findings."""

    pair: Pair
    record: dict[str, Any]
    judgement: Judgement
    findings: tuple[Finding, ...]
    cpu_s: float
    why: str = ""


def generate(kind: str, seed: int, number: int) -> Pair:
    """Return one pair; it depends on nothing but these three."""
    return KINDS[kind](Random(f"{seed}:{kind}:{number}"))


def try_pair(pair: Pair) -> Trial:
    """Ask the engine about a pair, and judge the verdict."""
    begin = time.process_time()
    (line,) = compare_lines([pair.line()])
    cpu_s = time.process_time() - begin
    record = json.loads(line)
    rng = Random(line)
    judgement = judge(pair, rng)
    found, why = find_fault(pair, record, judgement, rng)
    findings = [*([found] if found else []), *([Finding.SLOW] if cpu_s > SLOW_S else [])]
    return Trial(pair, record, judgement, tuple(findings), cpu_s, why or judgement.why)


def find_fault(pair: Pair, record: dict[str, Any], judgement: Judgement, rng: Random) -> tuple[Finding | None, str]:
    """Return what is wrong with a verdict, and why."""
    result = record["result"]
    if judgement.truth == Truth.FAILED:
        return Finding.ORACLE_FAILED, judgement.why
    if record.get("by") == "fault":
        return Finding.CRASHED, record.get("message", "")
    if result == "unreadable":
        return Finding.UNREADABLE, record.get("message", "")
    if result == "equal":
        return (Finding.WRONG_EQUAL, judgement.why) if judgement.truth == Truth.DIFFERENT else (None, "")
    if result == "unknown":
        return (Finding.UNKNOWN, judgement.why) if judgement.truth in (Truth.EQUAL, Truth.DIFFERENT) else (None, "")
    fault = find_witness_fault(pair, record, rng)
    if judgement.truth == Truth.EQUAL and fault != HOLDS:
        return Finding.WRONG_DIFFERENT, record.get("message", "")
    return (Finding.FALSE_WITNESS, fault) if fault and fault != HOLDS else (None, "")
