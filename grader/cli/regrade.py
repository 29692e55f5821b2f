"""``grader regrade``: grade a class again, and tell whose score changes and why before anything is written.

The class is graded as it was the last time, by the options that are kept beside its records; those that are given again
take their place.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from grader.batch.handing_in import Handed
from grader.batch.history import NAME, entered
from grader.batch.lock import held
from grader.batch.regrade import comparisons
from grader.batch.run import Batch, run_batch
from grader.batch.store import FOLDER, Store, has_store
from grader.cli import console
from grader.cli.arguments.engines import check_engine
from grader.cli.arguments.lateness import add_late_arguments
from grader.cli.arguments.options import OPTIONS, kept, replayed, where_it_was_graded
from grader.cli.arguments.phases import add_phase_arguments
from grader.cli.exit_codes import DONE
from grader.cli.grade import add_work_arguments, batch_of, handed_to, incoming_of, job_of
from grader.cli.telling import told
from grader.errors import Diagnostic, DocumentError, UsageError, suggestion
from grader.grading.changes import Comparison
from grader.grading.people.override_file import exists
from grader.reports.author.changes import changes_as_text
from grader.reports.author.changes_data import changes_as_csv, changes_as_json, history_lines
from grader.reports.wording import counted
from grader.reports.write import write_text
from grader.rubric import Rubric
from grader.rubric.late import folded

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Grade a class again: see whose score changes, by how much and why, before anything is written."
EXAMPLE = "grader regrade reports --rubric rubrics/exercise3.yaml --dry-run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("out", metavar="DIR", help="the folder that 'grader grade' wrote its reports to")
    parser.add_argument("--rubric", "-r", required=True, metavar="RUBRIC", help="the rubric as it is now")
    parser.add_argument("--student", metavar="ID", help="look at one student alone, and leave all others as they are")
    parser.add_argument("--dry-run", "-n", action="store_true", help="tell what would change, and write nothing")
    parser.add_argument("--output", metavar="FILE", help="where all changes go, as a table (.csv) or JSON (.json)")
    parser.add_argument("--date", default="", metavar="DAY", help="the day for the history, such as 2026-11-30")
    add_phase_arguments(parser)
    add_late_arguments(parser)
    add_work_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Hold the folder, and grade again."""
    check_words(args)
    check_engine(args)
    out = Path(args.out)
    if not has_store(out):
        raise DocumentError(nothing_kept(args.out))
    with held(out / FOLDER), Store(out) as store:
        return regrade(args, store)


def regrade(args: argparse.Namespace, store: "Store") -> int:
    """Grade again by the options of the last time and those that are given, where that was done."""
    if not (options := store.meta(OPTIONS)):
        raise DocumentError(nothing_kept(args.out))
    with where_it_was_graded(args, options) as given:
        return regrade_here(replayed(given, options), store)


def regrade_here(args: argparse.Namespace, store: "Store") -> int:
    """Tell what changes; then enter it into the history and write the reports, unless that is not wanted."""
    job = job_of(args)
    check_rubric(job.rubric, store)
    handed = handed_to(args, job, incoming_of(args), store)
    only = None if args.student is None else sources_of(args.student, handed)
    total = len(handed if only is None else only)
    with batch_of(args, job, handed, only) as batch:
        found = comparisons(batch, store)
    console.write(changes_as_text(found, total, is_dry=args.dry_run))
    write_output(args.output, found, job.rubric.id, total)
    if not args.dry_run:
        with batch_of(args, job, handed, only) as batch:
            last = make(batch, store, found, args.date)
        if args.student is None:
            store.set_meta(OPTIONS, kept(args))
        return tell_again(store, only, last)
    return DONE


def tell_again(store: "Store", only: frozenset[str] | None, last: str) -> int:
    """Tell what a person must look at, as grading does, and return the exit code that it asks for."""
    tale = told(store.submissions().lines(only), count=0, fail_under=None, has_rows=False)
    tale.print(last, is_quiet=True)
    return tale.code


def make(batch: "Batch", store: "Store", found: Sequence["Comparison"], date: str) -> str:
    """Enter the changes into the history, then write the reports; return what there is to say of it."""
    folder = batch.out / FOLDER
    with entered(folder, history_lines(found, date)) as line_count:
        count = run_batch(batch, store)
    return f"{counted(count, 'submission')} graded again; {counted(line_count, 'line')} added to {folder / NAME}"


def sources_of(student: str, handed: Sequence["Handed"]) -> frozenset[str]:
    """Return where the submissions of a student are; UsageError where there is none."""
    found = frozenset(one.source for one in handed if folded(student) in map(folded, one.students))
    if not found:
        raise usage(
            f"There is no submission of '{student}'.",
            suggestion(student, (who for one in handed for who in one.students), "Give the id that the reports give."),
        )
    return found


def write_output(file: str | None, found: Sequence["Comparison"], rubric: str, total: int) -> None:
    """Write all changes to a file, in the form that its name asks for."""
    if file is not None:
        is_table = file.lower().endswith(".csv")
        write_text(Path(file), changes_as_csv(found) if is_table else changes_as_json(found, rubric, total))


def check_words(args: argparse.Namespace) -> None:
    """Refuse options that say nothing that can be done, before anything is."""
    if args.date and not exists(args.date):
        raise usage(f"'{args.date}' is not a day.", "Write a day such as 2026-11-30.")
    if args.output is not None and not args.output.lower().endswith((".csv", ".json")):
        raise usage(f"'{args.output}' does not say in which form the changes are wanted.", "End it in .csv or .json.")


def check_rubric(rubric: "Rubric", store: "Store") -> None:
    """Refuse a rubric on another exercise than the records are about."""
    first = next(iter(store.submissions()), None)
    if first is not None and first.rubric != rubric.id:
        raise DocumentError(
            Diagnostic(
                slug="other-rubric",
                what=f"These are records on '{first.rubric}'.",
                why=f"The rubric is '{rubric.id}', so that nothing could be compared.",
                help="Give the rubric that they belong to.",
                audience="author",
            )
        )


def usage(what: str, help: str) -> UsageError:
    """Return the complaint about words that do not go together."""
    return UsageError(Diagnostic(slug="wrong-usage", what=what, help=help, audience="author"))


def nothing_kept(out: str) -> Diagnostic:
    """The complaint about a folder of which nobody knows how it was graded."""
    return Diagnostic(
        slug="no-records",
        what=f"There is no graded class in '{out}'.",
        why="A class is graded again from the records that 'grader grade' keeps in the folder of its reports.",
        help="Grade first, and name that folder.",
        audience="author",
    )
