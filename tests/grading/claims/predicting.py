"""The answers that a named mistake leads to, wherever and whenever it is made."""

from collections.abc import Iterator
from itertools import product as tuples

from grader.errors import GraderError
from grader.expr.nodes import Node, Symbol
from grader.grading.diagnosis.named_derivatives import find_problem, run_with_each_mistake
from grader.grading.diagnosis.typed_mistakes import list_typed_mistakes
from grader.rubric import Item
from grader.solvers.named_mistakes import Mistaken

__all__ = ["predict"]


def predict(name: str, item: Item, count: int) -> Iterator[Node]:
    """Yield the answers that a mistake, or two, lead to, wherever and whenever they are made."""
    key, notation = item.key, item.task.notation
    assert key is not None
    yield from (wrong.answer for wrong in item.misconceptions if wrong.id == name and wrong.answer is not None)
    if key.answer.tree is not None:
        yield from (tree for mistake, tree in list_typed_mistakes(key.answer.tree, notation) if mistake.id == name)
    if key.solver is None:
        for symbol in item.task.symbols:
            if not isinstance(symbol, Symbol):
                found = run_with_each_mistake(*find_problem(symbol, notation), notation)  # type: ignore[arg-type]
                yield from (tree for mistake, _, tree in found if mistake.id == name)
        return
    if not isinstance(key.solver, Mistaken) or key.problem is None:
        return
    by_id = {mistake.id: mistake for mistake in key.solver.mistakes}
    parts = name.split(" + ")
    if not set(parts) <= set(by_id):
        return
    for places in tuples(*(by_id[part].places(key.problem) for part in parts)):
        for first in range(count or 1):
            try:
                yield key.solver.mistaken(key.problem, dict(zip(parts, places, strict=True)), first)
            except GraderError:
                continue
