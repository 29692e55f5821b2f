"""Right answers beside the expected one, as a rubric writes them: ``any_of`` lists some, ``conditions`` describe them.

```yaml
expected: (1, 1)
conditions:
  - A*answer = 3*answer
  - {holds: answer != 0, say: The zero vector is no eigenvector.}
```
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from grader.answers import AnswerType, Task
from grader.answers.conditions import ANSWER, OPERATORS, Condition, declare_answer, find_axes, has_names
from grader.documents import DocumentNode, Scalar, Sequence
from grader.errors import AnswerError
from grader.expr import parse
from grader.expr.nodes import Interval, Junction, Node, Relation, SetOf, Symbol, Union
from grader.expr.traverse import walk
from grader.rubric.accepted.faults import fault_at
from grader.rubric.family import ItemError
from grader.rubric.fields import find_entry, get_text, locate_complaints
from grader.rubric.records import Key

__all__ = ["add_right_answers", "read_condition"]

NOT_VALUES: Final = (Relation, Junction, SetOf, Interval, Union)


def add_right_answers(node: DocumentNode, answer_type: AnswerType, task: Task, key: Key | None) -> Task:
    """Return the task with further right answers and the conditions on them, if the item has any."""
    listed, conditions = find_entry(node, "any_of"), find_entry(node, "conditions")
    found: dict[str, Any] = {}
    if isinstance(listed, Sequence):
        refuse_up_to(node, "any_of")
        if key is None or key.answer.tree is None:
            raise fault_at(
                node,
                "any_of",
                "right-answers",
                "Further right answers are formulas, and this answer is none.",
                f"An item of type '{answer_type.kind}' says in another way what is right.",
                "Remove 'any_of'; a 'short_text' has 'accept', and a 'choice' a list under 'expected'.",
            )
        found["any_of"] = tuple(answer_type.read(item, task) for item in listed.items)
    if isinstance(conditions, Sequence):
        refuse_up_to(node, "conditions")
        tree = key.answer.tree if key is not None else None
        if tree is None or isinstance(tree, NOT_VALUES) or key is None or key.answer.steps:
            raise fault_at(
                node,
                "conditions",
                "right-answers",
                "Conditions are about a value, and this answer is none.",
                "The expected answer is a number, a formula, a vector or a matrix where there are conditions.",
                "Remove 'conditions', or list the right answers under 'any_of'.",
            )
        read = tuple(read_condition(item, task, tree) for item in conditions.items)
        check_shares(node, read)
        found["conditions"] = read
    return replace(task, options={**task.options, **found}) if found else task


def refuse_up_to(node: DocumentNode, name: str) -> None:
    """Refuse two ways to say what else is right."""
    if find_entry(node, "up_to") is not None:
        raise fault_at(
            node,
            "up_to",
            "right-answers",
            f"'up_to' and '{name}' do not go together.",
            "Each of them says which other answers are right.",
            f"Remove one of them; a condition can say the same as 'up_to: {get_text(node, 'up_to')}'.",
        )


def read_condition(node: DocumentNode, task: Task, expected: Node) -> Condition:
    """Read one condition: an equation or inequality that has ``answer`` in it."""
    holds = node if isinstance(node, Scalar) else find_entry(node, "holds")
    assert isinstance(holds, Scalar)
    if ANSWER in task.notation.entries:
        raise fault_at(
            node,
            "holds",
            "right-answers",
            f"'{ANSWER}' is a name of the notation.",
            "In a condition it is the answer.",
            "Rename it there.",
        )
    axes, credit = find_axes(expected), get_text(node, "credit")
    try:
        tree = parse(holds.text, declare_answer(task.notation, axes)).tree
    except AnswerError as error:
        raise ItemError(*locate_complaints(error, holds)) from None
    if not isinstance(tree, Relation) or len(tree.operators) != 1 or tree.operators[0] not in OPERATORS:
        raise fault_at(
            node,
            "holds",
            "right-answers",
            "A condition is one equation or inequality.",
            f"It has one sign of {' '.join(OPERATORS)}.",
            f"Write it like 'A*{ANSWER} = 3*{ANSWER}'; several conditions are several entries of the list.",
        )
    if not any(isinstance(part, Symbol) and part.name == ANSWER for part in walk(tree)):
        raise fault_at(
            node,
            "holds",
            "right-answers",
            "This condition says nothing about the answer.",
            "Its name is missing.",
            f"Write '{ANSWER}' for it.",
        )
    share = Fraction(credit) if credit else None
    return Condition(
        text=holds.text,
        relation=tree,
        axes=axes,
        of_names=has_names(expected, task.notation),
        share=share,
        say=get_text(node, "say"),
    )


def check_shares(node: DocumentNode, conditions: tuple[Condition, ...]) -> None:
    """Refuse shares that are more than the whole, or less where every condition has one."""
    shares = [one.share for one in conditions if one.share is not None]
    total = sum(shares, Fraction(0))
    if not shares or total == 1 or (total < 1 and len(shares) < len(conditions)):
        return
    raise fault_at(
        node,
        "conditions",
        "right-answers",
        f"The shares of the conditions are {total} together.",
        "Together they are 1.",
        "Change them, or leave some out: the others divide the rest.",
    )
