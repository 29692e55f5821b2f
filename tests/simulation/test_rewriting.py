"""Every rewriting is sound: by the table, by an independent evaluation, and by the engine."""

from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

import mpmath
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.equivalence import decide
from grader.expr import parse, to_text
from grader.expr.nodes import Node, Number, Relation
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import count_nodes, walk
from grader.records import Equality
from grader.rubric import Item, load_rubric
from grader.simulation.forms.forms import is_formula, make_site
from grader.simulation.forms.rewriting import RULES, Site, normalize_as_typed, rewrite_randomly
from tests.equivalence.oracle import value_of
from tests.equivalence.test_laws import NOTATION, POINTS, POLICY, TREES

ROOT = Path(__file__).parents[2]
ROWS = yaml.safe_load((ROOT / "tests/cases/simulation/rewriting.yaml").read_text(encoding="utf-8"))
SEEDS = range(12)
RULE = {rule.__name__: rule for rule in RULES}


@cache
def names() -> Notation:
    ranges = {"k": 2, "j": 2, "i": 2}
    symbols = (
        Entry(name="x"), Entry(name="y"), Entry(name="w", axes=("k",)), Entry(name="v", axes=("k", "j")),
        Entry(name="A", axes=("m", "n")), Entry(name="B", axes=("m", "n")),
    )  # fmt: skip
    notation = Notation(entries={entry.name: entry for entry in symbols}, ranges=ranges)
    quantities = (("s", (), "x + y"), ("d", ("k",), "w_k*x"))
    return notation.extended(
        Entry(name=name, axes=axes, definition=parse(text, notation).tree) for name, axes, text in quantities
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['rule']} {row['given']}")
def test_a_rule_gives_what_the_table_says_and_nothing_else(row: dict[str, object]) -> None:
    tree = parse(str(row["given"]), names()).tree
    found = [RULE[str(row["rule"])](tree, Site(notation=names(), random=Random(seed))) for seed in SEEDS]
    assert sorted({to_text(normalize_as_typed(form)) for form in found if form is not None}) == row["gives"]


def test_every_rule_is_in_the_table() -> None:
    assert {row["rule"] for row in ROWS if row["gives"]} == set(RULE)


def agrees(form: Node, tree: Node) -> bool:
    """Whether a form is defined, and has the value of the formula, at every point where the formula is defined."""
    for point in POINTS:
        a, b = value_of(tree, point), value_of(form, point)
        if a is None or abs(a) > 1e30:
            continue
        if b is None or abs(a - b) > mpmath.mpf(10) ** -25 * (1 + abs(a)):
            return False
    return True


@given(TREES, st.integers(0, 10**6))
@settings(max_examples=400)
def test_a_rewritten_formula_has_the_value_of_the_formula(tree: Node, seed: int) -> None:
    form = rewrite_randomly(tree, Site(notation=NOTATION, random=Random(seed)), 4)
    assert agrees(form, tree), to_text(form)


@given(TREES, st.integers(0, 10**6))
@settings(max_examples=150)
def test_the_engine_never_takes_a_rewritten_formula_for_another_one(tree: Node, seed: int) -> None:
    form = rewrite_randomly(tree, Site(notation=NOTATION, random=Random(seed)), 3)
    decision = decide(form, tree, NOTATION, POLICY)
    assert decision.result is not Equality.DIFFERENT or all(value_of(tree, point) is None for point in POINTS), decision


@given(TREES, st.integers(0, 10**6))
@settings(max_examples=100)
def test_the_same_seed_gives_the_same_form_and_none_grows_beyond_bounds(tree: Node, seed: int) -> None:
    first, again = (rewrite_randomly(tree, Site(notation=NOTATION, random=Random(seed)), 6) for _ in range(2))
    assert first == again
    assert count_nodes(first) <= 2 * (3 * count_nodes(tree) + 30)


def formulas() -> list[tuple[str, Item]]:
    rubrics = (load_rubric(ROOT / "rubrics" / f"{name}.yaml") for name in ("exercise3", "logistic_newton"))
    return [(rubric.id, item) for rubric in rubrics for item in rubric.items if is_formula(item)]


@pytest.mark.parametrize(
    "item", [item for _, item in formulas()], ids=[f"{rubric}-{item.id}" for rubric, item in formulas()]
)
def test_forms_of_a_key_are_proved_equal_and_name_nothing_that_is_asked(item: Item) -> None:
    tree = item.key.answer.tree
    asked = make_site(item, Random(0)).avoid
    for seed in range(40):
        form = rewrite_randomly(tree, make_site(item, Random(seed)), 4)
        if not isinstance(tree, Relation) and item.type != "update_rule":
            assert decide(form, tree, item.notation).result is Equality.EQUAL, to_text(form)
        used = {getattr(node, "name", "") for node in walk(form)} - {getattr(node, "name", "") for node in walk(tree)}
        assert not used & asked


def test_no_decimal_is_written_where_it_may_be_taken_for_a_rounded_one() -> None:
    tree = parse("1/2*x + 3/4", names()).tree
    for seed in range(60):
        form = rewrite_randomly(tree, Site(notation=names(), random=Random(seed), decimals=False), 5)
        assert not any(isinstance(node, Number) and node.decimals is not None for node in walk(form))


def test_numbers_are_typed_as_a_reader_has_them() -> None:
    assert to_text(normalize_as_typed(Number(Fraction(-3, 4)))) == "-3/4"
    assert parse("-3/4", names()).tree == normalize_as_typed(Number(Fraction(-3, 4)))
