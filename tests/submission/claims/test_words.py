"""What answers an item because of a question that is copied, of the words in front of it, or of the student's names."""

import pytest
import yaml

from grader.rubric import load_rubric
from tests.submission.claims.samples import ROOT, read, sources, statuses

FILES = [ROOT / "tests" / "cases" / "claims" / name for name in ("words.yaml", "names.yaml")]
ROWS = {row["about"]: row for file in FILES for row in yaml.safe_load(file.read_text(encoding="utf-8"))}
RUBRICS = {name: load_rubric(ROOT / "rubrics" / f"{name}.yaml") for name in ("exercise3", "logistic_newton")}


@pytest.mark.parametrize("about", ROWS)
def test_words_and_names_say_what_a_formula_answers(about: str) -> None:
    row = ROWS[about]
    reading = read(row["text"], RUBRICS[row.get("rubric", "exercise3")])
    status = statuses(reading)
    given = {name: one.source.text for name, one in reading.items.items() if one.status == "text"}
    found = {name: text for name, text in sources(reading).items() if status[name] == "proposed"} | given
    assert {name: found.get(name, status[name]) for name in row["items"]} == row["items"]
