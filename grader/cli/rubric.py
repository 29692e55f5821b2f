"""``grader rubric``: prove that a rubric's key is right before any student meets it, and see what it lets through."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.cli import console
from grader.cli.exit_codes import DONE, NOT_RIGHT
from grader.grading import check_rubric
from grader.grading.diagnosis.written_predictions import render_predictions
from grader.reports.author.misconceptions import misconceptions_as_text
from grader.reports.author.proof import proof_as_text
from grader.reports.author.trial import trial_as_json, trial_as_text
from grader.reports.write import write_text
from grader.rubric import load_rubric
from grader.rubric.proved import key_path, render_key, wrong_path
from grader.simulation.trial import try_rubric

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Check a rubric: its key is confirmed by a second method, scores 100 %, and a blank submission 0."
EXAMPLE = "grader rubric check rubrics/exercise3.yaml"
TEST = (
    "Hold a rubric against answers of which it is known what they are: equivalent forms of the key must score what the "
    "key scores; near misses, named mistakes and a blank must not. Exits with 1 where something slipped through."
)
MISTAKES = "List what every named mistake predicts for each item, and which mistakes an item does not tell apart."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    action(actions, "misconceptions", MISTAKES, misconceptions)
    add_test_arguments(action(actions, "test", TEST, test))
    action(actions, "check", SUMMARY, check, many=True).add_argument(
        "--write",
        action="store_true",
        help="write the proved key beside the rubric (RUBRIC.key.json), so that it is not solved again",
    )


def action(
    actions: Any, name: str, summary: str, work: Callable[[argparse.Namespace], int], many: bool = False
) -> argparse.ArgumentParser:
    """Add one action on a rubric, or on many."""
    parser: argparse.ArgumentParser = actions.add_parser(
        name,
        help=summary.replace("%", "%%"),
        description=summary,
        epilog=f"example:\n  {EXAMPLE.replace('check', name)}",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("rubric", nargs="+" if many else None, metavar="RUBRIC", help="the rubric of the exercise")
    parser.set_defaults(work=work)
    return parser


def add_test_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``rubric test`` may be told."""
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another seed tries other forms (default: 0)")
    parser.add_argument(
        "--rewritings",
        type=number_of_rewritings,
        default=20,
        metavar="N",
        help="how often the key is rewritten (default: 20)",
    )
    parser.add_argument("--json", action="store_true", help="write JSON instead of sentences")


def number_of_rewritings(text: str) -> int:
    """Return how often the key is rewritten."""
    if not (text.isdecimal() and len(text) < 5):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 0 to 9999")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Do what is asked for with the rubric."""
    work: Callable[[argparse.Namespace], int] = args.work
    return work(args)


def misconceptions(args: argparse.Namespace) -> int:
    """List what mistakes predict."""
    console.say(misconceptions_as_text(load_rubric(args.rubric)).rstrip("\n"))
    return DONE


def test(args: argparse.Namespace) -> int:
    """Hold the rubric against answers of which it is known what they are."""
    trial = try_rubric(load_rubric(args.rubric), args.seed, args.rewritings)
    if args.json:
        console.write(trial_as_json(trial))
    else:
        console.say(trial_as_text(trial).rstrip("\n"))
    return DONE if trial.is_ok else NOT_RIGHT


def check(args: argparse.Namespace) -> int:
    """Check each rubric; the name of each stands before what is said of it where there are several."""
    codes = []
    for name in args.rubric:
        console.say(*([f"{name}:"] if len(args.rubric) > 1 else []))
        codes.append(check_one(name, args.write))
    return max(codes)


def check_one(name: str, writes_key: bool) -> int:
    """Check one rubric."""
    rubric = load_rubric(name, proved=False)
    proof = check_rubric(rubric)
    console.say(proof_as_text(proof).rstrip("\n"))
    if proof.is_ok and writes_key:
        path = key_path(Path(name))
        write_text(path, render_key(rubric))
        console.say(f"The proved key is in {path}.")
        path = wrong_path(Path(name))
        write_text(path, render_predictions(rubric))
        console.say(f"The wrong answers that named mistakes lead to are in {path}.")
    return DONE if proof.is_ok else NOT_RIGHT
