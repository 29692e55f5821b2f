"""A choice among given alternatives, one or several; each alternative has a short name that the student writes."""

import re
from collections.abc import Mapping as Map
from fractions import Fraction

from grader.answers.choices.alternatives import find_alternative, list_words
from grader.answers.choices.own_words import drop_reason, find_opposite, find_stated, is_said
from grader.answers.choices.said_limits import find_limit
from grader.answers.choices.usual_words import (
    drop_own_subject,
    find_but_not,
    find_trend,
    list_letters,
    write_usual_words,
)
from grader.answers.choices.yes_no import find_labelled, find_yes_and_no, name_by_question, says_otherwise
from grader.answers.judging import is_all_or_nothing, outcome_of
from grader.answers.protocol import Answer, Schema, Task
from grader.documents import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr.asked.asked import Asked
from grader.patterns import regex
from grader.records import Remark, Verdict

__all__ = ["MEMBER", "ChoiceAnswer"]

LETTERED = regex(r"\s*\(?(?P<name>\w+)\s*[).:]\s*(?P<meaning>.+)", re.DOTALL)
DENIED_TWICE = regex(r"\bnot\b[^.;,:=]*[:=]\s*(?:no|false)\b", re.IGNORECASE)
_EITHER = regex(r"(?<!\w)[^\W\d_]{3,}-?\s*/\s*-?[^\W\d_]{3,}(?!\w)")  # over-/underfitting
JOINT = regex(r"[,;\n&]|\band\b")

NOTHING_HOLDS = Diagnostic(
    slug="no-choice-holds",
    what="No alternative is expected here.",
    why="The credit is a share of the alternatives that hold.",
    help="Add an alternative such as 'none: none of these', and write its name.",
    audience="author",
)


class ChoiceAnswer:
    """One alternative, or a set of them where the rubric expects several."""

    kind = "choice"
    is_of_words = True
    summary = "one or several of the alternatives that the rubric lists"
    options: Schema = {
        "choices": {
            "type": "object",
            "minProperties": 2,
            "additionalProperties": {"type": "string"},
            "description": "The alternatives: the name that the student writes, and its meaning.",
        },
        "partial_credit": {
            "enum": ["yes", "no"],
            "description": "Of several that hold, whether each earns its share and each wrong one cancels a right one; "
            "'no' makes it all or nothing.",
        },
    }
    public_options = ("choices",)
    answer_schema: Schema = {"type": ["string", "array"], "items": {"type": "string"}}
    example = "first"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the alternatives that were chosen, by name, in the words of their meaning, or in a sentence."""
        choices = task.options["choices"]
        parts = list_scalars(given)
        refuse_question(parts, choices)
        words = tuple(find_alternative(part.text, choices) for part in parts)
        reason = ""
        if None in words:  # a meaning may have a comma or an *and* in it
            words, reason = read_whole(given, choices, task.asked.words) if not denies_twice(given) else ((), "")
            if not words:
                words, reason = read_yes_or_no(given, choices, task.asked)
            if not words:
                words, reason = read_usual_words(given, choices, task.asked)
        words = words or tuple(read_one(part, choices) for part in parts)
        chosen = tuple(dict.fromkeys(word for word in words if word is not None))
        if len(chosen) > 1:
            refuse_two_readings(given, chosen, choices)
        return Answer(text=", ".join(chosen), words=chosen, ignored=(reason,) if reason else ())

    def read_key(self, expected: DocumentNode, task: Task) -> Answer:
        """Read the alternatives that hold, of which there is at least one."""
        if isinstance(expected, Sequence) and not expected.items:
            raise AnswerError(NOTHING_HOLDS.at(expected.span))
        return self.read(expected, task)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the chosen alternatives with the expected ones; each wrong one cancels a right one."""
        right, wrong = set(answer.words) & set(expected.words), set(answer.words) - set(expected.words)
        credit = max(Fraction(0), Fraction(len(right) - len(wrong), len(expected.words)))
        if credit != 1 and is_all_or_nothing(task):
            credit = Fraction(0)
        remark = Remark(id="choice", text="Not everything that holds was chosen, or something that does not hold was.")
        several = len(expected.words) > 1 and credit != 1
        return Verdict(outcome=outcome_of(credit), credit=credit, remarks=(remark,) if several else ())


