"""Iterates, each judged from the one before it: where the working first breaks, and what is consistent after that.

A mistake costs the iterate in which it is first made, and nothing after that. So the first wrong iterate breaks the
chain. A later one is right by follow-through if the student's own method, continued from the student's own iterates,
gives it: the right step, or the step with the same named mistake once more. A mistake that leaves out work of the
later steps is not followed (``Mistake.repeats``). A degenerate iterate (zero, or equal to the one before it, where the
key's is not) ends the chain: nothing after it is followed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from functools import cached_property

from grader.answers import Task
from grader.answers.iterates import list_points
from grader.answers.judging import outcome_of, verdict_of_components
from grader.answers.reading import rows_of
from grader.errors import AnswerError, join_words
from grader.expr.nodes import Node
from grader.expr.notation import Notation
from grader.grading.following.conditions import Brought, Recomputed, are_usable, same
from grader.grading.marked import Marked, Place, make_place
from grader.memory import Memory
from grader.records import ComponentResult, Remark
from grader.rubric import Item
from grader.rubric.records import Key
from grader.solvers import Problem, Resumable
from grader.solvers.named_mistakes import NO_MISTAKES, Mistake, Mistaken, PlacedMistakes
from grader.solvers.protocol import is_whole_run

__all__ = ["Link", "State", "is_chain", "judge_chain", "list_links", "make_guard_remark"]

MAX_TRIED = 100  # steps with mistakes, for each iterate that breaks the chain; each costs about a millisecond
MAX_RULES = 5  # kept of them: more would say that anything follows
_problems = Memory(capacity=64)  # more than one answer is judged by
_steps = Memory(capacity=2048)  # from the same iterates a class takes the same steps, with the same mistakes


class State(Enum):
    """The four things an iterate can be."""

    RIGHT = "right"
    FOLLOWS = "consistent with the one before"
    REPEATS = "what the mistake made before leads to, made once more"
    BREAKS = "not what comes after the one before"


@dataclass(frozen=True, kw_only=True)
class Link:
    """One iterate. ``first`` is the place (from 0) where the error began.

    An iterate that breaks the chain is its own ``first``. ``breaks`` are the iterates since the last right one that
    broke the chain: the mistakes made in them may be made once more. Nothing is followed after a link that ``is_dead``.
    ``is_stopped`` says that an iterate would follow, but for that.
    """

    state: State
    first: int
    breaks: tuple[int, ...] = ()
    is_dead: bool = False
    is_stopped: bool = False

    @property
    def is_followed(self) -> bool:
        """Whether it earns the credit for follow-through."""
        return self.state in (State.FOLLOWS, State.REPEATS)


def is_chain(item: Item) -> bool:
    """Whether an item asks for all iterates of a method that can be continued from the student's own."""
    key = item.key
    return (
        key is not None and isinstance(key.solver, Resumable) and key.problem is not None and is_whole_run(key.problem)
    )


def list_links(answer: Node, key: Key, item: Item, task: Task) -> list[Link]:
    """Judge each iterate of an answer; ``key`` holds the problem it is judged by."""
    return list(Chain(answer, key, item, task).links())


