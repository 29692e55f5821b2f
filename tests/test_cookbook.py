"""The question types of other systems: each row of the cookbook is graded, and the page says what the rows say."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.documents import parse_yaml
from grader.grading.grade import grade
from grader.grading.proof import check_rubric
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.rubric import Rubric, parse_rubric

REPOSITORY = Path(__file__).parents[1]
PAGE = REPOSITORY / "docs" / "cookbook" / "peers.md"
PEERS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((REPOSITORY / "tests" / "cases" / "cookbook").glob("*.yaml"))
}
ROWS = [(peer, row) for peer, table in PEERS.items() for row in table["rows"]]
GRADED = [(peer, row) for peer, row in ROWS if "item" in row]
KEYS = {"type", "syntax", "symbols", "notation", "item", "right", "wrong", "partial", "person", "accepts", "missing"}
LINK = re.compile(r"\[[^]]+\]\(https://")
UNDECIDED = (Outcome.UNDECIDED, Outcome.UNREADABLE)


def name_of(peer: str, row: Mapping[str, Any]) -> str:
    return f"{peer}: {row['type']}"


def notate(row: Mapping[str, Any]) -> dict[str, Any]:
    """The notation of a part for a row, or nothing."""
    notation = row.get("notation") or ({"symbols": row["symbols"]} if "symbols" in row else None)
    return {"notation": notation} if notation else {}


NAMES = [name_of(peer, row) for peer, row in GRADED]


@cache
def make_rubric(name: str) -> Rubric:
    """The rubric with the one item of a row."""
    row = GRADED[NAMES.index(name)][1]
    item = {"id": "item", "points": 1, **row["item"]}
    document = {
        "rubric": "row",
        "title": "Row",
        "parts": [{"id": "part", "title": "Part", **notate(row), "items": [item]}],
    }
    return parse_rubric(parse_yaml(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), "row.yaml"))


def judge(name: str, answer: str) -> ItemResult:
    text = yaml.safe_dump({"answers": {"item": answer}}, allow_unicode=True)
    (result,) = grade(parse_yaml(text, "ada.yaml"), make_rubric(name)).items
    return result


def list_answers(kind: str) -> list[tuple[str, str]]:
    return [(name_of(peer, row), answer) for peer, row in GRADED for answer in row.get(kind, ())]


def test_rows_have_only_keys_that_mean_something() -> None:
    assert [name_of(peer, row) for peer, row in ROWS if not set(row) <= KEYS] == []
    assert [name_of(peer, row) for peer, row in ROWS if "item" not in row and "missing" not in row] == []
    assert [name_of(peer, row) for peer, row in GRADED if not (row["right"] and row.get("wrong"))] == []
    assert len(NAMES) == len(set(NAMES))


def test_what_a_system_accepts_is_said_with_a_link_to_where_it_says_so() -> None:
    assert [
        name_of(peer, row) for peer, row in ROWS if not LINK.search(row.get("accepts", "[none](https://none)"))
    ] == []


def test_nothing_in_a_row_is_changed_by_the_reader_of_yaml() -> None:
    """The page shows what YAML reads: an unquoted *yes* would be shown as *true*."""
    assert [
        (name_of(peer, row), leaf) for peer, row in ROWS for leaf in list_leaves(row) if type(leaf) not in (str, int)
    ] == []


def list_leaves(value: object) -> Iterator[object]:
    """The texts in a row: keys, and what is not a list or a mapping."""
    if isinstance(value, Mapping):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from list_leaves(member)
    else:
        yield value


@pytest.mark.parametrize("name", NAMES)
def test_rubric_of_a_row_passes_its_check(name: str) -> None:
    assert check_rubric(make_rubric(name)).is_ok


@pytest.mark.parametrize(("name", "answer"), list_answers("right"))
def test_right_answer_earns_everything(name: str, answer: str) -> None:
    result = judge(name, answer)
    assert (result.outcome, result.credit) == (Outcome.CORRECT, 1), [str(one) for one in result.diagnostics]


@pytest.mark.parametrize(("name", "answer"), list_answers("wrong"))
def test_wrong_answer_earns_nothing(name: str, answer: str) -> None:
    result = judge(name, answer)
    assert (result.outcome, result.credit) == (Outcome.INCORRECT, 0), [str(one) for one in result.diagnostics]


@pytest.mark.parametrize(("name", "answer"), list_answers("partial"))
def test_answer_that_is_right_in_part_earns_its_share(name: str, answer: str) -> None:
    share = GRADED[NAMES.index(name)][1]["partial"][answer]
    assert judge(name, answer).credit == Fraction(share)


@pytest.mark.parametrize(("name", "answer"), list_answers("person"))
def test_answer_that_cannot_be_decided_goes_to_a_person(name: str, answer: str) -> None:
    result = judge(name, answer)
    assert result.outcome in UNDECIDED
    assert result.credit is None


def test_page_says_what_the_rows_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for table in PEERS.values():
        assert render(table) in page, f"docs/cookbook/peers.md should hold this:\n\n{render(table)}"


def render(table: Mapping[str, Any]) -> str:
    """The section of the page about one system."""
    head = "| there | their syntax | here | right | wrong | what it accepts |\n|---|---|---|---|---|---|\n"
    return (
        f"## {table['peer']}\n\n{table['peer']} describes its types [here]({table['about']}).\n\n"
        + head
        + "".join(map(render_row, table["rows"]))
    )


def render_row(row: Mapping[str, Any]) -> str:
    known = row.get("accepts", "nothing known")
    if "item" not in row:
        return f"| {row['type']} | {code(row['syntax'])} | {row['missing']} | | | {known} |\n"
    keys = {key: value for key, value in row["item"].items() if key != "prompt"}
    asked = yaml.safe_dump(keys, default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True).strip()
    wrong = [*row.get("wrong", ()), *(f"{text} ({share})" for text, share in row.get("partial", {}).items())]
    here = code(asked[1:-1]) + (f" {row['missing']}" if "missing" in row else "")
    shown = (", ".join(map(code, answers)) for answers in (row["right"], wrong))
    return f"| {row['type']} | {code(row['syntax'])} | {here} | {' | '.join(shown)} | {known} |\n"


def code(text: object) -> str:
    """A text as code in a cell of a table, where ``⏎`` is a line break."""
    return f"`{str(text).replace('|', chr(92) + '|').replace(chr(10), '⏎')}`"
