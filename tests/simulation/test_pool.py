"""Every answer that a class may draw, graded alone or with what follows from it, is what it was planted as."""

from functools import cache
from pathlib import Path

import pytest

from grader.documents import parse_yaml
from grader.grading import ItemResult, grade
from grader.records import Outcome
from grader.rubric import Rubric, load_rubric
from grader.simulation.defining import make_defined_answers
from grader.simulation.planted import Kind, Planted
from grader.simulation.pool import Pool, make_pools
from tests.simulation.test_classroom import named_in

ROOT = Path(__file__).parents[2]
NAMED = {Kind.RIGHT, Kind.MISCONCEPTION, Kind.FOLLOW_THROUGH, Kind.BLANK, Kind.UNREADABLE}


@cache
def rubric_called(name: str) -> Rubric:
    return load_rubric(ROOT / "rubrics" / f"{name}.yaml")


@cache
def pools(name: str, seed: int) -> dict[str, Pool]:
    return make_pools(rubric_called(name), seed)


def results(rubric: Rubric, planted: list[Planted]) -> dict[str, ItemResult]:
    text = f"student: ada\nexercise: {rubric.id}\nanswers:\n{''.join(one.yaml for one in planted)}"
    return {item.id: item for item in grade(parse_yaml(text, "ada.yaml"), rubric).items}


def check(rubric: Rubric, planted: list[Planted]) -> None:
    found = results(rubric, planted)
    for one in planted:
        item = found[one.item]
        assert one.outcome in (item.outcome, None), (one.given, one.mistake, item.outcome)
        assert one.outcome is None or one.credit is None or one.credit == item.credit, (one.given, one.mistake)
        assert one.kind not in NAMED or named_in(item) == set(one.named), (one.given, one.mistake)


CASES = [(name, item) for name in ("exercise3", "logistic_newton") for item in pools(name, 0)]


@pytest.mark.parametrize(("name", "item"), CASES, ids=[f"{name}-{item}" for name, item in CASES])
def test_every_answer_of_the_pool_is_what_it_was_planted_as(name: str, item: str) -> None:
    for answers in pools(name, 0)[item].kinds.values():
        for one in answers.answers:
            check(rubric_called(name), [one])


@pytest.mark.parametrize(
    "item", [item for item in pools("exercise3", 0) if any(pools("exercise3", 0)[item].bundles.values())]
)
def test_what_follows_from_a_wrong_answer_earns_what_the_truth_says(item: str) -> None:
    bundles = [bundle for kind in pools("exercise3", 0)[item].bundles.values() for bundle in kind]
    assert bundles
    for bundle in bundles:
        check(rubric_called("exercise3"), [bundle.wrong, *bundle.followers])


@pytest.mark.parametrize("name", ["exercise3", "logistic_newton"])
def test_answers_with_a_definition_of_ones_own_are_right(name: str) -> None:
    rubric = rubric_called(name)
    planted = make_defined_answers(rubric, 0)
    assert planted
    for one in planted:
        (letter, formula), head = one.definition, f"student: ada\nexercise: {rubric.id}\n"
        text = f"{head}definitions:\n  {letter}: {formula}\nanswers:\n{one.yaml}"
        found = {item.id: item for item in grade(parse_yaml(text, "ada.yaml"), rubric).items}
        assert found[one.item].outcome is Outcome.CORRECT, text
        assert letter in str(one.given)


def test_the_first_answer_is_the_most_common() -> None:
    answers = pools("exercise3", 0)["dL_dz"].kinds[Kind.RIGHT]
    assert [round(weight, 2) for weight in answers.weights[:3]] == [1.0, 1.5, 1.83]


def written(found: dict[str, Pool]) -> list[str]:
    kinds = [answers for pool in found.values() for answers in pool.kinds.values()]
    return [one.yaml + one.truth for answers in kinds for one in answers.answers]


def test_the_pool_is_the_same_by_the_same_seed() -> None:
    rubric = rubric_called("logistic_newton")
    first, again, other = (
        [
            one.yaml + one.truth
            for pool in make_pools(rubric, seed).values()
            for answers in pool.kinds.values()
            for one in answers.answers
        ]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
