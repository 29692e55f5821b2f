"""A text: the program looks for key points in it and suggests a credit; a person decides.

A key point is found when one of its phrases occurs, word by word; case, accents and punctuation do not matter. A phrase
that ends in ``*`` matches words that begin so (``sampl*``), and ``a & b`` asks for both in one sentence. Words show
what a text mentions, not what it says (Leacock & Chodorow, *C-rater*, 2003, §2), so the item stays ``undecided``
unless the rubric says ``decides: yes``. Even then no word counts for two key points, and a person decides if a sentence
with a key point contains a negation, or if little more than the phrases was written.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product
from typing import Any

from grader.answers.judging import outcome_of
from grader.answers.protocol import Answer, Schema, Task
from grader.documents import DocumentNode, Scalar
from grader.errors import AnswerError, Diagnostic
from grader.patterns import regex
from grader.records import ComponentResult, Outcome, Remark, Verdict

__all__ = ["MEMBER", "TextAnswer"]

WORDS = regex(r"\w+")
SENTENCE_END = regex(r"(?<![.!?;\n])[.!?;\n]+(?:\s|$)")  # a long run of points is tried once, from its beginning
NEGATIONS = frozenset({"not", "never", "no", "none", "nor", "neither", "without", "cannot", "t", "hardly"})  # t: don't
FEWEST_OTHER_WORDS = 4  # besides the key phrases; with fewer the text is a list of keywords, not a sentence
MAX_PLACES = 12  # for each key point; the search tries combinations of them
MAX_TRIES = 2_000  # the search is exponential in the number of key points

Words = frozenset[tuple[int, int]]
WordsInOrder = tuple[str, ...]


class TextAnswer:
    """A few sentences in the student's own words."""

    kind = "text"
    is_of_words = True
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
            "description": "What the text should mention: for each point, phrases; one of them has to occur.",
        },
        "decides": {"enum": ["yes", "no"], "description": "Whether the key points decide; 'no' if left out."},
        "sample": {"type": "string", "description": "A text that mentions every key point."},
    }
    answer_schema: Schema = {"type": "string"}
    example = "In my own words, …"
    needs_expected = False

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Return the text unchanged."""
        return Answer(text=read_single_text(given).text)

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Look for the key points; the share found is the suggestion, or the credit if the key points decide."""
        points = task.options.get("key_points", ())
        sentences = [words_of(sentence) for sentence in SENTENCE_END.split(answer.text)]
        places = assign_words([find_mentions(sentences, point["any"]) for point in points])
        found = [place is not None for place in places]
        used = frozenset().union(*(place for place in places if place))
        decides = task.options.get("decides") == "yes" and bool(points) and is_decidable(sentences, used)
        credit = Fraction(sum(found), len(found)) if decides else None
        remarks = list_suggestions(points, found)
        if not decides:
            remarks = (suggest_credit(found), *remarks)
        return Verdict(
            outcome=outcome_of(credit),
            credit=credit,
            remarks=remarks,
            components=tuple(map(judge_key_point, points, found)),
        )


def read_single_text(given: DocumentNode) -> Scalar:
    """Return a scalar unchanged; refuse a list or mapping where words are asked for."""
    if isinstance(given, Scalar):
        return given
    raise AnswerError(
        Diagnostic(
            slug="text-expected",
            what="This answer is a list or a mapping.",
            why="Words are asked for here.",
            help="Write the text after the item's name, or after '|' on the lines below it.",
            span=given.span,
        )
    )


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(WORDS.findall("".join(character for character in plain if not unicodedata.combining(character))))


def is_decidable(sentences: Sequence[WordsInOrder], used: Words) -> bool:
    """Whether key points may decide: the text has some other words, and no sentence with a key point has a negation."""
    denied = any(NEGATIONS & set(sentences[sentence]) for sentence, _ in used)
    count = sum(map(len, sentences)) - len(used)
    return not used or (not denied and count >= FEWEST_OTHER_WORDS)


def assign_words(options: list[list[Words]]) -> list[Words | None]:
    """Choose words for as many key points as possible, so that no word counts for two of them.

    After ``MAX_TRIES`` tries the best choice so far is used.
    """
    best: list[Words | None] = [None] * len(options)
    tries = 0

    def visit(chosen: list[Words | None], taken: Words) -> None:
        nonlocal best, tries
        tries += 1
        if len(chosen) == len(options):
            best = max(best, chosen, key=lambda choice: sum(words is not None for words in choice))
        elif tries < MAX_TRIES and None in best:
            for words in options[len(chosen)]:
                if not words & taken:
                    visit([*chosen, words], taken | words)
            visit([*chosen, None], taken)

    visit([], frozenset())
    return best


def find_mentions(sentences: Sequence[WordsInOrder], phrases: Iterable[str]) -> list[Words]:
    """Return the sets of words that match a phrase in one sentence, with all its parts (joined by '&')."""
    found: list[Words] = []
    for phrase in phrases:
        parts = [split_phrase(part) for part in phrase.split("&")]
        for number, sentence in enumerate(sentences):
            starts = [find_places(sentence, part) for part in parts]
            for at in islice(product(*starts), MAX_PLACES):
                spans = zip(at, parts, strict=True)
                found.append(frozenset((number, start + step) for start, part in spans for step in range(len(part))))
    return list(dict.fromkeys(found))[:MAX_PLACES]


@lru_cache(maxsize=4096)
def split_phrase(part: str) -> tuple[str, ...]:
    """Return the words of a phrase; a word that may continue keeps its ``*``."""
    return tuple(word + "*" if piece.endswith("*") else word for piece in part.split() for word in words_of(piece))


def find_places(sentence: WordsInOrder, phrase: WordsInOrder) -> list[int]:
    """Return where the words of a phrase occur one after another in a sentence."""
    if phrase and not phrase[0].endswith("*") and phrase[0] not in sentence:
        return []
    last = len(sentence) - len(phrase)
    return [start for start in range(last + 1) if all(map(is_match, sentence[start:], phrase))]


def is_match(word: str, pattern: str) -> bool:
    """Whether a word matches a pattern, which may end in ``*``."""
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def judge_key_point(point: Mapping[str, Any], found: bool) -> ComponentResult:
    outcome = Outcome.CORRECT if found else Outcome.INCORRECT
    return ComponentResult(label=point["id"], outcome=outcome, credit=Fraction(int(found)))


def list_suggestions(points: tuple[Mapping[str, Any], ...], found: list[bool]) -> tuple[Remark, ...]:
    """Return the author's suggestion for each key point that was not found."""
    return tuple(
        Remark(id="key-point", text=point["suggestion"], parameters=(("point", point["id"]),))
        for point, is_found in zip(points, found, strict=True)
        if not is_found and "suggestion" in point
    )


def suggest_credit(found: list[bool]) -> Remark:
    """Say how many key points were found, and that a person decides."""
    count = f"{sum(found)} of {len(found)} key points were found. " if found else ""
    return Remark(
        id="text-suggestion",
        text=f"{count}A person reads this answer and decides.",
        parameters=(("found", str(sum(found))), ("points", str(len(found)))),
    )


MEMBER = TextAnswer()
