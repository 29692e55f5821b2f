r"""Formulas of which their own sentence says, in the words of a question, what they are: ``The minimum is at (8, 4).``

Only a question that gives no name is looked for in this way. All words of the sentence in front of the formula must be
words of the question, or little words that say nothing, and those that only this question has must be among them. So
``The minimum on the line is at (1, 2)`` answers no question about the minimum.
"""

import re
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
        "which", "about", "approximately", "roughly", "ungefähr", "etwa", "rund", "circa", "ca", "environ", "against",
        "gegen", "vers", "donc", "somit", "daher", "folglich", "must", "muss", "doit",
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
# Stems of German and French words, and of other English ones, with the stem that means the same in a question.
SAME: Final = {
    "konve": "conve", "grenz": "limit", "itéré": "itera", "folge": "itera", "seque": "itera", "suite": "itera",
    "punkt": "point", "bedin": "condi", "gleic": "equat", "équat": "equat", "erfül": "satis", "fulfi": "satis",
    "vérif": "satis", "satis": "satis", "genüg": "satis",
}  # fmt: skip
NEXT_LINE: Final = regex(r'\\n"\s*,\s*"')  # of a cell, as its file writes it
NEW_SENTENCE: Final = regex(r"\s*[.]?\s*\n\s*[A-ZÄÖÜÉ]")
OF_SEVERAL: Final = ("vector", "matrix")
AFTER: Final = regex(
    r"\s*(?:[.;!)*_\"]|,(?!\s*(?:or|oder|ou|but|aber)\b)(?!\s*[$\\])|\n\s*\n|\\n|\Z"
    r"|(?:since|because|so|is reached|ist erreicht)\b|\\end\b|\((?!\s*(?:or|oder|ou|not|nicht|but|aber|if|for)\b)"
    r"|(?:with|mit|avec)\s+(?:value\s+|the\s+value\s+)?\$?\s*[a-z]\s*\()"
)
# A clause that follows from the formula in front of it says something of its own.
CLAUSE: Final = regex(r"^.*§\s*,?\s*(?=(?:so|hence|thus|therefore|daher|somit|also|donc)\b)", re.DOTALL)
IMPLIES: Final = regex(r"\\(?:implies|[Rr]ightarrow|Longrightarrow)\s*$")
# What is said of a formula after it: "(8, 4) is the minimum of f."
SAID_AFTER: Final = regex(
    r"\s*,?\s*(?:(?:which|this|that|das|dies|was|ce\s+qui)\s+)?(?:is|ist|est)\s+(?:also\s+|then\s+)?(?:the|das|der|die|le|la)\b"
)
SENTENCE_OR_BLANK: Final = regex(r"[.;!](?:\s|\\n|\"|\Z)|\n\s*\n|\n\s*[#*-]|,\s|\\n\"|\Z")
IN_DOLLARS: Final = regex(r"\$([^$]{1,20})\$")
MAX_AFTER: Final = 60  # characters of what is said after a formula


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
        return frozenset(stem_of(word) for word in self.simple.split())

    @cached_property
    def of_question(self) -> frozenset[str]:
        """The stems that the first sentence of its question is known by."""
        return list_content(SENTENCE_END.split(self.target.item.prompt, maxsplit=1)[0])

    @cached_property
    def of_title(self) -> frozenset[str]:
        """The stems that its title is known by; none if it has general words as well."""
        title = [stem_of(word) for word in simplify(self.target.item.title).split() if len(word) >= LEAST_LETTERS]
        return frozenset() if GENERAL & set(title) else frozenset(title)


@by_identity
def known_by(target: Target) -> Known:
    return Known(target)


def list_content(text: str) -> frozenset[str]:
    words = [word for word in simplify(text).split() if len(word) >= LEAST_LETTERS and word.isalpha()]
    return frozenset(stem_of(word) for word in words) - GENERAL


def stem_of(word: str) -> str:
    """The beginning of a word, or of the one that means the same."""
    return SAME.get(word[:STEM], word[:STEM])


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
    others = [known_by(other).stems | {stem_of(other.item.type)} for other in targets if other is not target]
    alone = frozenset(stem for stem in known.of_question if not any(stem in each for each in others))
    keys = [key for key in (known.of_question, known.of_title, alone) if key]
    return [key for key in keys if not any(key <= known_by(other).stems for other in targets if other is not target)]


def list_sentences(prose: Prose, wanted: set[str]) -> Iterator[tuple[Formula, str, list[str]]]:
    """Each formula with what its sentence says in front of it, or after it, where a wanted word is in that.

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
        if formula.is_display and place > 1 and not source[start : formula.start].strip(" $\\[\n"):
            before = prose.blocks[
                place - 2
            ]  # a formula in a line of its own may go on with the paragraph in front of it
            start = before.start if before.kind == "paragraph" and before.cell == formula.cell else start
        between = source[max(end, start, formula.start - MAX_BEFORE) : formula.start]
        if formula.cell:
            between = NEXT_LINE.sub("\n", between)
        if start >= end or (is_display and NEW_SENTENCE.match(between)):
            sentence = ""
        joined = sentence + (between.rstrip() if formula.is_display else between).lower()
        sentence = CLAUSE.sub("", SENTENCE.split(joined)[-1])
        if is_wanted(sentence, wanted) and AFTER.match(source, formula.end):
            yield formula, sentence, inside
        if after := SAID_AFTER.match(source, formula.end):
            rest = SENTENCE_OR_BLANK.split(source[after.end() : formula.end + MAX_AFTER].lower(), maxsplit=1)
            if len(rest) > 1 and is_wanted(rest[0], wanted):
                yield formula, mark_plain(rest[0], inside), inside
        inside.append(simplify(formula.body.text[:MAX_BEFORE]))
        is_over = IMPLIES.search(formula.body.text) is not None
        sentence, end = "" if is_over else f"{sentence[-MAX_BEFORE:]}§{len(inside) - 1}§", formula.end
        is_display = formula.is_display


def is_wanted(sentence: str, wanted: set[str]) -> bool:
    return any(stem in sentence for stem in wanted) or any(stem in sentence for stem in SAME)


def mark_plain(words: str, inside: list[str]) -> str:
    """The words after a formula, with the short formulas among them marked and listed."""

    def mark(found: re.Match[str]) -> str:
        inside.append(simplify(found[1]))
        return f"§{len(inside) - 1}§"

    return IN_DOLLARS.sub(mark, words)


def is_said(sentence: str, inside: Sequence[str], known: Known, keys: Sequence[frozenset[str]]) -> bool:
    """Whether a sentence up to its formula has the words of a question, and no others."""
    stems: set[str] = set()
    for word in WORD.findall(sentence):
        if word.startswith("§"):
            if inside[int(word[1:-1])] not in known.simple:
                return False
        elif word.isalpha():
            if word not in LITTLE and stem_of(word) not in known.stems:
                return False
            stems.add(stem_of(word))
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
