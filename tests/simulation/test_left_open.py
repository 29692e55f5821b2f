"""Every answer that a class may draw where right answers leave something open is what it was planted as."""

from functools import cache
from pathlib import Path

import pytest

from grader.documents import parse_yaml
from grader.rubric import Rubric, parse_rubric
from grader.simulation.planted import Kind
from grader.simulation.pool import Pool, make_pools
from grader.simulation.wrong.difference import list_near_misses
from tests.simulation.test_pool import results

PAGE = Path(__file__).parents[2] / "docs" / "up_to.md"
ITEMS = (
    "eigenvector",
    "ascent",
    "normal",
    "eigenvectors",
    "plane",
    "spectrum",
    "cycle",
    "line",
    "argument",
    "characteristic",
    "power",
    "logarithm",
    "oscillator",
    "system",
    "separable",
)


@cache
def load_page() -> Rubric:
    """Return the rubric of the page on what is left open."""
    text = PAGE.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    return parse_rubric(parse_yaml(text, "left-open.yaml"))


@cache
def pools(seed: int) -> dict[str, Pool]:
    return make_pools(load_page(), seed)


def test_the_items_are_those_of_the_page() -> None:
    assert tuple(load_page().by_id) == ITEMS


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("seed", range(3))
def test_every_answer_of_the_pool_is_what_it_was_planted_as(item: str, seed: int) -> None:
    for answers in pools(seed)[item].kinds.values():
        for one in answers.answers:
            found = results(load_page(), [one])[item]
            assert one.outcome in (found.outcome, None), (one.given, one.mistake, found.outcome)
            assert one.credit in (found.credit, None), (one.given, one.mistake, found.credit)


@pytest.mark.parametrize("item", ITEMS)
def test_right_answers_have_several_values(item: str) -> None:
    texts = {one.given for one in pools(0)[item].kinds[Kind.RIGHT].answers}
    assert len(texts) > 2


def test_a_missing_constant_is_among_the_near_misses_with_what_it_earns() -> None:
    misses = {miss.words: miss.credit for miss in list_near_misses(load_page().by_id["logarithm"])}
    assert str(misses["the constant is missing"]) == "3/4"
    assert misses["the constant is a factor"] == 0
