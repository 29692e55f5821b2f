"""Every answer type is documented, has a table, and survives any input."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.answers import ANSWER_TYPES
from grader.answers.reading import read_answer
from grader.answers.wholes import refuse_long_texts
from grader.documents import Scalar, parse_yaml
from grader.errors import LimitError
from grader.limits import MAX_ANSWER_CHARACTERS
from grader.records import Outcome
from grader.rubric.fields import get_text
from tests.answers.tables import FOLDER, Row, judge, rows

KINDS = list(ANSWER_TYPES)
FIRST = {kind: next(rows(FOLDER / f"{kind}.yaml")) for kind in KINDS}


def test_every_answer_type_has_a_table_and_every_table_belongs_to_one() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == KINDS
    assert {"expression", "number", "vector"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_type_has_a_summary_and_an_example(kind: str) -> None:
    member = ANSWER_TYPES[kind]
    assert member.kind == kind
    assert member.summary
    assert type(member).__doc__
    assert member.example


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_shows_right_wrong_and_unreadable_answers(kind: str) -> None:
    outcomes = {get_text(row.node, "outcome") for row in rows(FOLDER / f"{kind}.yaml")}
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
    assume(not is_part_of_right_answer(text, kind))  # it may earn something: STAY is a spelling of 'stays'
    verdict, complaint = judge(FIRST[kind].item(), Scalar.typed(text))
    assert verdict.outcome not in (Outcome.CORRECT, Outcome.PARTIAL, Outcome.FAULT)
    assert bool(complaint) == (verdict.outcome is Outcome.UNREADABLE)


def is_part_of_right_answer(text: str, kind: str) -> bool:
    """Whether the letters and digits of a text, two or more, are some of those that stand in the right answer."""
    own, right = ("".join(filter(str.isalnum, one)).casefold() for one in (text, FIRST[kind].given.span.text))
    return len(own) > 1 and own in right


TOO_LONG = """\
a.yaml:1:5: error[limit]: This answer has 10,001 characters, more than 10,000.
    1 | a: '{}
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   why:   The limit MAX_ANSWER_CHARACTERS keeps one answer from using up the time of all others.
   help:  write a shorter answer."""


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_is_too_long_is_refused_before_anything_else(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    item = FIRST[kind].item()
    monkeypatch.setattr(type(item.answer_type), "read", lambda *given: pytest.fail("it was read"))
    text = ("1," * MAX_ANSWER_CHARACTERS)[: MAX_ANSWER_CHARACTERS + 1]
    given = parse_yaml(f"a: '{text}'", "a.yaml").root.entries[0][1]  # type: ignore[union-attr]
    with pytest.raises(LimitError) as refused:
        read_answer(item.answer_type, given, item.task)
    assert str(refused.value) == TOO_LONG.format(text[:96])
    assert judge(item, given)[0].outcome is Outcome.UNREADABLE


def test_each_text_of_a_list_may_have_the_greatest_length() -> None:
    longest = "1" * MAX_ANSWER_CHARACTERS
    given = parse_yaml(f"- {longest}\n- {longest}", "a.yaml").root
    refuse_long_texts(given)
    with pytest.raises(LimitError, match="This answer has 10,001 characters"):
        refuse_long_texts(parse_yaml(f"- {longest}\n- {longest}1", "a.yaml").root)
