"""The words and figures that every report for people uses, so that all reports say the same.

Scores are exact fractions; people see at most two decimals, rounded half to even, and JSON keeps the fraction.

>>> format_amount(Fraction(7, 3)), format_amount(Fraction(5, 2)), format_amount(Fraction(3))
('2.33', '2.5', '3')
>>> format_count(Fraction(1), "point"), format_count(Fraction(3, 2), "point")
('1 point', '1.5 points')
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple, Protocol

from grader.errors import escape_unprintable
from grader.grading.result import GradedSubmission, ItemResult
from grader.records import ComponentResult, Decision, Outcome, Witness

__all__ = [
    "OUTCOMES", "OutcomeWords", "abridge_lines", "describe_evidence", "describe_outcome", "describe_part",
    "explain_no_score", "find_witness", "format_amount", "format_count", "format_full_title", "format_item_points",
    "format_open_line", "format_right_line", "format_score_line", "format_share", "format_worth", "get_heading",
    "is_reading_worth_showing", "is_unjudged", "list_blank_items", "list_items_to_revisit", "list_shown_components",
]  # fmt: skip

SHOWN_CHARACTERS = 2_000  # of one answer; real answers are far shorter
SHOWN_LINES = 40  # of one answer


class Worth(Protocol):
    """What is worth points."""

    @property
    def points(self) -> Fraction:
        """How many."""

    @property
    def is_bonus(self) -> bool:
        """Whether they come on top of the points of the exercise."""


class OutcomeWords(NamedTuple):
    """How an outcome is shown: a symbol, a word or two, and a sentence if the words alone could leave a doubt."""

    symbol: str
    words: str
    sentence: str = ""


OUTCOMES: Mapping[Outcome, OutcomeWords] = {
    Outcome.CORRECT: OutcomeWords("✓", "correct"),
    Outcome.PARTIAL: OutcomeWords("◐", "partly correct"),
    Outcome.INCORRECT: OutcomeWords("✗", "not correct"),
    Outcome.BLANK: OutcomeWords("–", "blank", "There is no answer."),
    Outcome.UNREADABLE: OutcomeWords("?", "cannot be read", "This answer could not be read. See below why."),
    Outcome.UNDECIDED: OutcomeWords("…", "a person decides", "A person will look at this answer; it has no score yet."),
    Outcome.FAULT: OutcomeWords("!", "our mistake"),
    Outcome.WITHHELD: OutcomeWords("○", "not shown yet"),
    Outcome.READ: OutcomeWords("·", "read"),
}
NOTHING_JUDGED = "Nothing was judged: without the key you see only how your answers are read."

SAYS_WHO_DECIDES = frozenset({"text-suggestion", "undecided"})  # remarks that make the sentence above superfluous
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
    "conditions": "What the item asks a right answer to satisfy was decided by itself.",
    "branch": "What the item gives for answers that satisfy a condition was decided.",
    "reach": "An operator without brackets may have been meant to reach further.",
    "reading": "The answer may have been meant in another way than it is read.",
    "sizes": "No method could decide for all sizes.",
    "limit": "No method could decide within its limits.",
}


def format_amount(value: Fraction) -> str:
    """Return a number of points for people, exact if two decimals are enough, else rounded to two decimals."""
    if value.denominator == 1:
        return str(value.numerator)
    hundredths = round(value * 100)
    sign, (whole, rest) = "-" if hundredths < 0 else "", divmod(abs(hundredths), 100)
    decimals = f"{rest:02}"
    return f"{sign}{whole}.{decimals.rstrip('0') if Fraction(hundredths, 100) == value else decimals}"


def format_count(value: Fraction | int, noun: str) -> str:
    """Return a number with its noun in the singular or plural."""
    return f"{format_amount(Fraction(value))} {noun}{'' if value == 1 else 's'}"


def format_worth(item: Worth) -> str:
    """Return what an item is worth: ``3 points``, ``1 bonus point``."""
    return format_count(item.points, "bonus point" if item.is_bonus else "point")


def format_item_points(item: ItemResult) -> str:
    """Return ``2 of 3 points``, or what the item is worth and why it has no score."""
    points = format_worth(item)
    if item.score is not None:
        return f"{format_amount(item.score)} of {points}"
    if is_unjudged(item):
        return f"worth {points}"
    return f"{points} {'in all' if item.outcome is Outcome.WITHHELD else explain_no_score(item)}"


def explain_no_score(item: ItemResult) -> str:
    """Say in a word or two why an answer has no score."""
    if is_unjudged(item):
        return "not judged"
    return "not shown" if item.outcome is Outcome.WITHHELD else "not counted" if item.is_uncounted else "pending"


def is_unjudged(item: ItemResult) -> bool:
    """Whether an answer was read, or left blank, in practice, where there is no key to judge it by."""
    return item.is_uncounted and item.outcome in (Outcome.READ, Outcome.BLANK)


def format_score_line(graded: GradedSubmission) -> str:
    """Say what the submission earned, and what is still open."""
    if not graded.is_readable:
        return "This file could not be read, so nothing in it has been graded yet."
    if graded.is_practice:
        return NOTHING_JUDGED
    points = format_count(graded.points, "point")
    if still_open := "; ".join(list_open_points(graded)):
        return f"Score so far: {format_amount(graded.final_score)} of {points}; {still_open}."
    bonus = f", {format_amount(graded.bonus)} of them bonus" if graded.bonus else ""
    return f"Score: {format_amount(graded.final_score)} of {points}{bonus}."


def format_open_line(graded: GradedSubmission) -> str:
    """Say what is still open, as a sentence; empty if nothing is."""
    if not graded.is_readable:
        return format_score_line(graded)
    still_open = "; ".join(list_open_points(graded))
    return f"{still_open[0].upper()}{still_open[1:]}." if still_open else ""


def list_open_points(graded: GradedSubmission) -> Iterator[str]:
    """Yield what happened to the points that are neither earned nor lost."""
    if graded.pending:
        yield f"a person still has to judge {format_count(graded.pending, 'point')}"
    if graded.uncounted:
        points = f"{format_count(graded.uncounted, 'point')} {choose_is_or_are(graded.uncounted)}"
        yield f"{points} not counted, because an answer cannot be read"
    if graded.withheld:
        points = f"{format_count(graded.withheld, 'point')} {choose_is_or_are(graded.withheld)}"
        yield f"{points} for answers whose result is not shown yet"


def choose_is_or_are(points: Fraction) -> str:
    return "is" if points == 1 else "are"


def format_right_line(graded: GradedSubmission) -> str:
    """Say how many answers are right, or in practice were read; empty if some outcome is not shown."""
    if graded.is_practice:
        read = sum(item.outcome is Outcome.READ for item in graded.items)
        return f"{format_count(read, 'answer')} can be read."
    if not graded.items or any(item.outcome is Outcome.WITHHELD for item in graded.items):
        return ""
    right = sum(item.outcome is Outcome.CORRECT for item in graded.items)
    return f"{right} of {len(graded.items)} answers are right."


def describe_outcome(item: ItemResult) -> str:
    """Return the sentence about an outcome; empty if the words are enough, or a remark says the same."""
    if item.outcome is Outcome.UNDECIDED and any(remark.id in SAYS_WHO_DECIDES for remark in item.remarks):
        return ""
    if item.is_uncounted and item.outcome is Outcome.UNREADABLE:
        return "This answer could not be read. See below what to change."
    if item.outcome is Outcome.UNREADABLE and item.is_pending:
        return "This answer could not be read, so a person will look at it; it has no score yet."
    return OUTCOMES[item.outcome].sentence


def list_items_to_revisit(graded: GradedSubmission) -> tuple[ItemResult, ...]:
    """List the items that the student answered and can do something about."""
    return tuple(item for item in graded.items if item.outcome in AGAIN)


def list_blank_items(graded: GradedSubmission) -> tuple[ItemResult, ...]:
    """List the blank items that need no more words, so that one line can name them all."""
    blank = (item for item in graded.items if item.outcome is Outcome.BLANK)
    return tuple(item for item in blank if not item.remarks and item.expected is None)


def is_reading_worth_showing(item: ItemResult) -> bool:
    """Whether it is worth showing how an answer was read, because it differs from what was typed."""
    return item.read is not None and item.read.text.split() != item.given.split()


def list_shown_components(item: ItemResult) -> tuple[ComponentResult, ...]:
    """List the parts worth showing: those of an answer that has several and is not completely right."""
    return item.components if len(item.components) > 1 and item.outcome is not Outcome.CORRECT else ()


def describe_part(component: ComponentResult, item: ItemResult) -> str:
    """Say the outcome of one part. A key point missing from a text is "not found" rather than wrong."""
    if item.type == "text":
        return {Outcome.CORRECT: "found", Outcome.INCORRECT: "not found"}.get(
            component.outcome, OUTCOMES[component.outcome].words
        )
    return OUTCOMES[component.outcome].words


def get_heading(item: ItemResult) -> tuple[str, str]:
    """Return an item's title, and its id if that says more. The id is the key in the student's file."""
    return item.title, item.id if item.id != item.title else ""


def format_full_title(item: ItemResult) -> str:
    """Return an item's title with its id in brackets, as one line of plain text."""
    title, identifier = get_heading(item)
    return escape_unprintable(f"{title} ({identifier})" if identifier else title)


