"""Judging a measured value: the value and its uncertainty each by itself, and how both are rounded.

A typed uncertainty such as ± 0.2 is a rounded one, so an answer is right that rounds to it. Without a tolerance of the
item, the value is compared to the same place. How an answer is rounded costs nothing, and is said.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from grader.answers.judging import outcome_of
from grader.answers.measured.reading import PERCENT, Measurement
from grader.answers.protocol import Task
from grader.answers.units.judging import judge_quantity
from grader.answers.units.values import Quantity
from grader.equivalence import Policy
from grader.equivalence.form.written_numbers import Written, read_written_number
from grader.records import ComponentResult, Remark, Verdict

__all__ = ["judge_measurement"]

SHARE: Final = Fraction(1, 2)
MOST_FIGURES: Final = 2  # of an uncertainty, as laboratories round it
HALF: Final = Fraction(1, 2)
MISSING: Final = Remark(
    id="missing-uncertainty", text="The uncertainty is missing: write it after the value, with a sign ±."
)
WRONG: Final = Remark(id="uncertainty-wrong", text="The value is right, and its uncertainty is not.")
VALUE: Final = Remark(id="uncertainty-right", text="The uncertainty is right, and the value is not.")
FIGURES: Final = Remark(
    id="uncertainty-figures", text="An uncertainty is rounded to one or two figures, and this one has more."
)
PLACE: Final = Remark(
    id="uncertainty-place", text="Value and uncertainty are rounded to the same place, and these are not."
)


def judge_measurement(own: Measurement, key: Measurement, task: Task) -> Verdict:
    """Judge the value and the uncertainty; each earns its share."""
    own = take_percent(own, key)
    value = judge_quantity(own.value, key.value, compare_to_place(task, key))
    spread = judge_spread(own, key, task)
    share = Fraction(task.options.get("uncertainty_share", SHARE))
    parts = (("value", value.credit, 1 - share), ("uncertainty", spread.credit, share))
    credit = add_parts(credit and credit * weight for _, credit, weight in parts)
    return Verdict(
        outcome=outcome_of(credit),
        credit=credit,
        remarks=(*remark_on_parts(own, value, spread), *value.remarks, *remark_on_rounding(own)),
        components=tuple(
            ComponentResult(label=label, outcome=outcome_of(credit), credit=credit, weight=weight)
            for label, credit, weight in parts
        ),
        decision=value.decision if value.credit != 1 or spread.decision is None else spread.decision,
    )


def add_parts(credits: Iterator[Fraction | None]) -> Fraction | None:
    """Add what the parts earn; None where a person has to judge one of them."""
    total = Fraction(0)
    for credit in credits:
        if credit is None:
            return None
        total += credit
    return total


def take_percent(own: Measurement, key: Measurement) -> Measurement:
    """Return ``12 ± 2 %`` as ``(12 ± 2) %`` where the key is in percent."""
    is_shared = own.is_relative and not own.value.has_unit and key.value.unit.text == PERCENT
    if not is_shared or own.uncertainty is None:
        return own
    return replace(own, value=replace(own.value, unit=own.uncertainty.unit, has_unit=True))


def judge_spread(own: Measurement, key: Measurement, task: Task) -> Verdict:
    """Judge the uncertainty alone; a unit that is missing costs only the value."""
    given, wanted = own.spread, key.spread
    assert wanted is not None  # the key has one
    if given is None:
        return Verdict(outcome=outcome_of(Fraction(0)), credit=Fraction(0))
    rtol = task.options.get("uncertainty_rtol")
    atol = Fraction(0) if rtol else find_half_place(key, wanted)
    policy = Policy(rtol=Fraction(rtol) if rtol else None, atol=atol or None, seed=task.policy.seed)
    alone = replace(task, policy=policy, options={})
    verdict = judge_quantity(given, wanted, alone)
    if verdict.credit == 1 or given.has_unit:
        return verdict
    return judge_quantity(replace(given, unit=wanted.unit, has_unit=wanted.has_unit), wanted, alone)


def compare_to_place(task: Task, key: Measurement) -> Task:
    """Return a task in which the value is compared to the place of the key's uncertainty, unless the item says how."""
    atol = find_half_place(key, key.value)
    return replace(task, policy=replace(task.policy, atol=atol)) if task.policy.is_exact and atol else task


def find_half_place(key: Measurement, of: Quantity) -> Fraction:
    """Return half a unit in the last place of the key's uncertainty, in the unit of a quantity; 0 where it has none."""
    own = key.uncertainty
    written = read_written_number(own.value) if own is not None else None
    if own is None or written is None or key.is_relative or own.unit.pi != of.unit.pi:
        return Fraction(0)
    last = written.read_with(MOST_FIGURES)
    return HALF * Fraction(10) ** -last.decimals * own.unit.size / of.unit.size


def remark_on_parts(own: Measurement, value: Verdict, spread: Verdict) -> Iterator[Remark]:
    """Say which part is wrong."""
    if own.uncertainty is None:
        yield MISSING
    elif value.credit == 1 and spread.credit == 0:
        yield WRONG
    elif value.credit == 0 and spread.credit == 1 and not {each.id for each in value.remarks} - {"unit-right"}:
        yield VALUE


def remark_on_rounding(own: Measurement) -> Iterator[Remark]:
    """Say that an uncertainty has too many figures, or that both are not rounded to the same place."""
    value, spread = own.value, own.uncertainty
    if spread is None or own.is_relative:
        return
    written, places = read_written_number(spread.value), read_written_number(value.value)
    if written is None or places is None:
        return
    if written.digits - written.zeros > MOST_FIGURES:
        yield FIGURES
    elif spread.unit.measure == value.unit.measure and not have_same_place(places, written):
        yield PLACE


def have_same_place(one: Written, other: Written) -> bool:
    """Whether two numbers may end at the same place; the zeros of 3400 may stand for digits that are not known."""
    return one.decimals - one.zeros <= other.decimals and other.decimals - other.zeros <= one.decimals
