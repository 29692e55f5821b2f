r"""What a document quotes of the questions: the formulas in it are the exercise's, and no answers.

A paragraph is a quotation if it is a whole question, or if all its words are in one, in the same order and without a
gap. Short ones are not: an answer may be a few words of its question. One that begins as a question does may leave
words out. What follows a quotation of one question, and of no other, is the answer to it.

>>> simplify(r"\emph{Give $x\_1$, please.}") == simplify("> Give $x_1$, *please*.")
True
>>> is_shortened(simplify("Give the vector g in matrix form"), simplify("Give the vector g of slopes in matrix form."))
True
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from grader.documents.prose.records import Block, Prose
from grader.memory import by_identity
from grader.submission.asked import AskedItem

__all__ = ["Quotation", "find_quoted", "is_within", "select_single"]

ESCAPED: Final = re.compile(r"\\([_#%&{}$^~*<`\[\]])")
COMMAND: Final = re.compile(r"\\[A-Za-z]+")
WORD: Final = re.compile(r"\w+")
NUMBER: Final = re.compile(r"(?:[\s>*_]*\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.):]+\s)+", re.IGNORECASE)
LEAST_WORDS: Final = 3  # in letters, of three or more: fewer are no sentence
LEAST_SHORTENED: Final = 4  # of the same, where words are left out
LEAST_SHARE: Final = 0.75  # of the words of a question that has few of them in letters
MAX_QUESTION: Final = 2_000  # characters; no question is longer, and a longer paragraph is not looked at


@dataclass(frozen=True, kw_only=True, eq=False)
class Quotation:
    """A paragraph or heading that quotes a question, and the ids of the items that it may be the question of."""

    block: Block
    ids: frozenset[str]


def find_quoted(prose: Prose, items: Iterable[AskedItem]) -> tuple[Quotation, ...]:
    """The paragraphs and headings that are in a question, in order."""
    questions = [(item.id, question_of(item)) for item in items]
    beginnings = {question.split()[0] for _, question in questions if question.strip()}
    together = "\n".join(question for _, question in questions)
    found = (
        Quotation(block=block, ids=find_questions(block, questions, beginnings, together)) for block in prose.blocks
    )
    return tuple(one for one in found if one.ids)


def find_questions(
    block: Block, questions: Sequence[tuple[str, str]], beginnings: set[str], together: str
) -> frozenset[str]:
    """The items whose question a paragraph or heading is, or is a part of; ``together`` are all questions in one."""
    text = block.text.text
    if len(text) > MAX_QUESTION:
        return frozenset()
    simple = simplify(text)
    number = NUMBER.match(text)
    spellings = [simple, simplify(text[number.end() :])] if number else [simple]
    for each in spellings:
        if each not in together:
            continue
        if whole := {name for name, question in questions if question == each}:
            return frozenset(whole)
        if found := {name for name, question in questions if is_quoted(each, question)}:
            return frozenset(found)
    last = spellings[-1]
    if last.strip() and last.split()[0] in beginnings:
        return frozenset(name for name, question in questions if is_shortened(last, question))
    return frozenset()


def is_quoted(simple: str, question: str) -> bool:
    """Whether the words of a text are in a question without a gap, and are a sentence or nearly all of it."""
    if simple not in question:
        return False
    return count_words(simple) >= LEAST_WORDS or len(simple.split()) > LEAST_SHARE * len(question.split())


def is_shortened(simple: str, question: str) -> bool:
    """Whether a text begins as a question does, and has only words of it, in the same order."""
    words = simple.split()
    if count_words(simple) < LEAST_SHORTENED or not question.startswith(f" {words[0]} "):
        return False
    rest = iter(question.split())
    return all(word in rest for word in words)


def count_words(simple: str) -> int:
    return sum(len(word) >= LEAST_WORDS and word.isalpha() for word in simple.split())


def select_single(prose: Prose, quoted: Sequence[Quotation]) -> Iterator[Quotation]:
    """Yield the quotations of one question that have something of the student's own after them.

    Where one question follows another, they are a list of questions, and what is below it may answer any of them.
    """
    by_start = {one.block.start: one for one in quoted}
    before: Quotation | None = None
    for block, after in zip(prose.blocks, [*prose.blocks[1:], None], strict=True):
        one = by_start.get(block.start)
        following = by_start.get(after.start) if after is not None else None
        if one is not None and len(one.ids) == 1 and after is not None:
            is_listed = any(other is not None and not one.ids & other.ids for other in (before, following))
            if not is_listed:
                yield one
        before = one


@by_identity
def question_of(item: AskedItem) -> str:
    """The question of an item as its words, worked out once for all documents."""
    return simplify(item.prompt)


def simplify(text: str) -> str:
    """A text as its words, without what sets it in type."""
    plain = COMMAND.sub(" ", ESCAPED.sub(r"\1", text))
    return f" {' '.join(WORD.findall(plain)).lower()} "


def is_within(start: int, blocks: Iterable[Block]) -> bool:
    """Whether a place is in one of some paragraphs."""
    return any(block.start <= start < block.end for block in blocks)