class Chain:
    """The iterates of one answer next to those of the key."""

    def __init__(self, answer: Node, key: Key, item: Item, task: Task) -> None:
        assert isinstance(key.solver, Resumable)
        assert key.problem is not None
        self.solver: Resumable = key.solver
        self.problem: Problem = _problems.of(Problem, task.notation, key.problem.options)
        self.key: tuple[Node, ...] = (rows_of(key.answer.tree) if key.answer.tree else None) or ()
        self.own: tuple[Node, ...] = list_points(answer, self.key)
        self.item: Item = item
        self.task: Task = task
        self.rules: dict[tuple[int, ...], tuple[PlacedMistakes, ...]] = {}

    def links(self) -> Iterator[Link]:
        before = Link(state=State.RIGHT, first=0)
        for place, (own, key) in enumerate(zip(self.own, self.key, strict=False)):
            if same(own, key, self.task.notation, self.task.policy):
                before = Link(state=State.RIGHT, first=place)
            else:
                before = self.judge_wrong(place, before)
            yield before

    def judge_wrong(self, place: int, before: Link) -> Link:
        """Judge an iterate that is not the expected one."""
        is_dead = before.is_dead or self.is_degenerate(place)
        state = self.find_state(place, before)
        if state is State.BREAKS or before.is_dead or not self.may_follow(place, self.own[place]):
            is_stopped = state is not State.BREAKS
            return Link(
                state=State.BREAKS,
                first=place,
                breaks=(*before.breaks, place),
                is_dead=is_dead,
                is_stopped=is_stopped,
            )
        return Link(state=state, first=before.first, breaks=before.breaks, is_dead=is_dead)

    def find_state(self, place: int, before: Link) -> State:
        """Whether a wrong iterate is what comes after the wrong ones before it."""
        if before.state is State.RIGHT:  # the right step would have led to the expected iterate
            return State.BREAKS
        if self.leads_to(place, NO_MISTAKES):
            return State.FOLLOWS
        rules = self.find_rules(before.breaks)
        return State.REPEATS if any(self.leads_to(place, rule) for rule in rules) else State.BREAKS

    def find_rules(self, breaks: tuple[int, ...]) -> tuple[PlacedMistakes, ...]:
        """The mistakes that the student's method may have after some breaks: those of before, and perhaps one more."""
        if breaks not in self.rules:
            earlier = self.find_rules(breaks[:-1]) if breaks else ()
            tried = [
                {**rule, mistake.id: where}
                for rule in (*earlier, NO_MISTAKES)
                for mistake, where in self.repeatable
                if mistake.id not in rule
            ]
            found = [rule for rule in tried[:MAX_TRIED] if breaks and self.leads_to(breaks[-1], rule)]
            self.rules[breaks] = (*found, *earlier)[:MAX_RULES]
        return self.rules[breaks]

    @cached_property
    def repeatable(self) -> tuple[tuple[Mistake, str], ...]:
        """The mistakes that may be made anew in each step, each with its place."""
        mistakes = self.solver.mistakes if isinstance(self.solver, Mistaken) else ()
        return tuple((one, where) for one in mistakes if one.repeats for where in one.places(self.problem))

    def leads_to(self, place: int, mistakes: PlacedMistakes) -> bool:
        """Whether a step with these mistakes leads from the student's own iterates to the next one."""
        after = self.next_iterate(place, mistakes)
        return after is not None and same(self.own[place], after, self.task.notation, self.task.policy)

    def next_iterate(self, place: int, mistakes: PlacedMistakes) -> Node | None:
        """The iterate that a step gives after the student's own iterates up to ``place``."""
        own = self.own[:place]
        key = (id(self.solver), id(self.problem), own, *mistakes.items())
        found: tuple[Node | None] | None = _steps.recalled(key)
        if found is None:
            found = _steps.keep(key, (self.take_step(own, mistakes),), (self.solver, self.problem))
        return found[0]

    def take_step(self, own: Sequence[Node], mistakes: PlacedMistakes) -> Node | None:
        try:
            return (
                self.solver.resume(self.problem, own, mistakes) if mistakes else self.solver.resume(self.problem, own)
            )
        except AnswerError:
            return None

    def may_follow(self, place: int, after: Node) -> bool:
        """Whether the iterate before a place may be followed."""
        base = self.item.task.notation
        brought = Brought(own=self.own[place - 1], key=self.key[place - 1], notation=self.task.notation)
        result = Recomputed(own=after, key=self.key[place], notation=self.task.notation, base=base)
        return are_usable([brought], result, self.item.follow_through.conditions)

    def is_degenerate(self, place: int) -> bool:
        """Whether nothing may be followed from an iterate, because it is zero or no step was taken to reach it."""
        base, notation = self.item.task.notation, self.task.notation
        brought = [Brought(own=self.own[place], key=self.key[place], notation=notation)]
        result = Recomputed(own=self.own[place], key=self.key[place], notation=notation, base=base)
        if not are_usable(
            brought, result, [name for name in self.item.follow_through.conditions if name != "nontrivial"]
        ):
            return True
        return self.is_still(self.own, place, notation) and not self.is_still(self.key, place, base)

    def is_still(self, points: Sequence[Node], place: int, notation: Notation) -> bool:
        """Whether a point equals the one before it; the start comes before the first point."""
        before = points[place - 1] if place else self.problem.options.get("start")
        return isinstance(before, Node) and same(points[place], before, notation)


