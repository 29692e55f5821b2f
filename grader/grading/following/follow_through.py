"""Follow-through: an answer that is not the expected one is judged again from the student's own earlier answers.

If it is right then, it earns the credit that the rubric sets, and the remark names the answer in which the working
first went wrong. A right answer is never changed, nor one with nothing wrong before it. An earlier answer is followed
only if it can be read and meets the conditions in ``conditions.py``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.answers import Answer, Task
from grader.answers.index_family import shape_like_answer
from grader.answers.judging import outcome_of
from grader.answers.second_readings.leaving import leave_readings_open
from grader.errors import AnswerError
from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Entry, Notation
from grader.grading.following.chain import is_chain, judge_chain, make_guard_remark
from grader.grading.following.conditions import (
    Brought,
    Recomputed,
    are_usable,
    find_names,
    is_circular,
    same,
)
from grader.grading.marked import Marked, Place, make_place
from grader.records import Outcome, Remark, Verdict
from grader.rubric import Item
from grader.rubric.keys import solve_again
from grader.rubric.records import Follow, Key
from grader.rubric.references import Reference, entry_of

__all__ = ["follow_through"]

Earlier = Mapping[str, Marked]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A student's answer that a later one may follow: its value, and where it first went wrong, if it did."""

    reference: Reference
    name: str
    own: Node
    key: Node
    notation: Notation
    first: Place | None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An answer judged from the student's own earlier answers, which first went wrong at ``first``."""

    verdict: Verdict
    first: Place
    taken: Taken


def follow_through(one: Marked, earlier: Earlier) -> Marked:
    """Add what follow-through gives to an item; ``earlier`` holds the items that it may be built on."""
    if not one.is_wrong:
        return one
    one = replace(one, first={(): make_place(one.item)})
    if one.item.follow_through.credit == 0:
        return one
    judged = [found for way in (None, *one.item.follow) if (found := judge_again(one, way, earlier)) is not None]
    best = max(judged, key=lambda found: found.verdict.credit or Fraction(0), default=None)
    if best is not None:
        return give_credit(one, best)
    return judge_chain(one) if is_chain(one.item) else explain_guard(one, earlier)


def explain_guard(one: Marked, earlier: Earlier) -> Marked:
    """Say so if an answer would follow from an earlier one that makes it too easy to count."""
    for way in (None, *one.item.follow):
        found = judge_again(one, way, earlier, is_guarded=False)
        if found is not None and found.verdict.credit:
            remark = make_guard_remark(found.first)
            return replace(one, result=replace(one.result, remarks=(*one.result.remarks, remark)))
    return one


def judge_again(one: Marked, way: Follow | None, earlier: Earlier, *, is_guarded: bool = True) -> Judged | None:
    """Judge an answer from the student's own earlier ones; None if that gives nothing, or none may be followed.

    ``way`` names the quantities that the item takes from other answers; without it, the item's key is solved again.
    With ``is_guarded`` False even forbidden answers are followed, to find out what the obstacle is.
    """
    key, task = one.item.key, one.task
    references = (*(key.references if key else ()), *(reference for _, reference in (way.quantities if way else ())))
    taken = [found for reference in references if (found := take_answer(reference, earlier, is_guarded)) is not None]
    wrong = [found for found in taken if found.first is not None]
    if key is None or task is None or one.answer is None or not wrong or len(taken) < len(references):
        return None
    notation = task.notation.extended(define_quantities(way, taken)) if way else task.notation
    if way and is_circular(notation, [entry.name for entry, _ in way.quantities]):
        return None
    try:
        own_key = recompute_key(key, way, taken, notation)
        if own_key.answer.tree is None or key.answer.tree is None:
            return None
        result = Recomputed(
            own=own_key.answer.tree, key=key.answer.tree, notation=notation, base=one.item.task.notation
        )
        brought = [Brought(own=found.own, key=found.key, notation=found.notation) for found in wrong]
        # The conditions come last, because they take several times as long as the verdict.
        verdict = judge_by_key(one, own_key, replace(task, notation=notation))
        if verdict.credit == 0 or (is_guarded and not are_usable(brought, result, one.item.follow_through.conditions)):
            return None
    except AnswerError:  # the student's own answers lead to a problem without a solution
        return None
    first = next(found.first for found in wrong if found.first is not None)
    return Judged(verdict=verdict, first=first, taken=wrong[0])


