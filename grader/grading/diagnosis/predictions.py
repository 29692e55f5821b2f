"""The wrong answers that named mistakes predict, worked out once for an item when an answer to it is wrong.

A prediction that turns out right is set apart: with these numbers the item does not test that mistake. So is one that
is nothing but zeros, which a student may have written for any reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from grader.answers import Answer, Task
from grader.answers.conditions import has_other_values
from grader.answers.index_family import shape_like_answer
from grader.equivalence.decide import Comparer
from grader.equivalence.fingerprint import Fingerprint, are_alike, compute_fingerprint
from grader.equivalence.known import are_known_equal
from grader.errors import GraderError
from grader.expr import parse
from grader.expr.nodes import Assignment, Derivative, Gradient, Matrix, Node, Vector
from grader.expr.notation import Notation
from grader.grading.diagnosis.named_derivatives import find_problem, run_with_each_mistake
from grader.grading.diagnosis.typed_mistakes import OF_TERMS, list_typed_mistakes
from grader.limits import MAX_PREDICTED_STEPS
from grader.memory import Memory
from grader.records import Outcome
from grader.rubric import Item
from grader.rubric.records import Key, WrongAnswer, WrongAnswers
from grader.solvers import SOLVERS, Problem
from grader.solvers.mistakes.calculus import DIFFERENTIATION_MISTAKES
from grader.solvers.named_mistakes import Mistake, Mistaken, PlacedMistakes
from grader.solvers.protocol import is_whole_run

__all__ = ["Prediction", "Predictions", "fingerprint_of", "is_same", "predictions_of"]

WITH_FORMULA = frozenset(
    {"derivation", "expression", "index_family", "iterates", "matrix", "number", "update_rule", "vector"}
)
# Types with a single formula as the answer, in which one term of a sum can be wrong.
OF_ONE_FORMULA = frozenset({"expression", "index_family", "number"})
_predictions = Memory(capacity=256)  # items; a rubric has far fewer


@dataclass(frozen=True, kw_only=True, eq=False)
class Prediction:
    """The answer that one mistake, or two, lead to; each with the place where it is made."""

    mistakes: tuple[tuple[Mistake, str], ...]
    answer: Node

    @property
    def id(self) -> str:
        """The ids of the mistakes."""
        return " + ".join(mistake.id for mistake, _ in self.mistakes)


def is_same(item: Item, answer: Answer, expected: Node, task: Task | None = None) -> bool:
    """Whether an answer would be right if ``expected`` were the key; for a derivation, whether its result would."""
    task = task or item.task
    if item.type == "derivation":
        return answer.tree is not None and are_known_equal(answer.tree, expected, task.notation, task.policy)
    try:
        verdict = item.answer_type.judge(answer, Answer(text="", tree=expected), task)
    except GraderError:
        return False
    return verdict.outcome is Outcome.CORRECT


def read_prediction(one: WrongAnswer, by_id: Mapping[str, Mistake], notation: Notation) -> Prediction:
    """Read a wrong answer that was worked out before; ``KeyError`` if its mistake no longer exists."""
    mistakes = tuple((by_id[name], place) for name, place in one.mistakes)
    return Prediction(mistakes=mistakes, answer=parse(one.text, notation).tree)


def predictions_of(item: Item) -> "Predictions":
    """The predictions of an item; they are worked out when they are first needed, and kept."""
    return _predictions.of(Predictions, item)


class Predictions:
    """Everything that named mistakes predict for one item."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.later: dict[int, tuple[Prediction, ...]] = {}
        self.fingerprints: dict[tuple[int, bool], tuple[Prediction, Fingerprint | None]] = {}

    @cached_property
    def everything(self) -> tuple[Prediction, ...]:
        """Every mistake that can be made once, whatever answer it leads to."""
        return tuple(predict_singles(self.item))

    @cached_property
    def harmless(self) -> tuple[Prediction, ...]:
        """The mistakes that lead to the right answer."""
        return tuple(one for one in self.everything if self.is_right(one))

    @cached_property
    def trivial(self) -> tuple[Prediction, ...]:
        """The mistakes that lead to nothing but zeros."""
        harmless = set(map(id, self.harmless))
        return tuple(one for one in self.everything if id(one) not in harmless and is_all_zero(one.answer))

    @cached_property
    def unfit(self) -> tuple[Prediction, ...]:
        """The mistakes that lead to nothing that could be judged, such as sizes that do not fit."""
        if self.key_fingerprint is None:
            return ()
        return tuple(one for one in self.everything if self.fingerprint_of(one, is_listed=False) is None)

    @cached_property
    def written(self) -> WrongAnswers:
        """What was worked out when the key was proved."""
        return (self.item.key.wrong() if self.item.key else None) or WrongAnswers()

    def read(self, answers: Sequence[WrongAnswer] | None) -> tuple[Prediction, ...] | None:
        """Read wrong answers that were worked out before; None if there are none that can be used."""
        solver = self.item.key.solver if self.item.key else None
        if answers is None or not isinstance(solver, Mistaken):
            return None
        by_id = {mistake.id: mistake for mistake in solver.mistakes}
        try:
            return tuple(read_prediction(one, by_id, self.item.task.notation) for one in answers)
        except (GraderError, KeyError):
            return None

    @cached_property
    def singles(self) -> tuple[Prediction, ...]:
        """The wrong answers that one mistake predicts."""
        known = self.read(self.written.singles)
        if known is not None:
            return known
        excluded = set(map(id, (*self.harmless, *self.trivial, *self.unfit)))
        return tuple(one for one in self.everything if id(one) not in excluded)

    @cached_property
    def of_terms(self) -> tuple[Prediction, ...]:
        """The wrong answers in which one term of the solver's sum is missing or has the wrong sign."""
        key = self.item.key
        if key is None or key.solver is None or key.answer.tree is None or self.item.type not in OF_ONE_FORMULA:
            return ()
        mistakes = list_typed_mistakes(key.answer.tree, self.item.task.notation)
        found = (
            Prediction(mistakes=((mistake, ""),), answer=changed)
            for mistake, changed in mistakes
            if mistake in OF_TERMS
        )
        return tuple(one for one in found if not is_all_zero(one.answer) and not self.is_right(one))

    @cached_property
    def pairs(self) -> tuple[Prediction, ...]:
        """The wrong answers that two mistakes together predict, as far as the limit on the work allows."""
        known = self.read(self.written.pairs)
        if known is not None:
            return known
        found = predict_pairs(self.item, [one.mistakes[0] for one in self.singles])
        return tuple(one for one in found if not is_all_zero(one.answer) and not self.is_right(one))

    def from_step(self, first: int) -> tuple[Prediction, ...]:
        """What one mistake predicts that is made from a step on, after right steps."""
        if first not in self.later:
            self.later[first] = self.predict_from_step(first)
        return self.later[first]

    def predict_from_step(self, first: int) -> tuple[Prediction, ...]:
        known = self.read(self.written.later.get(first))
        if known is not None:
            return known
        key = self.item.key
        is_iterative = key is not None and key.problem is not None and is_whole_run(key.problem)
        return tuple(predict_singles(self.item, first)) if is_iterative else ()

    @cached_property
    def key_fingerprint(self) -> Fingerprint | None:
        tree = self.item.key.answer.tree if self.item.key else None
        return None if tree is None else fingerprint_of(tree, self.item, self.comparer, is_listed=False)

    def is_right(self, one: Prediction) -> bool:
        """Whether a prediction is right; the engine decides only if the values at a few points agree."""
        key, right = self.item.key, self.key_fingerprint
        assert key is not None
        has_one_value = not has_other_values(self.item.task)
        if has_one_value and right is not None and not are_alike(right, self.fingerprint_of(one, is_listed=False)):
            return False
        return key.answer.tree is not None and is_same(self.item, Answer(text="", tree=one.answer), key.answer.tree)

    @cached_property
    def comparer(self) -> Comparer | None:
        """The comparer for the fingerprints of answers without definitions of their own."""
        return comparer_of(self.item, self.item.task.notation)

    def fingerprint_of(self, prediction: Prediction, is_listed: bool) -> Fingerprint | None:
        """The fingerprint of a prediction; ``is_listed`` if a family is given member by member."""
        key = (id(prediction), is_listed)
        known = self.fingerprints.get(key)
        if known is None:  # kept with its prediction: otherwise another object could get the same id
            known = self.fingerprints[key] = (
                prediction,
                fingerprint_of(prediction.answer, self.item, self.comparer, is_listed),
            )
        return known[1]


