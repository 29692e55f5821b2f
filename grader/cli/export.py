"""``grader export``: files for other systems, made from the records in a folder without grading again."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from grader import limits
from grader.cli import console
from grader.cli.arguments.phases import add_phase_arguments, find_view
from grader.cli.arguments.stored import open_whole_records, read_records
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT
from grader.documents.files import read_bytes
from grader.errors import Diagnostic, UsageError
from grader.grading import GradedSubmission
from grader.grading.course.cohort import Cohort, Submissions
from grader.grading.visibility.visibility import restrict_to_view
from grader.reports import REPORT_FORMATS, ReportFormat
from grader.reports.gradebooks.placing import join_some_students, limit_diagnostics
from grader.reports.options import File, check_options, describe_options
from grader.reports.wording import format_count
from grader.reports.write import name_reports, write_text
from grader.rubric import load_rubric

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Export graded records for a gradebook, a course system or CI, without grading again."
EXAMPLE = "grader export reports --to moodle --option key=idnumber --output grades.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        metavar="DIR",
        help="the folder that 'grader grade' wrote to; without it, the options of the format are listed",
    )
    parser.add_argument("--to", required=True, metavar="FORMAT", help="canvas, moodle, gradescope, junit, …")
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="something that the records do not say, such as assignment_id=4711 or gradebook=FILE; may be repeated",
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="PATH",
        help="the file to write, or the folder if the format has a file for each student",
    )
    parser.add_argument("--student", metavar="ID", help="export only this student's submissions")
    parser.add_argument(
        "--rubric",
        "-r",
        metavar="RUBRIC",
        help="in formats that show single answers, show what this rubric allows (default: what the JSON reports in "
        "the folder show)",
    )
    parser.add_argument(
        "--audience",
        choices=("student", "grader"),
        default="student",
        help="with --rubric: who will read it (default: student)",
    )
    parser.add_argument(
        "--pending",
        choices=("withhold", "zero"),
        default="withhold",
        help="what to do with an answer that waits for a person: write no score (the default), or count it as 0",
    )
    add_phase_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Export what is in the folder, or list the options of the format."""
    form = choose_export_format(args.to)
    if args.folder is None:
        console.say(f"{form.kind}: {form.summary}", *(f"  --option {line}" for line in describe_options(form.options)))
        return DONE
    options = check_options(form.kind, form.options, parse_options(args.option, form, args.output))
    with (
        open_whole_records(Path(args.folder))
        if args.rubric or not form.render
        else open_written_reports(args.folder) as found
    ):
        graded, complaints = found
        if args.student is not None:
            graded = [each for each in graded if args.student in each.students]
        if not len(graded):
            raise make_empty_error(args)
        console.complain(*complaints)
        shown: Submissions = VisibleSubmissions(graded, args) if form.render and args.rubric else graded
        if args.pending == "zero":
            console.complain(*say_what_counts_as_zero(shown))
            if form.withholds_pending:  # its texts still say what waits
                options = {**options, "pending": "zero"}
            else:
                shown = SettledSubmissions(shown)
        export = export_class if form.render_class else export_each
        return max(export(form, shown, options, args.output), CANNOT_READ if complaints else DONE)


def open_written_reports(folder: str) -> "AbstractContextManager[tuple[Submissions, Sequence[str]]]":
    """Open the JSON reports in a folder. They show only what their readers may see."""
    return nullcontext(read_records(Path(folder)))


class VisibleSubmissions:
    """Graded submissions, one by one, each restricted to what the readers of the report may see."""

    def __init__(self, submissions: "Submissions", args: argparse.Namespace) -> None:
        self.submissions, self.rubric = submissions, load_rubric(args.rubric)
        self.view = find_view(args, self.rubric)

    def __len__(self) -> int:
        return len(self.submissions)

    def __iter__(self) -> Iterator["GradedSubmission"]:
        return (restrict_to_view(each, self.rubric, self.view) for each in self.submissions)


class SettledSubmissions:
    """Graded submissions, one by one, in which every answer that waits for a person counts as 0."""

    def __init__(self, submissions: "Submissions") -> None:
        self.submissions = submissions

    def __len__(self) -> int:
        return len(self.submissions)

    def __iter__(self) -> Iterator["GradedSubmission"]:
        return (each.with_pending_as_zero() for each in self.submissions)


def say_what_counts_as_zero(submissions: "Submissions") -> Iterator[str]:
    """Yield how many answers count as 0 although nobody has decided on them, and whose they are."""
    waiting = {each.student: count for each in submissions if (count := sum(item.is_pending for item in each.items))}
    if waiting:
        answers = format_count(sum(waiting.values()), "answer")
        verb = "waits for a person and counts" if sum(waiting.values()) == 1 else "wait for a person and count"
        yield f"note: {answers} {verb} as 0: {join_some_students(list(waiting))}."


