"""A right value at the end of an answer that also gives another one: ``R = 9 = 2``, ``R = 9, so 2``.

A wrong step in the working is not another value. But another number, another array, and a chain that begins with
another quantity (``f(3) = 5`` for f(2)) leave open which value is meant.
"""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from grader.answers.conclusions.endings import split_members
from grader.answers.conclusions.given_values import Step, check_step, fill_in, is_named_in, list_given, list_names
from grader.answers.conclusions.reading import find_name
from grader.answers.protocol import Task
from grader.answers.second_readings.asked_names import LETTER, find_asked_names
from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr.calculation.floats import compute_constant
from grader.expr.nodes import (
    Assignment,
    Call,
    Constant,
    Derivative,
    Div,
    Gradient,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Relation,
    Symbol,
    Vector,
)  # fmt: skip
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.statements.labels import find_label
from grader.expr.statements.reasons import is_constant
from grader.expr.statements.rounding import is_rounded_form
from grader.expr.traverse import free_symbols, walk
from grader.records import Equality

__all__ = ["gives_two_arrays", "gives_two_values", "has_other_head", "leaves_name_open"]

_MOST_ZEROS: Final = 300  # in a power of ten; floating-point numbers have not many more


def has_other_head(statement: str, task: Task) -> bool:
    """Whether a chain begins with a formula that has another value than its end, or with what is asked in a formula.

    Of a formula in other names nobody knows that: ``m a = m g`` may be what a is found from.
    """
    members = split_members(statement)
    result = parse_or_none(members[-1], task.notation) if len(members) > 1 else None
    if result is None or not is_value(result):
        return False
    formula = parse_or_none(members[0], task.notation)
    if formula is None or isinstance(formula, Symbol | Derivative | Gradient) or formula in task.symbols:
        return False
    if any(isinstance(name, Derivative | Call) and name in walk(formula) for name in task.symbols):
        return True
    is_of_names = any(isinstance(node, Symbol) or is_own_function(node, task) for node in walk(formula))
    return is_of_names and free_symbols(formula) <= free_symbols(result) and is_different(formula, result, task)


def is_own_function(node: Node, task: Task) -> bool:
    return isinstance(node, Call) and node.function in task.notation.entries


def is_value(tree: Node) -> bool:
    return not isinstance(tree, Relation | Assignment | Junction)


def is_different(one: Node, other: Node, task: Task) -> bool:
    try:
        return decide(one, other, task.notation, task.policy).result is Equality.DIFFERENT
    except AnswerError:
        return False


def gives_two_arrays(statement: str, task: Task) -> bool:
    """Whether a chain has two arrays of numbers that are not the same: ``(2, 1) = (2, 3)``."""
    members = split_members(statement)
    trees = [parse_or_none(member, task.notation) for member in members] if len(members) > 1 else []
    found = [list_entries(tree) for tree in trees if isinstance(tree, Vector | Matrix)]
    arrays = [entries for entries in found if all(map(is_written_number, entries))]
    return any(len(one) == len(two) and not all(map(is_rounded_form, two, one)) for one, two in pairwise(arrays))


def list_entries(tree: Node) -> list[Node]:
    """Return the entries of an array, row by row."""
    if isinstance(tree, Matrix):
        return [entry for row in tree.rows for entry in row]
    return [entry for item in tree.items for entry in list_entries(item)] if isinstance(tree, Vector) else [tree]


def gives_two_values(statement: str, task: Task) -> bool:
    """Whether a chain has another number before its last one, or a formula that cannot be equal to it."""
    members = split_members(statement)
    trees = [parse_or_none(member, task.notation) for member in members]
    if len(members) < 2 or trees[-1] is None or not is_constant(trees[-1]):
        return False
    numbers = [tree for tree in trees if tree is not None and is_written_number(tree)]
    if any(not is_rounded_form(after, before) for before, after in pairwise(numbers)):
        return True
    start = 1 if find_label(f"{members[0]}= 1") is not None and is_single_name(members[0], task) else 0
    if any(contradicts(member, trees[-1], task) for member in members[start:-1]):
        return True
    # Where numbers are put in, the formula is checked by what is after it: E = mgh = 2*10*1 = 20.
    result = trees[-1]
    is_worked_out = any(
        tree is not None and is_constant(tree) and not is_written_number(tree) and is_rounded_form(result, tree)
        for tree in trees[:-1]
    )
    return not is_worked_out and any(is_of_unknown_values(member, task) for member in members[start:-1])


