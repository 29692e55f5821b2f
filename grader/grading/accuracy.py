"""What an author says about tolerance and digits that has no effect, or another one than it seems.

Each is found without any answer, so ``grader rubric check`` reports it before a student is graded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import isfinite

from grader.answers.protocol import HasValue
from grader.equivalence import decide
from grader.equivalence.form.written_numbers import read_written_number
from grader.equivalence.rungs.tolerance import count_digits, count_excess
from grader.errors import UsageError, join_words, put_in_quotes
from grader.expr import to_text
from grader.expr.calculation.floats import compute_constant
from grader.expr.nodes import (
    Assignment,
    Constant,
    Interval,
    Junction,
    Matrix,
    Neg,
    Node,
    Number,
    Relation,
    SetOf,
    Symbol,
    Union,
)
from grader.expr.nodes import Vector as VectorNode
from grader.expr.traverse import children, walk
from grader.rubric import Item

__all__ = ["list_doubtful_accuracies", "list_idle_accuracies"]

WHOLES = (Assignment, Interval, Junction, Matrix, Relation, SetOf, Union, VectorNode)


def list_idle_accuracies(item: Item) -> Iterator[str]:
    """Yield a sentence for each key about accuracy that can have no effect on any answer."""
    keys = list_keys(item)
    if not keys:
        return
    said = join_keys(keys)
    tree = find_tree(item)
    if tree is None:
        yield f"{said} no effect: an item of type '{item.type}' is not answered by a number. {remove(keys)}"
    elif not any(is_number(part, item) for part in list_numbers(tree)):
        yield (
            f"{said} no effect: the expected answer {put_in_quotes(to_text(tree))} has names in it, and formulas are "
            f"compared exactly. {remove(keys)} To accept rounded coefficients, ask for them one by one as numbers."
        )
    else:
        yield from find_zero_fault(item, tree)


def find_zero_fault(item: Item, tree: Node) -> Iterator[str]:
    """Yield what is wrong with a relative tolerance where all that is expected is zero."""
    numbers = [part for part in list_numbers(tree) if is_number(part, item)]
    if all(is_relative_to_zero(part, item) for part in numbers):
        yield (
            "The expected value is 0, and 'rtol' is relative to it, so nothing but 0 is accepted. Write an absolute "
            "tolerance in its place, such as 'atol: 1/1000'. Until then, a person decides about other answers."
        )


def is_relative_to_zero(part: Node, item: Item) -> bool:
    """Whether a tolerance is relative to a value that is 0."""
    try:
        decide(part, part, item.notation, replace(item.task.policy, at_zero="refused"))
    except UsageError:
        return True
    return False


def list_doubtful_accuracies(item: Item) -> Iterator[str]:
    """Yield a sentence for each key about accuracy that may have another effect than the author means."""
    policy, keys = item.task.policy, list_keys(item)
    tree = find_tree(item)
    if tree is not None and item.task.options.get("angle") == "degrees" and Constant("pi") in walk(tree):
        yield (
            f"The key {put_in_quotes(to_text(tree))} is read as a number of degrees. If it is in radians, write the "
            "number of degrees in its place, such as 45 for pi/4."
        )
    if not keys or tree is None:
        return
    rounding = [key for key in keys if key not in ("rtol", "atol")]
    ranges = [key for key in keys if key in ("rtol", "atol")]
    if rounding and ranges:
        yield (
            f"'{rounding[0]}' and {quote_keys(ranges)} are both given, and an answer that satisfies one of them is "
            f"right, also with fewer digits. {remove(ranges)} Or remove '{rounding[0]}'."
        )
    if item.task.options.get("exact") == "yes":
        yield f"'exact' says that a rounded number is wrong, and {quote_keys(keys)} that it is right. Remove one."
    for key in ranges:
        if getattr(policy, key) == 0:
            yield f"'{key}: 0' accepts only what is exactly right, as without it. Write a larger one, or remove it."
    numbers = [part for part in list_numbers(tree) if is_number(part, item)]
    yield from dict.fromkeys(text for part in numbers for text in find_wide_range(part, item))
    yield from dict.fromkeys(text for part in numbers for text in find_short_key(part, item))


def find_wide_range(part: Node, item: Item) -> Iterator[str]:
    """Yield that 0 is a right answer, which it is where the absolute tolerance is as large as the value."""
    value, atol = compute_constant(part), item.task.policy.atol
    if atol is not None and isfinite(value) and 0 < abs(Fraction(value)) <= atol:
        yield f"With 'atol: {atol}', 0 is accepted for {to_text(part)}. Write a smaller tolerance."


def find_short_key(part: Node, item: Item) -> Iterator[str]:
    """Yield that a decimal has fewer digits than are asked for, so that it is exact."""
    policy = item.task.policy
    written = read_written_number(part)
    if not policy.accepts_rounding or written is None or not written.is_decimal or not written.digits:
        return
    missing = -count_excess(written, policy)
    if missing > 0:
        text, value = to_text(part), read_value(part)
        fraction = f", and as {put_in_quotes(str(value))} if it is exact" if value is not None else ""
        fuller = f"{text}{'0' * missing}" if "." in text and "e" not in text and "*" not in text else ""
        fix = f"Write it as {put_in_quotes(fuller)} if it is rounded{fraction}." if fuller else "Write all its digits."
        yield f"The key {text} has fewer than {count_digits(policy)}, so it is read as an exact number. {fix}"


def read_value(part: Node) -> Fraction | None:
    """Return the exact value of a written decimal."""
    if isinstance(part, Neg):
        value = read_value(part.operand)
        return None if value is None else -value
    return part.value if isinstance(part, Number) else None


def find_tree(item: Item) -> Node | None:
    """Return the formula of the expected answer, or the number that stands in it; None if there is neither."""
    if item.key is None:
        return None
    answer, kind = item.key.answer, item.answer_type
    return kind.find_value(answer, item.task) if isinstance(kind, HasValue) else answer.tree


def list_keys(item: Item) -> list[str]:
    """List the keys of an item that say how accurate a number has to be."""
    return [key for key in ("rtol", "atol", "digits", "decimals") if getattr(item.task.policy, key) is not None]


def list_numbers(tree: Node) -> Iterator[Node]:
    """Yield the entries, members, ends and sides of an expected answer, each of which is compared by itself."""
    if isinstance(tree, WHOLES):
        for part in children(tree):
            yield from list_numbers(part)
    else:
        yield tree


def is_number(part: Node, item: Item) -> bool:
    """Whether a part has no free name in it; a name with a definition may stand for a number."""
    entries = item.notation.entries
    names = (node for node in walk(part) if isinstance(node, Symbol))
    return all(name.name in entries and entries[name.name].definition is not None for name in names)


def quote_keys(keys: Sequence[str]) -> str:
    return join_words([*map(put_in_quotes, keys)])


def join_keys(keys: Sequence[str]) -> str:
    return f"{quote_keys(keys)} {'has' if len(keys) == 1 else 'have'}"


def remove(keys: Sequence[str]) -> str:
    return "Remove it." if len(keys) == 1 else "Remove them."