def judge_chain(one: Marked) -> Marked:
    """Judge each iterate from the one before it, and say where the working first breaks."""
    key, task, parts = one.item.key, one.task, one.result.components
    if key is None or task is None or one.answer is None or one.answer.tree is None or not parts:
        return one
    found = list_links(one.answer.tree, key, one.item, task)
    places = [make_place(one.item, (number,)) for number in range(1, len(found) + 1)]
    wrong = {places[at].entry: places[link.first] for at, link in enumerate(found) if link.state is not State.RIGHT}
    dead = frozenset(place.entry for place, link in zip(places, found, strict=True) if link.is_dead)
    one = add_guard_remark(replace(one, first={**one.first, **wrong}, dead=dead), found, places)
    following = [at for at, link in enumerate(found) if link.is_followed]
    if not following:
        return add_break_remark(one, [at for at, link in enumerate(found) if link.state is State.BREAKS], places)
    share = one.item.follow_through.credit
    carried = [credit_component(part, share) if at in following else part for at, part in enumerate(parts)]
    verdict = verdict_of_components(carried)
    others = tuple(remark for remark in one.result.remarks if remark.id not in ("author", "components"))
    remarks = (make_chain_remark(following, found, places), *others)
    changed = one.with_verdict(replace(verdict, remarks=remarks, decision=one.result.decision))
    gain = ((verdict.credit or Fraction(0)) - (one.result.credit or Fraction(0))) / len(following)
    firsts = [places[found[at].first] for at in following]
    return replace(changed, gained={place: gain * firsts.count(place) for place in firsts})


def add_guard_remark(one: Marked, found: Sequence[Link], places: Sequence[Place]) -> Marked:
    """Say so if an iterate follows from the one before it, but that one may not be followed."""
    at = next((at for at, link in enumerate(found) if link.is_stopped), None)
    if at is None:
        return one
    return replace(one, result=replace(one.result, remarks=(*one.result.remarks, make_guard_remark(places[at - 1]))))


def make_guard_remark(place: Place) -> Remark:
    """Say that nothing is followed from the student's answer, because the next step would be obvious."""
    text = f"Your {place.name} is not followed further, because the next step would no longer test what it is meant to."
    return Remark(id="follow-through-guard", text=text, parameters=place.parameters)


def credit_component(part: ComponentResult, share: Fraction) -> ComponentResult:
    """Give an iterate the credit for follow-through."""
    return replace(part, outcome=outcome_of(share), credit=share)


def make_chain_remark(following: Sequence[int], found: Sequence[Link], places: Sequence[Place]) -> Remark:
    """Say which iterates are consistent with the first one that is not right."""
    first = places[found[following[0]].first]
    chain = [at for at in following if found[at].first == found[following[0]].first]
    right = [places[at].name for at in chain if found[at].state is State.FOLLOWS]
    again = [places[at].name for at in chain if found[at].state is State.REPEATS]
    said = []
    if right:
        said.append(f"{join_words(right)} {'is' if len(right) == 1 else 'are'} consistent with it")
    if again:
        verb = "repeats" if len(again) == 1 else "repeat"
        said.append(f"{join_words(again)} only {verb} an earlier mistake, which costs once")
    text = f"Your {first.name} is not right, but {' and '.join(said)}."
    return Remark(id="follow-through", text=text, parameters=first.parameters)


def add_break_remark(one: Marked, breaks: Sequence[int], places: Sequence[Place]) -> Marked:
    """Say where the working first breaks, if more than one iterate is wrong."""
    if len(breaks) < 2:
        return one
    first = places[breaks[0]]
    remark = Remark(id="first-slip", text=f"The working first breaks at {first.name}.", parameters=first.parameters)
    return replace(one, result=replace(one.result, remarks=(*one.result.remarks, remark)))
