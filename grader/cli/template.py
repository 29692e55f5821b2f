"""``grader template``: a submission to fill in."""

import argparse
import json
import os
from pathlib import Path

from grader.cli import console
from grader.cli.arguments.exercises import RUBRIC_OR_EXERCISE, load_rubric_or_exercise
from grader.cli.exit_codes import DONE
from grader.errors import Diagnostic, UsageError
from grader.reports.write import write_new, write_text
from grader.submission import make_template, make_worked_template, submission_schema
from grader.submission.worked_template import DOCUMENTS

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Write an empty submission to fill in, with what each item asks and the form of its answer."
EXAMPLE = "grader template rubrics/exercise3.yaml --output answers.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rubric", metavar="RUBRIC", help=RUBRIC_OR_EXERCISE)
    parser.add_argument(
        "--as",
        dest="kind",
        choices=("yaml", *DOCUMENTS),
        default="yaml",
        help="yaml (the default), or a worked document with the questions in it and a mark below each",
    )
    parser.add_argument("--output", "-o", metavar="FILE", help="where to write it (default: standard output)")
    parser.add_argument(
        "--schema",
        metavar="FILE",
        help="also write the JSON Schema there, and point an editor to it in the first line",
    )


def run(args: argparse.Namespace) -> int:
    """Write the template, and its schema if one is asked for."""
    rubric = load_rubric_or_exercise(args.rubric)
    if args.kind != "yaml":
        if args.schema:
            raise make_no_schema_error(args.kind)
        text = make_worked_template(rubric, args.kind)
    else:
        text = make_template(rubric, lead_to_schema(args.schema, args.output) if args.schema else "")
    if args.output is None:
        console.write(text)
    else:
        write_new(Path(args.output), text)
    if args.schema:
        write_text(Path(args.schema), json.dumps(submission_schema(rubric), indent=2) + "\n")
    return DONE


def make_no_schema_error(kind: str) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="wrong-usage",
            what=f"'--schema' cannot be written for '--as {kind}'.",
            why="A schema describes answers in YAML or JSON to an editor.",
            help="Leave out one of the two.",
        )
    )


def lead_to_schema(schema: str, template: str | None) -> str:
    """Return the path to a schema as an editor follows it from the template; from here, if that is only printed."""
    folder = Path(template).absolute().parent if template else Path.cwd()
    path = Path(os.path.relpath(Path(schema).absolute(), folder)).as_posix()
    return path if path.startswith("../") else f"./{path}"
