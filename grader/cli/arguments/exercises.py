"""Loading what a student may be given in place of a rubric: its public exercise."""

from pathlib import Path

from grader.documents import load
from grader.rubric import Rubric, parse_rubric
from grader.rubric.proved import load_proved
from grader.rubric.public import Exercise, is_exercise, parse_exercise

__all__ = ["RUBRIC_OR_EXERCISE", "load_rubric_or_exercise"]

RUBRIC_OR_EXERCISE = "the rubric of the exercise, or the public exercise that 'grader publish' made from it"


def load_rubric_or_exercise(path: str) -> Rubric | Exercise:
    """Load a file that is one or the other; raises DocumentError, with every fault, if it is neither."""
    document = load(Path(path))
    if is_exercise(document):
        return parse_exercise(document)
    return parse_rubric(document, load_proved(Path(path), document.sha256))
