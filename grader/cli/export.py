"""``grader export``: what another system takes, made from the records in a folder, without grading again."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from grader import limits
from grader.cli import console
from grader.cli.arguments.phases import add_phase_arguments, phase_of
from grader.cli.arguments.stored import records, whole_records
from grader.cli.exit_codes import CANNOT_READ, DONE, NOT_RIGHT
from grader.documents.files import read_bytes
from grader.errors import Diagnostic, UsageError
from grader.grading import GradedSubmission
from grader.grading.course.cohort import Cohort, Submissions
from grader.grading.visibility.visibility import View, visible
from grader.reports import REPORT_FORMATS, ReportFormat
from grader.reports.gradebooks.placing import shortened
from grader.reports.options import File, checked, described
from grader.reports.wording import counted
from grader.reports.write import report_names, write_text
from grader.rubric import load_rubric
from grader.rubric.visibility import Audience

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Export graded records for a gradebook, a course system or CI, without grading again."
EXAMPLE = "grader export reports --to moodle --option key=idnumber --output grades.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
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
        help="what the records do not say, such as assignment_id=4711 or gradebook=FILE; may be repeated",
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="PATH",
        help="the file to write; for a format with a file for each student a folder, or a file for the only one",
    )
    parser.add_argument("--student", metavar="ID", help="export the submissions of this student alone")
    parser.add_argument(
        "--rubric",
        "-r",
        metavar="RUBRIC",
        help="in formats that show single answers, tell what the rubric lets a report tell (default: what the JSON "
        "reports in the folder tell)",
    )
    parser.add_argument(
        "--audience",
        choices=("student", "grader"),
        default="student",
        help="with --rubric: who will look at it (default: student)",
    )
    add_phase_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Export what is in the folder, or list the options of the format."""
    form = chosen(args.to)
    if args.folder is None:
        console.say(f"{form.kind}: {form.summary}", *(f"  --option {line}" for line in described(form.options)))
        return DONE
    options = checked(form.kind, form.options, given(args.option, form, args.output))
    with whole_records(Path(args.folder)) if args.rubric or not form.render else as_written(args.folder) as found:
        graded, complaints = found
        if args.student is not None:
            graded = [each for each in graded if args.student in each.students]
        if not len(graded):
            raise nothing_to_export(args)
        console.complain(*complaints)
        shown = Shown(graded, args) if form.render and args.rubric else graded
        export = export_class if form.render_class else export_each
        return max(export(form, shown, options, args.output), CANNOT_READ if complaints else DONE)


def as_written(folder: str) -> "AbstractContextManager[tuple[Submissions, Sequence[str]]]":
    """Open the JSON reports of a folder, which tell what their readers may see."""
    return nullcontext(records(Path(folder)))


class Shown:
    """Graded submissions as those may see them who will look at the report, one by one."""

    def __init__(self, submissions: "Submissions", args: argparse.Namespace) -> None:
        self.submissions, self.rubric = submissions, load_rubric(args.rubric)
        self.view = View(audience=Audience(args.audience), phase=phase_of(args, self.rubric))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.submissions)

    def __iter__(self) -> Iterator["GradedSubmission"]:
        """Go through all of them."""
        return (visible(each, self.rubric, self.view) for each in self.submissions)


def nothing_to_export(args: argparse.Namespace) -> UsageError:
    """Return the complaint that there is no record, or none of the student who is asked for."""
    what = "There is nothing to export."
    if args.student is None:
        return wrong(what, f"No record is in '{args.folder}'.", "Grade first, and name that folder.")
    return wrong(what, f"No record is of '{args.student}'.", "Check the identifier.")


def chosen(kind: str) -> "ReportFormat":
    """Return the format called ``kind``; UsageError where there is none."""
    if kind not in REPORT_FORMATS:
        raise wrong(
            f"'{kind}' is no format.", f"The formats are {', '.join(REPORT_FORMATS)}.", "Give one of these to --to."
        )
    form: ReportFormat = REPORT_FORMATS[kind]
    return form


def wrong(what: str, why: str, help: str) -> UsageError:
    """Return the complaint about words that cannot be used."""
    return UsageError(Diagnostic(slug="wrong-usage", what=what, why=why, help=help, audience="author"))


def given(words: Sequence[str], form: "ReportFormat", output: str | None) -> Mapping[str, "str | File"]:
    """Return the options by name, with the files that are named read."""
    values: dict[str, str | File] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name in values:
            why = "It is given twice." if equals else "It has no '='."
            raise wrong(f"'--option {word}' cannot be used.", why, "Write '--option NAME=VALUE' once for each option.")
        is_file = form.options.get(name, {}).get("format") == "file"
        values[name] = read(value, output) if is_file else value
    return values


def read(name: str, output: str | None) -> "File":
    """Return a file that was given as an option; it is not the one that is written."""
    if output and Path(output).exists() and Path(name).exists() and Path(output).samefile(name):
        raise wrong(f"'{name}' would be overwritten.", "It is what the export is made from.", "Name another --output.")
    return File(name=name, content=read_bytes(Path(name), follow_links=True, at_most=limits.MAX_TABLE_BYTES))


def export_class(form: "ReportFormat", graded: "Submissions", options: Mapping[str, Any], output: str | None) -> int:
    """Write one file about all submissions, and tell what could not go into it."""
    assert form.render_class
    cohort = Cohort(submissions=graded)
    told = list(shortened(form.misfits(cohort, **options))) if form.misfits else []
    pieces = form.render_class(cohort, **options)
    if output:
        write_text(Path(output), "".join(pieces), form.encoding)
    else:
        for piece in pieces:
            console.write(piece)
    console.complain(*map(str, told))
    return NOT_RIGHT if any(one.severity == "error" for one in told) else DONE


def export_each(form: "ReportFormat", graded: "Submissions", options: Mapping[str, Any], output: str | None) -> int:
    """Write a file for each submission, and tell for which there is none."""
    assert form.render
    faults: list[Diagnostic] = []
    written = 0
    for path, submission in zip(paths(form, graded, output), graded, strict=True):
        try:
            text = form.render(submission, **options)
        except UsageError as error:
            faults += error.diagnostics
            continue
        write_text(path, text, form.encoding) if path else console.write(text)
        written += 1
    if faults and not written:
        raise UsageError(shortened(faults))
    console.complain(*map(str, shortened(faults)))
    if output:
        console.say(f"{counted(written, 'file')} in {output}" if len(graded) > 1 else f"Written to {output}")
    return NOT_RIGHT if faults else DONE


def paths(form: "ReportFormat", graded: "Submissions", output: str | None) -> Iterator[Path | None]:
    """Yield where each report goes: into a folder, or for a single one to a file, or to standard output."""
    is_file = output is not None and Path(output).suffix == Path(form.suffix).suffix and not Path(output).is_dir()
    if len(graded) > 1 and (output is None or is_file):
        why = f"'{form.kind}' has a file for each student, and there are {len(graded)}."
        raise wrong("One file cannot hold this export.", why, "Name a folder with --output, or one with --student.")
    if output is None or is_file:
        yield None if output is None else Path(output)
        return
    for name in report_names([(each.student, each.file) for each in graded]):
        yield Path(output, f"{name}{form.suffix}")
