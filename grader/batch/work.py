"""Grading one submission after another, with the decisions of people, and rendering its reports.

This is what a worker does, in whatever process it runs. It remembers its verdicts, because most answers repeat; its
results do not depend on what it has seen before. It returns records as text, so the store need not parse them.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b

from grader.batch.discovery.found import Found, hash_content
from grader.batch.job import Job
from grader.documents import Document
from grader.documents.loading import Check, parse_named
from grader.errors import Diagnostic, DocumentError
from grader.grading.course.line import line_of
from grader.grading.course.summand import summand_of
from grader.grading.figure import NetworkFigure
from grader.grading.grade import describe_file_fault, grade_with_reader, make_unreadable_result
from grader.grading.isolation import NOTHING_LOST, Isolation
from grader.grading.lateness.lateness import apply_late_policy
from grader.grading.memory import VerdictMemory
from grader.grading.people.overrides import apply_overrides
from grader.grading.result import Attempt, GradedSubmission, ItemResult
from grader.grading.visibility.visibility import restrict_to_view
from grader.memory import Memory, by_identity
from grader.reports.choice import StudentFormat, choose_format
from grader.reports.record.figures import network_data
from grader.reports.record.record import head_data, item_data
from grader.reports.record.sums import line_data, summand_data

__all__ = ["Done", "Sent", "Task", "Worker", "worker_stopped"]

DIGEST_BYTES = 16  # 128 bits, so that two records never share a digest by chance
SHARED_NETWORKS = "shared_networks"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A submission by content: the bytes of a file, or the reason why it could not be read.

    ``refusal`` is the reason that was known before, whatever the file is called. ``confirmed`` is the map beside a
    worked document.
    """

    name: str
    data: bytes = b""
    confirmed: bytes = b""
    faults: tuple[Diagnostic, ...] = ()
    refusal: Diagnostic | None = None

    @classmethod
    def load(cls, found: Found) -> "Sent":
        """Read a submission that was found."""
        try:
            return cls(name=found.name, data=found.read(), confirmed=found.read_map())
        except DocumentError as error:
            return cls(name=found.name, faults=error.diagnostics, refusal=found.refusal)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the content, and of the map beside it; empty where it could not be read."""
        return "" if self.faults else hash_content(self.data, self.confirmed)

    def read(self) -> bytes:
        """Return the content; raise ``DocumentError`` where it could not be read."""
        if self.faults:
            raise DocumentError(self.faults)
        return self.data

    def document(self, also: Check | None = None, answers: Collection[str] = ()) -> Document:
        """Parse it as a document; raise ``DocumentError`` with every fault."""
        if self.refusal:
            raise DocumentError(self.refusal)
        return parse_named(self.read, self.name, also, answers=answers, confirmed=self.confirmed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One submission to grade. ``position`` is its place in the class, ``stem`` the file name of its reports without
    suffix.

    ``student`` may differ from the name in the file; ``group`` holds all students who handed it in together.
    """

    position: int
    source: Found | Sent
    stem: str
    student: str
    group: tuple[str, ...] = ()
    submitted: datetime | None = None
    attempt: Attempt | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """The result of a task: the record, in parts, and the reports by file name.

    ``sha256`` is that of the content that was graded, empty where it is not known. ``items`` holds the digest of each
    item's record, in order; ``records`` the records by digest, as JSON, each with what the item adds to the counts of
    its class.
    """

    position: int
    student: str
    sha256: str
    head: str
    line: str
    items: tuple[bytes, ...]
    records: dict[bytes, tuple[str, str]]
    reports: tuple[tuple[str, str], ...]


