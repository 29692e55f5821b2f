"""``grader rubric``: prove that a rubric's key is right before any student sees it, and test how well it grades."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.cli import console
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT
from grader.errors import DocumentError
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

SUMMARY = "Check a rubric: a second method confirms its key, the key scores 100 %, and a blank submission 0."
EXAMPLE = "grader rubric check rubrics/exercise3.yaml"
TEST = (
    "Test a rubric on answers with known truth. Equivalent forms of the key must score as much as the key; near "
    "misses, named mistakes and a blank answer must not. Exits with 1 if any answer is judged wrongly."
)
MISTAKES = "List the answer that each named mistake predicts for each item, and the mistakes that look the same there."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add_action(actions, "misconceptions", MISTAKES, print_misconceptions)
    add_test_arguments(add_action(actions, "test", TEST, run_trial))
    add_action(actions, "check", SUMMARY, check_rubrics, many=True).add_argument(
        "--write",
        action="store_true",
        help="write the proved key next to the rubric (RUBRIC.key.json), so that it need not be solved again",
    )


def add_action(
    actions: Any, name: str, summary: str, work: Callable[[argparse.Namespace], int], many: bool = False
) -> argparse.ArgumentParser:
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
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another seed tries other forms (default: 0)")
    parser.add_argument(
        "--rewritings",
        type=parse_rewriting_count,
        default=20,
        metavar="N",
        help="how many times each key is rewritten into an equivalent form (default: 20)",
    )
    parser.add_argument("--json", action="store_true", help="write JSON instead of sentences")


def parse_rewriting_count(text: str) -> int:
    if not (text.isdecimal() and len(text) < 5):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 0 to 9999")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Do with the rubric what was asked for."""
    work: Callable[[argparse.Namespace], int] = args.work
    return work(args)


def print_misconceptions(args: argparse.Namespace) -> int:
    console.say(misconceptions_as_text(load_rubric(args.rubric)).rstrip("\n"))
    return DONE


def run_trial(args: argparse.Namespace) -> int:
    """Test the rubric on answers with known truth."""
    trial = try_rubric(load_rubric(args.rubric), args.seed, args.rewritings)
    if args.json:
        console.write(trial_as_json(trial))
    else:
        console.say(trial_as_text(trial).rstrip("\n"))
    return DONE if trial.is_ok else NOT_RIGHT


def check_rubrics(args: argparse.Namespace) -> int:
    """Check each rubric. If there are several, print the name of each one first."""
    codes = []
    for name in args.rubric:
        console.say(*([f"{name}:"] if len(args.rubric) > 1 else []))
        try:
            codes.append(check_one(name, args.write))
        except DocumentError as error:  # the rubrics after this one are checked all the same
            console.complain(*map(str, error.diagnostics))
            codes.append(CANNOT_READ)
    return max(codes)


def check_one(name: str, writes_key: bool) -> int:
    rubric = load_rubric(name, proved=False)
    proof = check_rubric(rubric)
    console.say(proof_as_text(proof).rstrip("\n"))
    if proof.is_ok and writes_key:
        path = key_path(Path(name))
        write_text(path, render_key(rubric))
        console.say(f"The proved key was written to {path}.")
        path = wrong_path(Path(name))
        write_text(path, render_predictions(rubric))
        console.say(f"The wrong answers that named mistakes predict were written to {path}.")
    return DONE if proof.is_ok else NOT_RIGHT
