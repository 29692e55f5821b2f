"""What differs between two revisions of a rubric, in sentences for the instructor who is about to let one count.

What has a meaning of its own is compared by it: points, instants, and what students see. The rest is compared as it is
written, so that the key of an answer that a solver finds differs only where its author has changed it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from grader.documents import parse_yaml
from grader.errors import join_words, put_in_quotes
from grader.reports.handing_in import describe_late_policy
from grader.reports.wording import format_amount, format_worth
from grader.rubric import Rubric
from grader.rubric.fields import list_nodes
from grader.rubric.late.policy import LatePolicy
from grader.rubric.options import to_plain_values
from grader.rubric.records import Item, Part
from grader.rubric.visibility import Audience, Phase
from grader.service.exercises.opened import Opened, open_revision
from grader.service.exercises.phases import WORDS
from grader.service.instants import format_instant
from grader.service.store.exercises import Revision, find_release, get_revision

__all__ = ["Differences", "find_differences", "list_differences"]

NOTHING = "Nothing that counts: only comments, or how the file is written."
PHASES = {
    Phase.BEFORE_DEADLINE: "Before the deadline",
    Phase.AFTER_DEADLINE: "After the deadline",
    Phase.RELEASED: "After the release",
}
# Keys of an item that have a sentence of their own.
KNOWN = frozenset({"id", "title", "points", "bonus", "expected", "prompt", "hidden", "visibility"})
Plain = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A rubric as its author wrote it: the parts and the items by their ids, and what is written beside them."""

    parts: Mapping[str, Plain]
    items: Mapping[str, Plain]
    rest: Plain


@dataclass(frozen=True, kw_only=True)
class Differences:
    """What a revision changes of the one that counts, which has the number ``against``."""

    against: int
    sentences: Sequence[str]


def find_differences(connection: Connection, revision: Revision, zone: str) -> Differences | None:
    """Find what a revision changes of the one that counts; None if no other one does."""
    release = find_release(connection, revision.exercise_id)
    if release is None or release.revision_id == revision.id:
        return None
    counting = get_revision(connection, release.revision_id)
    sentences = list_differences(open_revision(counting), open_revision(revision), zone)
    return Differences(against=counting.number, sentences=sentences)


def list_differences(before: Opened, after: Opened, zone: str) -> Sequence[str]:
    """List what a revision changes, in sentences; instants are shown in the time zone of the course."""
    old, new = before.rubric, after.rubric
    old_text, new_text = read_written(before), read_written(after)
    found = [
        *compare_titles(old, new),
        *compare_items(old, new, old_text, new_text),
        *compare_parts(old, new, old_text, new_text),
        *compare_late_policies(old.late, new.late, zone),
        *compare_visibility(old, new, zone),
        *compare_rest(old_text.rest, new_text.rest),
    ]
    return found or [NOTHING]


def read_written(opened: Opened) -> Written:
    node = parse_yaml(opened.job.rubric_file.data, "rubric.yaml").root
    parts = list_nodes(node, "parts")
    plain = {part["id"]: part for part in map(to_plain_values, parts)}
    items = {item["id"]: item for part in plain.values() for item in part["items"]}
    rest = {name: value for name, value in to_plain_values(node).items() if name != "parts"}
    return Written(parts=plain, items=items, rest=rest)


def compare_titles(old: Rubric, new: Rubric) -> Iterator[str]:
    if old.title != new.title:
        yield f"The exercise is called '{new.title}' instead of '{old.title}'."
    if old.points != new.points:
        yield f"All items together are worth {format_change(old.points, new.points)} points."


def compare_items(old: Rubric, new: Rubric, old_text: Written, new_text: Written) -> Iterator[str]:
    """Yield the items that are new, those that are gone, and what differs in each that stays."""
    for part in new.parts:
        for item in part.items:
            if item.id not in old.by_id:
                yield f"New item: {item.title} ({format_worth(item)}), in {part.title}."
    removed = [item for item in old.items if item.id not in new.by_id]
    for item in removed:
        yield f"Item removed: {item.title} ({format_worth(item)})."
    lost = [item.id for item in removed if item.id not in new.retired]
    if removed and not lost:
        yield "Answers to what is removed are left out of what was handed in before."
    if lost:
        yield (
            "What was handed in with an answer to a removed item cannot be read any more. To have these answers left "
            f"out, write 'retired: [{', '.join((*new.retired, *lost))}]' into the rubric."
        )
    for item in new.items:
        if item.id in old.by_id:
            changes = compare_item(old.by_id[item.id], item, old_text.items[item.id], new_text.items[item.id])
            yield from (f"{item.title}: {change}." for change in changes)
    stay = [[item.id for item in one.items if item.id in two.by_id] for one, two in ((old, new), (new, old))]
    if stay[0] != stay[1]:
        yield "The items are in another order."


