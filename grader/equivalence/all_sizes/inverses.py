"""Products of matrices of symbolic size as words: letters, and inverses of letters, that cancel where they meet.

``(A B)^-1`` is the word B^-1 A^-1 where A and B are square; ``A A^-1`` is the empty word. The inverse of a letter is a
matrix of its own, the same one wherever the letter has the same value, and transposed with it. Of a determinant
likewise: it is a product over the letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from flint import fmpz_mod_mat

from grader.equivalence.all_sizes.evaluation import Env, Evaluation, read_whole_number
from grader.equivalence.all_sizes.tensors import LOCAL, NotCoveredError, Tensor, UndefinedError
from grader.expr import nodes
from grader.expr.nodes import Node

__all__ = ["determinant", "inverse_of", "multiply_letters"]

MAX_LETTERS = 12  # of a word; a sum in it is multiplied out, one word for each of its terms
Letter = tuple[Node, bool]  # a factor, and whether its inverse is meant


def multiply_letters(evaluation: Evaluation, tree: Node, env: Env) -> Tensor:
    """Return a product, scalar or of matrices, in the order written."""
    word = list_letters(evaluation, tree, env)
    # A^-1 (A + B) is I + A^-1 B: an inverse cancels only against a letter, so sums beside it are multiplied out. At
    # sizes themselves inverses are worked out and nothing needs to cancel.
    spread = distribute_sum(evaluation, word, env) if evaluation.space.are_weighted else []
    if spread:
        return reduce(evaluation.space.plus, [multiply_letters(evaluation, term, env) for term in spread])
    reduced = cancel_letters(evaluation, word, env) if evaluation.space.are_weighted else word
    values = [
        inverse_of(evaluation, letter, env) if turned else evaluation.value(letter, env) for letter, turned in reduced
    ]
    if len(reduced) < len(word) and not any(value.axes for value in values):
        # Everything has cancelled: what is left is the identity of that size, not the number 1.
        axes = next((axes for letter, _ in word if (axes := evaluation.value(letter, env).axes)), None)
        values.append(evaluation.space.identity(axes[0]) if axes else evaluation.space.scalar(1))
    return reduce(evaluation.space.matmul, values)


def distribute_sum(evaluation: Evaluation, word: Sequence[Letter], env: Env) -> list[Node]:
    """Return a word with inverses and a sum among its letters as the terms of a sum of words."""
    if len(word) > 1 and any(turned and evaluation.value(letter, env).axes for letter, turned in word):
        trees = [nodes.Call("inv", (letter,)) if turned else letter for letter, turned in word]
        for place, (letter, turned) in enumerate(word):
            terms = letter.terms if isinstance(letter, nodes.Add) and not turned else ()
            if (
                len(word) + len(terms) <= MAX_LETTERS
                and len({count_axes(evaluation, term, env) for term in terms}) == 1
            ):
                return [nodes.Mul((*trees[:place], term, *trees[place + 1 :])) for term in terms]
    return []


def list_letters(evaluation: Evaluation, tree: Node, env: Env) -> list[Letter]:
    """Return a product as a word, numbers first; a product within it stays one letter where brackets matter.

    Products of vectors do not associate: ``x (y z)`` is a multiple of x, and ``(x y) z`` one of z.
    """
    if isinstance(tree, nodes.Mul) and not tree.elementwise:
        word: list[Letter] = []
        for factor in tree.factors:
            if isinstance(factor, nodes.Neg):
                word.append((nodes.Number(Fraction(-1)), False))
                factor = factor.operand
            inner = list_letters(evaluation, factor, env)
            ranks = [count_axes(evaluation, letter, env) for letter, _ in [*word, *inner]]
            # A vector before the last place means an inner or outer product, which binds what is next to it: brackets
            # matter there, and the factor stays one letter.
            word += inner if 1 not in ranks[:-1] else [(factor, False)]
        # Numbers commute with everything, so they go first and do not stand between a letter and its inverse.
        return sorted(word, key=lambda held: bool(count_axes(evaluation, held[0], env)))
    inner_tree = find_inverted(tree)
    if inner_tree is None:
        return [(tree, False)]
    if not is_square(evaluation.value(inner_tree, env)):
        raise NotCoveredError
    word = list_letters(evaluation, inner_tree, env)
    if not all(is_square(evaluation.value(letter, env)) for letter, _ in word):
        return [(inner_tree, True)]
    # (A B)^-1 = B^-1 A^-1, which needs A and B to be square themselves: (X^T X)^-1 is not X^-1 X^-T.
    return [(letter, not turned) for letter, turned in reversed(word)]


def count_axes(evaluation: Evaluation, letter: Node, env: Env) -> int:
    return len(evaluation.value(letter, env).axes)


def find_inverted(tree: Node) -> Node | None:
    """Return what a tree is the inverse of, if it is written as an inverse."""
    if isinstance(tree, nodes.Call) and tree.function == "inv":
        return tree.arguments[0]
    if isinstance(tree, nodes.Power) and isinstance(tree.exponent, nodes.Number | nodes.Neg):
        return tree.base if read_whole_number(tree.exponent) == -1 else None
    return None


def is_square(value: Tensor) -> bool:
    """Whether a value is a number or a square matrix."""
    return not value.axes or (len(value.axes) == 2 and value.axes[0] == value.axes[1])


def cancel_letters(evaluation: Evaluation, word: Sequence[Letter], env: Env) -> list[Letter]:
    """Cancel inverses against what they are next to, whether that is one letter or several."""
    for place, (letter, turned) in enumerate(word):
        for inner in ([(letter, False)], list_letters(evaluation, letter, env)) if turned else ():
            count = len(inner)
            if word[place + 1 : place + 1 + count] == inner:
                return cancel_letters(evaluation, [*word[:place], *word[place + 1 + count :]], env)
            if place >= count and word[place - count : place] == inner:
                return cancel_letters(evaluation, [*word[: place - count], *word[place + 1 :]], env)
    return list(word)


def inverse_of(evaluation: Evaluation, letter: Node, env: Env) -> Tensor:
    """Return the inverse of a letter: of a number its reciprocal, of a matrix a matrix of its own."""
    value, space, kernels = evaluation.value(letter, env), evaluation.space, evaluation.kernels
    if not value.axes:
        return kernels.reciprocal(value)
    if not space.are_weighted:
        return invert_at_sizes(evaluation, value)
    kernels.note(value)
    if not isinstance(value.axes[0], str):
        raise NotCoveredError
    # (A^T)^-1 is the transpose of A^-1, and of a symmetric matrix the inverse is symmetric: both hold because the
    # smaller of the two keys names the inverse.
    mirrored = space.transpose(value)
    key, other = make_key(value), make_key(mirrored)
    size = space.size(value.axes[0])
    first = min(key, other)
    entries = [
        kernels.fresh("inverse", *first, *(sorted(place) if key == other else place))
        for place in space.places((size, size))
    ]
    found = Tensor(value.axes, entries, LOCAL)
    return found if key == first else space.transpose(found)


def invert_at_sizes(evaluation: Evaluation, value: Tensor) -> Tensor:
    """Return the inverse of a matrix at the sizes of the evaluation."""
    try:
        return Tensor(value.axes, make_flint_matrix(evaluation, value).inv().entries())
    except ZeroDivisionError:
        raise UndefinedError from None


def make_flint_matrix(evaluation: Evaluation, value: Tensor) -> Any:
    size = evaluation.space.size(value.axes[0])
    beyond = value.diagonal or [0] * size
    rows = [list(value.entries[i * size : (i + 1) * size]) for i in range(size)]
    for i, row in enumerate(rows):
        row[i] += beyond[i]
    return fmpz_mod_mat(rows, evaluation.space.field.ring)


def make_key(value: Tensor) -> tuple[int, ...]:
    return tuple(map(int, [*value.entries, *(value.diagonal or ())]))


def determinant(evaluation: Evaluation, tree: Node, env: Env) -> Tensor:
    """Return a determinant, as a product over the letters of a word of square matrices."""
    word = list_letters(evaluation, tree, env)
    values = [evaluation.value(letter, env) for letter, _ in word]
    if not all(is_square(value) for value in values):
        word, values = [(tree, False)], [evaluation.value(tree, env)]
    size = next((value.axes[0] for value in values if value.axes), None)
    if not isinstance(size, str) or not all(is_square(value) for value in values):
        raise NotCoveredError
    found = evaluation.space.scalar(1)
    for (_, turned), value in zip(word, values, strict=True):
        factor = determinant_of_letter(evaluation, value, size)
        found = evaluation.space.times(found, evaluation.kernels.reciprocal(factor) if turned else factor)
    return found


def determinant_of_letter(evaluation: Evaluation, value: Tensor, size: str) -> Tensor:
    """Return the determinant of a letter, the same one for its transpose; of a number, its power with the size."""
    kernels = evaluation.kernels
    if not value.axes:
        # det(c A) = c^n det(A), with n as a symbol.
        return kernels.apply("power", value, evaluation.space.count(size))
    if not evaluation.space.are_weighted:
        return Tensor((), [make_flint_matrix(evaluation, value).det()])
    kernels.note(value)
    # det(A^T) = det(A).
    key = min(make_key(value), make_key(evaluation.space.transpose(value)))
    return Tensor((), [kernels.fresh("determinant", *key)], LOCAL)
