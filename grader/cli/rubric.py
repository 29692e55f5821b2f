"""``grader rubric``: prove that a rubric's key is right before any student meets it, and see what mistakes predict."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.cli import console
from grader.cli.exit_codes import DONE, NOT_RIGHT

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Check a rubric: its key is confirmed by a second method, scores 100 %, and a blank submission 0."
EXAMPLE = "grader rubric check rubrics/exercise3.yaml"
MISTAKES = "List what every named mistake predicts for each item, and which mistakes an item does not tell apart."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    action(actions, "misconceptions", MISTAKES, misconceptions)
    action(actions, "check", SUMMARY, check).add_argument(
        "--write",
        action="store_true",
        help="write the proved key beside the rubric (RUBRIC.key.json), so that it is not solved again",
    )


def action(actions: Any, name: str, summary: str, work: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    """Add one action on a rubric."""
    parser: argparse.ArgumentParser = actions.add_parser(
        name,
        help=summary.replace("%", "%%"),
        description=summary,
        epilog=f"example:\n  {EXAMPLE.replace('check', name)}",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rubric", metavar="RUBRIC", help="the rubric of the exercise")
    parser.set_defaults(work=work)
    return parser


def run(args: argparse.Namespace) -> int:
    """Do what is asked for with the rubric."""
    work: Callable[[argparse.Namespace], int] = args.work
    return work(args)


def misconceptions(args: argparse.Namespace) -> int:
    """List what mistakes predict."""
    from grader.reports.misconceptions import misconceptions_as_text
    from grader.rubric import load_rubric

    console.say(misconceptions_as_text(load_rubric(args.rubric)).rstrip("\n"))
    return DONE


def check(args: argparse.Namespace) -> int:
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
