"""The records that ``grader grade`` left in a folder, for the commands that go on from there without grading again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.batch.store import Store, has_store
from grader.errors import Diagnostic, DocumentError
from grader.grading import GradedSubmission
from grader.grading.course.cohort import Submissions
from grader.limits import MAX_REPORT_BYTES
from grader.reports import REPORT_FORMATS
from grader.reports.formats.json import from_json

__all__ = ["records", "whole_records"]


@contextmanager
def whole_records(folder: Path) -> "Iterator[tuple[Submissions, Sequence[str]]]":
    """Open what grading found, nothing withheld, with the complaints about it.

    That is the store of the folder, read as one goes along; without one the JSON reports have to do.
    """
    if not has_store(folder):
        yield records(folder)
        return
    with Store.reading(folder) as store:
        yield store.submissions(), ()


def records(folder: Path) -> tuple[list["GradedSubmission"], list[str]]:
    """Return the graded submissions in a folder, and the complaints about JSON files that hold none."""
    graded, complaints = [], []
    paths = sorted(path for path in folder.glob("*.json") if is_named_like_a_report(path.name))
    for path in paths:
        try:
            graded.append(from_json(text_of(path)))
        except DocumentError as error:
            complaints += [f"{path}: {diagnostic}" for diagnostic in error.diagnostics]
    if not paths:
        raise DocumentError(
            Diagnostic(
                slug="no-reports",
                what=f"There is no report in '{folder}'.",
                why="It is made from the JSON reports that 'grader grade' writes.",
                help="Grade first, with 'json' among the formats, and name the folder.",
                audience="author",
            )
        )
    return graded, complaints


def is_named_like_a_report(name: str) -> bool:
    """Whether a file may be a JSON report of ours, and not one of another format whose files are JSON too."""
    others = {form.suffix for form in REPORT_FORMATS.values()} - {".json"}
    return not name.startswith(".") and not name.endswith(tuple(others))


def text_of(path: Path) -> str:
    """Return the text of a report, which is plain ASCII."""
    if not path.is_file() or path.stat().st_size > MAX_REPORT_BYTES:
        raise DocumentError(
            Diagnostic(
                slug="not-a-report",
                what="This is no report.",
                why=f"It is no file, or has more than {MAX_REPORT_BYTES} bytes (MAX_REPORT_BYTES).",
                help="Grade the submission again to get a fresh report.",
                audience="author",
            )
        )
    return path.read_text(encoding="utf-8", errors="replace")
