"""Finds the mathematics in a sentence, by its form alone: ``delta_k``, ``x^(k+1)``, ``f(x_1, x_2) = (x_1 - 6)^2``.

No notation is needed, so prompts, remarks and titles of any record can be set. Words stay words: a name counts only if
it is one letter (but ``a``, ``A`` and ``I``, which are words too, only in company), a Greek letter by its name, or has
an index, an exponent or, for a known function, a bracket. The reading is bounded, and nothing is computed.

>>> [(text, box and box.plain) for text, box in find_formulas("Give a_j, a sum.")]
[('Give ', None), ('a_j', 'aⱼ'), (', a sum.', None)]
"""

import re
from collections.abc import Iterator
from typing import Final

from grader.expr.functions import SPELLINGS
from grader.expr.tokens.characters import FRACTIONS, GREEK, GREEK_NAMES, SUBSCRIPTS, SUPERSCRIPTS
from grader.reports.prose.box import Box, bracketed, join, letter, number, operator, scripted

__all__ = ["find_formulas", "read_whole"]

MAX_CHARACTERS = 4_000  # of one sentence; a longer one is shown as it is
MAX_PIECES = 200  # of one formula
MAX_PIECES_OF_SENTENCE = (
    2_000  # the same text may be read from many places; 4,000 characters of prose have about 700 words
)
MAX_DEPTH = 8  # of brackets, and of signs such as ∂ before a name
MAX_INDICES = 2  # with an underscore each, as in w_bar_k; a name with more is a key and no mathematics

GREEK_LETTERS: Final = "".join(GREEK)
RAISED: Final = re.escape("".join(SUPERSCRIPTS)) + "ᵀ"
LOWERED: Final = re.escape("".join(SUBSCRIPTS))
MORE_OF_A_WORD: Final = rf"(?!['’.]?[^\W\d_{RAISED}{LOWERED}])"
START: Final = re.compile(rf"[A-Za-z{GREEK_LETTERS}∂∇(\[{{|‖\d]|(?<![^\W_])[−-]")
SKIPPED: Final = re.compile(r"[^\W_]+(?:['’._][^\W_]+)*_*|.", re.DOTALL)  # a word with what belongs to it, or one sign
NAME: Final = re.compile(rf"([A-Za-z]+|[{GREEK_LETTERS}]){MORE_OF_A_WORD}")
NUMBER: Final = re.compile(rf"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{''.join(FRACTIONS)}]")
DIGITS: Final = re.compile(r"\d{1,2}(?![^\W_])")
OPERATOR: Final = re.compile(r"([ ]*)(:=|<=|>=|!=|->|<-|[=<>≤≥≠≈+\-−*/·×⊙∈→←])([ ]*)")
BELOW: Final = re.compile(rf"_\{{([^{{}}]{{1,20}})\}}|_([A-Za-z0-9]{{1,8}})(?![^\W_{RAISED}])|_([{GREEK_LETTERS}])")
ABOVE: Final = re.compile(r"\^\{([^{}]{1,20})\}|\^(\([^()^]{1,20}\))|\^([+−-]?(?:\d{1,9}|[A-Za-z⊤*]))(?![^\W_])")
PRIMES: Final = re.compile(r"['’′]{1,3}(?=\()")  # of a derivative, not an apostrophe or the end of a quotation
LOW: Final = re.compile(f"[{LOWERED}]+")
HIGH: Final = re.compile(f"[{RAISED}]+")
CLOSING: Final = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖"}
PLAIN_WORDS: Final = frozenset({"a", "A", "I"})
INITIAL: Final = re.compile(r"(?:(?<=\bby )|(?<=[A-Z]\. ))[A-Z]\.\s*[A-Z]")  # of a person: by J. S. Bach
DIFFERENTIAL: Final = re.compile(r"[\w{}]*/d")


