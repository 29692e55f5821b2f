"""Wrong answers to an item, each with its cause: what a named mistake leads to, and slips of one sign or number.

A slip is a near miss that certainly differs from the expected answer and that no single named mistake leads to. Of a
text a key point is left out; of a choice another alternative is taken.
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
from grader.grading.diagnosis.indistinct import groups
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
MOST_SLIPS = 16
NOISE = 1e-12


@dataclass(frozen=True, kw_only=True, eq=False)
class Wrong:
    """A wrong answer as a formula, or as words where it is none."""

    kind: Kind
    mistake: str
    tree: Node | None = None
    words: str = ""
    credit: Fraction | None
    named: tuple[str, ...] = ()


def misconceptions(item: Item) -> list[Wrong]:
    """Return what each named mistake leads to that can be made in an item, and what its author declares as wrong.

    A mistake by which everything cancels is left out: its answer is 0 by another way, and may come from anything.
    """
    known = predictions_of(item)
    together = {id(one): group for group in groups(item) for one in group}
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
    """Tell whether the values of an answer are all nothing but what rounding leaves of 0."""
    return found is not None and all(abs(value) < NOISE for entry in found for value in entry)


def by_mistake(one: Prediction, group: list[Prediction], item: Item) -> Wrong:
    """Return what a mistake leads to; ``group`` holds all the mistakes that lead to the same."""
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
    """Return a credit, and no less than what the author declares."""
    return credit if credit is None or declared is None else max(credit, declared)


def slips(item: Item, random: Random) -> list[Wrong]:
    """Return some slips of an item, by chance."""
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
            continue  # it has no value at all, as where shapes do not fit
        is_told = own is not None and any(alike(own, other) for other in told)
        if not is_told and is_different(miss.tree, item) and is_readable(miss.tree, item):
            credit = worth_of(miss.tree, item)
            kept.append(Wrong(kind=Kind.SLIP, mistake=miss.words, tree=miss.tree, credit=credit))
        if len(kept) >= MOST_SLIPS:
            break
    return kept


def missing_points(item: Item) -> Iterator[Wrong]:
    """Yield the sample of a text without one of its key points; a share of the credit where the points decide."""
    count = len(item.task.options.get("key_points", ()))
    for point, text in without_point(item):
        decides = item.task.options.get("decides") == "yes"
        credit = Fraction(count - 1, count) if decides else None
        yield Wrong(kind=Kind.SLIP, mistake=f"without the key point '{point}'", words=text, credit=credit)


def is_readable(tree: Node, item: Item) -> bool:
    """Tell whether a formula can be handed in as an answer at all."""
    try:
        item.answer_type.read(Scalar.typed(to_text(tree), item.id), item.task)
    except GraderError:
        return False
    return True


def planted_wrong(wrong: Wrong, item: Item, random: Random, steps: int = 2) -> Planted:
    """Return a wrong answer written in some form."""
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
