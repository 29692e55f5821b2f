"""Several values in another spelling: equations in a row, entries without commas, arrows, turned brackets."""

import re
from typing import Final

from grader.errors import AnswerError
from grader.expr.advice.blanks import list_separated
from grader.expr.advice.rules import Reader, replace_all
from grader.expr.complaints import apply_change, complain
from grader.expr.grammar.cursor import is_condition
from grader.expr.grammar.products import SPACED_NUMBERS
from grader.expr.names import Names
from grader.expr.nodes import Interval, Relation, Vector
from grader.expr.tokens.pieces import split_outside_brackets
from grader.expr.traverse import children
from grader.patterns import regex

__all__ = [
    "recognise_alternatives",
    "recognise_arrows",
    "recognise_bars",
    "recognise_equations",
    "recognise_semicolons",
    "recognise_spaced_list",
    "recognise_turned_brackets",
]

_ARROW: Final = regex(r"[-=]{1,3}>|→|⇒|⟶|⟹|↦|\\(?:to|(?:long)?rightarrow|Rightarrow|implies|mapsto)(?![A-Za-z])")
_TURNED: Final = regex(r"(?P<left>[\[\]])(?P<ends>[^\[\],;]*[,;][^\[\],;]*)(?P<right>[\[\]])")
_JOINT: Final = regex(r"\b(?:or|and)\b|\\(?:lor|land|vee|wedge)\b")
_OPENING: Final = regex(r"\\?[(\[{⟨]|\\langle\b")
_CLOSING: Final = regex(r"\\?[)\]}⟩]|\\rangle\b")
_LAST_NUMBER: Final = regex(r"[-+−]?[0-9.]+\s*[)\]]")
_COMMA: Final = regex(r"\s*+(?P<comma>,)\s*+|\s++")  # blanks without a comma in one step, not from each of them


