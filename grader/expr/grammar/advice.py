"""Advice about a refused answer as a whole: it is a sentence, or has cases in words, or is a list of equations.

The parser complains about the first sign that does not fit, which is seldom what has to be fixed. The rules below look
at the whole text after it was refused, the likeliest cause first; if none applies, the parser's own error remains. A
formula that a rule suggests has been tried with the parser, so the student can copy it as it is; one that is too long
to be copied is described.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from grader.errors import AnswerError
from grader.expr.complaints import complain
from grader.expr.names import Names
from grader.expr.nodes import Add, Assignment, Junction, Neg, Node, Number, Relation, Symbol

__all__ = ["choose_complaint"]

Reader = Callable[[str], Node]
"""Reads a text by the names of the exercise, without further advice."""

_COPIED: Final = 120  # characters; nobody copies a longer formula from a message
_LOOKED_AT: Final = 400  # characters; one remark does not fix a longer answer
_WORD: Final = re.compile(r"(?<![\\A-Za-z0-9_])[A-Za-z][a-z]*(?:['’][a-z]+)?(?![A-Za-z0-9_])")
_NAMED: Final = re.compile(r"\\[A-Za-z]+\s*\{[A-Za-z*]*\}")  # \begin{aligned}, \mathrm{loss}
_SHRUGS: Final = frozenset({"idk", "dunno", "unknown", "skip", "dont", "dk"})
_DOTS: Final = re.compile(r"\.{2,}|…|⋯|\\(?:[lcvd]?dots[a-z]?)(?![A-Za-z])")
_ABOUT: Final = re.compile(
    r"\s*(?:≈|~|≃|≅|\\approx\b|\\simeq\b|about\b|approximately\b|approx\b\.?)\s*(?P<value>.+)", re.S
)
_RATIO: Final = re.compile(r"(?<![0-9.])(?P<left>[0-9.]+)\s*:\s*(?P<right>[0-9.]+)")
_CASE_WORD: Final = re.compile(r"(?<![\\A-Za-z_])(?:if|when|where|otherwise|else)(?![A-Za-z_(])")
_IF: Final = re.compile(r"(?<![\\A-Za-z_])(?:if|when|where)(?![A-Za-z_(])")
_ELSE: Final = re.compile(r"(?:\band\s+)?\b(?:otherwise|else)\b[\s,:=]*")
_UPDATE: Final = re.compile(
    r"\s*(?P<name>[^\W\d][\w]*?)\s*"
    r"(?:(?P<sign>[-+*/−])=|(?:['′’]|_?new|_\{\\?(?:text|rm|mathrm)?\{?new\}?\}|\^\{?\+\}?|\^\{?\(?new\)?\}?)\s*:?=)"
    r"(?!=)\s*(?P<value>.+)",
    re.DOTALL,
)  # fmt: skip
_OPPOSITE: Final = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}
_COMPARISON: Final = re.compile(r"<=|>=|!=|==|[<>=≤≥≠⩽⩾]")
_PLAIN: Final = {"≤": "<=", "≥": ">=", "≠": "!=", "⩽": "<=", "⩾": ">=", "==": "="}
_COMMA: Final = re.compile(r"\s*+(?P<comma>,)\s*+|\s++")  # blanks without a comma in one step, not from each of them
_SPACED: Final = re.compile(r"\s*[-+]?[0-9.]+(?:\s+[-+]?[0-9.]+)+\s*")


def choose_complaint(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError:
    """Choose the error that helps most with ``text``, which was refused with ``error``."""
    if error.diagnostic.slug in _FINAL or len(text) > _LOOKED_AT:
        return error
    for rule in _RULES:
        found = rule(error, text, names, read)
        if found is not None:
            return found
    return error


_FINAL: Final = frozenset({"empty", "hidden-character", "look-alike", "foreign-digit", "limit", "quotation", "words"})


def tree_of(text: str, read: Reader) -> Node | None:
    """The tree of a text that the parser can read, else None."""
    try:
        return read(text)
    except AnswerError:
        return None


def keep_if_copyable(text: str, read: Reader) -> str:
    """``text`` if it can be read and is short enough to be copied, else nothing."""
    text = " ".join(text.split())
    return text if len(text) <= _COPIED and tree_of(text, read) is not None else ""


def split_outside_brackets(text: str, signs: str) -> list[str]:
    """Split ``text`` at the signs that are outside all brackets."""
    found, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character in signs and depth == 0:
            found.append(text[start:place])
            start = place + 1
    return [*found, text[start:]]


# Sentences and left-out parts.


def recognise_sentence(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise prose: two words or more that neither are nor resemble names of the exercise."""
    shown = _NAMED.sub(lambda match: " " * len(match.group()), text)
    words = [match for match in _WORD.finditer(shown) if is_prose(match.group(), names)]
    letters = sum(len(match.group()) for match in words)
    shrug = len(words) == 1 and words[0].group().casefold() in _SHRUGS and words[0].group() == text.strip(" .!?")
    if not shrug and (len(words) < 2 or letters < 6 or not any(is_unknown(match.group(), names) for match in words)):
        return None
    return complain(text, words[0].start(), words[-1].end(), "sentence")


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
    from difflib import get_close_matches  # slow to load, and only mistakes need it

    return word in ("and", "or", "in") or not get_close_matches(word, list(names.spellings()), n=1, cutoff=0.75)


