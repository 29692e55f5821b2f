"""Diagnosis: compare a wrong answer with what named mistakes predict, and report the mistake by name.

The author's own declarations come first, then one mistake in the whole answer, then one mistake in the wrong parts,
then two mistakes together. A candidate is found by its fingerprint and confirmed by the equality engine, so any form of
the wrong answer is recognised. Mistakes that predict the same answer are reported as alternatives; if there are more
than ``MAX_ALTERNATIVES``, nothing is reported. A right answer never comes here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.answers.conditions import has_other_values
from grader.answers.judging import outcome_of
from grader.answers.reading import rows_of
from grader.equivalence.decide import Comparer
from grader.equivalence.fingerprint import Entry, Fingerprint, are_alike, are_entries_alike, compute_fingerprint
from grader.errors import join_words
from grader.expr.nodes import Matrix, Node, Vector
from grader.grading.diagnosis.parts import replace_parts
from grader.grading.diagnosis.predictions import Prediction, comparer_of, is_same, predictions_of
from grader.grading.diagnosis.resemblance import Seen, describe_resemblance
from grader.grading.diagnosis.step_mistakes import name_step_mistake
from grader.grading.following.conditions import same
from grader.grading.marked import Marked, name_place
from grader.records import Outcome, Remark
from grader.solvers.named_mistakes import Mistake, describe_mistake

__all__ = ["diagnose"]

MAX_ALTERNATIVES = 3  # a student cannot learn from a longer list
MAX_CONFIRMED = 12  # the equality engine may take long, so it sees only the first candidates
REPLACED_REMARKS = ("first-slip", "indices")  # they say where it goes wrong; the mistake's name says more
NO_PLACES = ("derivation", "expression", "equation")  # the parts of a derivation or a set are no entries of it
GENERAL_REMARKS = ("author", "components", "count", "first-slip", "indices")  # more may be said of an answer besides
SUPERSCRIPTS = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The mistakes that explain an answer, or its part ``entry`` (empty for the whole)."""

    predictions: tuple[Prediction, ...]
    entry: tuple[int, ...] = ()

    @property
    def by_name(self) -> tuple[Prediction, ...]:
        """One prediction for each mistake, wherever it was made."""
        return tuple({one.id: one for one in reversed(self.predictions)}.values())[::-1]


def diagnose(one: Marked) -> Marked:
    """Add the kind of mistake to an item, if its answer is wrong and a mistake explains it."""
    if not one.is_wrong or one.answer is None or one.answer.tree is None:
        return one
    one = name_step_mistake(one)
    if is_explained_by_another(one) or is_settled_by_steps(one):
        return one
    case = Case(one)
    own = next((found for found in case.find_declared()), None)
    if own is not None:
        return own
    finding = case.find_mistakes()
    return add_resemblance(one, case) if finding is None else add_mistake_remark(one, finding)


def add_resemblance(one: Marked, case: "Case") -> Marked:
    """Say what an answer has in common with the expected one, if nothing that says more is said of it.

    Where other answers are as right as the expected one, that says nothing; up to a factor, it still does.
    """
    if has_other_values(case.task) and "up_to" not in case.task.options:
        return one
    own, key = case.fingerprint(), case.known.key_fingerprint
    if any(remark.id not in GENERAL_REMARKS for remark in one.result.remarks) or own is None or key is None:
        return one
    wrong = tuple(case.wrong_parts())
    is_in_parts = len(own) == len(one.result.components) > len(wrong)
    if len(own) != len(key) or is_zero(own) or (is_in_parts and is_zero([own[place] for place in wrong])):
        return one
    said = describe_resemblance(Seen(one=one, own=own, key=key, wrong=wrong if is_in_parts else ()))
    rest = tuple(remark for remark in one.result.remarks if not said or remark.id not in REPLACED_REMARKS)
    return replace(one, result=replace(one.result, remarks=(*said, *rest)))


def is_explained_by_another(one: Marked) -> bool:
    """Whether the answer follows from an earlier wrong one."""
    return any(place.item != one.item.id for place in one.gained)


