"""A text: key points are collected from it, a credit is suggested, and a person decides.

A key point is found when one of its phrases occurs, word by word, whatever the case, accents and punctuation; a phrase
that ends in ``*`` matches words that begin so (``sampl*``), and ``a & b`` asks for both in one sentence. Words show
what a text mentions, not what it says (Leacock & Chodorow, *C-rater*, 2003, §2), so the item stays ``undecided``
unless the rubric says ``decides: yes``.
"""

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from grader.answers.judging import outcome_of
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import single_text
from grader.documents import DocumentNode
from grader.errors import AnswerError, Diagnostic
from grader.limits import MAX_ANSWER_CHARACTERS
from grader.records import ComponentResult, Outcome, Remark, Verdict

__all__ = ["MEMBER", "TextAnswer"]

WORDS = re.compile(r"\w+")


class TextAnswer:
    """A few sentences in the student's own words."""

    kind = "text"
    summary = "sentences, in which key points are looked for; a person decides"
    options: Schema = {
        "key_points": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "any": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                    "suggestion": {"type": "string"},
                },
                "required": ["id", "any"],
                "additionalProperties": False,
            },
            "description": "What the text should mention: for each point, phrases of which one has to occur.",
        },
        "decides": {"enum": ["yes", "no"], "description": "Whether the key points decide; 'no' if left out."},
        "sample": {"type": "string", "description": "A text that mentions every key point."},
    }
    answer_schema: Schema = {"type": "string"}
    example = "In my own words, …"
    needs_expected = False

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Take the text as it is."""
        text = single_text(given).text
        if len(text) > MAX_ANSWER_CHARACTERS:
            raise AnswerError(too_long(given, len(text)))
        return Answer(text=text)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Collect the key points; the share found is the suggestion, or the credit where the key points decide."""
        points = task.options.get("key_points", ())
        sentences = [words_of(sentence) for sentence in re.split(r"[.!?;\n]+(?:\s|$)", answer.text)]
        found = [any(mentions(sentences, phrase) for phrase in point["any"]) for point in points]
        decides = task.options.get("decides") == "yes" and bool(points)
        credit = Fraction(sum(found), len(found)) if decides else None
        remarks = missing_points(points, found)
        if not decides:
            remarks = (suggestion(found), *remarks)
        return Verdict(
            outcome=outcome_of(credit), credit=credit, remarks=remarks, components=tuple(map(key_point, points, found))
        )


def words_of(text: str) -> list[str]:
    """Return the words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return WORDS.findall("".join(character for character in plain if not unicodedata.combining(character)))


def mentions(sentences: list[list[str]], phrase: str) -> bool:
    """Tell whether one sentence holds every part of ``phrase``, the parts being joined by '&'."""
    parts = [phrase_words(part) for part in phrase.split("&")]
    return any(all(holds(sentence, part) for part in parts) for sentence in sentences)


def phrase_words(part: str) -> list[str]:
    """Return the words of a phrase; a word that may go on keeps its ``*``."""
    return [
        word + "*" if star else word
        for piece in part.split()
        for star in [piece.endswith("*")]
        for word in words_of(piece)
    ]


def holds(sentence: list[str], phrase: list[str]) -> bool:
    """Tell whether the words of a phrase occur one after another in a sentence."""
    last = len(sentence) - len(phrase)
    return any(all(map(matches, sentence[start:], phrase)) for start in range(last + 1))


def matches(word: str, pattern: str) -> bool:
    """Compare a word with a pattern, which may end in ``*``."""
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def key_point(point: Mapping[str, Any], found: bool) -> ComponentResult:
    """Return one key point as a component."""
    outcome = Outcome.CORRECT if found else Outcome.INCORRECT
    return ComponentResult(label=point["id"], outcome=outcome, credit=Fraction(int(found)))


def missing_points(points: tuple[Mapping[str, Any], ...], found: list[bool]) -> tuple[Remark, ...]:
    """Pass on the author's suggestion for each key point that was not found."""
    return tuple(
        Remark(id="key-point", text=point["suggestion"], parameters=(("point", point["id"]),))
        for point, is_found in zip(points, found, strict=True)
        if not is_found and "suggestion" in point
    )


def suggestion(found: list[bool]) -> Remark:
    """Say what the machine saw, and that a person decides."""
    count = f"{sum(found)} of {len(found)} key points were found. " if found else ""
    return Remark(
        id="text-suggestion",
        text=f"{count}A person reads this answer and decides.",
        parameters=(("found", str(sum(found))), ("points", str(len(found)))),
    )


def too_long(given: DocumentNode, length: int) -> Diagnostic:
    """Explain the limit on the length of a text."""
    return Diagnostic(
        slug="text-too-long",
        what=f"This text has {length} characters.",
        why=f"A text answer may have at most {MAX_ANSWER_CHARACTERS} characters (limit MAX_ANSWER_CHARACTERS).",
        mend="Shorten it.",
        span=given.span,
    )


MEMBER = TextAnswer()
