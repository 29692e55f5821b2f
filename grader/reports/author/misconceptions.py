"""What named mistakes predict, for the author of a rubric: item by item, with what cannot be told apart."""

from collections.abc import Iterator, Sequence

from grader.expr import to_text
from grader.grading.diagnosis.indistinct import groups
from grader.grading.diagnosis.predictions import Prediction, predictions_of
from grader.rubric import Item, Rubric

__all__ = ["misconceptions_as_text"]


def misconceptions_as_text(rubric: Rubric) -> str:
    """Return the list for a terminal."""
    return "\n".join(lines(rubric)) + "\n"


def lines(rubric: Rubric) -> Iterator[str]:
    """Yield the lines of all items."""
    yield rubric.title
    for item in rubric.items:
        yield ""
        yield f"{item.id}: {item.title}"
        yield from lines_of_item(item)


def lines_of_item(item: Item) -> Iterator[str]:
    """Yield each mistake with the answer it predicts, then what this item does not tell."""
    known = predictions_of(item)
    for wrong in item.misconceptions:
        if wrong.answer is not None:
            yield f"  {wrong.id} (yours): {to_text(wrong.answer)}"
    if not known.everything:
        yield "  No named mistakes: the answer is not a formula, or its solver declares none."
        return
    for one in known.singles:
        yield f"  {named(one)}: {to_text(one.answer)}"
    for group in groups(item):
        yield f"  ! Not told apart: {', '.join(map(named, group))}."
    if known.harmless:
        yield f"  ! Not tested, for the right answer comes out: {names(known.harmless)}."
    if known.trivial:
        yield f"  ! Not told, for nothing but zeros comes out: {names(known.trivial)}."


def named(one: Prediction) -> str:
    """Return the id of a mistake with its place in brackets."""
    ((mistake, place),) = one.slips
    return f"{mistake.id} [{place}]" if place else mistake.id


def names(predictions: Sequence[Prediction]) -> str:
    """Return the names of several mistakes."""
    return ", ".join(map(named, predictions))
