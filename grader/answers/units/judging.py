"""Judging a quantity: its value in the unit of the key, and what is wrong where it is not right.

Without a tolerance the key is converted to the unit of the answer, exactly, so that the digits of the answer are those
that were typed; a tolerance is one in the unit of the key. What is said of a wrong answer is decided in the same way:
whether its number is that of the key, and whether it is right but for a power of ten, as another prefix makes it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from grader.answers.judging import judge_whole, outcome_of
from grader.answers.protocol import Task
from grader.answers.units.allowed import is_allowed, is_number_asked, list_allowed
from grader.answers.units.dimensions import describe_dimension
from grader.answers.units.grammar import read_whole_unit
from grader.answers.units.symbols import list_alternatives
from grader.answers.units.unit import Unit, combine
from grader.answers.units.values import Quantity, convert, is_zero, measure_roughly
from grader.errors import put_in_quotes
from grader.records import Remark, Verdict

__all__ = ["judge_quantity"]

LARGEST_POWER: Final = 24  # between two prefixes in use, such as pico and tera
PREFIX: Final = Remark(
    id="wrong-prefix",
    text="This is right but for a power of ten: look at the prefix of the unit, and at the decimal point.",
)
VALUE: Final = Remark(id="unit-right", text="The unit fits what is asked for, and the value is not right.")
NUMBER: Final = Remark(id="wrong-unit", text="The number would be right with another unit.")
ANGULAR: Final = Remark(
    id="angular-frequency",
    text="A frequency in Hz counts turns, and one in rad/s measures angles, so a person will decide.",
)
COUNTING: Final = ("Hz", "Bq")
ANGLES: Final = ("rad", "°")
MISSING: Final = Remark(id="missing-unit", text="A unit is missing: write it after the value.")


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer with its key, and the item that asks for it."""

    own: Quantity
    key: Quantity
    task: Task

    def judge_as(self, unit: Unit) -> Verdict:
        """Judge the value as if it had a unit."""
        value, key, task = self.own.value, self.key.value, self.task
        if task.options.get("difference") == "yes":
            unit, wanted = unit.as_difference(), self.key.unit.as_difference()
        else:
            wanted = self.key.unit
        if task.policy.rtol is not None or task.policy.atol is not None:
            return judge_whole(convert(value, unit, wanted), key, task)
        return judge_whole(value, convert(key, wanted, unit), task)

    def is_right_as(self, unit: Unit) -> bool:
        return unit.dimension == self.key.unit.dimension and self.judge_as(unit).credit == 1

    @property
    def has_number_of_key(self) -> bool:
        """Whether the number is that of the key, or one that is right in a unit that is allowed."""
        return any(self.is_right_as(unit) for unit in (self.key.unit, *list_allowed(self.task)))

    @property
    def is_off_by_power_of_ten(self) -> bool:
        """Whether the value is right but for a power of ten; 0 is right, or off by nothing."""
        own = self.own
        if is_zero(own.value) or own.unit.dimension != self.key.unit.dimension or own.unit.is_scale:
            return False
        ratio = measure_roughly(self.key) / (measure_roughly(own) or math.nan)
        if self.judge_as(own.unit).credit is None or not 10**-LARGEST_POWER < ratio < 10**LARGEST_POWER:
            return False
        power = round(math.log10(ratio))
        shifted = replace(own.unit, size=own.unit.size * Fraction(10) ** power)
        return power != 0 and self.is_right_as(shifted)


def judge_quantity(own: Quantity, key: Quantity, task: Task) -> Verdict:
    """Judge value and unit; each earns its share, if the item gives the unit one."""
    judged = Judged(own, key, task)
    fits = own.unit.dimension == key.unit.dimension
    plain = judged.judge_as(own.unit) if fits else Verdict(outcome=outcome_of(Fraction(0)), credit=Fraction(0))
    is_complete = own.has_unit or is_number_asked(key, task)
    if fits and plain.credit == 1 and is_complete and is_allowed(own.unit, key, task):
        if not list_allowed(task) and counts_otherwise(own.unit, key.unit):
            return replace(plain, outcome=outcome_of(None), credit=None, remarks=(ANGULAR,))
        return plain
    if fits and plain.credit is None and is_complete:
        return plain
    if not (fits and plain.credit == 1) and (doubt := find_doubt(judged)):
        return replace(plain, outcome=outcome_of(None), credit=None, remarks=(doubt,))
    number, unit, remarks = look_at_parts(judged, plain, fits)
    share = Fraction(task.options["unit_share"]) if "unit_share" in task.options else None
    credit = Fraction(0) if share is None else number * (1 - share) + unit * share
    return replace(plain, outcome=outcome_of(credit), credit=credit, remarks=(*remarks, *plain.remarks))


