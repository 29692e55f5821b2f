"""What a second grading changes: for which item, by how much, and why.

The two records of a submission are compared, and nothing else. Each record says what it was made from: hashes of the
submission, the rubric and people's decisions, the engine's version, and a fingerprint of what each item is judged by. A
cause is reported only if the thing it names has changed.

The gains of all changes add up to the difference of the final scores: items add up, and the late deduction is a change
of its own with an empty item. A submission that exists on one side only counts as 0 on the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from grader.grading.lateness.lateness import has_unknown_instant
from grader.grading.people.overrides import automatic_of, is_outdated, read_decision
from grader.grading.result import GradedSubmission, ItemResult, Provenance
from grader.records import Outcome
from grader.rubric.visibility import parse_instant

__all__ = ["Cause", "Change", "Comparison", "ItemScore", "compare_gradings", "list_changes"]


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
    DEDUCTION = "deduction"
    SCORE = "score"
    LIMIT = "limit"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemScore:
    """The outcome, credit and score of an item in one grading.

    ``outcome`` is None for the late deduction; a score of None is pending.
    """

    outcome: Outcome | None
    credit: Fraction | None
    points: Fraction
    score: Fraction | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One item before and after, and why it changed. ``item`` is empty for the late deduction."""

    item: str
    before: ItemScore | None
    after: ItemScore | None
    causes: tuple[Cause, ...]

    @property
    def gain(self) -> Fraction:
        """The points that the final score gains; negative if it loses. What is pending counts as 0."""
        return count_points(self.after) - count_points(self.before)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """One submission graded twice.

    A final score is None if the file does not exist or cannot be read. ``old`` and ``new`` say what the two gradings
    were made from, ``source`` where the file was found.
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


def compare_gradings(before: GradedSubmission | None, after: GradedSubmission | None) -> Comparison:
    """Compare two gradings of one submission; None means that it did not exist then, or no longer exists."""
    one = after or before
    assert one is not None
    return Comparison(
        student=one.student,
        file=one.file,
        before=final_score_of(before),
        after=final_score_of(after),
        old=before.provenance if before else None,
        new=after.provenance if after else None,
        changes=list_changes(before, after),
    )


def final_score_of(graded: GradedSubmission | None) -> Fraction | None:
    return graded.final_score if graded and graded.is_readable else None


def count_points(item: ItemScore | None) -> Fraction:
    """The points that go into the final score; what is pending counts as 0."""
    return Fraction(0) if item is None or item.score is None else item.score


def list_changes(before: GradedSubmission | None, after: GradedSubmission | None) -> tuple[Change, ...]:
    """List what differs in the scores of a submission: items in the order of the rubric, the late deduction last."""
    if before is not None and after is not None:
        return (*list_item_changes(before, after), *list_late_changes(before, after))
    if after is not None:
        return tuple(replace(change, before=None, causes=(Cause.HANDED_IN,)) for change in list_whole_submission(after))
    return tuple(replace(change, after=None, causes=(Cause.GONE,)) for change in list_whole_submission(before))


def list_whole_submission(graded: GradedSubmission | None) -> Iterator[Change]:
    """List all that counts in a submission, with equal ``before`` and ``after``."""
    for item in graded.items if graded else ():
        yield Change(item=item.id, before=score_of_item(item), after=score_of_item(item), causes=())
    if graded and graded.deduction:
        yield Change(item="", before=score_of_deduction(graded), after=score_of_deduction(graded), causes=())


def list_item_changes(before: GradedSubmission, after: GradedSubmission) -> Iterator[Change]:
    """List the items whose score changed, or whose decision has become outdated."""
    earlier = {item.id: item for item in before.items}
    later = {item.id: item for item in after.items}
    for name in (*later, *(name for name in earlier if name not in later)):
        was, now = earlier.get(name), later.get(name)
        if was is None or now is None:
            causes: tuple[Cause, ...] = tuple(list_presence_causes(before, after, was is None))
        elif score_of_item(was) != score_of_item(now) or (is_outdated(now) and not is_outdated(was)):
            causes = tuple(list_causes(was, now, before.provenance, after.provenance))
        else:
            continue
        yield Change(item=name, before=score_of_item(was), after=score_of_item(now), causes=causes)


def score_of_item(result: ItemResult | None) -> ItemScore | None:
    if result is None:
        return None
    return ItemScore(outcome=result.outcome, credit=result.credit, points=result.points, score=result.score)


def list_presence_causes(before: GradedSubmission, after: GradedSubmission, is_new: bool) -> Iterator[Cause]:
    """List why an item exists on one side only: its file could not be read, or the rubric did not have it."""
    if before.is_readable and after.is_readable:
        yield Cause.ITEM_ADDED if is_new else Cause.ITEM_REMOVED
        return
    yield Cause.READABLE if is_new else Cause.UNREADABLE
    if before.provenance.engine != after.provenance.engine:
        yield Cause.ENGINE


def list_causes(was: ItemResult, now: ItemResult, old: Provenance, new: Provenance) -> Iterator[Cause]:
    """List why the score of an item changed: first people's decisions, then the automatic verdict."""
    decisions = tuple(list_decision_causes(was, now))
    machine = tuple(list_automatic_causes(was, now, old, new)) if automatic_of(was) != automatic_of(now) else ()
    points = (Cause.POINTS,) if was.points != now.points else ()
    if found := (*decisions, *machine, *points):
        yield from found
    else:
        yield Cause.UNKNOWN


