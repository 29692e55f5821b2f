"""``grader check``: the student's view of one file, before handing it in; never shows an expected answer."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli import console
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT, OUR_FAULT

if TYPE_CHECKING:
    from grader.grading import GradedSubmission

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Show how each answer in a file was read, whether it is right, and what to look at."
EXAMPLE = "grader check submissions_example/13-half-forgotten.yaml --rubric rubrics/exercise3.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("file", metavar="FILE", help="the submission, YAML or JSON")
    parser.add_argument("--rubric", "-r", required=True, metavar="RUBRIC", help="the rubric of the exercise")
    parser.add_argument(
        "--format", default="terminal", metavar="FORMAT", help="terminal (the default), markdown or json"
    )


def run(args: argparse.Namespace) -> int:
    """Check one submission."""
    from grader.grading import grade
    from grader.reports.audience import for_student
    from grader.reports.choice import chosen_format
    from grader.rubric import load_rubric

    form = chosen_format(args.format)
    graded = for_student(grade(Path(args.file), load_rubric(args.rubric)))
    if form.kind == "terminal":
        from grader.reports.terminal import render

        console.write(render(graded, colour=console.wants_colour()))
    else:
        console.write(form.render(graded))
    return exit_code(graded)


def exit_code(graded: "GradedSubmission") -> int:
    """Return 0 where nothing is wrong: an answer that only a person can judge is not held against the student."""
    outcomes = {item.outcome.value for item in graded.items}
    if not graded.is_readable:
        return CANNOT_READ
    if "fault" in outcomes:
        return OUR_FAULT
    return DONE if outcomes <= {"correct", "undecided"} else NOT_RIGHT
