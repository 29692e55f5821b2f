"""Grading one submission: every item is read, judged and scored by itself.

Each item stands behind a boundary: whatever goes wrong with one answer, our own mistakes included, costs that item
alone. An exception that is ours becomes ``fault``, which has no score and goes to a person.
"""

import traceback
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from inspect import cleandoc
from pathlib import Path

from grader.answers import Answer
from grader.answers.working.working import remarks_on_working
from grader.documents import Document, DocumentNode, Scalar, load
from grader.documents.loading import Check
from grader.errors import AnswerError, Diagnostic, DocumentError
from grader.grading.diagnosis.diagnosis import diagnose
from grader.grading.figures.figures import pictured
from grader.grading.figures.networks import networks_of
from grader.grading.following.cap import capped
from grader.grading.following.follow_through import follow_through
from grader.grading.isolation import NOTHING_LOST, Isolation, lost_verdict, picture_of
from grader.grading.marked import Marked, blank_result, read_back, with_verdict
from grader.grading.memory import VerdictMemory
from grader.grading.result import GradedSubmission, ItemResult, Provenance
from grader.memory import by_identity
from grader.records import Outcome, Remark, Verdict
from grader.rubric import Item, Rubric
from grader.rubric.records import Key
from grader.submission import Submission, complaints_about, read_submission, reasons, task_of
from grader.version import __version__

__all__ = ["grade", "grade_item", "grade_read", "grade_submission", "unreadable"]

NOTHING_EXPECTED = Key(answer=Answer(text=""))


def grade(
    file: str | Path | Document, rubric: Rubric, memory: VerdictMemory | None = None, *, pictures: bool = True
) -> GradedSubmission:
    """Grade one submission; a file that cannot be read yields a result that says why, and no score.

    ``memory`` serves many submissions to the same rubric: what it holds need not be judged again. Without ``pictures``
    the record has no figures, and solvers that only these need are not imported.
    """
    if isinstance(file, Document):
        return grade_read(file.source.name, lambda also: file, rubric, memory, pictures=pictures)
    return grade_read(str(file), lambda also: load(Path(file), also), rubric, memory, pictures=pictures)


def grade_read(
    name: str,
    read: Callable[[Check], Document],
    rubric: Rubric,
    memory: VerdictMemory | None = None,
    isolation: Isolation = NOTHING_LOST,
    *,
    pictures: bool = True,
) -> GradedSubmission:
    """Grade what ``read`` returns, wherever it comes from; ``name`` is what messages call it."""
    sha256 = ""
    try:
        document = read(lambda document: complaints_about(document, rubric))
        sha256 = document.sha256
        return grade_submission(read_submission(document, rubric), rubric, memory, isolation, pictures=pictures)
    except DocumentError as error:
        diagnostics = error.diagnostics
    except Exception as error:  # a mistake of ours costs this file alone
        diagnostics = (fault_of_file(error),)
    return unreadable(name, rubric, diagnostics, sha256)


def unreadable(name: str, rubric: Rubric, diagnostics: tuple[Diagnostic, ...], sha256: str = "") -> GradedSubmission:
    """Return what becomes of a file that cannot be graded: no items, and why."""
    return GradedSubmission(
        student=Path(name).stem,
        file=Path(name).name,
        rubric=rubric.id,
        title=rubric.title,
        items=(),
        diagnostics=diagnostics,
        provenance=Provenance(submission=sha256, rubric=rubric.sha256, engine=__version__),
    )


def fault_of_file(error: Exception) -> Diagnostic:
    """Say that the mistake is ours where it concerns a whole submission."""
    return Diagnostic(
        slug="fault",
        what="Something went wrong on our side while this file was graded.",
        why=f"This is a mistake in grader ({dict(fault(error).parameters)['where']}), not in the file.",
        help="A person will look at it.",
        audience="author",
    )


def grade_submission(
    submission: Submission,
    rubric: Rubric,
    memory: VerdictMemory | None = None,
    isolation: Isolation = NOTHING_LOST,
    *,
    pictures: bool = True,
) -> GradedSubmission:
    """Grade every item of a submission: each by itself first, then what follows from earlier answers."""
    memory = VerdictMemory() if memory is None else memory
    marked: dict[str, Marked] = {}
    for item in rubric.items:
        isolation.begins(item.id)
        is_lost = item.id in isolation.lost
        marked[item.id] = lost(item, submission) if is_lost else memory.marked(item, submission, mark)
    for item in rubric.in_order_of_solving:
        one = marked[item.id]
        if one.is_wrong:
            isolation.begins(item.id)
            earlier = [memory.of(as_followed, marked[each.item]) for each in item.references if each.item in marked]
            marked[item.id] = at_boundary(one, partial(memory.of, followed), *earlier)
    marked = capped(marked)
    for name, one in marked.items():
        if one.is_wrong:
            isolation.begins(name)
            marked[name] = at_boundary(one, partial(memory.of, diagnose))
    results = tuple(figured(one, memory, isolation) if pictures else one.result for one in marked.values())
    isolation.begins("")  # what comes now is no answer
    return GradedSubmission(
        student=submission.student,
        file=submission.file,
        rubric=rubric.id,
        title=rubric.title,
        items=results,
        diagnostics=submission.diagnostics,
        provenance=Provenance(submission=submission.sha256, rubric=rubric.sha256, engine=__version__),
        places={name: given.span.line_and_column for name, given in submission.answers.items() if name in rubric.by_id},
        networks=networks_of(rubric) if pictures else (),
    )


