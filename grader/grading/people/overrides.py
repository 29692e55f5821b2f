"""What people decided: it wins over the automatic score, is shown with its reason, and is flagged when it grows old.

A decision is about one student's answer, or about an answer, whoever gave it, in whatever equivalent form. One on a
student wins over one on an answer; of two on the same, the later one in the file counts. Points above what an item is
worth are a bonus, which has to be called one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from grader.grading.result import GradedSubmission, ItemResult
from grader.grading.sameness import Said, is_answered, said, same
from grader.records import Outcome, Remark
from grader.rubric import Item, Rubric
from grader.source import Span

__all__ = ["Automatic", "Override", "Overrides", "automatic_of", "decided", "decision_in", "is_outdated", "outdated_in"]

OUTDATED = "override-outdated"
ABOUT_THE_MACHINE = frozenset({"undecided", "fault", "text-suggestion", "key-point", "components"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Automatic:
    """What the machine says of an answer."""

    outcome: Outcome
    credit: Fraction | None = None

    def __str__(self) -> str:
        """Return the outcome, with its credit where that says more."""
        return f"{self.outcome.value} {self.credit}" if self.outcome is Outcome.PARTIAL else self.outcome.value

    @classmethod
    def parsed(cls, text: str) -> "Automatic":
        """Return what ``str`` wrote."""
        word, _, credit = text.partition(" ")
        outcome = Outcome(word)
        if outcome in (Outcome.UNDECIDED, Outcome.FAULT):
            return cls(outcome=outcome)
        return cls(outcome=outcome, credit=Fraction(credit or (outcome is Outcome.CORRECT)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Override:
    """One decision. ``student`` is empty where it holds for everyone whose answer says what ``answer`` says.

    ``meaning`` is what ``answer`` says under the item's notation, read once.
    """

    item: str
    points: Fraction
    reason: str
    author: str
    date: str
    student: str = ""
    answer: str = ""
    automatic: tuple[Automatic, ...] = ()
    bonus: bool = False
    meaning: Said | None = field(default=None, compare=False)
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overrides:
    """All decisions on one exercise, in the order of their file, and its SHA-256."""

    entries: tuple[Override, ...] = ()
    sha256: str = ""


def decided(graded: GradedSubmission, rubric: Rubric, overrides: Overrides) -> GradedSubmission:
    """Return the submission with what people decided."""
    if not overrides.entries:
        return graded
    items = {item.id: item for item in rubric.items}
    results = (
        with_decision(result, items[result.id], graded.student, overrides.entries) if result.id in items else result
        for result in graded.items
    )
    provenance = replace(graded.provenance, overrides=overrides.sha256)
    return replace(graded, items=tuple(results), provenance=provenance)


def with_decision(result: ItemResult, item: Item, student: str, entries: Iterable[Override]) -> ItemResult:
    """Return an item with the decision on it, if there is one."""
    own = [entry for entry in entries if entry.item == item.id]
    if not own:
        return result
    answer = said(result, item)
    override = decision_on(result, answer, item, student, own)
    return overridden(result, answer, item, override) if override else result


def decision_on(result: ItemResult, answer: Said, item: Item, student: str, entries: list[Override]) -> Override | None:
    """Return the decision that counts: the last on the student, or else the last on an answer that says the same."""
    for entry in reversed(entries):
        if entry.student == student:
            return entry
    if not is_answered(result):
        return None
    shared = (entry for entry in reversed(entries) if not entry.student and entry.meaning)
    return next((entry for entry in shared if entry.meaning and same(answer, entry.meaning, item)), None)


def overridden(result: ItemResult, answer: Said, item: Item, override: Override) -> ItemResult:
    """Return an item as a person decided it; the machine's evidence stays for graders, its parts do not."""
    credit = override.points / item.points
    outcome = Outcome.INCORRECT if credit == 0 else Outcome.PARTIAL if credit < 1 else Outcome.CORRECT
    canned = {item.feedback.get(result.outcome.value), item.feedback.get(outcome.value)}
    kept = (
        remark
        for remark in result.remarks
        if remark.id not in ABOUT_THE_MACHINE and not (remark.id == "author" and remark.text in canned)
    )
    flags = outdated(result, answer, item, override)
    return replace(
        result, outcome=outcome, credit=credit, remarks=(explained(override, result), *flags, *kept), components=()
    )


def explained(override: Override, result: ItemResult) -> Remark:
    """Return the remark that says who decided, and why."""
    automatic = Automatic(outcome=result.outcome, credit=result.credit)
    return Remark(
        id="override",
        text=f"{override.reason} (decided by {override.author}, {override.date})",
        parameters=(
            ("points", str(override.points)),
            ("reason", override.reason),
            ("author", override.author),
            ("date", override.date),
            ("for", override.student or "everyone with this answer"),
            ("automatic", str(automatic)),
        ),
    )


def outdated(result: ItemResult, answer: Said, item: Item, override: Override) -> tuple[Remark, ...]:
    """Return the flag that what was decided on is not what there is now; none where it is."""
    now = Automatic(outcome=result.outcome, credit=result.credit)
    texts = []
    if override.automatic and now not in override.automatic:
        before = " or ".join(f"'{verdict}'" for verdict in override.automatic)
        texts.append(f"The automatic verdict was {before} when this was decided, and is '{now}' now.")
    if override.student and override.meaning and not is_same_answer(result, answer, item, override.meaning):
        texts.append("The answer has changed since this was decided.")
    parameters = (("before", ", ".join(map(str, override.automatic))), ("now", str(now)))
    return (Remark(id=OUTDATED, text=" ".join(texts), parameters=parameters),) if texts else ()


def is_same_answer(result: ItemResult, answer: Said, item: Item, before: Said) -> bool:
    """Tell whether a student's answer still is what was decided on; own definitions do not matter here."""
    if squeezed(answer.text) == squeezed(before.text):
        return True
    return is_answered(result) and same(replace(answer, is_own=False), replace(before, is_own=False), item)


def squeezed(text: str) -> str:
    """Return a text without its blanks."""
    return "".join(text.split())


def is_outdated(result: ItemResult) -> bool:
    """Tell whether a person should look at a decision again."""
    return any(remark.id == OUTDATED for remark in result.remarks)


def outdated_in(result: ItemResult) -> list[str]:
    """Return why a person should look at a decision again, which is to be said once; nothing where all is well."""
    return [remark.text for remark in result.remarks if remark.id == OUTDATED]


def decision_in(result: ItemResult) -> tuple[tuple[str, str], ...]:
    """Return the decision that a result holds, as its remark has it; nothing where nobody decided."""
    return next((remark.parameters for remark in result.remarks if remark.id == "override"), ())


def automatic_of(result: ItemResult) -> Automatic:
    """Return what the machine says of a result, beneath a decision if there is one."""
    beneath = dict(decision_in(result)).get("automatic")
    return Automatic.parsed(beneath) if beneath else Automatic(outcome=result.outcome, credit=result.credit)
