"""Every remark that claims a fact about an answer, and how the claim is evaluated apart from the equality engine.

Values are those at random points (``values.py``). What a mistake leads to is found by the solver, and compared here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from itertools import product as tuples
from math import log, pi
from typing import Any

from grader.answers import Answer, Task
from grader.answers.members import find_index_letters
from grader.answers.reading import rows_of
from grader.errors import GraderError
from grader.expr import parse
from grader.expr.nodes import Assignment, Node, Number, Relation, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import walk
from grader.grading.result import ItemResult
from grader.records import Remark
from grader.rubric import Item
from grader.rubric.keys import solve_again
from grader.rubric.records import Follow
from grader.rubric.references import entry_of

from .left_open import LEFT_OPEN_CLAIMS, are_left_over
from .loci import LOCUS_CLAIMS
from .measured import MEASURED_CLAIMS
from .predicting import predict
from .rounding import has_more_digits, has_no_decimal, is_rounded_value
from .set_pieces import SET_CLAIMS
from .spans import SPAN_CLAIMS
from .units import UNIT_CLAIMS
from .values import UnknownValueError, World, are_near, describe, flatten, has_ratio, is_power_of_ten

__all__ = ["CLAIMS", "Given", "confirm"]

SEEDS = (1, 2, 3)
DIGITS_NEAR = 1e-9


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer with its question and verdict, and the other answers of the submission by item."""

    item: Item
    task: Task
    answer: Answer
    result: ItemResult
    others: Mapping[str, "Given"]

    @property
    def key(self) -> Node:
        assert self.item.key is not None
        assert self.item.key.answer.tree is not None
        return self.item.key.answer.tree

    @property
    def own(self) -> Node:
        assert self.answer.tree is not None
        return self.answer.tree

    def parts(self, tree: Node) -> list[Any]:
        """Return the values of each part of a formula: its entries, points or members, at each of the random points."""
        if isinstance(tree, Assignment | Relation):
            tree = tree.value if isinstance(tree, Assignment) else tree.operands[-1]
        each = [self.parts_at(tree, World(self.task.notation, seed)) for seed in SEEDS]
        if len({len(parts) for parts in each}) > 1:
            raise UnknownValueError("parts")
        return [flatten(list(values)) for values in zip(*each, strict=True)]

    def parts_at(self, tree: Node, world: World) -> list[Any]:
        if self.item.type == "iterates":
            rows = rows_of(tree) or (tree,)
            is_single = len(rows) > 1 and not any(map(rows_of, rows)) and len(rows_of(self.key) or ()) == 1
            return [world.value(row, {}) for row in ((tree,) if is_single else rows)]
        letters = self.letters(tree)
        if letters:
            ranges = [range(1, world.size(letter) + 1) for letter in letters]
            return [world.value(tree, dict(zip(letters, place, strict=True))) for place in tuples(*ranges)]
        value = world.value(tree, {})
        if self.item.type == "index_family" and not isinstance(value, list):
            letters = self.letters(self.key)
            return [value] * len(list(tuples(*(range(world.size(letter)) for letter in letters))))
        return flatten(value) if isinstance(value, list) else [value]

    def letters(self, tree: Node) -> tuple[str, ...]:
        if self.item.type != "index_family":
            return ()
        notation = self.task.notation
        used = {node.name for node in walk(tree) if isinstance(node, Symbol)}
        asked = find_index_letters(self.task.symbols[0], notation) if self.task.symbols else ()
        letters = asked or tuple(letter for letter in notation.ranges if letter in used)
        return letters if set(letters) & used else ()


def confirm(remark: Remark, given: Given) -> bool:
    """Return whether the claim of a remark is true; ``UnknownValueError`` where that cannot be evaluated here."""
    try:
        return CLAIMS[remark.id](given, dict(remark.parameters), remark.text)
    except (ArithmeticError, GraderError, IndexError, ValueError) as error:
        raise UnknownValueError(str(error)) from error


Parameters = Mapping[str, str]


def places_of(parameters: Parameters, count: int) -> list[int]:
    """Return the parts that a claim is about, from 0: those in ``entry``, or all."""
    entry = parameters.get("entry", "")
    return [int(place) - 1 for place in entry.split(", ")] if entry else list(range(count))


