"""Wrong answers to an item, each with its cause: a named mistake, or one wrong sign, number, index or term.

The second kind is called a slip: a near miss that certainly differs from the expected answer and is not the result of
one named mistake. For a text it is a missing key point; for a choice, another alternative.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from grader.documents import Scalar
from grader.equivalence.fingerprint import Fingerprint, alike
from grader.errors import GraderError
from grader.expr import to_text
from grader.expr.nodes import Node
from grader.grading.diagnosis.indistinct import group_indistinct_mistakes
from grader.grading.diagnosis.predictions import Prediction, predictions_of, print_of
from grader.records import Outcome
from grader.rubric import Item
from grader.simulation.forms.forms import form_of, is_formula, site_of
from grader.simulation.forms.given import Given
from grader.simulation.forms.rewriting import rewritten
from grader.simulation.forms.sentences import sample_of, without_point
from grader.simulation.planted import Kind, Planted
from grader.simulation.wrong.difference import is_different, misses_of
from grader.simulation.wrong.worth import outcome_for, worth_of

__all__ = ["Wrong", "misconceptions", "planted_wrong", "slips"]

MOST_TOLD = 3  # mistakes that lead to one answer; where there are more, none is named
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


def misconceptions(item: Item) -> list[Wrong]:
    """Return the result of each named mistake that can be made in an item, and the wrong answers that its author
    declares.

    A mistake by which everything cancels is left out: its answer is 0, and that may come from anything.
    """
    known = predictions_of(item)
    together = {id(one): group for group in group_indistinct_mistakes(item) for one in group}
    telling = [one for one in known.singles if not cancels(known.print_of(one, False))]
    found = [by_mistake(one, together.get(id(one), [one]), item) for one in telling]
    found += [
        Wrong(
            kind=Kind.MISCONCEPTION,
            mistake=wrong.id,
            tree=wrong.answer,
            credit=at_least(worth_of(wrong.answer, item), wrong.credit),
            named=(wrong.id,),
        )
        for wrong in item.misconceptions
        if wrong.answer is not None and is_different(wrong.answer, item)
    ]
    return [wrong for wrong in found if wrong.tree is not None and is_readable(wrong.tree, item)]


def cancels(found: Fingerprint | None) -> bool:
    """Whether all values of an answer are 0, up to rounding."""
    return found is not None and all(abs(value) < NOISE for entry in found for value in entry)


def by_mistake(one: Prediction, group: list[Prediction], item: Item) -> Wrong:
    """Return the result of a mistake; ``group`` holds all mistakes with the same result."""
    names = tuple(dict.fromkeys(other.id for other in group))
    author: dict[tuple[str, ...], Fraction | None] = {
        (wrong.id,): wrong.credit for wrong in item.misconceptions if wrong.answer is None
    }
    return Wrong(
        kind=Kind.MISCONCEPTION,
        mistake=one.id,
        tree=one.answer,
        credit=at_least(worth_of(one.answer, item), author.get(names)),
        named=names if len(names) <= MOST_TOLD else (),
    )


def at_least(credit: Fraction | None, declared: Fraction | None) -> Fraction | None:
    """Return a credit, but no less than the author declares."""
    return credit if credit is None or declared is None else max(credit, declared)


def slips(item: Item, random: Random) -> list[Wrong]:
    """Draw some slips of an item."""
    if item.type == "text":
        return list(missing_points(item)) if sample_of(item) else []
    if item.choices and item.key is not None:
        others = [
            name for name in item.choices if (name,) != item.key.answer.words and name not in item.key.answer.words
        ]
        return [Wrong(kind=Kind.SLIP, mistake="another alternative", words=name, credit=Fraction(0)) for name in others]
    if not is_formula(item):
        return []
    found = misses_of(item)
    random.shuffle(found)
    told = [print_of(one.answer, item, predictions_of(item).comparer, False) for one in predictions_of(item).singles]
    kept: list[Wrong] = []
    for miss in found:
        own = print_of(miss.tree, item, predictions_of(item).comparer, False)
        if own is None and predictions_of(item).print_of_key is not None:
            continue  # it has no value at all, for instance because shapes do not fit
        is_told = own is not None and any(alike(own, other) for other in told)
        if not is_told and is_different(miss.tree, item) and is_readable(miss.tree, item):
            credit = worth_of(miss.tree, item)
            kept.append(Wrong(kind=Kind.SLIP, mistake=miss.words, tree=miss.tree, credit=credit))
        if len(kept) >= MOST_SLIPS:
            break
    return kept


def missing_points(item: Item) -> Iterator[Wrong]:
    """Yield the sample of a text without one of its key points; with a share of the credit if the points decide."""
    count = len(item.task.options.get("key_points", ()))
    for point, text in without_point(item):
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


def planted_wrong(wrong: Wrong, item: Item, random: Random, steps: int = 2) -> Planted:
    """Return a wrong answer in a random form."""
    given: Given = wrong.words
    if wrong.tree is not None:
        tree = rewritten(wrong.tree, site_of(item, random), random.randint(0, steps))
        given = form_of(tree, item, random)
    outcome = outcome_for(wrong.credit)
    if item.type == "text" and wrong.credit is None:
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
