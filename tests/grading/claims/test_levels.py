"""How much a remark on a wrong answer may say at each feedback level: never what would turn it into the right one."""

import re

import pytest
import yaml

from grader.documents import parse_yaml
from grader.grading import grade
from grader.grading.visibility.visibility import View, restrict_to_view
from grader.rubric import Rubric
from grader.rubric.load import parse_rubric
from grader.rubric.visibility import Audience, Phase

from .test_claims import TABLE

ROWS = [(item, given) for row in TABLE["rows"] for item, given in row.items()]
SAID = {row["item"]: row["given"] for row in reversed(TABLE["said"]) if row["text"]}


def rubric_at(level: str) -> Rubric:
    content = {**TABLE["rubric"], "visibility": {"student": level}}
    return parse_rubric(parse_yaml(yaml.safe_dump(content, sort_keys=False), "levels.yaml"))


def remarks_on(item: str, given: str, rubric: Rubric, view: View) -> dict[str, str]:
    document = parse_yaml(yaml.safe_dump({"student": "ada", "answers": {item: given}}), "ada.yaml")
    graded = restrict_to_view(grade(document, rubric, pictures=False), rubric, view)
    (found,) = [one for one in graded.items if one.id == item]
    return {remark.id: remark.text for remark in found.remarks}


@pytest.mark.parametrize(
    ("level", "kinds"),
    [
        ("none", set()),
        ("verdict", set()),
        ("why", {"resemblance"}),
        ("everything", {"resemblance", "resemblance-exact"}),
    ],
)
def test_the_factor_itself_is_said_only_where_the_expected_answer_is_shown(level: str, kinds: set[str]) -> None:
    rubric = rubric_at(level)
    assert set(remarks_on("sum", "2*x^3/3 + 2*x", rubric, View(phase=Phase.RELEASED))) == kinds
    during = remarks_on("sum", "2*x^3/3 + 2*x", rubric, View(is_check=True))
    assert "resemblance-exact" not in during  # a check shows no more than 'why'


@pytest.mark.parametrize(("level", "kinds"), [("why", set()), ("everything", {"resemblance-exact"})])
def test_that_it_is_the_reciprocal_is_said_only_where_the_expected_answer_is_shown(level: str, kinds: set[str]) -> None:
    said = remarks_on("quotient", "(y + 2)/(x + 1)", rubric_at(level), View(phase=Phase.RELEASED))
    assert set(said) == kinds


@pytest.mark.parametrize(("item", "given"), ROWS, ids=[f"{item}: {given}" for item, given in ROWS])
def test_no_remark_before_the_release_leads_to_the_expected_answer(item: str, given: str) -> None:
    """At 'why', a remark names a relation and a part, and no number but that of the part."""
    said = remarks_on(item, given, rubric_at("why"), View(is_check=True))
    text = re.sub(r"(component|entry|entries|iterate)s? [\d(), and]*\d\)?", "", said.get("resemblance", ""), flags=re.I)
    assert not any(character.isdigit() for character in text)
    assert "resemblance-exact" not in said
    assert not any(word in text for word in ("multiplied", "added to it", "reciprocal", "radians"))


@pytest.mark.parametrize(("item", "given"), SAID.items())
def test_at_the_level_of_verdicts_nothing_is_said_of_why(item: str, given: str) -> None:
    for level in ("none", "verdict"):
        assert remarks_on(item, given, rubric_at(level), View(phase=Phase.RELEASED)) == {}


def test_a_grader_reads_how_the_answer_would_be_right() -> None:
    said = remarks_on("sum", "2*x^3/3 + 2*x", rubric_at("verdict"), View(audience=Audience.GRADER))
    assert said["resemblance-exact"] == "It would be right if it were multiplied by 1/2."


def test_the_number_of_digits_that_are_asked_for_is_not_said() -> None:
    said = remarks_on("share", "0.14", rubric_at("why"), View(is_check=True))
    assert said == {"resemblance": "It is right as far as it goes, but it has too few digits."}
