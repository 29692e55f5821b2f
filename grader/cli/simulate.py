"""``grader simulate``: a class of submissions with the truth about them, to try a rubric before students see it."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from grader.cli import console
from grader.cli.exit_codes import DONE
from grader.reports.wording import format_count
from grader.rubric import load_rubric
from grader.simulation.classroom import simulate_class
from grader.simulation.folder import ROSTER, TRUTH, write_class
from grader.simulation.proportions import Proportions
from grader.simulation.worked.dialects import DIALECTS

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Write a simulated class: right and wrong submissions, and the truth about every answer."
EXAMPLE = "grader simulate rubrics/exercise3.yaml --students 5 --seed 1 --out class"
SHARES: Final[Mapping[str, tuple[float, str]]] = {
    "misconceptions": (0.12, "share of answers with a named mistake"),
    "slips": (0.06, "share of answers with a wrong sign, number or term"),
    "blanks": (0.05, "share of answers left blank"),
    "unreadable": (0.02, "share of answers that cannot be read"),
    "follow-through": (0.5, "share of wrong answers that the student's later answers build on"),
    "malformed": (0.01, "share of files that are no valid submission; documents are all valid"),
    "json": (0.25, "share of files written as JSON instead of YAML; no documents"),
    "unique": (0.01, "share of right answers in a form that nobody else uses"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rubric", metavar="RUBRIC", help="the rubric of the exercise")
    parser.add_argument(
        "--students", "-n", type=parse_student_count, default=30, metavar="N", help="how many students (default: 30)"
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="another seed makes another class (default: 0)"
    )
    parser.add_argument(
        "--as",
        dest="kind",
        choices=("yaml", *DIALECTS),
        default="yaml",
        help="yaml (the default, with some JSON), or worked documents with the same answers, and their places in the "
        "truth; mmd is handwriting as a recognition program writes it",
    )
    parser.add_argument("--out", "-o", required=True, metavar="DIR", help="a new or empty folder for the class")
    shares = parser.add_argument_group("shares, each from 0 to 1")
    for name, (usual, words) in SHARES.items():
        shares.add_argument(f"--{name}", type=float, default=usual, metavar="SHARE", help=f"{words} (default: {usual})")


def parse_student_count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 8 and int(text)):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 9999999")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Write the class."""
    shares = Proportions(**{name.replace("-", "_"): getattr(args, name.replace("-", "_")) for name in SHARES})
    rubric = load_rubric(args.rubric)
    out, dialect = Path(args.out), "" if args.kind == "yaml" else args.kind
    written = write_class(out, simulate_class(rubric, args.students, args.seed, shares, dialect))
    console.say(
        f"{format_count(written, 'submission')} written to {out}. {Path(out, TRUTH)} has the truth about every answer, "
        f"and {Path(out, ROSTER)} lists the class."
    )
    return DONE
