"""Texts for items that are answered in sentences: the author's sample with other words around it, or parts of it.

The sample is a right answer because the author says so. Without the words of one key point, that point is missing; the
phrases of all key points, without a sentence around them, are what a student writes who guesses.
"""

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from grader.answers.text import find_mentions, split_phrase, words_of
from grader.rubric import Item

__all__ = ["join_phrases", "sample_of", "drop_each_point", "wrap_sample"]

LEADS = ("", "", "", "I would say this: ", "In short: ", "My answer: ", "As in the lecture: ")
ENDS = ("", "", "", " That is it.", " I hope this is clear.", " See also the lecture notes.")
SENTENCE = re.compile(r"(?<=[.!?;\n])\s+")


def sample_of(item: Item) -> str:
    sample = item.task.options.get("sample", "")
    return "\n".join(sample) if isinstance(sample, tuple) else str(sample)


def list_key_points(item: Item) -> tuple[dict[str, Any], ...]:
    points: tuple[dict[str, Any], ...] = item.task.options.get("key_points", ())
    return points


def wrap_sample(item: Item, random: Random) -> str:
    """Return the sample with other words around it that mention no key point."""
    return f"{random.choice(LEADS)}{sample_of(item)}{random.choice(ENDS)}"


def drop_each_point(item: Item) -> Iterator[tuple[str, str]]:
    """Yield, for each key point, its id and the sample without the words that mention that point.

    Words are removed until no phrase of the point occurs any more.
    """
    for point in list_key_points(item):
        text = sample_of(item)
        while (words := next(iter(find_point_mentions(text, point)), None)) is not None:
            text = remove_word(text, words)
        yield point["id"], " ".join(text.split())


def find_point_mentions(text: str, point: dict[str, Any]) -> list[frozenset[tuple[int, int]]]:
    """Return where a text mentions a key point, as numbers of sentence and word."""
    return find_mentions([words_of(sentence) for sentence in split_sentences(text)], point["any"])


def split_sentences(text: str) -> list[str]:
    """Split a text into sentences as the search for key points does."""
    return re.split(r"[.!?;\n]+(?:\s|$)", text)


def remove_word(text: str, words: frozenset[tuple[int, int]]) -> str:
    """Remove one of some words from a text; they are given by numbers of sentence and word."""
    number, place = min(words)
    start = 0
    for sentence in split_sentences(text)[:number]:
        start = text.index(sentence, start) + len(sentence)
    sentence = split_sentences(text)[number]
    start = text.index(sentence, start)
    matches = list(re.finditer(r"\w+", sentence))
    if place >= len(matches):
        return text.replace(sentence, "", 1)
    match = matches[place]
    return text[: start + match.start()] + text[start + match.end() :]


def join_phrases(item: Item) -> str:
    """Return one phrase of each key point, and nothing else: no sentence, so no answer."""
    chosen = (point["any"][0] for point in list_key_points(item))
    return ", ".join(
        " ".join(word.rstrip("*") for part in phrase.split("&") for word in split_phrase(part)) for phrase in chosen
    )
