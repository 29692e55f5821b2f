r"""Formulas of which their own sentence says, in the words of a question, what they are: ``The minimum is at (8, 4).``

Only a question that gives no name is looked for in this way. All words of the sentence in front of the formula must be
words of the question, or little words that say nothing, and those that only this question has must be among them. So
``The minimum on the line is at (1, 2)`` answers no question about the minimum.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from grader.documents.prose.records import Formula, Prose
from grader.documents.traced import make_scalar
from grader.expr.nodes import Neg, Node, Number, Symbol
from grader.memory import by_identity
from grader.patterns import regex
from grader.submission.claims.equal import number_of
from grader.submission.claims.names import Claim, is_name
from grader.submission.claims.quoted import simplify
from grader.submission.claims.targets import Target
from grader.submission.stated.supposed import SENTENCE

__all__ = ["Said", "find_said"]

WORD: Final = regex(r"[^\W\d_]+|§\d+§|[^\s\w]|\d+")
SENTENCE_END: Final = regex(r"[.?!](?:\s|$)")
MARKS: Final = frozenset("*_#>():,.-–—'\"\\~")
STEM: Final = 5  # letters: stationary and stationär are one word
LEAST_LETTERS: Final = 4  # of a word that a question is known by
MAX_BEFORE: Final = 200  # characters; a longer sentence says more than its question
LITTLE: Final = frozenset(
    {
        "the", "a", "an", "is", "are", "at", "to", "of", "in", "has", "have", "with", "its", "this", "that", "it",
        "so", "thus", "hence", "therefore", "then", "here", "lies", "i", "e", "we", "get", "obtain", "das", "der",
        "die", "den", "dem", "ein", "eine", "ist", "sind", "bei", "im", "am", "liegt", "also", "le", "la", "les",
        "un", "une", "est", "sont", "se", "trouve", "en", "au", "l", "item", "textbf", "textit", "emph", "text",
        "noindent",
    }
)  # fmt: skip
# Stems of words that many questions have, and that say nothing about which one is answered.
GENERAL: Final = frozenset(
    {
        "point", "numbe", "equat", "value", "formu", "expre", "satis", "answe", "resul", "funct", "give", "compu",
        "write", "find", "deter", "which", "what", "does", "have", "calcu", "show", "state", "name", "decim", "term",
        "terms", "form", "exact", "pleas", "where", "when", "from", "with", "that", "this", "their", "there", "reach",
    }
)  # fmt: skip
NEXT_LINE: Final = regex(r'\\n"\s*,\s*"')  # of a cell, as its file writes it
NEW_SENTENCE: Final = regex(r"\s*[.]?\s*\n\s*[A-ZÄÖÜÉ]")
OF_SEVERAL: Final = ("vector", "matrix")
AFTER: Final = regex(
    r"\s*(?:[.;!)*_\"]|,(?!\s*(?:or|oder|ou|but|aber)\b)(?!\s*[$\\])|\n\s*\n|\\n|\Z"
    r"|(?:since|because|so|is reached|ist erreicht)\b|\\end\b)"
)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A statement that a sentence says to answer an item; ``is_sure`` if it is the only one there."""

    claim: Claim
    is_sure: bool


