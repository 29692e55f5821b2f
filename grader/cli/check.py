"""``grader check``: the student's view of a file before handing it in. It never shows an expected answer."""

import argparse
from collections.abc import Callable
from pathlib import Path

from grader.cli import console
from grader.cli.arguments.exercises import RUBRIC_OR_EXERCISE, load_rubric_or_exercise
from grader.cli.arguments.phases import add_phase_arguments, find_phase
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT, OUR_FAULT
from grader.errors import Diagnostic, UsageError
from grader.grading import GradedSubmission, grade
from grader.grading.practice import read_for_practice
from grader.grading.visibility.hidden import seal_rubric
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.reports.choice import StudentFormat, choose_format
from grader.reports.formats.terminal import render
from grader.rubric import Rubric
from grader.rubric.public import Exercise

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Show how each answer in a file was read, whether it is right, and what to look at again."
EXAMPLE = "grader check submissions_example/13-half-forgotten.yaml --rubric rubrics/exercise3.yaml"
FOR_PRACTICE = ("terminal", "markdown", "json", "junit", "github", "step_summary", "gradescope")
FOR_PEOPLE = ("terminal", "markdown")  # one may follow the other; each other format is one document, for a program


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="the submission, YAML or JSON; or several")
    parser.add_argument(
        "--rubric",
        "-r",
        required=True,
        metavar="RUBRIC",
        help=f"{RUBRIC_OR_EXERCISE}: then the answers are read, and none is judged",
    )
    parser.add_argument(
        "--format",
        default="terminal",
        metavar="FORMAT",
        help="terminal (the default), markdown; for one FILE also json, or for CI junit, github, step_summary",
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
    """Check each submission. Between two reports there is an empty line."""
    form = choose_format(args.format)
    if len(args.files) > 1 and form.kind not in FOR_PEOPLE:
        raise make_several_files_error(form.kind, len(args.files))
    rubric = load_rubric_or_exercise(args.rubric)
    look = prepare_practice(args, form, rubric) if isinstance(rubric, Exercise) else prepare_check(args, form, rubric)
    codes: list[int] = []
    for file in map(Path, args.files):
        graded = look(file)
        console.write("\n" if codes else "")
        console.write(render_check(graded, form, file))
        codes.append(choose_exit_code(graded))
    return max(codes)


def prepare_check(args: argparse.Namespace, form: StudentFormat, rubric: Rubric) -> Callable[[Path], GradedSubmission]:
    """Return what judges a submission and shows what a student may see."""
    view = View(phase=find_phase(args, rubric), hints=args.hints, is_check=True)
    sealed = seal_rubric(rubric)
    return lambda file: restrict_to_view(grade(file, sealed, pictures=form.has_pictures), rubric, view)


def prepare_practice(
    args: argparse.Namespace, form: StudentFormat, exercise: Exercise
) -> Callable[[Path], GradedSubmission]:
    """Return what reads a submission back without a key. Options about verdicts mean nothing here."""
    given = [name for name in ("hints", "phase", "now") if getattr(args, name)]
    if given or form.kind not in FOR_PRACTICE:
        raise make_practice_error(f"--{given[0]}" if given else f"--format {form.kind}")
    return lambda file: read_for_practice(file, exercise)


def make_practice_error(option: str) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="wrong-usage",
            what=f"'{option}' needs the rubric, and this is a public exercise.",
            why=f"Without a key nothing is judged. The formats that say so are {', '.join(FOR_PRACTICE)}.",
            help=f"Leave out '{option}', or give the rubric.",
        )
    )


def make_several_files_error(kind: str, count: int) -> UsageError:
    return UsageError(
        Diagnostic(
            slug="wrong-usage",
            what=f"'--format {kind}' takes one file, and there are {count}.",
            why=f"A document in the format '{kind}' is about one submission.",
            help="Check one file at a time, use the format terminal or markdown, or run 'grader grade', which writes a "
            "report for each.",
        )
    )


def render_check(graded: GradedSubmission, form: StudentFormat, file: Path) -> str:
    if form.kind == "terminal":
        return render(graded, colour=console.wants_colour())
    return form.render(graded, folder=file.parent.as_posix()) if form.kind == "github" else form.render(graded)


def choose_exit_code(graded: GradedSubmission) -> int:
    """Return 0 if nothing that is shown is wrong. What a person still has to judge does not count as wrong.

    In practice, where nothing is judged, return 0 if all that was written can be read.
    """
    outcomes = {item.outcome.value for item in graded.items}
    if any(diagnostic.slug == "fault" for diagnostic in graded.diagnostics):
        return OUR_FAULT
    if not graded.is_readable:
        return CANNOT_READ
    if "fault" in outcomes:
        return OUR_FAULT
    if graded.is_practice:
        has_error = any(diagnostic.severity == "error" for diagnostic in graded.diagnostics)
        return NOT_RIGHT if has_error or "unreadable" in outcomes else DONE
    return DONE if outcomes <= {"correct", "undecided", "withheld"} else NOT_RIGHT
