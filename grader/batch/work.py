"""One submission after the other: graded, decided on, rendered. What a worker does, in whatever process it is.

A worker keeps what it made of answers, because most of them repeat; what it returns does not depend on what it has
seen before. It returns records as text, so that nothing has to be understood on the way to the store.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b

from grader.batch.discovery.found import Found
from grader.batch.job import Job
from grader.documents import Document
from grader.documents.loading import Check, parse_named
from grader.errors import Diagnostic, DocumentError
from grader.grading.course.line import line_of
from grader.grading.course.summand import summand_of
from grader.grading.figure import NetworkFigure
from grader.grading.grade import fault_of_file, grade_read, unreadable
from grader.grading.isolation import NOTHING_LOST, Isolation
from grader.grading.lateness.lateness import late
from grader.grading.memory import VerdictMemory
from grader.grading.people.overrides import decided
from grader.grading.result import GradedSubmission, ItemResult
from grader.grading.visibility.visibility import visible
from grader.memory import Memory, by_identity
from grader.records import Outcome
from grader.reports.choice import StudentFormat, chosen_format
from grader.reports.record.figures import network_data
from grader.reports.record.record import head_data, item_data
from grader.reports.record.sums import line_data, summand_data

__all__ = ["Done", "Sent", "Task", "Worker", "stopped"]

DIGEST_BYTES = 16
SHARED_NETWORKS = "shared_networks"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A submission by content: what was read of a file, or why it could not be read."""

    name: str
    data: bytes = b""
    faults: tuple[Diagnostic, ...] = ()

    @classmethod
    def of(cls, found: Found) -> "Sent":
        """Read a submission that was found."""
        try:
            return cls(name=found.name, data=found.read())
        except DocumentError as error:
            return cls(name=found.name, faults=error.diagnostics)

    def read(self) -> bytes:
        """Return the content."""
        if self.faults:
            raise DocumentError(self.faults)
        return self.data

    def document(self, also: Check | None = None) -> Document:
        """Return it as a document; raises ``DocumentError`` with every fault."""
        return parse_named(self.read, self.name, also)


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One submission to be graded. ``position`` is its place in the class, ``stem`` what its reports are called.

    ``student`` is whose it is, which need not be what stands in the file; ``group`` are all who handed it in together.
    """

    position: int
    source: Found | Sent
    stem: str
    student: str
    group: tuple[str, ...] = ()
    submitted: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What came of a task: the record, in parts, and the reports by file name.

    ``items`` holds the digest of each item's record, in order; ``records`` the records by digest, as JSON, each with
    what the item adds to the counts of its class. It is not ``is_final`` where something went wrong on our side, which
    may go better another time.
    """

    position: int
    is_final: bool
    student: str
    sha256: str
    head: str
    line: str
    items: tuple[bytes, ...]
    records: dict[bytes, tuple[str, str]]
    reports: tuple[tuple[str, str], ...]


class Worker:
    """Grades submissions of one job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.formats = [chosen_format(kind) for kind in job.formats]
        self.verdicts, self.shown = VerdictMemory(), Memory()

    def work(self, tasks: Iterable[Task], isolation: Isolation = NOTHING_LOST) -> Iterator[Done]:
        """Grade submissions one after the other; a record that some of them share is returned with each."""
        return (self.done(task, isolation) for task in tasks)

    def done(self, task: Task, isolation: Isolation = NOTHING_LOST) -> Done:
        """Grade one submission."""
        try:
            return self.recorded(task, self.graded(task, isolation), self.formats)
        except Exception as error:  # a boundary: a mistake of ours in a report, too, costs this submission alone
            return self.given_up(task, fault_of_file(error))

    def graded(self, task: Task, isolation: Isolation) -> GradedSubmission:
        """Return the full record of a submission, with what people decided on it."""
        rubric, source = self.job.rubric, task.source
        graded = grade_read(source.name, source.document, rubric, self.verdicts, isolation)
        graded = decided(replace(graded, student=task.student, group=task.group), rubric, self.job.overrides)
        return late(graded, rubric.late, task.submitted)

    def given_up(self, task: Task, why: Diagnostic, *, with_reports: bool = True) -> Done:
        """Return a submission that cannot be graded at all, whatever is left out of it.

        Where not even that can be shown in one of the formats, there is no report in any; the summary has it.
        """
        graded = unreadable(task.source.name, self.job.rubric, (why,))
        graded = replace(graded, student=task.student, group=task.group)
        try:
            return self.recorded(task, graded, self.formats if with_reports else ())
        except Exception:  # the boundary, again
            return self.recorded(task, graded, ())

    def recorded(self, task: Task, graded: GradedSubmission, formats: Iterable[StudentFormat]) -> Done:
        """Return a graded submission as it is kept, and its reports."""
        items = [item_record(item) for item in graded.items]
        networks = [network_record(network) for network in graded.networks]
        head = head_data(replace(graded, networks=()))
        return Done(
            position=task.position,
            is_final=not has_fault(graded),
            student=graded.student,
            sha256=graded.provenance.submission,
            head=compact({**head, SHARED_NETWORKS: [digest.hex() for digest, _ in networks]}),
            line=compact(line_data(line_of(graded, task.stem))),
            items=tuple(digest for digest, _ in items),
            records=dict([*items, *networks]),
            reports=tuple(self.rendered(graded, task.stem, formats)),
        )

    def rendered(
        self, graded: GradedSubmission, stem: str, formats: Iterable[StudentFormat]
    ) -> Iterator[tuple[str, str]]:
        """Yield the reports on one submission, as the job's readers may see it."""
        shown = visible(graded, self.job.rubric, self.job.view, self.shown)
        return ((f"{stem}{form.suffix}", form.render(shown)) for form in formats)


def has_fault(graded: GradedSubmission) -> bool:
    """Whether a mistake of ours, or a limit of this machine, is in a record."""
    return any(item.outcome is Outcome.FAULT for item in graded.items) or any(
        diagnostic.slug == "fault" for diagnostic in graded.diagnostics
    )


def stopped() -> Diagnostic:
    """Say that grading a submission was given up."""
    return Diagnostic(
        slug="fault",
        what="Grading this file took too much time or memory, and was stopped.",
        why="The process died or was too slow, and not because of a single answer; that is a mistake in grader.",
        help="A person will look at it.",
        audience="author",
    )


@by_identity
def item_record(item: ItemResult) -> tuple[bytes, tuple[str, str]]:
    """Return the record of an item as JSON, behind its digest, and before what it adds to the counts of its class."""
    text = compact(item_data(item))
    return digest_of(text), (text, compact(summand_data(summand_of(item))))


@by_identity
def network_record(network: NetworkFigure) -> tuple[bytes, tuple[str, str]]:
    """Return the record of a network, which a whole class shares and nobody counts, behind its digest."""
    text = compact(network_data(network))
    return digest_of(text), (text, "")


def digest_of(text: str) -> bytes:
    """Return the digest of a text."""
    return blake2b(text.encode("utf-8"), digest_size=DIGEST_BYTES).digest()


compact = partial(json.dumps, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
