"""One answer takes a bounded number of evaluations, whatever it holds; beyond that it is undecided."""

import pytest

from grader import compare
from grader.equivalence.decide import Comparer
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.work import FEW, MAX_EVALUATIONS, OutOfWorkError, Work
from grader.expr import parse
from grader.expr.notation import Entry, Notation

REAL = {"x": "real", "y": "real", "z": "real"}
HOSTILE = [
    ("sum(abs(x-k*y), k, 1, 300) + acosh(cosh(x))", "sum(abs(k*y-x), k, 1, 300) + abs(x)", REAL),
    ("sum(max(x, k*y, k*z), k, 1, 100) + acosh(cosh(x))", "sum(max(k*y, x, k*z), k, 1, 100) + abs(x)", REAL),
    ("sum(ln(abs(x-k*y)), k, 1, 300) + acosh(cosh(x))", "sum(ln(abs(k*y-x)), k, 1, 300) + abs(x)", REAL),
    ("sqrt(v) + acosh(cosh(v))", "asinh(sinh(v)) + sqrt(v)", {"v": "positive vector(400)"}),
    ("acosh(cosh(1))*v + acosh(cosh(v))", "v + acosh(cosh(v))", {"v": "vector(400)"}),
]


@pytest.mark.parametrize(("student", "expected", "symbols"), HOSTILE)
def test_a_hostile_answer_is_undecided_after_bounded_work(
    student: str, expected: str, symbols: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    spent: list[int] = []
    spend = Work.spend
    monkeypatch.setattr(Work, "spend", lambda self, count: (spent.append(count), spend(self, count))[1])
    assert compare(student, expected, symbols=symbols).result == "unknown"
    assert MAX_EVALUATIONS < sum(spent) < 1.5 * MAX_EVALUATIONS


def test_what_other_answers_took_does_not_count() -> None:
    notation = Notation(entries={"x": Entry(name="x")})

    def tree_of(text: str) -> object:
        return parse(text, notation).tree

    comparer = Comparer(tree_of("sum(abs(k-x), k, 1, 200) + abs(x)"), notation)
    answer = tree_of("sum(abs(x-k), k, 1, 200) + acosh(cosh(x)) + sum(sqrt(x^2+k), k, 1, 90)")
    found = []
    for _ in range(4):
        found.append(comparer.decide(answer))
        (bench,) = comparer.workbenches
        found.append(bench.graph.work.evaluated)
    assert found[::2] == [found[0]] * 4
    assert found[1::2] == [found[1]] * 4


def test_operands_are_counted_once_they_are_many() -> None:
    graph = Graph()
    atoms = [graph.atom(f"x{number}") for number in range(2 * FEW)]
    graph.add(atoms)
    work = graph.work
    work.begin(0, 1500)
    work.evaluate(graph, 0, FEW)
    assert work.evaluated == 0
    work.evaluate(graph, 0, len(graph), weight=2)
    assert work.evaluated == 2 * (2 * (len(graph) - 1) + 1 + 2 * FEW)
    with pytest.raises(OutOfWorkError):
        work.evaluate(graph, 0, len(graph))
    work.begin(len(graph) - 1, 1000)
    work.evaluate(graph, 0, len(graph), is_kept=True)
    assert work.evaluated == 0
    graph.rewind(len(graph) - 1)
    assert len(work.reach) == len(graph) + 1
