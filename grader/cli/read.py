"""``grader read``: how a worked document is read before it is judged: which formula answers which item, and why."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from grader.cli import console
from grader.cli.arguments.exercises import RUBRIC_OR_EXERCISE, load_rubric_or_exercise
from grader.cli.exit_codes import DONE
from grader.documents.files import read_bytes
from grader.documents.prose import ProseDocument, list_suffixes
from grader.errors import Diagnostic, UsageError, put_in_quotes
from grader.reports.readings.data import render_json
from grader.reports.readings.html import render_html
from grader.reports.readings.text import render_text
from grader.reports.write import write_new, write_text
from grader.rubric import Rubric
from grader.rubric.public import Exercise
from grader.submission import load_document
from grader.submission.claims.answering import refuse_empty
from grader.submission.claims.mapping import Confirmed, anchor_claims, parse_map, write_map
from grader.submission.claims.names import Claim
from grader.submission.claims.reading import DocumentReading, confirm_all, find_suspicions, propose
from grader.submission.claims.writing import write_submission

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Show how a worked document is read: which formula answers which item, where it is, and why."
EXAMPLE = "grader read submissions_example/documents/01-handwritten.md --rubric rubrics/exercise3.yaml"
PLACE: Final = re.compile(r"(?P<line>[0-9]{1,7})(?::(?P<column>[0-9]{1,7}))?")
SETTLED: Final = {"none": Confirmed(), "elsewhere": Confirmed(is_elsewhere=True)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=f"the document: {', '.join(list_suffixes())}")
    parser.add_argument("--rubric", "-r", required=True, metavar="RUBRIC", help=RUBRIC_OR_EXERCISE)
    parser.add_argument(
        "--format",
        choices=("terminal", "json", "html"),
        default="terminal",
        help="terminal (the default), json, or html: a page with the document beside the items",
    )
    parser.add_argument("--output", "-o", metavar="FILE", help="also write a submission in YAML there")
    parser.add_argument(
        "--map",
        metavar="FILE",
        help="take what was confirmed from this file, and write it again with what is found now (see --take)",
    )
    parser.add_argument(
        "--take",
        action="append",
        default=[],
        metavar="ITEM=LINE",
        help="confirm what answers an item: the line that it begins in, or line:column; several with commas; or none; "
        "or elsewhere, if nothing that was found does",
    )


def run(args: argparse.Namespace) -> int:
    """Read the document, and write what is asked for; the reading itself goes to standard output."""
    rubric = load_rubric_or_exercise(args.rubric)
    document = load_document(args.file, rubric)
    if not isinstance(document, ProseDocument):
        raise make_no_document_error(args.file)
    confirmed = load_confirmed(args.map)
    reading = propose(document.prose, rubric, confirmed)
    refuse_empty(reading)
    taken = dict(read_choice(text, reading) for text in args.take)
    if taken:
        confirmed |= taken
        reading = propose(document.prose, rubric, confirmed)
    show(args, rubric, reading)
    if args.output:
        student = document.prose.student.text if document.prose.student else Path(args.file).stem
        write_new(Path(args.output), write_submission(reading, rubric.id, student))
    if args.map:
        write_text(Path(args.map), write_map(confirm_all(reading, confirmed)))
    return DONE


def show(args: argparse.Namespace, rubric: Rubric | Exercise, reading: DocumentReading) -> None:
    suspicions = find_suspicions(reading, rubric)
    if args.format == "json":
        console.write(render_json(reading, suspicions))
    elif args.format == "html":
        console.write(render_html(rubric.title, reading, suspicions))
    else:
        console.write(render_text(rubric.title, reading, suspicions))
        for remark in reading.prose.remarks:
            console.write(f"\n{remark}\n")


def load_confirmed(name: str | None) -> dict[str, Confirmed]:
    """What was confirmed before; nothing if there is no such file yet."""
    if name is None or not Path(name).exists():
        return {}
    return parse_map(read_bytes(Path(name)), name)


def read_choice(text: str, reading: DocumentReading) -> tuple[str, Confirmed]:
    """Read ``item=41``, ``item=49,51`` or ``item=none``."""
    name, _, where = text.partition("=")
    if name not in reading.items or reading.items[name].item.hidden:
        raise make_choice_error(text, f"There is no item {put_in_quotes(name)}.")
    if where in SETTLED:
        return name, SETTLED[where]
    claims = [claim for place in where.split(",") for claim in find_at(place, text, reading.claims)]
    return name, anchor_claims(claims)


def find_at(place: str, text: str, claims: Sequence[Claim]) -> list[Claim]:
    """The statements that begin in a line, or the one at a column of it."""
    match = PLACE.fullmatch(place)
    if match is None:
        raise make_choice_error(text, f"{put_in_quotes(place)} is no line.")
    found = []
    for claim in claims:
        source = claim.text.source
        (line, column), (last, after) = source.position(claim.text.start), source.position(claim.text.end)
        at = (int(match["line"]), int(match["column"] or 0))
        if line == at[0] and (not at[1] or (column <= at[1] and (last > line or at[1] < after))):
            found.append(claim)
    if not found:
        raise make_choice_error(text, f"No formula begins at {place}.")
    return found


def make_choice_error(text: str, why: str) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="wrong-usage",
            what=f"'--take {text}' confirms nothing.",
            why=why,
            help="Write the id of an item, an equals sign, and the line in which its answer begins: --take delta=21.",
        )
    )


def make_no_document_error(name: str) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="wrong-usage",
            what=f"'{name}' is no worked document.",
            why="In YAML and JSON, each answer is under the name of its item already.",
            help="Check it with 'grader check'.",
        )
    )