def recognise_equations(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise several equations in a row: ``x = 8, y = 4``, ``x^1 = (9, 3), x^2 = (8, 4)``."""
    found = split_outside_brackets(text, ",;\n")
    trees = [read(part) for part in found] if len(found) > 1 else []
    if not trees or not all(isinstance(tree, Relation) for tree in trees):
        return None
    joined = [
        replace_all(text, f" {word} ".join(part.strip() for part in found), meaning)
        for word, meaning in (("and", "for all at once"), ("or", "for alternatives"))
    ]
    end = len(found[0])
    if not all(isinstance(tree, Relation) and tree.operators == ("=",) for tree in trees):
        return complain(text, end, end + 1, "listed-conditions", *joined)
    parts = [part.partition("=") for part in found]
    sides = {"".join(left.split()) for left, _, _ in parts}
    values = ", ".join(right.strip() for _, _, right in parts)
    opening, closing = ("\\{", "\\}") if "\\" in text else ("{", "}")
    members = replace_all(text, f"{opening}{values}{closing}", "for a set")
    if len(sides) == 1:
        changes = [joined[1], members]
    else:
        changes = [replace_all(text, f"({values})", "for a list"), joined[0]]
        is_numbered = len({re.sub("[0-9]", "", side) for side in sides}) == 1  # λ(1) = 3, λ(2) = 1: they only count
        if is_numbered and not any(isinstance(child, Vector) for tree in trees if tree for child in children(tree)):
            changes.append(members)
    return complain(text, end, end + 1, "listed-conditions", *changes)


def recognise_semicolons(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise semicolons between the entries of a list."""
    span = error.diagnostic.span
    if span is None or text[span.start : span.end] != ";":
        return None
    commas = text.replace(";", ",") if "," not in text or is_grouped(text) else ""
    if commas and split_outside_brackets(commas, ",")[1:]:
        commas = f"({commas.strip()})"
    changes = [replace_all(text, space_commas(commas))] if commas else []
    return complain(text, span.start, span.end, "semicolon", *changes)


def recognise_bars(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise a bar between the entries of a list: ``(3 | -3)``, ``(3, |-3)``."""
    place = text.find("|")
    if error.diagnostic.slug not in ("badly-closed", "unclosed") or place < 0 or text.count("|") > 1:
        return None
    before, after = text[:place].rstrip(), text[place + 1 :].lstrip()
    is_doubled = before.endswith(",") and _LAST_NUMBER.match(after) is not None  # in (1, |x + 2) it may be a value's
    fixed = f"{before} {after}" if is_doubled else f"{before}, {after}"
    if before.count("(") + before.count("[") == before.count(")") + before.count("]") or read(fixed) is None:
        return None
    return complain(text, place, place + 1, "bar", replace_all(text, fixed))


def is_grouped(text: str) -> bool:
    """Whether all commas are outside brackets and all semicolons inside: ``(9; 3), (8; 4)``."""
    outside = split_outside_brackets(text, ",;")
    return not any("," in part for part in outside) and len(outside) == len(split_outside_brackets(text, ","))


def space_commas(text: str) -> str:
    """Write each comma with one blank after it and none before it."""
    return _COMMA.sub(lambda match: ", " if match["comma"] else match.group(), text)


def recognise_spaced_list(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise entries with nothing but blanks between them: ``(9 3)``, ``[[4 -2] [-3 1]]``, ``1-√3 1+√3``."""
    diagnostic = error.diagnostic
    span = diagnostic.span
    if span is None or diagnostic.slug not in ("spaced-number", "juxtaposed-number"):
        return None
    lists = list_separated(text, names, loose=diagnostic.slug == "juxtaposed-number")
    if not lists:
        return None
    opening = max(_OPENING.finditer(text, 0, span.start), key=re.Match.end, default=None)
    closing = _CLOSING.search(text, span.end)
    is_list = opening and closing and SPACED_NUMBERS.fullmatch(text[opening.end() : closing.start()])
    one_number = [each for each in diagnostic.proposals if each.meaning == "for one number"]
    if opening and closing and is_list and not one_number:
        lists = [each._replace(meaning="") for each in lists] if len(lists) == 1 else lists
        return complain(text, opening.start(), closing.end(), "spaced-list", *lists)
    others = [each for each in diagnostic.proposals if each not in one_number]
    return AnswerError(diagnostic.propose([*one_number, *(apply_change(text, each) for each in lists), *others]))


def recognise_arrows(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise values or steps with arrows between them: ``(9, 3) -> (8, 4)``."""
    arrow = _ARROW.search(text)
    parts = [part.strip() for part in _ARROW.split(text)]
    if arrow is None or error.diagnostic.slug == "reversed-sign":
        return None
    if any(read(part) is None for part in parts):
        span = error.diagnostic.span
        is_about_arrow = span is not None and error.diagnostic.slug == "missing-operand" and span.start > 0
        heads = [match for match in _ARROW.finditer(text) if is_about_arrow and span and match.end() == span.end]
        return complain(text, heads[0].start(), heads[0].end(), "arrow") if heads else None
    changes = [
        replace_all(text, f"({', '.join(parts)})", "for a list of all"),
        replace_all(text, parts[-1], "for the last of them"),
    ]
    if not any(isinstance(read(part), (Vector, Relation)) for part in parts):
        changes.append(replace_all(text, " = ".join(parts), "for steps that are equal"))
    return complain(text, arrow.start(), arrow.end(), "arrow", *changes)


def recognise_turned_brackets(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise intervals with brackets turned outwards at open ends: ``]-2, 8[``."""
    fixed = _TURNED.sub(turn_brackets, text)
    if fixed == text or error.diagnostic.slug not in ("missing-operand", "unopened", "unclosed", "unexpected"):
        return None
    turned = next(match for match in _TURNED.finditer(text) if turn_brackets(match) != match.group())
    return complain(text, turned.start(), turned.end(), "turned-brackets", replace_all(text, fixed))


def turn_brackets(match: re.Match[str]) -> str:
    """Write an interval with a round bracket at each open end."""
    ends = re.sub(r"\s*[,;]\s*", ", ", match["ends"].strip())
    return f"{'[' if match['left'] == '[' else '('}{ends}{']' if match['right'] == ']' else ')'}"


def recognise_alternatives(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise values with *or* or *and* between them: ``x = 1 or 3``, ``(-oo, -2) and (2, oo)``."""
    span, parts = error.diagnostic.span, [part.strip() for part in _JOINT.split(text)]
    if error.diagnostic.slug != "value-as-condition" or span is None or len(parts) < 2:
        return None
    head, equals, first = parts[0].rpartition("=")
    head = head.rstrip("= ")
    values = [first.strip() if equals else parts[0], *parts[1:]]
    trees = [read(value) for value in values]
    if head.endswith(("<", ">", "!", ":")) or any(tree is None or is_condition(tree) for tree in trees):
        return None
    if equals:
        written = " or ".join(f"{head.strip()} = {value}" for value in values)
        changes = [replace_all(text, written, "for alternatives")]
    else:
        changes = [replace_all(text, " ∪ ".join(values), "for all of these intervals")]
    if not any(isinstance(tree, (Vector, Interval)) for tree in trees):
        opening, closing = ("\\{", "\\}") if "\\" in text else ("{", "}")
        changes.append(replace_all(text, f"{opening}{', '.join(values)}{closing}", "for a set"))
    return complain(text, span.start, span.end, "value-as-condition", *changes)
