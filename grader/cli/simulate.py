"""``grader simulate``: a class of submissions with the truth about them, to try a rubric before anybody meets it."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from grader.cli import console
from grader.cli.exit_codes import DONE
from grader.reports.wording import counted
from grader.rubric import load_rubric
from grader.simulation.classroom import simulated
from grader.simulation.folder import ROSTER, TRUTH, write_class
from grader.simulation.proportions import Proportions

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Write a simulated class: submissions right and wrong in known ways, and the truth about every answer."
EXAMPLE = "grader simulate rubrics/exercise3.yaml --students 5 --seed 1 --out class"
SHARES: Final[Mapping[str, tuple[float, str]]] = {
    "misconceptions": (0.12, "of all answers: what a named mistake leads to"),
    "slips": (0.06, "of all answers: a sign, a number or a term that is wrong"),
    "blanks": (0.05, "of all answers: nothing"),
    "unreadable": (0.02, "of all answers: nobody can read them"),
    "follow-through": (0.5, "of the wrong answers: they are carried on to what is built on them"),
    "malformed": (0.01, "of the files: they are no submissions at all"),
    "json": (0.25, "of the files: JSON instead of YAML"),
    "unique": (0.01, "of the right answers: a form that nobody else has"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("rubric", metavar="RUBRIC", help="the rubric of the exercise")
    parser.add_argument("--students", "-n", type=count, default=30, metavar="N", help="how many (default: 30)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another seed, another class (default: 0)")
    parser.add_argument("--out", "-o", required=True, metavar="DIR", help="a folder that is not there yet, or is empty")
    shares = parser.add_argument_group("shares, from 0 to 1")
    for name, (usual, words) in SHARES.items():
        shares.add_argument(f"--{name}", type=float, default=usual, metavar="SHARE", help=f"{words} (default: {usual})")


def count(text: str) -> int:
    """Return a number of students."""
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 8 and int(text)):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 9999999")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Write the class."""
    shares = Proportions(**{name.replace("-", "_"): getattr(args, name.replace("-", "_")) for name in SHARES})
    rubric = load_rubric(args.rubric)
    out = Path(args.out)
    written = write_class(out, simulated(rubric, args.students, args.seed, shares))
    console.say(
        f"{counted(written, 'submission')} in {out}; {Path(out, TRUTH)} says what is true of every answer, and "
        f"{Path(out, ROSTER)} who is in the class."
    )
    return DONE
