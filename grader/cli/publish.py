"""``grader publish``: what students may know of a rubric, as a file of its own that holds no key."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from grader.cli import console
from grader.cli.exit_codes import DONE
from grader.documents import load, parse_yaml
from grader.errors import Diagnostic, DocumentError
from grader.grading.revealed import find_revealed_keys
from grader.reports.wording import format_count
from grader.reports.write import make_write_error, write_text
from grader.rubric import Rubric, parse_rubric
from grader.rubric.proved import load_proved
from grader.rubric.public import is_exercise, parse_exercise, publish_document

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Write the public exercise of a rubric: questions and names without the key, for students to practise with."
EXAMPLE = "grader publish rubrics/exercise3.yaml --out exercise3.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rubric", metavar="RUBRIC", help="the rubric of the exercise")
    parser.add_argument(
        "--out",
        "-o",
        metavar="EXERCISE",
        help="the YAML file to write; an exercise that is there is replaced (default: standard output)",
    )


def run(args: argparse.Namespace) -> int:
    """Write the exercise. What is said about it on standard error is for the author."""
    document = load(Path(args.rubric))
    rubric = parse_rubric(document, load_proved(Path(args.rubric), document.sha256))
    text = publish_document(document)
    hidden = [item.id for item in rubric.items if item.hidden]
    if len(hidden) == len(rubric.items):
        raise DocumentError([describe_nothing_public(rubric)])
    exercise = parse_exercise(parse_yaml(text, "exercise.yaml"))
    console.complain(*map(str, find_revealed_keys(rubric, exercise)))
    if args.out is None:
        console.write(text)
        return DONE
    out = Path(args.out)
    refuse_other_file(out)
    write_text(out, text)
    console.say(" ".join(list_sentences(out, len(exercise.items), hidden)))
    return DONE


def list_sentences(out: Path, count: int, hidden: list[str]) -> Iterator[str]:
    yield f"{format_count(count, 'item')} without the key written to {out}."
    if hidden:
        is_one = len(hidden) == 1
        yield f"{', '.join(hidden)} {'is' if is_one else 'are'} hidden, and {'is' if is_one else 'are'} not in it."


def refuse_other_file(path: Path) -> None:
    """Refuse to replace anything but a public exercise, such as the rubric itself."""
    if not path.exists():
        return
    try:
        is_ours = is_exercise(load(path))
    except DocumentError:
        is_ours = False
    if not is_ours:
        raise make_write_error(path, "It exists, and is not a public exercise.", "Give another name.")


def describe_nothing_public(rubric: Rubric) -> Diagnostic:
    return Diagnostic(
        slug="nothing-public",
        what=f"All items of '{rubric.id}' are hidden, so there is nothing to publish.",
        why="A public exercise has the items that are not hidden.",
        help="Take 'hidden' away from an item that students may practise.",
        audience="author",
    )
