"""The near misses of an expected answer, and whether an answer certainly differs from the expected one.

A near miss that turns out to be equal to the expected answer is not used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from grader.answers import Answer
from grader.answers.accepted.branches import Branch, find_branch
from grader.answers.conditions import has_other_values
from grader.answers.leaving_open import list_misses
from grader.equivalence.fingerprint import are_alike
from grader.errors import GraderError
from grader.expr.nodes import Node
from grader.grading.diagnosis.predictions import fingerprint_of, predictions_of
from grader.records import Outcome
from grader.rubric import Item
from grader.rubric.accepted.rounded import round_tree
from grader.simulation.forms.forms import make_site
from grader.simulation.forms.functions import unfold_definition
from grader.simulation.wrong.near_misses import NearMiss, make_near_misses
from grader.simulation.wrong.set_misses import list_set_misses

__all__ = ["is_different", "list_near_misses", "list_unreached"]


def list_near_misses(item: Item) -> list[NearMiss]:
    """Return the near misses of the expected answer to an item; for a defined name, also those of its definition.

    Where a right answer may leave something open, what is wrong all the same comes first.
    """
    assert item.key is not None
    assert item.key.answer.tree is not None
    tree = item.key.answer.tree
    opened = unfold_definition(tree, make_site(item, Random(0)))
    sources = [tree] if opened is None else [tree, opened]
    own = [NearMiss(tree=miss.tree, words=miss.words, credit=miss.credit) for miss in list_misses(tree, item.task)]
    found = [
        *own,
        *list_set_misses(
            tree, any_ends=item.task.asked.any_ends, has_shares=item.task.options.get("partial_credit") != "no"
        ),
        *round_wrongly(tree, item),
        *(miss for source in sources for miss in make_near_misses(source, item.notation)),
    ]
    return list({miss.tree: miss for miss in reversed(found)}.values())[::-1]


def round_wrongly(tree: Node, item: Item) -> Iterator[NearMiss]:
    """Yield the expected answer cut off, with a digit too few, and with one too many where just so many are right."""
    policy = item.task.policy
    if not policy.accepts_rounding:
        return
    cut = round_tree(tree, policy, cut=True)
    if cut != round_tree(tree, policy):
        yield NearMiss(tree=cut, words="cut off instead of rounded")
    if policy.decimals != 0:
        yield NearMiss(tree=round_tree(tree, policy, more=-1), words="rounded to one digit less")
    if policy.exactly:
        yield NearMiss(tree=round_tree(tree, policy, more=1), words="rounded to one digit more")


def list_unreached(item: Item) -> Iterator[str]:
    """Yield the branches of an item that none of the answers reaches that are known: right, near, or declared."""
    branches: Sequence[Branch] = item.task.options.get("when", ())
    if not branches or item.key is None:
        return
    examples = [answer for branch in branches for answer in branch.examples]
    answers = [item.key.answer, *item.task.options.get("any_of", ()), *examples]
    trees = [answer.tree for answer in answers if answer.tree is not None]
    trees += [tree for branch in branches for tree in branch.named_values]
    trees += [one.answer for one in predictions_of(item).singles]
    trees += [one.answer for one in item.misconceptions if one.answer is not None]
    trees += [miss.tree for miss in list_near_misses(item)]
    found = [find_branch(tree, branches, item.task) for tree in trees]
    reached = [one.branch for one in found if one.is_certain]
    yield from (branch.text for branch in branches if branch not in reached)


def is_different(tree: Node, item: Item) -> bool | None:
    """Whether a formula certainly differs from the expected answer; None if that is not known.

    Different values at a point are enough; otherwise the engine has to prove it, without any tolerance.
    """
    key = item.key
    assert key is not None
    known = predictions_of(item)
    if (
        not has_other_values(item.task)
        and known.key_fingerprint is not None
        and not are_alike(known.key_fingerprint, fingerprint_of(tree, item, known.comparer, False))
    ):
        return True
    task = replace(item.task, policy=item.task.policy.as_exact(), options={**item.task.options, "exact": "yes"})
    try:
        verdict = item.answer_type.judge(Answer(text="", tree=tree), key.answer, task)
    except GraderError:
        return None
    return None if verdict.credit is None else verdict.outcome is not Outcome.CORRECT
