"""The page on solvers is up to date, and its examples can be read and solved."""

import re

import pytest

from grader.documents import Mapping, parse_yaml
from grader.expr import to_text
from grader.rubric.fields import find_entry
from grader.rubric.options import check_node, read_options
from grader.solvers import SOLVERS, Problem
from tests.solvers.page import PAGE, page
from tests.solvers.tables import Task, notation_of

EXAMPLE = re.compile(r"```yaml\n(notation:.*?)```\n\nyields `(.*?)`\.\n", re.DOTALL)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Write it again: python -m tests.solvers.page"


@pytest.mark.parametrize(("source", "value"), EXAMPLE.findall(PAGE.read_text(encoding="utf-8")))
def test_an_example_on_the_page_works(source: str, value: str) -> None:
    root = parse_yaml(source, "docs/solvers.md").root
    notation, expected = notation_of(find_entry(root, "notation")), find_entry(root, "expected")
    assert isinstance(expected, Mapping)
    solver = SOLVERS[expected.get("solver").text]  # type: ignore[union-attr]
    schema = {**solver.options, "properties": {**solver.options["properties"], "solver": True}}
    assert check_node(expected, schema) == ()
    problem = Problem(notation, read_options(expected, schema, Task(notation=notation)))
    assert to_text(solver.solve(problem).value) == value


def test_every_solver_has_an_example_on_the_page() -> None:
    assert len(EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))) == len(SOLVERS)
