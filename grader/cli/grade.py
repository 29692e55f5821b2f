"""``grader grade``: many submissions, a report for each student and a summary of the class.

A file that cannot be read gets a report that says why, and never stops the others.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from grader.cli import console
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT, OUR_FAULT
from grader.cli.phases import add_phase_arguments, phase_of

if TYPE_CHECKING:
    from grader.grading import GradedSubmission
    from grader.reports.choice import StudentFormat

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Grade submissions: a report for each student, and a summary of the class."
EXAMPLE = "grader grade submissions_example --rubric rubrics/exercise3.yaml --out reports"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="a folder, a file, or a quoted pattern such as '*.yaml'"
    )
    parser.add_argument("--rubric", "-r", required=True, metavar="RUBRIC", help="the rubric of the exercise")
    parser.add_argument("--out", "-o", default="reports", metavar="DIR", help="where the reports go (default: reports)")
    parser.add_argument(
        "--format",
        default="json,markdown",
        metavar="FORMATS",
        help="the formats of the students' reports, separated by commas (default: json,markdown)",
    )
    parser.add_argument(
        "--audience",
        choices=("student", "grader"),
        default="student",
        help="whose reports these are: graders see the expected answers and the evidence (default: student)",
    )
    add_phase_arguments(parser)
    parser.add_argument(
        "--fail-under",
        type=percentage,
        metavar="PERCENT",
        help="exit with 1 if any score is below this share, pending points counted as earned; says whose",
    )


def percentage(text: str) -> Fraction:
    """Return a share of 1."""
    try:
        share = Fraction(text if len(text) < 20 and "/" not in text else "") / 100
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a percentage; write a number from 0 to 100") from None
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not between 0 and 100")
    return share


def run(args: argparse.Namespace) -> int:
    """Grade every submission and write the reports."""
    from grader.cli.submissions import find_submissions
    from grader.grading import grade
    from grader.grading.override_file import load_overrides, overrides_beside
    from grader.grading.overrides import decided
    from grader.grading.visibility import View, visible
    from grader.reports.choice import chosen_format
    from grader.reports.threshold import told_below
    from grader.rubric import load_rubric
    from grader.rubric.visibility import Audience

    formats = [chosen_format(kind.strip()) for kind in args.format.split(",")]
    rubric = load_rubric(args.rubric)
    view = View(audience=Audience(args.audience), phase=phase_of(args, rubric))
    decisions = overrides_beside(Path(args.rubric))
    overrides = load_overrides(decisions, rubric)
    files = find_submissions(args.paths, leave_out=(Path(args.rubric), decisions, Path(args.out)))
    graded = [decided(grade(file, rubric), rubric, overrides) for file in files]
    write_reports(graded, [visible(submission, rubric, view) for submission in graded], Path(args.out), formats)
    tell(graded, args.out)
    console.complain(*told_below(graded, args.fail_under))
    return exit_code(graded, args.fail_under)


def write_reports(
    graded: Sequence["GradedSubmission"],
    shown: Sequence["GradedSubmission"],
    out: Path,
    formats: Sequence["StudentFormat"],
) -> None:
    """Write a report of what is shown of each submission, in each format, and the summaries, which are for graders."""
    from grader.cli.submissions import warnings_about_earlier
    from grader.grading.cohort import Cohort
    from grader.reports.choice import class_formats
    from grader.reports.write import report_names, write_text

    names = report_names([(submission.student, submission.file) for submission in graded])
    console.complain(*warnings_about_earlier(out, {*names, "summary"}))
    for name, submission in zip(names, shown, strict=True):
        for form in formats:
            write_text(out / f"{name}{form.suffix}", form.render(submission))
    for summary in class_formats():
        if summary.render_class:
            pieces = summary.render_class(Cohort(submissions=graded))
            write_text(out / f"{summary.stem}{summary.suffix}", "".join(pieces))


def tell(graded: Sequence["GradedSubmission"], out: str) -> None:
    """Print a line for each submission, what could not be read, and where the reports are."""
    from grader.reports.summary import status
    from grader.reports.wording import amount, counted

    width = max(len(submission.student) for submission in graded)
    for submission in graded:
        score = f"{amount(submission.score)} / {amount(submission.points)}" if submission.is_readable else "–"
        pending = f" ({counted(submission.pending, 'point')} pending)" if submission.pending else ""
        console.say(f"{submission.student:<{width}}  {score:>12}  {status(submission)}{pending}")
    console.say(f"{counted(len(graded), 'submission')}, reports in {out}; start with {Path(out, 'summary.md')}")
    for submission in graded:
        if not submission.is_readable:
            console.complain("", *map(str, submission.diagnostics))
    for place in old_decisions(graded):
        console.complain(f"warning: a decision should be looked at again: {place}")
    for files in shared_students(graded):
        console.complain(f"warning: these files are by the same student: {', '.join(files)}")


def old_decisions(graded: Sequence["GradedSubmission"]) -> list[str]:
    """Return what was decided by a person on something else than there is now."""
    return [
        f"{submission.student}, {item.id}. {remark.text}"
        for submission in graded
        for item in submission.items
        for remark in item.remarks
        if remark.id == "override-outdated"
    ]


def shared_students(graded: Sequence["GradedSubmission"]) -> list[list[str]]:
    """Return the files that seem to be by one student, ignoring case and ways to write an accent."""
    files = defaultdict(list)
    for submission in graded:
        files[normalize("NFC", submission.student).casefold()].append(submission.file)
    return [names for names in files.values() if len(names) > 1]


def exit_code(graded: Sequence["GradedSubmission"], fail_under: Fraction | None) -> int:
    """Return the most serious of what happened."""
    if any(item.outcome.value == "fault" for submission in graded for item in submission.items):
        return OUR_FAULT
    if any(diagnostic.slug == "fault" for submission in graded for diagnostic in submission.diagnostics):
        return OUR_FAULT
    if not all(submission.is_readable for submission in graded):
        return CANNOT_READ
    from grader.reports.threshold import below

    return NOT_RIGHT if below(graded, fail_under) else DONE
