"""``grader schema``: the JSON Schema of one rubric's submissions, or of rubrics, for editors and programs."""

import argparse
import json
from pathlib import Path

from grader.cli import console
from grader.cli.arguments.exercises import RUBRIC_OR_EXERCISE, load_rubric_or_exercise
from grader.cli.exit_codes import DONE
from grader.reports.write import write_text
from grader.rubric.load import rubric_schema
from grader.submission import submission_schema
from grader.submission.schema import widen_schema

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Write the JSON Schema of a rubric's submissions, so that an editor can complete and check them."
EXAMPLE = "grader schema rubrics/exercise3.yaml --output exercise3.schema.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("rubric", metavar="RUBRIC", nargs="?", help=RUBRIC_OR_EXERCISE)
    one.add_argument("--rubric", dest="of_rubrics", action="store_true", help="write the schema for rubrics instead")
    parser.add_argument("--output", "-o", metavar="FILE", help="where to write it (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """Write the schema."""
    of_rubrics = args.of_rubrics
    schema = widen_schema(rubric_schema()) if of_rubrics else submission_schema(load_rubric_or_exercise(args.rubric))
    text = json.dumps(schema, indent=2) + "\n"
    if args.output is None:
        console.write(text)
    else:
        write_text(Path(args.output), text)
    return DONE
