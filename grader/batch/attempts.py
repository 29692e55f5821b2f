"""Several submissions of one student: in which order they were handed in, and which of them counts.

A rubric says which one in ``attempts``. All but the best are chosen before anything is graded; for the best all are
graded, and those that do not count are left out of everything about the class.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from grader.batch.discovery.naming import version_of
from grader.batch.handing_in import Handed
from grader.errors import escape_unprintable
from grader.grading.course.line import Line
from grader.grading.result import Attempt
from grader.rubric import Rubric
from grader.rubric.records import Attempts

__all__ = ["Chosen", "choose_attempts", "list_not_counting"]


class Chosen(NamedTuple):
    """What is graded, and what has to be said about the rest."""

    handed: tuple[Handed, ...]
    notes: tuple[str, ...] = ()


def choose_attempts(handed: Sequence[Handed], rubric: Rubric) -> Chosen:
    """Choose which submissions are graded where a student has several; each says which attempt it is."""
    rule = rubric.attempts
    if rule is None:
        return Chosen(tuple(handed))
    kept: dict[str, Handed] = {}
    left, unclear = 0, []
    for some in group_by_student(handed):
        in_order = sort_attempts(some) if len(some) > 1 else some
        if in_order is None and rule is not Attempts.BEST:
            unclear.append(some)
            chosen = some
        else:
            numbered = number_attempts(in_order or some, rule)
            chosen = numbered if rule is Attempts.BEST else [choose_one(numbered, rule, rubric)]
        left += len(some) - len(chosen)
        kept |= {one.source: one for one in chosen}
    notes = (*note_left_out(left, rule), *map(warn_of_no_order, unclear))
    return Chosen(tuple(kept[one.source] for one in handed if one.source in kept), notes)


def group_by_student(handed: Iterable[Handed]) -> Iterable[list[Handed]]:
    found: dict[str, list[Handed]] = defaultdict(list)
    for one in handed:
        found[one.student].append(one)
    return found.values()


def sort_attempts(some: Sequence[Handed]) -> list[Handed] | None:
    """Sort the submissions of one student as they were handed in; None if nothing says in which order.

    The instants say so, or else the numbers that Canvas gives to files.
    """
    for order in (read_instants(some), read_versions(some)):
        if order is not None and len(set(order)) == len(some):
            return [one for _, one in sorted(zip(order, some, strict=True), key=lambda pair: pair[0])]
    return None


def read_instants(some: Sequence[Handed]) -> list[float] | None:
    found = [one.submitted.timestamp() for one in some if one.submitted is not None]
    return found if len(found) == len(some) else None


def read_versions(some: Sequence[Handed]) -> list[float] | None:
    found = [version[1] for one in some if (version := version_of(one.found))]
    return [*map(float, found)] if len(found) == len(some) else None


def number_attempts(some: Sequence[Handed], rule: Attempts) -> list[Handed]:
    """Say of each submission which attempt it is. The only one of a student is no attempt."""
    if len(some) == 1:
        return list(some)
    return [
        replace(one, attempt=Attempt(number=number, count=len(some), counts=rule.value))
        for number, one in enumerate(some, start=1)
    ]


def choose_one(some: Sequence[Handed], rule: Attempts, rubric: Rubric) -> Handed:
    """Choose the submission that counts, by when it was handed in."""
    if rule is Attempts.FIRST:
        return some[0]
    in_time = [one for one in some if is_in_time(one, rubric)] if rule is Attempts.LAST_IN_TIME else []
    return (in_time or some)[-1]


def is_in_time(one: Handed, rubric: Rubric) -> bool:
    """Whether a submission came in time. One is not late if nothing says when it was due, or when it came."""
    due = find_due(rubric, one.student)
    return due is None or one.submitted is None or one.submitted <= due


def find_due(rubric: Rubric, student: str) -> datetime | None:
    return rubric.late.end_for(student) if rubric.late else rubric.visibility.deadline


def list_not_counting(handed: Iterable[Handed], read_lines: Callable[[], Mapping[str, Line]]) -> Iterator[str]:
    """Yield the sources of all attempts but the best of each student, where the best is what counts.

    The best is the one that may still reach most: while a person has to judge it, its student has no final score. Of
    equally good ones, the earliest counts. The lines of the class are read only if somebody has several attempts.
    """
    several = [*group_by_student(one for one in handed if one.attempt and one.attempt.counts == Attempts.BEST)]
    lines = read_lines() if several else {}
    for some in several:
        attempts = [one for one in some if one.source in lines]
        best = max(attempts, key=lambda one: rank_attempt(one, lines[one.source]), default=None)
        yield from (one.source for one in attempts if one is not best)


def rank_attempt(one: Handed, line: Line) -> tuple[object, ...]:
    assert one.attempt is not None
    return line.is_readable, line.within_reach, line.final_score, -one.attempt.number


def note_left_out(left: int, rule: Attempts) -> Iterator[str]:
    if left:
        yield f"note: {left} submission{'s' if left > 1 else ''} left aside, because the {rule.value} attempt counts"


def warn_of_no_order(some: Sequence[Handed]) -> str:
    """Warn that nothing says which of some submissions came first; all of them are graded then."""
    names = ", ".join(f"'{escape_unprintable(one.source)}'" for one in some)
    return f"warning: nothing says in which order these came in, so all are graded; give their times: {names}"
