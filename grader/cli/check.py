"""``grader check``: the student's view of one file before handing it in. It never shows an expected answer."""

import argparse
from pathlib import Path

from grader.cli import console
from grader.cli.arguments.phases import add_phase_arguments, find_phase
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT, OUR_FAULT
from grader.grading import GradedSubmission, grade
from grader.grading.visibility.hidden import seal_rubric
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.reports.choice import choose_format
from grader.reports.formats.terminal import render
from grader.rubric import load_rubric

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Show how each answer in a file was read, whether it is right, and what to look at again."
EXAMPLE = "grader check submissions_example/13-half-forgotten.yaml --rubric rubrics/exercise3.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the submission, YAML or JSON")
    parser.add_argument("--rubric", "-r", required=True, metavar="RUBRIC", help="the rubric of the exercise")
    parser.add_argument(
        "--format",
        default="terminal",
        metavar="FORMAT",
        help="terminal (the default), markdown, json, or for CI junit, github, step_summary",
    )
    parser.add_argument(
        "--hints",
        type=parse_hint_count,
        default=0,
        metavar="N",
        help="show the first N hints for each answer that is not right (default: none)",
    )
    add_phase_arguments(parser)


def parse_hint_count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 3):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of hints; write a whole number from 0 to 99")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Check one submission."""
    form = choose_format(args.format)
    rubric = load_rubric(args.rubric)
    view = View(phase=find_phase(args, rubric), hints=args.hints, is_check=True)
    graded = restrict_to_view(grade(Path(args.file), seal_rubric(rubric), pictures=form.has_pictures), rubric, view)
    if form.kind == "terminal":
        console.write(render(graded, colour=console.wants_colour()))
    elif form.kind == "github":
        console.write(form.render(graded, folder=Path(args.file).parent.as_posix()))
    else:
        console.write(form.render(graded))
    return choose_exit_code(graded)


def choose_exit_code(graded: "GradedSubmission") -> int:
    """Return 0 if nothing that is shown is wrong. What a person still has to judge does not count as wrong."""
    outcomes = {item.outcome.value for item in graded.items}
    if any(diagnostic.slug == "fault" for diagnostic in graded.diagnostics):
        return OUR_FAULT
    if not graded.is_readable:
        return CANNOT_READ
    if "fault" in outcomes:
        return OUR_FAULT
    return DONE if outcomes <= {"correct", "undecided", "withheld"} else NOT_RIGHT
