"""The adversary's command: make pairs, ask grader about them, and report what is wrong, by kind."""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.adversary.kinds import KINDS
from tests.adversary.running import HANG_S, SHRUNK, Report, run
from tests.adversary.table import write_page, write_table
from tests.adversary.trial import Finding

EVERY = 1_000  # pairs from one line about the progress to the next
PAGE = Path(__file__).parents[2] / "docs" / "adversary.md"


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.adversary", description=__doc__)
    parser.add_argument("--pairs", type=int, default=2_000, help="over all kinds together (default: 2000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other pairs (default: 1)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1); the findings do not depend on it")
    parser.add_argument("--kinds", default="", help=f"some of: {', '.join(KINDS)} (default: all)")
    parser.add_argument("--rows", type=Path, help="write every finding as a row of JSON to this file")
    parser.add_argument("--shrink-unknown", action="store_true", help="shrink undecided pairs too, which takes longer")
    parser.add_argument("--hang", type=float, default=HANG_S, help="seconds after which a silent pair counts as hung")
    parser.add_argument("--table", action="store_true", help="print the table alone, without the findings")
    parser.add_argument("--write", action="store_true", help=f"write the table to docs/{PAGE.name}")
    options = parser.parse_args(arguments)
    options.kinds = options.kinds.split(",") if options.kinds else list(KINDS)
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    return options


def write_row(report: Report) -> str:
    return json.dumps({"finding": report.findings[0], **report.row}, ensure_ascii=False) + "\n"


def append_row(path: Path, report: Report) -> None:
    """Write a finding as soon as it is made, so that a run that is stopped has not been for nothing."""
    with path.open("a", encoding="utf-8") as stream:
        stream.write(write_row(report))


def main(arguments: Sequence[str]) -> int:
    """Run the adversary; the exit code is 1 if a verdict was wrong, or a pair crashed, hung or was slow."""
    options = parse_arguments(arguments)
    shrunk = (*SHRUNK, Finding.UNKNOWN) if options.shrink_unknown else SHRUNK
    reports: list[Report] = []
    if options.rows:
        options.rows.write_text("", encoding="utf-8")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for report in run(options.kinds, options.pairs, options.seed, options.jobs, options.hang, shrunk):
            reports.append(report)
            if options.rows and report.row:
                append_row(options.rows, report)
            if len(reports) % EVERY == 0:
                print(f"{len(reports):,} of {options.pairs:,}", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        # ``timeout`` and Ctrl-C tell the whole group, some twice; what was found is written all the same.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        # The kinds take turns, so the pairs so far are a fair sample.
        print(f"Stopped after {len(reports):,} of {options.pairs:,} pairs.", file=sys.stderr)
    reports.sort(key=lambda report: (options.kinds.index(report.kind), report.number))
    rows = [write_row(report) for report in reports if report.row]
    if options.rows:
        options.rows.write_text("".join(rows), encoding="utf-8")
    elif not options.table:
        print("".join(rows))
    print(write_table(reports, options.kinds))
    if options.write:
        page = write_page(reports, options.kinds, options.seed, datetime.now(UTC).date())
        PAGE.write_text(page, encoding="utf-8")
    harmless = {Finding.UNKNOWN, Finding.UNREADABLE}
    return int(any(set(report.findings) - harmless for report in reports))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