def describe_evidence(decision: Decision) -> str:
    """Say how equality was decided, for readers who may see the expected answer."""
    sentences = [METHODS.get(decision.by, f"Decided by {decision.by}.")]
    if decision.error_bound_log2 is not None:
        sentences.append(f"The chance that this is wrong is below 2^{decision.error_bound_log2}.")
    if agreement := decision.agreement:
        sentences.append(f"Both sides agree to {format_count(agreement.digits, 'digit')} at {agreement.points} points.")
    if witness := find_witness(decision):
        sentences += list_witness_sentences(witness)
    return " ".join(sentences)


def list_witness_sentences(witness: Witness) -> list[str]:
    """Say where two sides differ. A reason that says "there" follows the place."""
    reasons = [witness.reason] if witness.reason else []
    point = ", ".join(f"{name} = {value}" for name, value in (*witness.at, *witness.point))
    if not witness.student:
        return reasons
    where = f"At {point} the" if point else "The"
    values = f"{where} answer is {witness.student}; expected is {witness.expected}."
    if witness.student == "undefined":  # the values say it already
        return [values] if point else [*reasons, values]
    return [values, *reasons] if point else [*reasons, values]


def find_witness(decision: Decision) -> Witness | None:
    """Return the witness of a decision, or of the first of its parts that has one."""
    if decision.witness:
        return decision.witness
    return next((found for _, part in decision.parts if (found := find_witness(part))), None)


def format_share(component: ComponentResult) -> str:
    """Return what a part earned, if its outcome does not already say it."""
    if component.credit is None or component.outcome in (Outcome.CORRECT, Outcome.INCORRECT, Outcome.BLANK):
        return ""
    return f"{format_amount(component.credit * 100)} %"


def abridge_lines(text: str) -> Iterable[str]:
    """Yield the lines of what a student wrote. A very long text ends with a line that says how much is left out."""
    shown = text[:SHOWN_CHARACTERS]
    lines = shown.replace("\r\n", "\n").split("\n")
    kept = lines[:SHOWN_LINES]
    yield from kept
    left_out = len(text) - len(shown) + sum(len(line) + 1 for line in lines[SHOWN_LINES:])
    if left_out:
        yield f"[{left_out} more characters]"
