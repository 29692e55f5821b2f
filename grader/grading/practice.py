"""Practice without a key: every answer is read back, its form and its names are checked, and nothing is judged.

A public exercise does not say what only the key shows: the shape of an answer (a set, an interval, a vector), its size,
or the name that it is a condition on. So an answer is read for each key that the item may have (``possible_keys.py``).
Whatever cannot be read here, grading cannot read either; where several readings are possible, all are shown.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from grader.answers import Answer, Task
from grader.answers.proposals import keep_proposals
from grader.answers.reach import remark_on_doubt
from grader.answers.reading import read_untried, try_proposals
from grader.answers.repairs.closing import remark_on_bracket
from grader.answers.repairs.near_names import remark_on_near_names
from grader.answers.working.working import remark_on_ignored
from grader.documents import Document, DocumentNode
from grader.equivalence.shapes import find_shape_fault
from grader.errors import AnswerError, DocumentError, LimitError, put_in_quotes
from grader.expr import to_text
from grader.expr.asked.asked import Shape, find_shape
from grader.expr.grammar.ranks import rank
from grader.expr.nodes import Call, Node, Number, Relation, SetOf, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.traverse import walk
from grader.grading.decimals import show_decimals, show_diagnostics
from grader.grading.dimensions import remark_on_terms
from grader.grading.form import remark_on_form
from grader.grading.grade import describe_fault, describe_file_fault, make_unreadable_result
from grader.grading.marked import format_given, make_question_result, show_as_read
from grader.grading.possible_keys import SHAPES, list_asked, list_derivatives, list_unknowns, name_derivatives
from grader.grading.result import GradedSubmission, ItemResult, Provenance
from grader.records import Outcome, Remark
from grader.rubric.public import Exercise
from grader.rubric.records import Question
from grader.submission import (
    Submission,
    explain_unreadable,
    extend_task,
    is_placeholder,
    load_document,
    read_submission,
    task_of,
)
from grader.version import __version__

__all__ = ["read_for_practice", "read_item"]

UNEVALUATED: Final = "unevaluated-derivative"
ENTRIES: Final = {
    "vector": "Put its components in brackets, with commas between them.",
    "matrix": "Put each of its rows in brackets, with commas between the entries.",
}
DECIMAL: Final = re.compile(r"[0-9]+,[0-9]+")
WORD: Final = re.compile(r"\w+")


def read_for_practice(file: str | Path, exercise: Exercise) -> GradedSubmission:
    """Read a submission back. A file that cannot be read gives a result that says why."""
    sha256 = ""
    try:
        document = load_document(file, exercise)
        sha256 = document.sha256
        return read_document(document, exercise)
    except DocumentError as error:
        diagnostics = error.diagnostics
    except Exception as error:  # a bug of ours costs this file alone
        diagnostics = (describe_file_fault(error),)
    return replace(make_unreadable_result(str(file), exercise, diagnostics, sha256), is_practice=True)


def read_document(document: Document, exercise: Exercise) -> GradedSubmission:
    submission = read_submission(document, exercise)
    return GradedSubmission(
        student=submission.student,
        file=submission.file,
        rubric=exercise.id,
        title=exercise.title,
        items=tuple(read_item(question, submission) for question in exercise.items),
        diagnostics=show_diagnostics(submission),
        provenance=Provenance(submission=submission.sha256, rubric=exercise.sha256, engine=__version__),
        places={name: given.span.line_and_column for name, given in submission.answers.items()},
        is_practice=True,
    )


def read_item(question: Question, submission: Submission) -> ItemResult:
    """Read one answer inside its boundary."""
    blank = replace(make_question_result(question), is_uncounted=True)
    given = submission.answers.get(question.id)
    if given is None or (question.type == "text" and is_placeholder(given)):
        return blank
    result = replace(blank, given=format_given(given))
    try:
        return show_decimals(read_given(result, question, given, submission), question, submission)
    except Exception as error:  # the item boundary
        text = "Something went wrong on our side while this answer was read. It is not your mistake: tell your teacher."
        return replace(result, outcome=Outcome.FAULT, remarks=(replace(describe_fault(error), text=text),))


def read_given(result: ItemResult, question: Question, given: DocumentNode, submission: Submission) -> ItemResult:
    try:
        task = task_of(question, submission)
        answer, remarks = read_for_any_key(question, given, task)
        doubt = remark_on_doubt(given, task, lambda wider: is_read_differently(question, wider, task, answer))
        remarks = (doubt, *remarks) if doubt else remarks
        if answer.tree is not None:
            remarks = (*remarks, *remark_on_terms(answer.tree, task.notation))
        if question.form and answer.tree is not None:
            remarks = (*remarks, *remark_on_form(answer.tree, question.form, task.notation))
    except AnswerError as error:
        if is_placeholder(given):
            return result
        if question.id in submission.misfits:  # nobody has tried what these propose
            task = extend_task(question, submission)
            error = keep_proposals(error, given, lambda other: is_readable(question, other, task))
        return replace(result, outcome=Outcome.UNREADABLE, diagnostics=explain_unreadable(error, question, submission))
    return replace(result, outcome=Outcome.READ, read=show_as_read(answer), remarks=remarks)


def read_for_any_key(question: Question, given: DocumentNode, task: Task) -> tuple[Answer, tuple[Remark, ...]]:
    """The likeliest reading of an answer, with what to say of it; raises AnswerError if no key lets it be read."""
    try:
        readings = list_readings(question, given, task)
    except AnswerError as error:
        answer = read_with_derivatives(question, given, task) if error.diagnostic.slug == UNEVALUATED else None
        if answer is None:
            raise
        return answer, (remark_on_derivatives(answer, task),)
    return readings[0], (
        *remark_on_near_names(readings[0].near_names),
        *remark_on_bracket(readings[0]),
        *remark_on_shapes(readings),
        *remark_on_brackets(readings, task),
        *remark_on_single_value(readings[0], task),
        *(remark_on_commas(readings[0]) if task.asked.shape == "any" else ()),
        *remark_on_sides(readings[0], task),
        *remark_on_ignored(readings[0]),
    )


def list_readings(question: Question, given: DocumentNode, task: Task) -> list[Answer]:
    """The readings of an answer for every key that the item may have; raises the AnswerError of the first shape."""
    refused: tuple[AnswerError, Task] | None = None
    unknowns = list_unknowns(task, WORD.findall(question.prompt), WORD.findall(given.span.text))
    is_number = bool(task.symbols) and all(is_name_of_number(name, task.notation) for name in task.symbols)
    for stage in list_asked(task.asked, unknowns, is_number=is_number):
        found: list[Answer] = []
        for asked in stage:
            keyed = replace(task, asked=asked)
            try:
                answer = read_one(question, given, keyed)
            except LimitError:
                raise
            except AnswerError as error:
                refused = refused or (error, keyed)
                continue
            found.append(answer)
            if asked.shape == "condition" or answer.tree is None or answer.steps:
                break  # there is nothing else that it could be
        if found:
            return found
    assert refused is not None
    first, keyed = refused
    # What an error proposes is tried only here: no other error is shown, nor any where a later key has a reading.
    raise try_proposals(first, question.answer_type, given, keyed)


def is_name_of_number(name: Node, notation: Notation) -> bool:
    """Whether a name in the question has no indices, so that a number or a set of numbers is asked for."""
    return isinstance(name, Symbol) and name.name in notation.entries and not notation.entries[name.name].axes


def is_read_differently(question: Question, given: DocumentNode, task: Task, answer: Answer) -> bool:
    """Whether an answer can be read, and as another one."""
    try:
        other, _ = read_for_any_key(question, given, task)
    except AnswerError:
        return False
    return (other.tree, other.steps) != (answer.tree, answer.steps)


def is_readable(question: Question, given: DocumentNode, task: Task) -> bool:
    try:
        read_for_any_key(question, given, task)
    except AnswerError:
        return False
    return True


def read_one(question: Question, given: DocumentNode, task: Task) -> Answer:
    """Read an answer for one key; refuse one in which the sizes of vectors and matrices do not fit, as grading does."""
    answer = read_untried(question.answer_type, given, task)
    fault = find_shape_fault(answer.tree, task.notation) if answer.tree is not None else None
    if fault is not None:
        raise AnswerError(fault.at(given.span))
    return answer


def read_with_derivatives(question: Question, given: DocumentNode, task: Task) -> Answer | None:
    """Read an answer that holds derivatives; None if it could not be read if they had names."""
    options = {**task.options, "allow": (*task.options.get("allow", ()), "derivatives")}
    try:
        answer = list_readings(question, given, replace(task, options=options))[0]
        notation = name_derivatives(answer.tree, task) if answer.tree is not None else None
        if notation is not None:
            list_readings(question, given, replace(task, notation=notation))
            return answer
    except AnswerError:
        pass
    return None


def remark_on_shapes(readings: list[Answer]) -> Iterator[Remark]:
    """Say what an answer was read as where the question alone does not say it."""
    shapes: dict[str, Shape] = {}
    for tree in (drop_braces(answer.tree) for answer in readings if answer.tree is not None):
        shape = find_shape(tree)
        if shape != "value" or shape not in shapes.values():  # a set is asked for, and this is a value all the same
            shapes.setdefault(to_text(tree), shape)
    if len(shapes) > 1:
        found = ", ".join(f"{text} as {SHAPES[shape]}" for text, shape in shapes.items())
        yield Remark(id="shape", text=f"What is asked for decides how this is read: {found}.")


def remark_on_brackets(readings: list[Answer], task: Task) -> Iterator[Remark]:
    """Say that values in brackets are no set, where nobody but the key says whether one is asked for."""
    tree = readings[0].tree
    has_brackets = any(bracket in readings[0].text for bracket in "([")
    is_only_list = has_brackets and all(isinstance(answer.tree, Vector) for answer in readings)
    if task.asked.shape != "any" or not is_only_list or any(rank(name, task.notation) for name in task.symbols):
        return
    if isinstance(tree, Vector) and not any(rank(item, task.notation) for item in tree.items):
        members = ", ".join(map(to_text, tree.items))
        text = f"Values in brackets are a list in this order. For a set, such as all solutions, write '{{{members}}}'."
        yield Remark(id="brackets", text=text)


def remark_on_single_value(answer: Answer, task: Task) -> Iterator[Remark]:
    """Say that one value was read where a vector or matrix is asked for; 0 is one, and a name may be one."""
    asked, tree = task.asked.shape, answer.tree
    if (
        asked not in ENTRIES
        or tree is None
        or rank(tree, task.notation)
        or (isinstance(tree, Number) and not tree.value)
    ):
        return
    has_names = any(isinstance(node, Symbol | Call) for node in walk(tree))
    unless = f"Unless a name in it is a {asked}, this" if has_names else "This"
    yield Remark(id="single-value", text=f"{unless} is one value, and a {asked} is asked for. {ENTRIES[asked]}")


def remark_on_commas(answer: Answer) -> Iterator[Remark]:
    """Say that a number with a comma was read as two, where one may be asked for."""
    number = DECIMAL.search(answer.text)
    is_list = isinstance(answer.tree, SetOf | Vector) and all(isinstance(item, Number) for item in answer.tree.items)
    if number is not None and is_list and not any(bracket in answer.text for bracket in "([{"):
        text = f"The comma in '{number.group()}' separates two values. If it is a decimal, write it with a point."
        yield Remark(id="decimal-comma", text=text)


def remark_on_sides(answer: Answer, task: Task) -> Iterator[Remark]:
    """Say that a number was read as the value of a name, which grading does only where one value is asked for."""
    tree, signs = answer.tree, "=<>≤≥≠∈\\"
    if not isinstance(tree, Relation) or tree.operators != ("=",) or not isinstance(tree.operands[0], Symbol):
        return
    if len(task.notation.entries) < 2 or any(sign in answer.text for sign in signs):
        return
    if not any(isinstance(node, Symbol) for node in walk(tree.operands[1])):
        text = f"Grading reads this as '{to_text(tree)}' only if one value is asked for. Otherwise write both sides."
        yield Remark(id="both-sides", text=text)


def remark_on_derivatives(answer: Answer, task: Task) -> Remark:
    """Say that a derivative may be written only for a quantity, which the exercise does not show."""
    assert answer.tree is not None
    names = ", ".join(put_in_quotes(to_text(node)) for node in list_derivatives(answer.tree, task))
    text = (
        f"Grading reads {names} only where a name of the exercise means just that; otherwise it asks for the result. "
        "If there is such a name, write it."
    )
    return Remark(id="derivative-for-name", text=text)


def drop_braces(tree: Node) -> Node:
    """Return the only member of a set as the value that it is; anything else unchanged."""
    return tree.items[0] if isinstance(tree, SetOf) and len(tree.items) == 1 else tree
