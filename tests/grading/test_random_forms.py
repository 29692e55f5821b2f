"""Right answers in random equivalent forms get no mistake; wrong answers get their own, in whatever form they come.

The forms are made by the rewriting of ``grader.simulation``, whose rules are proved sound by its own tests.
"""

from random import Random

import pytest

from grader.expr import to_text
from grader.expr.nodes import Node
from grader.grading import grade_item
from grader.grading.diagnosis import diagnosis
from grader.grading.diagnosis.indistinct import is_same_answer
from grader.grading.diagnosis.predictions import predictions_of
from grader.grading.proof import make_submission
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.rubric import Item, Rubric
from grader.simulation.forms.forms import is_formula, make_site
from grader.simulation.forms.rewriting import rewrite_randomly

from .told import misconception, named_in, rubric_called

MOST_STEPS = 6
RUBRICS = ("exercise3", "logistic_newton")
ITEMS = [(name, item.id) for name in RUBRICS for item in rubric_called(name).items if is_formula(item)]
DRAWN, MOST_FORMS = 120, 40


def in_form(tree: Node, item: Item, random: Random) -> str:
    return to_text(rewrite_randomly(tree, make_site(item, random), random.randint(1, MOST_STEPS)))


def right_forms(item: Item) -> list[str]:
    """Return different forms of the right answer; a short one has few."""
    assert item.key is not None
    assert item.key.answer.tree is not None
    random = Random(f"right {item.id}")
    forms = [in_form(item.key.answer.tree, item, random) for _ in range(DRAWN)]
    return list(dict.fromkeys(forms))[:MOST_FORMS]


def answered(rubric: Rubric, item: Item, text: str) -> ItemResult:
    return grade_item(item, make_submission(rubric, {item.id: text}))


@pytest.mark.parametrize(("name", "which"), ITEMS)
def test_a_right_answer_in_a_random_form_is_right_and_has_no_mistake(name: str, which: str) -> None:
    rubric = rubric_called(name)
    item = rubric.by_id[which]
    for text in right_forms(item):
        result = answered(rubric, item, text)
        reported = {remark.id for remark in result.remarks}
        assert (result.outcome, reported & {"misconception", "step"}) == (Outcome.CORRECT, set()), text


def test_there_are_five_hundred_forms_no_two_of_them_the_same() -> None:
    assert sum(len(right_forms(rubric_called(name).by_id[which])) for name, which in ITEMS) >= 500


@pytest.mark.parametrize(("name", "which"), ITEMS)
def test_a_mistake_in_a_random_form_is_reported_as_what_it_is(name: str, which: str) -> None:
    rubric = rubric_called(name)
    item = rubric.by_id[which]
    known, random = predictions_of(item), Random(f"wrong {which}")
    for prediction in random.sample(known.singles, min(4, len(known.singles))):
        twins = {other.id for other in known.singles if is_same_answer(prediction, other, known)}
        if len(twins) > diagnosis.MAX_ALTERNATIVES:
            continue
        text = in_form(prediction.answer, item, random)
        result = answered(rubric, item, text)
        named = named_in(misconception(result))
        assert prediction.id in named, (prediction.id, text, named)
        assert set(named) <= twins