def is_settled_by_steps(one: Marked) -> bool:
    """Whether it is a derivation whose result needs no explanation: it is right, or a step is wrong."""
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

    def find_declared(self) -> Iterator[Marked]:
        """Yield what the author says about wrong answers that the rubric declares."""
        for wrong in self.item.misconceptions:
            if wrong.answer is not None and self.is_equal(wrong.answer):
                yield add_remark_and_credit(self.one, make_author_remark(wrong.say, self.one, wrong.id), wrong.credit)

    def find_mistakes(self) -> Finding | None:
        """The mistakes that explain the answer, the simplest explanation first."""
        print_of = self.fingerprint()
        if is_zero(print_of):
            return None
        ways: list[Callable[[], Iterable[Finding]]] = [
            lambda: self.explain_whole(self.known.singles, print_of),
            lambda: self.explain_parts(print_of),
            lambda: self.explain_whole(self.known.of_terms, print_of),
            lambda: self.explain_whole(self.known.pairs, print_of) if self.has_enough_detail(print_of) else (),
        ]
        if self.item.type == "iterates":  # two mistakes that explain all points beat one that explains the first
            ways[1], ways[3] = ways[3], ways[1]
        for way in ways:
            found = next(iter(way()), None)
            if found is not None:
                return found if len(found.by_name) <= MAX_ALTERNATIVES else None
        return None

    def has_enough_detail(self, own: Fingerprint | None) -> bool:
        """Whether the answer holds enough information to show two mistakes: a formula, or several numbers."""
        return own is not None and (len(own) > 1 or any(len(set(entry)) > 1 for entry in own))

    def fingerprint(self) -> Fingerprint | None:
        """The fingerprint of the answer, under its student's own definitions."""
        comparer = self.comparer()
        if comparer is None:
            return None
        return compute_fingerprint(self.tree, make_member_comparer(comparer, self.tree) if self.is_listed else comparer)

    def comparer(self) -> Comparer | None:
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

    def explain_whole(self, predictions: Iterable[Prediction], own: Fingerprint | None) -> Iterator[Finding]:
        """Yield the predictions that equal the whole answer, as one finding."""
        likely = [
            one for one in predictions if own is None or are_alike(own, self.known.fingerprint_of(one, self.is_listed))
        ]
        found = tuple(one for one in likely[:MAX_CONFIRMED] if self.is_equal(one.answer))
        if found:
            yield Finding(predictions=found, entry=self.first_wrong())

    def is_equal(self, predicted: Node) -> bool:
        return is_same(self.item, self.answer, predicted, self.task)

    def first_wrong(self) -> tuple[int, ...]:
        """The first wrong part, if some parts are right; for iterates, in any case."""
        wrong = self.wrong_parts()
        if (
            self.item.type in NO_PLACES
            or not wrong
            or (self.item.type != "iterates" and len(wrong) == len(self.one.result.components))
        ):
            return ()
        return (wrong[0] + 1,)

    def wrong_parts(self) -> list[int]:
        """The wrong parts, counted from 0."""
        parts = self.one.result.components
        return [place for place, part in enumerate(parts) if part.outcome is Outcome.INCORRECT or part.credit == 0]

    def explain_parts(self, own: Fingerprint | None) -> Iterator[Finding]:
        """Yield the finding that explains the wrong parts: for iterates the first one, otherwise all of them."""
        wrong = self.wrong_parts()
        rows, count = rows_of(self.tree), len(self.one.result.components)
        if self.item.type == "derivation" or own is None or not wrong or rows is None or len(own) % len(rows):
            return
        if self.item.type == "iterates":
            yield from self.explain_iterate(wrong[0], rows, len(own) // len(rows), own)
        elif len(wrong) < count == len(own) and not is_zero([own[place] for place in wrong]):
            found = tuple(one for one in self.known.singles if self.are_parts_explained(one, wrong, own))
            if found:
                yield Finding(predictions=found, entry=(wrong[0] + 1,))

    def explain_iterate(self, place: int, rows: Sequence[Node], width: int, own: Fingerprint) -> Iterator[Finding]:
        """Yield the finding that explains the first wrong iterate, whatever comes after it."""
        if is_zero(own[place * width : (place + 1) * width]):
            return
        later = self.known.from_step(place) if place else ()
        for predictions in (self.known.singles, later):
            found = tuple(one for one in predictions if self.is_iterate_explained(one, place, rows, width, own))
            if found:
                yield Finding(predictions=found, entry=(place + 1,))

    def is_iterate_explained(
        self, one: Prediction, place: int, rows: Sequence[Node], width: int, own: Fingerprint
    ) -> bool:
        """Whether an iterate equals the predicted one. Mistakes of the whole run do not show in a single one."""
        if any(mistake.of_run for mistake, _ in one.mistakes):
            return False
        other, predicted = self.known.fingerprint_of(one, False), rows_of(one.answer)
        span = slice(place * width, (place + 1) * width)
        if place >= len(rows) or predicted is None or place >= len(predicted) or other is None:
            return False
        return are_alike(own[span], other[span]) and same(
            rows[place], predicted[place], self.task.notation, self.task.policy
        )

    def are_parts_explained(self, one: Prediction, wrong: Sequence[int], own: Fingerprint) -> bool:
        """Whether every wrong part equals the predicted one; the others are right."""
        other, key = self.known.fingerprint_of(one, False), self.item.key
        if other is None or len(other) != len(own) or key is None or key.answer.tree is None:
            return False
        if not all(are_entries_alike(own[place], other[place]) for place in wrong):
            return False
        mixed = replace_parts(key.answer.tree, one.answer, wrong)
        return mixed is not None and self.is_equal(mixed)


def is_zero(entries: Sequence[Entry] | None) -> bool:
    """Whether there is nothing but zeros, which a student may have written for any reason; so they show no mistake."""
    return entries is not None and all(value == 0 for entry in entries for value in entry)


def make_member_comparer(comparer: Comparer, tree: Node) -> Comparer:
    """The comparer that takes the fingerprint of a list of members."""
    return Comparer(tree, comparer.notation, comparer.policy)


def add_mistake_remark(one: Marked, finding: Finding) -> Marked:
    """Add the remark on the mistakes, and the credit that the author gives for one."""
    predictions = finding.by_name
    author = {wrong.id: wrong for wrong in one.item.misconceptions if wrong.answer is None}
    declared = author.get(predictions[0].id) if len(predictions) == 1 else None
    text = f"{describe_subject(one, finding)} what one gets {describe_ways(predictions)}."
    if declared is not None and declared.say:
        text = declared.say
    hints = dict.fromkeys(
        mistake.hint for prediction in predictions for mistake, _ in prediction.mistakes if mistake.hint
    )
    first = predictions[0]
    parameters = [("mistake", first.id)]
    parameters += [("place", place) for _, place in first.mistakes if place]
    parameters += [("alternatives", ", ".join(other.id for other in predictions[1:]))] if predictions[1:] else []
    parameters += [("entry", str(finding.entry[0]))] if finding.entry else []
    parameters += [("hint", next(iter(hints)))] if hints else []
    remark = Remark(id="misconception", text=text, parameters=tuple(parameters))
    return add_remark_and_credit(one, remark, declared.credit if declared is not None else None)


def describe_ways(predictions: Sequence[Prediction]) -> str:
    """The ways in which an answer may have come about; what they all share is said once, at the front."""
    shared = [mistake for mistake in predictions[0].mistakes if all(mistake in other.mistakes for other in predictions)]
    if len(predictions) == 1 or not shared:
        return join_alternatives([describe_mistakes(prediction.mistakes) for prediction in predictions])
    rest = [
        describe_mistakes([mistake for mistake in prediction.mistakes if mistake not in shared])
        for prediction in predictions
    ]
    return f"{describe_mistakes(shared)}, and {join_alternatives(rest)}"


def join_alternatives(ways: Sequence[str]) -> str:
    return ways[0] if len(ways) == 1 else f"either {join_words(ways, 'or')}"


def describe_mistakes(mistakes: Sequence[tuple[Mistake, str]]) -> str:
    """The mistakes in words: ``by adding the step and by keeping the first step size``."""
    return join_words([f"by {describe_mistake(mistake, place)}" for mistake, place in mistakes])


def describe_subject(one: Marked, finding: Finding) -> str:
    """The subject of the sentence: ``Your x⁽¹⁾ is``, ``Component 2 of your g is``, ``Your dL/dw_k is``."""
    entry = finding.entry
    mistakes = [mistake for prediction in finding.predictions for mistake, _ in prediction.mistakes]
    is_of_run = any(mistake.of_run for mistake in mistakes) or len(finding.predictions[0].mistakes) > 1
    if one.item.type == "iterates" and is_of_run:
        return "Your run of iterates is"
    if entry and one.item.type == "iterates":
        return f"Your {raise_index(name_place(one.item, entry))} is"
    if entry:
        label = one.result.components[entry[0] - 1].label
        return f"{label[0].upper()}{label[1:]} of your {name_place(one.item, ())} is"
    return f"Your {name_place(one.item, ())} is"


def raise_index(name: str) -> str:
    """The name of an iterate as it is written by hand.

    >>> raise_index("x^(1)")
    'x⁽¹⁾'
    """
    base, mark, count = name.partition("^")
    return base + count.translate(SUPERSCRIPTS) if mark else name


def make_author_remark(text: str, one: Marked, name: str) -> Remark:
    return Remark(id="misconception", text=text or "This is a known wrong answer.", parameters=(("mistake", name),))


def add_remark_and_credit(one: Marked, remark: Remark, credit: Fraction | None) -> Marked:
    """Add a remark before all others, and raise the credit to what the mistake earns."""
    result = one.result
    rest = [other for other in result.remarks if other.id not in REPLACED_REMARKS]
    result = replace(result, remarks=(remark, *rest))
    if credit is not None and credit > (result.credit or 0):
        result = replace(result, credit=credit, outcome=outcome_of(credit))
    return replace(one, result=result)