def figured(one: Marked, memory: VerdictMemory, isolation: Isolation) -> ItemResult:
    """Return the result of an item with its picture; one that was the end of a process costs itself alone."""
    picture = picture_of(one.item.id)
    if picture in isolation.lost:
        return one.result
    isolation.begins(picture)
    return memory.of(with_figure, one)


def with_figure(one: Marked) -> ItemResult:
    """Return the result of an item with its picture; a bug of ours in that costs the picture and no verdict."""
    try:
        return pictured(one).result
    except Exception:
        return one.result


def as_followed(one: Marked) -> Marked:
    """Return an earlier answer as a later one may follow it: one that is right is the expected one, in any form.

    An answer that is right within a tolerance keeps its own value, by which the student went on.
    """
    key, policy = one.item.key, one.item.task.policy
    is_exact = policy.rtol is None and policy.atol is None and policy.digits is None
    is_right = one.result.outcome is Outcome.CORRECT and not one.gained
    return right(one.item) if is_right and is_exact and key is not None and key.answer.tree is not None else one


@by_identity
def right(item: Item) -> Marked:
    """Return the expected answer to an item as if a student had given it."""
    assert item.key is not None
    result = replace(blank_result(item), outcome=Outcome.CORRECT, credit=Fraction(1))
    return Marked(item=item, result=result, task=item.task, answer=item.key.answer)


def followed(one: Marked, *earlier: Marked) -> Marked:
    """Judge an answer again from the student's own earlier ones."""
    return follow_through(one, {before.item.id: before for before in earlier})


def grade_item(item: Item, submission: Submission) -> ItemResult:
    """Grade one item by itself, without regard to the others."""
    return with_figure(at_boundary(mark(item, submission), diagnose))


def mark(item: Item, submission: Submission) -> Marked:
    """Read and judge one item behind its boundary."""
    given = submission.answers.get(item.id)
    started = begun(item, given)
    return started if given is None else at_boundary(started, lambda one: read_and_judged(one, given, submission))


def begun(item: Item, given: DocumentNode | None) -> Marked:
    """Return an item with what was given, before anything is made of it."""
    blank = blank_result(item)
    if given is None:
        return Marked(item=item, result=blank)
    return Marked(item=item, result=replace(blank, given=as_written(given)))


def lost(item: Item, submission: Submission) -> Marked:
    """Return an item that may not be looked at, because judging the answer to it was the end of a process."""
    return begun(item, submission.answers.get(item.id)).given(lost_verdict())


def at_boundary(one: Marked, step: Callable[..., Marked], *others: Marked) -> Marked:
    """Take one step with an item; a bug of ours costs that item alone, and is never a student's zero."""
    try:
        return step(one, *others)
    except Exception as error:  # the item boundary
        return one.given(Verdict(outcome=Outcome.FAULT, credit=None, remarks=(fault(error),)))


def read_and_judged(started: Marked, given: DocumentNode, submission: Submission) -> Marked:
    """Read and judge an answer that is there."""
    item = started.item
    try:
        task = task_of(item, submission)
        answer = item.answer_type.read(given, task)
        verdict = item.answer_type.judge(answer, (item.key or NOTHING_EXPECTED).answer, task)
        said = remarks_on_working(answer, task)
        verdict = replace(verdict, remarks=(*verdict.remarks, *said)) if said else verdict
    except AnswerError as error:
        told = replace(started, result=replace(started.result, diagnostics=reasons(error, item, submission)))
        return told.given(Verdict(outcome=Outcome.UNREADABLE, credit=Fraction(0)))
    result = with_verdict(replace(started.result, read=read_back(answer)), item, verdict)
    return replace(started, task=task, answer=answer, result=result)


def as_written(given: DocumentNode) -> str:
    """Return what was given as a person reads it: a text without its quotes, a list as it stands in the file."""
    return given.text if isinstance(given, Scalar) else cleandoc(given.span.text)


def fault(error: Exception) -> Remark:
    """Say that the mistake is ours; what happened is kept as data for the person who looks at it."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return Remark(
        id="fault",
        text="Something went wrong on our side while this answer was judged. A person will look at it.",
        parameters=(("error", type(error).__name__), ("where", where)),
    )
