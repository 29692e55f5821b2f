"""What named mistakes predict, written down when a rubric is proved, so that no solver has to run again."""

from collections.abc import Iterable

from grader.errors import AnswerError, Diagnostic, GraderError
from grader.expr import parse, to_text
from grader.grading.diagnosis.predictions import Prediction, Predictions
from grader.rubric import Item, Rubric
from grader.rubric.proved import render_wrong
from grader.rubric.records import Key, WrongAnswer, WrongAnswers
from grader.solvers.protocol import is_whole_run

__all__ = ["render_predictions"]


def render_predictions(rubric: Rubric) -> str:
    """The file with the wrong answers of a rubric, worked out anew; only for keys that a solver found."""
    found = {item.id: work_out_wrong_answers(item) for item in rubric.items if item.key and item.key.solver}
    return render_wrong(rubric, {name: answers for name, answers in found.items() if answers is not None})


def work_out_wrong_answers(item: Item) -> WrongAnswers | None:
    """The wrong answers of an item; None if one of them could not be read back unchanged."""
    known, key = Predictions(item), item.key
    assert key is not None
    try:
        return WrongAnswers(
            singles=write_predictions(known.singles, item),
            pairs=write_predictions(known.pairs, item),
            later={first: write_predictions(known.from_step(first), item) for first in list_later_steps(key)},
        )
    except GraderError:
        return None


def list_later_steps(key: Key) -> Iterable[int]:
    """The steps of an iterative method, after the first, in which a mistake may begin."""
    if key.problem is None or not is_whole_run(key.problem):
        return ()
    return range(1, len(getattr(key.answer.tree, "items", ())))


def write_predictions(predictions: Iterable[Prediction], item: Item) -> tuple[WrongAnswer, ...]:
    """Predictions as text. Raises ``GraderError`` if one of them is not read back unchanged."""
    found = []
    for one in predictions:
        text = to_text(one.answer)
        if to_text(parse(text, item.task.notation).tree) != text:
            raise AnswerError(Diagnostic(slug="not-read-back", what=f"'{text}' is not read back unchanged."))
        found.append(WrongAnswer(mistakes=tuple((mistake.id, place) for mistake, place in one.mistakes), text=text))
    return tuple(found)
