"""A measured value with its uncertainty, such as ``(5.1 ± 0.2) cm``; value and uncertainty have credit apart.

The spellings are those of the *Guide to the Expression of Uncertainty in Measurement* (JCGM 100:2008, 7.2.2): ``±``,
``5.1(2)``, and a relative uncertainty in percent. Units are those of a quantity; without
one, plain numbers are compared.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from grader.answers.measured.judging import judge_measurement
from grader.answers.measured.reading import (
    Measurement,
    complain,
    parse_measurement,
    read_measurement,
    write_measurement,
)
from grader.answers.protocol import SHARE, Answer, Schema, Task, WrongText
from grader.answers.quantity import MEMBER as QUANTITY
from grader.answers.units.keys import check_key, explain_name
from grader.answers.units.values import Quantity, fold, is_zero, measure_roughly, write_quantity
from grader.documents import DocumentNode, find_typed
from grader.equivalence.form.written_numbers import read_written_number
from grader.errors import AnswerError, Diagnostic
from grader.expr import to_text
from grader.expr.calculation.building import number
from grader.expr.nodes import Mul, Node
from grader.records import Verdict

__all__ = ["MEMBER", "MeasurementAnswer"]

WAY: Final = "with its uncertainty, as in 5.1 ± 0.2"


class MeasurementAnswer:
    """One value with its uncertainty, such as ``9.81 ± 0.02 m/s^2``."""

    kind = "measurement"
    summary = "a measured value with its uncertainty, and with a unit if the key has one"
    options: Schema = {
        **QUANTITY.options,
        "uncertainty_share": {
            **SHARE,
            "description": "What the uncertainty earns of the credit; left out, half of it.",
        },
        "uncertainty_rtol": {
            **SHARE,
            "description": "An accepted relative distance of the uncertainty; left out, it has to round to the key.",
        },
    }
    public_options = ("units",)
    answer_schema: Schema = {"type": "string"}
    example = "(7.3 ± 0.4) kg"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the value, its unit and its uncertainty, which may be missing."""
        typed = find_typed(given)
        if typed is None:
            raise complain("This answer is a list or a mapping.", given)
        measured = read_measurement(typed, task)
        text = write_measurement(measured)
        return Answer(text=text, words=(text,), near_names=measured.value.respelled)

    def read_key(self, expected: DocumentNode, task: Task) -> Answer:
        """Read the expected answer, which has an uncertainty above 0, and check the options."""
        try:
            key = self.read(expected, task)
        except AnswerError as error:
            raise explain_name(error) from None
        measured = parse_measurement(key.text, task)
        spread = measured.spread
        if spread is None or is_zero(spread.value) or not measure_roughly(spread) > 0:
            raise describe_fault(
                "The expected answer has no uncertainty above 0.",
                "An item of type 'measurement' compares a value and its uncertainty.",
                "Write both, such as '5.1 ± 0.2 cm', or use the type 'number' or 'quantity'.",
            )
        if spread.unit.dimension != measured.value.unit.dimension:
            raise describe_fault(
                "The uncertainty of the expected answer is in a unit of another dimension than the value.",
                "Both measure the same.",
                "Change one of the units.",
            )
        share = Fraction(task.options.get("uncertainty_share", "1/2"))
        if not 0 < share < 1:
            raise describe_fault(
                f"'uncertainty_share: {task.options['uncertainty_share']}' leaves nothing for the value or for the "
                "uncertainty.",
                "Each of them earns a share of the credit.",
                "Write a share between 0 and 1.",
            )
        if measured.value.has_unit or "units" in task.options:
            check_key(measured.value, task)
        return key

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare value and uncertainty, each in the unit of the key."""
        return judge_measurement(parse_measurement(answer.text, task), parse_measurement(expected.text, task), task)

    def find_value(self, answer: Answer, task: Task) -> Node:
        """Return the value without its unit and its uncertainty."""
        return parse_measurement(answer.text, task).value.value

    def list_ways(self, task: Task) -> tuple[str, ...]:
        """Say that an uncertainty is asked for, and in which units an answer may be."""
        return (WAY, *QUANTITY.list_ways(task))

    def list_right_forms(self, expected: Answer, task: Task) -> Iterator[str]:
        """Yield the key in other spellings."""
        key = parse_measurement(expected.text, task)
        text = write_measurement(key)
        yield text
        yield text.replace("±", "+-")
        yield text.replace("±", "+/-")
        if task.symbols:
            yield f"{to_text(task.symbols[0])} = {text}"
        own = key.uncertainty
        if own is None or own.unit.text != key.value.unit.text:
            return
        both = f"{write_bare(key.value)} ± {write_bare(own)}"
        yield f"({both}) {own.unit.text}".rstrip()
        yield f"{both} {own.unit.text}".rstrip()
        yield from write_concise(key)

    def list_near_misses(self, expected: Answer, task: Task) -> Iterator[WrongText]:
        """Yield the key without its uncertainty, with another one, and with another value."""
        key = parse_measurement(expected.text, task)
        own = key.uncertainty
        assert own is not None  # ``read_key`` says so
        more = replace(own, value=fold(Mul((number(10), own.value))))
        other = replace(key.value, value=fold(Mul((number(3), key.value.value))))
        misses = [
            (replace(key, uncertainty=None), "the uncertainty is missing"),
            (replace(key, uncertainty=more), "the uncertainty is ten times as large"),
        ]
        if not is_zero(key.value.value) and task.policy.atol is None:
            misses.append((replace(key, value=other), "another value"))
        if key.value.has_unit and key.value.unit.text:
            misses.append((drop_unit(key), "the unit is missing"))
        for miss, words in misses:
            yield WrongText(text=write_measurement(miss), words=words, credit=judge_measurement(miss, key, task).credit)


def drop_unit(key: Measurement) -> Measurement:
    """Return a measured value without units; a share stays one."""
    own = key.uncertainty
    bare = Quantity(value=own.value) if own is not None and not key.is_relative else own
    return Measurement(value=Quantity(value=key.value.value), uncertainty=bare)


def write_bare(quantity: Quantity) -> str:
    return write_quantity(Quantity(value=quantity.value))


def write_concise(key: Measurement) -> Iterator[str]:
    """Yield ``5.1(2) cm``, if value and uncertainty have the same last place."""
    own = key.uncertainty
    value = read_written_number(key.value.value)
    last = read_written_number(own.value) if own is not None else None
    text = write_bare(key.value)
    if own is None or value is None or last is None or value.decimals != last.decimals or not text[-1:].isdigit():
        return
    digits = write_bare(own).replace(".", "").lstrip("0")
    if digits.isdigit() and "^" not in text and "e" not in text:
        yield f"{text}({digits}) {own.unit.text}".rstrip()


def describe_fault(what: str, why: str, fix: str) -> AnswerError:
    """An error of the author, at the place of the item."""
    return AnswerError(Diagnostic(slug="measurement-key", what=what, why=why, help=fix, audience="author"))


MEMBER = MeasurementAnswer()
