"""Grading one submission: every item is read, judged and scored by itself.

Each item stands behind a boundary: whatever goes wrong with one answer, our own mistakes included, costs that item
alone. An exception that is ours becomes ``fault``, which has no score and goes to a person.
"""

import traceback
from dataclasses import replace
from fractions import Fraction
from inspect import cleandoc
from pathlib import Path

from grader.answers import Answer, Task
from grader.documents import Document, DocumentNode, Scalar, load
from grader.errors import AnswerError, DocumentError
from grader.expr import to_latex, to_text
from grader.grading.result import GradedSubmission, ItemResult, Provenance, ReadBack
from grader.records import Outcome, Remark, Verdict
from grader.rubric import Item, Rubric
from grader.rubric.records import Key
from grader.submission import Submission, complaints_about, read_submission, reasons, task_of
from grader.version import __version__

__all__ = ["grade", "grade_item", "grade_submission"]

NOTHING_EXPECTED = Key(answer=Answer(text=""))


def grade(file: str | Path | Document, rubric: Rubric) -> GradedSubmission:
    """Grade one submission; a file that cannot be read yields a result that says why, and no score."""
    name = file.source.name if isinstance(file, Document) else str(file)
    sha256 = ""
    try:
        document = (
            file
            if isinstance(file, Document)
            else load(Path(file), lambda document: complaints_about(document, rubric))
        )
        sha256 = document.sha256
        return grade_submission(read_submission(document, rubric), rubric)
    except DocumentError as error:
        return GradedSubmission(
            student=Path(name).stem,
            file=Path(name).name,
            rubric=rubric.id,
            title=rubric.title,
            items=(),
            diagnostics=error.diagnostics,
            provenance=Provenance(submission=sha256, rubric=rubric.sha256, engine=__version__),
        )


def grade_submission(submission: Submission, rubric: Rubric) -> GradedSubmission:
    """Grade every item of a submission, in the order of the rubric."""
    return GradedSubmission(
        student=submission.student,
        file=submission.file,
        rubric=rubric.id,
        title=rubric.title,
        items=tuple(grade_item(item, submission) for item in rubric.items),
        diagnostics=submission.diagnostics,
        provenance=Provenance(submission=submission.sha256, rubric=rubric.sha256, engine=__version__),
    )


def grade_item(item: Item, submission: Submission) -> ItemResult:
    """Grade one item behind its boundary."""
    given = submission.answers.get(item.id)
    blank = blank_result(item)
    if given is None:
        return blank
    started = replace(blank, given=as_written(given), place=given.span.place)
    try:
        return graded(started, item, given, task_of(item, submission))
    except AnswerError as error:
        return with_verdict(
            replace(started, diagnostics=reasons(error, item, submission)),
            item,
            Verdict(outcome=Outcome.UNREADABLE, credit=Fraction(0)),
        )
    except Exception as error:  # the item boundary: a bug of ours is never a student's zero
        return with_verdict(started, item, Verdict(outcome=Outcome.FAULT, credit=None, remarks=(fault(error),)))


def as_written(given: DocumentNode) -> str:
    """Return what was given as a person reads it: a text without its quotes, a list as it stands in the file."""
    return given.text if isinstance(given, Scalar) else cleandoc(given.span.text)


def graded(started: ItemResult, item: Item, given: DocumentNode, task: Task) -> ItemResult:
    """Read and judge an answer that is there."""
    answer = item.answer_type.read(given, task)
    expected = (item.key or NOTHING_EXPECTED).answer
    verdict = item.answer_type.judge(answer, expected, task)
    return with_verdict(replace(started, read=read_back(answer)), item, verdict)


def read_back(answer: Answer) -> ReadBack:
    """Return an answer as it was read."""
    if answer.tree is None:
        return ReadBack(text=answer.text, latex="")
    return ReadBack(text=to_text(answer.tree), latex=to_latex(answer.tree))


def blank_result(item: Item) -> ItemResult:
    """Return the result of an item that was not answered."""
    result = ItemResult(
        id=item.id,
        part=item.part,
        title=item.title,
        prompt=item.prompt,
        type=item.type,
        points=item.points,
        outcome=Outcome.BLANK,
        credit=Fraction(0),
        expected=read_back(item.key.answer) if item.key else None,
    )
    return with_verdict(result, item, Verdict(outcome=Outcome.BLANK, credit=Fraction(0)))


def with_verdict(result: ItemResult, item: Item, verdict: Verdict) -> ItemResult:
    """Add a verdict, with what the author wants said for its outcome in front."""
    said = item.feedback.get(verdict.outcome.value)
    author = (Remark(id="author", text=said),) if said else ()
    return replace(
        result,
        outcome=verdict.outcome,
        credit=verdict.credit,
        remarks=(*author, *verdict.remarks),
        components=verdict.components,
        decision=verdict.decision,
    )


def fault(error: Exception) -> Remark:
    """Say that the mistake is ours; what happened is kept as data for the person who looks at it."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return Remark(
        id="fault",
        text="Something went wrong on our side while this answer was judged. A person will look at it.",
        parameters=(("error", type(error).__name__), ("where", where)),
    )
