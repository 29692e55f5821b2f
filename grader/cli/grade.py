"""``grader grade``: many submissions in, a report for each student and a summary of the class out.

A file that cannot be read gets a report that says why, and never stops the others. A submission that was graded before
and has not changed is left as it is.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from grader.batch.attempts import choose_attempts
from grader.batch.discovery.discovery import discover, no_submissions
from grader.batch.discovery.found import Found
from grader.batch.discovery.preflight import run_preflight
from grader.batch.discovery.roster import Roster, load_roster
from grader.batch.handing_in import Handed, read_handed_in
from grader.batch.job import Job
from grader.batch.lock import hold_folder
from grader.batch.progress import Progress, choose_display
from grader.batch.run import Batch, run_batch
from grader.batch.store import FOLDER, Store
from grader.cli import console
from grader.cli.arguments.engines import check_engine, choose_engine
from grader.cli.arguments.lateness import add_late_arguments, check_alone, load_given_instants
from grader.cli.arguments.options import OPTIONS, dump_options
from grader.cli.arguments.phases import add_phase_arguments, find_view
from grader.cli.arguments.submissions import warn_about_earlier_reports
from grader.cli.exit_codes import BELOW_AND_CANNOT_READ, CANNOT_READ
from grader.cli.output.class_summary import summarize_class
from grader.errors import Diagnostic, UsageError, escape_unprintable
from grader.grading.lateness.extension_file import list_unused_extensions
from grader.grading.lateness.instants import Instants
from grader.grading.people.override_file import path_of_overrides
from grader.grading.visibility.visibility import View
from grader.reports.choice import choose_format
from grader.reports.threshold import is_below
from grader.reports.wording import format_count
from grader.reports.write import name_reports
from grader.rubric import Rubric
from grader.rubric.proved import key_path, wrong_path
from grader.rubric.visibility import Audience

__all__ = [
    "EXAMPLE", "SUMMARY", "add_arguments", "add_work_arguments", "collect_handed", "combine_codes", "find_incoming",
    "make_job", "open_batch", "run",
]  # fmt: skip

SUMMARY = "Grade submissions: a report for each student, and a summary of the class."
EXAMPLE = "grader grade submissions_example --rubric rubrics/exercise3.yaml --out reports"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="a folder, a file, a zip archive, or a quoted pattern such as '*.yaml'"
    )
    parser.add_argument("--rubric", "-r", required=True, metavar="RUBRIC", help="the rubric of the exercise")
    parser.add_argument("--out", "-o", default="reports", metavar="DIR", help="where the reports go (default: reports)")
    parser.add_argument(
        "--format",
        default="json,html",
        metavar="FORMATS",
        help="the formats of the students' reports, separated by commas (default: json,html)",
    )
    parser.add_argument(
        "--audience",
        choices=("student", "grader"),
        default="student",
        help="who reads the reports: graders see the expected answers and the evidence (default: student)",
    )
    add_phase_arguments(parser)
    add_late_arguments(parser)
    parser.add_argument("--roster", metavar="FILE", help="a CSV file of the class, to report who is missing or unknown")
    parser.add_argument(
        "--fail-under",
        type=parse_percentage,
        metavar="PERCENT",
        help="name the students whose score is below this share even if they earn all pending points; then exit with 1 "
        "(with 5 if a file cannot be read either)",
    )
    add_work_arguments(parser)


def add_work_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say who does the work, and what is shown meanwhile."""
    parser.add_argument(
        "--jobs",
        "-j",
        type=parse_positive,
        metavar="N",
        help="how many processes share the work; the reports are the same (default: one for each core)",
    )
    parser.add_argument(
        "--engine",
        choices=("local", "inline", "dask"),
        default="local",
        help="where the work is done: in several processes (the default), in this process, or on a Dask cluster",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="the address of the Dask cluster, such as tcp://10.0.0.1:8786"
    )
    parser.add_argument(
        "--time-limit",
        type=parse_positive,
        metavar="SECONDS",
        help="how long one submission may take; then it is graded without the answer that is too slow (default: 60)",
    )
    parser.add_argument("--quiet", "-q", action="store_true", help="show no progress")


def parse_percentage(text: str) -> Fraction:
    """Return a percentage as a share of 1."""
    try:
        share = Fraction(text if len(text) < 20 and "/" not in text else "") / 100
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a percentage; write a number from 0 to 100") from None
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not between 0 and 100")
    return share


def parse_positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text)):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of at least 1")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Grade every submission that is not graded yet, and write the reports."""
    check_engine(args)
    job, out = make_job(args), Path(args.out)
    incoming = find_incoming(args, job.rubric)
    with hold_folder(out / FOLDER), Store(out) as store:
        handed = collect_handed(args, job, incoming, store)
        store.set_meta(OPTIONS, dump_options(args))
        count = grade_all(args, job, handed, store)
        lines = store.submissions().lines
        summary = summarize_class(lines(), len(handed), args.fail_under)
        is_somebody_below = any(is_below(line, args.fail_under) for line in lines())
    where = f"reports in {out}; start with {out / 'index.html'}"
    summary.print(
        f"{format_count(len(handed), 'submission')}{describe_unchanged(count, len(handed))}, {where}",
        is_quiet=args.quiet,
    )
    return combine_codes(summary.code, is_somebody_below=is_somebody_below)


def combine_codes(code: int, *, is_somebody_below: bool) -> int:
    """Return the code for a class: a file that cannot be read never hides that somebody is below the share."""
    return BELOW_AND_CANNOT_READ if code == CANNOT_READ and is_somebody_below else code


