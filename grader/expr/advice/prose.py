"""Answers in words: a sentence, dots for a part that is left out, cases with *if* and *otherwise*."""

import re
from itertools import pairwise
from typing import Final

from grader.errors import AnswerError
from grader.expr.advice.rules import Reader, replace_all
from grader.expr.complaints import Change, complain
from grader.expr.names import Names
from grader.expr.nodes import Add, Junction, Neg, Node, Number, Relation
from grader.expr.reading_memory import ReadingMemory
from grader.patterns import regex

__all__ = ["recognise_cases", "recognise_ellipsis", "recognise_sentence", "recognise_words_before"]

_WORD: Final = regex(r"(?<![\\A-Za-z0-9_])[A-Za-z][a-z]*(?:['’][a-z]+)?(?![A-Za-z0-9_])")
_NAMED: Final = regex(r"\\[A-Za-z]+\s*\{[A-Za-z*]*\}")  # \begin{aligned}, \mathrm{loss}
_BEFORE: Final = regex(r"\s*+(?P<words>\S[^\n]*?:)(?=\s)\s*+(?P<formula>\S.*)", re.DOTALL)
_DENIAL: Final = regex(r"\b(?:not|no|never)\b", re.IGNORECASE)
_near: Final = ReadingMemory(capacity=512)  # whoever types a word has it in many texts, one after another
_SHRUGS: Final = frozenset({"idk", "dunno", "unknown", "skip", "dont", "dk"})
_DOTS: Final = regex(r"\.{2,}|…|⋯|\\(?:[lcvd]?dots[a-z]?)(?![A-Za-z])")
_STOP: Final = regex(r"(?<!\.)\.\s*$")
_CASE_WORD: Final = regex(r"(?<![\\A-Za-z_])(?:if|when|where|otherwise|else)(?![A-Za-z_(])")
_IF: Final = regex(r"(?<![\\A-Za-z_])(?:if|when|where)(?![A-Za-z_(])")
_ELSE: Final = regex(r"(?:\band\s+)?\b(?:otherwise|else)\b[\s,:=]*")
_OPPOSITE: Final = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}
_COMPARISON: Final = regex(r"<=|>=|!=|==|[<>=≤≥≠⩽⩾]")
_PLAIN: Final = {"≤": "<=", "≥": ">=", "≠": "!=", "⩽": "<=", "⩾": ">=", "==": "="}