def recognise_ellipsis(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise dots where something is left out."""
    match = _DOTS.search(text.rstrip().rstrip("."))
    if match is None:
        return None
    return complain(text, match.start(), match.end(), "ellipsis", dots=match.group())


# Cases in words.


def recognise_cases(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise ``… if x > 0, otherwise 0``."""
    word = _CASE_WORD.search(text)
    if word is None or names.resolve(word.group()).kind == "symbol" or "\\begin" in text:
        return None
    fixed = write_with_indicators(text, read)
    help = f"write the condition as an indicator, '{fixed}'." if fixed else (
        "write the condition as an indicator: x*1[x > 0] is x where x > 0, and 0 elsewhere.")  # fmt: skip
    why = "Cases are written with indicators."
    return complain(text, word.start(), word.end(), "not-an-answer", word=word.group(), why=why, help=help)


def write_with_indicators(text: str, read: Reader) -> str:
    """Write cases as a formula with indicators; nothing if the result could not be read."""
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
    head, value = (f"{lead.strip()} = ", last.strip()) if equals and tree_of(lead, read) is not None else ("", value)
    given, elsewhere, holds = tree_of(value, read), tree_of(other, read), tree_of(condition, read)
    if given is None or elsewhere is None or not isinstance(holds, (Relation, Junction)):
        return ""
    branches = [] if is_zero(given) else [f"{write_as_factor(value, given)}*1[{condition}]"]
    if not is_zero(elsewhere):
        opposite = negate_comparison(condition, holds)
        branches += [f"{write_as_factor(other, elsewhere)}*1[{opposite}]"] if opposite else ["?"]
    return keep_if_copyable(head + " + ".join(branches or ["0"]), read)


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


# New values, ratios, numbers that are about right.


def recognise_update(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise ``w -= …``, ``w' = …`` and ``w_new = …``: a new value of ``w``."""
    match = _UPDATE.fullmatch(text)
    if match is None or names.resolve(match["name"]).kind != "symbol":
        return None
    name, value, sign = match["name"], match["value"].strip(), (match["sign"] or "").replace("−", "-")
    tree = tree_of(value, read)
    if tree is None:
        return None
    if sign:
        grouped = isinstance(tree, (Add, Neg)) or sign in "*/"
        value = f"{name} {sign} ({value})" if grouped else f"{name} {sign} {value}"
    fixed = f"{name} := {value}"
    whole = tree_of(fixed, read)
    if not isinstance(whole, Assignment) or not isinstance(whole.target, Symbol):
        return None
    shown = f"write '{' '.join(fixed.split())}'." if len(fixed) <= _COPIED else f"write {name} := and the formula."
    return complain(text, match.start("name"), match.start("value"), "update", name=name, help=shown)


def recognise_about(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise a number after a sign for 'about'."""
    match = _ABOUT.fullmatch(text)
    value = keep_if_copyable(match["value"].strip(" ."), read) if match else ""
    if match is None or not value:
        return None
    return complain(text, 0, match.start("value"), "about", value=value)


def recognise_ratio(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise ``1:6``."""
    span, match = error.diagnostic.span, _RATIO.search(text)
    if match is None or span is None or not match.start() < span.start < match.end():
        return None
    return complain(text, match.start(), match.end(), "ratio", left=match["left"], right=match["right"])


# Lists.


def recognise_equations(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise several equations in a row: ``x = 8, y = 4``, ``x^1 = (9, 3), x^2 = (8, 4)``."""
    found = split_outside_brackets(text, ",;\n")
    parts = [part.partition("=") for part in found]
    trees = [tree_of(part, read) for part in found]
    if len(found) < 2 or not all(isinstance(tree, Relation) for tree in trees):
        return None
    end = len(found[0])
    if not all(isinstance(tree, Relation) and tree.operators == ("=",) for tree in trees):
        return None if text[end] == "," else complain(text, end, end + 1, "listed-conditions", help=_JOINED)
    sides = {"".join(left.split()) for left, _, _ in parts}
    values = ", ".join(right.strip() for _, _, right in parts)
    if len(sides) == 1:
        fixed, advice = keep_if_copyable(" or ".join(part.strip() for part in found), read), f"'{{{values}}}'"
        help = f"write '{fixed}', or the values alone as a set, {advice}." if fixed else _AS_SET
    else:
        fixed = keep_if_copyable(f"({values})", read)
        alone = f"write the values alone as a list, '{fixed}'" if fixed else "write the values alone as a list"
        help = f"{alone}, or 'and' between the equations where equations are asked for."
    return complain(text, end, end + 1, "listed-conditions", help=help)


_JOINED: Final = "write 'and' or 'or' between them."
_AS_SET: Final = "write the values alone as a set, such as {1, 2}."


def recognise_semicolons(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise semicolons between the entries of a list."""
    span = error.diagnostic.span
    if span is None or text[span.start : span.end] != ";":
        return None
    commas = text.replace(";", ",") if "," not in text else ""
    if commas and split_outside_brackets(commas, ",")[1:]:
        commas = f"({commas.strip()})"
    commas = keep_if_copyable(space_commas(commas), read) if commas else ""
    help = f"write a comma between entries, '{commas}'" if commas else "write a comma between entries"
    return complain(text, span.start, span.end, "semicolon", help=f"{help}; decimals have a point.")


def space_commas(text: str) -> str:
    """Write each comma with one blank after it and none before it."""
    return _COMMA.sub(lambda match: ", " if match["comma"] else match.group(), text)


def recognise_spaced_list(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise numbers in brackets with nothing but spaces between them: ``(9 3)``."""
    span = error.diagnostic.span
    if span is None or error.diagnostic.slug != "spaced-number":
        return None
    start = max(text.rfind(sign, 0, span.start) for sign in "([{")
    ends = [place for sign in ")]}" if (place := text.find(sign, span.end)) >= 0]
    if start < 0 or not ends or not _SPACED.fullmatch(text[start + 1 : min(ends)]):
        return None
    inside = ", ".join(text[start + 1 : min(ends)].split())
    fixed = f"{text[start]}{inside}{text[min(ends)]}"
    if len(fixed) > _COPIED:
        return None
    return complain(text, start, min(ends) + 1, "spaced-list", fixed=fixed)


def recognise_left_side(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise an equation whose left side is not a formula of the exercise: ``P(X=7) = 1/6``, ``x* = (8, 4)``."""
    span, sides = error.diagnostic.span, split_outside_brackets(text, "=")
    if span is None or len(sides) != 2 or span.start > len(sides[0]) or error.diagnostic.slug not in _LEFT:
        return None
    if not sides[0].strip() or sides[0].rstrip()[-1] in "<>!:" or has_fix(error):
        return None
    name = error.diagnostic.slug == "unknown-name" and span.text
    if name and not sides[0].lstrip().startswith(name):  # 2*q = 14 is about q
        return None
    value = tree_of(sides[1], read)
    if value is None or isinstance(value, (Relation, Junction)) or tree_of(sides[0], read) is not None:
        return None
    shown = keep_if_copyable(sides[1], read)
    return complain(text, text.index(sides[0].strip()), len(sides[0].rstrip()), "left-side",
                    help=f", '{shown}'" if shown else "")  # fmt: skip


_LEFT: Final = frozenset({"unknown-name", "missing-operand", "incomplete", "prime", "unexpected", "subscript",
                          "condition-as-number", "not-a-function", "no-indices", "empty-brackets"})  # fmt: skip


def has_fix(error: AnswerError) -> bool:
    """Whether a name was suggested for the unknown one, so that the left side may be meant."""
    diagnostic = error.diagnostic
    return diagnostic.slug == "unknown-name" and diagnostic.help.startswith("write '") and "(…)" not in diagnostic.help


Rule = Callable[[AnswerError, str, Names, Reader], AnswerError | None]
_RULES: Final[Sequence[Rule]] = (
    recognise_about, recognise_cases, recognise_update, recognise_sentence, recognise_ellipsis,
    recognise_ratio, recognise_equations, recognise_semicolons, recognise_spaced_list, recognise_left_side,
)  # fmt: skip
