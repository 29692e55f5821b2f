"""What is said about a folder that cannot be imported, and about one that cannot be exported."""

from pathlib import Path

from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = [
    "describe_bad_row", "describe_changed_file", "describe_course_exists", "describe_damaged_checksums",
    "describe_missing_file", "describe_no_export", "describe_not_json", "describe_not_listed",
    "describe_other_format", "describe_used_folder",
]  # fmt: skip

RESTORE = "Restore the file from where you kept the export, or export the course again."


def at_start(path: Path) -> Span:
    return Span(Source(str(path), ""), 0, 0)


def describe_no_export(folder: Path) -> Diagnostic:
    return Diagnostic(
        slug="not-an-export",
        what=f"'{folder}' is not an exported course.",
        why="An exported course has a file 'SHA256SUMS', which lists all others.",
        help="Name the folder that 'grader service export' wrote.",
        audience="author",
    )


def describe_other_format(path: Path) -> Diagnostic:
    return Diagnostic(
        slug="other-export-format",
        what="This course was exported in a format that this version of grader does not know.",
        help="Import it with the version of grader that exported it, or a later one.",
        span=at_start(path),
        audience="author",
    )


def describe_damaged_checksums(span: Span) -> Diagnostic:
    return Diagnostic(
        slug="damaged-export",
        what="This line does not list a file of the folder.",
        why="Each line has a SHA-256, two blanks, and the path of a file in this folder.",
        help=RESTORE,
        span=span,
        audience="author",
    )


def describe_missing_file(path: Path) -> Diagnostic:
    return Diagnostic(
        slug="missing-export-file",
        what="This file of the exported course is missing.",
        help=RESTORE,
        span=at_start(path),
        audience="author",
    )


def describe_changed_file(path: Path) -> Diagnostic:
    return Diagnostic(
        slug="changed-export-file",
        what="This file is not as it was exported: its SHA-256 is another one.",
        why="A file that was damaged, or edited, could change what students handed in or how it was graded.",
        help=f"{RESTORE} To change a rubric, import the course, and then upload the rubric as a new revision.",
        span=at_start(path),
        audience="author",
    )


def describe_not_listed(path: str, span: Span) -> Diagnostic:
    return Diagnostic(
        slug="missing-export-file",
        what=f"This line needs the file '{path}', which is not in the exported course.",
        help=RESTORE,
        span=span,
        audience="author",
    )


def describe_not_json(span: Span, says: str) -> Diagnostic:
    return Diagnostic(
        slug="damaged-export",
        what="This line is not JSON.",
        why=f"The reader says: {says}.",
        help=RESTORE,
        span=span,
        audience="author",
    )


def describe_bad_row(span: Span, why: str) -> Diagnostic:
    return Diagnostic(
        slug="damaged-export",
        what="This line is not as it was exported.",
        why=why,
        help=RESTORE,
        span=span,
        audience="author",
    )


def describe_course_exists(slug: str) -> Diagnostic:
    return Diagnostic(
        slug="course-exists",
        what=f"There is already a course '{slug}' in this database.",
        why="Nothing that was handed in is ever overwritten, so a course is imported only where it does not exist.",
        help="Import it into another database, with --database or --data.",
        audience="author",
    )


def describe_used_folder(folder: Path) -> Diagnostic:
    return Diagnostic(
        slug="folder-not-empty",
        what=f"'{folder}' already exists.",
        why="A course is written to a new folder, so that nothing from another time is left in it.",
        help="Give another name, or delete the folder first.",
        audience="author",
    )