def is_what_one_gets(given: Given, parameters: Parameters, text: str) -> bool:
    """The answer, or its named part, has the values that the solver finds with each of the named mistakes."""
    names = [parameters["mistake"], *filter(None, parameters.get("alternatives", "").split(", "))]
    own = given.parts(given.own)
    place = int(parameters["entry"]) - 1 if "entry" in parameters else None
    if not is_there(names, place, len(own)):
        return False
    count = len(given.result.components)
    found = [predict(name, given.item, count) for name in names]
    return all(any(is_explained(own, place, given, tree) for tree in trees) for trees in found)


def is_there(names: list[str], place: int | None, count: int) -> bool:
    """Whether there is what the mistakes speak of: no step comes before the first, and none after the last."""
    is_first, is_last = place == 0, place == count - 1
    return not (is_first and "step-size-early" in names) and not (is_last and count > 1 and "step-size-late" in names)


def is_explained(own: list[Any], place: int | None, given: Given, tree: Node) -> bool:
    try:
        predicted = given.parts(tree)
    except (UnknownValueError, ArithmeticError, ValueError):
        return False
    whole = len(own) == len(predicted) and all(map(are_near, own, predicted))
    if place is None or whole:
        return whole and any(map(any, own))
    if given.item.type == "iterates":
        return place < len(predicted) and are_near(own[place], predicted[place]) and any(own[place])
    key = given.parts(given.key)
    wrong = [at for at in range(len(own)) if not are_near(own[at], key[at])]
    return (
        place == wrong[0]
        and all(are_near(own[at], predicted[at]) for at in wrong)
        and any(any(own[at]) for at in wrong)
    )


def are_components_wrong(given: Given, parameters: Parameters, text: str) -> bool:
    """The named parts differ from the expected ones; if the rest is said to be right, it is."""
    own, key = given.parts(given.own), given.parts(given.key)
    wrong = parameters["wrong"].split(", ")
    if any("(" in label for label in wrong):
        wrong = re.findall(r"\w+ \([0-9, ]+\)", parameters["wrong"])
    labels = [part.label for part in given.result.components]
    named = {labels.index(label) for label in wrong}
    if given.task.options.get("up_to") == "order":
        return are_left_over(own, key, named)
    pairs = [are_near(a, b) for a, b in zip(own, key, strict=False)]
    are_wrong = all(not pairs[place] for place in named)
    is_rest_right = all(pairs[place] for place in range(len(pairs)) if place not in named)
    return are_wrong and (is_rest_right or "the rest is" not in text)


def follows(given: Given, parameters: Parameters, text: str) -> bool:
    if given.item.type == "iterates" and parameters["item"] == given.item.id:
        return do_iterates_follow(given, parameters)
    return consists(given, text)


def do_iterates_follow(given: Given, parameters: Parameters) -> bool:
    """The named iterate is wrong; every credited one is right, or what a step leads to, with mistakes made before."""
    own, key = given.parts(given.own), given.parts(given.key)
    first = int(parameters["entry"]) - 1
    if are_near(own[first], key[first]):
        return False
    points = rows_of(given.own) or ()
    credited = [place for place, part in enumerate(given.result.components) if part.credit]
    return all(
        are_near(own[place], key[place])
        or any(are_near(own[place], after) for after in list_steps(given, points[:place]))
        for place in credited
    )


def list_steps(given: Given, points: tuple[Node, ...]) -> Iterator[list[float]]:
    """Yield the point after some own ones, by the right step, and by steps with one or two mistakes."""
    key = given.item.key
    assert key is not None
    assert key.problem is not None
    solver: Any = key.solver
    mistakes = [(one.id, place) for one in solver.mistakes if one.repeats for place in one.places(key.problem)]
    rules = [{}, *({name: place} for name, place in mistakes), *map(dict, combinations(mistakes, 2))]
    for rule in rules:
        try:
            after = solver.resume(key.problem, points, rule)
        except GraderError:
            continue
        yield flatten([World(given.task.notation, seed).value(after, {}) for seed in SEEDS])


def consists(given: Given, text: str) -> bool:
    """An answer, or a part of it, has the values that follow from the student's own answers to other items."""
    is_whole, is_known = text.startswith("This"), False
    for way in (None, *given.item.follow):
        under = replace(given, task=replace(given.task, notation=extend_by_own(given, way)))
        for tree in work_out_again(under, way):
            try:
                left, right = under.parts(given.own), under.parts(tree)
            except (UnknownValueError, ArithmeticError, GraderError):
                continue
            is_known = True
            same = [are_near(a, b) for a, b in zip(left, right, strict=False)]
            if len(left) == len(right) and (all(same) if is_whole else any(same)):
                return True
    if not is_known:
        raise UnknownValueError("what follows")
    return False


