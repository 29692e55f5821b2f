"""Which named mistakes an item cannot distinguish, because they predict the same answer."""

from grader.answers import Answer
from grader.equivalence.fingerprint import are_alike
from grader.grading.diagnosis.predictions import Prediction, Predictions, is_same, predictions_of
from grader.rubric import Item

__all__ = ["group_indistinct_mistakes", "is_same_answer"]


def group_indistinct_mistakes(item: Item) -> list[list[Prediction]]:
    """Group the mistakes that predict the same wrong answer; each group has two or more."""
    known, found = predictions_of(item), list[list[Prediction]]()
    for one in known.singles:
        group = next((group for group in found if is_same_answer(group[0], one, known)), None)
        if group is None:
            found.append([one])
        else:
            group.append(one)
    return [group for group in found if len(group) > 1]


def is_same_answer(one: Prediction, other: Prediction, known: Predictions) -> bool:
    left, right = known.fingerprint_of(one, False), known.fingerprint_of(other, False)
    if (left is not None or right is not None) and not are_alike(left, right):
        return False
    return is_same(known.item, Answer(text="", tree=one.answer), other.answer)
