"""``grader rubric check``: prove that a rubric's key is right before any student meets it."""

import argparse
from pathlib import Path

from grader.cli import console
from grader.cli.exit_codes import DONE, NOT_RIGHT

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Check a rubric: its key is confirmed by a second method, scores 100 %, and a blank submission 0."
EXAMPLE = "grader rubric check rubrics/exercise3.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    check = actions.add_parser(
        "check",
        help=SUMMARY.replace("%", "%%"),
        description=SUMMARY,
        epilog=f"example:\n  {EXAMPLE}",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("rubric", metavar="RUBRIC", help="the rubric of the exercise")
    check.add_argument(
        "--write",
        action="store_true",
        help="write the proved key beside the rubric (RUBRIC.key.json), so that it is not solved again",
    )


def run(args: argparse.Namespace) -> int:
    """Check the rubric."""
    from grader.grading import check_rubric
    from grader.reports.proof import proof_as_text
    from grader.reports.write import write_text
    from grader.rubric import load_rubric
    from grader.rubric.proved import key_path, render_key

    rubric = load_rubric(args.rubric, proved=False)
    proof = check_rubric(rubric)
    console.say(proof_as_text(proof).rstrip("\n"))
    if proof.is_ok and args.write:
        path = key_path(Path(args.rubric))
        write_text(path, render_key(rubric))
        console.say(f"The proved key is in {path}.")
    return DONE if proof.is_ok else NOT_RIGHT
