"""What an author of a quantity has to write: a key with a unit, and units of its dimension."""

from fractions import Fraction

from grader.answers.protocol import Task
from grader.answers.units.allowed import ANY, is_allowed, is_number_asked, list_written
from grader.answers.units.dimensions import describe_dimension
from grader.answers.units.unit import BASES, Unit
from grader.answers.units.values import Quantity
from grader.errors import AnswerError, Diagnostic, put_in_quotes

__all__ = ["check_key", "explain_name"]


def check_key(key: Quantity, task: Task) -> None:
    """Refuse a key by which nothing can be judged, and options that contradict it."""
    units = check_units(task)
    for text, unit in units:
        if unit.dimension != key.unit.dimension and key.has_unit:
            raise describe_fault(
                f"{put_in_quotes(text)} in 'units' is {describe_dimension(unit.dimension)}, and the expected answer is "
                f"{describe_dimension(key.unit.dimension)}.",
                "No answer in that unit would be right.",
                "Change the unit, or the expected answer.",
            )
    if not key.has_unit and not (units and is_number_asked(key, task)):
        raise describe_fault(
            "The expected answer has no unit.",
            "An item of type 'quantity' compares a value with its unit.",
            "Write the unit after the value. For a plain number use the type 'number', or name 1 in 'units'.",
        )
    if not is_allowed(key.unit, key, task):
        listed = ", ".join(put_in_quotes(text) for text, _ in units)
        raise describe_fault(
            f"The expected answer is in {put_in_quotes(key.unit.text or '1')}, and 'units' names {listed}.",
            "So the key itself would not be right.",
            "Write the expected answer in one of these units, or add its unit.",
        )
    if "unit_share" in task.options and not 0 < Fraction(task.options["unit_share"]) < 1:
        raise describe_fault(
            f"'unit_share: {task.options['unit_share']}' leaves nothing for the value or for the unit.",
            "Each of them earns a share of the credit.",
            "Write a share between 0 and 1, or remove it: then only both together earn anything.",
        )
    if "difference" in task.options and not key.unit.dimension[BASES.index("K")]:
        raise describe_fault(
            "'difference' says nothing here.",
            "It is about differences of temperatures, and the expected answer is "
            f"{describe_dimension(key.unit.dimension)}.",
            "Remove it.",
        )
    if "units" in task.options and "same_dimension" in task.options:
        raise describe_fault(
            "'same_dimension' and 'units' do not go together.",
            "Each of them says in which units an answer is right.",
            "Remove one of them.",
        )


def check_units(task: Task) -> list[tuple[str, Unit]]:
    """Return the units that an item names; AnswerError for one that is unknown or not clear."""
    found = []
    for text, written in list_written(task):
        if written is None:
            hint = f"{put_in_quotes(ANY)} alone takes every unit." if text == ANY else "Check its spelling."
            raise describe_fault(
                f"{put_in_quotes(text)} in 'units' is no unit that is known.",
                "Units are written by their symbols, as kg, m/s^2 or kWh.",
                hint,
            )
        if written.doubt is not None:
            raise describe_fault(
                f"{put_in_quotes(text)} in 'units' is not clear.",
                f"It may mean {' or '.join(map(put_in_quotes, written.doubt.choices))}.",
                "Write one of them.",
            )
        found.append((text, written.unit))
    return found


def explain_name(error: AnswerError) -> AnswerError:
    """Return what an author has to do where the letters of a key's unit are names of the exercise, too."""
    if error.diagnostic.slug != "unit-or-name":
        return error
    return describe_fault(
        error.diagnostic.what,
        "Every answer in this unit would be asked back.",
        f"Write 'units: {ANY}', or name the units: then no answer of this item is read as a product of names.",
    )


def describe_fault(what: str, why: str, fix: str) -> AnswerError:
    """An error of the author, at the place of the item."""
    return AnswerError(Diagnostic(slug="quantity-key", what=what, why=why, help=fix, audience="author"))
