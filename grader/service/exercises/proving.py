"""Proving the key of an uploaded rubric, as ``grader rubric check`` does, in a process that can be killed.

A rubric whose key is proved comes with the files that hold what was proved, so that no process has to solve it again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from grader import limits
from grader.batch.engines.crew import Crew, Order
from grader.batch.engines.pool import bound_memory, choose_context
from grader.batch.job import Blob
from grader.errors import Diagnostic, DocumentError, UsageError
from grader.grading.diagnosis.written_predictions import render_predictions
from grader.grading.proof import check_rubric
from grader.reports.author.proof import proof_as_text
from grader.rubric import Rubric
from grader.rubric.proved import render_key
from grader.rubric.records import Attempts
from grader.service.exercises.opened import make_job
from grader.service.typed.preview import publish
from grader.source import Source, Span

__all__ = ["Proved", "prove", "prove_apart"]

MOST_S = 60.0  # a rubric of 30 items takes 2


@dataclass(frozen=True, kw_only=True)
class Proved:
    """What was found out about a rubric. ``key`` and ``wrong`` are the files beside it; empty if it is not proved."""

    exercise: str
    title: str
    is_ok: bool
    text: str
    key: bytes
    wrong: bytes


def prove(name: str, data: bytes) -> Proved:
    """Check a rubric; DocumentError, with every fault in its place, if it cannot be read."""
    rubric = replace(make_job(data), rubric_file=Blob(name=name, data=data)).rubric
    refuse_unkept_rules(rubric, name)
    if any(not item.hidden for item in rubric.items):
        publish(data)
    proof = check_rubric(rubric)
    return Proved(
        exercise=rubric.id,
        title=rubric.title,
        is_ok=proof.is_ok,
        text=proof_as_text(proof),
        key=render_key(rubric).encode() if proof.is_ok else b"",
        wrong=render_predictions(rubric).encode() if proof.is_ok else b"",
    )


def prove_apart(name: str, data: bytes) -> Proved:
    """Check a rubric in a process of its own, for some seconds at most."""
    crew = Crew(1, choose_context(), get_ready, (), MOST_S)
    try:
        (report,) = crew.reports(iter([Order(function=prove, arguments=(name, data))]))
    finally:
        crew.close()
    if report.result is None:
        raise UsageError(describe_too_slow(name))
    return report.result


def refuse_unkept_rules(rubric: Rubric, name: str) -> None:
    """Refuse rules that only ``grader grade`` keeps, which looks at a whole class at once."""
    faults = []
    if rubric.late and rubric.late.late_days:
        faults.append(describe_late_days(name))
    if rubric.attempts not in (None, Attempts.LAST_IN_TIME):
        faults.append(describe_attempts(name))
    if faults:
        raise DocumentError(faults)


def describe_late_days(name: str) -> Diagnostic:
    return make_complaint(
        "late-days-in-service",
        "The service does not keep an account of free late days.",
        "Every student would have all of them in each exercise of the course.",
        "Remove 'late_days' from 'late', and give an extension to those who use late days. 'grader grade' keeps the "
        "account.",
        name,
    )


def describe_attempts(name: str) -> Diagnostic:
    return make_complaint(
        "attempts-in-service",
        "In the service the last submission in time counts.",
        "Students are told so when they hand in.",
        f"Write 'attempts: {Attempts.LAST_IN_TIME.value}', or leave it out. 'grader grade' knows the others.",
        name,
    )


def make_complaint(slug: str, what: str, why: str, help: str, name: str) -> Diagnostic:
    return Diagnostic(slug=slug, what=what, why=why, help=help, span=Span(Source(name, ""), 0, 0), audience="author")


def get_ready(sign: Callable[[float], None]) -> None:
    bound_memory(limits.MAX_WORKER_BYTES)
    sign(MOST_S)


def describe_too_slow(name: str) -> Diagnostic:
    return Diagnostic(
        slug="rubric-too-slow",
        what=f"'{name}' could not be checked.",
        why=f"The check ran for {MOST_S:.0f} seconds, or needed too much memory.",
        help="Leave out items until it works, to find the one that takes so long.",
        audience="author",
    )
