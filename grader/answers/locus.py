"""A line, a plane or a curve as a set of points: by parameters or by equations, in any form of the same points.

``(1, 2, 0) + t*(1, 1, 1)``, ``x = 1 + t, y = 2 + t, z = t``, ``x - 1 = y - 2 = z`` and two equations of planes are the
same line. It is right or wrong as a whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from grader.answers.judging import LEAST_DIGITS, has_decimals, outcome_of
from grader.answers.leaving_open.fixed_names import list_given_names
from grader.answers.leaving_open.letters import LETTERS, declare_letters
from grader.answers.leaving_open.solution_set import PARAMETERS
from grader.answers.loci.affine import Flat, compare_flats, read_flat
from grader.answers.loci.curves import are_same_ellipses, is_on, is_reached, read_ellipse
from grader.answers.loci.ranges import is_whole_turn
from grader.answers.loci.shapes import ByEquations, ByParameters, Locus, find_coordinates, read_shape
from grader.answers.loci.spellings import respell_locus
from grader.answers.loci.trial import list_forms, list_misses
from grader.answers.protocol import Answer, Schema, Task, WrongText
from grader.answers.reading import read_tree
from grader.documents import DocumentNode, Scalar, find_typed
from grader.equivalence import decide
from grader.errors import AnswerError, Diagnostic
from grader.expr.asked.asked import Asked
from grader.expr.calculation.building import ZERO
from grader.expr.nodes import Call, Div, Junction, Node, Number, Power, Relation, Symbol, Vector
from grader.expr.notation import Entry
from grader.expr.traverse import substitute, walk
from grader.records import Decision, Equality, Remark, Verdict, Witness

__all__ = ["MEMBER", "LocusAnswer"]

EVERYWHERE: Final = frozenset({"sin", "cos", "exp", "abs", "sinh", "cosh", "tanh", "atan", "dot"})  # have values
POSITION: Final = "r"  # the vector of the coordinates: n·(r - r0) = 0
SAID: Final = {
    "part": "This is only {own} of what is asked for.",
    "more": "What is asked for is only a part of this, which is {own}.",
    "parallel": "This is parallel to what is asked for, and not the same.",
    "meets": "This meets what is asked for, but is not the same.",
    "apart": "This has no point in common with what is asked for.",
}
RESTRICTED: Final = "With this range of the parameter, it is only a part of what is asked for."
UNDECIDED: Final = Remark(
    id="undecided",
    text="It could not be proved that these are or are not the points, so a person will look at it.",
)


class LocusAnswer:
    """A set of points in the plane or in space."""

    kind = "locus"
    summary = "a line, plane or curve, by parameters or by equations"
    options: Schema = {
        "coordinates": {
            "type": "array",
            "minItems": 2,
            "items": {"type": "string"},
            "description": "The declared names of the coordinates, in their order; x, y and z if left out.",
        },
    }
    public_options = ("coordinates",)
    answer_schema: Schema = {"type": "string"}
    example = "(1, 2) + t*(3, 4)"
    needs_expected = True
    shape = "any"

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read a point with parameters, or equations."""
        wide = widen_task(task)
        tree = read_points(given, wide)
        if interpret(tree, wide) is None:
            raise AnswerError(explain_shape(given, task))
        return Answer(text=given.span.text, tree=tree)

    def read_key(self, expected: DocumentNode, task: Task) -> Answer:
        """Read the expected answer; refuse one with no points, with a range, or with parameters that add nothing."""
        answer = self.read(expected, task)
        wide = widen_task(task)
        key = interpret(answer.tree, wide)
        flat = read_flat(key, find_coordinates(wide), wide) if key is not None else None
        if flat == "empty" or (isinstance(flat, Flat) and flat.dimension < flat.written):
            why = "It has no points." if flat == "empty" else "Some of its parameters add nothing."
            raise AnswerError(explain_key(expected, why, "Change it."))
        if isinstance(key, ByParameters) and key.ranges:
            why = "A part of a line or curve cannot be compared."
            raise AnswerError(explain_key(expected, why, "Leave the range of the parameter out."))
        return answer

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Decide whether the points are the same."""
        wide = widen_task(task)
        own, key = interpret(answer.tree, wide), interpret(expected.tree, wide)
        if own is None or key is None:
            return leave_open()
        verdict = judge_loci(own, key, wide)
        has_names = has_other_names([*list_trees(own), *list_trees(key)], wide)
        # With other names, what is true of most of their values may fail for some.
        if verdict.credit == 1 and has_names and answer.tree != expected.tree:
            return leave_open()
        if verdict.credit == 1 and may_have_holes(answer.tree) and not may_have_holes(expected.tree):
            return leave_open()
        if verdict.credit == 0 and has_names:  # nor how they lie to each other
            return replace(verdict, remarks=())
        is_rounded = (
            task.options.get("exact") != "yes" and answer.tree is not None and has_decimals(answer.tree, LEAST_DIGITS)
        )
        return leave_open() if verdict.credit == 0 and is_rounded else verdict

    def list_right_forms(self, expected: Answer, task: Task) -> Iterator[str]:
        """Yield the key, and the same points in other forms."""
        wide = widen_task(task)
        key = interpret(expected.tree, wide)
        yield expected.text
        if key is not None and not has_other_names(list_trees(key), wide):  # with them, a person decides
            yield from list_forms(key, find_coordinates(wide), wide)

    def list_near_misses(self, expected: Answer, task: Task) -> Iterator[WrongText]:
        """Yield other points: moved, turned, or only some of them."""
        wide = widen_task(task)
        key = interpret(expected.tree, wide)
        for text, words in list_misses(key, find_coordinates(wide), wide) if key is not None else ():
            yield WrongText(text=text, words=words)


def may_have_holes(tree: Node | None) -> bool:
    """Whether formulas may have no value at some points, as ``t^3/t`` at 0; they are compared where they have one."""
    return tree is not None and any(map(may_have_no_value, walk(tree)))


def may_have_no_value(part: Node) -> bool:
    if isinstance(part, Div):
        return has_symbol(part.denominator)
    if isinstance(part, Power):
        return not isinstance(part.exponent, Number) and has_symbol(part)
    return isinstance(part, Call) and part.function not in EVERYWHERE and has_symbol(part)


def has_symbol(tree: Node) -> bool:
    return any(isinstance(part, Symbol) for part in walk(tree))


def has_other_names(trees: Iterable[Node], task: Task) -> bool:
    """Whether names of the exercise that are no coordinates are in formulas."""
    coordinates = {name.name for name in find_coordinates(task)}
    return bool(set(list_given_names(trees, task.notation)) - coordinates)


def widen_task(task: Task) -> Task:
    """Return a task whose names include the letters of parameters, r among them."""
    return replace(task, notation=declare_letters(task.notation, (*PARAMETERS, *LETTERS, POSITION)))


def interpret(tree: Node | None, task: Task) -> Locus | None:
    """Return what a tree says of the points; r is a parameter, or the vector of the coordinates where it cannot be one.

    In ``(1, 2) + r*(3, 4)`` it is a number, in ``n·(r - r0) = 0`` and ``r = (1, 2) + t*(3, 4)`` a vector.
    """
    if tree is None:
        return None
    found = read_shape(tree, task)
    if found is not None or not is_free(POSITION, task):
        return found
    return read_shape(substitute(tree, {Symbol(POSITION): Vector(find_coordinates(task))}), task)


def is_free(name: str, task: Task) -> bool:
    """Whether the exercise does not declare a letter."""
    return task.notation.entries[name].is_arbitrary


def read_points(given: DocumentNode, task: Task) -> Node:
    """Read a text as equations, or else as a point; the complaint is that of a point."""
    typed = find_typed(given)
    text = respell_locus(typed.text if typed is not None else given.span.text)
    node = Scalar.typed(text) if typed is not None and text != typed.text else given
    for names in (task, take_as_position(task)):
        for shape in ("any", "vector", "condition"):
            try:
                tree = read_tree(node, replace(names, asked=Asked(shape, question=task.asked.question)))
            except AnswerError:
                continue
            if interpret(tree, task) is not None:
                return tree
    return read_tree(node, replace(task, asked=Asked("vector", question=task.asked.question)))


def take_as_position(task: Task) -> Task:
    """Return a task in which r is the vector of the coordinates, if the exercise does not declare it."""
    if not is_free(POSITION, task):
        return task
    coordinates = find_coordinates(task)
    position = Entry(name=POSITION, axes=(len(coordinates),), definition=Vector(coordinates))
    return replace(task, notation=task.notation.extended([position]))


def judge_loci(own: Locus, key: Locus, task: Task) -> Verdict:
    """Compare two sets of points, the answer with the range of its parameter."""
    if not isinstance(own, ByParameters) or not own.ranges:
        return judge_wholes(own, key, task)
    whole = judge_wholes(replace(own, ranges=()), key, task)
    if whole.credit != 1:
        return whole
    ellipse = read_ellipse(own, task)
    if ellipse is None:
        flat = read_flat(own, find_coordinates(task), task)
        is_exact = isinstance(flat, Flat) and flat.dimension == flat.written
        return deny(RESTRICTED, "part") if is_exact else leave_open()
    is_all = is_whole_turn(own.ranges, ellipse.speed, task)
    if is_all is None:
        return leave_open()
    return (
        whole if is_all else deny("With this range of the parameter, it is only a part of what is asked for.", "part")
    )


def judge_wholes(own: Locus, key: Locus, task: Task) -> Verdict:
    """Compare two sets of points: as flats, as curves, or as equations."""
    coordinates = find_coordinates(task)
    flats = [read_flat(locus, coordinates, task) for locus in (own, key)]
    if flats[0] == "empty":
        return deny("There are no points for which all of these equations hold.")
    if isinstance(flats[0], Flat) and isinstance(flats[1], Flat):
        return judge_flats(flats[0], flats[1], task)
    if isinstance(own, ByEquations) and isinstance(key, ByEquations):
        return judge_equations(own, key, task)
    return judge_curves(own, key, task)


def judge_flats(own: Flat, key: Flat, task: Task) -> Verdict:
    relation = compare_flats(own, key, task)
    if relation is None:
        return leave_open()
    if relation == "same":
        return accept()
    said = SAID[relation].format(own=own.name)
    if relation == "meets" and own.dimension + key.dimension <= 2 and own.dimension:
        said = "This meets what is asked for in one point only."
    if own.dimension < own.written:
        why = "The direction is the zero vector" if own.written == 1 else "The directions depend on each other"
        said = f"{why}, so this is only {own.name}."
    return deny(said, relation)


def judge_equations(own: ByEquations, key: ByEquations, task: Task) -> Verdict:
    """Compare equations by the engine, all of them together."""
    try:
        decision = decide(join(own), join(key), task.notation, task.policy)
    except AnswerError:
        return leave_open()
    if decision.result is Equality.UNKNOWN:
        return leave_open()
    credit = Fraction(decision.result is Equality.EQUAL)
    return Verdict(outcome=outcome_of(credit), credit=credit, remarks=(), decision=decision)


def join(equations: ByEquations) -> Node:
    parts = tuple(Relation((side, ZERO), ("=",)) for side in equations.zeros)
    return parts[0] if len(parts) == 1 else Junction("and", parts)


def judge_curves(own: Locus, key: Locus, task: Task) -> Verdict:
    """Compare curves of which at least one is given by parameters."""
    coordinates = find_coordinates(task)
    if isinstance(own, ByParameters) and isinstance(key, ByParameters):
        mine, theirs = read_ellipse(own, task), read_ellipse(key, task)
        same = are_same_ellipses(mine, theirs, task) if mine is not None and theirs is not None else None
        if same is None:
            return accept() if own == key else leave_open()
        return accept() if same else deny("These are not the same points.")
    point, equations = (own, key) if isinstance(own, ByParameters) else (key, own)
    assert isinstance(point, ByParameters)
    assert isinstance(equations, ByEquations)
    inside = is_on(point, equations, coordinates, task)
    if inside is False and own is point:
        return deny("Not every point of this is one of those that are asked for.")
    if inside is False:
        return deny("Not every point that is asked for satisfies this.")
    if inside and not point.letters and own is point:
        return deny("This is only a point of what is asked for.", "part")
    return accept() if inside and is_reached(point, equations, coordinates, task) else leave_open()


def list_trees(locus: Locus) -> Iterator[Node]:
    yield from locus.entries if isinstance(locus, ByParameters) else locus.zeros


def accept() -> Verdict:
    return Verdict(
        outcome=outcome_of(Fraction(1)), credit=Fraction(1), decision=Decision(result=Equality.EQUAL, by="exact")
    )


def deny(text: str, relation: str = "") -> Verdict:
    decision = Decision(result=Equality.DIFFERENT, by="structure", witness=Witness(reason=text))
    remark = Remark(id="locus", text=text, parameters=(("relation", relation),))
    return Verdict(outcome=outcome_of(Fraction(0)), credit=Fraction(0), remarks=(remark,), decision=decision)


def leave_open() -> Verdict:
    decision = Decision(result=Equality.UNKNOWN, by="structure")
    return Verdict(outcome=outcome_of(None), credit=None, remarks=(UNDECIDED,), decision=decision)


def explain_shape(given: DocumentNode, task: Task) -> Diagnostic:
    names = ", ".join(name.name for name in find_coordinates(task) if isinstance(name, Symbol))
    return Diagnostic(
        slug="no-locus",
        what="This is neither a point with parameters nor an equation of the coordinates.",
        why=f"A set of points is asked for; the coordinates are {names}.",
        help="Write a point plus multiples of vectors, the coordinates by a parameter, or equations.",
        span=given.span,
    )


def explain_key(expected: DocumentNode, why: str, help: str) -> Diagnostic:
    return Diagnostic(
        slug="no-locus",
        what="The expected answer is no set of points that answers can be compared with.",
        why=why,
        help=help,
        span=expected.span,
        audience="author",
    )


MEMBER = LocusAnswer()
