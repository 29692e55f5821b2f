"""Decisions of people, as the file that ``grader grade`` reads, and applied to records by the same code.

A decision is kept as it was made. If a later revision has no such item any more, or makes it worth less than was given,
the decision is left out, and the answer waits for a person again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from grader.documents import parse_yaml
from grader.grading.people.override_file import parse_overrides
from grader.grading.people.override_log import append_decisions
from grader.grading.people.overrides import (
    Automatic,
    Override,
    Overrides,
    apply_overrides,
    read_answer_decided_on,
)
from grader.grading.result import GradedSubmission, ItemResult
from grader.rubric import Rubric
from grader.service.exercises.opened import Opened
from grader.service.recent import Recent
from grader.service.store.decisions import Decision, list_decisions

__all__ = ["Decider", "forget_decisions", "list_overrides", "load_decider", "pair_decisions", "write_overrides"]

NAME = "rubric.overrides.yaml"
MOST_KNOWN = 5_000  # items
MOST_DECIDERS = 64  # exercises


def write_overrides(connection: Connection, exercise_id: int, opened: Opened) -> bytes:
    """Return the file with all decisions on an exercise; empty if there are none."""
    return write_file(opened, tuple(list_decisions(connection, exercise_id)))


@dataclass(eq=False)
class Decider:
    """Applies decisions to records. What it made of an item it remembers, for equal items are one object."""

    rubric: Rubric
    overrides: Overrides
    known: dict[int, tuple[ItemResult, ItemResult]] = field(default_factory=dict)

    @cached_property
    def students(self) -> frozenset[str]:
        """Who has a decision of their own."""
        return frozenset(entry.student for entry in self.overrides.entries)

    def decide(self, graded: GradedSubmission) -> GradedSubmission:
        """Return a record with the decisions, as ``apply_overrides`` does."""
        if graded.student in self.students or not self.overrides.entries:
            return apply_overrides(graded, self.rubric, self.overrides)
        found = {id(item): self.known.get(id(item)) for item in graded.items}
        left = tuple(item for item in graded.items if found[id(item)] is None)
        if left:
            made = apply_overrides(replace(graded, items=left), self.rubric, self.overrides).items
            # With the item itself, so that no other object can get its id while it is known.
            new = {id(item): (item, after) for item, after in zip(left, made, strict=True)}
            if len(self.known) > MOST_KNOWN:
                self.known.clear()
            self.known.update(new)
            found |= new
        items = tuple(pair[1] for item in graded.items if (pair := found[id(item)]))
        return replace(graded, items=items, provenance=replace(graded.provenance, overrides=self.overrides.sha256))


DECIDERS: Recent[int, Decider] = Recent(MOST_DECIDERS)  # of the decisions that count, one for each exercise


def load_decider(connection: Connection, exercise_id: int, opened: Opened, until: datetime | None = None) -> Decider:
    """Return what applies all decisions on an exercise: they are read from the file that holds them.

    With ``until``, the decisions are those that counted at an instant.
    """
    data = write_file(opened, tuple(list_decisions(connection, exercise_id, until)))
    overrides = read_file(opened, data)
    if until is not None:
        return Decider(opened.rubric, overrides)
    known = DECIDERS.get(exercise_id)
    if known is not None and known.rubric is opened.rubric and known.overrides is overrides:
        return known
    return DECIDERS.keep(exercise_id, Decider(opened.rubric, overrides))


def forget_decisions() -> None:
    """Keep no decision in memory, nor any item that one was applied to: its author may be deleted."""
    DECIDERS.clear()
    write_file.cache_clear()
    read_file.cache_clear()


@lru_cache(maxsize=64)  # reading the answers in many decisions takes longer than applying them
def write_file(opened: Opened, decisions: tuple[Decision, ...]) -> bytes:
    found = list_overrides(decisions, opened.rubric)
    return append_decisions("", NAME, opened.rubric, found).encode() if found else b""


@lru_cache(maxsize=64)
def read_file(opened: Opened, data: bytes) -> Overrides:
    return parse_overrides(parse_yaml(data.decode(), NAME), opened.rubric) if data else Overrides()


def pair_decisions(decisions: Sequence[Decision], opened: Opened) -> Sequence[tuple[Decision, Override]]:
    """Return the decisions that a rubric has a place for, each as it is applied."""
    fitting = [one for one in decisions if fits(make_override(one), opened.rubric)]
    return list(zip(fitting, read_file(opened, write_file(opened, tuple(decisions))).entries, strict=True))


def list_overrides(decisions: Iterable[Decision], rubric: Rubric) -> Sequence[Override]:
    """Return the decisions that a rubric has a place for."""
    return [override for override in map(make_override, decisions) if fits(override, rubric)]


def make_override(decision: Decision) -> Override:
    return Override(
        item=decision.item,
        points=Fraction(decision.points),
        reason=decision.reason,
        author=decision.author,
        date=decision.created.astimezone(ZoneInfo(decision.zone)).date().isoformat(),
        student=decision.student,
        answer=decision.answer,
        automatic=tuple(map(Automatic.parse, decision.automatic.splitlines())),
    )


def fits(override: Override, rubric: Rubric) -> bool:
    """Whether a rubric has the item of a decision, for as many points, and can read the answer if it must."""
    item = rubric.by_id.get(override.item)
    if item is None or item.points == 0 or override.points > item.points:
        return False
    answer = read_answer_decided_on(override.answer, item, override.automatic)
    return bool(override.student) or (answer is not None and not answer.is_own)
