"""What grading remembers from one submission to the next: in a class most answers repeat.

A verdict is a pure function of the item, the answer and the student's own definitions. What follows from earlier
answers depends on these and on the item. So an equal answer gets the very same object back, and reports and records can
remember their own work by that object's identity.

Two things are not remembered: results that point into a file (an unreadable answer is shown with its line), and faults
of ours, which may not happen again.
"""

from collections.abc import Callable, Hashable

from grader.documents import DocumentNode, Scalar, Sequence
from grader.grading.marked import Marked
from grader.memory import Memory
from grader.records import Outcome
from grader.rubric import Item
from grader.submission import Submission

__all__ = ["VerdictMemory"]

CAPACITY = 50_000  # results; then the oldest is forgotten


class VerdictMemory(Memory):
    """Marked items by the answers to them, and the results computed from those."""

    def __init__(self) -> None:
        super().__init__(CAPACITY)

    def recall_or_mark(self, item: Item, submission: Submission, mark: Callable[[Item, Submission], Marked]) -> Marked:
        """Read and judge an item by itself, once for each different answer."""
        if item.id in submission.misfits:  # why it is not judged is not in the answer
            return mark(item, submission)
        key = make_answer_key(item, submission)
        found: Marked | None = self.recalled(key)
        if found is not None:
            return found
        one = mark(item, submission)
        return self.keep(key, one, (item,)) if is_reusable(one) else one


def make_answer_key(item: Item, submission: Submission) -> Hashable:
    """What an item's verdict depends on: the answer as it was typed, and the student's definitions."""
    given = submission.answers.get(item.id)
    if given is None:
        return id(item)
    definitions = tuple((each.name.text, each.value and each.value.text) for each in submission.definitions)
    separated = submission.separated.get(item.id)  # where commas may be those of decimals or of a list
    other = separated and key_of_node(separated)
    return id(item), key_of_node(given), key_of_source_text(given), definitions, other


def key_of_node(given: DocumentNode) -> Hashable:
    """Everything that was typed: the texts, the style each was written in, and the structure."""
    if isinstance(given, Scalar):
        return given.text, given.style
    if isinstance(given, Sequence):
        return "list", given.is_flow, tuple(map(key_of_node, given.items))
    return "mapping", given.is_flow, tuple((key_of_node(name), key_of_node(value)) for name, value in given.entries)


def key_of_source_text(given: DocumentNode) -> Hashable:
    """The source of a list or mapping (it is shown back, and brackets are read from it) and the file's suffix."""
    return () if isinstance(given, Scalar) else (given.span.text, given.source.name.rpartition(".")[2].lower())


def is_reusable(one: Marked) -> bool:
    """Whether a result holds for every equal answer, in whatever file."""
    return not one.result.diagnostics and one.result.outcome is not Outcome.FAULT
