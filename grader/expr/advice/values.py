"""One value in another spelling: a new value, a quotient with a colon, a number that is about right, a label."""

import re
from typing import Final

from grader.errors import AnswerError
from grader.expr.advice.rules import Reader, replace_all
from grader.expr.complaints import Change, complain
from grader.expr.functions import FUNCTIONS
from grader.expr.names import Names
from grader.expr.nodes import (
    Add,
    Assignment,
    Call,
    Derivative,
    Div,
    Gradient,
    Interval,
    Junction,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)  # fmt: skip
from grader.expr.tokens.pieces import split_outside_brackets
from grader.expr.traverse import walk
from grader.patterns import regex

__all__ = ["recognise_about", "recognise_colon", "recognise_left_side", "recognise_ratio", "recognise_update"]

_ABOUT: Final = regex(r"\s*(?:≈|~|≃|≅|\\approx\b|\\simeq\b|about\b|approximately\b|approx\b\.?)\s*(?P<value>.+)", re.S)
# After "k = " or "step ", a number before a colon counts what follows it.
_RATIO: Final = regex(r"(?<![0-9.])(?<![=A-Za-z])(?<![=A-Za-z]\s)(?P<left>[0-9.]+)\s*:\s*(?P<right>[0-9.]+)")
_LABEL: Final = regex(r"\\?[A-Za-z][A-Za-z0-9_^'’{}() ]*")
_LABELLED: Final = regex(r"(?P<label>(?:^|[\n,;])[ \t]*\\?[A-Za-z][A-Za-z0-9_^'’{}/()+]*+)[ \t]*:(?=[ \t])")
_NAMES: Final = (Symbol, Derivative, Gradient)
_UPDATE: Final = regex(
    r"\s*(?P<name>[^\W\d][\w]*?)\s*"
    r"(?:(?P<sign>[-+*/−])=|(?:['′’]|_?new|_\{\\?(?:text|rm|mathrm)?\{?new\}?\}|\^\{?\+\}?|\^\{?\(?new\)?\}?)\s*:?=)"
    r"(?!=)\s*(?P<value>.+)",
    re.DOTALL,
)  # fmt: skip


