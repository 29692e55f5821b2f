"""What an author reads about a tolerance or a number of digits that cannot have the effect it seems to have."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.documents import parse_yaml
from grader.errors import DocumentError
from grader.grading import check_rubric, grade
from grader.grading.proof import Finding
from grader.rubric import Rubric
from grader.rubric.load import parse_rubric

TABLE = yaml.safe_load((Path(__file__).parents[1] / "cases" / "accuracy.yaml").read_text(encoding="utf-8"))
ALIASES = ["P(B|A)", "P(A and B)", "x+y", "2x", "p'", "|p|", "p^2", "f(x)", "$p$", "p-value", "1/p", "x^*"]


def rubric_of(item: dict[str, Any], notation: dict[str, Any] = TABLE["notation"]) -> Rubric:
    part = {"id": "p", "title": "P", "notation": notation, "items": [{"id": "i", "points": 1, "prompt": "P", **item}]}
    text = yaml.safe_dump({"rubric": "r", "title": "R", "parts": [part]}, sort_keys=False)
    return parse_rubric(parse_yaml(text, "r.yaml"))


def findings_of(rubric: Rubric) -> list[Finding]:
    return [finding for finding in check_rubric(rubric).findings if finding.check == "accuracy"]


@pytest.mark.parametrize(
    "row", TABLE["cases"], ids=lambda row: str({k: v for k, v in row["item"].items() if k != "type"})
)
def test_author_reads_what_is_wrong_with_an_accuracy(row: dict[str, Any]) -> None:
    if "load" in row:
        with pytest.raises(DocumentError) as caught:
            rubric_of(row["item"])
        assert [row["load"] in one.what for one in caught.value.diagnostics] == [True]
        assert all(one.help for one in caught.value.diagnostics)
        return
    found = findings_of(rubric_of(row["item"]))
    wanted = [(kind, row[kind]) for kind in ("fault", "doubt") if kind in row]
    assert [("doubt" if one.is_doubtful else "fault") for one in found] == [kind for kind, _ in wanted]
    assert [text in one.text for one, (_, text) in zip(found, wanted, strict=True)] == [True] * len(wanted)
    assert all(one.is_ok == one.is_doubtful for one in found)


@pytest.mark.parametrize(
    ("given", "outcome"), [("0", "correct"), ("1 - 1", "correct"), ("0.001", "undecided"), ("5", "undecided")]
)
def test_student_never_reads_of_the_mistake_of_a_relative_tolerance_of_zero(given: str, outcome: str) -> None:
    rubric = rubric_of({"type": "number", "expected": "0", "rtol": "1/10"})
    text = yaml.safe_dump({"student": "ada", "exercise": "r", "answers": {"i": given}})
    (item,) = grade(parse_yaml(text, "ada.yaml"), rubric, pictures=False).items
    assert item.outcome == outcome
    assert not any("mistake" in remark.text or "tolerance" in remark.text for remark in item.remarks)


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("place", ["symbol", "section"])
def test_alias_that_is_no_name_is_refused(alias: str, place: str) -> None:
    notation: dict[str, Any] = {"symbols": {"x": "real", "q": {"domain": "real", "aliases": [alias]}}}
    if place == "section":
        notation = {"symbols": {"x": "real", "q": "real"}, "aliases": {alias: "q"}}
    with pytest.raises(DocumentError) as caught:
        rubric_of({"type": "expression", "expected": "2*q"}, notation)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.what == f"'{alias}' can be no other spelling of 'q'."


@pytest.mark.parametrize("alias", ["p", "P_B", "p_1", "p_{1,2}", r"\hat{p}", "α", "p hat", "prob"])
def test_alias_that_is_a_name_is_used(alias: str) -> None:
    rubric = rubric_of(
        {"type": "expression", "expected": "2*q"}, {"symbols": {"q": {"domain": "real", "aliases": [alias]}}}
    )
    text = yaml.safe_dump({"student": "ada", "exercise": "r", "answers": {"i": f"2 {alias}"}})
    (item,) = grade(parse_yaml(text, "ada.yaml"), rubric, pictures=False).items
    assert item.outcome == "correct"
