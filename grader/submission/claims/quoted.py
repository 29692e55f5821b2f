r"""What a document quotes of the questions: the formulas in it are the exercise's, and no answers.

A paragraph is a quotation if it is a whole question, or if all its words are in one, in the same order and without a
gap. Short ones are not: an answer may be a few words of its question.

>>> simplify(r"\emph{Give $x\_1$, please.}") == simplify("> Give $x_1$, *please*.")
True
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from grader.documents.prose.records import Block, Prose
from grader.submission.asked import AskedItem

__all__ = ["find_quoted", "is_within"]

ESCAPED: Final = re.compile(r"\\([_#%&{}$^~*<`\[\]])")
COMMAND: Final = re.compile(r"\\[A-Za-z]+")
WORD: Final = re.compile(r"\w+")
LEAST_WORDS: Final = 3  # in letters, of three or more: fewer are no sentence


def find_quoted(prose: Prose, items: Iterable[AskedItem]) -> tuple[Block, ...]:
    """The paragraphs that are in a question."""
    questions = [simplify(item.prompt) for item in items]
    return tuple(block for block in prose.blocks if block.kind == "paragraph" and is_quoted(block.text.text, questions))


def is_quoted(text: str, questions: Sequence[str]) -> bool:
    simple = simplify(text)
    if simple in questions:
        return True
    is_sentence = sum(len(word) >= LEAST_WORDS and word.isalpha() for word in simple.split()) >= LEAST_WORDS
    return is_sentence and any(simple in question for question in questions)


def simplify(text: str) -> str:
    """A text as its words, without what sets it in type."""
    plain = COMMAND.sub(" ", ESCAPED.sub(r"\1", text))
    return f" {' '.join(WORD.findall(plain)).lower()} "


def is_within(start: int, blocks: Iterable[Block]) -> bool:
    """Whether a place is in one of some paragraphs."""
    return any(block.start <= start < block.end for block in blocks)
