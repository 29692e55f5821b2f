"""``constants``: the same family of functions with other constants, as of the solutions of a differential equation.

The key is a function p plus multiples of independent functions, one for each constant. An answer is a formula with
constants of its own. It only has functions of the key if, whatever its constants are, it is p plus a combination of
these functions. The only combination that it could be is read off from derivatives at a point (``jets``), and the
engine decides whether the answer is equal to it. It has all functions of the key if the factors of the combination take
all values (``taken_values``).

A key that is not linear in its constant, ``1/(C - x)``, is straightened first: its reciprocal is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Final

from grader.answers.families.jets import find_factors, find_frame, write_out
from grader.answers.families.straightening import list_straighter
from grader.answers.families.taken_values import Taken, find_taken
from grader.answers.judging import is_misfit, judge_whole, outcome_of
from grader.answers.leaving_open.columns import Column, combine, find_rank, list_columns
from grader.answers.leaving_open.constant import list_named, list_scalars, list_variables
from grader.answers.leaving_open.fixed_names import list_given_names
from grader.answers.leaving_open.letters import LETTERS, declare_letters, list_letters
from grader.answers.leaving_open.protocol import Miss
from grader.answers.leaving_open.solution_set import MAX_PARAMETERS, Points, depends_on_names, find_points, subtract
from grader.answers.leaving_open.values import (
    ZERO,
    are_equal,
    find_index_fault,
    is_never_zero,
    is_zero,
    leave_to_person,
    refuse,
)
from grader.answers.protocol import Task
from grader.errors import join_words
from grader.expr import to_text
from grader.expr.calculation.building import ONE, number, power, product, total
from grader.expr.nodes import (
    Call,
    Derivative,
    Interval,
    Junction,
    Matrix,
    Node,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)
from grader.expr.notation import Notation
from grader.expr.traverse import substitute
from grader.records import Decision, Equality, Remark, Verdict, Witness

__all__ = ["MEMBER", "Constants"]

HALF: Final = "1/2"  # what an answer with only some of the solutions earns, unless the item says otherwise
NOT_VALUES: Final = (Relation, Junction, SetOf, Interval, Union)
# Several constants are numbered, and a phase is a Greek letter.
SEVERAL: Final = (
    *LETTERS, "phi", "varphi", "theta", "delta", "psi",
    *(f"{letter}_{count}" for letter in "CKckABab" for count in range(10)),
)  # fmt: skip
NO_CONSTANT: Final = "This is one of the solutions, and there are more: the constants are missing."
FEWER = Remark(id="constants-missing", text="These are solutions, but not all of them: a constant is missing.")
COMBINED = Remark(
    id="constants-missing",
    text="These are solutions, but not all of them: some of the constants can be combined into one.",
)
ZERO_FUNCTION = Remark(id="zero-solution", text="This is only the solution that is zero everywhere.")
SMALLER_DOMAIN = Remark(
    id="smaller-domain",
    text="Where this has a value, it is a solution; but the expected answer also has values elsewhere.",
)
PARTICULAR = Remark(
    id="constants-particular", text="The part with the constants is right, and the part without them is not."
)
NOT_ALL = Remark(id="constants-outside", text="Not all of these are solutions.")
NO_SOLUTION = Remark(id="constants-outside", text="This is none of the solutions.")
OUTSIDE = Remark(id="constants-outside", text="This is no solution for some values of its constants.")
UNKNOWN_REACH = Remark(
    id="undecided",
    text="All of these are solutions, but it could not be proved that they are all, so a person will look at it.",
)
SEVERAL_FAMILIES = Remark(
    id="undecided",
    text="These are several families of solutions, so a person will look at whether they are all of them together.",
)
UNDECIDED = Remark(
    id="undecided",
    text="It could not be proved that these are or are not the solutions, so a person will look at it.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """An answer beside the key: what the factors of the key's functions have to be, and the whole with these factors.

    ``own`` is the answer, straightened as the key was; ``letters`` are its constants.
    """

    own: Column
    points: Points
    factors: Column
    whole: Node
    letters: tuple[str, ...]
    is_straightened: bool


class Constants:
    """The same family of functions, with any constants."""

    kind = "constants"
    summary = "the same family of functions with any constants"
    types = frozenset({"expression", "equation", "vector"})
    is_for_members = False
    is_for_lists = True
    has_shares = True
    with_key = "or the same functions with other constants"

    def widen(self, notation: Notation) -> Notation:
        """Read the usual letters of constants that the exercise does not declare as any numbers."""
        return declare_letters(notation, dict.fromkeys(SEVERAL))

    def complete(self, tree: Node, task: Task) -> Node:
        """A key needs nothing more."""
        return tree

    def find_fault(self, tree: Node, task: Task) -> str:
        """Say that the variable is not known, or that the key is no family with a constant for each function."""
        if unknown := next((name for name in list_named(task) if name not in list_scalars(task.notation)), ""):
            return f"'by' names '{unknown}', which is not a declared name."
        if not list_variables(task):
            names = ", ".join(list_scalars(task.notation)) or "none"
            return f"Several names are declared ({names}): write 'by' with the variable of the functions."
        if fault := find_index_fault(tree, task):
            return fault
        entries = read_entries(tree, task)
        if entries is None:
            return "The expected answer is no function: write it like 'C_1*e^x + C_2*e^(-x)'."
        letters = list_letters(entries, task.notation)
        if not letters:
            return "The expected answer has no constant: write letters that are not declared, 'C_1*e^x + C_2*e^(-x)'."
        if len(letters) > MAX_PARAMETERS:
            return f"The expected answer has more than {MAX_PARAMETERS} constants."
        if not any(find_points(each, letters, task) for each, _ in list_straighter(entries, entries, task.notation)):
            return (
                "The expected answer is not linear in its constants, and neither is its reciprocal, its logarithm, "
                "its exponential or its square."
            )
        if compare(entries, entries, tree, task) is None:
            return (
                "The expected answer may have more constants than are needed: their functions have to be independent."
            )
        return ""

    def judge(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Judge whether all functions of an answer are in the key, and then whether all of the key are in it."""
        plain = judge_whole(tree, expected, task)
        if plain.credit == 1:
            return plain
        if isinstance(tree, SetOf) and tree.items:
            return join_families(plain, [self.judge(item, expected, task) for item in tree.items])
        own, wanted = read_entries(tree, task), read_entries(expected, task)
        if own is None or wanted is None or len(own) != len(wanted):
            return plain if is_misfit(plain) else leave_to_person(plain, UNDECIDED)
        compared = compare(own, wanted, expected, task)
        if compared is None:
            return leave_to_person(plain, UNDECIDED)
        verdict = judge_whole(tree, compared.whole, task)
        if verdict.credit is None:
            return verdict
        if verdict.credit == 1:
            return judge_reach(compared, verdict, list_declared(own, wanted, task), task)
        # The other way round, the engine does not ask whether the answer has values wherever the key has some.
        is_smaller = are_equal(compared.whole, tree, task.notation, task.policy.seed)
        return refuse(verdict, SMALLER_DOMAIN if is_smaller else find_reason(compared, task))

    def vary(self, tree: Node, task: Task, random: Random) -> Node:
        """Return the key with other letters, multiples of them, and perhaps one added to another."""
        names = list_letters([tree], task.notation)
        free = [name for name in ("A", "B", "K", "c_1", "c_2", "C_3") if name in list_arbitrary(task.notation)]
        others = random.sample(free, len(names)) if len(free) >= len(names) and random.random() < 0.5 else list(names)
        found = [product([number(random.choice((1, 2, -1, -3))), Symbol(name)]) for name in others]
        if len(found) > 1 and random.random() < 0.5:
            found[0] = total([found[0], found[1]])
        return substitute(tree, dict(zip(map(Symbol, names), found, strict=True)))

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield one solution alone, a constant less or only positive, a wrong function, and one that is added."""
        symbols = [Symbol(name) for name in list_letters([tree], task.notation)]
        first, last, variable = symbols[0], symbols[-1], Symbol(list_variables(task)[0])
        part, none = read_part(task), Fraction(0)
        made = [
            (substitute(tree, dict.fromkeys(symbols, ONE)), "it is only one of the solutions", part),
            (substitute(tree, {last: Call("exp", (last,))}), "a constant is only positive", part),
            (substitute(tree, {last: product([last, variable])}), "a constant is multiplied by the variable", none),
            (substitute(tree, {first: power(variable, number(7))}), "a power is in place of a constant", none),
        ]
        if len(symbols) > 1:
            made += [
                (substitute(tree, {last: ONE}), "a constant is missing", part),
                (substitute(tree, {last: first}), "two constants are one", part),
            ]
        for miss, words, credit in made:
            # Which of these are wrong depends on the key: x^7 may be one of its functions.
            if credit != 1 and self.judge(miss, tree, task).credit == credit:
                yield Miss(tree=miss, words=words, credit=credit)


def read_entries(tree: Node, task: Task) -> Column | None:
    """Return the components of a function; None for anything else."""
    if isinstance(tree, NOT_VALUES):
        return None
    columns = list_columns(tree, task)
    if columns is None:
        return (tree,)
    return tuple(map(write_out, columns[0])) if len(columns) == 1 else None


def join_families(plain: Verdict, verdicts: Sequence[Verdict]) -> Verdict:
    """Judge several families together, ``y = C/x`` and ``y = 0``: right if one is, and the others are parts of it."""
    if any(verdict.credit == 0 and ZERO_FUNCTION not in verdict.remarks for verdict in verdicts):
        return refuse(plain, NOT_ALL)
    right = [verdict for verdict in verdicts if verdict.credit == 1]
    are_known = all(verdict.credit is not None for verdict in verdicts)
    return right[0] if right and are_known else leave_to_person(plain, SEVERAL_FAMILIES)


def list_arbitrary(notation: Notation) -> tuple[str, ...]:
    return tuple(name for name, entry in notation.entries.items() if entry.is_arbitrary)


def list_declared(own: Column, wanted: Column, task: Task) -> tuple[str, ...]:
    """List the declared names of an answer that are neither variables nor in the key."""
    known = (*list_given_names(wanted, task.notation), *list_variables(task))
    return tuple(name for name in list_given_names(own, task.notation) if name not in known)


def compare(own: Column, wanted: Column, expected: Node, task: Task) -> Compared | None:
    """Read off the factors with which the functions of the key could be an answer; None if that cannot be done."""
    names, letters = list_letters(wanted, task.notation), list_letters(own, task.notation)
    if len(letters) > MAX_PARAMETERS:
        return None
    for straight, other in list_straighter(wanted, own, task.notation):
        points = find_points(straight, names, task)
        if points is None or not points.directions:
            continue
        frame = find_frame(points.directions, [subtract(other, points.start)], list_variables(task), task)
        if frame is None:
            return None
        factors = find_factors(frame, frame.others[0], task)
        whole = substitute(expected, dict(zip(map(Symbol, names), factors, strict=True)))
        return Compared(
            own=other,
            points=points,
            factors=factors,
            whole=whole,
            letters=letters,
            is_straightened=straight is not wanted,
        )
    return None


def judge_reach(compared: Compared, verdict: Verdict, declared: Sequence[str], task: Task) -> Verdict:
    """Judge functions that are all in the key: whether their constants reach all of it."""
    dimension, seed = len(compared.factors), task.policy.seed
    letters = [name for name in compared.letters if changes(compared.factors, name, task)]
    taken = find_taken(compared.factors, letters, task)
    if taken is None:
        return leave_to_person(verdict, UNKNOWN_REACH)
    pivots = find_rank(taken.whole, task.notation, seed)
    larger = find_rank([*taken.whole, *(direction for _, direction in taken.parts)], task.notation, seed)
    if pivots is None or larger is None:
        return leave_to_person(verdict, UNKNOWN_REACH)
    if pivots.rank == dimension:
        is_whole = is_regular([taken.whole[place] for place in pivots.columns], task)
        return verdict if is_whole else leave_to_person(verdict, UNKNOWN_REACH)
    # Only if the directions of the parts are independent does the answer lack what each part lacks.
    if larger.rank < dimension or larger.rank == pivots.rank + len(taken.parts):
        return judge_part(compared, taken, larger.rank, verdict, declared, task)
    return leave_to_person(verdict, UNKNOWN_REACH)


def changes(factors: Column, name: str, task: Task) -> bool:
    """Whether factors may change with a letter."""
    slope = tuple(Derivative(factor, (Symbol(name),)) for factor in factors)
    return not all(are_equal(each, ZERO, task.notation, task.policy.seed) for each in slope)


def is_regular(columns: Sequence[Column], task: Task) -> bool:
    """Whether the determinant of columns that is not 0 almost everywhere is proved never to be 0."""
    whole = Call("det", (Matrix(tuple(zip(*columns, strict=True))),))
    return not depends_on_names(whole, task) or is_never_zero(whole, task)


def judge_part(
    compared: Compared, taken: Taken, rank: int, verdict: Verdict, declared: Sequence[str], task: Task
) -> Verdict:
    """Judge an answer with only some of the solutions."""
    dimension = len(compared.factors)
    credit = read_part(task)
    if not taken.whole and not taken.parts:
        if is_zero(compared.own[0] if len(compared.own) == 1 else Vector(compared.own), task):
            return refuse(verdict, ZERO_FUNCTION)
        remark = Remark(id="constants-missing", text=say_missing(declared))
    elif rank == dimension:
        feature = to_text(taken.parts[0][0])
        text = f"These are solutions, but not all of them: {feature} does not take every value."
        remark = Remark(id="constants-range", text=text)
    else:
        remark = COMBINED if len(taken.whole) + len(taken.parts) > rank else FEWER
    reason = f"The constants of the answer reach dimension {rank}, and the solutions have dimension {dimension}."
    if rank == dimension:
        reason = remark.text
    return replace(
        verdict,
        outcome=outcome_of(credit),
        credit=credit,
        remarks=(remark,),
        decision=Decision(result=Equality.DIFFERENT, by="structure", witness=Witness(reason=reason)),
    )


def say_missing(declared: Sequence[str]) -> str:
    """Say that there is no constant, and which declared name is none."""
    if not declared:
        return NO_CONSTANT
    names = join_words([f"'{to_text(Symbol(name))}'" for name in declared])
    is_one = len(declared) == 1
    return f"{NO_CONSTANT.removesuffix('.')}; {names} {'is a name' if is_one else 'are names'} of the exercise."


def find_reason(compared: Compared, task: Task) -> Remark:
    """Say which part of an answer is wrong, if it is linear in its constants as it is written."""
    if not compared.letters:
        return NO_SOLUTION
    points = None if compared.is_straightened else find_points(compared.own, compared.letters, task)
    if points is None:
        return OUTSIDE
    basis, variables = compared.points.directions, list_variables(task)
    frame = find_frame(basis, points.directions, variables, task)
    if frame is None:
        return OUTSIDE
    shares = [find_factors(frame, column, task) for column in frame.others]
    are_inside = [
        are_equal(Vector(direction), Vector(combine(basis, share)), task.notation, task.policy.seed)
        for direction, share in zip(points.directions, shares, strict=True)
    ]
    wrong = [name for name, is_inside in zip(compared.letters, are_inside, strict=True) if is_inside is False]
    if wrong:
        return say_wrong(wrong)
    pivots = find_rank(shares, task.notation, task.policy.seed)
    return PARTICULAR if all(are_inside) and pivots and pivots.rank == len(basis) else OUTSIDE


def say_wrong(letters: Sequence[str]) -> Remark:
    names = sorted(to_text(Symbol(name)) for name in letters)
    text = f"What {join_words(names)} {'is' if len(names) == 1 else 'are'} multiplied by is not right."
    return Remark(id="constants-function", text=text, parameters=(("wrong", ", ".join(names)),))


def read_part(task: Task) -> Fraction:
    """Return what an answer earns that has only some of the solutions."""
    if task.options.get("partial_credit") == "no":
        return Fraction(0)
    return Fraction(task.options.get("missing_solutions", HALF))


MEMBER = Constants()
