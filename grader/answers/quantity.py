"""A quantity: a value with its unit, right in every unit of the same dimension.

``72 km/h`` is ``20 m/s``, and ``5 kg*m/s^2`` is ``5 N``: sizes of units are exact numbers (SI Brochure, 9th edition,
2019). Tolerances and digits are those of a number; digits count in the unit in which the answer is written. A missing
unit, a wrong dimension and a wrong prefix are told apart. What a unit may mean besides goes to a person.
"""

from collections.abc import Iterator

from grader.answers.protocol import SHARE, Answer, Schema, Task, WrongText
from grader.answers.units.allowed import list_allowed
from grader.answers.units.judging import judge_quantity
from grader.answers.units.keys import check_key, explain_name
from grader.answers.units.reading import parse_quantity, read_quantity
from grader.answers.units.values import write_quantity
from grader.answers.units.writing import write_near_misses, write_right_forms
from grader.documents import DocumentNode, find_typed
from grader.errors import AnswerError, Diagnostic
from grader.expr.nodes import Node
from grader.records import Verdict

__all__ = ["MEMBER", "QuantityAnswer"]


class QuantityAnswer:
    """One value with its unit, such as ``9.81 m/s^2`` or ``25 °C``."""

    kind = "quantity"
    summary = "a value with its unit, right in every unit of the same dimension"
    options: Schema = {
        "units": {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "minItems": 1, "maxItems": 20, "items": {"type": "string"}},
            ],
            "description": "The units in which an answer may be, or one; 'any' for every unit of the dimension.",
        },
        "same_dimension": {
            "enum": ["yes", "no"],
            "description": "'yes', or left out: every unit of the dimension is right; 'no': only that of the key.",
        },
        "unit_share": {
            **SHARE,
            "description": "What the unit earns of the credit; left out, only value and unit together earn anything.",
        },
        "difference": {
            "enum": ["yes", "no"],
            "description": "'yes': °C and °F are differences of temperatures here, and not temperatures.",
        },
    }
    public_options = ("units",)
    answer_schema: Schema = {"type": "string"}
    example = "3.5 kg"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the value and its unit, which may be missing."""
        typed = find_typed(given)
        if typed is None:
            raise AnswerError(
                Diagnostic(
                    slug="quantity-expected",
                    what="This answer is a list or a mapping.",
                    why="One number with its unit is asked for.",
                    help="Write it like '5 m/s'.",
                    span=given.span,
                )
            )
        quantity = read_quantity(typed, task)
        text = write_quantity(quantity)
        return Answer(text=text, words=(text,), near_names=quantity.respelled)

    def read_key(self, expected: DocumentNode, task: Task) -> Answer:
        """Read the expected answer, which has a unit, and check the units that the item names."""
        try:
            key = self.read(expected, task)
        except AnswerError as error:
            raise explain_name(error) from None
        check_key(parse_quantity(key.text, task), task)
        return key

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the value in the unit of the key, and say what is wrong with the unit."""
        return judge_quantity(parse_quantity(answer.text, task), parse_quantity(expected.text, task), task)

    def find_value(self, answer: Answer, task: Task) -> Node:
        """Return the value without its unit."""
        return parse_quantity(answer.text, task).value

    def list_ways(self, task: Task) -> tuple[str, ...]:
        """Say in which units an answer may be, if the item names some."""
        units = [unit.text or "1" for unit in list_allowed(task)]
        return (f"in {' or '.join(units)}",) if units else ()

    def list_right_forms(self, expected: Answer, task: Task) -> Iterator[str]:
        """Yield the key in other spellings and in other units."""
        yield from write_right_forms(parse_quantity(expected.text, task), task)

    def list_near_misses(self, expected: Answer, task: Task) -> Iterator[WrongText]:
        """Yield the key without its unit, with a wrong prefix or dimension, and another value."""
        key = parse_quantity(expected.text, task)
        for text, words, quantity in write_near_misses(key, task):
            yield WrongText(text=text, words=words, credit=judge_quantity(quantity, key, task).credit)


MEMBER = QuantityAnswer()
