"""The key of an item: what the author wrote, what a reference solver yields, or a part of another item's key.

A key that refers to other answers keeps the statement of its problem with the places of these answers left open, so
that the same problem can be solved again from what a student answered there.
"""

from collections.abc import Mapping as Map
from dataclasses import replace
from typing import Any

from grader.answers import Answer, AnswerType, Task
from grader.documents import DocumentNode, Mapping
from grader.errors import AnswerError, Diagnostic
from grader.expr import parse
from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Notation
from grader.rubric.family import ItemError, member
from grader.rubric.fields import field
from grader.rubric.options import mathematical_options, unfit
from grader.rubric.proved import Proved
from grader.rubric.records import Item, Key, Stated
from grader.rubric.references import (
    Reference,
    entry_of,
    filled,
    is_reference,
    read_reference,
    references_in,
    without_references,
)
from grader.solvers import SOLVERS, Problem, Solution, Solver

__all__ = ["read_key", "solved_again"]

Items = Map[str, Item]


def read_key(
    node: DocumentNode, answer_type: AnswerType, task: Task, items: Items, proved: Proved | None = None
) -> Key | None:
    """Return the expected answer; ``items`` are the items that are read already, by id.

    ``proved`` is what the solver yielded when this very rubric was proved; it is not solved again then.
    """
    expected = field(node, "expected")
    if expected is None:
        return None
    references = tuple(map(read_reference, references_in(expected)))
    answers = {reference.symbol: answer_to(reference, items) for reference in references}
    if is_reference(expected):
        (reference,) = references
        answer = Answer(text="", tree=answers[reference.symbol])
        return Key(answer=answer, named=reference.symbol, references=references)
    if field(expected, "solver") is None:
        return Key(answer=answer_type.read(expected, task))

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
    return solved(stated, solution, references)


def solved(stated: Stated, solution: Solution, references: tuple[Reference, ...]) -> Key:
    """Return the key that a solver has yielded."""
    key = Key(answer=Answer(text="", tree=solution.value), references=references, state=lambda: stated)
    key.solution = solution
    return key


def answer_to(reference: Reference, items: Items) -> Node:
    """Return the expected answer that a reference names."""
    item = items.get(reference.item)
    if item is None:  # it has a fault of its own, which is told there
        raise ItemError
    tree = item.key.answer.tree if item.key else None
    found = entry_of(tree, reference.entry) if tree else None
    if found is None:
        raise ItemError(no_such_answer(reference, item, tree))
    return found


def statement_of(expected: DocumentNode, task: Task, answers: Map[Symbol, Node]) -> Stated:
    """Read what the reference solver is to solve."""
    assert isinstance(expected, Mapping)
    solver: Solver = member(SOLVERS, field(expected, "solver"), "reference solver")
    schema = {**solver.options, "properties": {**solver.options["properties"], "solver": True}}
    if faults := unfit(without_references(expected), schema):
        raise ItemError(*faults)
    stated = mathematical_options(expected, schema, task)
    return Stated(solver=solver, problem=Problem(task.notation, filled(stated, answers)), stated=stated)


def solved_again(key: Key, answers: Map[Symbol, Node], notation: Notation) -> Key:
    """Return the key as it is with other answers in the places of references, under a notation.

    Raises ``AnswerError`` where the problem has no solution with these answers.
    """
    stated = key.statement
    if stated is None:
        tree: Any = filled(key.named, answers) if key.named else key.answer.tree
        return key.with_answer(Answer(text="", tree=tree))
    again = replace(stated, problem=Problem(notation, filled(stated.stated, answers)))
    return solved(again, again.solver.solve(again.problem), key.references)


def no_such_answer(reference: Reference, item: Item, tree: Node | None) -> Diagnostic:
    """Complain about an answer, or an entry of it, that does not exist."""
    place = ", ".join(map(str, reference.entry))
    return Diagnostic(
        slug="no-such-answer",
        what=f"The item '{item.id}' has no {f'entry {place} in its' if tree else 'formula as'} expected answer.",
        why="Entries are counted from 1." if tree else f"It is an item of type '{item.type}'.",
        help="Refer to an entry that is there." if tree else "Refer to an item whose answer is a formula or a number.",
        span=reference.span,
        audience="author",
    )
