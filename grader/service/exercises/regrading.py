"""A new revision of a rubric on what was handed in: graded beside what counts, compared with it, and then accepted.

Trying changes nothing: each grading belongs to one revision, and the ledger names those that count. Accepting releases
the revision and writes the ledger in one transaction, so nobody ever sees half of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby

from sqlalchemy import Connection

from grader.grading.changes import Comparison, compare_gradings
from grader.grading.result import GradedSubmission
from grader.service.exercises.counting import Rules, enter_settled, load_rules
from grader.service.store.audit import note
from grader.service.store.counted import Counted, iterate_counted
from grader.service.store.database import Database
from grader.service.store.decisions import lock_exercise
from grader.service.store.exercises import find_release, get_revision, release_revision
from grader.service.store.gradings import get_grading
from grader.service.store.queue import Priority, enqueue
from grader.service.store.revising import ACCEPTED, READY, Trial, set_trial_state
from grader.service.store.submissions import lock_student
from grader.service.store.work import Handed, Stamp, get_stamp, list_graded, list_handed
from grader.version import __version__

__all__ = ["Moved", "Progress", "accept_trial", "choose_all", "compare_trial", "count_progress", "queue_trial"]

MOST_TRIES = 5  # when others hand in or decide at the same time


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many of the submissions that count are graded under a new revision; ``left`` are those that are not."""

    total: int
    left: Sequence[Handed]

    @property
    def done(self) -> int:
        """How many are graded."""
        return self.total - len(self.left)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What a revision changes for a student."""

    account_id: int
    comparison: Comparison


def queue_trial(connection: Connection, trial: Trial, after: int, now: datetime) -> None:
    """Have the next portion graded. ``after`` is the job before, or the instant: so the name is new."""
    enqueue(connection, "regrade", f"regrade:{trial.id}:{after}", trial.id, Priority.REGRADE, now)


def choose_all(connection: Connection, exercise_id: int, rules: Rules) -> Sequence[Handed]:
    """Return the submission of each student that would count under some rules."""
    groups = groupby(list_handed(connection, exercise_id), key=lambda one: one.account_id)
    return [chosen for _, mine in groups if (chosen := choose_one(rules, list(mine)))]


def choose_one(rules: Rules, mine: Sequence[Handed]) -> Handed | None:
    return rules.choose(mine, mine[0].student)


def count_progress(connection: Connection, trial: Trial) -> Progress:
    """Return how far a trial is."""
    rules = load_rules(connection, trial.exercise_id, get_revision(connection, trial.revision_id))
    chosen = choose_all(connection, trial.exercise_id, rules)
    graded = list_graded(connection, trial.revision_id, __version__)
    return Progress(total=len(chosen), left=[one for one in chosen if one.id not in graded])


def settle_all(connection: Connection, trial: Trial) -> Iterator[tuple[Handed, int, GradedSubmission]]:
    """Yield what would count for each student under a new revision, with its grading; not for whoever is not graded."""
    rules = load_rules(connection, trial.exercise_id, get_revision(connection, trial.revision_id))
    graded = list_graded(connection, trial.revision_id, __version__)
    for one in choose_all(connection, trial.exercise_id, rules):
        if one.id in graded:
            record = get_grading(connection, graded[one.id]).record
            yield one, graded[one.id], rules.settle(record, one.received)


def compare_trial(connection: Connection, trial: Trial) -> Sequence[Moved]:
    """Return what changes for whom, by student."""
    before = {one.account_id: one for one in iterate_counted(connection, trial.exercise_id)}
    settle = make_settler(connection, trial.exercise_id)
    found = []
    for one, _, after in settle_all(connection, trial):
        counted = before.get(one.account_id)
        comparison = compare_gradings(settle(counted) if counted else None, after)
        if comparison.changes:
            found.append(Moved(account_id=one.account_id, comparison=comparison))
    return found


def make_settler(connection: Connection, exercise_id: int) -> Callable[[Counted], GradedSubmission]:
    """Return what settles a record under the revision that it was graded by."""
    rules: dict[int, Rules] = {}

    def settle(counted: Counted) -> GradedSubmission:
        key = counted.revision_id
        if key not in rules:
            rules[key] = load_rules(connection, exercise_id, get_revision(connection, key))
        return rules[key].settle(counted.record, counted.received)

    return settle


Plan = Mapping[int, tuple[int, GradedSubmission]]


def accept_trial(database: Database, trial: Trial, account_id: int, now: datetime) -> bool:
    """Make a revision count, with everything that follows from it; False if the trial is not ready any more."""
    for _ in range(MOST_TRIES):
        with database.read() as connection:
            stamp = get_stamp(connection, trial.exercise_id)
            plan = {one.account_id: (key, graded) for one, key, graded in settle_all(connection, trial)}
        done = database.write(partial(accept, trial=trial, plan=plan, stamp=stamp, account_id=account_id, now=now))
        if done is not None:
            return done
    raise TimeoutError("others hand in or decide all the time")


def accept(
    connection: Connection, trial: Trial, plan: Plan, stamp: Stamp, account_id: int, now: datetime
) -> bool | None:
    """Write it all; None if something was handed in or decided since the plan was made.

    Students are locked before the exercise, in the order of their accounts, as whoever hands in locks them: so nobody
    waits for somebody who waits for them. A grading of one of them counts before all this, or under the new revision.
    """
    for account in sorted(plan):
        lock_student(connection, trial.exercise_id, account)
    lock_exercise(connection, trial.exercise_id)
    if get_stamp(connection, trial.exercise_id) != stamp:
        return None
    if not set_trial_state(connection, trial, (READY,), ACCEPTED):
        return False
    release = find_release(connection, trial.exercise_id)
    revision = get_revision(connection, trial.revision_id)
    release_revision(connection, revision, account_id, now, is_open=release is not None and release.is_open)
    for account, (grading_id, graded) in plan.items():
        enter_settled(connection, trial.exercise_id, account, grading_id, graded, "regrade", now)
    for one in count_progress(connection, trial).left:  # handed in since the trial
        name = f"grade:{one.id}:{revision.id}:{__version__}"
        enqueue(connection, "grade", name, one.id, Priority.HAND_IN, now)
    note(connection, account_id, "regrade", f"exercise {trial.exercise_id}", now, revision=revision.number)
    return True
