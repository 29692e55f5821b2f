"""Diagnosis: a wrong answer is compared with what named mistakes predict, and the mistake is told by name.

What the author declared comes first, then one mistake for the whole answer, then one mistake in the parts that are
wrong, then two mistakes together. A candidate is found by its fingerprint and confirmed by the equality engine, so that
any form of the wrong answer is recognised. Mistakes that predict the same answer are told as either; where more than
``MOST_TOLD`` do, nothing is told. An answer that is right never comes here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.answers.judging import listed, outcome_of
from grader.answers.reading import rows_of
from grader.equivalence.decide import Comparer
from grader.equivalence.fingerprint import Fingerprint, alike, entries_alike, fingerprint
from grader.expr.nodes import Matrix, Node, Vector
from grader.grading.diagnosis.predictions import Prediction, comparer_of, is_same, predictions_of
from grader.grading.diagnosis.step_mistakes import with_mistake_on_step
from grader.grading.following.conditions import same
from grader.grading.marked import Marked, name_of
from grader.records import Outcome, Remark
from grader.solvers.named_mistakes import Mistake, told

__all__ = ["diagnose"]

MOST_TOLD = 3
MOST_CONFIRMED = 12
SAID_BY_NAME = ("first-slip", "indices")  # where the answer goes wrong, which the name of the mistake says better
RAISED = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The mistakes that explain an answer, or its part ``entry`` (empty for the whole)."""

    predictions: tuple[Prediction, ...]
    entry: tuple[int, ...] = ()

    @property
    def by_name(self) -> tuple[Prediction, ...]:
        """One prediction for each mistake, whatever the place at which it is made."""
        return tuple({one.id: one for one in reversed(self.predictions)}.values())[::-1]


def diagnose(one: Marked) -> Marked:
    """Return an item with what kind of mistake was made in it, if it is wrong and that can be told."""
    if not one.is_wrong or one.answer is None or one.answer.tree is None:
        return one
    one = with_mistake_on_step(one)
    if explained_by_another(one) or breaks_at_a_step(one):
        return one
    case = Case(one)
    own = next((found for found in case.declared()), None)
    if own is not None:
        return own
    finding = case.finding()
    return one if finding is None else told_of(one, finding)


def explained_by_another(one: Marked) -> bool:
    """Tell whether an answer is as it is because of an earlier one, from which it follows."""
    return any(place.item != one.item.id for place in one.gained)


def breaks_at_a_step(one: Marked) -> bool:
    """Tell whether an answer is a derivation whose result need not be explained: it is right, or a step is wrong."""
    if one.item.type != "derivation":
        return False
    is_reached = any(part.label == "result" and part.credit for part in one.result.components)
    return is_reached or any(remark.id == "step" for remark in one.result.remarks)


