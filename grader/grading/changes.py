"""What a second grading changes: for which item, by how much, and why.

The two records of a submission are compared, and nothing else is looked at. Each says what it was made from (hashes of
the submission, the rubric and the decisions of people, the engine's version, a fingerprint of what each item is judged
by), and so the causes follow: a cause is told only where what it names has changed.

The sum of what the changes gain is the difference of the final scores: items add up, and what is taken off for being
late is a change of its own, whose item is empty. A submission that was not there before, or is not there any more,
counts as 0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from grader.grading.lateness.lateness import has_unknown_instant
from grader.grading.people.overrides import automatic_of, decision_in, is_outdated
from grader.grading.result import GradedSubmission, ItemResult, Provenance
from grader.records import Outcome
from grader.rubric.visibility import instant

__all__ = ["Cause", "Change", "Comparison", "Standing", "changes", "compared"]


class Cause(StrEnum):
    """Why a score changes."""

    HANDED_IN = "handed-in"
    GONE = "gone"
    ANSWER = "answer"
    SUBMISSION = "submission"
    KEY = "key"
    RUBRIC = "rubric"
    POINTS = "points"
    ENGINE = "engine"
    OVERRIDE_ADDED = "override-added"
    OVERRIDE_CHANGED = "override-changed"
    OVERRIDE_REMOVED = "override-removed"
    OVERRIDE_STALE = "override-stale"
    ITEM_ADDED = "item-added"
    ITEM_REMOVED = "item-removed"
    READABLE = "file-readable"
    UNREADABLE = "file-unreadable"
    INSTANT = "instant"
    DEADLINE = "deadline"
    LATE_POLICY = "late-policy"
    SCORE = "score"
    LIMIT = "limit"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where an item stands. ``outcome`` is None for what is taken off for being late; a score of None is pending."""

    outcome: Outcome | None
    credit: Fraction | None
    points: Fraction
    score: Fraction | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One item before and after, and why; ``item`` is empty for what is taken off for being late."""

    item: str
    before: Standing | None
    after: Standing | None
    causes: tuple[Cause, ...]

    @property
    def gain(self) -> Fraction:
        """The points that the final score gains, less than 0 where it loses; what is pending counts as 0."""
        return counted(self.after) - counted(self.before)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """One submission graded twice. A final score is None where there is none, because the file is not there or is not
    read; ``old`` and ``new`` say what the two were made from, ``source`` where the file was found.
    """

    student: str
    file: str
    before: Fraction | None
    after: Fraction | None
    old: Provenance | None
    new: Provenance | None
    changes: tuple[Change, ...]
    source: str = ""

    @property
    def gain(self) -> Fraction:
        """The points that the final score gains."""
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


def compared(before: GradedSubmission | None, after: GradedSubmission | None) -> Comparison:
    """Compare a submission as it was graded with how it is graded now; None where it was, or is, not there."""
    one = after or before
    assert one is not None
    return Comparison(
        student=one.student,
        file=one.file,
        before=final_score(before),
        after=final_score(after),
        old=before.provenance if before else None,
        new=after.provenance if after else None,
        changes=changes(before, after),
    )


def final_score(graded: GradedSubmission | None) -> Fraction | None:
    """Return the final score; None where nothing was read."""
    return graded.final_score if graded and graded.is_readable else None


def counted(standing: Standing | None) -> Fraction:
    """Return what a standing adds to the final score."""
    return Fraction(0) if standing is None or standing.score is None else standing.score


def changes(before: GradedSubmission | None, after: GradedSubmission | None) -> tuple[Change, ...]:
    """Return what is different in the scores of a submission: items in the order of the rubric, lateness last."""
    if before is not None and after is not None:
        return (*item_changes(before, after), *late_changes(before, after))
    if after is not None:
        return tuple(replace(change, before=None, causes=(Cause.HANDED_IN,)) for change in whole(after))
    return tuple(replace(change, after=None, causes=(Cause.GONE,)) for change in whole(before))


def whole(graded: GradedSubmission | None) -> Iterator[Change]:
    """Yield all that counts in a submission, as before and as after."""
    for item in graded.items if graded else ():
        yield Change(item=item.id, before=standing(item), after=standing(item), causes=())
    if graded and graded.deduction:
        yield Change(item="", before=taken_off(graded), after=taken_off(graded), causes=())


def item_changes(before: GradedSubmission, after: GradedSubmission) -> Iterator[Change]:
    """Yield the items whose standing is another, or on which a decision has grown old."""
    earlier = {item.id: item for item in before.items}
    later = {item.id: item for item in after.items}
    for name in (*later, *(name for name in earlier if name not in later)):
        was, now = earlier.get(name), later.get(name)
        if was is None or now is None:
            causes: tuple[Cause, ...] = (cause_of_presence(before, after, was is None),)
        elif standing(was) != standing(now) or (is_outdated(now) and not is_outdated(was)):
            causes = tuple(causes_of(was, now, before.provenance, after.provenance))
        else:
            continue
        yield Change(item=name, before=standing(was), after=standing(now), causes=causes)


def standing(result: ItemResult | None) -> Standing | None:
    """Return where an item stands; None where there is none."""
    if result is None:
        return None
    return Standing(outcome=result.outcome, credit=result.credit, points=result.points, score=result.score)


def cause_of_presence(before: GradedSubmission, after: GradedSubmission, is_new: bool) -> Cause:
    """Return why an item is there on one side alone: its file could not be read, or the rubric did not have it."""
    if is_new:
        return Cause.ITEM_ADDED if before.is_readable else Cause.READABLE
    return Cause.ITEM_REMOVED if after.is_readable else Cause.UNREADABLE


def causes_of(was: ItemResult, now: ItemResult, old: Provenance, new: Provenance) -> Iterator[Cause]:
    """Yield why an item stands elsewhere: what people decided, then what the machine makes of it."""
    decisions = tuple(decision_causes(was, now))
    machine = tuple(machine_causes(was, now, old, new)) if automatic_of(was) != automatic_of(now) else ()
    points = (Cause.POINTS,) if was.points != now.points else ()
    if found := (*decisions, *machine, *points):
        yield from found
    else:
        yield Cause.UNKNOWN


def decision_causes(was: ItemResult, now: ItemResult) -> Iterator[Cause]:
    """Yield what is new about the decision of a person; what the machine says beneath it does not make it another."""
    earlier, later = without_machine(was), without_machine(now)
    if later and not earlier:
        yield Cause.OVERRIDE_ADDED
    elif earlier and not later:
        yield Cause.OVERRIDE_REMOVED
    elif earlier != later:
        yield Cause.OVERRIDE_CHANGED
    if is_outdated(now) and not is_outdated(was):
        yield Cause.OVERRIDE_STALE


def without_machine(result: ItemResult) -> Mapping[str, str]:
    """Return the decision on an item as a person made it."""
    return {name: value for name, value in decision_in(result) if name != "automatic"}


def machine_causes(was: ItemResult, now: ItemResult, old: Provenance, new: Provenance) -> Iterator[Cause]:
    """Yield what is not the same any more of all that a verdict follows from."""
    found = []
    if was.given != now.given:
        found.append(Cause.ANSWER)
    elif old.submission != new.submission:
        found.append(Cause.SUBMISSION)
    if was.fingerprint and now.fingerprint:
        found += [Cause.KEY] if was.fingerprint != now.fingerprint else []
    elif old.rubric != new.rubric:
        found.append(Cause.RUBRIC)
    if old.engine != new.engine:
        found.append(Cause.ENGINE)
    if not found:
        is_limit = {was.outcome, now.outcome} & {Outcome.FAULT, Outcome.UNDECIDED}
        found.append(Cause.LIMIT if is_limit else Cause.UNKNOWN)
    yield from found


def late_changes(before: GradedSubmission, after: GradedSubmission) -> Iterator[Change]:
    """Yield the change of what is taken off for being late, if there is one."""
    if before.deduction != after.deduction:
        causes = tuple(causes_of_lateness(before, after))
        yield Change(item="", before=taken_off(before), after=taken_off(after), causes=causes)


def taken_off(graded: GradedSubmission) -> Standing:
    """Return what is taken off as a standing of its own."""
    return Standing(outcome=None, credit=None, points=Fraction(0), score=-graded.deduction)


def causes_of_lateness(before: GradedSubmission, after: GradedSubmission) -> Iterator[Cause]:
    """Yield why another amount is taken off."""
    was, now = before.lateness, after.lateness
    if was is None or now is None:
        yield Cause.INSTANT if has_unknown_instant(before if was is None else after) else Cause.LATE_POLICY
        return
    found = []
    if instant(was.submitted) != instant(now.submitted):
        found.append(Cause.INSTANT)
    if instant(was.due) != instant(now.due):
        found.append(Cause.DEADLINE)
    if not found and was.share != now.share:
        found.append(Cause.LATE_POLICY)
    yield from found or (Cause.SCORE,)
