"""Wrong answers to an item, each with its cause: a named mistake, or one wrong sign, number, index or term.

The second kind is called a slip: a near miss that certainly differs from the expected answer and is not the result of
one named mistake. For a text it is a missing key point; for a choice, another alternative.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from grader.answers.protocol import WritesAnswers
from grader.documents import Scalar
from grader.equivalence.fingerprint import Fingerprint, are_alike
from grader.errors import GraderError
from grader.expr import to_text
from grader.expr.nodes import Node
from grader.grading.diagnosis.indistinct import group_indistinct_mistakes
from grader.grading.diagnosis.predictions import Prediction, fingerprint_of, predictions_of
from grader.records import Outcome
from grader.rubric import Item
from grader.simulation.forms.forms import draw_form, is_formula, make_site
from grader.simulation.forms.given import Given
from grader.simulation.forms.rewriting import rewrite_randomly
from grader.simulation.forms.sentences import drop_each_point, sample_of
from grader.simulation.planted import Kind, Planted
from grader.simulation.wrong.difference import is_different, list_near_misses
from grader.simulation.wrong.worth import is_method, outcome_of_credit, worth_of, worth_of_repeated

__all__ = ["MOST_NAMED", "Wrong", "list_misconceptions", "plant_wrong_answer", "draw_slips"]

MOST_NAMED = 3  # mistakes that lead to one answer; where there are more, none is named
MOST_SLIPS = 16  # for each item, so that answers repeat
NOISE = 1e-12  # what rounding leaves of 0 in values of ordinary size


@dataclass(frozen=True, kw_only=True, eq=False)
class Wrong:
    """A wrong answer as a formula, or as words if it is not one."""

    kind: Kind
    mistake: str
    tree: Node | None = None
    words: str = ""
    credit: Fraction | None
    named: tuple[str, ...] = ()


def list_misconceptions(item: Item) -> list[Wrong]:
    """Return the result of each named mistake that can be made in an item, and the wrong answers that its author
    declares.

    A mistake by which everything cancels is left out: its answer is 0, and that may come from anything.
    """
    known = predictions_of(item)
    together = {id(one): group for group in group_indistinct_mistakes(item) for one in group}
    telling = [one for one in known.singles if not cancels(known.fingerprint_of(one, False))]
    found = [make_wrong_answer(one, together.get(id(one), [one]), item) for one in telling]
    found += [
        Wrong(
            kind=Kind.MISCONCEPTION,
            mistake=wrong.id,
            tree=wrong.answer,
            credit=raise_credit(worth_of(wrong.answer, item), wrong.credit),
            named=(wrong.id,),
        )
        for wrong in item.misconceptions
        if wrong.answer is not None and is_different(wrong.answer, item)
    ]
    return [wrong for wrong in found if wrong.tree is not None and is_readable(wrong.tree, item)]


def cancels(found: Fingerprint | None) -> bool:
    """Whether all values of an answer are 0, up to rounding."""
    return found is not None and all(abs(value) < NOISE for entry in found for value in entry)


def make_wrong_answer(one: Prediction, group: list[Prediction], item: Item) -> Wrong:
    """Return the result of a mistake; ``group`` holds all mistakes with the same result."""
    names = tuple(dict.fromkeys(other.id for other in group))
    author: dict[tuple[str, ...], Fraction | None] = {
        (wrong.id,): wrong.credit for wrong in item.misconceptions if wrong.answer is None
    }
    credit = worth_of(one.answer, item)
    if credit is None and is_method(item):
        credit = worth_of_repeated(one.answer, item, *one.mistakes[0])
    return Wrong(
        kind=Kind.MISCONCEPTION,
        mistake=one.id,
        tree=one.answer,
        credit=raise_credit(credit, author.get(names)),
        named=names if len(names) <= MOST_NAMED else (),
    )


def raise_credit(credit: Fraction | None, declared: Fraction | None) -> Fraction | None:
    """Return a credit, but no less than the author declares."""
    return credit if credit is None or declared is None else max(credit, declared)


def draw_slips(item: Item, random: Random) -> list[Wrong]:
    """Draw some slips of an item."""
    if item.type == "text":
        return list(leave_out_points(item)) if sample_of(item) else []
    if item.choices and item.key is not None:
        others = [
            name for name in item.choices if (name,) != item.key.answer.words and name not in item.key.answer.words
        ]
        return [Wrong(kind=Kind.SLIP, mistake="another alternative", words=name, credit=Fraction(0)) for name in others]
    if item.key is not None and isinstance(item.answer_type, WritesAnswers):
        misses = item.answer_type.list_near_misses(item.key.answer, item.task)
        return [Wrong(kind=Kind.SLIP, mistake=one.words, words=one.text, credit=one.credit) for one in misses]
    if not is_formula(item):
        return []
    found = list_near_misses(item)
    random.shuffle(found)
    predicted = [
        fingerprint_of(one.answer, item, predictions_of(item).comparer, False) for one in predictions_of(item).singles
    ]
    kept: list[Wrong] = []
    for miss in found:
        own = fingerprint_of(miss.tree, item, predictions_of(item).comparer, False)
        if own is None and predictions_of(item).key_fingerprint is not None:
            continue  # it has no value at all, for instance because shapes do not fit
        is_predicted = own is not None and any(are_alike(own, other) for other in predicted)
        if not is_predicted and is_different(miss.tree, item) and is_readable(miss.tree, item):
            credit = worth_of(miss.tree, item) if miss.credit is None else miss.credit
            kept.append(Wrong(kind=Kind.SLIP, mistake=miss.words, tree=miss.tree, credit=credit))
        if len(kept) >= MOST_SLIPS:
            break
    return kept


def leave_out_points(item: Item) -> Iterator[Wrong]:
    """Yield the sample of a text without one of its key points; with a share of the credit if the points decide."""
    count = len(item.task.options.get("key_points", ()))
    for point, text in drop_each_point(item):
        decides = item.task.options.get("decides") == "yes"
        credit = Fraction(count - 1, count) if decides else None
        yield Wrong(kind=Kind.SLIP, mistake=f"without the key point '{point}'", words=text, credit=credit)


def is_readable(tree: Node, item: Item) -> bool:
    """Whether a formula can be handed in as an answer at all."""
    try:
        item.answer_type.read(Scalar.typed(to_text(tree), item.id), item.task)
    except GraderError:
        return False
    return True


def plant_wrong_answer(wrong: Wrong, item: Item, random: Random, steps: int = 2) -> Planted:
    """Return a wrong answer in a random form."""
    given: Given = wrong.words
    if wrong.tree is not None:
        tree = rewrite_randomly(wrong.tree, make_site(item, random), random.randint(0, steps))
        given = draw_form(tree, item, random)
    outcome = outcome_of_credit(wrong.credit)
    if wrong.tree is None and wrong.credit is None:
        outcome = Outcome.UNDECIDED
    return Planted(
        item=item.id,
        kind=wrong.kind,
        given=given,
        outcome=outcome,
        credit=wrong.credit,
        mistake=wrong.mistake,
        named=wrong.named,
    )