def recognise_sentence(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise prose: two words or more that neither are nor resemble names of the exercise."""
    shown = _NAMED.sub(lambda match: " " * len(match.group()), text)
    words = [match for match in _WORD.finditer(shown) if is_prose(match.group(), names)]
    letters = sum(len(match.group()) for match in words)
    side_by_side = any(not shown[one.end() : two.start()].strip(" ,.;!\n\t") for one, two in pairwise(words))
    shrug = len(words) == 1 and words[0].group().casefold() in _SHRUGS and words[0].group() == text.strip(" .!?")
    if not shrug and (not side_by_side or letters < 6 or not any(is_unknown(match.group(), names) for match in words)):
        return None
    return complain(text, words[0].start(), words[-1].end(), "sentence")


def recognise_words_before(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise words with a colon in front of a formula: ``For 2 classes:`` and the formula below it."""
    match, span = _BEFORE.fullmatch(text), error.diagnostic.span
    if match is None or span is None or span.start >= match.end("words") or _DENIAL.search(match["words"]):
        return None
    shown = _NAMED.sub(lambda named: " " * len(named.group()), match["words"])
    if not any(is_prose(word.group(), names) for word in _WORD.finditer(shown)):
        return None
    lines = [line.strip() for line in match["formula"].split("\n") if line.strip()]
    bare = ", ".join(line.strip("$").strip() for line in lines) if len(lines) > 1 else lines[0]
    changes = [replace_all(text, bare), Change(match["formula"].strip(), "", 0, len(text))]
    return complain(text, match.start("words"), match.end("words"), "words-before", *changes)


def is_prose(word: str, names: Names) -> bool:
    """Whether a word can only belong to a sentence."""
    kind = names.resolve(word).kind
    if len(word) < 2 or kind not in ("unknown", "refused") or _CASE_WORD.fullmatch(word) or word == "for":
        return False
    return "'" in word or "’" in word or kind == "refused" or is_unknown(word, names)


def is_unknown(word: str, names: Names) -> bool:
    """Whether a word is not a name, does not resemble one, and is not a product of names either."""
    if names.resolve(word).kind != "unknown" or (len(word) < 5 and names.pieces(word)):
        return False
    return word in ("and", "or", "in") or not _near.read(word, (names,), resembles_name)


def resembles_name(word: str, names: Names) -> bool:
    from difflib import get_close_matches  # slow to load, and only mistakes need it

    return bool(get_close_matches(word, list(names.spellings()), n=1, cutoff=0.75))


def recognise_ellipsis(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise dots where something is left out."""
    match = _DOTS.search(_STOP.sub("", text))
    if match is None:
        return None
    return complain(text, match.start(), match.end(), "ellipsis", dots=match.group())


def recognise_cases(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise ``… if x > 0, otherwise 0``."""
    word = _CASE_WORD.search(text)
    if word is None or names.resolve(word.group()).kind == "symbol" or "\\begin" in text:
        return None
    fixed = write_with_indicators(text, read)
    help = "write the condition as an indicator: x*1[x > 0] is x where x > 0, and 0 elsewhere."
    why = "Cases are written with indicators."
    if not text[: word.start()].strip():  # "if x is positive": there is no formula whose case it is
        why, help = "Only the condition itself is an answer.", "write the condition alone, with <, >, = or ≠."
    pieces = {"word": word.group(), "why": why, "help": help}
    changes = [replace_all(text, fixed)] if fixed else []
    return complain(text, word.start(), word.end(), "not-an-answer", *changes, **pieces)


def write_with_indicators(text: str, read: Reader) -> str:
    """Write cases as a formula with indicators; nothing where that takes more than a word's place."""
    parts = [part.strip(" ,;.\n") for part in _IF.split(text)]
    if len(parts) != 2:
        return ""
    value, (condition, *rest) = parts[0], _ELSE.split(parts[1])
    if rest == [""] and "," in condition.rstrip(" ,;"):  # x if x > 0, 0 otherwise
        condition, _, other = condition.rstrip(" ,;").rpartition(",")
    else:
        other = rest[0] if rest else "0"
    condition, other = condition.strip(" ,;"), other.strip(" ,;")
    lead, equals, last = value.rpartition("=")
    head, value = (f"{lead.strip()} = ", last.strip()) if equals and read(lead) is not None else ("", value)
    given, elsewhere, holds = read(value), read(other), read(condition)
    if given is None or elsewhere is None or not isinstance(holds, (Relation, Junction)):
        return ""
    branches = [] if is_zero(given) else [f"{write_as_factor(value, given)}*1[{condition}]"]
    if not is_zero(elsewhere):
        opposite = negate_comparison(condition, holds)
        branches += [f"{write_as_factor(other, elsewhere)}*1[{opposite}]"] if opposite else ["?"]
    return head + " + ".join(branches or ["0"])


def is_zero(tree: Node) -> bool:
    return isinstance(tree, Number) and tree.value == 0


def write_as_factor(text: str, tree: Node) -> str:
    """Put a formula in brackets if it needs them as a factor."""
    return f"({text})" if isinstance(tree, (Add, Neg)) else text


def negate_comparison(condition: str, tree: Node) -> str:
    """The opposite of one comparison; nothing for any other condition."""
    if not isinstance(tree, Relation) or len(tree.operators) != 1:
        return ""
    found = _COMPARISON.findall(condition)
    sign = _PLAIN.get(found[0], found[0]) if len(found) == 1 else ""
    return _COMPARISON.sub(_OPPOSITE[sign], condition) if sign in _OPPOSITE else ""
