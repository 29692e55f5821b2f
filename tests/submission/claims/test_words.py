"""What answers an item because of a question that is copied, or of the words in front of it."""

import pytest
import yaml

from grader.rubric import load_rubric
from tests.submission.claims.samples import ROOT, read, sources, statuses

CASES = ROOT / "tests" / "cases" / "claims" / "words.yaml"
ROWS = {row["about"]: row for row in yaml.safe_load(CASES.read_text(encoding="utf-8"))}
RUBRICS = {name: load_rubric(ROOT / "rubrics" / f"{name}.yaml") for name in ("exercise3", "logistic_newton")}


@pytest.mark.parametrize("about", ROWS)
def test_words_say_what_a_formula_answers(about: str) -> None:
    row = ROWS[about]
    reading = read(row["text"], RUBRICS[row.get("rubric", "exercise3")])
    given = {name: one.source.text for name, one in reading.items.items() if one.status == "text"}
    found, status = sources(reading) | given, statuses(reading)
    assert {name: found.get(name, status[name]) for name in row["items"]} == row["items"]