def list_decision_causes(was: ItemResult, now: ItemResult) -> Iterator[Cause]:
    """List what changed in a person's decision; a new automatic verdict beneath it is no change of the decision."""
    earlier, later = drop_automatic(was), drop_automatic(now)
    if later and not earlier:
        yield Cause.OVERRIDE_ADDED
    elif earlier and not later:
        yield Cause.OVERRIDE_REMOVED
    elif earlier != later:
        yield Cause.OVERRIDE_CHANGED
    if is_outdated(now) and not is_outdated(was):
        yield Cause.OVERRIDE_STALE


def drop_automatic(result: ItemResult) -> Mapping[str, str]:
    """A person's decision on an item, without the automatic verdict that is recorded with it."""
    return {name: value for name, value in read_decision(result) if name != "automatic"}


def list_automatic_causes(was: ItemResult, now: ItemResult, old: Provenance, new: Provenance) -> Iterator[Cause]:
    """List which of the things that a verdict depends on have changed."""
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


def list_late_changes(before: GradedSubmission, after: GradedSubmission) -> Iterator[Change]:
    if before.deduction != after.deduction:
        causes = tuple(list_deduction_causes(before, after))
        yield Change(item="", before=score_of_deduction(before), after=score_of_deduction(after), causes=causes)


def score_of_deduction(graded: GradedSubmission) -> ItemScore:
    """The late deduction as a score of its own, which is negative."""
    return ItemScore(outcome=None, credit=None, points=Fraction(0), score=-graded.deduction)


def list_deduction_causes(before: GradedSubmission, after: GradedSubmission) -> Iterator[Cause]:
    """List why what is taken off the whole changed: people took off more or less, or it is later, or costs more."""
    if before.deductions == after.deductions:
        yield from list_lateness_causes(before, after)
        return
    yield Cause.DEDUCTION
    if before.lateness != after.lateness:
        yield from list_lateness_causes(before, after)


def list_lateness_causes(before: GradedSubmission, after: GradedSubmission) -> Iterator[Cause]:
    """List why the late deduction changed."""
    was, now = before.lateness, after.lateness
    if was is None or now is None:
        yield Cause.INSTANT if has_unknown_instant(before if was is None else after) else Cause.LATE_POLICY
        return
    found = []
    if parse_instant(was.submitted) != parse_instant(now.submitted):
        found.append(Cause.INSTANT)
    if parse_instant(was.due) != parse_instant(now.due):
        found.append(Cause.DEADLINE)
    if not found and (was.share, was.points) != (now.share, now.points):
        found.append(Cause.LATE_POLICY)
    yield from found or (Cause.SCORE,)
