"""Grading one submission: every item is read, judged and scored by itself.

Each item has a boundary around it. Whatever goes wrong with one answer, our own bugs included, costs that item alone.
An exception of ours becomes ``fault``, which has no score and goes to a person.
"""

import traceback
from collections.abc import Callable, Collection
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from pathlib import Path

from grader.answers import Answer, Task
from grader.answers.conditions import has_other_values
from grader.answers.entries import add_known_credit, judge_readable_entries
from grader.answers.proposals import keep_proposals, read_fitting
from grader.answers.reading import read_untried
from grader.answers.repairs.closing import remark_on_bracket
from grader.answers.repairs.near_names import remark_on_near_names
from grader.answers.second_readings.leaving import leave_readings_open
from grader.answers.working.working import remark_on_working
from grader.documents import Document, DocumentNode, Scalar, load
from grader.documents.loading import Check
from grader.errors import AnswerError, Diagnostic, DocumentError
from grader.grading.decimals import leave_commas_open, show_decimals, show_diagnostics
from grader.grading.diagnosis.diagnosis import diagnose
from grader.grading.diagnosis.predictions import is_same
from grader.grading.dimensions import add_dimension_remark
from grader.grading.figures.figures import draw_figure
from grader.grading.figures.networks import networks_of
from grader.grading.following.cap import apply_caps
from grader.grading.following.follow_through import follow_through
from grader.grading.form import hold_to_form
from grader.grading.isolation import NOTHING_LOST, Isolation, make_lost_verdict, name_picture
from grader.grading.marked import Marked, format_given, make_blank_result, set_verdict, show_as_read
from grader.grading.memory import VerdictMemory
from grader.grading.result import GradedSubmission, ItemResult, Provenance
from grader.grading.unconfirmed import leave_unconfirmed
from grader.memory import Memory, by_identity
from grader.records import Outcome, Remark, Verdict
from grader.rubric import Item, Rubric
from grader.rubric.public import Exercise
from grader.rubric.records import Key, Unreadable
from grader.submission import (
    Submission,
    explain_unreadable,
    extend_task,
    is_placeholder,
    list_file_complaints,
    read_submission,
    task_of,
)
from grader.version import __version__

__all__ = [
    "describe_fault", "describe_file_fault", "grade", "grade_item", "grade_submission",
    "grade_with_reader", "judge_item", "make_unreadable_result",
]  # fmt: skip

NOTHING_EXPECTED = Key(answer=Answer(text=""))  # for items without a key: texts, and hidden items
_proposals = Memory(capacity=2048)  # texts that messages propose, most of them for several students of a class


def grade(
    file: str | Path | Document, rubric: Rubric, memory: VerdictMemory | None = None, *, pictures: bool = True
) -> GradedSubmission:
    """Grade one submission. A file that cannot be read gives a result that says why and has no score.

    ``memory`` serves many submissions to the same rubric: equal answers are judged once. Without ``pictures`` the
    record has no figures, and the solvers that only figures need are not imported.
    """
    if isinstance(file, Document):
        return grade_with_reader(file.source.name, lambda also, answers: file, rubric, memory, pictures=pictures)
    return grade_with_reader(
        str(file), lambda also, answers: load(Path(file), also, answers=answers), rubric, memory, pictures=pictures
    )


def grade_with_reader(
    name: str,
    read: Callable[[Check, Collection[str]], Document],
    rubric: Rubric,
    memory: VerdictMemory | None = None,
    isolation: Isolation = NOTHING_LOST,
    *,
    pictures: bool = True,
) -> GradedSubmission:
    """Grade the document that ``read`` returns; messages call it ``name``."""
    sha256 = ""
    try:
        document = read(lambda document: list_file_complaints(document, rubric), rubric.by_id)
        sha256 = document.sha256
        return grade_submission(read_submission(document, rubric), rubric, memory, isolation, pictures=pictures)
    except DocumentError as error:
        diagnostics = error.diagnostics
    except Exception as error:  # a bug of ours costs this file alone
        diagnostics = (describe_file_fault(error),)
    return make_unreadable_result(name, rubric, diagnostics, sha256)


def make_unreadable_result(
    name: str, rubric: Rubric | Exercise, diagnostics: tuple[Diagnostic, ...], sha256: str = ""
) -> GradedSubmission:
    """The result for a file that cannot be graded: no items, but the reasons."""
    return GradedSubmission(
        student=Path(name).stem,
        file=Path(name).name,
        rubric=rubric.id,
        title=rubric.title,
        items=(),
        diagnostics=diagnostics,
        provenance=Provenance(submission=sha256, rubric=rubric.sha256, engine=__version__),
    )