def refuse_pending(graded: "GradedSubmission", kind: str) -> None:
    """Raise UsageError if an answer waits for a person, naming the student and the items."""
    if waiting := [item.id for item in graded.items if item.is_pending]:
        raise UsageError(
            Diagnostic(
                slug="pending-answer",
                what=f"'{graded.student}' has no final score yet, so there is no file: {', '.join(waiting)}.",
                why=f"An answer waits for a person, and '{kind}' would take the score so far as final.",
                help="Run 'grader review', and export again; or count such answers as 0 with '--pending zero'.",
                audience="author",
            )
        )


def make_empty_error(args: argparse.Namespace) -> UsageError:
    what = "There is nothing to export."
    if args.student is None:
        return make_usage_error(what, f"'{args.folder}' holds no records.", "Grade first, and name that folder.")
    return make_usage_error(what, f"There is no record for '{args.student}'.", "Check the identifier.")


def choose_export_format(kind: str) -> "ReportFormat":
    if kind not in REPORT_FORMATS:
        raise make_usage_error(
            f"'{kind}' is not a format.", f"The formats are {', '.join(REPORT_FORMATS)}.", "Give one of these to --to."
        )
    form: ReportFormat = REPORT_FORMATS[kind]
    return form


def make_usage_error(what: str, why: str, help: str) -> UsageError:
    return UsageError(Diagnostic(slug="wrong-usage", what=what, why=why, help=help, audience="author"))


def parse_options(words: Sequence[str], form: "ReportFormat", output: str | None) -> Mapping[str, "str | File"]:
    """Return the options by name. Files that they name are read."""
    values: dict[str, str | File] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name in values:
            why = "It is given twice." if equals else "It has no '='."
            raise make_usage_error(
                f"'--option {word}' cannot be used.", why, "Write '--option NAME=VALUE' once for each option."
            )
        is_file = form.options.get(name, {}).get("format") == "file"
        values[name] = read_option_file(value, output) if is_file else value
    return values


def read_option_file(name: str, output: str | None) -> "File":
    """Read a file that was given as an option. It must not be the file that is written."""
    if output and Path(output).exists() and Path(name).exists() and Path(output).samefile(name):
        raise make_usage_error(
            f"'{name}' would be overwritten.", "The export is made from this file.", "Name another --output."
        )
    return File(name=name, content=read_bytes(Path(name), follow_links=True, at_most=limits.MAX_TABLE_BYTES))


def export_class(form: "ReportFormat", graded: "Submissions", options: Mapping[str, Any], output: str | None) -> int:
    """Write one file about all submissions, and report what could not go into it."""
    assert form.render_class
    cohort = Cohort(submissions=graded)
    diagnostics = list(limit_diagnostics(form.misfits(cohort, **options))) if form.misfits else []
    pieces = form.render_class(cohort, **options)
    if output:
        write_text(Path(output), "".join(pieces), form.encoding)
    else:
        for piece in pieces:
            console.write(piece)
    console.complain(*map(str, diagnostics))
    return NOT_RIGHT if any(one.severity == "error" for one in diagnostics) else DONE


def export_each(form: "ReportFormat", graded: "Submissions", options: Mapping[str, Any], output: str | None) -> int:
    """Write a file for each submission, and report those that have none."""
    assert form.render
    faults: list[Diagnostic] = []
    written = 0
    for path, submission in zip(choose_paths(form, graded, output), graded, strict=True):
        try:
            if form.withholds_pending and options["pending"] == "withhold":
                refuse_pending(submission, form.kind)
            text = form.render(submission, **options)
        except UsageError as error:
            faults += error.diagnostics
            continue
        write_text(path, text, form.encoding) if path else console.write(text)
        written += 1
    if faults and not written:
        raise UsageError(limit_diagnostics(faults))
    console.complain(*map(str, limit_diagnostics(faults)))
    if output:
        console.say(f"{format_count(written, 'file')} in {output}" if len(graded) > 1 else f"Written to {output}")
    return NOT_RIGHT if faults else DONE


def choose_paths(form: "ReportFormat", graded: "Submissions", output: str | None) -> Iterator[Path | None]:
    """Yield where each report goes: into a folder, to a file if there is only one, or to standard output."""
    suffix = f".{form.suffix.rpartition('.')[2]}"  # not ``Path.suffix``: for it, '.json' is a name without one
    is_file = output is not None and Path(output).suffix == suffix and not Path(output).is_dir()
    if len(graded) > 1 and (output is None or is_file):
        why = f"'{form.kind}' has a file for each student, and there are {len(graded)}."
        raise make_usage_error(
            "One file cannot hold this export.", why, "Name a folder with --output, or one with --student."
        )
    if output is None or is_file:
        yield None if output is None else Path(output)
        return
    for name in name_reports([(each.student, each.file) for each in graded]):
        yield Path(output, f"{name}{form.suffix}")
