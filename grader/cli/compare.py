"""``grader compare``: whether two answers are equal, and how that is known, for one pair or for many as JSON lines."""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from grader.cli import console
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT, OUR_FAULT
from grader.equivalence.pairs.batch import compare_lines, read_batch_lines, record_of
from grader.equivalence.pairs.compare import Comparison, compare
from grader.equivalence.pairs.symbols import parse_symbols
from grader.errors import Diagnostic, DocumentError, UsageError

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Decide whether two answers are equal, and say how that is known."
EXAMPLE = "grader compare 'sin x cos x' 'sin(2x)/2'"

CODES: Final = {"equal": DONE, "different": NOT_RIGHT, "unknown": NOT_RIGHT, "unreadable": CANNOT_READ}
MINUS: Final = re.compile(r"-[^-].*", re.DOTALL)
OPTIONS: Final = ("symbols", "syntax", "rtol", "atol", "digits", "form")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    # An answer may begin with a minus sign, so argparse must treat everything that is no option as a negative number.
    parser._negative_number_matcher = MINUS
    parser.add_argument("student", metavar="STUDENT", nargs="?", help="the answer")
    parser.add_argument("expected", metavar="EXPECTED", nargs="?", help="the expected answer; its names are real")
    parser.add_argument("--symbols", metavar="LIST", help="names with their domains, such as 'x: real, w: positive'")
    parser.add_argument("--syntax", choices=("text", "latex"), help="how both are written (default: guessed from each)")
    parser.add_argument("--rtol", metavar="NUMBER", help="accepted distance, relative to the expected answer")
    parser.add_argument("--atol", metavar="NUMBER", help="accepted distance")
    parser.add_argument("--digits", metavar="COUNT", type=int, help="accept rounding to this many significant digits")
    parser.add_argument(
        "--form",
        action="append",
        default=[],
        metavar="FORM",
        help="a form that the answer must have, such as expanded (may be repeated)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument(
        "--batch",
        metavar="FILE",
        help="read one case per line as JSON, and print one result per line ('-': standard input)",
    )


def run(args: argparse.Namespace) -> int:
    """Compare one pair, or many."""
    if args.batch is not None:
        return run_batch(args)
    if args.student is None or args.expected is None:
        raise make_usage_error(
            "Two answers are needed to compare.", "Write both answers, each in quotes, or give --batch FILE."
        )
    comparison = compare(
        args.student,
        args.expected,
        symbols=None if args.symbols is None else parse_symbols(args.symbols),
        syntax=args.syntax,
        rtol=args.rtol,
        atol=args.atol,
        digits=args.digits,
        form=args.form,
    )
    if args.json:
        console.say(json.dumps(comparison_data(comparison), ensure_ascii=True, indent=2))
    else:
        console.say(*format_comparison(comparison))
    return CODES[comparison.result]


def comparison_data(comparison: "Comparison") -> dict[str, Any]:
    """Return the result for one pair as JSON data, with both sides as they were read."""
    found = record_of(comparison, None)
    del found["id"]
    return found | {"read": {"student": comparison.student_read, "expected": comparison.expected_read}}


def format_comparison(comparison: "Comparison") -> Iterator[str]:
    """Yield the result for one pair in lines for a person. The method that decided is in brackets."""
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
    """Compare the pairs in a file, line by line. Each result is written before the next line is read."""
    if args.student is not None or any(getattr(args, name) for name in OPTIONS):
        raise make_usage_error(
            "With --batch each line says what to compare, and how.", "Leave the other arguments out."
        )
    worst = DONE
    try:
        with sys.stdin.buffer if args.batch == "-" else Path(args.batch).open("rb") as stream:
            for result in compare_lines(read_batch_lines(stream)):
                console.write(f"{result}\n")
                console.flush()
                if '"by": "fault"' in result:
                    worst = OUR_FAULT
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        why = (error.strerror or "no access").lower()
        what = f"'{args.batch}' cannot be opened: {why}."
        help = "Give the path of a file with one JSON object on each line."
        raise DocumentError(Diagnostic(slug="cannot-open", what=what, help=help)) from None
    return worst


def make_usage_error(what: str, help: str) -> UsageError:
    return UsageError(Diagnostic(slug="usage", what=what, help=help))
