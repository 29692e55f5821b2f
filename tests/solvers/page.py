"""The page on solvers, generated from their docstrings, their schemas and the first row of each table.

``python -m tests.solvers.page`` writes it again.
"""

import re
import sys
import textwrap
from pathlib import Path

from grader.documents import DocumentNode
from grader.expr import to_text
from grader.solvers import SOLVERS, Schema
from tests.solvers.tables import Row, rows

PAGE = Path(__file__).parents[2] / "docs" / "solvers.md"
INTRODUCTION = """# Reference solvers

An item's expected answer comes from a reference solver, or is given directly:

```yaml
expected: {solver: gradient, of: f}
expected: (2*(x_1 - 6) - x_2, 2*x_2 - x_1)
```

A solver yields the value and the working, which `grader solve` prints. The value is exact if the problem is rational,
else in closed form. `grader rubric check` checks each value by a second, independent method. The part's `notation`
declares what a solver works on: functions with their parameters, and the quantities of a forward pass from top to
bottom. Mathematics among the options is written as in an answer; put it in quotes if it has a comma, a colon or a
bracket.

A solver is one file in `grader/solvers/`, or an entry point of the group `grader.solvers` in a package of your own; see
[CONTRIBUTING](../CONTRIBUTING.md). This page is generated from the solvers themselves.

| solver | what it yields |
|---|---|
"""


def page() -> str:
    solvers = "".join(f"| [`{kind}`](#{kind}) | {SOLVERS[kind].summary} |\n" for kind in SOLVERS)
    return INTRODUCTION + solvers + "".join(section(kind) for kind in SOLVERS)


def section(kind: str) -> str:
    solver = SOLVERS[kind]
    return f"\n## {kind}\n\n{prose(solver)}\n\n{options(solver.options)}\n{example(next(rows(kind)))}"


def prose(solver: object) -> str:
    """Return the docstring of a solver's file without its doctest, as Markdown."""
    text = sys.modules[type(solver).__module__].__doc__ or ""
    return re.sub(r"``(.+?)``", r"`\1`", text.partition("\n>>> ")[0].strip(), flags=re.DOTALL)


def options(schema: Schema) -> str:
    lines = ["| option | |", "|---|---|"]
    for key, option in schema["properties"].items():
        choices = [f"`{word}`" for word in option.get("enum", [])]
        words = f" One of {', '.join(choices)}." if choices else ""
        needed = " Required." if key in schema["required"] else ""
        lines.append(f"| `{key}` | {option['description']}{words}{needed} |")
    return "\n".join(lines) + "\n"


def example(row: Row) -> str:
    """Return a problem as it is written in a rubric, and its solution."""
    assert row.notation is not None
    given = row.given.span.text.removeprefix("{")
    shown = to_text(row.solver.solve(row.problem()).value)
    source = f"notation:\n{indented(row.notation)}\nexpected: {{solver: {row.kind}, {given}\n"
    return f"```yaml\n{source}```\n\nyields `{shown}`.\n"


def indented(node: DocumentNode) -> str:
    """Return a block mapping as it is in its file, indented by two spaces."""
    span = node.span
    column = span.source.position(span.start)[1] - 1
    return textwrap.indent(textwrap.dedent(" " * column + span.text.rstrip()), "  ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
