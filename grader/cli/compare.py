"""``grader compare``: are two answers equal, and how is that known; for one pair, or for many as JSON lines."""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from grader.cli import console
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT, OUR_FAULT
from grader.equivalence.pairs.batch import compare_lines, lines_of, record_of
from grader.equivalence.pairs.compare import Comparison, compare
from grader.equivalence.pairs.symbols import symbols_in
from grader.errors import Diagnostic, DocumentError, UsageError

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Decide whether two answers are equal, and say how that is known."
EXAMPLE = "grader compare 'sin x cos x' 'sin(2x)/2'"

CODES: Final = {"equal": DONE, "different": NOT_RIGHT, "unknown": NOT_RIGHT, "unreadable": CANNOT_READ}
MINUS: Final = re.compile(r"-[^-].*", re.DOTALL)
OPTIONS: Final = ("symbols", "syntax", "rtol", "atol", "digits", "form")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    # An answer may begin with a minus sign: whatever is no option of ours counts as a negative number does.
    parser._negative_number_matcher = MINUS
    parser.add_argument("student", metavar="STUDENT", nargs="?", help="the answer")
    parser.add_argument("expected", metavar="EXPECTED", nargs="?", help="what is expected; its names are real symbols")
    parser.add_argument("--symbols", metavar="LIST", help="names with their domains, such as 'x: real, w: positive'")
    parser.add_argument("--syntax", choices=("text", "latex"), help="how both are written (default: by their looks)")
    parser.add_argument("--rtol", metavar="NUMBER", help="accepted distance, relative to what is expected")
    parser.add_argument("--atol", metavar="NUMBER", help="accepted distance")
    parser.add_argument("--digits", metavar="COUNT", type=int, help="accept a rounding to so many significant digits")
    parser.add_argument(
        "--form",
        action="append",
        default=[],
        metavar="FORM",
        help="a form that is asked for, such as expanded (may be repeated)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument(
        "--batch",
        metavar="FILE",
        help="read one case a line as JSON, and print one result a line ('-': standard input)",
    )


def run(args: argparse.Namespace) -> int:
    """Compare one pair, or many."""
    if args.batch is not None:
        return run_batch(args)
    if args.student is None or args.expected is None:
        raise misuse(
            "Two answers are compared.", "write the answer and what is expected, each in quotes, or --batch FILE."
        )
    comparison = compare(
        args.student,
        args.expected,
        symbols=None if args.symbols is None else symbols_in(args.symbols),
        syntax=args.syntax,
        rtol=args.rtol,
        atol=args.atol,
        digits=args.digits,
        form=args.form,
    )
    if args.json:
        console.say(json.dumps(record(comparison), ensure_ascii=True, indent=2))
    else:
        console.say(*lines(comparison))
    return CODES[comparison.result]


def record(comparison: "Comparison") -> dict[str, Any]:
    """Return the result of one pair as JSON data, with both sides as they were read."""
    found = record_of(comparison, None)
    del found["id"]
    return found | {"read": {"student": comparison.student_read, "expected": comparison.expected_read}}


def lines(comparison: "Comparison") -> Iterator[str]:
    """Yield the result of one pair as lines for a person; the rung that decided stands in brackets."""
    yield comparison.result
    if comparison.student_tree is not None:
        yield f"  read as:   {comparison.student_read}"
    if comparison.expected_tree is not None:
        yield f"  expected:  {comparison.expected_read}"
    if comparison.result == "unreadable":
        yield from filter(None, (comparison.whose.rstrip(), *map(str, comparison.diagnostics)))
    else:
        yield f"  because:   {f'{comparison.reason} ({comparison.by})'.lstrip()}"


def run_batch(args: argparse.Namespace) -> int:
    """Compare the pairs of a file, line by line; each result is written before the next line is read."""
    if args.student is not None or any(getattr(args, name) for name in OPTIONS):
        raise misuse("With --batch each line says what is compared, and how.", "leave the other arguments out.")
    worst = DONE
    try:
        with sys.stdin.buffer if args.batch == "-" else Path(args.batch).open("rb") as stream:
            for result in compare_lines(lines_of(stream)):
                console.write(f"{result}\n")
                console.flush()
                if '"by": "fault"' in result:
                    worst = OUR_FAULT
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        why = (error.strerror or "no access").lower()
        what = f"'{args.batch}' cannot be opened: {why}."
        help = "give the path of a file with one JSON object a line."
        raise DocumentError(Diagnostic(slug="cannot-open", what=what, help=help)) from None
    return worst


def misuse(what: str, help: str) -> UsageError:
    """Return the complaint about a command that was called in a way it does not take."""
    return UsageError(Diagnostic(slug="usage", what=what, help=help))
