"""What a student is told when their score changes after it was graded: what it was before, and why.

Nothing is announced before the release, nor while anything is withheld: the old and the new score together could show
what is not shown yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from sqlalchemy import Connection

from grader.grading.changes import compare_gradings
from grader.grading.result import GradedSubmission
from grader.records import Outcome
from grader.service.exercises.counting import Counting, Rules, find_counting, load_rules
from grader.service.exercises.deciding import load_decider
from grader.service.exercises.opened import Opened
from grader.service.exercises.records import show_to_student
from grader.service.store.exercises import get_revision
from grader.service.store.gradings import Entry, Grading, find_seen, get_grading

__all__ = ["Announcement", "find_announcements", "list_announcements"]


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """A change of a score. ``entry_id`` is the row of the ledger that it is about; ``why`` goes on after a colon."""

    entry_id: int
    before: Fraction
    after: Fraction
    since: datetime
    why: str
    is_seen: bool


def find_announcements(
    connection: Connection, exercise_id: int, account_id: int, opened: Opened, now: datetime
) -> Sequence[Announcement]:
    """Return what a student is told about the score that counts now."""
    counting = find_counting(connection, exercise_id, account_id)
    return list_announcements(connection, counting, opened, now) if counting else ()


def list_announcements(
    connection: Connection, counting: Counting, opened: Opened, now: datetime
) -> Sequence[Announcement]:
    """List the changes of a score since its submission was first graded, the latest first."""
    if not may_be_announced(counting.graded, opened, now):
        return ()
    found = [
        make_announcement(connection, counting, before, after, opened)
        for before, after in pairwise(list_gradings(connection, counting))
        if Fraction(before[0].score) != Fraction(after[0].score)
    ]
    return found[::-1]


def may_be_announced(graded: GradedSubmission, opened: Opened, now: datetime) -> bool:
    """Whether a student sees all of a record by now."""
    release, shown = opened.rubric.visibility.release, show_to_student(graded, opened, now)
    is_whole = all(item.outcome is not Outcome.WITHHELD for item in shown.items)
    return (release is None or now >= release) and is_whole


Graded = tuple[Entry, Grading]


def list_gradings(connection: Connection, counting: Counting) -> Iterator[Graded]:
    """Yield the last rows of a student's ledger, as far back as they are about the submission that counts."""
    found: list[Graded] = []
    for entry in reversed(counting.history):
        grading = get_grading(connection, entry.grading_id)
        if grading.submission_id != counting.submission.id:
            break
        found.append((entry, grading))
    return reversed(found)


def make_announcement(
    connection: Connection, counting: Counting, before: Graded, after: Graded, opened: Opened
) -> Announcement:
    entry = after[0]
    return Announcement(
        entry_id=entry.id,
        before=Fraction(before[0].score),
        after=Fraction(entry.score),
        since=entry.created,
        why=explain(connection, counting, before, after, opened),
        is_seen=entry.id <= find_seen(connection, entry.exercise_id, entry.account_id),
    )


def explain(connection: Connection, counting: Counting, before: Graded, after: Graded, opened: Opened) -> str:
    """Say why a score changed."""
    if before[1].revision_id != after[1].revision_id:
        return "the rubric was changed"
    if after[0].because == "extension":
        return "the time to hand in was changed"
    if after[0].because != "decision":
        return "it was graded again"
    return (
        f"a person decided on {' and '.join(list_decided(connection, counting, before, after, opened)) or 'an answer'}"
    )


def list_decided(
    connection: Connection, counting: Counting, before: Graded, after: Graded, opened: Opened
) -> Sequence[str]:
    """Return the titles of the items whose score the decisions between two rows of the ledger have changed."""
    rules = load_rules(connection, counting.submission.exercise_id, get_revision(connection, after[1].revision_id))
    one, other = (settle_at(connection, rules, counting, of[1], of[0].created) for of in (before, after))
    titles = {item.id: item.title for item in opened.rubric.items}
    return [titles.get(change.item, change.item) for change in compare_gradings(one, other).changes if change.item]


def settle_at(
    connection: Connection, rules: Rules, counting: Counting, grading: Grading, instant: datetime
) -> GradedSubmission:
    """Return a record as it counted at an instant: with the decisions of that time."""
    decider = load_decider(connection, counting.submission.exercise_id, rules.opened, until=instant)
    return replace(rules, decider=decider).settle(grading.record, counting.submission.received)
