"""The answers of a class to one rubric: drawn once, so that answers repeat as they do when students learn together.

An item has a few answers of each kind, the first ones by far the most common.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from random import Random

from grader.records import Outcome
from grader.rubric import Item, Rubric
from grader.simulation.forms.forms import draw_right_form
from grader.simulation.forms.sentences import sample_of
from grader.simulation.planted import Kind, Planted
from grader.simulation.wrong.broken import list_unreadable_answers
from grader.simulation.wrong.following import make_chain
from grader.simulation.wrong.wrong_answers import Wrong, draw_slips, list_misconceptions, plant_wrong_answer

__all__ = ["Answers", "Bundle", "Pool", "make_pools"]

# Answers for each item: forms of the right one, forms of each wrong one, and wrong ones that are carried on. They are
# few so that answers repeat.
RIGHT_FORMS = 14
WRONG_FORMS = 2
MOST_CHAINS = 8
SENTENCE = "In my own words: this follows from what was said in the lecture."


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers of one kind, from the most common to the rarest."""

    answers: Sequence[Planted]
    weights: Sequence[float] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", tuple(accumulate(1 / place for place in range(1, len(self.answers) + 1))))

    def draw(self, random: Random) -> Planted:
        return random.choices(self.answers, cum_weights=self.weights)[0]


@dataclass(frozen=True, kw_only=True, eq=False)
class Bundle:
    """A wrong answer with the answers to other items that follow from it."""

    wrong: Planted
    followers: tuple[Planted, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """All answers to one item, by kind; ``built_on`` are the items that it uses, directly or not."""

    item: Item
    kinds: dict[Kind, Answers]
    bundles: dict[Kind, Sequence[Bundle]]
    built_on: frozenset[str]


def make_pools(rubric: Rubric, seed: int) -> dict[str, Pool]:
    """Return the answers of a class to a rubric, in the order in which its items are solved."""
    items = {item.id: item for item in rubric.items}
    return {item.id: make_pool(item, items, Random(f"{seed}:pool:{item.id}")) for item in rubric.in_order_of_solving}


def make_pool(item: Item, items: dict[str, Item], random: Random) -> Pool:
    wrong = {Kind.MISCONCEPTION: list_misconceptions(item), Kind.SLIP: draw_slips(item, random)}
    for found in wrong.values():
        random.shuffle(found)
    kinds = {
        Kind.RIGHT: [draw_right_answer(item, random) for _ in range(RIGHT_FORMS)],
        Kind.BLANK: [make_blank(item, given) for given in (None, None, "", " ")],
        Kind.UNREADABLE: [
            Planted(item=item.id, kind=Kind.UNREADABLE, given=text, outcome=Outcome.UNREADABLE, credit=None)
            for text in list_unreadable_answers(item, random)
        ],
        **{kind: write_wrong_answers(found, item, random) for kind, found in wrong.items()},
    }
    return Pool(
        item=item,
        kinds={kind: Answers(answers) for kind, answers in kinds.items() if answers},
        bundles={kind: make_bundles(item, found, items, random) for kind, found in wrong.items()},
        built_on=find_all_sources(item, items),
    )


def draw_right_answer(item: Item, random: Random) -> Planted:
    """Return a right answer in some form, as far as the rubric says what is right.

    For a text that a person judges, the outcome is known but not the credit. For a text without a sample, and for a
    derivation of which only the result is known, not even the outcome is known.
    """
    by_person = item.type == "text" and item.task.options.get("decides") != "yes"
    is_known = not by_person and has_full_answer(item)
    return Planted(
        item=item.id,
        kind=Kind.RIGHT,
        given=draw_right_form(item, random) or SENTENCE,
        outcome=Outcome.UNDECIDED if by_person else Outcome.CORRECT if is_known else None,
        credit=Fraction(1) if is_known else None,
    )


def has_full_answer(item: Item) -> bool:
    """Whether the rubric holds an answer that earns full credit."""
    if item.type == "text":
        return bool(sample_of(item))
    if item.type == "derivation" and item.key is not None:
        return bool(sample_of(item)) or any(len(chain.operands) > 1 for chain in item.key.answer.steps)
    return True


def make_blank(item: Item, given: str | None) -> Planted:
    """Return an empty answer."""
    return Planted(item=item.id, kind=Kind.BLANK, given=given, outcome=Outcome.BLANK, credit=Fraction(0))


def write_wrong_answers(found: Sequence[Wrong], item: Item, random: Random) -> list[Planted]:
    """Return each wrong answer in a first form, and then each in a second form."""
    return [plant_wrong_answer(wrong, item, random, steps=2 * form) for form in range(WRONG_FORMS) for wrong in found]


def make_bundles(item: Item, found: Sequence[Wrong], items: dict[str, Item], random: Random) -> list[Bundle]:
    """Return wrong answers of an item with what follows from them.

    The wrong answer may be typed in any style but is not rewritten: later answers may depend on its names.
    """
    chains = (make_chain(item, wrong, items) for wrong in found)
    kept = [chain for chain in chains if chain is not None][:MOST_CHAINS]
    return [
        Bundle(
            wrong=plant_wrong_answer(chain.wrong, item, random, steps=0),
            followers=tuple(plant_wrong_answer(one, items[name], random, 1) for name, one in chain.followers.items()),
        )
        for chain in kept
    ]


def find_all_sources(item: Item, items: dict[str, Item]) -> frozenset[str]:
    """Return the items that an item uses, directly or through others."""
    direct = {reference.item for reference in item.references}
    return frozenset(direct).union(*(find_all_sources(items[name], items) for name in direct if name in items))