class Case:
    """One wrong answer, and what may explain it."""

    def __init__(self, one: Marked) -> None:
        assert one.answer is not None
        assert one.answer.tree is not None
        assert one.task is not None
        self.one, self.item, self.task = one, one.item, one.task
        self.answer, self.tree = one.answer, one.answer.tree
        self.known = predictions_of(one.item)

    def declared(self) -> Iterator[Marked]:
        """Yield what the author says of wrong answers that are declared in the rubric."""
        for wrong in self.item.misconceptions:
            if wrong.answer is not None and self.is_equal(wrong.answer):
                yield credited(self.one, said(wrong.say, self.one, wrong.id), wrong.credit)

    def finding(self) -> Finding | None:
        """Return the mistakes that explain the answer, the simplest explanation first."""
        print_of = self.fingerprint()
        ways: list[Callable[[], Iterable[Finding]]] = [
            lambda: self.whole(self.known.singles, print_of),
            lambda: self.parts(print_of),
            lambda: self.whole(self.known.of_terms, print_of),
            lambda: self.whole(self.known.pairs, print_of) if self.is_telling(print_of) else (),
        ]
        if self.item.type == "iterates":  # two that explain them all come before one that explains the first
            ways[1], ways[3] = ways[3], ways[1]
        for way in ways:
            found = next(iter(way()), None)
            if found is not None:
                return found if len(found.by_name) <= MOST_TOLD else None
        return None

    def is_telling(self, own: Fingerprint | None) -> bool:
        """Tell whether an answer holds enough for two mistakes to be told by it: a formula, or several numbers."""
        return own is not None and (len(own) > 1 or any(len(set(entry)) > 1 for entry in own))

    def fingerprint(self) -> Fingerprint | None:
        """Return the fingerprint of the answer, under its student's own definitions."""
        comparer = self.comparer()
        if comparer is None:
            return None
        return fingerprint(self.tree, plain(comparer, self.tree) if self.is_listed else comparer)

    def comparer(self) -> Comparer | None:
        """Return what the fingerprint of the answer is taken with."""
        if self.task.notation is self.item.task.notation:
            return self.known.comparer
        return comparer_of(self.item, self.task.notation)

    @property
    def is_listed(self) -> bool:
        """Whether a family is given member by member."""
        key = self.item.key
        expected = key.answer.tree if key else None
        return (
            self.item.type == "index_family"
            and isinstance(self.tree, Vector | Matrix)
            and not isinstance(expected, Vector | Matrix)
        )

    def whole(self, predictions: Iterable[Prediction], own: Fingerprint | None) -> Iterator[Finding]:
        """Yield the finding that some of the predictions are the answer."""
        likely = [one for one in predictions if own is None or alike(own, self.known.print_of(one, self.is_listed))]
        found = tuple(one for one in likely[:MOST_CONFIRMED] if self.is_equal(one.answer))
        if found:
            yield Finding(predictions=found, entry=self.first_wrong())

    def is_equal(self, predicted: Node) -> bool:
        """Decide whether the answer is a predicted one."""
        return is_same(self.item, self.answer, predicted, self.task)

    def first_wrong(self) -> tuple[int, ...]:
        """Return the first part that is wrong where some are right, or of iterates in any case."""
        wrong = self.wrong_parts()
        if (
            self.item.type == "derivation"
            or not wrong
            or (self.item.type != "iterates" and len(wrong) == len(self.one.result.components))
        ):
            return ()
        return (wrong[0] + 1,)

    def wrong_parts(self) -> list[int]:
        """Return the places, from 0, of the parts that are wrong."""
        parts = self.one.result.components
        return [place for place, part in enumerate(parts) if part.outcome is Outcome.INCORRECT or part.credit == 0]

    def parts(self, own: Fingerprint | None) -> Iterator[Finding]:
        """Yield the finding that explains the parts that are wrong: of iterates the first, else all of them."""
        wrong = self.wrong_parts()
        rows, count = rows_of(self.tree), len(self.one.result.components)
        if self.item.type == "derivation" or own is None or not wrong or rows is None or len(own) % len(rows):
            return
        if self.item.type == "iterates":
            yield from self.of_iterate(wrong[0], rows, len(own) // len(rows), own)
        elif len(wrong) < count == len(own):
            found = tuple(one for one in self.known.singles if self.explains(one, wrong, own))
            if found:
                yield Finding(predictions=found, entry=(wrong[0] + 1,))

    def of_iterate(self, place: int, rows: Sequence[Node], width: int, own: Fingerprint) -> Iterator[Finding]:
        """Yield the finding that explains the first iterate that is wrong, whatever comes after it."""
        later = self.known.from_step(place) if place else ()
        for predictions in (self.known.singles, later):
            found = tuple(one for one in predictions if self.explains_iterate(one, place, rows, width, own))
            if found:
                yield Finding(predictions=found, entry=(place + 1,))

    def explains_iterate(self, one: Prediction, place: int, rows: Sequence[Node], width: int, own: Fingerprint) -> bool:
        """Tell whether an iterate is the predicted one."""
        other, predicted = self.known.print_of(one, False), rows_of(one.answer)
        span = slice(place * width, (place + 1) * width)
        if place >= len(rows) or predicted is None or place >= len(predicted) or other is None:
            return False
        return alike(own[span], other[span]) and same(
            rows[place], predicted[place], self.task.notation, self.task.policy
        )

    def explains(self, one: Prediction, wrong: Sequence[int], own: Fingerprint) -> bool:
        """Tell whether every part that is wrong is the predicted one; the others are right."""
        other, key = self.known.print_of(one, False), self.item.key
        if other is None or len(other) != len(own) or key is None or key.answer.tree is None:
            return False
        if not all(entries_alike(own[place], other[place]) for place in wrong):
            return False
        mixed = with_parts(key.answer.tree, one.answer, wrong)
        return mixed is not None and self.is_equal(mixed)


def plain(comparer: Comparer, tree: Node) -> Comparer:
    """Return what the fingerprint of a list of members is taken with."""
    return Comparer(tree, comparer.notation, comparer.policy)


def with_parts(right: Node, predicted: Node, places: Sequence[int]) -> Node | None:
    """Return a right answer whose entries at some places, row by row, are those of a prediction."""
    if isinstance(right, Vector) and isinstance(predicted, Vector) and len(right.items) == len(predicted.items):
        pairs = enumerate(zip(right.items, predicted.items, strict=True))
        return Vector(tuple(theirs if place in places else ours for place, (ours, theirs) in pairs))
    if isinstance(right, Matrix) and isinstance(predicted, Matrix):
        width = len(right.rows[0])
        flat = with_parts(
            Vector(tuple(cell for row in right.rows for cell in row)),
            Vector(tuple(cell for row in predicted.rows for cell in row)),
            places,
        )
        if isinstance(flat, Vector):
            cells = flat.items
            return Matrix(tuple(cells[start : start + width] for start in range(0, len(cells), width)))
    return None


def told_of(one: Marked, finding: Finding) -> Marked:
    """Return an item with the remark on its mistakes, and the credit that the author gives for one."""
    predictions = finding.by_name
    author = {wrong.id: wrong for wrong in one.item.misconceptions if wrong.answer is None}
    declared = author.get(predictions[0].id) if len(predictions) == 1 else None
    text = f"{subject(one, finding)} what one gets {ways_to(predictions)}."
    if declared is not None and declared.say:
        text = declared.say
    hints = dict.fromkeys(mistake.hint for prediction in predictions for mistake, _ in prediction.slips if mistake.hint)
    first = predictions[0]
    parameters = [("mistake", first.id)]
    parameters += [("place", place) for _, place in first.slips if place]
    parameters += [("alternatives", ", ".join(other.id for other in predictions[1:]))] if predictions[1:] else []
    parameters += [("entry", str(finding.entry[0]))] if finding.entry else []
    parameters += [("hint", next(iter(hints)))] if hints else []
    remark = Remark(id="misconception", text=text, parameters=tuple(parameters))
    return credited(one, remark, declared.credit if declared is not None else None)


def ways_to(predictions: Sequence[Prediction]) -> str:
    """Return the ways in which an answer may have come about; what all of them share is said once, in front."""
    shared = [slip for slip in predictions[0].slips if all(slip in other.slips for other in predictions)]
    if len(predictions) == 1 or not shared:
        return either([by(prediction.slips) for prediction in predictions])
    rest = [by([slip for slip in prediction.slips if slip not in shared]) for prediction in predictions]
    return f"{by(shared)}, and {either(rest)}"


def either(ways: Sequence[str]) -> str:
    """Return one way, or several as alternatives."""
    return ways[0] if len(ways) == 1 else f"either {', '.join(ways[:-1])} or {ways[-1]}"


def by(slips: Sequence[tuple[Mistake, str]]) -> str:
    """Return the words of mistakes: ``by adding the step and by keeping the first step size``."""
    return listed([f"by {told(mistake, place)}" for mistake, place in slips])


def subject(one: Marked, finding: Finding) -> str:
    """Return what of the answer is spoken of: ``Your x⁽¹⁾ is``, ``Component 2 of your g is``, ``Your dL/dw_k is``."""
    entry = finding.entry
    if one.item.type == "iterates" and len(finding.predictions[0].slips) > 1:
        return "Your run of iterates is"
    if entry and one.item.type == "iterates":
        return f"Your {raised(name_of(one.item, entry))} is"
    if entry:
        label = one.result.components[entry[0] - 1].label
        return f"{label[0].upper()}{label[1:]} of your {name_of(one.item, ())} is"
    return f"Your {name_of(one.item, ())} is"


def raised(name: str) -> str:
    """Return the name of an iterate as it is written by hand.

    >>> raised("x^(1)")
    'x⁽¹⁾'
    """
    base, mark, count = name.partition("^")
    return base + count.translate(RAISED) if mark else name


def said(text: str, one: Marked, name: str) -> Remark:
    """Return what the author says of a wrong answer."""
    return Remark(id="misconception", text=text or "This is a known wrong answer.", parameters=(("mistake", name),))


def credited(one: Marked, remark: Remark, credit: Fraction | None) -> Marked:
    """Return an item with a remark behind the author's, and no less credit than is given for the mistake."""
    result = one.result
    said_first = [other for other in result.remarks if other.id == "author"]
    rest = [other for other in result.remarks if other.id not in ("author", *SAID_BY_NAME)]
    result = replace(result, remarks=(*said_first, remark, *rest))
    if credit is not None and credit > (result.credit or 0):
        result = replace(result, credit=credit, outcome=outcome_of(credit))
    return replace(one, result=result)
