"""Partial credit for the members of a set: each right member earns its share, and each wrong one cancels a right one.

Of n expected members, r right ones and w wrong ones earn max(0, r - w)/n, so that listing everything earns nothing. A
member that is written twice counts once. It does not matter how the set is written: as a set, a list or a condition.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from grader.answers.judging import is_all_or_nothing, judge_whole, outcome_of
from grader.answers.points import take_condition_as_points
from grader.answers.protocol import Task
from grader.answers.sets.left_out import judge_left_out, list_left_out
from grader.answers.sets.pieces import judge_pieces
from grader.errors import join_words
from grader.expr import to_text
from grader.expr.nodes import Node
from grader.expr.sets.solutions import find_solutions, list_members
from grader.records import ComponentResult, Equality, Outcome, Remark, Verdict

__all__ = ["judge_set"]

MAX_PAIRS: Final = 400  # of an answer's member with an expected one; each pair is compared once
MAX_PAIRS_UP_TO: Final = 100  # likewise, where comparing takes several questions to the engine
Compare = Callable[[Node, Node, Task], Verdict]


def judge_set(tree: Node, expected: Node, task: Task, compare: Compare | None = None) -> Verdict:
    """Judge a set as a whole, and its members one by one where only some may be right.

    With ``compare``, a member may be right without being equal to the expected one.
    """
    whole = judge_whole(tree, expected, task)
    if compare is not None:
        return whole if whole.credit == 1 else judge_members_alone(tree, expected, whole, task, compare)
    if is_all_or_nothing(task) or whole.decision is None or whole.decision.result is not Equality.DIFFERENT:
        return whole
    (name, given), (asked, wanted) = (list_written_members(side, task) for side in (tree, expected))
    if name not in (None, asked) and asked is not None:  # the values of another name
        return whole
    if left_out := list_left_out(expected, task):
        return judge_left_out(tree, left_out, whole, task, judge_members)
    if not given or not wanted:
        return judge_pieces(tree, expected, whole, task)
    if len(wanted) == 1 or len(given) * len(wanted) > MAX_PAIRS:
        return whole
    task = replace(task, policy=task.policy.beside_others())
    wanted = drop_repeated(wanted, task)
    found = judge_members(given, wanted, whole, task) if len(wanted) > 1 else whole
    return whole if found.credit == 1 else found  # the whole was refuted, whatever is known of its members


def judge_members_alone(tree: Node, expected: Node, whole: Verdict, task: Task, compare: Compare) -> Verdict:
    """Judge a set by its members alone, which may be right in other forms than the expected one."""
    (name, given), (asked, wanted) = (list_written_members(side, task) for side in (tree, expected))
    if name not in (None, asked) or not given or not wanted:
        return whole
    if len(given) * len(wanted) > MAX_PAIRS_UP_TO:
        return replace(whole, outcome=Outcome.UNDECIDED, credit=None)
    found = judge_members(given, wanted, whole, task, compare)
    if found.credit == 1:
        return replace(found, remarks=(), components=(), decision=None)
    return replace(whole, credit=Fraction(0)) if is_all_or_nothing(task) and found.credit is not None else found


def list_written_members(tree: Node, task: Task) -> tuple[Node | None, tuple[Node, ...]]:
    """Return the name that a condition is about, None for a set, and the members that are listed, if they are."""
    name, values = find_solutions(tree, task.asked.taken) or (None, take_condition_as_points(tree, task))
    return name, tuple(dict.fromkeys(list_members(values) or ()))


def drop_repeated(members: Sequence[Node], task: Task) -> tuple[Node, ...]:
    """Return members without those that are equal to one before them."""
    kept: list[Node] = []
    for member in members:
        if not any(judge_whole(member, other, task).credit == 1 for other in kept):
            kept.append(member)
    return tuple(kept)


def judge_members(
    given: Sequence[Node], wanted: Sequence[Node], whole: Verdict, task: Task, compare: Compare = judge_whole
) -> Verdict:
    """Judge each member that is given; a credit of None says that a person has to decide about it."""
    components: list[ComponentResult] = []
    found: set[int] = set()
    for member in given:
        credits = [compare(member, other, task).credit for other in wanted]
        places = {place for place, credit in enumerate(credits) if credit == 1}
        if places and places <= found:
            continue  # written twice
        found |= places
        credit = Fraction(1) if places else None if None in credits else Fraction(0)
        components.append(ComponentResult(label=f"member {to_text(member)}", outcome=outcome_of(credit), credit=credit))
    is_open = any(part.credit is None for part in components)
    missing = 0 if is_open else len(wanted) - len(found)
    components += [ComponentResult(label="another member", outcome=Outcome.BLANK, credit=Fraction(0))] * missing
    wrong = sum(part.outcome is Outcome.INCORRECT for part in components)
    credit = None if is_open else max(Fraction(0), Fraction(len(found) - wrong, len(wanted)))
    kept = tuple(remark for remark in whole.remarks if remark.id != "structure")  # the members say the same, and more
    return Verdict(
        outcome=outcome_of(credit),
        credit=credit,
        remarks=(*remark_on_members(components), *kept) if found else whole.remarks,
        components=tuple(components),
        decision=whole.decision,
    )


def remark_on_members(components: Sequence[ComponentResult]) -> Iterator[Remark]:
    """Yield the sentence about which members are right, and how many are missing."""
    names = {
        outcome: [part.label.removeprefix("member ") for part in components if part.outcome is outcome]
        for outcome in (Outcome.CORRECT, Outcome.INCORRECT, Outcome.BLANK)
    }
    right, wrong, missing = names.values()
    said = [f"{join_words(right)} {'is' if len(right) == 1 else 'are'} right"]
    if wrong:
        said.append(f"{join_words(wrong)} {'is' if len(wrong) == 1 else 'are'} not")
    if missing:
        said.append(f"{'1 member is' if len(missing) == 1 else f'{len(missing)} members are'} missing")
    text = f"{'; '.join(said)}."
    text += " Each wrong member cancels a right one." if wrong else ""
    parameters = (("right", ", ".join(right)), ("wrong", ", ".join(wrong)), ("missing", str(len(missing))))
    yield Remark(id="components", text=text, parameters=parameters)