def comparer_of(item: Item, notation: Notation) -> Comparer | None:
    """The comparer for fingerprints under a notation; None if the key is not a formula."""
    tree = item.key.answer.tree if item.key else None
    try:
        return Comparer(tree, notation, item.task.policy) if tree is not None else None
    except GraderError:
        return None


def fingerprint_of(tree: Node, item: Item, comparer: Comparer | None, is_listed: bool) -> Fingerprint | None:
    if comparer is None:
        return None
    listed = shape_like_answer(Vector(()), tree, item.task) if is_listed else tree
    if not is_listed or not comparer.letters:
        return compute_fingerprint(listed, comparer)
    plain = Comparer(listed, comparer.notation, comparer.policy)
    return compute_fingerprint(listed, plain)


def predict_singles(item: Item, first: int = 0) -> Iterator[Prediction]:
    """Yield what each mistake predicts by itself."""
    key = item.key
    if key is None or item.type not in WITH_FORMULA:
        return
    if key.solver is None:
        if key.answer.tree is not None and not first:
            yield from predict_asked_derivative(item, key.answer.tree)
            for mistake, changed in list_typed_mistakes(key.answer.tree, item.task.notation):
                yield Prediction(mistakes=((mistake, ""),), answer=changed)
        return
    if not isinstance(key.solver, Mistaken) or key.problem is None:
        return
    for mistake in key.solver.mistakes:
        for place in mistake.places(key.problem):
            answer = run_with_mistakes(key, {mistake.id: place}, first)
            if answer is not None:
                yield Prediction(mistakes=((mistake, place),), answer=answer)