def extend_by_own(given: Given, way: Follow | None) -> Notation:
    """Return the notation in which the quantities of a way are the student's own answers."""
    quantities = [(entry, one) for entry, one in (way.quantities if way else ()) if one.item in given.others]
    trees = [(entry, entry_of(given.others[one.item].own, one.entry)) for entry, one in quantities]
    return given.task.notation.extended([replace(entry, definition=tree) for entry, tree in trees if tree is not None])


def work_out_again(given: Given, way: Follow | None) -> Iterator[Node]:
    """Yield what an item asks for, in terms of the student's own answers to other items."""
    key = given.item.key
    assert key is not None
    if way is not None and way.expected is not None:
        yield way.expected
    yield given.key
    references = [(one, given.others.get(one.item)) for one in key.references]
    own = {one.symbol: entry_of(other.own, one.entry) for one, other in references if other is not None}
    try:
        again = solve_again(key, {name: tree for name, tree in own.items() if tree is not None}, given.task.notation)
    except GraderError:
        return
    if again.answer.tree is not None:
        yield again.answer.tree


def is_first_wrong(given: Given, parameters: Parameters, text: str) -> bool:
    own, key = given.parts(given.own), given.parts(given.key)
    first = int(parameters["entry"]) - 1
    return not are_near(own[first], key[first]) and all(map(are_near, own[:first], key[:first]))


def is_step_wrong(given: Given, parameters: Parameters, text: str) -> bool:
    left, right = (parse(parameters[side], given.task.notation).tree for side in ("left", "right"))
    if any(isinstance(node, Symbol) and node.iterate is not None for side in (left, right) for node in walk(side)):
        raise UnknownValueError("an iterate that was worked out before")
    worlds = [World(given.task.notation, seed) for seed in SEEDS]
    return any(not are_near(world.value(left, {}), world.value(right, {})) for world in worlds)


def unit_of(given: Given) -> float:
    """Return one unit in the last place of the shortest decimal in an answer."""
    written = [node.decimals or 0 for node in walk(given.own) if isinstance(node, Number) and node.digits]
    return float(10.0 ** -min(written))


def is_rounded(given: Given, parameters: Parameters, text: str) -> bool:
    pairs = zip(flatten(given.parts(given.own)), flatten(given.parts(given.key)), strict=True)
    return all(abs(own - key) <= unit_of(given) * (0.5 + DIGITS_NEAR) for own, key in pairs)


def is_resemblance(given: Given, parameters: Parameters, text: str) -> bool:
    own, key = given.parts(given.own), given.parts(given.key)
    places = places_of(parameters, len(own))
    pairs = [(x, y) for place in places for x, y in zip(own[place], key[place], strict=True)]
    if parameters["kind"] in OF_DIGITS:
        return OF_DIGITS[parameters["kind"]](given)
    if all(are_near(x, y) for x, y in pairs):
        return False
    rest = [place for place in range(len(own)) if place not in places]
    return all(are_near(own[place], key[place]) for place in rest) and RESEMBLANCES[parameters["kind"]](
        given, pairs, text
    )


def is_other_order(given: Given) -> bool:
    own, key = given.parts(given.own), given.parts(given.key)
    if not len(own) == len(key) <= 6:
        raise UnknownValueError("too many entries")
    return any(all(map(are_near, order, key)) for order in permutations(own))


def is_transposed(given: Given) -> bool:
    world = World(given.task.notation, SEEDS[0])
    own, key = world.value(given.own, {}), world.value(given.key, {})
    return are_near([list(row) for row in zip(*own, strict=True)], key)


def are_other_parts_wrong(given: Given, pairs: object, text: str) -> bool:
    own, key = given.parts(given.own), given.parts(given.key)
    named = re.findall(r"\([0-9, ]+\)|[0-9]+", text.partition(",")[0] if "(" not in text else text)
    if any("(" in name for name in named):
        raise UnknownValueError("entries of a matrix")
    places = {int(name) - 1 for name in named}
    return all(are_near(own[at], key[at]) != (at in places) for at in range(len(own)))


