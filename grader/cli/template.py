"""``grader template``: a submission to fill in."""

import argparse
from pathlib import Path

from grader.cli import console
from grader.cli.exit_codes import DONE
from grader.reports.write import write_new
from grader.rubric import load_rubric
from grader.submission import make_template

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Write an empty submission to fill in, with what each item asks and the form of its answer."
EXAMPLE = "grader template rubrics/exercise3.yaml --output answers.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rubric", metavar="RUBRIC", help="the rubric of the exercise")
    parser.add_argument("--output", "-o", metavar="FILE", help="where to write it (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """Write the template."""
    text = make_template(load_rubric(args.rubric))
    if args.output is None:
        console.write(text)
    else:
        write_new(Path(args.output), text)
    return DONE
