"""The units in which an item takes answers: those that it names, that of its key, or all of the dimension."""

from collections.abc import Iterator
from typing import Final

from grader.answers.protocol import Task
from grader.answers.units.grammar import Written, read_whole_unit
from grader.answers.units.spelling import write_plainly
from grader.answers.units.unit import NONE, ONE, Unit
from grader.answers.units.values import Quantity

__all__ = ["ANY", "is_allowed", "is_number_asked", "list_allowed", "list_written"]

ANY: Final = "any"


def list_written(task: Task) -> Iterator[tuple[str, Written | None]]:
    """Yield the units that an item names; None for a text that is none."""
    listed = task.options.get("units", ())
    texts = (listed,) if isinstance(listed, str) else tuple(listed)
    if texts != (ANY,):
        for text in texts:
            yield text, Written(ONE, 1) if text.strip() == "1" else read_whole_unit(write_plainly(text))


def list_allowed(task: Task) -> tuple[Unit, ...]:
    """Return the units that an item names; empty where it names none, or takes any."""
    return tuple(written.unit for _, written in list_written(task) if written is not None)


def is_number_asked(key: Quantity, task: Task) -> bool:
    """Whether a plain number is an answer: what is asked for has no dimension, and no unit has to be named."""
    allowed = list_allowed(task)
    is_one = not allowed or any(unit.measure == ONE.measure for unit in allowed)
    return key.unit.dimension == NONE and is_one


def is_allowed(unit: Unit, key: Quantity, task: Task) -> bool:
    """Whether an answer may be in a unit."""
    allowed = list_allowed(task)
    if task.options.get("same_dimension") == "no" and not allowed:
        allowed = (key.unit,)
    return not allowed or any(unit.measure == one.measure for one in allowed)
