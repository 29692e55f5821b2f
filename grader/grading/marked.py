"""An item on its way through grading: what it asks, what was read, and the result so far.

Grading goes over all items once, and then again over the wrong ones, to see what follows from earlier answers. What the
second round needs to know about an item is kept here, next to the result that is reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from inspect import cleandoc

from grader.answers import Answer, Task
from grader.documents import DocumentNode, Scalar
from grader.expr import to_latex, to_text
from grader.expr.nodes import Vector
from grader.expr.printing.mathml import to_mathml
from grader.grading.result import ItemResult, ReadBack
from grader.memory import by_identity
from grader.records import Outcome, Remark, Verdict
from grader.rubric import Item
from grader.rubric.records import Question
from grader.solvers import Resumable
from grader.solvers.descent.method import read_iterate_name
from grader.solvers.protocol import is_whole_run

__all__ = [
    "Marked", "Place", "format_given", "make_blank_result", "make_place", "make_question_result", "set_verdict",
    "show_as_read",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Place:
    """An answer, or one entry of it, in which the working first went wrong; ``name`` is what a student calls it."""

    item: str
    entry: tuple[int, ...] = ()
    name: str

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The place as parameters of a remark."""
        return (("item", self.item), ("entry", ", ".join(map(str, self.entry))))


def make_place(item: Item, entry: tuple[int, ...] = ()) -> Place:
    """An answer, or an entry of it, with the name a student knows it by: ``x^(1)``, ``g``, or its title."""
    return Place(item=item.id, entry=entry, name=name_place(item, entry))


def name_place(item: Item, entry: tuple[int, ...]) -> str:
    key = item.key
    if entry and key and key.problem and isinstance(key.solver, Resumable) and is_whole_run(key.problem):
        first = int(item.task.options.get("first", "1"))
        return to_text(read_iterate_name(key.problem, first + entry[0] - 1))
    if item.task.symbols and not entry:
        return to_text(item.task.symbols[0])
    place = f"entry {', '.join(map(str, entry))} of your " if entry else ""
    return f"{place}answer to '{item.title}'"


@dataclass(frozen=True, kw_only=True)
class Marked:
    """One item of one submission.

    ``task``, ``given`` and ``answer`` exist if the answer could be read. ``first`` says where the error began: for
    the whole answer under ``()``, or for its entries. Nothing may follow from the entries in ``dead``. ``gained`` is
    the credit from follow-through, by the place where the error began.
    """

    item: Item
    result: ItemResult
    task: Task | None = None
    given: DocumentNode | None = None
    answer: Answer | None = None
    first: Mapping[tuple[int, ...], Place] = field(default_factory=dict)
    dead: frozenset[tuple[int, ...]] = frozenset()
    gained: Mapping[Place, Fraction] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        """Whether the answer was read and is wrong, at least in part."""
        return self.answer is not None and self.result.outcome in (Outcome.PARTIAL, Outcome.INCORRECT)

    def with_verdict(self, verdict: Verdict) -> "Marked":
        return replace(self, result=set_verdict(self.result, self.item, verdict))


def format_given(given: DocumentNode) -> str:
    """What was given, as a person reads it: a text without its quotes, a list as it is in the file."""
    return given.text if isinstance(given, Scalar) else cleandoc(given.span.text)


def show_as_read(answer: Answer) -> ReadBack:
    tree = answer.whole or answer.tree
    if tree is None:
        return ReadBack(text=answer.text, latex="")
    if answer.steps and isinstance(tree, Vector):  # the lines of a derivation
        return ReadBack(text="; ".join(map(to_text, tree.items)), latex=r";\quad ".join(map(to_latex, tree.items)))
    return ReadBack(text=to_text(tree), latex=to_latex(tree), mathml=to_mathml(tree))


def make_question_result(question: Question) -> ItemResult:
    """A result that has only the question: there is no answer, and no verdict on that."""
    return ItemResult(
        id=question.id,
        part=question.part,
        title=question.title,
        prompt=question.prompt,
        choices=tuple(question.names.items()),
        type=question.type,
        points=question.points,
        is_bonus=question.is_bonus,
        outcome=Outcome.BLANK,
        credit=None,
    )


@by_identity
def make_blank_result(item: Item) -> ItemResult:
    """The result of an item that was not answered. It is one object, shared by all who did not answer."""
    expected = show_as_read(item.key.answer) if item.key else None
    result = replace(make_question_result(item), credit=Fraction(0), expected=expected, fingerprint=item.fingerprint)
    return set_verdict(result, item, Verdict(outcome=Outcome.BLANK, credit=Fraction(0)))


def set_verdict(result: ItemResult, item: Item, verdict: Verdict, read: ReadBack | None = None) -> ItemResult:
    """Set the verdict of a result, and how the answer was ``read`` if that is new.

    What the author says about this outcome comes after what is said of the answer.
    """
    feedback = item.feedback.get(verdict.outcome.value)
    author = (Remark(id="author", text=feedback),) if feedback else ()
    return replace(
        result,
        read=read or result.read,
        outcome=verdict.outcome,
        credit=verdict.credit,
        remarks=(*verdict.remarks, *author),
        components=verdict.components,
        decision=verdict.decision,
    )
