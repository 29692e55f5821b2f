"""Hostile and awkward files, row by row: refused with a located message, refused by a named limit, or read as text.

The rows are data (``tests/cases/submission/attacks.jsonl``); those too large to write down are made here, by id. A row
that gives an answer under a key of its own is put under ``answers``, where our files have them.
"""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from grader.documents import parse_json, parse_yaml, walk_scalars
from grader.errors import GraderError
from grader.expr import parse
from grader.submission import read_submission, task_of
from tests.submission.samples import NETWORK, Item, Part, Rubric

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "cases" / "submission" / "attacks.jsonl")
    .read_text("utf-8")
    .splitlines()
]
LARGE = {
    "json-101": "[" * 100_000 + "]" * 100_000,
    "json-102": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "json-104": '{"q1":0.' + "1" * 10**6 + "}",
    "json-106": b"\xef\xbb\xbf{}",
    "json-108": '{"q1":"x"}'.encode("utf-16"),
    "yaml-101": b"answer: \xff\xfe",
    "yaml-102": b"\xff\xfea\x00:\x00 \x001\x00",
    "yaml-103": b"answer: \x00",
    "yaml-104": b"answer: \xc3",
    "yaml-105": "a0: &a0 [l,l,l,l,l,l,l,l,l]\n"
    + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)),
    "yaml-106": "a0: &a0 {k0: v}\n"
    + "".join(f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 9)}], k{n}: v}}\n" for n in range(1, 10)),
    "yaml-107": "[" * 100_000 + "]" * 100_000,
    "yaml-108": "- " * 20_000 + "a",
    "yaml-109": "? " * 3_000,
    "yaml-110": "a: " + "1" * 5_000,
    "yaml-111": "a: " + ":".join(["59"] * 20_000),
}
FLAT = re.compile(r'(?:answer|a|q1):|\{"q1":')
RUBRIC = Rubric(
    id="attacked",
    title="Attacked",
    parts=(
        Part(
            title="All",
            items=tuple(
                Item(id=name, title=name, prompt="?", points=Fraction(1), notation=NETWORK)
                for name in ("answer", "q1", "a", "b")
            ),
        ),
    ),
)


def payload(row):
    """Return what is handed in, in the shape of our files."""
    data = LARGE[row["id"]] if row["id"] in LARGE else row["payload"]
    if isinstance(data, bytes) or not FLAT.match(data):
        return data
    if row["format"] == "json":
        return '{"answers": ' + data + "}"
    return "answers:\n  " + re.sub(r"(\r\n|\r(?!\n)|\n)(?!$)", r"\1  ", data)


def handed_in(row):
    """Return the submission of a row."""
    reader = parse_json if row["format"] == "json" else parse_yaml
    return read_submission(reader(payload(row), f"student.{row['format']}"), RUBRIC)


def read_answers(submission):
    """Read every answer as an item would."""
    for item in RUBRIC.items:
        if item.id in submission.answers:
            task = task_of(item, submission)
            parse(submission.answers[item.id].text, task.notation)


def of(expect):
    return [pytest.param(row, id=row["id"]) for row in ROWS if row["expect"] == expect]


@pytest.mark.parametrize("row", of("reject_parse"))
def test_it_is_refused_with_a_place_a_reason_and_a_remedy(row):
    with pytest.raises(GraderError) as refused:
        read_answers(handed_in(row))
    fault = refused.value.diagnostic
    assert fault.span is not None
    assert fault.what.endswith(".")
    assert fault.help or fault.why


@pytest.mark.parametrize("row", of("reject_limit"))
def test_it_is_refused_by_a_limit_that_is_named(row):
    with pytest.raises(GraderError) as refused:
        read_answers(handed_in(row))
    assert re.search(r"\bM(?:AX|IN)_[A-Z_]+\b", refused.value.diagnostic.why)


@pytest.mark.parametrize("row", of("accept_text"))
def test_it_is_read_as_the_text_that_was_typed(row):
    submission = handed_in(row)
    given = [scalar.text for node in submission.answers.values() for scalar in walk_scalars(node)]
    expected = yaml.BaseLoader(payload(row)).get_single_data()
    assert given == list(expected.get("answers", {}).values())


def test_every_row_has_a_known_expectation():
    assert {row["expect"] for row in ROWS} == {"reject_parse", "reject_limit", "accept_text"}