def describe_file_fault(error: Exception) -> Diagnostic:
    """Report a bug of ours that concerns a whole submission."""
    return Diagnostic(
        slug="fault",
        what="Something went wrong on our side while this file was graded.",
        why=f"This is a bug in grader ({dict(describe_fault(error).parameters)['where']}), not in the file.",
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
    """Grade every item of a submission: first each by itself, then what follows from earlier answers."""
    memory = VerdictMemory() if memory is None else memory
    marked: dict[str, Marked] = {}
    for item in rubric.items:
        isolation.begins(item.id)
        is_lost = item.id in isolation.lost
        one = mark_as_lost(item, submission) if is_lost else memory.recall_or_mark(item, submission, mark)
        if item.id in submission.unconfirmed:
            marked[item.id] = leave_unconfirmed(one)
        else:
            marked[item.id] = count_as_zero(one) if rubric.unreadable is Unreadable.ZERO else one
    for item in rubric.in_order_of_solving:
        one = marked[item.id]
        if one.is_wrong:
            isolation.begins(item.id)
            earlier = [
                memory.of(prepare_for_following, marked[each.item]) for each in item.references if each.item in marked
            ]
            marked[item.id] = run_at_boundary(one, partial(memory.of, judge_by_earlier), *earlier)
    marked = apply_caps(marked)
    for name, one in marked.items():
        if one.is_wrong:
            isolation.begins(name)
            marked[name] = run_at_boundary(one, partial(memory.of, explain))
    for name, one in marked.items():
        if one.item.form:
            formed = run_at_boundary(one, partial(memory.of, hold_to_form))
            marked[name] = leave_unconfirmed(formed) if name in submission.unconfirmed else formed
    results = tuple(
        show_decimals(add_figure_in_isolation(one, memory, isolation) if pictures else one.result, one.item, submission)
        for one in marked.values()
    )
    isolation.begins("")  # from here on no answer is judged
    return GradedSubmission(
        student=submission.student,
        file=submission.file,
        rubric=rubric.id,
        title=rubric.title,
        items=results,
        diagnostics=show_diagnostics(submission),
        provenance=Provenance(submission=submission.sha256, rubric=rubric.sha256, engine=__version__),
        places={name: given.span.line_and_column for name, given in submission.answers.items() if name in rubric.by_id},
        networks=networks_of(rubric) if pictures else (),
    )


def add_figure_in_isolation(one: Marked, memory: VerdictMemory, isolation: Isolation) -> ItemResult:
    """The result of an item with its picture; a picture that killed a process before is left out."""
    picture = name_picture(one.item.id)
    if picture in isolation.lost:
        return one.result
    isolation.begins(picture)
    return memory.of(add_figure, one)


def add_figure(one: Marked) -> ItemResult:
    """The result of an item with its picture; a bug of ours in drawing costs the picture, not the verdict."""
    try:
        return draw_figure(one).result
    except Exception:
        return one.result


def prepare_for_following(one: Marked) -> Marked:
    """Replace an earlier answer that is right by the expected one, whatever its form.

    An answer that is right within a tolerance, or up to a factor or a constant, keeps its own value: the student went
    on from that value.
    """
    key, policy = one.item.key, one.item.task.policy
    is_exact = policy.is_exact and not has_other_values(one.item.task)
    is_right = one.result.outcome is Outcome.CORRECT and not one.gained
    return (
        make_right_answer(one.item)
        if is_right and is_exact and key is not None and key.answer.tree is not None
        else one
    )


@by_identity
def make_right_answer(item: Item) -> Marked:
    """The expected answer to an item, as if a student had given it."""
    assert item.key is not None
    result = replace(make_blank_result(item), outcome=Outcome.CORRECT, credit=Fraction(1))
    return Marked(item=item, result=result, task=item.task, answer=item.key.answer)


def judge_by_earlier(one: Marked, *earlier: Marked) -> Marked:
    """Judge an answer again, starting from the student's own earlier answers."""
    return follow_through(one, {before.item.id: before for before in earlier})


def grade_item(item: Item, submission: Submission) -> ItemResult:
    """Grade one item by itself, without the others."""
    one = run_at_boundary(run_at_boundary(mark(item, submission), explain), hold_to_form)
    return show_decimals(add_figure(one), item, submission)


def explain(one: Marked) -> Marked:
    """Say what mistake explains a wrong answer, and where its dimensions do not fit."""
    return add_dimension_remark(diagnose(one))


def judge_item(item: Item, submission: Submission) -> ItemResult:
    """Judge one item by itself, without a diagnosis: its value, and the form that it asks for."""
    return run_at_boundary(mark(item, submission), hold_to_form).result


def mark(item: Item, submission: Submission) -> Marked:
    """Read and judge one item inside its boundary."""
    given = submission.answers.get(item.id)
    started = start_item(item, given)
    return started if given is None else run_at_boundary(started, lambda one: read_and_judge(one, given, submission))


def start_item(item: Item, given: DocumentNode | None) -> Marked:
    """An item with what was given, before it is read."""
    blank = make_blank_result(item)
    if given is None:
        return Marked(item=item, result=blank)
    return Marked(item=item, result=replace(blank, given=format_given(given)))


def count_as_zero(one: Marked) -> Marked:
    """Give no credit for what cannot be read, as the rubric says, instead of leaving it to a person.

    An answer with an undecided entry still waits for one.
    """
    is_unreadable = one.result.outcome is Outcome.UNREADABLE
    credit = add_known_credit(one.result.components)
    return replace(one, result=replace(one.result, credit=credit)) if is_unreadable else one


def mark_as_lost(item: Item, submission: Submission) -> Marked:
    """An item that is not judged, because judging this answer killed its process before."""
    return start_item(item, submission.answers.get(item.id)).with_verdict(make_lost_verdict())


def run_at_boundary(one: Marked, step: Callable[..., Marked], *others: Marked) -> Marked:
    """Take one step with an item. A bug of ours costs that item alone, and is never a student's zero."""
    try:
        return step(one, *others)
    except Exception as error:  # the item boundary
        return one.with_verdict(Verdict(outcome=Outcome.FAULT, credit=None, remarks=(describe_fault(error),)))


def read_and_judge(started: Marked, given: DocumentNode, submission: Submission) -> Marked:
    """Read and judge an answer. What cannot be read is left to a person, unless it says that there is no answer."""
    item = started.item
    if item.type == "text" and is_placeholder(given):  # any words can be read as a text
        return started
    try:
        task = task_of(item, submission)
        answer = read_untried(item.answer_type, given, task)
        expected = (item.key or NOTHING_EXPECTED).answer
        verdict = item.answer_type.judge(answer, expected, task)
        noted = (*remark_on_near_names(answer.near_names), *remark_on_bracket(answer))
        working = (*noted, *remark_on_working(answer, task))
        verdict = replace(verdict, remarks=(*verdict.remarks, *working)) if working else verdict
        verdict = leave_readings_open(
            verdict,
            given,
            answer,
            item.answer_type,
            expected,
            task,
            is_known_mistake=cache(partial(is_declared_mistake, item, answer, task)),
        )
        verdict = leave_commas_open(verdict, item, submission, expected, task)
    except AnswerError as error:
        if is_placeholder(given):
            return started
        usable = keep_proposals(error, given, lambda other: can_be_judged(other, item, extend_task(item, submission)))
        # Nobody tries the proposals again, so what to say without them is no longer needed.
        complaints = tuple(replace(each, otherwise="") for each in explain_unreadable(usable, item, submission))
        unreadable = replace(started, result=replace(started.result, diagnostics=complaints))
        return unreadable.with_verdict(judge_what_is_readable(item, given, submission))
    result = set_verdict(started.result, item, verdict, show_as_read(answer))
    return replace(started, task=task, given=given, answer=answer, result=result)


def is_declared_mistake(item: Item, answer: Answer, task: Task) -> bool:
    """Whether an answer is one that the rubric declares as wrong."""
    declared = (wrong.answer for wrong in item.misconceptions)
    return any(tree is not None and is_same(item, answer, tree, task) for tree in declared)


def judge_what_is_readable(item: Item, given: DocumentNode, submission: Submission) -> Verdict:
    """Judge the entries that can be read of an answer that cannot; without any, nothing is known about it."""
    nothing = Verdict(outcome=Outcome.UNREADABLE, credit=None)
    if item.key is None:
        return nothing
    try:
        task = task_of(item, submission)
        return judge_readable_entries(item.answer_type, given, item.key.answer, task) or nothing
    except AnswerError:
        return nothing


def can_be_judged(given: DocumentNode, item: Item, task: Task) -> bool:
    """Whether what a message proposes is an answer; asked once for a text, as a class makes the same mistakes."""
    if not isinstance(given, Scalar) or task is not item.task:  # part of a list, or with the student's own names
        return is_judged(given, item, task)
    key = (id(item), given.text)
    known: bool | None = _proposals.recalled(key)
    return _proposals.keep(key, is_judged(given, item, task), (item,)) if known is None else known


def is_judged(given: DocumentNode, item: Item, task: Task) -> bool:
    """Whether an answer is read, and its parts fit each other; a product may be of matrices that do not."""
    answer = read_fitting(given, item.answer_type, task)
    if answer is None:
        return False
    try:
        item.answer_type.judge(answer, (item.key or NOTHING_EXPECTED).answer, task)
    except AnswerError:
        return False
    return True


def describe_fault(error: Exception) -> Remark:
    """Report a bug of ours; what happened is kept as data for the person who looks at it."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    return Remark(
        id="fault",
        text="Something went wrong on our side while this answer was judged. A person will look at it.",
        parameters=(("error", type(error).__name__), ("where", where)),
    )
