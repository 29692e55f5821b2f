"""The options that say when submissions were handed in, and who has an extension."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.errors import Diagnostic, UsageError
from grader.grading.lateness.extension_file import load_extensions, of_nobody
from grader.grading.lateness.instants import Instants
from grader.grading.lateness.instants_file import load_instants
from grader.rubric import Rubric

__all__ = ["add_late_arguments", "check_alone", "instants_of", "warnings_about_extensions", "with_extensions_of"]


def add_late_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--submitted`` and ``--extensions``."""
    parser.add_argument(
        "--submitted",
        metavar="FILE",
        help="when each student handed in: a CSV or JSON file, or Gradescope's submission_metadata.json",
    )
    parser.add_argument(
        "--extensions", metavar="FILE", help="who may hand in later, as YAML, JSON or CSV, beside those in the rubric"
    )


def with_extensions_of(args: argparse.Namespace, rubric: "Rubric") -> "Rubric":
    """Return the rubric with the extensions in the file that the options name."""
    if args.extensions is None:
        return rubric
    return load_extensions(Path(args.extensions), rubric)


def instants_of(args: argparse.Namespace) -> "Instants":
    """Return when submissions were handed in, as the options say it; nothing is known where they say nothing."""
    return Instants() if args.submitted is None else load_instants(Path(args.submitted))


def check_alone(instants: "Instants", file_count: int) -> None:
    """Refuse the metadata of one submission where several are graded: it would be everybody's instant."""
    if instants.alone is not None and file_count > 1:
        raise UsageError(
            Diagnostic(
                slug="one-instant-for-many",
                what=f"The instants given are those of one submission, but {file_count} are graded.",
                why="Gradescope's submission_metadata.json is about the submission that it lies beside.",
                help="Grade that submission alone, or give a table with the instant of each student.",
                audience="author",
            )
        )


def warnings_about_extensions(rubric: "Rubric", students: Iterable[str]) -> Iterator[str]:
    """Yield a line on each extension of somebody who handed in nothing."""
    for student in of_nobody(rubric, students):
        yield f"warning: '{student}' has an extension and handed in nothing; is the id right?"
