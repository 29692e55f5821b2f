"""The form of an answer that has the right value: what an item asks for beside the value, and what that costs.

It is looked at last, when it is known what the value earns. So what follows from an answer follows from its value, and
no mistake is looked for in an answer that is only written in another way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from grader.answers.judging import outcome_of
from grader.equivalence.form.violations import find_violations
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.grading.marked import Marked, set_verdict
from grader.grading.result import ItemResult
from grader.records import Remark, Verdict
from grader.rubric import Item

__all__ = ["hold_to_form", "is_right_but_for_form", "remark_on_form"]

ALL: Final = Fraction(1)
NOTHING: Final = Fraction(0)
ROUNDED: Final = "The value is rounded, and an exact one is asked for."
WITH_RIGHT_VALUE: Final = "{what} The value is right; the form is asked for as well: {help}"
WITH_OTHER_VALUE: Final = "{what} The form is asked for as well: {help}"


def hold_to_form(one: Marked) -> Marked:
    """Take away the share of the credit that the form earns, if an answer with credit is not in the form asked for."""
    result, item = one.result, one.item
    if is_lost_whatever_a_person_says(one):
        rounded = Remark(id="rounded", text=ROUNDED)
        without = Verdict(outcome=outcome_of(NOTHING), credit=NOTHING, remarks=(*list_remarks(one), rounded))
        return replace(one, result=set_verdict(result, item, replace(without, components=result.components)))
    if not result.credit:
        return one
    said_of_form = tuple(list_remarks(one))
    if not said_of_form:
        return one
    credit = result.credit * (ALL - item.form_share)
    said = item.feedback.get(result.outcome.value)
    kept = (remark for remark in result.remarks if (remark.id, remark.text) != ("author", said))
    verdict = Verdict(
        outcome=outcome_of(credit),
        credit=credit,
        remarks=(*said_of_form, *kept),
        components=result.components,
        decision=result.decision,
    )
    return replace(one, result=set_verdict(result, item, verdict))


def is_lost_whatever_a_person_says(one: Marked) -> bool:
    """Whether a person would only decide if a rounded value is enough, in a form that earns nothing in any case."""
    is_rounded = one.result.credit is None and any(remark.id == "rounded" for remark in one.result.remarks)
    return is_rounded and one.item.form_share == ALL and "no decimals" in one.item.form and any(list_remarks(one))


def list_remarks(one: Marked) -> Iterator[Remark]:
    """Yield what is said of the form of an answer, one remark for each demand that it does not meet."""
    if not one.item.form or one.answer is None or one.answer.tree is None or one.task is None:
        return
    says = WITH_RIGHT_VALUE if one.result.credit == ALL else WITH_OTHER_VALUE
    yield from remark_on_form(one.answer.tree, one.item.form, one.task.notation, says)


def remark_on_form(
    tree: Node, form: Sequence[str], notation: Notation, says: str = WITH_OTHER_VALUE
) -> Iterator[Remark]:
    """Yield what is in the way of a form, whatever the value is."""
    for fault in find_violations(tree, form, notation):
        yield Remark(id="form", text=says.format(what=fault.what, help=fault.help))


def is_right_but_for_form(result: ItemResult, item: Item) -> bool:
    """Whether an answer lost the share of its form, and nothing else."""
    return result.credit == ALL - item.form_share and any(remark.id == "form" for remark in result.remarks)