def judge_by_key(one: Marked, key: Key, task: Task) -> Verdict:
    """Judge an answer by another key; where only a wider reach of an operator fits it, that is for a person."""
    assert one.answer is not None
    answer_type = one.item.answer_type
    verdict = answer_type.judge(one.answer, key.answer, task)
    if one.given is None:
        return verdict
    return leave_readings_open(verdict, one.given, one.answer, answer_type, key.answer, task)


def take_answer(reference: Reference, earlier: Earlier, is_guarded: bool = True) -> Taken | None:
    """The student's own answer to another item; None if it may not be followed."""
    source = earlier.get(reference.item)
    if source is None or source.answer is None or source.answer.tree is None or source.task is None:
        return None
    key = source.item.key.answer.tree if source.item.key else None
    own = entry_of(source.answer.tree, reference.entry)
    if key and own and source.item.type == "index_family" and not reference.entry:
        key = shape_like_answer(own, key, source.task)  # a list of members is compared with the expected members
    expected = entry_of(key, reference.entry) if key else None
    if own is None or expected is None or (is_guarded and reference.entry[:1] in source.dead):
        return None
    outcome = source.result.outcome
    if outcome not in (Outcome.CORRECT, Outcome.PARTIAL, Outcome.INCORRECT):
        return None
    is_right = outcome is Outcome.CORRECT and not source.gained
    if reference.entry and not is_right:
        is_right = same(own, expected, source.task.notation, source.task.policy)
    first = None if is_right else find_origin(reference, source)
    name = make_place(source.item, reference.entry[:1]).name
    return Taken(reference=reference, name=name, own=own, key=expected, notation=source.task.notation, first=first)


def find_origin(reference: Reference, source: Marked) -> Place:
    """Where the error in an answer began: in one of its entries, in an earlier answer, or in itself."""
    whole = source.first.get((), make_place(source.item))
    if whole.item != source.item.id:
        return whole
    return source.first.get(reference.entry[:1], make_place(source.item, reference.entry[:1]))


def define_quantities(way: Follow, taken: list[Taken]) -> Iterator[Entry]:
    """Yield the quantities of a way, each defined by the student's own answer."""
    own = {found.reference: found.own for found in taken}
    for entry, reference in way.quantities:
        yield replace(entry, definition=own[reference])


def recompute_key(key: Key, way: Follow | None, taken: list[Taken], notation: Notation) -> Key:
    """The key by the student's own answers: solved again, unless it is already a formula in them."""
    if way and way.expected is not None:
        return key.with_answer(Answer(text="", tree=way.expected))
    names = {entry.name for entry, _ in way.quantities} if way else set()
    tree = key.answer.tree
    if tree is not None and not key.references and names & find_names(tree):
        return key
    answers: dict[Symbol, Node] = {found.reference.symbol: found.own for found in taken}
    return solve_again(key, answers, notation)


def give_credit(one: Marked, judged: Judged) -> Marked:
    """Give the credit for follow-through, if it is more than the answer has earned by itself."""
    before, verdict = one.result.credit or Fraction(0), judged.verdict
    share = one.item.follow_through.credit
    if verdict.credit is None:
        text = f"It could not be decided whether this is consistent with your {judged.first.name}; a person will look."
        both = tuple(remark for remark in verdict.remarks if remark.id in ("reach", "other-reading"))
        return one.with_verdict(replace(verdict, remarks=(Remark(id="follow-through-undecided", text=text), *both)))
    credit = share * verdict.credit
    if credit <= before:
        return one
    components = tuple(replace(part, credit=part.credit and share * part.credit) for part in verdict.components)
    kept = tuple(remark for remark in one.result.remarks if remark.id == "step")
    others = (*(remark for remark in verdict.remarks if remark.id != "undecided"), *kept)
    changed = replace(
        verdict,
        outcome=outcome_of(credit),
        credit=credit,
        remarks=(make_consistent_remark(one.item, judged, verdict.credit), *others),
        components=components,
    )
    return replace(one.with_verdict(changed), first={(): judged.first}, gained={judged.first: credit - before})


def make_consistent_remark(item: Item, judged: Judged, credit: Fraction) -> Remark:
    """Say what an answer is consistent with, and where the working first went wrong."""
    first, taken = judged.first, judged.taken
    back = "" if taken.name == first.name else f", which goes back to your {first.name}"
    text = f"{'This is' if credit == 1 else 'Part of this is'} consistent with your {taken.name}{back}."
    return Remark(id="follow-through", text=text, parameters=first.parameters)
