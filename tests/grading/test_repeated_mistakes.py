"""A mistake costs the iterate in which it is first made: slips, wrong rules and several mistakes by one principle."""

from fractions import Fraction

import pytest

from grader.records import Outcome

from .test_follow_through import descent, remarks, result

# What each list of iterates earns, of three. The method is ``x^(k+1) = x^(k) - alpha_k grad f(x^(k))``.
ONE_MISTAKE = [
    ("one slip, then right steps", "[(9, 4), (25/3, 13/3), (33/4, 17/4)]", 2),
    ("three slips in the first step, then right steps", "[(1, 1), (14/3, 2/3), (11/2, 3/2)]", 2),
    ("uphill in each step", "[(3, 9), (-2, 14), (-19/2, 43/2)]", 2),
    ("no step size in any step", "[(12, 0), (0, 12), (24, -12)]", 2),
    ("components written in the other order each time", "[(3, 9), (4, 8), (4, 8)]", 2),
    ("a mixed term forgotten in each gradient", "[(6, 0), (6, 0), (6, 0)]", 0),  # it does not move any more
    ("the first step size in all steps", "[(9, 3), (15/2, 9/2), (33/4, 15/4)]", 2),
    ("uphill once, then right steps", "[(3, 9), (8, 4), (8, 4)]", 2),
    ("uphill twice, then a right step", "[(3, 9), (-2, 14), (11/2, 13/2)]", 2),
    ("uphill, a slip, and uphill from there", "[(3, 9), (-2, 15), (-39/4, 23)]", 1),
    ("uphill in each step, and then a second mistake in each", "[(3, 9), (-9/2, 33/2), (-93/4, 141/4)]", 1),
    ("three slips in three steps", "[(9, 4), (7, 5), (7, 3)]", 0),
    ("a step that leaves out work, made again", "[(9, 3), (8, 4), (15/2, 9/2)]", 2),  # only the third is wrong
    ("the gradient at the start in each step", "[(9, 3), (11, 1), (25/2, -1/2)]", 1),
    ("a component that stays, each time", "[(6, 3), (6, 3), (6, 3)]", 0),
]


@pytest.mark.parametrize(("points", "earned"), [row[1:] for row in ONE_MISTAKE], ids=[row[0] for row in ONE_MISTAKE])
def test_a_mistake_costs_the_iterate_in_which_it_is_first_made(points: str, earned: int) -> None:
    assert result(descent(), {"points": points}, "points").score == earned


def test_a_mistake_that_is_made_again_is_named_once_and_costs_once() -> None:
    item = result(descent(), {"points": "[(3, 9), (-2, 14), (-19/2, 43/2)]"}, "points")
    assert (item.outcome, item.credit) == (Outcome.PARTIAL, Fraction(2, 3))
    assert [part.outcome for part in item.components] == [Outcome.INCORRECT, Outcome.CORRECT, Outcome.CORRECT]
    assert remarks(item) == [
        (
            "misconception",
            "Your x⁽¹⁾ is what one gets either by adding the step instead of subtracting it or by exchanging the "
            "components of the gradient.",
        ),
        (
            "follow-through",
            "Your x^(1) is not right, but x^(2) and x^(3) only repeat an earlier mistake, which costs once.",
        ),
    ]


def test_where_nothing_follows_the_first_break_is_named() -> None:
    item = result(descent(), {"points": "[(9, 4), (7, 5), (7, 3)]"}, "points")
    assert (item.outcome, item.credit) == (Outcome.INCORRECT, 0)
    assert remarks(item) == [("first-slip", "The working first breaks at x^(1).")]