OF_DIGITS: Mapping[str, Callable[[Given], bool]] = {
    "digits": lambda given: is_rounded(given, {}, ""),
    "more-digits": lambda given: is_rounded(given, {}, "") and has_more_digits(given.own, given.task.policy),
    "not-rounded": lambda given: (
        has_no_decimal(given.own) and are_near(flatten(given.parts(given.own)), flatten(given.parts(given.key)))
    ),
}
Pairs = list[tuple[float, float]]
RESEMBLANCES: Mapping[str, Callable[[Given, Pairs, str], bool]] = {
    "sign": lambda given, pairs, text: all(are_near(-x, y) for x, y in pairs),
    "power-of-ten": lambda given, pairs, text: has_ratio(pairs, is_power_of_ten),
    "factor": lambda given, pairs, text: has_ratio(pairs, lambda ratio: abs(ratio) > 0),
    "angle": lambda given, pairs, text: has_ratio(pairs, lambda ratio: are_near(abs(log(ratio)), log(180 / pi))),
    "reciprocal": lambda given, pairs, text: all(are_near(x * y, 1.0) for x, y in pairs),
    "added-constant": lambda given, pairs, text: len({round(y - x, 6) for x, y in pairs}) == 1,
    "transposed": lambda given, pairs, text: is_transposed(given),
    "order": lambda given, pairs, text: is_other_order(given),
    "cut-off": lambda given, pairs, text: all(0 < abs(y) - abs(x) < unit_of(given) for x, y in pairs),
    "rounded-up": lambda given, pairs, text: all(0 < abs(x) - abs(y) < unit_of(given) for x, y in pairs),
    "components": are_other_parts_wrong,
}


def would_be_right(given: Given, parameters: Parameters, text: str) -> bool:
    """With the change that is named, the answer has the expected values."""
    own, key = given.parts(given.own), given.parts(given.key)
    if parameters["kind"] == "reciprocal":
        return is_resemblance(given, parameters, text)
    by = World(given.task.notation, SEEDS[0]).value(parse(parameters["by"], given.task.notation).tree, {})
    pairs = [(x, y) for place in places_of(parameters, len(own)) for x, y in zip(own[place], key[place], strict=True)]
    tolerance = 6e-3 if any(isinstance(node, Number) and node.digits for node in walk(given.own)) else 1e-6
    change = (lambda x: x + by) if parameters["kind"] == "added-constant" else (lambda x: x * by)
    return all(are_near(change(x), y, tolerance) for x, y in pairs)


def are_indices_wrong(given: Given, parameters: Parameters, text: str) -> bool:
    """At the named indices, the members differ."""
    notation = given.task.notation
    at = {letter: int(place) for letter, place in parameters.items()}
    own, key = given.parts(given.own), given.parts(given.key)
    letters = given.letters(given.key)
    if set(letters) != set(at):
        raise UnknownValueError("other letters")
    place = 0
    for letter in letters:
        place = place * World(notation, 1).size(letter) + at[letter] - 1
    is_everywhere = "all indices" in text
    return not are_near(own[place], key[place]) and (not is_everywhere or not any(map(are_near, own, key)))


def is_count(given: Given, parameters: Parameters, text: str) -> bool:
    return (int(parameters["given"]), int(parameters["wanted"])) == (
        len(rows_of(given.own) or ()), len(rows_of(given.key) or ()),
    )  # fmt: skip


def is_structure(given: Given, parameters: Parameters, text: str) -> bool:
    """The shapes that are named are those of the answer and of the expected one."""
    said = re.match(r"The answer is (.*), but (.*) is expected", text)
    if said is None or "Here" in text:
        raise UnknownValueError("another structure")
    world = World(given.task.notation, SEEDS[0])
    return [*said.groups()] == [describe(world.value(tree, {})) for tree in (given.own, given.key)]


CLAIMS: Mapping[str, Callable[[Given, Parameters, str], bool]] = {
    "misconception": is_what_one_gets,
    "components": are_components_wrong,
    "follow-through": follows,
    "first-slip": is_first_wrong,
    "step": is_step_wrong,
    "rounded": is_rounded,
    "rounded-step": lambda given, parameters, text: is_rounded_value(given.task.notation, parameters),
    "angle-unit": lambda given, parameters, text: is_resemblance(given, {"kind": "angle"}, text),
    "resemblance": is_resemblance,
    "resemblance-exact": would_be_right,
    "indices": are_indices_wrong,
    "count": is_count,
    "structure": is_structure,
    **LEFT_OPEN_CLAIMS,
    **LOCUS_CLAIMS,
    **SPAN_CLAIMS,
    **SET_CLAIMS,
    **MEASURED_CLAIMS,
    **UNIT_CLAIMS,
}
