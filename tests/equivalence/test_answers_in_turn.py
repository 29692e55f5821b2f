"""An answer gets the verdict that it would get alone, whatever was compared with the same expected answer before it.

The expected side is prepared, evaluated and kept; what an answer adds is forgotten again. Nothing of it may be left
over for the next one, neither what would help it nor what would mislead it.
"""

import pytest

from grader.equivalence import Policy
from grader.equivalence.decide import Comparer
from grader.expr import parse
from grader.expr.notation import Entry, Notation
from tests.equivalence.tables import notation_of

WHOLE = {"m": "integer", "n": "integer"}
POLICY = Policy(deadline_s=0)
IN_TURN = [
    ("0", ["sin(2x^2) - 2 sin(x^2) cos(x^2)", "sin(2x^3) - 2 sin(x^3) cos(x^3)", "sin(2x^3) - 2 sin(x^3) cos(x^5)"]),
    ("0", ["sqrt(x^2 + 1)^2 - x^2 - 1", "(x^2 + 2)^(1/3) (x^2 + 2)^(2/3) - x^2 - 2", "sqrt(x^4 + 1) - x^2"]),
    ("exp(x)", ["exp(x/5)^5", "exp(x/7)^7", "exp(x/35)^35", "exp(x/35)^34", "exp(x)(sin(x)^2 + cos(x)^2)"]),
    ("cos(m n pi)", ["cos(m n pi)(sin(m)^2 + cos(m)^2)", "(-1)^(m n)", "(-1)^(m + n)", "cos(n m pi)"]),
    ("cos(asin(x))", ["cos(asin(x))(sin(y)^2 + cos(y)^2)", "sqrt(1 - x^2)", "-sqrt(1 - x^2)", "sqrt(1 + x^2)"]),
    ("abs(x)", ["x sign(x)", "max(x, -x)", "max(x - 1, -x - 1) + 1", "max(x - 1, -x) + 1/2", "sqrt(x^2)"]),
    ("[x, y]", ["[y, x]", "[x, y]", "x", "[x, y + 0*log(y)]", "[(x + 1)^2 - x^2 - x - 1, y]"]),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "answers"), IN_TURN, ids=[expected for expected, _ in IN_TURN])
def test_an_answer_gets_the_verdict_that_it_would_get_alone(expected: str, answers: list[str]) -> None:
    notation = notation_of(WHOLE if "n" in expected and "sin" not in expected else {})
    trees = [parse(answer, notation).tree for answer in answers]

    def fresh() -> Comparer:
        return Comparer(parse(expected, notation).tree, notation, POLICY)

    alone = [fresh().decide(tree) for tree in trees]
    comparer, backwards = fresh(), fresh()
    assert [comparer.decide(tree) for tree in trees] == alone
    assert [backwards.decide(tree) for tree in reversed(trees)] == alone[::-1]


def forward_pass() -> Notation:
    entries = {name: Entry(name=name) for name in "ab"}
    for name, definition in [("z", "a^2"), ("q", "sin(z) b"), ("r", "b z^5"), ("L", "z + z^3")]:
        tree = parse(definition, Notation(entries=entries)).tree
        entries = {**entries, name: Entry(name=name, definition=tree)}
    return Notation(entries=entries)


DERIVATIVES = [
    "∂q/∂z", "1 + 3z^2", "1 + 3z^2 + exp(b) ∂q/∂z", "1 + 3a^4 + exp(a) - exp(a) + ∂q/∂z - b cos(z)", "∂r/∂z",
    "1 + 3z^2 + sin(b) ∂r/∂z - 5 b z^4 sin(b)", "1 + 3z^2 + ∂r/∂z - ∂q/∂z",
]  # fmt: skip


def test_what_an_answer_derives_is_forgotten_with_it() -> None:
    notation = forward_pass()
    trees = [parse(answer, notation).tree for answer in DERIVATIVES]
    expected = parse("dL/dz", notation).tree
    alone = [Comparer(expected, notation, POLICY).decide(tree) for tree in trees]
    for first in trees:
        comparer = Comparer(expected, notation, POLICY)
        comparer.decide(first)
        assert [comparer.decide(tree) for tree in trees] == alone
