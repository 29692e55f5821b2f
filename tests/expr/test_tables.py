"""The case tables of the answer language: what is read as what, and what is refused with which message."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader import limits
from grader.errors import AnswerError
from grader.expr import parse, to_latex, to_text
from grader.expr.complaints import LIMITS, MESSAGES
from tests.expr.notations import NOTATIONS

CASES = Path(__file__).parents[1] / "cases" / "expr"
DOCS = Path(__file__).parents[2] / "docs"


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a case table, every cell as text."""
    loaded: Any = yaml.load((CASES / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return list(loaded["cases"])


# Only answers with decimal commas get these, before anything else reads them: docs/decimal-comma.md shows them.
OF_DECIMAL_COMMAS = {"point-in-number", "commas-in-number"}


def documented() -> dict[str, str]:
    """Return for each name on the page of messages the example that it gives."""
    page = (DOCS / "messages.md").read_text(encoding="utf-8")
    section = page.partition("## The answer language")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*?) \| ", section.replace("\\|", "¦"), re.MULTILINE)
    return {slug: example.strip("`").replace("¦", "|") for slug, example in rows}


@pytest.mark.parametrize("row", table("read.yaml"), ids=lambda row: row["given"])
def test_answers_are_read_as_the_table_says(row: dict[str, str]) -> None:
    notation = NOTATIONS[row["notation"]]
    tree = parse(row["given"], notation).tree
    assert to_text(tree) == row["read"]
    assert parse(to_text(tree), notation, "text").tree == tree
    assert parse(to_latex(tree), notation, "latex").tree == tree


@pytest.mark.parametrize("row", table("refused.yaml"), ids=lambda row: row["given"])
def test_answers_are_refused_with_the_whole_message(row: dict[str, str]) -> None:
    with pytest.raises(AnswerError) as caught:
        parse(row["given"], NOTATIONS[row["notation"]])
    assert f"{caught.value}\n" == row["message"]


def test_every_message_has_a_row_and_an_entry_on_the_page() -> None:
    rows = [*table("refused.yaml"), *table("explained.yaml")]
    shown = {match for row in rows for match in re.findall(r"error\[([a-z-]+)\]", row["message"])}
    assert shown == {*MESSAGES, "limit"} - OF_DECIMAL_COMMAS == set(documented())


def test_every_example_on_the_page_of_messages_gets_its_message() -> None:
    rows = {row["given"]: row["message"] for name in ("explained.yaml", "refused.yaml") for row in table(name)}
    for slug, example in documented().items():
        if not example.startswith("*("):
            assert f"error[{slug}]" in rows[example.replace("⏎", "\n")]


def test_every_limit_of_answers_is_documented_with_its_value() -> None:
    page = (DOCS / "limits.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([A-Z_]+) \| (-?[0-9,]+) \|", page, re.MULTILINE))
    for name, value in rows.items():
        assert getattr(limits, name) == int(value.replace(",", "")), name
    assert set(LIMITS) <= set(rows)
