"""Hostile and awkward answers, row by row: each is read, refused, or refused by a named limit, as the row expects.

What a row expects of equality (``not_equivalent``, ``cannot_decide``, ``by_tolerance``) is tested with the equality
engine; here such an answer only has to be read. An assignment, a relation or a vector is read here and refused by the
answer types that do not take one.
"""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from grader.errors import AnswerError, LimitError
from grader.expr import parse, to_text
from grader.expr.nodes import Assignment, Relation
from tests.expr.notations import PLAIN

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases" / "attacks" / "expr.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
READABLE = {"accept", "accept_exact", "accept_or_documented", "by_tolerance", "not_equivalent", "cannot_decide"}

# Rows that this layer reads or refuses in its own way, and why.
READ_HERE = {
    "inj-033": "a relation: refused by answer types that ask for an expression",
    "inj-057": "a raised 2 is in the table of raised characters",
    "inj-058": "½ is in the table of vulgar fractions",
    "num-012": "signs in full width are in a table",
    "num-009": "infinity is an answer of its own, never a part of a formula",
}
REFUSED_AS_WORDS = {
    "bomb-017": "integrals ask for a result",
    "bomb-019": "N is no function",
    "bomb-022": "zeros is no function",
    "bomb-305": "integrals ask for a result",
    "ok-120": "words get a hint",
}


def payload(row: dict[str, Any]) -> str:
    """Return the text of a row; one that is too long to write down is given by pieces and how often each occurs."""
    if "payload" in row:
        return str(row["payload"])
    return "".join(piece * count for piece, count in row["pieces"])


def read(text: str, channel: str) -> Any:
    """Read as the channel says."""
    return parse(text, PLAIN, "latex" if channel == "expr-latex" else "text").tree


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_attack_rows_behave_as_they_expect(row: dict[str, Any]) -> None:
    text, expect = payload(row), row["expect"]
    if row["id"] in READ_HERE or (expect in READABLE and row["id"] not in REFUSED_AS_WORDS):
        assert to_text(read(text, row["channel"]))
        return
    expected = LimitError if expect == "reject_limit" and row["id"] not in REFUSED_AS_WORDS else AnswerError
    with pytest.raises(expected) as caught:
        read(text, row["channel"])
    assert caught.value.diagnostic.span is not None
    assert caught.value.diagnostic.what.endswith(".")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_attack_rows_use_little_memory(row: dict[str, Any]) -> None:
    text = payload(row)
    tracemalloc.start()
    try:
        read(text, row["channel"])
    except AnswerError:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 20_000_000


def test_relations_and_assignments_are_read_as_such_only_where_they_stand_alone() -> None:
    assert isinstance(read("x = 5", "expr-plain"), Relation)
    assert isinstance(read("y := 5", "expr-plain"), Assignment)
    with pytest.raises(AnswerError):
        read("(y := 5) + y", "expr-plain")
