"""The table of a run, by kind, as Markdown."""

from collections.abc import Iterable, Sequence
from datetime import date

from grader.version import __version__
from tests.adversary.running import Report
from tests.adversary.trial import SLOW_S, Finding

__all__ = ["write_page", "write_table"]

COLUMNS = (
    "kind", "pairs", "equal", "different", "wrong equal", "wrong different", "crashed or hung", f"over {SLOW_S:.0f} s",
    "undecided", "share", "unreadable",
)  # fmt: skip


def count(reports: Iterable[Report], *findings: Finding) -> int:
    return sum(any(finding in report.findings for finding in findings) for report in reports)


def write_row(name: str, reports: Sequence[Report]) -> str:
    """Return one row: what is true by the oracle, then what is wrong with the engine."""
    known = [report for report in reports if report.truth in ("equal", "different")]
    undecided = count(reports, Finding.UNKNOWN)
    figures = (
        len(reports), sum(report.truth == "equal" for report in reports),
        sum(report.truth == "different" for report in reports), count(reports, Finding.WRONG_EQUAL),
        count(reports, Finding.WRONG_DIFFERENT, Finding.FALSE_WITNESS), count(reports, Finding.CRASHED, Finding.HUNG),
        count(reports, Finding.SLOW), undecided, f"{100 * undecided / max(1, len(known)):.1f} %",
        count(reports, Finding.UNREADABLE),
    )  # fmt: skip
    return f"| {name} | {' | '.join(f'{figure:,}' if isinstance(figure, int) else figure for figure in figures)} |"


def write_table(reports: Sequence[Report], kinds: Sequence[str]) -> str:
    lines = [f"| {' | '.join(COLUMNS)} |", f"|---|{'---:|' * (len(COLUMNS) - 1)}"]
    lines += [write_row(kind, [report for report in reports if report.kind == kind]) for kind in kinds]
    return "\n".join([*lines, write_row("**all**", reports), ""])


def write_page(reports: Sequence[Report], kinds: Sequence[str], seed: int, today: date) -> str:
    """Return the page of the documentation that publishes a run."""
    return f"""# What the adversary found

`tests/adversary/` makes pairs of answers whose verdict is known without grader's engine, asks grader about them, and
counts what is wrong. [Its README](../tests/adversary/README.md) says how it works and how to run it.

This is version {__version__} on {today.isoformat()}, seed {seed}, {len(reports):,} pairs:

{write_table(reports, kinds)}
*Equal* and *different* are the pairs whose truth the oracle knows; of the others it only checks that grader neither
fails nor gives a witness that does not hold. *Wrong different* includes such witnesses. *Undecided* are pairs whose
truth is known and for which grader says `unknown`; *share* is their share of all pairs whose truth is known. *Over
{SLOW_S:.0f} s* counts CPU time in grader's own process.
"""