def is_written_number(tree: Node) -> bool:
    """Whether a member is a number, a fraction of two, or a multiple of π or of a root, and no calculation."""
    tree = tree.operand if isinstance(tree, Neg) else tree
    parts = (tree.numerator, tree.denominator) if isinstance(tree, Div) else (tree,)
    return all(isinstance(part, Number) or is_multiple(part) for part in parts)


def is_multiple(tree: Node) -> bool:
    """Whether a tree is π, a square root of a number, or a number times one of them."""
    *numbers, last = tree.factors if isinstance(tree, Mul) else (tree,)
    is_root = isinstance(last, Call) and last.function == "sqrt" and isinstance(last.arguments[0], Number)
    return len(numbers) < 2 and all(isinstance(one, Number) for one in numbers) and (is_root or last == Constant("pi"))


def is_single_name(member: str, task: Task) -> bool:
    """Whether a member is a name, and no product of letters that the question speaks of: ``E``, but not ``mgh``."""
    letters = set(member.strip())
    named = {*list_given(task.asked.question), *find_asked_names(task.asked.question), *task.notation.entries}
    return len(letters) < 2 or not letters <= named


def contradicts(member: str, result: Node, task: Task) -> bool:
    """Whether a formula in the names of the question has another value than the result, or what is asked in it."""
    question = task.asked.question
    spaced = space_letters(member, task)
    names = list_names(spaced)
    if not names & {*list_given(question), *find_asked_names(question)}:
        return False
    if names & find_asked_names(question):
        return True
    is_other = check_step(spaced, result, question, task.notation) is Step.DIFFERENT
    return is_other and not is_in_other_unit(fill_in(spaced, list_given(question)), result, task.notation)


def is_of_unknown_values(member: str, task: Task) -> bool:
    """Whether a formula is in quantities of the exercise, of which the question has none, so that it has any value."""
    tree = parse_or_none(member, task.notation)
    symbols = (
        []
        if tree is None or isinstance(tree, Symbol)
        else [node.name for node in walk(tree) if isinstance(node, Symbol)]
    )
    names = set(symbols) & set(task.notation.entries)
    return len(names) > 1 and not any(is_named_in(name, task.asked.question) for name in names)


def is_in_other_unit(member: str, result: Node, notation: Notation) -> bool:
    """Whether a value is another one but for a power of ten: 200 g may be given, and kg put in."""
    tree = parse_or_none(member, notation)
    value, wanted = compute_constant(tree) if tree is not None else math.nan, compute_constant(result)
    ratio = abs(value / wanted) if wanted else math.nan
    power = round(math.log10(ratio)) if 0 < ratio < math.inf else 0
    # The tolerance is that of a rounding to two digits.
    return 0 < abs(power) <= _MOST_ZEROS and math.isclose(ratio, 10.0**power, rel_tol=0.05)


def space_letters(member: str, task: Task) -> str:
    """Return ``mgh`` as ``m g h`` where the question has each of the letters."""
    question = task.asked.question
    named = {*list_given(question), *find_asked_names(question)}

    def space(match: re.Match[str]) -> str:
        word = match.group()
        return "*".join(word) if len(word) > 1 and word not in named and set(word) <= named else word

    return re.sub(r"(?<![\\A-Za-z_])[A-Za-z]{2,5}(?![A-Za-z_(])", space, member)


def leaves_name_open(before: Sequence[str], last: str, task: Task) -> bool:
    """Whether a value without a name comes after another value of a name that may be what is asked: ``R = 9, so 2``."""
    result = parse_or_none(last, task.notation)
    if find_name(last) or result is None or not is_value(result):
        return False
    return any(
        may_be_asked(find_name(statement), task) and gives_other_value(statement, result, task) for statement in before
    )


def may_be_asked(name: str, task: Task) -> bool:
    """Whether a name is that of what is asked, or the question does not say how that is called."""
    if not name:
        return False
    if task.symbols:
        return parse_or_none(name, task.notation) in task.symbols
    asked = find_asked_names(task.asked.question)
    return (
        name in asked
        if asked
        else re.fullmatch(LETTER, name) is not None and not is_named_in(name, task.asked.question)
    )


def gives_other_value(statement: str, result: Node, task: Task) -> bool:
    """Whether a statement ends in another value; a formula in other names may be a step to the result."""
    value = parse_or_none(split_members(statement)[-1], task.notation)
    if value is None or not is_value(value) or free_symbols(value) != free_symbols(result):
        return False
    if is_constant(value) and is_constant(result):
        return not is_rounded_form(result, value)
    return is_different(value, result, task)