def counts_otherwise(one: Unit, other: Unit) -> bool:
    """Whether one unit counts turns or events and the other measures angles: 50 Hz is not 50 rad/s."""
    kinds = [{symbol for symbol, _ in unit.parts} for unit in (one, other)]
    return any(
        any(symbol.endswith(COUNTING) for symbol in first) and any(symbol.endswith(ANGLES) for symbol in second)
        for first, second in (kinds, kinds[::-1])
    )


def look_at_parts(judged: Judged, plain: Verdict, fits: bool) -> tuple[int, int, tuple[Remark, ...]]:
    """Return whether the number is right, whether the unit is, and what is said of both."""
    own, key, task = judged.own, judged.key, judged.task
    if not own.has_unit and key.has_unit and (not is_number_asked(key, task) or judged.has_number_of_key):
        return int(judged.has_number_of_key), 0, (MISSING,)
    if not fits:  # a length is no speed, whatever its number is
        return 0, 0, (explain_dimension(own, key),)
    if plain.credit == 1:  # in a unit that is not asked for
        return 1, 0, (explain_units(own, key, task),)
    if judged.is_off_by_power_of_ten:
        return int(judged.has_number_of_key), int(own.unit.measure == key.unit.measure), (PREFIX,)
    if judged.has_number_of_key and own.unit.measure != key.unit.measure:
        return 1, 0, (NUMBER,)
    if not is_allowed(own.unit, key, task):
        return 0, 0, (explain_units(own, key, task),)
    # 0 is 0 in every unit, so the unit of a wrong 0 shows nothing.
    return 0, int(not is_zero(own.value)), (VALUE,) if own.has_unit else ()


def explain_dimension(own: Quantity, key: Quantity) -> Remark:
    is_, asked = describe_dimension(own.unit.dimension), describe_dimension(key.unit.dimension)
    return Remark(
        id="wrong-dimension",
        text=f"By its unit this is {is_}, and {asked} is asked for.",
        parameters=(("is", is_), ("asked", asked)),
    )


def explain_units(own: Quantity, key: Quantity, task: Task) -> Remark:
    allowed = list_allowed(task) or (key.unit,)
    listed = " or ".join(put_in_quotes(unit.text or "1") for unit in allowed)
    return Remark(
        id="other-unit",
        text=f"An answer in {listed} is asked for, and this is in {put_in_quotes(own.unit.text or '1')}.",
        parameters=(("units", listed),),
    )


def find_doubt(judged: Judged) -> Remark | None:
    """Return why a person decides: a symbol that may be typed for another, or a difference of temperatures."""
    own, key = judged.own, judged.key
    for typed, meant, unit in list_readings(own.unit):
        if unit.dimension == key.unit.dimension and judged.is_right_as(unit) and is_allowed(unit, key, judged.task):
            text = (
                f"The unit was read as {put_in_quotes(typed)}. With {put_in_quotes(meant)} this would be right, so a "
                "person will decide which was meant."
            )
            return Remark(id="unit-reading", text=text, parameters=(("read", typed), ("meant", meant)))
    is_stated = "difference" in judged.task.options
    if not is_stated and own.unit.is_scale != key.unit.is_scale and judged.is_right_as(own.unit.as_difference()):
        return Remark(
            id="temperature-difference",
            text="This is right as a difference of temperatures, and not as a temperature, so a person will decide.",
        )
    return None


def list_readings(unit: Unit) -> Iterator[tuple[str, str, Unit]]:
    """Yield a unit with one of its symbols read in another way."""
    for place, (symbol, _) in enumerate(unit.parts):
        for other in list_alternatives(symbol):
            factors = [
                (other if at == place else found.unit, own)
                for at, (name, own) in enumerate(unit.parts)
                if (found := read_whole_unit(name)) is not None
            ]
            whole = combine(factors)
            if whole is not None:
                yield symbol, other.text, whole
