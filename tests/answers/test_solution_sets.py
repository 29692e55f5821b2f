"""Sets, intervals, lists and conditions are spellings of one thing: each is right for every key of the same set."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.documents import Mapping, Scalar, Sequence, load
from grader.expr.notation import Notation
from grader.records import Outcome
from grader.rubric.fields import find_entry, get_text, get_texts
from grader.rubric.notation import read_notation
from grader.rubric.records import Item
from tests.answers.tables import item_of, judge

PATH = Path(__file__).parents[1] / "cases" / "solution_sets" / "spellings.yaml"
ROOT = load(PATH).root


def list_rows(key: str) -> tuple[Mapping, ...]:
    found = find_entry(ROOT, key)
    assert isinstance(found, Sequence)
    return tuple(row for row in found.items if isinstance(row, Mapping))


def read_names() -> Notation:
    section = find_entry(ROOT, "notation")
    assert isinstance(section, Mapping)
    return read_notation(section, [])


def list_keys(row: Mapping) -> Iterator[tuple[str, Item]]:
    """Yield the expected answer and the item of each key."""
    keys = find_entry(row, "keys")
    assert isinstance(keys, Sequence)
    for key in keys.items:
        assert isinstance(key, Sequence)
        kind, expected = (part.text for part in key.items if isinstance(part, Scalar))
        node = Mapping(((Scalar.typed("expected"), Scalar.typed(expected)),), key.source, key.start, key.end)
        yield f"{kind} {expected}", item_of(kind, node, read_names())


# Where a vector of that size is asked for, braces are those of a program.
BRACES = {("vector (1, 2)", "{1, 2}"), ("expression (1, 2)", "{1, 2}")}
SETS = list_rows("sets")
ABOUT = [get_text(row, "about") for row in SETS]
PAIRS = {get_text(row, "given"): get_texts(row, "right") for row in list_rows("pairs")}


def outcomes(row: Mapping, answers: tuple[str, ...]) -> Iterator[tuple[str, str, Outcome]]:
    for key, item in list_keys(row):
        for given in answers:
            yield key, given, judge(item, Scalar.typed(given))[0].outcome


@pytest.mark.parametrize("row", SETS, ids=ABOUT)
def test_every_spelling_is_right_for_every_key_of_its_set(row: Mapping) -> None:
    pairs = tuple(given for given, right in PAIRS.items() if get_text(row, "about") in right)
    lost = [found for found in outcomes(row, (*get_texts(row, "answers"), *pairs)) if found[2] is not Outcome.CORRECT]
    assert lost == []


@pytest.mark.parametrize("row", SETS, ids=ABOUT)
def test_no_spelling_is_right_for_a_key_of_another_set(row: Mapping) -> None:
    about = get_text(row, "about")
    others = [given for other in SETS if other is not row for given in get_texts(other, "answers")]
    pairs = [get_text(pair, "given") for pair in list_rows("pairs")
             if about not in (*get_texts(pair, "right"), *get_texts(pair, "asked"))]  # fmt: skip
    own = get_texts(row, "answers")
    wrong = (*others, *get_texts(ROOT, "wrong"))
    given = [*pairs, *(text for text in wrong if text not in own and text not in PAIRS)]
    right = [found[:2] for found in outcomes(row, tuple(given)) if found[2] is Outcome.CORRECT]
    assert [found for found in right if found not in BRACES] == []