def recognise_update(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise ``w -= …``, ``w' = …`` and ``w_new = …``: a new value of ``w``."""
    match = _UPDATE.fullmatch(text)
    if match is None or names.resolve(match["name"]).kind != "symbol":
        return None
    name, value, sign = match["name"], match["value"].strip(), (match["sign"] or "").replace("−", "-")
    tree = read(value)
    if tree is None:
        return None
    if sign:
        grouped = isinstance(tree, (Add, Neg)) or sign in "*/"
        value = f"{name} {sign} ({value})" if grouped else f"{name} {sign} {value}"
    fixed = f"{name} := {value}"
    whole = read(fixed)
    if not isinstance(whole, Assignment) or not isinstance(whole.target, Symbol):
        return None
    changes = [replace_all(text, fixed, "for an update")]
    changes += [] if sign else [replace_all(text, match["value"].strip(), "for the value alone")]
    return complain(text, match.start("name"), match.start("value"), "update", *changes, name=name)


def recognise_about(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise a number after a sign for 'about'."""
    match = _ABOUT.fullmatch(text)
    if match is None or read(match["value"].strip(" .")) is None:
        return None
    return complain(text, 0, match.start("value"), "about", replace_all(text, match["value"].strip(" .")))


def recognise_ratio(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise ``1:6``."""
    span, match = error.diagnostic.span, _RATIO.search(text)
    if match is None or span is None or not match.start() < span.start < match.end():
        return None
    change = Change(f"{match['left']}/{match['right']}", "for a quotient")
    return complain(text, match.start(), match.end(), "ratio", change, left=match["left"], right=match["right"])


def recognise_left_side(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise an equation whose left side is not a formula of the exercise: ``P(X=7) = 1/6``, ``x* = (8, 4)``."""
    span, sides = error.diagnostic.span, split_outside_brackets(text, "=")
    if span is None or len(sides) != 2 or span.start > len(sides[0]) or error.diagnostic.slug not in _LEFT:
        return None
    if not sides[0].strip() or sides[0].rstrip()[-1] in "<>!:" or has_fix(error):
        return None
    name = error.diagnostic.slug == "unknown-name" and span.text
    if name and (not sides[0].lstrip().startswith(name) or differs_in_case(name, names)):  # 2*q = 14 is about q
        return None
    value = read(sides[1])
    if value is None or isinstance(value, (Relation, Junction)) or read(sides[0]) is not None:
        return None
    start = text.index(sides[0].strip())
    return complain(text, start, len(sides[0].rstrip()), "left-side", replace_all(text, sides[1]))


_LEFT: Final = frozenset({"unknown-name", "missing-operand", "incomplete", "prime", "unexpected", "subscript",
                          "condition-as-number", "not-a-function", "no-indices", "empty-brackets"})  # fmt: skip


def differs_in_case(name: str, names: Names) -> bool:
    """Whether a name of the exercise is the same but for capital letters: ``f = m a`` for F."""
    return any(name.casefold() == spelling.casefold() for spelling in names.spellings())


def has_fix(error: AnswerError) -> bool:
    """Whether a name was suggested for the unknown one, so that the left side may be meant."""
    return error.diagnostic.slug == "unknown-name" and bool(error.diagnostic.proposals)


_NO_DIVISORS: Final = (Vector, Matrix, SetOf, Interval, Union, Relation, Junction, Assignment)


def recognise_colon(error: AnswerError, text: str, names: Names, read: Reader) -> AnswerError | None:
    """Recognise a label or a quotient: ``x: (8, 4)``, ``m v^2 : r``, and ``x : 3``, which may be either."""
    span = error.diagnostic.span
    if span is None or error.diagnostic.slug != "unknown-character" or span.text != ":":
        return None
    label, value = text[: span.start].strip(), text[span.end :].strip()
    left, right, quotient = read(label), read(value), text.replace(":", "/")
    is_label = _LABEL.fullmatch(label) is not None or isinstance(left, _NAMES)
    labelled = list_labelled(text) if label and is_label and right is None else []
    if labelled:
        return complain(text, span.start, span.end, "label-colon", *labelled)
    changes = []
    if label and right is not None and is_label and not is_formula(left):
        if isinstance(left, Symbol) and left.name in {node.name for node in walk(right) if isinstance(node, Symbol)}:
            changes.append(replace_all(text, f"{label} := {value}", "for an update"))
        changes.append(replace_all(text, value, "for the value alone"))
        if not isinstance(right, Relation | Junction):
            changes.append(replace_all(text, f"{label} = {value}", "for an equation"))
    is_update = any(change.meaning == "for an update" for change in changes)
    is_quotient = left is not None and not isinstance(left, (Derivative, Gradient)) and not is_update
    if is_quotient and not isinstance(right, _NO_DIVISORS) and read(quotient) is not None:
        changes.append(replace_all(text, quotient, "for a quotient"))
    if not changes:
        return None
    pieces = {
        "character": ":",
        "code": "U+003A",
        "name": "colon",
        "why": "A colon is read only in := for an assignment.",
    }
    return complain(text, span.start, span.end, "unknown-character", *changes, help="write the value alone.", **pieces)


def list_labelled(text: str) -> list[Change]:
    """Return several labels with colons, in lines or after commas, with equals signs: ``x_1: 3, x_2: 4``."""
    equated = _LABELLED.sub(r"\g<label> =", text)
    first = equated.strip().split("\n")[0].strip()
    return [Change(equated, "", 0, len(text), first)] if _LABELLED.search(text) else []


def is_formula(tree: Node | None) -> bool:
    """Whether what was read before a colon is no label: ``m v^2`` in ``m v^2 : r``, ``sin(x)`` in ``sin(x) : x``."""
    is_function = isinstance(tree, Call) and tree.function in FUNCTIONS
    return is_function or isinstance(tree, Add | Div | Mul | Neg | Number)
