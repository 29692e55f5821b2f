"""``grader solve``: the worked key of a rubric, for its author."""

import argparse

from grader.cli import console
from grader.cli.exit_codes import DONE
from grader.reports.author.key import key_as_markdown, key_as_text
from grader.rubric import load_rubric

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Print the worked key: every item's expected answer, and how the reference solver finds it."
EXAMPLE = "grader solve rubrics/exercise3.yaml --format markdown"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rubric", metavar="RUBRIC", help="the rubric of the exercise")
    parser.add_argument(
        "--format",
        choices=("text", "markdown"),
        default="text",
        help="plain text (the default), or Markdown with LaTeX formulas",
    )


def run(args: argparse.Namespace) -> int:
    """Print the key."""
    rubric = load_rubric(args.rubric)
    if args.format == "markdown":
        console.write(key_as_markdown(rubric))
    else:
        console.say(key_as_text(rubric).rstrip("\n"))
    return DONE