def find_formulas(sentence: str) -> Iterator[tuple[str, Box | None]]:
    """Yield the pieces of a sentence in order, each as it is written, and if it is a formula also set."""
    at, kept = (0 if len(sentence) <= MAX_CHARACTERS else len(sentence)), 0
    left = MAX_PIECES_OF_SENTENCE
    while at < len(sentence) and left > 0:
        box = None
        if START.match(sentence, at):
            reader = Reader(sentence, at, min(left, MAX_PIECES))
            box = reader.read_terms(0)
            left -= reader.read_count
        if box is not None and box.is_sure:
            if at > kept:
                yield sentence[kept:at], None
            yield sentence[at : reader.at], box
            at = kept = reader.at
        else:
            skipped = SKIPPED.match(sentence, at)
            at = skipped.end() if skipped else at + 1
    if kept < len(sentence):
        yield sentence[kept:], None


def read_whole(text: str) -> Box | None:
    """Read a text that is one formula from its first to its last character; None if it is anything else.

    >>> read_whole("(8, 4)").plain, read_whole("the loss")
    ('(8, 4)', None)
    """
    reader = Reader(text, 0, MAX_PIECES)
    box = reader.read_terms(0) if len(text) <= MAX_CHARACTERS else None
    return box if reader.at == len(text) else None


