"""What holds of every answer type: it is documented, has a table, and survives whatever it is given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.answers import ANSWER_TYPES
from grader.documents import Scalar
from grader.records import Outcome
from grader.rubric.fields import text_field
from tests.answers.tables import FOLDER, Row, judge, rows

KINDS = list(ANSWER_TYPES)
FIRST = {kind: next(rows(FOLDER / f"{kind}.yaml")) for kind in KINDS}


def test_the_answer_types_are_found() -> None:
    assert KINDS == [
        "choice", "derivation", "equation", "expression", "index_family", "iterates", "matrix", "number", "text",
        "update_rule", "vector",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_type_says_what_it_is(kind: str) -> None:
    member = ANSWER_TYPES[kind]
    assert member.kind == kind
    assert member.summary
    assert type(member).__doc__
    assert member.example


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_shows_right_wrong_and_unreadable_answers(kind: str) -> None:
    outcomes = {text_field(row.node, "outcome") for row in rows(FOLDER / f"{kind}.yaml")}
    assert {"correct", "incorrect", "unreadable"} <= outcomes


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_that_has_judged_others_judges_as_a_fresh_one_does(kind: str) -> None:
    table: list[Row] = list(rows(FOLDER / f"{kind}.yaml"))
    for row in table:
        used = row.item()
        for other in table[:3]:
            judge(used, other.given)
        assert judge(used, row.given) == judge(row.item(), row.given), row.about


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=30))
def test_hostile_text_is_refused_or_earns_nothing_and_breaks_nothing(kind: str, text: str) -> None:
    verdict, complaint = judge(FIRST[kind].item(), Scalar.typed(text))
    assert verdict.outcome not in (Outcome.CORRECT, Outcome.PARTIAL, Outcome.FAULT)
    assert bool(complaint) == (verdict.outcome is Outcome.UNREADABLE)
