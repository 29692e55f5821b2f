"""An item on its way through grading: what it asks, what was read, and what came of it so far.

Grading goes over all items once and then, for those that are not right, over what follows from earlier answers. What
the second round needs to know of an item is kept here, beside the result that is reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from grader.answers import Answer, Task
from grader.expr import to_latex, to_text
from grader.expr.nodes import Vector
from grader.expr.printing.mathml import to_mathml
from grader.grading.result import ItemResult, ReadBack
from grader.memory import by_identity
from grader.records import Outcome, Remark, Verdict
from grader.rubric import Item
from grader.solvers import Resumable
from grader.solvers.descent.method import named_iterate
from grader.solvers.protocol import is_run

__all__ = ["Marked", "Place", "blank_result", "place_in", "read_back", "with_verdict"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """An answer, or one entry of it, where working went wrong first; ``name`` is what a student calls it."""

    item: str
    entry: tuple[int, ...] = ()
    name: str

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The place as parameters of a remark."""
        return (("item", self.item), ("entry", ", ".join(map(str, self.entry))))


def place_in(item: Item, entry: tuple[int, ...] = ()) -> Place:
    """Return an answer or an entry of it by the name that a student knows it by: ``x^(1)``, ``g``, or its title."""
    return Place(item=item.id, entry=entry, name=name_of(item, entry))


def name_of(item: Item, entry: tuple[int, ...]) -> str:
    """Return what a student calls an answer or an entry of it."""
    key = item.key
    if entry and key and key.problem and isinstance(key.solver, Resumable) and is_run(key.problem):
        first = int(item.task.options.get("first", "1"))

        return to_text(named_iterate(key.problem, first + entry[0] - 1))
    if item.task.symbols and not entry:
        return to_text(item.task.symbols[0])
    place = f"entry {', '.join(map(str, entry))} of your " if entry else ""
    return f"{place}answer to '{item.title}'"


@dataclass(frozen=True, kw_only=True)
class Marked:
    """One item of one submission.

    ``task`` and ``answer`` are there where the answer could be read. ``first`` says, for the whole answer under ``()``
    or for its entries, where what is wrong in it began; ``dead`` holds the entries that nothing may follow from.
    ``gained`` is the credit that follow-through gave, by the place it goes back to.
    """

    item: Item
    result: ItemResult
    task: Task | None = None
    answer: Answer | None = None
    first: Mapping[tuple[int, ...], Place] = field(default_factory=dict)
    dead: frozenset[tuple[int, ...]] = frozenset()
    gained: Mapping[Place, Fraction] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        """Whether the answer was read and is not right, or not in all of its parts."""
        return self.answer is not None and self.result.outcome in (Outcome.PARTIAL, Outcome.INCORRECT)

    def given(self, verdict: Verdict) -> "Marked":
        """Return the item with another verdict."""
        return replace(self, result=with_verdict(self.result, self.item, verdict))


def read_back(answer: Answer) -> ReadBack:
    """Return an answer as it was read."""
    tree = answer.whole or answer.tree
    if tree is None:
        return ReadBack(text=answer.text, latex="")
    if answer.steps and isinstance(tree, Vector):  # the lines of a derivation
        return ReadBack(text="; ".join(map(to_text, tree.items)), latex=r";\quad ".join(map(to_latex, tree.items)))
    return ReadBack(text=to_text(tree), latex=to_latex(tree), mathml=to_mathml(tree))


@by_identity
def blank_result(item: Item) -> ItemResult:
    """Return the result of an item that was not answered, the same for all who did not."""
    result = ItemResult(
        id=item.id,
        part=item.part,
        title=item.title,
        prompt=item.prompt,
        choices=tuple(item.choices.items()),
        type=item.type,
        points=item.points,
        outcome=Outcome.BLANK,
        credit=Fraction(0),
        expected=read_back(item.key.answer) if item.key else None,
        fingerprint=item.fingerprint,
    )
    return with_verdict(result, item, Verdict(outcome=Outcome.BLANK, credit=Fraction(0)))


def with_verdict(result: ItemResult, item: Item, verdict: Verdict) -> ItemResult:
    """Add a verdict, with what the author wants said for its outcome in front."""
    said = item.feedback.get(verdict.outcome.value)
    author = (Remark(id="author", text=said),) if said else ()
    return replace(
        result,
        outcome=verdict.outcome,
        credit=verdict.credit,
        remarks=(*author, *verdict.remarks),
        components=verdict.components,
        decision=verdict.decision,
    )