def refuse_question(parts: list[Scalar], choices: Map[str, str]) -> None:
    """Refuse ``up?`` and ``up/down``, which do not say what the answer is."""
    either = next((part for part in parts if _EITHER.search(part.text)), None)
    if either is not None and not any("/" in said for entry in choices.items() for said in entry):
        raise AnswerError(
            Diagnostic(
                slug="unsure-choice",
                what=f"{put_in_quotes(either.text)} has two words with a slash between them.",
                why="It does not say which of them is the answer.",
                help="Write the name of the alternative that you mean.",
                span=either.span,
            )
        )
    unsure = next((part for part in parts if part.text.rstrip().endswith("?")), None)
    if unsure is not None and not any("?" in said for entry in choices.items() for said in entry):
        raise AnswerError(
            Diagnostic(
                slug="unsure-choice",
                what=f"{put_in_quotes(unsure.text)} ends with a question mark.",
                why="It does not say whether this is the answer.",
                help="Write the name of the alternative that you mean.",
                span=unsure.span,
            )
        )


def denies_twice(given: DocumentNode) -> bool:
    """Whether a text says *not singular: no*, which may be either."""
    return isinstance(given, Scalar) and DENIED_TWICE.search(given.text) is not None


def list_scalars(given: DocumentNode) -> list[Scalar]:
    """Return what was chosen, from a list or from one line with commas or *and* between them."""
    if isinstance(given, Scalar):
        return [part for part in split_list(given) if part.text.strip()] or [given]
    if isinstance(given, Sequence) and all(isinstance(item, Scalar) for item in given.items):
        return [item for item in given.items if isinstance(item, Scalar)]
    kind = "a mapping" if isinstance(given, Mapping) else "a list of lists"
    raise AnswerError(
        Diagnostic(
            slug="choice-expected",
            what=f"This answer is {kind}.",
            why="One of the given alternatives is asked for.",
            help="Write the name of the alternative, or a list of names.",
            span=given.span,
        )
    )


def split_list(given: Scalar) -> list[Scalar]:
    """Return what is between commas, semicolons, line breaks and *and*, each with its own place in the file."""
    ends = [(match.start(), match.end()) for match in JOINT.finditer(given.text)]
    starts = [0, *(end for _, end in ends)]
    found = []
    for start, end in zip(starts, [*(start for start, _ in ends), len(given.text)], strict=True):
        piece = given.text[start:end]
        text = piece.strip()
        if text:
            begin = start + len(piece) - len(piece.lstrip())
            span = given.locate(begin, begin + len(text))
            found.append(Scalar(text, span.source, span.start, span.end))
    return found