@dataclass(frozen=True, eq=False)
class Known:
    """The words by which the question of an item is known."""

    target: Target

    @cached_property
    def simple(self) -> str:
        return simplify(f"{self.target.item.prompt} {self.target.item.title}")

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all its words."""
        return frozenset(word[:STEM] for word in self.simple.split())

    @cached_property
    def of_question(self) -> frozenset[str]:
        """The stems that the first sentence of its question is known by."""
        return list_content(SENTENCE_END.split(self.target.item.prompt, maxsplit=1)[0])

    @cached_property
    def of_title(self) -> frozenset[str]:
        """The stems that its title is known by; none if it has general words as well."""
        title = [word[:STEM] for word in simplify(self.target.item.title).split() if len(word) >= LEAST_LETTERS]
        return frozenset() if GENERAL & set(title) else frozenset(title)


@by_identity
def known_by(target: Target) -> Known:
    return Known(target)


def list_content(text: str) -> frozenset[str]:
    words = [word for word in simplify(text).split() if len(word) >= LEAST_LETTERS and word.isalpha()]
    return frozenset(word[:STEM] for word in words) - GENERAL


def find_said(prose: Prose, claims: Sequence[Claim], targets: Sequence[Target]) -> dict[str, list[Said]]:
    """The statements that are said to answer items without a name, by the id of the item."""
    nameless = [each for each in targets if not (each.symbols or each.is_found_by_form or each.is_of_words)]
    keys = {each.item.id: list_keys(each, targets) for each in nameless}
    wanted = {stem for each in keys.values() for key in each for stem in key}
    found: dict[str, list[Said]] = {}
    if not wanted:
        return found
    by_formula: dict[int, list[Claim]] = {}
    for claim in claims:
        by_formula.setdefault(id(claim.statement.formula), []).append(claim)
    for formula, sentence, inside in list_sentences(prose, wanted):
        for target in nameless:
            if is_said(sentence, inside, known_by(target), keys[target.item.id]):
                found.setdefault(target.item.id, []).extend(
                    select_answers(by_formula.get(id(formula), ()), target, targets)
                )
    return found


def list_keys(target: Target, targets: Sequence[Target]) -> list[frozenset[str]]:
    """The sets of stems by which a question is known; those that another question has as well are none."""
    known = known_by(target)
    keys = [key for key in (known.of_question, known.of_title) if key]
    return [key for key in keys if not any(key <= known_by(other).stems for other in targets if other is not target)]


def list_sentences(prose: Prose, wanted: set[str]) -> Iterator[tuple[Formula, str, list[str]]]:
    """Each formula with what its sentence says in front of it, where a wanted word is in that.

    Formulas in the sentence are marked there, and listed.
    """
    starts = [block.start for block in prose.blocks]
    source = prose.source.text
    sentence, end = "", 0
    inside: list[str] = []
    is_display = False
    for formula in prose.formulas:
        place = bisect_right(starts, formula.start)
        start = starts[place - 1] if place else 0
        between = source[max(end, start, formula.start - MAX_BEFORE) : formula.start]
        if formula.cell:
            between = NEXT_LINE.sub("\n", between)
        if start >= end or (is_display and NEW_SENTENCE.match(between)):
            sentence = ""
        sentence = SENTENCE.split(sentence + between.lower())[-1]
        if any(stem in sentence for stem in wanted) and AFTER.match(source, formula.end):
            yield formula, sentence, inside
        inside.append(simplify(formula.body.text[:MAX_BEFORE]))
        sentence, end = f"{sentence[-MAX_BEFORE:]}§{len(inside) - 1}§", formula.end
        is_display = formula.is_display


def is_said(sentence: str, inside: Sequence[str], known: Known, keys: Sequence[frozenset[str]]) -> bool:
    """Whether a sentence up to its formula has the words of a question, and no others."""
    if not any(all(stem in sentence for stem in key) for key in keys):
        return False
    stems: set[str] = set()
    for word in WORD.findall(sentence):
        if word.startswith("§"):
            if inside[int(word[1:-1])] not in known.simple:
                return False
        elif word.isalpha():
            if word not in LITTLE and word[:STEM] not in known.stems:
                return False
            stems.add(word[:STEM])
        elif word not in MARKS and not word.isdigit():
            return False
    return any(key <= stems for key in keys)


def select_answers(claims: Sequence[Claim], target: Target, targets: Sequence[Target]) -> Iterator[Said]:
    """Yield the statements of a formula that may answer the item: none whose name another item asks for."""
    fitting = [claim for claim in claims if claim.statement.is_claimed and may_answer(claim, target, targets)]
    for claim in fitting:
        yield Said(claim=claim, is_sure=len(claims) == 1 and not claim.is_supposed)


def may_answer(claim: Claim, target: Target, targets: Sequence[Target]) -> bool:
    """Whether a statement is an answer of the form that is asked for, under no name or that of a variable."""
    read = claim.wording.read(target.notation)
    for name in read.names:
        is_plain = isinstance(name, Symbol) and name.iterate is None and not name.indices
        if not is_plain or any(name in other.symbols for other in targets):
            return False
    start = claim.wording.spans[-1][0]
    tried = target.try_answer(make_scalar(claim.text))
    if not tried.is_read and len(claim.wording.sides) > 1:
        tried = target.try_answer(make_scalar(claim.text[start:]))
    return tried.is_read and not is_of_another_form(read.value, target)


def is_of_another_form(value: Node | None, target: Target) -> bool:
    """Whether a value only mentions something, or is a single number where several are asked for."""
    if value is None:
        return False
    is_single = isinstance(value, Number | Neg) or number_of(value) is not None
    return is_name(value, target.notation) or (is_single and target.item.type in OF_SEVERAL)
