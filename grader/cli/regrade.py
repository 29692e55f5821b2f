"""``grader regrade``: grade a class again, and show whose score changes and why before anything is written.

The class is graded with the options of the last time, which are kept with its records. Options that are given again
replace those.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from grader.batch.handing_in import Handed
from grader.batch.history import NAME, append_to_history
from grader.batch.lock import hold_folder
from grader.batch.regrade import preview_changes
from grader.batch.run import Batch, run_batch
from grader.batch.store import FOLDER, Store, has_store
from grader.cli import console
from grader.cli.arguments.engines import check_engine
from grader.cli.arguments.lateness import add_late_arguments
from grader.cli.arguments.options import OPTIONS, dump_options, enter_graded_folder, replay_options
from grader.cli.arguments.phases import add_phase_arguments
from grader.cli.exit_codes import DONE
from grader.cli.grade import add_work_arguments, collect_handed, find_incoming, make_job, open_batch
from grader.cli.output.class_summary import summarize_class
from grader.errors import Diagnostic, DocumentError, UsageError, suggest_nearest
from grader.grading.changes import Comparison
from grader.grading.people.override_file import is_day
from grader.reports.author.changes import changes_as_text
from grader.reports.author.changes_data import changes_as_csv, changes_as_json, history_lines
from grader.reports.wording import format_count
from grader.reports.write import write_text
from grader.rubric import Rubric
from grader.rubric.late.policy import fold_id

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Grade a class again, and show whose score changes, by how much and why, before writing anything."
EXAMPLE = "grader regrade reports --rubric rubrics/exercise3.yaml --dry-run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="DIR", help="the folder that 'grader grade' wrote its reports to")
    parser.add_argument("--rubric", "-r", required=True, metavar="RUBRIC", help="the rubric as it is now")
    parser.add_argument("--student", metavar="ID", help="grade only this student again; leave all others as they are")
    parser.add_argument("--dry-run", "-n", action="store_true", help="show what would change, and write nothing")
    parser.add_argument("--output", metavar="FILE", help="a file for all changes, as a table (.csv) or JSON (.json)")
    parser.add_argument("--date", default="", metavar="DAY", help="the day for the history, such as 2026-11-30")
    add_phase_arguments(parser)
    add_late_arguments(parser)
    add_work_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Lock the folder, and grade again."""
    check_arguments(args)
    check_engine(args)
    out = Path(args.out)
    if not has_store(out):
        raise DocumentError(make_no_records_fault(args.out))
    with hold_folder(out / FOLDER), Store(out, keeps=True) as store:
        return regrade(args, store)


def regrade(args: argparse.Namespace, store: "Store") -> int:
    """Grade again with the options of the last time and the new ones, in the folder where that was done."""
    if not (options := store.meta(OPTIONS)):
        raise DocumentError(make_no_records_fault(args.out))
    with enter_graded_folder(args, options) as given:
        return regrade_here(replay_options(given, options), store)


def regrade_here(args: argparse.Namespace, store: "Store") -> int:
    """Report what changes. Unless this is a dry run, then enter it into the history and write the reports."""
    job = make_job(args)
    check_rubric(job.rubric, store)
    handed = collect_handed(args, job, find_incoming(args, job.rubric), store)
    only = None if args.student is None else find_sources(args.student, handed)
    total = len(handed if only is None else only)
    with open_batch(args, job, handed, only) as batch:
        found = preview_changes(batch, store)
    console.write(changes_as_text(found, total, is_dry=args.dry_run))
    write_output(args.output, found, job.rubric.id, total)
    if not args.dry_run:
        with open_batch(args, job, handed, only) as batch:
            last = write_changes(batch, store, found, args.date)
        if args.student is None:
            store.set_meta(OPTIONS, dump_options(args))
        return report_again(store, only, last)
    return DONE


def report_again(store: "Store", only: frozenset[str] | None, last: str) -> int:
    """Report what a person must look at, as grading does, and return the exit code for it."""
    summary = summarize_class(store.submissions().lines(only), count=0, fail_under=None, has_rows=False)
    summary.print(last, is_quiet=True)
    return summary.code


def write_changes(batch: "Batch", store: "Store", found: Sequence["Comparison"], date: str) -> str:
    """Enter the changes into the history, then write the reports. Return a sentence about it."""
    folder = batch.out / FOLDER
    with append_to_history(folder, history_lines(found, date)) as line_count:
        count = run_batch(batch, store)
    return (
        f"{format_count(count, 'submission')} graded again; {format_count(line_count, 'line')} added to {folder / NAME}"
    )


def find_sources(student: str, handed: Sequence["Handed"]) -> frozenset[str]:
    """Return where a student's submissions are; UsageError if there are none."""
    found = frozenset(one.source for one in handed if fold_id(student) in map(fold_id, one.students))
    if not found:
        raise make_usage_error(
            f"There is no submission of '{student}'.",
            suggest_nearest(
                student, (who for one in handed for who in one.students), "Give an id that the reports show."
            ),
        )
    return found


def write_output(file: str | None, found: Sequence["Comparison"], rubric: str, total: int) -> None:
    """Write all changes to a file, in the format that its name asks for."""
    if file is not None:
        is_table = file.lower().endswith(".csv")
        write_text(Path(file), changes_as_csv(found) if is_table else changes_as_json(found, rubric, total))


def check_arguments(args: argparse.Namespace) -> None:
    """Refuse options that make no sense before anything is done."""
    if args.date and not is_day(args.date):
        raise make_usage_error(f"'{args.date}' is not a day.", "Write a day such as 2026-11-30.")
    if args.output is not None and not args.output.lower().endswith((".csv", ".json")):
        raise make_usage_error(
            f"The name '{args.output}' does not say which format to write.", "End it in .csv or .json."
        )


def check_rubric(rubric: "Rubric", store: "Store") -> None:
    """Refuse a rubric for another exercise than the one in the records."""
    first = next(iter(store.submissions()), None)
    if first is not None and first.rubric != rubric.id:
        raise DocumentError(
            Diagnostic(
                slug="other-rubric",
                what=f"These records are for the exercise '{first.rubric}'.",
                why=f"The rubric is '{rubric.id}', so nothing can be compared.",
                help="Give the rubric that the records belong to.",
                audience="author",
            )
        )


def make_usage_error(what: str, help: str) -> UsageError:
    return UsageError(Diagnostic(slug="wrong-usage", what=what, help=help, audience="author"))


def make_no_records_fault(out: str) -> Diagnostic:
    return Diagnostic(
        slug="no-records",
        what=f"There is no graded class in '{out}'.",
        why="Regrading needs the records that 'grader grade' keeps in the folder with its reports.",
        help="Grade first, and name that folder.",
        audience="author",
    )
