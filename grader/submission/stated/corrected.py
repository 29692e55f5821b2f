r"""Which statements a document corrects: ``$L = 1$. No wait, $L = 2$``, a second try, or corrections at its end.

A statement is corrected by the next one of the same name where words next to one of the two say that something was
wrong. Below the heading of another try, or of corrections, that is every statement whose name had one value before.

>>> from grader.documents.prose.markdown import read_markdown
>>> from grader.source import Source
>>> from grader.submission.stated.statements import list_statements
>>> prose = read_markdown(Source("a.md", "$L = 1$ and $f = 2$. No wait, $f = 3$."))
>>> statements = [statement for formula in prose.formulas for statement in list_statements(formula)]
>>> [statement.text.text for statement in find_corrected(statements, prose.blocks)]
['f = 2']
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from grader.documents.prose.records import Block
from grader.patterns import regex
from grader.submission.stated.statements import Statement, list_relations

__all__ = ["find_corrected"]

MAX_APART: Final = 500  # characters between a statement and what corrects it
MAX_BEFORE: Final = 20  # statements of one name; of more than that, nobody knows which are corrected
MAX_WORDS: Final = 200  # of these, next to one of the two
# What somebody says who has noticed a mistake of their own.
NOTICED: Final = regex(
    r"\b(?:no,?\s+wait|wait|hm+|oops|ups|sorry|argh|mist|i\s+(?:forgot|lost|missed|mixed|made)|"
    r"(?:my|a)\s+mistake|that\s+(?:can't|cannot)\s+be|correct(?:ion|ed)|corrected|korrektur|korrigiert|moment|"
    r"(?:habe?n?|hab)\s+(?:[^\W\d_]+\s+){0,5}?(?:vergessen|vertauscht|verrechnet)|nein|falsch|wrong)\b(?![^.!\n]{0,80}\?)"
    r"|\bno\s*[,!:.]|\bneu\s*:|\bnew\s*:|<-+\s*(?:wrong|falsch|no\b)"
)
# The beginning of another try, or of corrections, in a line of its own.
AGAIN: Final = regex(
    r"[\s*_#>{}\\a-z]{0,30}?\b(?:(?:2nd|3rd|second|third|new|next|another|zweiter|dritter|neuer|2\.|3\.)\s+"
    r"(?:try|attempt|version|versuch|anlauf)|(?:try|attempt|versuch|anlauf)\s+[2-9])\b"
)
CORRECTIONS: Final = regex(
    r"[\s*_#>{}\\a-z]{0,30}?\b(?:corrections?|errat(?:a|um)|korrektur(?:en)?|berichtigung(?:en)?|verbesserung(?:en)?)\b"
)
SPACES: Final = regex(r"[\s{}]+")  # x_{2} and x_2 are one name
SET_OFF: Final = regex(r"\\(?:text(?:bf|it|sc)|emph|underline)\b|\*\w|_\w|:")
SENTENCE_END: Final = regex(r".*[.!:\n]", re.DOTALL)
FIRST_LINE: Final = 80  # characters of a paragraph


def find_corrected(statements: Sequence[Statement], blocks: Sequence[Block]) -> set[Statement]:
    """The statements, which are in order, that a later one corrects."""
    given: dict[str, list[Statement]] = {}
    found: set[Statement] = set()
    headings = [block.start for block in blocks if block.kind == "heading"]
    tries = list(list_tries(blocks))
    begins = [start for start, _ in tries]
    for statement in statements:
        relations = list_relations(statement.text.text)
        if not relations or not statement.is_claimed:
            continue
        head = SPACES.sub("", statement.text.text[: relations[0][0]])
        before = given.setdefault(head, [])
        if before and is_noticed(before[-1], statement, headings):
            found.add(before[-1])
        start, until = find_try(tries, begins, statement.formula.start)
        if until >= 0 and 0 < len(before) <= MAX_BEFORE and before[-1].formula.start < start:
            since = [each for each in before if each.formula.start >= until]
            if len({"".join(each.text.text.split()) for each in since}) == 1:
                found.update(since)
        before.append(statement)
    return found


def find_try(tries: Sequence[tuple[int, int]], begins: Sequence[int], place: int) -> tuple[int, int]:
    """The try or list of corrections that a place is in; one that corrects nothing where it is in none."""
    number = bisect_right(begins, place)
    return tries[number - 1] if number else (0, -1)


def is_noticed(earlier: Statement, later: Statement, headings: Sequence[int]) -> bool:
    """Whether the words after a statement, or in front of the one that may correct it, say that it was wrong."""
    start, end = earlier.formula.end, later.formula.start
    if not start < end <= start + MAX_APART or bisect_right(headings, start) != bisect_right(headings, end):
        return False
    first, *rest = earlier.text.source.text[start:end].lower().split("$")
    # What is noticed in the middle of a sentence is a mistake in the next formula of that sentence.
    is_next = bool(rest) and "=" in rest[0]
    own = first[:MAX_WORDS] if not is_next else (SENTENCE_END.match(first[:MAX_WORDS]) or [""])[0]
    return any(NOTICED.search(words) for words in (own, rest[-1][-MAX_WORDS:] if rest else ""))


def list_tries(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Where each other try or list of corrections begins, and where that begins which it may correct.

    Corrections may be of the whole document, another try is of its own section.
    """
    section = 0
    for block in blocks:
        line = block.text.text[:FIRST_LINE].lower()
        if CORRECTIONS.match(line) and is_label(block):
            yield block.start, 0
        elif AGAIN.match(line):
            yield block.start, section
        elif block.kind == "heading":
            section = block.start
            yield block.start, -1


def is_label(block: Block) -> bool:
    """Whether a paragraph begins with a word that stands for what follows: in a heading, set off, or with a colon."""
    first = block.text.text[:FIRST_LINE]
    return block.kind == "heading" or SET_OFF.search(first) is not None
