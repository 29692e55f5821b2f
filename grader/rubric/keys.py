"""The key of an item: what the author wrote, what a reference solver finds, or a part of another item's key.

A key that refers to other answers keeps the statement of its problem with open places for these answers, so that the
same problem can be solved again with a student's own answers.
"""

from collections.abc import Mapping as Map
from dataclasses import replace
from typing import Any

from grader.answers import Answer, AnswerType, Task
from grader.answers.protocol import ReadsKey
from grader.documents import DocumentNode, Mapping
from grader.errors import AnswerError, Diagnostic
from grader.expr import parse
from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Notation
from grader.rubric.family import ItemError, look_up_member
from grader.rubric.fields import find_entry
from grader.rubric.options import check_node, read_options
from grader.rubric.proved import Proved
from grader.rubric.records import Item, Key, Stated
from grader.rubric.references import (
    Reference,
    entry_of,
    fill_references,
    find_references,
    is_reference,
    mask_references,
    read_reference,
)
from grader.solvers import SOLVERS, Problem, Solution, Solver

__all__ = ["read_key", "solve_again"]

Items = Map[str, Item]


def read_key(
    node: DocumentNode, answer_type: AnswerType, task: Task, items: Items, proved: Proved | None = None
) -> Key | None:
    """Read the expected answer; ``items`` are the items already read, by id.

    ``proved`` is what the solver found when this very rubric was proved; then it is not solved again.
    """
    expected = find_entry(node, "expected")
    if expected is None:
        return None
    if isinstance(answer_type, ReadsKey) and (is_reference(expected) or find_entry(expected, "solver") is not None):
        raise ItemError(describe_written_key(expected, answer_type))
    references = tuple(map(read_reference, find_references(expected)))
    answers = {reference.symbol: find_answer(reference, items) for reference in references}
    if is_reference(expected):
        (reference,) = references
        answer = Answer(text="", tree=answers[reference.symbol])
        return Key(answer=answer, named=reference.symbol, references=references)
    if find_entry(expected, "solver") is None:
        read = answer_type.read_key if isinstance(answer_type, ReadsKey) else answer_type.read
        try:
            return Key(answer=read(expected, task))
        except AnswerError as error:
            raise type(error)(map(explain_imaginary_unit, error.diagnostics)) from None

    def state() -> Stated:
        return statement_of(expected, task, answers)

    if proved is not None:
        known = Answer(text="", tree=parse(proved.answer, task.notation).tree)
        return Key(answer=known, references=references, state=state, wrong=proved.wrong)
    stated = state()
    try:
        solution = stated.solver.solve(stated.problem)
    except AnswerError as error:
        raise ItemError(*(diagnostic.at(expected.span) for diagnostic in error.diagnostics)) from None
    return make_solved_key(stated, solution, references)


def explain_imaginary_unit(fault: Diagnostic) -> Diagnostic:
    """Say how ``i`` in a key becomes the imaginary unit; any other fault as it is."""
    if fault.slug != "unknown-name" or fault.span is None or fault.span.text != "i":
        return fault
    return replace(
        fault,
        why="It is the imaginary unit only where the notation has a name whose domain is complex.",
        help="Declare one, for instance 'symbols: {z: complex}'.",
    )


def make_solved_key(stated: Stated, solution: Solution, references: tuple[Reference, ...]) -> Key:
    key = Key(answer=Answer(text="", tree=solution.value), references=references, state=lambda: stated)
    key.solution = solution
    return key


def find_answer(reference: Reference, items: Items) -> Node:
    item = items.get(reference.item)
    if item is None:  # it has a fault of its own, which is reported there
        raise ItemError
    tree = item.key.answer.tree if item.key else None
    found = entry_of(tree, reference.entry) if tree else None
    if found is None:
        raise ItemError(describe_no_such_answer(reference, item, tree))
    return found


def statement_of(expected: DocumentNode, task: Task, answers: Map[Symbol, Node]) -> Stated:
    assert isinstance(expected, Mapping)
    solver: Solver = look_up_member(SOLVERS, find_entry(expected, "solver"), "reference solver")
    schema = {**solver.options, "properties": {**solver.options["properties"], "solver": True}}
    if faults := check_node(mask_references(expected), schema):
        raise ItemError(*faults)
    stated = read_options(expected, schema, task)
    return Stated(solver=solver, problem=Problem(task.notation, fill_references(stated, answers)), stated=stated)


def solve_again(key: Key, answers: Map[Symbol, Node], notation: Notation) -> Key:
    """The key with other answers in place of its references, under a notation.

    Raises ``AnswerError`` if the problem has no solution with these answers.
    """
    stated = key.statement
    if stated is None:
        tree: Any = fill_references(key.named, answers) if key.named else key.answer.tree
        return key.with_answer(Answer(text="", tree=tree))
    again = replace(stated, problem=Problem(notation, fill_references(stated.stated, answers)))
    return make_solved_key(again, again.solver.solve(again.problem), key.references)


def describe_written_key(expected: DocumentNode, answer_type: AnswerType) -> Diagnostic:
    return Diagnostic(
        slug="key-to-be-written",
        what=f"The expected answer of an item of type '{answer_type.kind}' is neither solved nor referred to.",
        why="Solvers and other answers give formulas and numbers, which are no answer of this type.",
        help=f"Write it, such as '{answer_type.example}'.",
        span=expected.span,
        audience="author",
    )


def describe_no_such_answer(reference: Reference, item: Item, tree: Node | None) -> Diagnostic:
    what = f"The expected answer of the item '{item.id}' is not a formula."
    if tree:
        what = f"The expected answer of the item '{item.id}' has no entry {', '.join(map(str, reference.entry))}."
    return Diagnostic(
        slug="no-such-answer",
        what=what,
        why="Entries are counted from 1." if tree else f"It is an item of type '{item.type}'.",
        help="Refer to an entry that exists." if tree else "Refer to an item whose answer is a formula or a number.",
        span=reference.span,
        audience="author",
    )
