"""``grader template``: a submission to fill in."""

import argparse
from pathlib import Path

from grader.cli import console
from grader.cli.arguments.exercises import RUBRIC_OR_EXERCISE, load_rubric_or_exercise
from grader.cli.exit_codes import DONE
from grader.reports.write import write_new
from grader.submission import make_template

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Write an empty submission to fill in, with what each item asks and the form of its answer."
EXAMPLE = "grader template rubrics/exercise3.yaml --output answers.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rubric", metavar="RUBRIC", help=RUBRIC_OR_EXERCISE)
    parser.add_argument("--output", "-o", metavar="FILE", help="where to write it (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """Write the template."""
    text = make_template(load_rubric_or_exercise(args.rubric))
    if args.output is None:
        console.write(text)
    else:
        write_new(Path(args.output), text)
    return DONE
