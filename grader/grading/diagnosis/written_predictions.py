"""What named mistakes predict, written down when a rubric is proved, so that no solver runs with them again."""

from collections.abc import Iterable

from grader.errors import AnswerError, Diagnostic, GraderError
from grader.expr import parse, to_text
from grader.grading.diagnosis.predictions import Prediction, Predictions
from grader.rubric import Item, Rubric
from grader.rubric.proved import render_wrong
from grader.rubric.records import Key, WrongAnswer, WrongAnswers
from grader.solvers.protocol import is_run

__all__ = ["render_predictions"]


def render_predictions(rubric: Rubric) -> str:
    """Return the file with the wrong answers of a rubric, worked out anew; only of keys that a solver yielded."""
    found = {item.id: wrong_answers(item) for item in rubric.items if item.key and item.key.solver}
    return render_wrong(rubric, {name: answers for name, answers in found.items() if answers is not None})


def wrong_answers(item: Item) -> WrongAnswers | None:
    """Return the wrong answers of an item; None where one of them could not be read back as it is."""
    known, key = Predictions(item), item.key
    assert key is not None
    try:
        return WrongAnswers(
            singles=as_text(known.singles, item),
            pairs=as_text(known.pairs, item),
            later={first: as_text(known.from_step(first), item) for first in later_steps(key)},
        )
    except GraderError:
        return None


def later_steps(key: Key) -> Iterable[int]:
    """Return the steps of an iterative method, all but the first, in which a mistake may begin."""
    if key.problem is None or not is_run(key.problem):
        return ()
    return range(1, len(getattr(key.answer.tree, "items", ())))


def as_text(predictions: Iterable[Prediction], item: Item) -> tuple[WrongAnswer, ...]:
    """Return predictions as text; ``GraderError`` where one of them does not come back from there."""
    found = []
    for one in predictions:
        text = to_text(one.answer)
        if to_text(parse(text, item.task.notation).tree) != text:
            raise AnswerError(Diagnostic(slug="not-read-back", what=f"'{text}' is not read back as it is."))
        found.append(WrongAnswer(slips=tuple((mistake.id, place) for mistake, place in one.slips), text=text))
    return tuple(found)
