"""Which named mistakes cannot be told apart in an item, because they predict the same answer."""

from grader.answers import Answer
from grader.equivalence.fingerprint import alike
from grader.grading.diagnosis.predictions import Prediction, Predictions, is_same, predictions_of
from grader.rubric import Item

__all__ = ["groups", "is_same_answer"]


def groups(item: Item) -> list[list[Prediction]]:
    """Return the groups of two or more mistakes that predict the same wrong answer."""
    known, found = predictions_of(item), list[list[Prediction]]()
    for one in known.singles:
        group = next((group for group in found if is_same_answer(group[0], one, known)), None)
        if group is None:
            found.append([one])
        else:
            group.append(one)
    return [group for group in found if len(group) > 1]


def is_same_answer(one: Prediction, other: Prediction, known: Predictions) -> bool:
    """Tell whether two mistakes predict the same answer."""
    left, right = known.print_of(one, False), known.print_of(other, False)
    if (left is not None or right is not None) and not alike(left, right):
        return False
    return is_same(known.item, Answer(text="", tree=one.answer), other.answer)
