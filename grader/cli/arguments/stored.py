"""The records that ``grader grade`` left in a folder, for commands that use them without grading again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.batch.store import Store, has_store
from grader.errors import Diagnostic, DocumentError, escape_unprintable
from grader.grading import GradedSubmission
from grader.grading.course.cohort import Submissions
from grader.limits import MAX_REPORT_BYTES
from grader.reports import REPORT_FORMATS
from grader.reports.formats.json import from_json

__all__ = ["read_records", "open_whole_records"]


@contextmanager
def open_whole_records(folder: Path) -> "Iterator[tuple[Submissions, Sequence[str]]]":
    """Open everything that grading found, with nothing withheld, and the messages about it.

    This is the folder's store, read bit by bit. If there is none, the JSON reports are used instead.
    """
    if not has_store(folder):
        yield read_records(folder)
        return
    with Store.open_read_only(folder) as store:
        yield store.submissions(), ()


def read_records(folder: Path) -> tuple[list["GradedSubmission"], list[str]]:
    """Read the graded submissions in a folder, with a message for each JSON file that holds none."""
    graded, complaints = [], []
    paths = sorted(path for path in folder.glob("*.json") if is_named_like_a_report(path.name))
    for path in paths:
        try:
            graded.append(from_json(read_report_text(path)))
        except DocumentError as error:
            complaints += [f"{escape_unprintable(str(path))}: {diagnostic}" for diagnostic in error.diagnostics]
    if not paths:
        raise DocumentError(
            Diagnostic(
                slug="no-reports",
                what=f"There is no report in '{folder}'.",
                why="This command uses the JSON reports that 'grader grade' writes.",
                help="Grade first, with 'json' among the formats, and name that folder.",
                audience="author",
            )
        )
    return graded, complaints


def is_named_like_a_report(name: str) -> bool:
    """Whether a file may be a JSON report of ours, and not a report in another format that also uses JSON."""
    others = {form.suffix for form in REPORT_FORMATS.values()} - {".json"}
    return not name.startswith(".") and not name.endswith(tuple(others))


def read_report_text(path: Path) -> str:
    if not path.is_file() or path.stat().st_size > MAX_REPORT_BYTES:
        raise DocumentError(
            Diagnostic(
                slug="not-a-report",
                what="This is not a report.",
                why=f"It is not a file, or it has more than {MAX_REPORT_BYTES} bytes (MAX_REPORT_BYTES).",
                help="Grade the submission again to get a fresh report.",
                audience="author",
            )
        )
    return path.read_text(encoding="utf-8", errors="replace")