def predict_asked_derivative(item: Item, expected: Node) -> Iterator[Prediction]:
    """Yield what mistakes in differentiating lead to, if the item asks for a derivative by name and its key is that.

    The chain rule through quantities takes long, so its mistakes are named only where the key is solved.
    """
    notation = item.task.notation
    for named in item.task.symbols:
        kind, options = find_problem(named, notation) if isinstance(named, Derivative | Gradient) else ("", {})
        if kind not in ("derivative", "gradient"):
            continue
        try:
            value = SOLVERS[kind].solve(Problem(notation, options)).value
        except GraderError:
            continue
        if are_known_equal(value, expected, notation, item.task.policy):
            for mistake, place, answer in run_with_each_mistake(kind, options, notation):
                yield Prediction(mistakes=((mistake, place),), answer=answer)
            return


def predict_pairs(item: Item, mistakes: list[tuple[Mistake, str]]) -> Iterator[Prediction]:
    """Yield what two mistakes predict together; mistakes in differentiation only if a derivative is asked for."""
    key = item.key
    if key is None or key.problem is None:
        return
    own = {mistake.id for mistake in DIFFERENTIATION_MISTAKES} if is_method(key) else set()
    likely = [(mistake, place) for mistake, place in mistakes if mistake.id not in own]
    steps = len(key.solution.trace) if key.solution else 0
    most = MAX_PREDICTED_STEPS // (steps + 1)
    for one, other in sort_pairs(likely)[:most]:
        answer = run_with_mistakes(key, {one[0].id: one[1], other[0].id: other[1]})
        if answer is not None:
            yield Prediction(mistakes=(one, other), answer=answer)


def sort_pairs(mistakes: list[tuple[Mistake, str]]) -> list[tuple[tuple[Mistake, str], tuple[Mistake, str]]]:
    """The pairs of different mistakes, the likelier first: solvers declare common mistakes before rare ones."""
    rank = {name: place for place, name in enumerate(dict.fromkeys(mistake.id for mistake, _ in mistakes))}
    two = [(one, other) for one, other in combinations(mistakes, 2) if one[0].id != other[0].id]
    return sorted(two, key=lambda pair: rank[pair[0][0].id] + rank[pair[1][0].id])


def is_method(key: Key) -> bool:
    return key.problem is not None and "start" in key.problem.options


def run_with_mistakes(key: Key, mistakes: PlacedMistakes, first: int = 0) -> Node | None:
    """The answer that a solver finds with these mistakes; None if there is none."""
    assert isinstance(key.solver, Mistaken)
    assert key.problem is not None
    try:
        return key.solver.mistaken(key.problem, mistakes, first)
    except GraderError:
        return None


def is_all_zero(tree: Node) -> bool:
    """Whether an answer is nothing but zeros."""
    if isinstance(tree, Vector):
        return all(map(is_all_zero, tree.items))
    if isinstance(tree, Matrix):
        return all(is_all_zero(cell) for row in tree.rows for cell in row)
    if isinstance(tree, Assignment):
        return is_all_zero(tree.value)
    return getattr(tree, "value", None) == 0