class Worker:
    """Grades the submissions of one job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.formats = [choose_format(kind) for kind in job.formats]
        self.verdicts, self.shown = VerdictMemory(), Memory()

    def work(self, tasks: Iterable[Task], isolation: Isolation = NOTHING_LOST) -> Iterator[Done]:
        """Grade submissions one after another. A record that several of them share is returned with each."""
        return (self.grade_task(task, isolation) for task in tasks)

    def grade_task(self, task: Task, isolation: Isolation = NOTHING_LOST) -> Done:
        try:
            # Read once, so that what is graded is what the digest is of.
            sent = task.source if isinstance(task.source, Sent) else Sent.load(task.source)
            done = self.make_record(task, self.grade_and_decide(replace(task, source=sent), isolation), self.formats)
            return replace(done, sha256=sent.sha256)
        except Exception as error:  # a boundary: a bug of ours costs only this submission, even a bug in a report
            return self.give_up_on(task, describe_file_fault(error))

    def grade_and_decide(self, task: Task, isolation: Isolation) -> GradedSubmission:
        """Return the full record of a submission, with the decisions of people."""
        rubric, source = self.job.rubric, task.source
        graded = grade_with_reader(source.name, source.document, rubric, self.verdicts, isolation)
        graded = replace(graded, student=task.student, group=task.group, attempt=task.attempt)
        graded = apply_overrides(graded, rubric, self.job.overrides)
        return apply_late_policy(graded, rubric.late, task.submitted)

    def give_up_on(self, task: Task, why: Diagnostic, *, with_reports: bool = True) -> Done:
        """Return the result for a submission that cannot be graded at all, even without some of its items.

        If even that cannot be rendered, there are no reports; the summary still lists the submission.
        """
        graded = make_unreadable_result(task.source.name, self.job.rubric, (why,))
        graded = replace(graded, student=task.student, group=task.group, attempt=task.attempt)
        try:
            return self.make_record(task, graded, self.formats if with_reports else ())
        except Exception:  # the boundary, again
            return self.make_record(task, graded, ())

    def make_record(self, task: Task, graded: GradedSubmission, formats: Iterable[StudentFormat]) -> Done:
        """Return a graded submission as it is stored, and its reports."""
        items = [record_item(item) for item in graded.items]
        networks = [record_network(network) for network in graded.networks]
        head = head_data(replace(graded, networks=()))
        return Done(
            position=task.position,
            student=graded.student,
            sha256="",
            head=dump_compactly({**head, SHARED_NETWORKS: [digest.hex() for digest, _ in networks]}),
            line=dump_compactly(line_data(line_of(graded, task.stem))),
            items=tuple(digest for digest, _ in items),
            records=dict([*items, *networks]),
            reports=tuple(self.render_reports(graded, task.stem, formats)),
        )

    def render_reports(
        self, graded: GradedSubmission, stem: str, formats: Iterable[StudentFormat]
    ) -> Iterator[tuple[str, str]]:
        """Yield the reports on one submission, with only what the job's readers may see."""
        shown = restrict_to_view(graded, self.job.rubric, self.job.view, self.shown)
        return ((f"{stem}{form.suffix}", form.render(shown)) for form in formats)


def worker_stopped() -> Diagnostic:
    """Return the message for a submission that the workers could not finish."""
    return Diagnostic(
        slug="fault",
        what="Grading this file took too much time or memory, and was stopped.",
        why="The process died or was too slow, and no single answer caused it. This is a bug in grader.",
        help="A person will look at it.",
        audience="author",
    )


@by_identity
def record_item(item: ItemResult) -> tuple[bytes, tuple[str, str]]:
    """Return the digest of an item's record, the record as JSON, and what the item adds to the counts of its class."""
    text = dump_compactly(item_data(item))
    return hash_text(text), (text, dump_compactly(summand_data(summand_of(item))))


@by_identity
def record_network(network: NetworkFigure) -> tuple[bytes, tuple[str, str]]:
    """Return the digest of a network's record, and the record; a network is shared by a class and adds to no count."""
    text = dump_compactly(network_data(network))
    return hash_text(text), (text, "")


def hash_text(text: str, key: bytes = b"") -> bytes:
    """Return the digest of a text, or of a text and the key that it is kept under."""
    return blake2b(text.encode("utf-8") + key, digest_size=DIGEST_BYTES).digest()


dump_compactly = partial(json.dumps, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
