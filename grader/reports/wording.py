"""The words and figures that every report for people uses, so that all of them say the same.

Scores are exact fractions; people see at most two decimals, rounded half to even, and JSON keeps the fraction.

>>> amount(Fraction(7, 3)), amount(Fraction(5, 2)), amount(Fraction(3))
('2.33', '2.5', '3')
>>> counted(Fraction(1), "point"), counted(Fraction(3, 2), "point")
('1 point', '1.5 points')
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from grader.errors import printable
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import ComponentResult, Decision, Outcome, Witness

__all__ = [
    "OUTCOMES", "OutcomeWords", "abridged", "amount", "counted", "evidence", "first_witness", "full_title", "heading",
    "item_points", "late_line", "left_blank", "part_words", "right_line", "score_line", "share", "shown_as_read",
    "shown_components", "to_look_at", "without_score",
]  # fmt: skip

SHOWN_CHARACTERS = 2_000
SHOWN_LINES = 40


class OutcomeWords(NamedTuple):
    """How an outcome is shown: a symbol, a word or two, and a sentence where the word alone would leave a doubt."""

    symbol: str
    words: str
    sentence: str = ""


OUTCOMES: Mapping[Outcome, OutcomeWords] = {
    Outcome.CORRECT: OutcomeWords("✓", "correct"),
    Outcome.PARTIAL: OutcomeWords("◐", "partly correct"),
    Outcome.INCORRECT: OutcomeWords("✗", "not correct"),
    Outcome.BLANK: OutcomeWords("–", "blank", "There is no answer."),
    Outcome.UNREADABLE: OutcomeWords("?", "cannot be read", "This answer could not be read; what to change is below."),
    Outcome.UNDECIDED: OutcomeWords("…", "a person decides", "A person will look at this answer; it has no score yet."),
    Outcome.FAULT: OutcomeWords("!", "our mistake"),
    Outcome.WITHHELD: OutcomeWords("○", "not told yet"),
}

AGAIN = (Outcome.PARTIAL, Outcome.INCORRECT, Outcome.UNREADABLE)

METHODS: Mapping[str, str] = {
    "tree": "Both sides are the same expression.",
    "enclosure": "Interval arithmetic decided.",
    "exact": "Exact arithmetic decided.",
    "modular": "Arithmetic modulo large primes decided.",
    "algebraic": "Exact arithmetic with roots decided.",
    "sympy": "Sympy decided.",
    "structure": "The form of the answer decided.",
    "tolerance": "The tolerance of the item decided.",
    "rounding": "The rounding that the item allows decided.",
    "sizes": "No method speaks for all sizes.",
    "limit": "No method could decide within its limits.",
}


def amount(value: Fraction) -> str:
    """Return a number of points for people: exact where two decimals suffice, else rounded to two decimals."""
    if value.denominator == 1:
        return str(value.numerator)
    hundredths = round(value * 100)
    sign, (whole, rest) = "-" if hundredths < 0 else "", divmod(abs(hundredths), 100)
    decimals = f"{rest:02}"
    return f"{sign}{whole}.{decimals.rstrip('0') if Fraction(hundredths, 100) == value else decimals}"


def counted(value: Fraction | int, noun: str) -> str:
    """Return a number with its noun in the singular or plural."""
    return f"{amount(Fraction(value))} {noun}{'' if value == 1 else 's'}"


def item_points(item: ItemResult) -> str:
    """Return ``2 of 3 points``, or what the item is worth and why it has no score."""
    points = counted(item.points, "point")
    if item.score is not None:
        return f"{amount(item.score)} of {points}"
    return f"{points} {'in all' if item.outcome is Outcome.WITHHELD else without_score(item)}"


def without_score(item: ItemResult) -> str:
    """Return why an item has no score."""
    reasons = {Outcome.UNREADABLE: "not counted", Outcome.WITHHELD: "not told"}
    return reasons.get(item.outcome, "pending")


def score_line(graded: GradedSubmission) -> str:
    """Return the sentence that says what the submission earned, and what is still open."""
    if not graded.is_readable:
        return "This file could not be read, so nothing in it has been graded yet."
    points = counted(graded.points, "point")
    if still_open := "; ".join(open_points(graded)):
        return f"Score so far: {amount(graded.final_score)} of {points}; {still_open}."
    return f"Score: {amount(graded.final_score)} of {points}."


def late_line(graded: GradedSubmission) -> str:
    """Return the sentence on what is taken off for being late; nothing for a submission that came in time."""
    late = graded.lateness
    if late is None or not late.days:
        return ""
    submitted, due = late.submitted.replace("T", " "), late.due.replace("T", " ")
    when = f"Handed in {submitted}, due {due}: {counted(late.days, 'day')} late"
    if not graded.is_readable:
        return f"{when}."
    taken = f"{amount(graded.deduction)} of {counted(graded.score, 'point')} ({amount(late.share * 100)} %)"
    return f"{when}, so {taken} is taken off."


def open_points(graded: GradedSubmission) -> Iterator[str]:
    """Yield what became of the points that are neither earned nor lost."""
    if graded.pending:
        yield f"a person has still to judge {counted(graded.pending, 'point')}"
    if graded.uncounted:
        points = f"{counted(graded.uncounted, 'point')} {verb(graded.uncounted)}"
        yield f"{points} not counted, because an answer cannot be read"
    if graded.withheld:
        yield f"{counted(graded.withheld, 'point')} {verb(graded.withheld)} for answers of which nothing is told yet"


def verb(points: Fraction) -> str:
    """Return the verb for so many points."""
    return "is" if points == 1 else "are"


def right_line(graded: GradedSubmission) -> str:
    """Return the sentence on how many answers are right; nothing where some outcome is not told."""
    if not graded.items or any(item.outcome is Outcome.WITHHELD for item in graded.items):
        return ""
    right = sum(item.outcome is Outcome.CORRECT for item in graded.items)
    return f"{right} of {len(graded.items)} answers are right."


def to_look_at(graded: GradedSubmission) -> tuple[ItemResult, ...]:
    """Return the items that the student answered and can do something about."""
    return tuple(item for item in graded.items if item.outcome in AGAIN)


def left_blank(graded: GradedSubmission) -> tuple[ItemResult, ...]:
    """Return the items without an answer on which there is nothing else to say: one line serves them all."""
    blank = (item for item in graded.items if item.outcome is Outcome.BLANK)
    return tuple(item for item in blank if not item.remarks and item.expected is None)


def shown_as_read(item: ItemResult) -> bool:
    """Whether the way in which an answer was read is worth showing: it differs from what was typed."""
    return item.read is not None and item.read.text.split() != item.given.split()


def shown_components(item: ItemResult) -> tuple[ComponentResult, ...]:
    """Return the parts worth listing: those of an answer that has several, and is not right altogether."""
    return item.components if len(item.components) > 1 and item.outcome is not Outcome.CORRECT else ()


def part_words(component: ComponentResult, item: ItemResult) -> str:
    """Return the outcome of one part in words; a key point that a text does not hold is absent, and not wrong."""
    if item.type == "text":
        return {Outcome.CORRECT: "found", Outcome.INCORRECT: "not found"}.get(
            component.outcome, OUTCOMES[component.outcome].words
        )
    return OUTCOMES[component.outcome].words


def heading(item: ItemResult) -> tuple[str, str]:
    """Return an item's title, and its id where that says more: it is the key of the answer in the student's file."""
    return item.title, item.id if item.id != item.title else ""


def full_title(item: ItemResult) -> str:
    """Return an item's title with its id in brackets, as one line of plain text."""
    title, identifier = heading(item)
    return printable(f"{title} ({identifier})" if identifier else title)


