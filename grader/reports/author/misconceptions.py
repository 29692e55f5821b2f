"""What named mistakes predict, for a rubric's author: item by item, with the mistakes that look the same."""

from collections.abc import Iterator, Sequence

from grader.expr import to_text
from grader.grading.diagnosis.indistinct import group_indistinct_mistakes
from grader.grading.diagnosis.predictions import Prediction, predictions_of
from grader.rubric import Item, Rubric

__all__ = ["misconceptions_as_text"]


def misconceptions_as_text(rubric: Rubric) -> str:
    """Return the list for a terminal."""
    return "\n".join(list_prediction_lines(rubric)) + "\n"


def list_prediction_lines(rubric: Rubric) -> Iterator[str]:
    yield rubric.title
    for item in rubric.items:
        yield ""
        yield f"{item.id}: {item.title}"
        yield from lines_of_item(item)


def lines_of_item(item: Item) -> Iterator[str]:
    """Yield each mistake with the answer that it predicts, then what this item cannot show."""
    known = predictions_of(item)
    for wrong in item.misconceptions:
        if wrong.answer is not None:
            yield f"  {wrong.id} (yours): {to_text(wrong.answer)}"
    if not known.everything:
        yield "  No named mistakes: the answer is not a formula, or its solver declares no mistakes."
        return
    for one in known.singles:
        yield f"  {name_prediction(one)}: {to_text(one.answer)}"
    for group in group_indistinct_mistakes(item):
        yield f"  ! These give the same answer: {', '.join(map(name_prediction, group))}."
    if known.harmless:
        yield f"  ! Not tested, because they give the right answer: {join_names(known.harmless)}."
    if known.trivial:
        yield f"  ! Never named, because they give only zeros: {join_names(known.trivial)}."


def name_prediction(one: Prediction) -> str:
    """Return a mistake's id, with its place in brackets."""
    ((mistake, place),) = one.mistakes
    return f"{mistake.id} [{place}]" if place else mistake.id


def join_names(predictions: Sequence[Prediction]) -> str:
    return ", ".join(map(name_prediction, predictions))
