"""Right answers of the types that are no formulas, in the spellings that the type itself knows."""

from collections.abc import Iterator

from grader.answers.protocol import WritesAnswers
from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling

__all__ = ["MEMBER"]


def write(item: Item) -> Iterator[str]:
    """Write a quantity, pairs, an order or a short text in all the ways of its type."""
    if item.key is not None and isinstance(item.answer_type, WritesAnswers):
        yield from item.answer_type.list_right_forms(item.key.answer, item.task)


MEMBER = Spelling(kind="own ways", summary="units, pairs, orders and words in all the ways of their type", write=write)