def read_whole(given: DocumentNode, choices: Map[str, str], known: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """Return the alternatives that a whole text names, and the reason that it gives; nothing where it is not clear.

    A meaning may have a comma in it, and a sentence names its alternative anywhere.
    """
    if not isinstance(given, Scalar):
        return (), ""
    named = find_alternative(given.text, choices)
    letters = (named,) if named else split_letters(given.text, choices)
    if letters:
        return letters, ""
    claim, reason = drop_reason(given.text)
    for text, aside in ((claim, reason), (given.text, "")):
        found = find_alternative(text, choices) or find_lettered(text, choices) or find_stated(text, choices, known)
        if found and find_stated(aside, choices, known) in (None, found):
            return (found,), aside
    return (), ""


def read_yes_or_no(given: DocumentNode, choices: Map[str, str], asked: Asked) -> tuple[tuple[str, ...], str]:
    """Return the alternative that *no*, or *no, they are dependent*, means after a question about the other one."""
    labelled = find_labelled(given.text, choices, asked.question) if isinstance(given, Scalar) else None
    if labelled is not None:
        return (labelled,), ""
    names = find_yes_and_no(choices, asked.question)
    if names is None:
        return (), ""
    words, reason = read_whole(given, name_by_question(choices, names), asked.words)
    found = tuple(names[0] if word == "yes" else names[1] for word in words)
    if isinstance(given, Scalar) and any(says_otherwise(given.text, name, choices, asked.words) for name in found):
        return (), ""
    return found, reason


def read_usual_words(given: DocumentNode, choices: Map[str, str], asked: Asked) -> tuple[tuple[str, ...], str]:
    """Return the alternatives that a text names in usual words, which are not those of the rubric."""
    if not isinstance(given, Scalar):
        return (), ""
    text = given.text
    if letters := list_letters(text, choices):
        return letters, ""
    if listed := list_with_reason(given, choices):
        return listed
    found = (
        find_trend(text, choices, asked.question)
        or find_but_not(text, choices)
        or find_limit(text, choices, asked.words)
    )
    if found:
        return (found,), ""
    usual = write_usual_words(drop_own_subject(text), choices)
    if usual == text:
        return (), ""
    words, reason = read_whole(Scalar.typed(usual), choices, asked.words)
    return (words, reason) if words else read_yes_or_no(Scalar.typed(usual), choices, asked)


def list_with_reason(given: Scalar, choices: Map[str, str]) -> tuple[tuple[str, ...], str] | None:
    """Return the alternatives in a list before a reason: *53, 59 because 51 = 3*17*; None for other texts."""
    claim, reason = drop_reason(given.text)
    found = [find_alternative(part.text, choices) for part in split_list(Scalar.typed(claim))] if reason else []
    named = tuple(dict.fromkeys(name for name in found if name is not None))
    is_list = len(found) > 1 and None not in found and reason.casefold().startswith(("because", "since"))
    return (named, reason) if is_list else None


def find_lettered(text: str, choices: Map[str, str]) -> str | None:
    """Return the alternative of ``b) Newton's method``, whose letter and words are of one."""
    match = LETTERED.fullmatch(text)
    found = find_alternative(match["name"], dict.fromkeys(choices, "")) if match else None
    return found if match and found and find_alternative(match["meaning"], choices) == found else None


def split_letters(text: str, choices: Map[str, str]) -> tuple[str, ...]:
    """Return the alternatives of ``ac``, in their order, where all names are single letters; nothing for a word."""
    letters = tuple("".join(text.split()).casefold())
    names = [name.casefold() for name in choices]
    are_names = all(len(name) == 1 for name in names) and all(letter in names for letter in letters)
    in_order = are_names and sorted(set(letters), key=names.index) == list(letters)
    return tuple(list(choices)[names.index(letter)] for letter in letters) if in_order else ()


def refuse_two_readings(given: DocumentNode, chosen: tuple[str, ...], choices: Map[str, str]) -> None:
    """Refuse *momentum and energy* where *both* is an alternative, too; and an alternative with its opposite."""
    opposite = next((one for one in chosen if find_opposite(one, choices) in chosen), None)
    if opposite is not None:
        raise AnswerError(
            Diagnostic(
                slug="opposite-choices",
                what=f"This says '{opposite}' and '{find_opposite(opposite, choices)}'.",
                why="One is the opposite of the other.",
                help="Write the name of the alternative that you mean.",
                span=given.span,
            )
        )
    for name, meaning in choices.items():
        words = list_words(meaning)
        if name not in chosen and all(is_said(list_words(one), words, 2) for one in chosen):
            raise AnswerError(
                Diagnostic(
                    slug="choice-of-several",
                    what=f"This may be '{name}', or {' and '.join(repr(one) for one in chosen)} each by itself.",
                    why="One alternative holds several of the others.",
                    help=f"Write '{name}' if you mean that one.",
                    span=given.span,
                )
            )


def read_one(scalar: Scalar, choices: Map[str, str]) -> str:
    """Return the alternative that a scalar names."""
    found = find_alternative(scalar.text, choices)
    if found is not None:
        return found
    raise AnswerError(
        Diagnostic(
            slug="unknown-choice",
            what=f"{put_in_quotes(scalar.text)} is not one of the alternatives.",
            why=f"The alternatives are {', '.join(choices)}.",
            help="Write one of these names.",
            span=scalar.span,
        )
    )


MEMBER = ChoiceAnswer()
