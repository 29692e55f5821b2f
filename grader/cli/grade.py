"""``grader grade``: many submissions, a report for each student and a summary of the class.

A file that cannot be read gets a report that says why, and never stops the others. What was graded before and has not
changed is left as it is.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from grader.batch.discovery.discovery import discover, nothing_found
from grader.batch.discovery.found import Found
from grader.batch.discovery.preflight import preflight
from grader.batch.discovery.roster import Roster, load_roster
from grader.batch.handing_in import Handed, handed_in
from grader.batch.job import Job
from grader.batch.lock import held
from grader.batch.progress import Progress, display_for
from grader.batch.run import Batch, run_batch
from grader.batch.store import FOLDER, Store
from grader.cli import console
from grader.cli.arguments.engines import check_engine, engine_of
from grader.cli.arguments.lateness import add_late_arguments, check_alone, instants_of, warnings_about_extensions
from grader.cli.arguments.options import OPTIONS, kept
from grader.cli.arguments.phases import add_phase_arguments, phase_of
from grader.cli.arguments.submissions import warnings_about_earlier
from grader.cli.telling import told
from grader.errors import Diagnostic, UsageError
from grader.grading.lateness.instants import Instants
from grader.grading.people.override_file import overrides_beside
from grader.grading.visibility.visibility import View
from grader.reports.choice import chosen_format
from grader.reports.wording import counted
from grader.reports.write import report_names
from grader.rubric.proved import key_path, wrong_path
from grader.rubric.visibility import Audience

__all__ = [
    "EXAMPLE", "SUMMARY", "add_arguments", "add_work_arguments", "batch_of", "handed_to", "incoming_of", "job_of",
    "run",
]  # fmt: skip

SUMMARY = "Grade submissions: a report for each student, and a summary of the class."
EXAMPLE = "grader grade submissions_example --rubric rubrics/exercise3.yaml --out reports"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
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
        help="whose reports these are: graders see the expected answers and the evidence (default: student)",
    )
    add_phase_arguments(parser)
    add_late_arguments(parser)
    parser.add_argument("--roster", metavar="FILE", help="who is in the class, as CSV; tells who is missing or unknown")
    parser.add_argument(
        "--fail-under",
        type=percentage,
        metavar="PERCENT",
        help="exit with 1 if any score is below this share, pending points counted as earned; says whose",
    )
    add_work_arguments(parser)


def add_work_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says by whom the work is done, and what is shown meanwhile."""
    parser.add_argument(
        "--jobs",
        "-j",
        type=positive,
        metavar="N",
        help="how many processes share the work (default: as many as there are cores); the reports are the same",
    )
    parser.add_argument(
        "--engine",
        choices=("local", "inline", "dask"),
        default="local",
        help="where the work is done: processes of this machine (default), this process alone, or a Dask cluster",
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="the Dask cluster, such as tcp://10.0.0.1:8786")
    parser.add_argument(
        "--time-limit",
        type=positive,
        metavar="SECONDS",
        help="how long one submission may take before it is graded without the answer that holds it up (default: 60)",
    )
    parser.add_argument("--quiet", "-q", action="store_true", help="show no progress")


def percentage(text: str) -> Fraction:
    """Return a share of 1."""
    try:
        share = Fraction(text if len(text) < 20 and "/" not in text else "") / 100
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a percentage; write a number from 0 to 100") from None
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not between 0 and 100")
    return share


def positive(text: str) -> int:
    """Return a whole number of at least 1."""
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text)):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of at least 1")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Grade every submission that is not graded yet, and write the reports."""
    check_engine(args)
    job, incoming, out = job_of(args), incoming_of(args), Path(args.out)
    with held(out / FOLDER), Store(out) as store:
        handed = handed_to(args, job, incoming, store)
        store.set_meta(OPTIONS, kept(args))
        count = grade_all(args, job, handed, store)
        tale = told(store.submissions().lines(), len(handed), args.fail_under)
    where = f"reports in {out}; start with {out / 'index.html'}"
    tale.print(f"{counted(len(handed), 'submission')}{unchanged(count, len(handed))}, {where}", is_quiet=args.quiet)
    return tale.code