def evidence(decision: Decision) -> str:
    """Return in words how equality was decided, for those who may see the expected answer."""
    sentences = [METHODS.get(decision.by, f"Decided by {decision.by}.")]
    if decision.error_bound_log2 is not None:
        sentences.append(f"The chance that this is wrong is below 2^{decision.error_bound_log2}.")
    if agreement := decision.agreement:
        sentences.append(f"Both sides agree to {counted(agreement.digits, 'digit')} at {agreement.points} points.")
    if witness := first_witness(decision):
        if witness.reason:
            sentences.append(witness.reason)
        point = ", ".join(f"{name} = {value}" for name, value in (*witness.at, *witness.point))
        if witness.student:
            where = f"At {point} the" if point else "The"
            sentences.append(f"{where} answer is {witness.student}; expected is {witness.expected}.")
    return " ".join(sentences)


def first_witness(decision: Decision) -> Witness | None:
    """Return the witness of a decision, or of the first of its parts that has one."""
    if decision.witness:
        return decision.witness
    return next((found for _, part in decision.parts if (found := first_witness(part))), None)


def share(component: ComponentResult) -> str:
    """Return what a part earned where its outcome does not say it."""
    if component.credit is None or component.outcome in (Outcome.CORRECT, Outcome.INCORRECT, Outcome.BLANK):
        return ""
    return f"{amount(component.credit * 100)} %"


def abridged(text: str) -> Iterable[str]:
    """Yield the lines of what a student wrote; a very long text ends with a line that says how much was left out."""
    shown = text[:SHOWN_CHARACTERS]
    lines = shown.replace("\r\n", "\n").split("\n")
    kept = lines[:SHOWN_LINES]
    yield from kept
    left_out = len(text) - len(shown) + sum(len(line) + 1 for line in lines[SHOWN_LINES:])
    if left_out:
        yield f"[{left_out} more characters]"
