"""What an answer earns by what it satisfies, as a rubric writes it: ``when``, a list of branches.

```yaml
when:
  - {holds: answer = 2*x, credit: 1/2, say: Multiply by the inner derivative., example: 2*x}
  - {holds: [answer > 0, answer != 1], credit: 0}
```
"""

from dataclasses import replace
from fractions import Fraction
from typing import Final

from grader.answers import Answer, AnswerType, Task
from grader.answers.accepted.branches import Branch
from grader.documents import DocumentNode, Sequence
from grader.expr.nodes import Interval, Junction, Relation, SetOf, Union
from grader.rubric.accepted.faults import fault_at
from grader.rubric.accepted.right_answers import read_condition
from grader.rubric.fields import find_entry, get_text
from grader.rubric.records import Key

__all__ = ["add_branches"]

NOT_VALUES: Final = (Relation, Junction, SetOf, Interval, Union)


def add_branches(node: DocumentNode, answer_type: AnswerType, task: Task, key: Key | None) -> Task:
    """Return the task with the branches of its item, if it has any."""
    listed = find_entry(node, "when")
    if not isinstance(listed, Sequence):
        return task
    tree = key.answer.tree if key is not None else None
    if tree is None or isinstance(tree, NOT_VALUES) or key is None or key.answer.steps:
        raise fault_at(
            node,
            "when",
            "right-answers",
            "Branches have conditions on a value, and this answer is none.",
            "The expected answer is a number, a formula, a vector or a matrix where there is 'when'.",
            "Remove 'when'; 'misconceptions' can say something about single wrong answers.",
        )
    branches = tuple(read_branch(item, answer_type, task, key.answer) for item in listed.items)
    return replace(task, options={**task.options, "when": branches})


def read_branch(node: DocumentNode, answer_type: AnswerType, task: Task, key: Answer) -> Branch:
    """Read one branch: its conditions, and what follows from them."""
    credit, say = get_text(node, "credit"), get_text(node, "say")
    if not credit and not say:
        raise fault_at(
            node,
            "holds",
            "right-answers",
            "Nothing follows from this branch.",
            "It has neither a 'credit' nor a 'say'.",
            "Write what an answer that reaches it earns, or what to say about it.",
        )
    assert key.tree is not None
    holds, example = find_entry(node, "holds"), find_entry(node, "example")
    parts = holds.items if isinstance(holds, Sequence) else (holds,)
    examples = example.items if isinstance(example, Sequence) else (example,)
    return Branch(
        conditions=tuple(read_condition(part, task, key.tree) for part in parts if part is not None),
        credit=Fraction(credit) if credit else None,
        say=say,
        examples=tuple(answer_type.read(part, task) for part in examples if part is not None),
    )
