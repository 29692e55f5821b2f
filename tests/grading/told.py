"""What the tests of diagnosis share: a rubric with one item, an answer to it, and the mistakes reported for it."""

from functools import cache
from pathlib import Path

from grader.documents import parse_yaml
from grader.expr import to_text
from grader.grading import grade
from grader.grading.diagnosis import diagnosis
from grader.grading.diagnosis.indistinct import is_same_answer
from grader.grading.diagnosis.predictions import predictions_of
from grader.grading.result import ItemResult
from grader.records import Remark
from grader.rubric import Rubric, load_rubric
from grader.rubric.load import parse_rubric

ROOT = Path(__file__).parents[2]


@cache
def rubric_called(name: str) -> Rubric:
    return load_rubric(ROOT / "rubrics" / f"{name}.yaml")


def rubric_of(item: str, notation: str = "symbols: {x: real}") -> Rubric:
    text = (
        f"rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n    notation: {{{notation}}}\n    items:\n"
        f"      - {{id: i, prompt: P, points: 1, {item}}}\n"
    )
    return parse_rubric(parse_yaml(text, "r.yaml"))


def answered(rubric: Rubric, answer: str) -> ItemResult:
    text = f"student: ada\nexercise: {rubric.id}\nanswers:\n  i: {answer!r}\n"
    (item,) = grade(parse_yaml(text, "ada.yaml"), rubric).items
    return item


def misconception(item: ItemResult) -> Remark | None:
    return next((remark for remark in item.remarks if remark.id == "misconception"), None)


def named_in(remark: Remark | None) -> list[str]:
    if remark is None:
        return []
    reported = dict(remark.parameters)
    return [reported["mistake"], *filter(None, reported.get("alternatives", "").split(", "))]


def assert_every_mistake_is_reported(rubric: Rubric) -> None:
    """Apply every mistake to the problem; each is named, or only together with those that predict the same."""
    (item,) = rubric.items
    known = predictions_of(item)
    assert known.singles
    for prediction in known.singles:
        named = named_in(misconception(answered(rubric, to_text(prediction.answer))))
        twins = {other.id for other in known.singles if is_same_answer(prediction, other, known)}
        if len(twins) <= diagnosis.MAX_ALTERNATIVES:
            assert prediction.id in named, (prediction.id, to_text(prediction.answer), named)
            assert set(named) <= twins
        else:
            assert named == []
