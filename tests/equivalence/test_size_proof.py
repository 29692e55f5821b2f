"""What is said to be equal for all sizes holds at sizes that were not tried, worked out independently."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import compare
from grader.equivalence import Policy, decide
from grader.equivalence.all_sizes.size_proof import find_sizes_without_value, prove_for_all_sizes
from grader.equivalence.decide import Comparer, Workbench
from grader.equivalence.pairs.symbols import declare_symbols
from grader.equivalence.values.fields import get_field
from grader.expr import parse
from grader.expr.nodes import Add, Call, Mul, Neg, Node, Symbol
from grader.expr.notation import Entry, Notation
from grader.records import Equality

FOLDER = Path(__file__).parents[1] / "cases" / "equivalence"


def notation_of(row: dict[str, Any]) -> Notation:
    return declare_symbols(tuple((name, str(domain)) for name, domain in row.get("symbols", {}).items()))


ROWS = [
    row
    for topic in ("matrices", "vectors")
    for row in yaml.safe_load((FOLDER / f"{topic}.yaml").read_text(encoding="utf-8"))
    if row["result"] == "equal" and "known_wrong" not in row and notation_of(row).symbolic_sizes()
]
SHAPES = {"A": ("n", "n"), "B": ("n", "n"), "X": ("m", "n"), "u": ("n",), "v": ("n",), "c": ()}
NOTATION = Notation(entries={name: Entry(name=name, axes=axes) for name, axes in SHAPES.items()})
COSTLY = ("inv(X", "(X^T X)^-1")  # inverses of more than five rows are not written out


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['student'][:50]} | {row['expected'][:50]}")
def test_what_is_equal_for_all_sizes_is_equal_at_others(row: dict[str, Any]) -> None:
    found = compare(row["student"], row["expected"], symbols=row.get("symbols"))
    assert found.student_tree is not None and found.expected_tree is not None
    comparer = Comparer(found.expected_tree, notation_of(row))
    for first, step in ((3, 0), (4, -1)):
        sizes = {name: first + step * place for place, name in enumerate(comparer.workbenches[0].sizes)}
        if not any(text in row["student"] for text in COSTLY):
            assert Workbench(comparer, sizes).decide(found.student_tree, ()).result is Equality.EQUAL


def is_proved(answer: str, expected: str, notation: Notation = NOTATION, policy: Policy = Policy()) -> bool:
    student, reference = (parse(text, notation).tree for text in (answer, expected))
    return prove_for_all_sizes(student, reference, notation, policy) is not None


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("(A B - B A)^2 A", "A (A B - B A)^2"),
        ("(A^2 - tr(A) A) B", "B (A^2 - tr(A) A)"),
        ("tr(A)^3 - 3 tr(A) tr(A^2) + 2 tr(A^3)", "0"),
        ("det(A)", "(tr(A)^2 - tr(A^2))/2"),
        ("u ⊙ v", "u"),
        ("n u", "2 u"),
        ("(n - 2) (n - 3) (n - 5) c", "0"),
    ],
)
def test_an_identity_of_small_matrices_alone_is_not_proved(answer: str, expected: str) -> None:
    assert not is_proved(answer, expected)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (f"u + {get_field(0).prime} (n - 2) (n - 5) u", "u"),
        (f"u + u (n - 2) (n - 5)/{get_field(0).prime}", "u"),
        ("sum(1[relu(u_i) > 0], i, 1, n)", "sum(1[relu(u_i) >= 0], i, 1, n)"),
        ("sum(1[(n - 2) u_i > 0], i, 1, n)", "sum(1[(n - 2) u_i >= 0], i, 1, n)"),
        ("1[tr(A)^2 - tr(A^2) > 0]", "1[tr(A)^2 - tr(A^2) >= 0]"),
        ("sum(1[sum(u_j, j, 2, n) > 0] v_i, i, 1, n)", "sum(1[sum(u_j, j, 2, n) >= 0] v_i, i, 1, n)"),
        ("sum(sum(1[i > j] u_i, i, 1, n), j, 1, n)", "sum(sum(1[i >= j] u_i, i, 1, n), j, 1, n)"),
    ],
)
def test_what_is_the_same_but_for_a_prime_or_a_boundary_is_not_proved(answer: str, expected: str) -> None:
    assert not is_proved(answer, expected)


def test_sums_within_sums_are_proved_only_while_they_are_few() -> None:
    def nested(count: int) -> str:
        body = " ".join(f"u_{letter}" for letter in "abcdefg"[:count])
        return "sum(" * count + body + "".join(f", {letter}, 1, n)" for letter in "abcdefg"[:count])

    assert is_proved(nested(4), "sum(u_i, i, 1, n)^4")
    assert not is_proved(nested(7), "sum(u_i, i, 1, n)^7")  # 7^7 terms would have to be evaluated


@pytest.mark.parametrize(
    ("answer", "sizes"),
    [
        ("inv(A) A u", None),
        ("inv(A A^T) A A^T u", None),
        ("inv(X^T X) X^T X u", {"m": 1, "n": 2}),
        ("(det(X^T X)/det(X^T X)) u", {"m": 1, "n": 2}),
        ("inv(K K^T) K K^T u", {"n": 8}),
        ("(K K^T)^-1 (K K^T) u", {"n": 8}),
        ("inv(K K^T + A) (K K^T + A) u", None),
        ("inv(K^T K) K^T u", None),
        ("inv(Q) Q u", {"n": 8}),
    ],
)
def test_a_singular_matrix_is_found_at_the_first_size_that_has_it(answer: str, sizes: dict[str, int] | None) -> None:
    axes = ("n", 7)
    square = parse("K K^T", Notation(entries={"K": Entry(name="K", axes=axes)})).tree
    entries = {"K": Entry(name="K", axes=axes), "Q": Entry(name="Q", axes=("n", "n"), definition=square)}
    notation = Notation(entries={**NOTATION.entries, **entries})
    trees = [parse(text, notation).tree for text in (answer, "u")]
    assert find_sizes_without_value(trees[0], trees[1], notation, Policy()) == sizes
    assert find_sizes_without_value(trees[0], trees[0], notation, Policy()) is None


@pytest.mark.parametrize("is_strict", [False, True])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [("1[X u + w > 0]", "1[X u + w >= 0]"), ("1[A u - v > 0]", "1[v <= A u]"), ("1[c u > v]", "1[c u >= v]")],
)
def test_a_boundary_is_left_aside_unless_strict(answer: str, expected: str, is_strict: bool) -> None:
    notation = Notation(entries={**NOTATION.entries, "w": Entry(name="w", axes=("m",))})
    policy = Policy(strict=is_strict)
    assert is_proved(answer, expected, notation, policy) != is_strict
    assert is_proved(answer, answer, notation, policy)


def test_a_proof_for_all_sizes_states_its_error() -> None:
    trees = [parse(text, NOTATION).tree for text in ("X^T (X u)", "(X^T X) u")]
    decision = decide(trees[0], trees[1], NOTATION)
    assert decision.result is Equality.EQUAL
    assert decision.by == "modular"
    assert decision.error_bound_log2 is not None and decision.error_bound_log2 <= -80


def test_what_holds_at_some_sizes_only_names_them() -> None:
    found = compare("sum(2^k, k, 1, n)", "2^(n+1) - 2", symbols={"u": "vector(n)"})
    assert (found.result, found.by) == ("unknown", "sizes")
    assert found.message == (
        "They are equal for n = 2, for n = 5, for n = 6, but it could not be proved that they are equal for all sizes."
    )


# Generated sums and products of matrices, against a plain evaluation in whole numbers

MATRICES = st.sampled_from(["A", "B"]).map(Symbol)
VECTORS = st.sampled_from(["u", "v"]).map(Symbol)


def transposed(tree: Node) -> Node:
    return Call("transpose", (tree,))


def grown(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.tuples(below, below).map(Add),
        st.tuples(below, below).map(Mul),
        st.builds(lambda a, b: Mul((a, b), elementwise=True), below, below),
        below.map(transposed),
        below.map(Neg),
        st.builds(lambda a: Call("diag", (Call("diag", (a,)),)), below),
        st.builds(lambda a, b: Mul((Call("tr", (a,)), b)), below, below),
    )


SQUARE = st.recursive(MATRICES | VECTORS.map(lambda u: Call("diag", (u,))), grown, max_leaves=3)
Matrix = list[list[int]]


def worked_out(tree: Node, values: dict[str, Matrix]) -> Matrix:
    match tree:
        case Symbol(name=name):
            return values[name]
        case Add(terms=(a, b)):
            return each(lambda x, y: x + y, worked_out(a, values), worked_out(b, values))
        case Neg(operand=a):
            return [[-x for x in row] for row in worked_out(a, values)]
        case Mul(factors=(a, b), elementwise=True):
            return each(lambda x, y: x * y, worked_out(a, values), worked_out(b, values))
        case Mul(factors=(Call(function="tr", arguments=(a,)), b)):
            trace = sum(row[i] for i, row in enumerate(worked_out(a, values)))
            return [[trace * x for x in row] for row in worked_out(b, values)]
        case Mul(factors=(a, b)):
            columns = list(zip(*worked_out(b, values), strict=True))
            return [[sum(x * y for x, y in zip(row, c, strict=True)) for c in columns] for row in worked_out(a, values)]
        case Call(function="transpose", arguments=(a,)):
            return [list(column) for column in zip(*worked_out(a, values), strict=True)]
        case Call(function="diag", arguments=(Symbol(name=name),)) if len(values[name]) == 1:
            return diagonal(values[name][0])
        case Call(function="diag", arguments=(Call(function="diag", arguments=(a,)),)):
            return diagonal([row[i] for i, row in enumerate(worked_out(a, values))])
    raise NotImplementedError(tree)


def each(function: Any, left: Matrix, right: Matrix) -> Matrix:
    return [[function(x, y) for x, y in zip(*rows, strict=True)] for rows in zip(left, right, strict=True)]


def diagonal(entries: list[int]) -> Matrix:
    return [[entry if i == j else 0 for j in range(len(entries))] for i, entry in enumerate(entries)]


def agree(left: Node, right: Node, size: int) -> bool:
    draw = Random(size).randrange
    values = {name: [[draw(10**6) for _ in range(size)] for _ in range(size)] for name in "AB"}
    values |= {name: [[draw(10**6) for _ in range(size)]] for name in "uv"}
    return worked_out(left, values) == worked_out(right, values)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SQUARE, SQUARE, st.sampled_from(["same", "transposed", "commuted", "other"]))
def test_a_generated_identity_is_proved_just_if_it_holds_at_other_sizes(left: Node, other: Node, how: str) -> None:
    product = Mul((left, other))
    sides = {
        "same": (Mul((left, Add((other, left)))), Add((product, Mul((left, left))))),
        "transposed": (transposed(product), Mul((transposed(other), transposed(left)))),
        "commuted": (product, Mul((other, left))),
        "other": (left, other),
    }[how]
    proved = prove_for_all_sizes(*sides, NOTATION, Policy()) is not None
    assert proved == all(agree(*sides, size) for size in (1, 2, 4, 7))
