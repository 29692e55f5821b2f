"""Every named mistake has a name and words, changes the run, and does nothing when it is not made."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from grader.errors import GraderError
from grader.expr import parse, to_text
from grader.expr.notation import Entry, Notation
from grader.grading.diagnosis.typed_mistakes import TYPED_MISTAKES
from grader.solvers import SOLVERS, Problem
from grader.solvers.named_mistakes import NO_MISTAKES, Mistake, Mistaken, describe_mistake
from tests.solvers.mistakes_page import PAGE, page
from tests.solvers.tables import Row, all_rows, name_of

KINDS = [kind for kind in SOLVERS if isinstance(SOLVERS[kind], Mistaken)]
ROWS = [row for row in all_rows() if row.kind in KINDS and not row.complaint]


def mistakes_of(row: Row) -> list[tuple[Mistake, str]]:
    problem = row.problem()
    solver = row.solver
    assert isinstance(solver, Mistaken)
    return [(mistake, place) for mistake in solver.mistakes for place in mistake.places(problem)]


def test_a_solver_that_names_mistakes_can_be_run_with_them() -> None:
    half = [kind for kind in SOLVERS if hasattr(SOLVERS[kind], "mistakes") or hasattr(SOLVERS[kind], "mistaken")]
    assert half == KINDS
    assert len(KINDS) >= 11  # none of today's is lost


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_has_a_name_of_its_own_and_words_that_continue_the_sentence(kind: str) -> None:
    mistakes = SOLVERS[kind].mistakes
    assert len({mistake.id for mistake in mistakes}) == len(mistakes)
    for mistake in mistakes:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", mistake.id)
        assert re.match(r"[a-z]+ing\b", mistake.words), mistake.words
        assert not mistake.words.endswith(".")
        assert not mistake.hint or mistake.hint.endswith(".")
        assert "{" not in describe_mistake(mistake, "z")


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_without_a_mistake_the_answer_is_right(row: Row) -> None:
    problem = row.problem()
    assert to_text(row.solver.mistaken(problem, NO_MISTAKES)) == to_text(row.solver.solve(problem).value)  # type: ignore[attr-defined]


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_mistake_yields_the_same_each_time_or_says_why_not(row: Row) -> None:
    for mistake, place in mistakes_of(row):
        results = []
        for _ in range(2):
            try:
                results.append(row.solver.mistaken(row.problem(), {mistake.id: place}))  # type: ignore[attr-defined]
            except GraderError as error:
                results.append(error.diagnostics)
        assert results[0] == results[1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_mistake_of_a_solver_changes_the_answer_somewhere(kind: str) -> None:
    solver = SOLVERS[kind]
    changed = set()
    for problem in (*(row.problem() for row in ROWS if row.kind == kind), *further_problems(kind)):
        right = solver.solve(problem).value
        for mistake in solver.mistakes:
            for place in mistake.places(problem):
                with suppress(GraderError):
                    if solver.mistaken(problem, {mistake.id: place}) != right:
                        changed.add(mistake.id)
    assert {mistake.id for mistake in solver.mistakes} - changed == set()


def further_problems(kind: str) -> Iterator[Problem]:
    """Yield problems for the mistakes that cannot be made in the problems of the tables."""
    xy = Notation(entries={name: Entry(name=name) for name in ("x", "y", "k")})
    rich = "cos(2*x)*y + x*y/(1 + x) + (3*x + 1)^2*x + sin(x)*exp(2*y)"

    def trees(notation: Notation, options: dict[str, str]) -> dict[str, Any]:
        words = ("count", "find")
        return {key: text if key in words else parse(text, notation).tree for key, text in options.items()}

    steps = {"start": "(1, 2)", "count": "1"}
    if kind in ("gradient", "hessian"):
        yield Problem(xy, trees(xy, {"of": rich, "by": "(x, y)"}))
    elif kind == "derivative":
        function = Entry(name="f", parameters=("x", "y"), definition=parse(rich, xy).tree)
        named = xy.extended([function])
        yield Problem(named, trees(named, {"of": "f", "by": "x"}))
    elif kind == "jacobian":
        yield Problem(xy, trees(xy, {"of": f"({rich}, x)", "by": "(x, y)"}))
    elif kind in ("gradient_descent", "newton"):
        sizes = {} if kind == "newton" else {"steps": "1/2"}
        yield Problem(xy, trees(xy, {"of": rich, "by": "(x, y)", **steps, **sizes}))
        if kind == "newton":
            yield Problem(xy, trees(xy, {"of": "x^2 - 2", "by": "x", "start": "3", "count": "2", "find": "root"}))
    elif kind == "stationary_points":
        yield Problem(
            xy, trees(xy, {"of": "(2*x + 1)^2 + x*(y + 1) + 5*(3 - y)^2 + (x + y)*(x - 2*y)", "by": "(x, y)"})
        )
        yield Problem(xy, {**trees(xy, {"of": "x^2 - 6*x", "by": "x"}), "yield": "value"})
    elif kind == "value":
        yield Problem(xy, trees(xy, {"of": "x^2*y", "by": "(x, y)", "at": "(-3, 2)"}))
        yield Problem(xy, trees(xy, {"of": "[[1, 2], [3, 4]]^T*[[5, 6], [7, 8]]"}))
    elif kind == "momentum":
        yield Problem(xy, trees(xy, {"of": rich, "by": "(x, y)", **steps, "steps": "1/2", "beta": "1/3"}))
        yield Problem(
            xy, trees(xy, {"of": "x^2", "by": "x", "start": "3", "count": "2", "steps": "k+1", "beta": "1/3"})
        )
    elif kind == "sgd":
        samples = {"samples": "y", "batches": "((1), (2))", "by": "x", "start": "1", "count": "2", "steps": "1/(k+2)"}
        yield Problem(xy, trees(xy, {"of": rich, **samples}))
        yield Problem(xy, trees(xy, {"of": "x^2*y*(y + x) + 2^x", **samples}))
    elif kind == "backprop":
        sized = {"X": ("m", "n"), "w": ("n",), "y": ("m",)}
        arrays = Notation(entries={name: Entry(name=name, axes=axes) for name, axes in sized.items()})
        mean = Entry(name="L", definition=parse("1/(2*m)*norm(X*w - y)^2", arrays).tree)
        yield Problem(arrays.extended([mean]), trees(arrays.extended([mean]), {"of": "L", "by": "w"}))
        for factor in ("1/3", "1"):
            axes = {"x": Entry(name="x", axes=("i",)), "w": Entry(name="w")}
            bare = Notation(entries=axes, ranges={"i": 3})
            loss = Entry(name="L", definition=parse(f"{factor}*sum((w*x_i - 1)^2, i)", bare).tree)
            yield Problem(bare.extended([loss]), trees(bare.extended([loss]), {"of": "L", "by": "w"}))


def test_typed_mistakes_have_names() -> None:
    assert len({mistake.id for mistake in TYPED_MISTAKES}) == len(TYPED_MISTAKES)


def test_the_page_on_misconceptions_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Write it again: python -m tests.solvers.mistakes_page"