class Reader:
    """Reads one formula by descent. Each method returns None, and stays where it is, if nothing fits."""

    def __init__(self, text: str, at: int, most: int) -> None:
        self.text, self.at, self.most, self.read_count = text, at, most, 0

    def read_terms(self, depth: int) -> Box | None:
        """``terms = operand { operator operand }``; a sign is an operator only with equal space on both sides."""
        first = self.read_signed(depth)
        if first is None:
            return None
        boxes = [first]
        while found := OPERATOR.match(self.text, self.at):
            before, sign, after = found.groups()
            start, self.at = self.at, found.end()
            operand = self.read_signed(depth) if bool(before) == bool(after) else None
            if operand is None:
                self.at = start
                break
            boxes += [set_times(boxes[-1], operand) if sign == "*" else operator(sign, before and " "), operand]
        return join(boxes)

    def read_signed(self, depth: int) -> Box | None:
        """``operand = [ "-" ] factor { factor }``, the factors side by side."""
        start, boxes = self.at, list[Box]()
        if self.text[self.at : self.at + 1] in ("-", "−"):
            self.at += 1
            boxes.append(operator("-"))
        factor = self.read_scripted(depth)
        if factor is None:
            self.at = start
            return None
        boxes.append(factor)
        while (following := self.read_adjacent(depth)) is not None:
            boxes.append(following)
        return join(boxes)

    def read_adjacent(self, depth: int) -> Box | None:
        """A factor with no space before it: ``2x``, ``2(x + 1)``, ``f(x)``, ``1[x > 0]``, but not ``2D`` or ``3rd``."""
        sign, before = self.text[self.at : self.at + 1], self.text[self.at - 1 : self.at]
        if sign in ("|", "‖") or sign.isdigit() or (sign.isupper() and before.isdigit()):
            return None
        return self.read_scripted(depth) if sign else None

    def read_scripted(self, depth: int) -> Box | None:
        """``factor = atom { index | exponent }``."""
        if self.read_count >= self.most:
            return None
        self.read_count += 1
        start = self.at
        base = self.read_atom(depth)
        if base is None:
            return None
        below, above = self.read_scripts()
        goes_on = self.text[self.at : self.at + 1] == "_"  # a longer word, such as a key of the rubric
        if goes_on or (base.is_long and not self.is_name_with_company(base, below, above)):
            self.at = start
            return None
        return scripted(base, below, above)

    def is_name_with_company(self, base: Box, below: str, above: str) -> bool:
        """Whether a name of several letters has what makes it mathematics: a short index, an exponent or a bracket."""
        called = self.text[self.at : self.at + 1] == "(" and base.plain in SPELLINGS
        return called or bool(above) or 0 < len(below) <= 2

    def read_scripts(self) -> tuple[str, str]:
        """Return the index and the exponent, each empty if there is none."""
        below, above = list[str](), ""
        while True:
            if len(below) < MAX_INDICES and (found := BELOW.match(self.text, self.at)):
                below.append(found[1] or found[2] or found[3])
            elif found := LOW.match(self.text, self.at):
                below.append("".join(SUBSCRIPTS[sign] for sign in found[0]))
            elif not above and (found := ABOVE.match(self.text, self.at)):
                above = found[1] or found[2] or found[3]
                above = "⊤" if above == "T" else above
            elif not above and (found := PRIMES.match(self.text, self.at)):
                above = "′" * len(found[0])
            elif not above and (found := HIGH.match(self.text, self.at)):
                above = "".join(SUPERSCRIPTS.get(sign, "⊤") for sign in found[0])
            else:
                return ",".join(below), above
            self.at = found.end()

    def read_atom(self, depth: int) -> Box | None:
        sign = self.text[self.at : self.at + 1]
        if found := NUMBER.match(self.text, self.at):
            self.at = found.end()
            return number(found[0])
        if sign in ("∂", "∇"):
            return self.read_prefixed(sign, depth)
        if sign in CLOSING:
            return self.read_bracket(sign, depth)
        return self.read_name()

    def read_prefixed(self, sign: str, depth: int) -> Box | None:
        """``∂L``, ``∇f``, ``∂f_i``; the sign belongs to what follows it."""
        start = self.at
        self.at += 1
        of = self.read_scripted(depth + 1) if depth < MAX_DEPTH else None
        if of is None:
            self.at = start
            return None
        return Box(f"<mrow><mi>{sign}</mi>{of.mathml}</mrow>", sign + of.plain, True)

    def read_bracket(self, opening: str, depth: int) -> Box | None:
        """``"(" terms { "," terms } ")"``, or in other brackets."""
        start, boxes = self.at, list[Box]()
        self.at += 1
        while depth < MAX_DEPTH and (inside := self.read_terms(depth + 1)) is not None:
            boxes.append(inside)
            if self.text[self.at : self.at + 1] == CLOSING[opening]:
                self.at += 1
                return bracketed(opening, join(boxes), CLOSING[opening])
            if self.text[self.at : self.at + 2] != ", " and self.text[self.at : self.at + 1] != ",":
                break
            self.at += 2 if self.text[self.at : self.at + 2] == ", " else 1
            boxes.append(Box("<mo>,</mo>", ", "))
        self.at = start
        return None

    def read_name(self) -> Box | None:
        """A letter, a Greek letter by its name, the differential ``dL`` of a quotient, or a longer name."""
        found = NAME.match(self.text, self.at)
        if found is None:
            return None
        word = found[1]
        if len(word) == 2 and word[0] == "d" and self.is_differential(found.end()):
            self.at += 1
            return Box("<mi>d</mi>", "d", True)
        self.at = found.end()
        if len(word) > 1 and word not in GREEK_NAMES:
            return letter(word)
        digits = DIGITS.match(self.text, self.at) if word.islower() else None
        if digits:
            self.at = digits.end()
            return scripted(letter(word), digits[0], "")
        if self.text[self.at : self.at + 1].isdecimal():
            self.at = found.start()
            return None
        return letter(word, is_sure=word not in PLAIN_WORDS and not INITIAL.match(self.text, found.start()))

    def is_differential(self, end: int) -> bool:
        """Whether ``dL`` belongs to a quotient such as ``dL/dw_k``."""
        return bool(DIFFERENTIAL.match(self.text, end)) or self.text[self.at - 1 : self.at] == "/"


def set_times(before: Box, after: Box) -> Box:
    """Set a product: nothing between letters and brackets, a dot where factors would run together."""
    if before.is_long or after.is_long or after.plain[:1].isdecimal() or after.plain[:1] == "−":
        return Box("<mo>·</mo>", "·")
    return Box("<mo>&#x2062;</mo>", "" if before.plain[-1:].isdecimal() else "·")
