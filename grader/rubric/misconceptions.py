"""What the author says about wrong answers: about a named mistake, or about a wrong answer that is written out.

```yaml
misconceptions:
  - {mistake: uphill, say: "Which way does the gradient point?", credit: 1/2}
  - {answer: 2*x, say: The square is still to be taken.}
```
"""

from collections.abc import Iterator
from fractions import Fraction

from grader.answers import AnswerType, Task
from grader.documents import DocumentNode, Scalar, Sequence
from grader.errors import Diagnostic, suggest_nearest
from grader.rubric.family import ItemError
from grader.rubric.fields import find_entry, get_text
from grader.rubric.records import Key, Misconception
from grader.solvers.named_mistakes import Mistaken

__all__ = ["read_misconceptions"]


def read_misconceptions(
    node: DocumentNode, answer_type: AnswerType, task: Task, key: Key | None
) -> tuple[Misconception, ...]:
    section = find_entry(node, "misconceptions")
    if not isinstance(section, Sequence):
        return ()
    return tuple(
        read_misconception(entry, place, answer_type, task, key) for place, entry in enumerate(section.items, start=1)
    )


def read_misconception(
    node: DocumentNode, place: int, answer_type: AnswerType, task: Task, key: Key | None
) -> Misconception:
    """Read one entry, which has either a mistake or an answer."""
    answer, mistake = find_entry(node, "answer"), find_entry(node, "mistake")
    credit = get_text(node, "credit")
    if isinstance(mistake, Scalar):
        check_mistake_name(mistake, key)
    return Misconception(
        id=get_text(node, "mistake") or get_text(node, "id") or f"wrong-answer-{place}",
        answer=answer_type.read(answer, task).tree if answer is not None else None,
        say=get_text(node, "say"),
        credit=Fraction(credit) if credit else None,
    )


def check_mistake_name(mistake: Scalar, key: Key | None) -> None:
    """Refuse the name of a mistake that cannot be made in this item."""
    names = tuple(dict.fromkeys(list_mistake_ids(key)))
    if names and mistake.text not in names:
        raise ItemError(
            Diagnostic(
                slug="unknown-mistake",
                what=f"'{mistake.text}' is not a mistake that can be made in this item.",
                why=f"The mistakes are {', '.join(names)}.",
                help=suggest_nearest(mistake.text, names, "Write one of these."),
                span=mistake.span,
                audience="author",
            )
        )


def list_mistake_ids(key: Key | None) -> Iterator[str]:
    if key is not None and isinstance(key.solver, Mistaken) and key.problem is not None:
        for mistake in key.solver.mistakes:
            if tuple(mistake.places(key.problem)):
                yield mistake.id
