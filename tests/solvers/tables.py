"""The case tables of solvers: each row is a problem with its solution or its complaint."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.answers import Task
from grader.documents import DocumentNode, Mapping, Sequence, load
from grader.errors import Diagnostic
from grader.expr import parse, to_text
from grader.expr.notation import Notation
from grader.rubric.fields import find_entry, get_text, get_texts
from grader.rubric.notation import read_notation
from grader.rubric.options import check_node, read_options
from grader.solvers import SOLVERS, Problem, Solver

FOLDER = Path(__file__).parents[1] / "cases" / "solvers"

WORDS = ("minimum", "maximum", "saddle")


@dataclass(frozen=True)
class Row:
    kind: str
    about: str
    notation: DocumentNode | None
    given: Mapping
    value: str
    trace: tuple[str, ...]
    complaint: str

    @property
    def solver(self) -> Solver:
        solver: Solver = SOLVERS[self.kind]
        return solver

    def problem(self) -> Problem:
        """Return the problem, read as in a rubric."""
        notation = notation_of(self.notation)
        return Problem(notation, read_options(self.given, self.solver.options, Task(notation=notation)))

    def expected(self) -> str:
        """Return the expected value as it is printed, however the table spells it."""
        if self.value in WORDS:
            return self.value
        return to_text(parse(self.value, notation_of(self.notation)).tree)

    def unfit(self) -> tuple[Diagnostic, ...]:
        """Return the errors that the solver's own schema finds in the options."""
        return check_node(self.given, self.solver.options)


def notation_of(section: DocumentNode | None) -> Notation:
    faults: list[Diagnostic] = []
    notation = read_notation(section if isinstance(section, Mapping) else None, faults)
    assert faults == []
    return notation


def rows(kind: str) -> Iterator[Row]:
    """Yield the rows of a solver's table; a row may have a notation of its own."""
    document = load(FOLDER / f"{kind}.yaml")
    cases = find_entry(document.root, "cases")
    assert isinstance(cases, Sequence)
    for node in cases.items:
        given = find_entry(node, "given")
        assert isinstance(given, Mapping)
        yield Row(
            kind=kind,
            about=get_text(node, "about"),
            notation=find_entry(node, "notation") or find_entry(document.root, "notation"),
            given=given,
            value=get_text(node, "value"),
            trace=get_texts(node, "trace"),
            complaint=get_text(node, "complaint"),
        )


def all_rows() -> list[Row]:
    return [row for kind in SOLVERS for row in rows(kind)]


def name_of(row: Row) -> str:
    return f"{row.kind}: {row.about}"


__all__ = ["FOLDER", "Row", "Task", "all_rows", "name_of", "notation_of", "rows"]
