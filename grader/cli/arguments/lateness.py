"""The options that say when submissions were handed in, and who has an extension."""

import argparse
from pathlib import Path

from grader.errors import Diagnostic, UsageError
from grader.grading.lateness.extension_file import load_extensions
from grader.grading.lateness.instants import Instants
from grader.grading.lateness.instants_file import load_instants
from grader.rubric import Rubric

__all__ = ["add_late_arguments", "check_alone", "load_given_instants", "add_given_extensions"]


def add_late_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--submitted``, ``--extensions`` and ``--late-days-used``."""
    parser.add_argument(
        "--submitted",
        metavar="FILE",
        help="when each student handed in: a CSV or JSON file, or Gradescope's submission_metadata.json",
    )
    parser.add_argument(
        "--extensions", metavar="FILE", help="more extensions than those in the rubric, as YAML, JSON or CSV"
    )
    parser.add_argument(
        "--late-days-used",
        metavar="FILE",
        action="append",
        help="who has used free late days in an earlier exercise: its summary.csv, or a table of students and "
        "late_days_used; may be given several times",
    )


def add_given_extensions(args: argparse.Namespace, rubric: "Rubric") -> "Rubric":
    """Add the extensions in the file that the options name."""
    if args.extensions is None:
        return rubric
    return load_extensions(Path(args.extensions), rubric)


def load_given_instants(args: argparse.Namespace) -> "Instants":
    """Load when submissions were handed in. Without the option, nothing is known."""
    return Instants() if args.submitted is None else load_instants(Path(args.submitted))


def check_alone(instants: "Instants", file_count: int) -> None:
    """Refuse the metadata of one submission if several are graded, because everybody would get that time."""
    if instants.alone is not None and file_count > 1:
        raise UsageError(
            Diagnostic(
                slug="one-instant-for-many",
                what=f"The given time is for one submission, but {file_count} are graded.",
                why="Gradescope's submission_metadata.json is about the one submission next to it.",
                help="Grade that submission alone, or give a table with a time for each student.",
                audience="author",
            )
        )
