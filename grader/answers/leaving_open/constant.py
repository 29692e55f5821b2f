"""``constant``: the key plus any constant, with a letter for all of them, as of an antiderivative.

An answer a is an antiderivative of the same function as the key e if a - e does not depend on the variable. Then a - e
is what it is at any one point, so a is compared with e plus that: in the engine, with domains, ``ln(x) + C`` is not
``ln|x| + C``. It is the whole family of antiderivatives if a - e takes every real value as its letters vary: if it is
linear in one of them, C + 5 or -2 C, or in its logarithm, ln C. A letter that the exercise declares does not vary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Final

from grader.answers.judging import judge_whole
from grader.answers.leaving_open.fixed_names import ATTEMPTS, fix_names, list_given_names
from grader.answers.leaving_open.letters import choose_letter, declare_letters, list_letters
from grader.answers.leaving_open.protocol import Miss
from grader.answers.leaving_open.values import ZERO, are_equal, leave_to_person, refuse
from grader.answers.protocol import Task
from grader.expr import to_text
from grader.expr.calculation.building import ONE, number
from grader.expr.names import names_of
from grader.expr.nodes import Add, Call, Derivative, Mul, Neg, Node, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import substitute
from grader.records import Outcome, Remark, Verdict

__all__ = ["MEMBER", "Constant"]

MAX_LETTERS: Final = 6  # of constants in one answer; each is tried, and no antiderivative has more
USUAL: Final = Fraction(1, 2)  # what an answer without the constant earns, unless the item says otherwise
OTHER_CONSTANTS = Remark(
    id="constant-by-pieces",
    text="This differs from what is expected by a constant that is not the same everywhere, "
    "so a person will look at it.",
)
FEWER_CONSTANTS = Remark(
    id="constant-range",
    text="It could not be proved that the constant takes every value, so a person will look at it.",
)
SMALLER_DOMAIN = Remark(
    id="smaller-domain",
    text="Where this has a value, its derivative is the right one; but the expected answer also has values elsewhere.",
)
UNDECIDED = Remark(
    id="undecided",
    text="It could not be proved that this is right or wrong up to a constant, so a person will look at it.",
)


class Constant:
    """The key plus any constant, which the answer has to name."""

    kind = "constant"
    summary = "the key plus any constant, which the answer has to name"
    types = frozenset({"expression", "equation"})
    is_for_members = False
    is_for_lists = False
    has_shares = True
    with_key = "with any constant"

    def widen(self, notation: Notation) -> Notation:
        """Read the usual letters of constants that the exercise does not declare as any numbers."""
        return declare_letters(notation)

    def complete(self, tree: Node, task: Task) -> Node:
        """Add a constant to a key without one."""
        if list_letters([tree], task.notation):
            return tree
        terms = tree.terms if isinstance(tree, Add) else (tree,)
        return Add((*terms, Symbol(choose_letter(task.notation))))

    def find_fault(self, tree: Node, task: Task) -> str:
        """Say that it is not known by which variable the key is an antiderivative, or that its constant is none."""
        given = list_given_names([tree], task.notation)
        named, declared = list_named(task), list_variables(task)
        if unknown := next((name for name in named if name not in list_scalars(task.notation)), ""):
            return f"'by' names '{unknown}', which is not a declared name."
        if not declared:
            names = ", ".join(given) or "none that it uses"
            return f"Several names are declared ({names}): write 'by' with the variable of the antiderivative."
        verdict = self.judge(tree, tree, task)
        if verdict.credit == 1:
            return ""
        return "The constant of the expected answer is not one that takes every value: write it as a term, '+ C'."

    def judge(self, tree: Node, expected: Node, task: Task) -> Verdict:
        """Compare with the key plus the constant that the answer could have."""
        letters = list_letters([expected], task.notation)
        key = substitute(expected, {Symbol(name): ONE for name in letters})
        found = find_difference(tree, key, task)
        if found is None:
            return leave_to_person(judge_whole(tree, key, task), UNDECIDED)
        constant, notation = found
        verdict = judge_whole(tree, Add((key, constant)), replace(task, notation=notation))
        if verdict.credit is None:
            return verdict
        if verdict.credit == 0:
            return self.judge_different(tree, key, verdict, task)
        return self.judge_constant(tree, key, constant, verdict, replace(task, notation=notation))

    def judge_different(self, tree: Node, key: Node, verdict: Verdict, task: Task) -> Verdict:
        """Judge an answer that is not the key plus one constant: its derivative may still be the right one."""
        same = [
            are_equal(Derivative(tree, (by,)), Derivative(key, (by,)), task.notation, task.policy.seed)
            for by in map(Symbol, list_variables(task))
        ]
        if False in same:
            return verdict
        if None in same:
            return leave_to_person(verdict, UNDECIDED)
        has_values = are_equal(Add((key, Mul((ZERO, tree)))), key, task.notation, task.policy.seed)
        if has_values is not False:
            return leave_to_person(verdict, OTHER_CONSTANTS)
        # Of ln(C x), the domain depends on C, and every antiderivative is one of them on each side of 0.
        letters = list_letters([tree], task.notation)
        sides = [Mul((ZERO, substitute(tree, {Symbol(name): number(value) for name in letters}))) for value in (1, -1)]
        is_fixed = not letters or are_equal(sides[0], sides[1], task.notation, task.policy.seed)
        return refuse(verdict, SMALLER_DOMAIN) if is_fixed else leave_to_person(verdict, OTHER_CONSTANTS)

    def judge_constant(self, tree: Node, key: Node, constant: Node, verdict: Verdict, task: Task) -> Verdict:
        """Judge which constants an answer has that is equal to the key but for a constant."""
        letters = [Symbol(name) for name in list_letters([tree], task.notation)]
        if len(letters) > MAX_LETTERS:
            return leave_to_person(verdict, FEWER_CONSTANTS)
        if any(takes_every_value(constant, letter, task) for letter in letters):
            return verdict
        slopes = [
            are_equal(Derivative(constant, (letter,)), ZERO, task.notation, task.policy.seed) for letter in letters
        ]
        if all(slopes):
            credit = Fraction(task.options.get("missing_constant", USUAL))
            outcome = Outcome.CORRECT if credit == 1 else Outcome.PARTIAL if credit else Outcome.INCORRECT
            return replace(verdict, outcome=outcome, credit=credit, remarks=(say_missing(tree, key, task),))
        return leave_to_person(verdict, FEWER_CONSTANTS)

    def vary(self, tree: Node, task: Task, random: Random) -> Node:
        """Return the key with another letter, and perhaps a number besides."""
        letters = list_letters([tree], task.notation)
        other = Symbol(random.choice(("C", "K", "c_1", choose_letter(task.notation))))
        if other.name not in task.notation.entries or not task.notation.entries[other.name].is_arbitrary:
            other = Symbol(letters[0])
        constant = random.choice((other, other, Neg(other), Mul((number(2), other)), Add((other, number(5)))))
        return substitute(tree, {Symbol(letters[0]): constant})

    def list_misses(self, tree: Node, task: Task) -> Iterator[Miss]:
        """Yield the key without its constant, with a number in its place, and with the constant as a factor."""
        letters = list_letters([tree], task.notation)
        bare = drop_letters(tree, letters)
        credit = Fraction(task.options.get("missing_constant", USUAL))
        if bare is None or credit == 1:
            return
        letter, variable = Symbol(letters[0]), Symbol(list_variables(task)[0])
        yield Miss(tree=bare, words="the constant is missing", credit=credit)
        yield Miss(tree=Add((bare, number(5))), words="a number is in place of the constant", credit=credit)
        yield Miss(tree=Mul((letter, bare)), words="the constant is a factor")
        yield Miss(tree=Add((bare, Mul((letter, variable)))), words="the constant has the variable as a factor")


def find_difference(tree: Node, key: Node, task: Task) -> tuple[Node, Notation] | None:
    """Return an answer minus the key at a point where both have a value; None where there is no such point."""
    names = list_variables(task)
    for attempt in range(ATTEMPTS):
        fixed = fix_names([tree, key], task.notation, names, attempt)
        if fixed is None:
            return None
        own, wanted = fixed.trees
        # 0 times a formula is 0 where it has a value; where it has none, nothing is equal to it.
        if are_equal(Mul((ZERO, wanted)), ZERO, fixed.notation, task.policy.seed):
            return Add((own, Neg(wanted))), fixed.notation
    return None


def takes_every_value(constant: Node, letter: Symbol, task: Task) -> bool:
    """Whether a constant is linear in a letter or in its logarithm, and so takes every value."""
    return any(
        is_linear(form, letter, task)
        for form in (constant, substitute(constant, {letter: Call("exp", (letter,))}))
    )  # fmt: skip


def is_linear(tree: Node, letter: Symbol, task: Task) -> bool:
    """Whether a formula is linear in a letter, which has a factor that is not 0 whatever the other names are."""
    notation, seed = task.notation, task.policy.seed
    if are_equal(Derivative(tree, (letter, letter)), ZERO, notation, seed) is not True:
        return False
    return are_equal(Derivative(tree, (letter,)), ZERO, notation, seed) is False


def say_missing(tree: Node, key: Node, task: Task) -> Remark:
    """Say that there is no constant that may be any number, and which declared name is none."""
    own, known = (list_given_names([side], task.notation) for side in (tree, key))
    declared = [name for name in own if name not in (*known, *list_variables(task))]
    text = "The constant is missing: without it, this is only one of the antiderivatives."
    if len(declared) == 1:
        text = text.removesuffix(".") + f"; '{to_text(Symbol(declared[0]))}' is a name of the exercise."
    return Remark(id="missing-constant", text=text)


def list_variables(task: Task) -> tuple[str, ...]:
    """List the variables by which the key is an antiderivative; none if it is not known which they are."""
    scalars = list_scalars(task.notation)
    return list_named(task) or (scalars if len(scalars) == 1 else ())


def list_named(task: Task) -> tuple[str, ...]:
    """List the variables that the item names with ``by``."""
    named: str | Sequence[str] = task.options.get("by", ())
    names = names_of(task.notation)
    return tuple(names.resolve(name).name for name in ([named] if isinstance(named, str) else named))


def list_scalars(notation: Notation) -> tuple[str, ...]:
    """List the declared names of single numbers that nothing defines."""
    return tuple(
        entry.name
        for entry in notation.entries.values()
        if not entry.axes and entry.definition is None and entry.parameters is None and not entry.is_arbitrary
    )


def drop_letters(tree: Node, letters: Sequence[str]) -> Node | None:
    """Return a sum without its terms that are constants by name; None where the constant is inside something else."""
    if not isinstance(tree, Add) or not letters:
        return None
    kept = tuple(term for term in tree.terms if term not in [Symbol(name) for name in letters])
    return None if len(kept) != len(tree.terms) - 1 else kept[0] if len(kept) == 1 else Add(kept)


MEMBER = Constant()
