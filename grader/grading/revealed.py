"""A look over the author's shoulder: does the public part of a rubric say what its key is?

No field of the key is in a public exercise. But an author may have typed an answer into a prompt, or given it as the
example. What is found here is reported to the author alone, and changes nothing in the exercise.
"""

from collections.abc import Iterator

from grader.answers.reading import read_answer
from grader.documents import Scalar
from grader.errors import AnswerError, Diagnostic
from grader.expr import to_text
from grader.records import Outcome
from grader.rubric import Item, Rubric
from grader.rubric.public import Exercise
from grader.rubric.records import Question

__all__ = ["find_revealed_keys"]

SHORTEST_KEY = 5  # characters without blanks; a shorter one, such as (1,2), is in many texts by chance


def find_revealed_keys(rubric: Rubric, exercise: Exercise) -> Iterator[Diagnostic]:
    """Yield a warning for each key that an example or a text of the exercise shows."""
    texts = {question.id: strip_blanks("\n".join(list_texts(question))) for question in exercise.items}
    for item in rubric.items:
        if item.id in texts and is_right(item.example, item):
            yield describe_revealed(item, f"The example of '{item.id}' is a right answer to it.")
        key = strip_blanks(to_text(item.key.answer.tree)) if item.key and item.key.answer.tree else ""
        for name, text in texts.items():
            if len(key) >= SHORTEST_KEY and key in text:
                yield describe_revealed(item, f"The expected answer of '{item.id}' is in the public text of '{name}'.")


def list_texts(question: Question) -> Iterator[str]:
    yield from (question.part, question.title, question.prompt, question.example, *question.names.values())


def strip_blanks(text: str) -> str:
    return "".join(text.split())


def is_right(example: str, item: Item) -> bool:
    """Whether an example of the form of an answer is a right answer."""
    if item.key is None:
        return False
    try:
        answer = read_answer(item.answer_type, Scalar.typed(example), item.task)
        verdict = item.answer_type.judge(answer, item.key.answer, item.task)
    except AnswerError:  # it cannot be read, or it has no value: a product of matrices that do not fit
        return False
    return verdict.outcome is Outcome.CORRECT


def describe_revealed(item: Item, what: str) -> Diagnostic:
    return Diagnostic(
        slug="key-in-public",
        what=what,
        why="Everything that students may read is in the public exercise.",
        help="Change it, unless students may know this.",
        span=item.span,
        severity="warning",
        audience="author",
    )