def compare_item(old: Item, new: Item, old_text: Plain, new_text: Plain) -> Iterator[str]:
    if old.title != new.title:
        yield f"it was called '{old.title}'"
    if old.points != new.points:
        yield f"it is worth {format_change(old.points, new.points)} points"
    if old.is_bonus != new.is_bonus:
        yield "it is a bonus now" if new.is_bonus else "it is no bonus any more"
    if old_text.get("expected") != new_text.get("expected"):
        yield "the key changed"
    if old.prompt != new.prompt:
        yield "the question changed"
    if old.hidden != new.hidden:
        yield "it is hidden from students until it is graded" if new.hidden else "it is not hidden any more"
    if old.levels != new.levels:
        yield "what is shown of it changed"
    others = list_changed_keys(old_text, new_text, KNOWN)
    if others:
        yield f"{join_words([*map(put_in_quotes, others)])} changed"


def compare_parts(old: Rubric, new: Rubric, old_text: Written, new_text: Written) -> Iterator[str]:
    """Yield what differs in the parts that stay; a part that is new or gone shows in its items."""
    before: Mapping[str, Part] = {part.id: part for part in old.parts}
    for part in new.parts:
        earlier = before.get(part.id)
        if earlier is None:
            continue
        if earlier.title != part.title:
            yield f"The part '{earlier.title}' is called '{part.title}'."
        others = list_changed_keys(old_text.parts[part.id], new_text.parts[part.id], {"id", "title", "items"})
        if others:
            yield f"{part.title}: {join_words([*map(put_in_quotes, others)])} changed, for all its items."


def compare_late_policies(old: LatePolicy | None, new: LatePolicy | None, zone: str) -> Iterator[str]:
    if old is None and new is None:
        return
    if old is None or new is None:
        late = f"is due {format_instant(new.deadline, zone)}, and costs points after that" if new else "costs nothing"
        yield f"Handing in late {late}; before, " + ("it cost nothing." if new else "it cost points.")
        return
    if old.deadline != new.deadline:
        yield f"The deadline is {format_instant(new.deadline, zone)} instead of {format_instant(old.deadline, zone)}."
    now, then = describe_late_policy(new), describe_late_policy(old)
    if now != then:
        yield f"Being late costs {now}. Before, it cost {then}."
    if old.grace != new.grace:
        minutes = [one.grace.total_seconds() // 60 for one in (old, new)]
        yield f"The grace period is {minutes[1]:.0f} instead of {minutes[0]:.0f} minutes."
    if old.extensions != new.extensions:
        yield "The extensions in the rubric changed."


def compare_visibility(old: Rubric, new: Rubric, zone: str) -> Iterator[str]:
    """Yield what differs in what students see, and from when on."""
    for name in ("deadline", "release"):
        before, after = getattr(old.visibility, name), getattr(new.visibility, name)
        if before != after:
            yield f"Students see what comes after the {name} {describe_move(before, after, zone)}."
    for phase, when in PHASES.items():
        levels = [one.visibility.level(Audience.STUDENT, phase) for one in (old, new)]
        if levels[0] is not levels[1]:
            yield f"{when}, students see {WORDS[levels[1]]}; it was {WORDS[levels[0]]}."
    graders = [[one.visibility.level(Audience.GRADER, phase) for phase in Phase] for one in (old, new)]
    if graders[0] != graders[1]:
        yield "What graders see changed."


def describe_move(before: datetime | None, after: datetime | None, zone: str) -> str:
    new, old = (f"from {format_instant(one, zone)}" if one else "never" for one in (after, before))
    return f"{new} instead of {old}"


def compare_rest(old: Plain, new: Plain) -> Iterator[str]:
    others = list_changed_keys(old, new, {"rubric", "title", "late", "visibility", "retired"})
    if others:
        yield f"In the rubric as a whole, {join_words([*map(put_in_quotes, others)])} changed."


def list_changed_keys(old: Plain, new: Plain, known: frozenset[str] | set[str]) -> Sequence[str]:
    return [name for name in sorted({*old, *new} - known) if old.get(name) != new.get(name)]


def format_change(old: Any, new: Any) -> str:
    return f"{format_amount(new)} instead of {format_amount(old)}"
