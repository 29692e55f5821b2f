"""Names: one name in all its spellings, aliases with index letters, names that are written with their subscripts."""

import pytest

from grader.expr import to_text
from grader.expr.names import Names, names_of
from grader.expr.nodes import Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.reading import parse
from tests.expr.notations import NETWORK

SPELLINGS = ["v_12", "v12", "v₁₂", "v_{12}", "v_{1,2}", "v_(1,2)", "v[1,2]", "u_12", "u_{1,2}", "v_1_2"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_one_entry_has_many_spellings(spelling: str) -> None:
    assert to_text(parse(spelling, NETWORK).tree) == "v_12"


@pytest.mark.parametrize(
    ("spelling", "read"),
    [("g_{2,j}", "g_j"), ("g_{21}", "g_1"), ("g_{2,2}", "g_2"), ("ℓ_1", "f_1"), (r"\ell_j", "f_j"),
     (r"\bar{w}_k", "w_k"), ("w̄_1", "w_1"), (r"\bar z_2", "delta_2"), ("c_1", "e_1"), ("u", "v")],
)  # fmt: skip
def test_aliases_are_read_as_what_they_stand_for(spelling: str, read: str) -> None:
    assert to_text(parse(spelling, NETWORK).tree) == read


@pytest.mark.parametrize("declared", ["x_1", "x1", "x_{1}"])
@pytest.mark.parametrize("typed", ["x_1", "x1", "x₁", "x_{1}"])
def test_a_number_may_be_named_with_a_subscript(declared: str, typed: str) -> None:
    notation = Notation(entries={declared: Entry(name=declared)})
    assert parse(typed, notation).tree == Symbol(declared)


@pytest.mark.parametrize("declared", ["omega", "ω", r"\omega"])
@pytest.mark.parametrize("typed", ["omega", "ω", r"\omega"])
def test_greek_letters_are_one_name_in_every_spelling(declared: str, typed: str) -> None:
    notation = Notation(entries={declared: Entry(name=declared)})
    assert parse(typed, notation).tree == Symbol(declared)


def test_a_declared_matrix_named_delta_is_no_kronecker_delta() -> None:
    notation = Notation(entries={"delta": Entry(name="delta", axes=("i", "j"))}, ranges={"i": 2, "j": 2})
    assert parse("delta_ij", notation).tree == Symbol("delta", (Symbol("i"), Symbol("j")))


def test_an_alias_of_an_alias_is_followed_and_a_circle_is_not() -> None:
    notation = Notation(entries={"z": Entry(name="z")}, aliases={"a": "b", "b": "z", "p": "q", "q": "p"})
    assert parse("a", notation).tree == Symbol("z")
    assert Names(notation).resolve("p").kind == "unknown"


def test_names_are_worked_out_once_for_a_notation() -> None:
    assert names_of(NETWORK) is names_of(NETWORK)
