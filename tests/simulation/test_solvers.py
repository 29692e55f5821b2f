"""Rubrics of all kinds: what the tables of the solvers ask, tried on rewritten keys, and simulated.

One or two problems of each solver, chosen by the order of the tables; an answer of the pool that is not judged as it
was planted is a fault of the simulator or of the engine.
"""

import json
from itertools import groupby, islice

import pytest

from grader.documents import parse_yaml
from grader.expr.nodes import Matrix, Node, Vector
from grader.rubric import Rubric
from grader.rubric.load import parse_rubric
from grader.rubric.options import to_plain_values
from grader.simulation.pool import make_pools
from grader.simulation.trial import try_rubric
from tests.simulation.test_pool import check
from tests.solvers.tables import WORDS, Row, all_rows

EACH = 2
SOLVED = [row for row in all_rows() if not row.complaint and row.value not in WORDS]
ROWS = [row for _, rows in groupby(SOLVED, lambda row: row.kind) for row in islice(rows, EACH)]


def kind_of(value: Node, row: Row) -> str:
    """The type of answer that fits a value."""
    if isinstance(value, Matrix):
        return "matrix"
    if not isinstance(value, Vector):
        return "expression"
    options = to_plain_values(row.given)
    is_run = {"start", "count"} <= set(options) and options.get("yield", "iterates") == "iterates"
    return "iterates" if is_run or isinstance(value.items[0], Vector) else "vector"


def rubric_of(row: Row) -> Rubric:
    """A rubric that asks what a row of a table asks."""
    kind = kind_of(row.solver.solve(row.problem()).value, row)
    expected = {"solver": row.kind, **to_plain_values(row.given)}
    item = {"id": "i", "type": kind, "points": "1", "prompt": "P", "expected": expected}
    notation = json.dumps(to_plain_values(row.notation)) if row.notation is not None else "{}"
    part = f"  - id: p\n    title: P\n    notation: {notation}\n    items: [{json.dumps(item)}]\n"
    text = f"rubric: r\ntitle: R\nparts:\n{part}"
    return parse_rubric(parse_yaml(text, "r.yaml"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind}-{row.about}")
def test_a_problem_of_any_solver_holds_and_is_simulated_truly(row: Row) -> None:
    rubric = rubric_of(row)
    assert [one.text for item in try_rubric(rubric, forms=6).items for one in item.misjudged] == []
    for answers in make_pools(rubric, 0)["i"].kinds.values():
        for one in answers.answers:
            check(rubric, [one])
