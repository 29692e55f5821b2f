"""Each way of spelling a key writes what its table says, and what it writes is read as the key or asked back."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.answers.reading import read_answer
from grader.documents import Scalar, parse_yaml
from grader.errors import AnswerError
from grader.grading.proof import format_key
from grader.records import Outcome
from grader.rubric import Item
from grader.rubric.load import parse_rubric
from grader.simulation.spellings import Spelling, list_spellings, spell_key
from tests.answers import tables

FOLDER = Path(tables.FOLDER).parent / "spellings"
ANSWERS = sorted(path.stem for path in tables.FOLDER.glob("*.yaml"))
SPELLINGS = {spelling.kind: spelling for spelling in list_spellings()}
ROWS = [
    (path.stem.replace("_", " "), row)
    for path in sorted(FOLDER.glob("*.yaml"))
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def make_item(row: Mapping[str, Any]) -> Item:
    notation = row.get("notation") or {"symbols": row.get("symbols", {"x": "real", "y": "real"})}
    item = {"id": "item", "prompt": "What is it?", "points": 1, **row["item"]}
    part = {"id": "part", "title": "Part", "notation": notation, "items": [item]}
    document = {"rubric": "row", "title": "Row", "parts": [part]}
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    return parse_rubric(parse_yaml(text, "row.yaml")).items[0]


def judge(item: Item, text: str) -> tuple[Outcome, str]:
    """The outcome of an answer, and the name of the message about it."""
    assert item.key is not None
    try:
        answer = read_answer(item.answer_type, Scalar.typed(text), item.task)
        return item.answer_type.judge(answer, item.key.answer, item.task).outcome, ""
    except AnswerError as error:
        return Outcome.UNREADABLE, error.diagnostics[0].slug


def list_lost(item: Item) -> Iterator[tuple[str, str, str]]:
    """Yield the spellings of a key that are neither read as the key nor asked back for a reason that is known."""
    for spelling, text in spell_key(item):
        outcome, slug = judge(item, text)
        if outcome is not Outcome.CORRECT and slug not in spelling.asked:
            yield spelling.kind, text, slug or outcome.value


def test_each_spelling_says_what_it_is_and_has_a_table() -> None:
    stems = {path.stem for path in FOLDER.glob("*.yaml")}
    assert {kind.replace(" ", "_") for kind in SPELLINGS} == stems
    assert all(spelling.summary and spelling.write.__doc__ for spelling in SPELLINGS.values())
    assert all(reason.endswith(".") for spelling in SPELLINGS.values() for reason in spelling.asked.values())


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=[f"{kind}: {row['item']['expected']}" for kind, row in ROWS])
def test_texts_are_those_of_the_table(kind: str, row: Mapping[str, Any]) -> None:
    item = make_item(row)
    assert list(dict.fromkeys(SPELLINGS[kind].write(item))) == row["written"]
    assert [lost for lost in list_lost(item) if lost[0] == kind] == []


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=[f"{kind}: {row['item']['expected']}" for kind, row in ROWS])
def test_texts_that_are_asked_back_are_those_of_the_table(kind: str, row: Mapping[str, Any]) -> None:
    item = make_item(row)
    asked = [text for text in SPELLINGS[kind].write(item) if judge(item, text)[1] in SPELLINGS[kind].asked]
    assert list(dict.fromkeys(asked)) == row.get("asked", [])


@cache
def list_items(kind: str) -> tuple[Item, ...]:
    """The items of a table of answers, each once, whose key is right as it is printed."""
    found: dict[tuple[object, ...], Item] = {}
    for row in tables.rows(tables.FOLDER / f"{kind}.yaml"):
        try:
            item = row.item()
        except AssertionError:  # a row about a rubric that cannot be read
            continue
        if item.key is not None and judge(item, format_key(item))[0] is Outcome.CORRECT:
            found.setdefault((format_key(item), str(item.task.options), str(item.notation)), item)
    return tuple(found.values())


@pytest.mark.parametrize("kind", ANSWERS)
def test_no_key_of_the_tables_of_answers_is_lost_in_any_spelling(kind: str) -> None:
    lost = [(format_key(item), *found) for item in list_items(kind) for found in list_lost(item)]
    assert lost == []


def test_a_kind_is_unique() -> None:
    assert len(SPELLINGS) == len(list_spellings())
    assert all(isinstance(spelling, Spelling) for spelling in list_spellings())
