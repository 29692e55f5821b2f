"""What grading remembers from one submission to the next: in a class most answers repeat.

A verdict is a pure function of the item, of the answer and of the student's own definitions; what follows from earlier
answers, of these and of the item. So an answer that comes again gets the very same object back, and whoever makes
something of it (a report, a record) can remember that by its identity.

Nothing that points into a file is remembered (an answer that cannot be read is shown with its line), nor a fault of
ours, which may not come again.
"""

from collections.abc import Callable, Hashable

from grader.documents import DocumentNode, Scalar, Sequence
from grader.grading.marked import Marked
from grader.memory import Memory
from grader.records import Outcome
from grader.rubric import Item
from grader.submission import Submission

__all__ = ["VerdictMemory"]

CAPACITY = 50_000


class VerdictMemory(Memory):
    """Marked items by the answers to them, and what was made of those."""

    def __init__(self) -> None:
        super().__init__(CAPACITY)

    def marked(self, item: Item, submission: Submission, mark: Callable[[Item, Submission], Marked]) -> Marked:
        """Return an item read and judged by itself: once for each answer that is given to it."""
        key = answer_key(item, submission)
        found: Marked | None = self.recalled(key)
        if found is not None:
            return found
        one = mark(item, submission)
        return self.keep(key, one, (item,)) if holds_elsewhere(one) else one


def answer_key(item: Item, submission: Submission) -> Hashable:
    """Return what an item's verdict depends on: the answer as it was typed, and the definitions around it."""
    given = submission.answers.get(item.id)
    if given is None:
        return id(item)
    definitions = tuple((each.name.text, each.value and each.value.text) for each in submission.definitions)
    return id(item), typed(given), written_as(given), definitions


def typed(given: DocumentNode) -> Hashable:
    """Return all that was made of what was typed: the texts, how each was written, and how they hang together."""
    if isinstance(given, Scalar):
        return given.text, given.style
    if isinstance(given, Sequence):
        return "list", given.is_flow, tuple(map(typed, given.items))
    return "mapping", given.is_flow, tuple((typed(name), typed(value)) for name, value in given.entries)


def written_as(given: DocumentNode) -> Hashable:
    """Return a list or a mapping as it stands in the file: what is shown back, and what brackets are read from."""
    return () if isinstance(given, Scalar) else (given.span.text, given.source.name.rpartition(".")[2].lower())


def holds_elsewhere(one: Marked) -> bool:
    """Whether a result holds for every equal answer, in whatever file."""
    return not one.result.diagnostics and one.result.outcome is not Outcome.FAULT