class Incoming(NamedTuple):
    """The files that were found, and what is known of them: who is in the class, and when they were handed in."""

    found: "Sequence[Found]"
    roster: "Roster | None"
    instants: "Instants"


def incoming_of(args: argparse.Namespace) -> Incoming:
    """Return what the options lead to; every fault is told before anything is opened for writing."""
    roster, instants = roster_of(args), instants_of(args)
    discovery = discover(args.paths, leave_out=files_of_the_course(args))
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
                    what=f"The reports would go to '{out}', where the submission '{one.name}' lies.",
                    why="A report may have the name of a submission, and would be written over it.",
                    help="Give another folder with --out, such as 'reports'.",
                    audience="author",
                )
            )


def handed_to(args: argparse.Namespace, job: "Job", incoming: Incoming, store: "Store") -> tuple["Handed", ...]:
    """Return what was handed in, and tell what should be looked at before it is graded."""
    reports: list[str] = []
    handed = tuple(handed_in(incoming.found, store, incoming.roster, incoming.instants, reports.append))
    if reports:
        console.complain(f"note: {counted(len(reports), 'report')} of grader left aside, such as {reports[0]}.")
    if not handed:
        raise nothing_found(args.paths)
    console.complain(*warnings(args, job, handed, incoming.roster))
    return handed


def unchanged(count: int, total: int) -> str:
    """Return how many of the submissions were graded already, where some were."""
    if count == 0:
        return ", all graded before and unchanged"
    return f", {total - count} of them graded before and unchanged" if count < total else ""


def job_of(args: argparse.Namespace) -> "Job":
    """Return what the batch is about; every fault of the rubric and of what lies beside it is told before it begins."""
    formats = tuple(chosen_format(kind.strip()).kind for kind in args.format.split(","))
    extensions = Path(args.extensions) if args.extensions else None
    audience = Audience(args.audience)
    job = Job.at(Path(args.rubric), View(audience=audience), formats, extensions)
    job = job.seen_as(View(audience=audience, phase=phase_of(args, job.rubric)))
    _ = job.overrides
    return job


def files_of_the_course(args: argparse.Namespace) -> Iterator[Path]:
    """Yield what is no submission wherever it lies: the rubric, what belongs to it, and the reports."""
    rubric = Path(args.rubric)
    yield from (rubric, key_path(rubric), wrong_path(rubric), overrides_beside(rubric), Path(args.out))
    yield from (Path(name) for name in (args.roster, args.submitted, args.extensions) if name)


def roster_of(args: argparse.Namespace) -> "Roster | None":
    """Return the roster, if one is given."""
    return load_roster(args.roster) if args.roster else None


def warnings(
    args: argparse.Namespace, job: "Job", handed: Sequence["Handed"], roster: "Roster | None"
) -> Iterator[str]:
    """Yield what should be looked at before the reports are."""
    names = report_names([(one.student, one.source) for one in handed])
    yield from warnings_about_earlier(Path(args.out), {*names, "summary"})
    yield from warnings_about_extensions(job.rubric, (who for one in handed for who in one.students))
    yield from preflight([one.identity for one in handed], roster).lines()


def grade_all(args: argparse.Namespace, job: "Job", handed: Sequence["Handed"], store: "Store") -> int:
    """Grade what is not graded yet; return how many submissions that were."""
    with batch_of(args, job, handed) as batch:
        return run_batch(batch, store)


@contextmanager
def batch_of(
    args: argparse.Namespace, job: "Job", handed: Sequence["Handed"], only: frozenset[str] | None = None
) -> Iterator["Batch"]:
    """Give the batch, and show how far it is while it is worked on."""
    with Progress(sys.stderr, display_for(sys.stderr, is_quiet=args.quiet)) as progress:
        yield Batch(
            job=job,
            handed=handed,
            out=Path(args.out),
            engine=engine_of(args, len(handed)),
            begin=progress.begin,
            progress=progress.step,
            seconds=args.time_limit,
            only=only,
        )
