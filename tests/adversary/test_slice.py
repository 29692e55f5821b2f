"""A few pairs of every kind, in the usual suite: no wrong verdict, no crash, nothing slow. And the tools work."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from tests.adversary.__main__ import main
from tests.adversary.kinds import KINDS
from tests.adversary.pairs import Pair
from tests.adversary.running import report_pair, run
from tests.adversary.shrinking import shrink
from tests.adversary.tree import add, call, mul, node_count, num, pow_, sub, sym
from tests.adversary.trial import Finding, generate, try_pair

SEED = 7
PAIRS = 90
FEWER = {
    "equations": 16,
    "inequalities": 16,
    "several variables": 8,
    "systems": 16,
    "hostile": 30,
}  # their oracles take longer
HARMLESS = {Finding.UNKNOWN, Finding.UNREADABLE, Finding.SLOW}  # how fast it is depends on what else the machine does
MISSES: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("misses.yaml").read_text(encoding="utf-8")) or {}


@pytest.mark.parametrize("kind", KINDS)
def test_no_verdict_is_wrong(kind: str) -> None:
    reports = [report_pair(kind, SEED, number) for number in range(FEWER.get(kind, PAIRS))]
    wrong = [report.row for report in reports if set(report.findings) - HARMLESS]
    listed = MISSES.get(kind, [])
    assert [row for row in wrong if row["id"] not in listed] == []
    assert sorted(row["id"] for row in wrong) == sorted(listed), "Remove from misses.yaml what is right now."
    assert all(report.cpu_s < 10 for report in reports)


@pytest.mark.parametrize("kind", KINDS)
def test_a_pair_depends_on_its_number_alone(kind: str) -> None:
    assert generate(kind, 3, 5) == generate(kind, 3, 5)
    assert len({generate(kind, 3, number).line() for number in range(12)}) > 6


def test_findings_do_not_depend_on_the_number_of_processes() -> None:
    def outcomes(jobs: int) -> set[tuple[str, int, str, str]]:
        return {(each.kind, each.number, each.truth, each.result) for each in run(["functions", "sets"], 120, 5, jobs)}

    assert outcomes(1) == outcomes(2)


def test_an_oracle_knows_what_is_equal_and_what_is_not() -> None:
    x = sym("x")
    double = mul(num(2), call("sin", x), call("cos", x))
    right = Pair("functions", double, call("sin", mul(num(2), x)), is_equal=True)
    assert try_pair(right).judgement.truth == "equal"
    wrong = Pair("functions", double, call("sin", x), is_equal=True)
    assert try_pair(wrong).judgement.truth == "different"
    lost = Pair("domains", pow_(call("sqrt", x), 2), x, is_equal=True)
    assert "no value" in try_pair(lost).judgement.why


def test_a_finding_is_shrunk() -> None:
    x = sym("x")
    student = add(mul(num(12), pow_(sub(x, num(30)), 2)), call("abs", call("abs", x)), num(Fraction(77, 3)))
    pair = Pair("piecewise", student, add(student, num(5)), {"x": "real"})
    small = shrink(pair, lambda each: "abs" in str(each.student) and each.student != each.expected)
    assert node_count(small.student) == 2


def test_command_writes_rows_and_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "rows.jsonl"
    assert main(["--pairs", "40", "--kinds", "functions,decimals", "--seed", "2", "--rows", str(rows)]) in (0, 1)
    assert capsys.readouterr().out.count("\n| ") == 3
    assert all(json.loads(line)["kind"] for line in rows.read_text(encoding="utf-8").splitlines())
