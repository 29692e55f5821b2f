"""People's decisions: they win over the automatic score, are shown with their reason, and flagged when outdated.

A decision is about one student's answer, or about an answer whoever gave it, in any equivalent form. A decision on a
student wins over one on an answer; of two on the same, the later one in the file counts. Points above what an item is
worth are a bonus, and the decision must say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from grader.grading.result import Deduction, GradedSubmission, ItemResult
from grader.grading.sameness import (
    Meaning,
    is_answered,
    mean_the_same,
    meaning_as_typed,
    meaning_of,
    read_meaning,
)
from grader.records import Outcome, Remark
from grader.rubric import Item, Rubric
from grader.source import Span

__all__ = [
    "Automatic", "Override", "Overrides", "apply_overrides", "automatic_of", "is_outdated", "list_outdated",
    "read_answer_decided_on", "read_decision",
]  # fmt: skip

OUTDATED = "override-outdated"
# Remarks on the machine's own verdict; they say nothing once a person has decided.
ABOUT_THE_MACHINE = frozenset(
    {
        "undecided", "rounded", "reach", "other-reading", "other-letter", "follow-through-undecided", "angle-unit",
        "fault", "text-suggestion", "key-point", "components", "resemblance", "resemblance-exact",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Automatic:
    """The machine's verdict on an answer."""

    outcome: Outcome
    credit: Fraction | None = None

    def __str__(self) -> str:
        """The outcome, with the credit if it is partial."""
        return f"{self.outcome.value} {self.credit}" if self.outcome is Outcome.PARTIAL else self.outcome.value

    @classmethod
    def parse(cls, text: str) -> "Automatic":
        """Read what ``str`` wrote."""
        word, _, credit = text.partition(" ")
        outcome = Outcome(word)
        if outcome in (Outcome.UNDECIDED, Outcome.UNREADABLE, Outcome.FAULT):
            return cls(outcome=outcome)
        return cls(outcome=outcome, credit=Fraction(credit or (outcome is Outcome.CORRECT)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Override:
    """One decision. ``student`` is empty if it holds for everyone whose answer means the same as ``answer``.

    ``meaning`` is what ``answer`` says under the item's notation, read once. A decision on an answer that could not be
    read holds for everyone who typed the same.
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
    meaning: Meaning | None = field(default=None, compare=False)
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overrides:
    """All decisions on one exercise, in the order of their file, and the file's SHA-256.

    ``deductions`` are from whole submissions, each with its student.
    """

    entries: tuple[Override, ...] = ()
    deductions: tuple[tuple[str, Deduction], ...] = ()
    sha256: str = ""


def read_answer_decided_on(text: str, item: Item, automatic: Iterable[Automatic]) -> Meaning | None:
    """What the answer in a decision says; if the machine could not read it then, it is what was typed."""
    if not text:
        return None
    is_typed = any(verdict.outcome is Outcome.UNREADABLE for verdict in automatic)
    return meaning_as_typed(text) if is_typed else meaning_of(text, item)


def apply_overrides(graded: GradedSubmission, rubric: Rubric, overrides: Overrides) -> GradedSubmission:
    """Apply the decisions on answers, and what is taken off the whole. Earlier deductions are forgotten."""
    if not (overrides.entries or overrides.deductions or graded.deductions):
        return graded
    items = {item.id: item for item in rubric.items}
    results = (
        apply_decision(result, items[result.id], graded.student, overrides.entries) if result.id in items else result
        for result in graded.items
    )
    provenance = replace(graded.provenance, overrides=overrides.sha256)
    deductions = tuple(one for student, one in overrides.deductions if student in graded.students)
    return replace(graded, items=tuple(results), provenance=provenance, deductions=deductions)


def apply_decision(result: ItemResult, item: Item, student: str, entries: Iterable[Override]) -> ItemResult:
    """Apply the decision on an item, if there is one."""
    own = [entry for entry in entries if entry.item == item.id]
    if not own:
        return result
    answer = read_meaning(result, item)
    override = find_decision(result, answer, item, student, own)
    return override_result(result, answer, item, override) if override else result


def find_decision(
    result: ItemResult, answer: Meaning, item: Item, student: str, entries: list[Override]
) -> Override | None:
    """The decision that counts: the last on the student, otherwise the last on an answer that means the same."""
    for entry in reversed(entries):
        if entry.student == student:
            return entry
    if not is_answered(result):
        return None
    typed = meaning_as_typed(result.given)  # still the same characters, if they can be read by now
    for entry in reversed(entries):
        if not entry.student and entry.meaning:
            own = typed if entry.meaning.is_typed else answer
            if mean_the_same(own, entry.meaning, item):
                return entry
    return None


def override_result(result: ItemResult, answer: Meaning, item: Item, override: Override) -> ItemResult:
    """An item as a person decided it. The machine's evidence stays for graders; its parts do not."""
    credit = override.points / item.points
    outcome = Outcome.INCORRECT if credit == 0 else Outcome.PARTIAL if credit < 1 else Outcome.CORRECT
    canned = {item.feedback.get(result.outcome.value), item.feedback.get(outcome.value)}
    kept = (
        remark
        for remark in result.remarks
        if remark.id not in ABOUT_THE_MACHINE and not (remark.id == "author" and remark.text in canned)
    )
    flags = flag_outdated(result, answer, item, override)
    return replace(
        result,
        outcome=outcome,
        credit=credit,
        remarks=(make_override_remark(override, result), *flags, *kept),
        components=(),
    )


def make_override_remark(override: Override, result: ItemResult) -> Remark:
    """The remark that says who decided, and why."""
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


def flag_outdated(result: ItemResult, answer: Meaning, item: Item, override: Override) -> tuple[Remark, ...]:
    """Flag a decision whose verdict or answer is no longer what it was; empty if nothing changed."""
    now = Automatic(outcome=result.outcome, credit=result.credit)
    texts = []
    if override.automatic and now not in override.automatic:
        before = " or ".join(f"'{verdict}'" for verdict in override.automatic)
        texts.append(f"The automatic verdict was {before} when this was decided, and is '{now}' now.")
    if override.student and override.meaning and not is_unchanged(result, answer, item, override.meaning):
        texts.append("The answer has changed since this was decided.")
    parameters = (("before", ", ".join(map(str, override.automatic))), ("now", str(now)))
    return (Remark(id=OUTDATED, text=" ".join(texts), parameters=parameters),) if texts else ()


def is_unchanged(result: ItemResult, answer: Meaning, item: Item, before: Meaning) -> bool:
    """Whether a student's answer is still the one that was decided on; own definitions do not matter here."""
    if strip_blanks(answer.text) == strip_blanks(before.text):
        return True
    return is_answered(result) and mean_the_same(replace(answer, is_own=False), replace(before, is_own=False), item)


def strip_blanks(text: str) -> str:
    return "".join(text.split())


def is_outdated(result: ItemResult) -> bool:
    """Whether a person should look at a decision again."""
    return any(remark.id == OUTDATED for remark in result.remarks)


def list_outdated(result: ItemResult) -> list[str]:
    """Why a person should look at a decision again; empty if there is no reason."""
    return [remark.text for remark in result.remarks if remark.id == OUTDATED]


def read_decision(result: ItemResult) -> tuple[tuple[str, str], ...]:
    """The decision in a result, as its remark holds it; empty if nobody decided."""
    return next((remark.parameters for remark in result.remarks if remark.id == "override"), ())


def automatic_of(result: ItemResult) -> Automatic:
    """The machine's verdict on a result, which a decision may have replaced."""
    beneath = dict(read_decision(result)).get("automatic")
    return Automatic.parse(beneath) if beneath else Automatic(outcome=result.outcome, credit=result.credit)