class Incoming(NamedTuple):
    """The files that were found, the roster, and when the files were handed in."""

    found: "Sequence[Found]"
    roster: "Roster | None"
    instants: "Instants"


def find_incoming(args: argparse.Namespace, rubric: "Rubric") -> Incoming:
    """Find what the options name. Every fault is reported before anything is opened for writing.

    If the rubric has a rule on ``attempts``, earlier versions of a file count as submissions as well.
    """
    roster, instants = load_given_roster(args), load_given_instants(args)
    keeps_versions = rubric.attempts is not None
    discovery = discover(args.paths, list_course_files(args), roster, keeps_versions=keeps_versions)
    check_alone(instants, len(discovery.found))
    check_apart(Path(args.out), discovery.found)
    console.complain(*discovery.notes)
    return Incoming(discovery.found, roster, instants)


def check_apart(out: Path, found: "Sequence[Found]") -> None:
    """Refuse to write reports over submissions: nobody's answers are ever overwritten."""
    within = os.path.join(os.path.abspath(out), "")  # noqa: PTH100, PTH118 - links stay: following one may lead elsewhere
    for one in found:
        if one.member is None and os.path.abspath(one.path).startswith(within):  # noqa: PTH100
            raise UsageError(
                Diagnostic(
                    slug="reports-over-submissions",
                    what=f"The reports would go to '{out}', which holds the submission '{one.name}'.",
                    why="A report may have the same name as a submission, and would overwrite it.",
                    help="Give another folder with --out, such as 'reports'.",
                    audience="author",
                )
            )


def collect_handed(args: argparse.Namespace, job: "Job", incoming: Incoming, store: "Store") -> tuple["Handed", ...]:
    """Collect what was handed in, and report what should be looked at before it is graded."""
    reports: list[str] = []
    handed = tuple(read_handed_in(incoming.found, store, incoming.roster, incoming.instants, reports.append))
    if reports:
        first = escape_unprintable(reports[0])
        console.complain(f"note: {format_count(len(reports), 'file')} of our own skipped, such as {first}.")
    if not handed:
        raise no_submissions(args.paths)
    chosen = choose_attempts(handed, job.rubric)
    console.complain(*chosen.notes, *list_warnings(args, job, chosen.handed, incoming.roster))
    return chosen.handed


def describe_unchanged(count: int, total: int) -> str:
    if count == 0:
        return ", all graded before and unchanged"
    return f", {total - count} of them graded before and unchanged" if count < total else ""


def make_job(args: argparse.Namespace) -> "Job":
    """Describe the batch. Every fault in the rubric and the files beside it is reported before grading begins."""
    formats = tuple(choose_format(kind.strip()).kind for kind in args.format.split(","))
    extensions = Path(args.extensions) if args.extensions else None
    view, used = View(audience=Audience(args.audience)), args.late_days_used or ()
    job = Job.load(Path(args.rubric), view, formats, extensions, used)
    job = job.with_view(find_view(args, job.rubric))
    _ = job.overrides
    return job


def list_course_files(args: argparse.Namespace) -> Iterator[Path]:
    """List the files that are never submissions: the rubric, the files that belong to it, and the reports."""
    rubric = Path(args.rubric)
    yield from (rubric, key_path(rubric), wrong_path(rubric), path_of_overrides(rubric), Path(args.out))
    others = (args.roster, args.submitted, args.extensions, *(args.late_days_used or ()))
    yield from (Path(name) for name in others if name)


def load_given_roster(args: argparse.Namespace) -> "Roster | None":
    return load_roster(args.roster) if args.roster else None


def list_warnings(
    args: argparse.Namespace, job: "Job", handed: Sequence["Handed"], roster: "Roster | None"
) -> Iterator[str]:
    """List what should be looked at before the reports are."""
    names = name_reports([(one.student, one.source) for one in handed])
    yield from warn_about_earlier_reports(Path(args.out), {*names, "summary"})
    students = [who for one in handed for who in one.students]
    yield from warn_about_absent(list_unused_extensions(job.rubric, students), "an extension")
    yield from warn_about_absent((name for name, _ in job.overrides.deductions if name not in students), "a deduction")
    yield from run_preflight([one.identity for one in handed if not one.is_further_attempt], roster).format_lines()


def warn_about_absent(students: Iterable[str], what: str) -> Iterator[str]:
    """Warn about each student who has something but handed in nothing."""
    for student in dict.fromkeys(students):
        yield f"warning: '{escape_unprintable(student)}' has {what} but handed in nothing; is the id right?"


def grade_all(args: argparse.Namespace, job: "Job", handed: Sequence["Handed"], store: "Store") -> int:
    """Grade what is not graded yet, and return how many submissions that were."""
    with open_batch(args, job, handed) as batch:
        return run_batch(batch, store)


@contextmanager
def open_batch(
    args: argparse.Namespace, job: "Job", handed: Sequence["Handed"], only: frozenset[str] | None = None
) -> Iterator["Batch"]:
    """Open the batch, and show its progress while it is worked on."""
    with Progress(sys.stderr, choose_display(sys.stderr, is_quiet=args.quiet)) as progress:
        yield Batch(
            job=job,
            handed=handed,
            out=Path(args.out),
            engine=choose_engine(args, len(handed)),
            begin=progress.begin,
            progress=progress.step,
            seconds=args.time_limit,
            only=only,
        )
