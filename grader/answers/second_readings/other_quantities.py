"""A right value that an answer gives to another quantity, or beside another value for the same one.

*Find R for V = 18 and I = 9*: ``V = 2`` is not what was asked, ``R = 9 = 2`` gives two values, and ``V = R I = 2`` is
an equation for R. Nobody but a person can say whether the value or the rest is meant.

>>> from grader.expr.asked.asked import Asked
>>> from grader.expr.notation import Notation
>>> task = Task(notation=Notation(), asked=Asked("value", question="Find R for V = 18 and I = 9."))
>>> [is_contradicted(text, task) for text in ("V/I = 2", "R = 2", "V = 2", "R = 9 = 2", "V = RI = 2", "V*I = 2")]
[False, False, True, True, True, True]
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from grader.answers.conclusions.endings import split_conclusions
from grader.answers.conclusions.given_values import is_named_in, list_given
from grader.answers.conclusions.last_lines import split_last_line
from grader.answers.conclusions.reading import find_name, is_in_question
from grader.answers.protocol import Task
from grader.answers.rewordings.labels import take_labelled_end
from grader.answers.second_readings.asked_names import LETTER, find_asked_names
from grader.answers.second_readings.lines import contradicts_line
from grader.answers.second_readings.measures import gives_two_measures
from grader.answers.second_readings.other_calls import names_other_measure, names_other_value
from grader.answers.second_readings.other_conditions import names_other_condition
from grader.answers.second_readings.other_events import names_other_event
from grader.answers.second_readings.other_labels import (
    names_opposite_index,
    names_other_count,
    names_other_letter,
    names_other_member,
    names_other_product,
    names_other_variable,
)
from grader.answers.second_readings.other_owners import counts_other_thing, names_other_order, names_other_owner
from grader.answers.second_readings.other_subjects import names_other_kind, names_other_subject
from grader.answers.second_readings.other_values import (
    gives_two_arrays,
    gives_two_values,
    has_other_head,
    leaves_name_open,
)
from grader.expr.asked.asked import Asked
from grader.expr.names import names_of
from grader.expr.nodes import Derivative, Vector
from grader.expr.reading import parse_or_none
from grader.expr.results.both_signs import has_other_step
from grader.expr.sets.solutions import find_solutions
from grader.expr.shapes.splitting import split_statements
from grader.expr.statements.labels import strip_dollars
from grader.expr.words.doubtful import IN_FULL
from grader.patterns import regex

__all__ = ["is_contradicted"]

_SAYS: Final = regex(r"[=<>≤≥∈]|\\(?:le|leq|ge|geq|in)(?![A-Za-z])")
_NEARLY: Final = regex(r"≈|\\approx(?![A-Za-z])|:(?=\s)")  # between a name and its value
_SPACING: Final = regex(r"\\[,;:!>]")  # of LaTeX, and no comma between two statements
_IS: Final = regex(r"(?<=\w)\s+(?:is|equals)\s+")
_WORD: Final = regex(r"[^\W\d_]{4,}")  # shorter ones, the and for, are in any question
_COLUMNS: Final = regex(r"(?<![A-Za-z])(?:c(?:ol)?_?[0-9]|col(?:umn)?s?(?:\s*_?[0-9])?)\s*[:=]", re.IGNORECASE)
_COUNTED: Final = regex(r"(?<!\w)([A-Za-z]\w{0,3})\s*\(\s*([0-9])\s*\)\s*=")
_HEAD: Final = regex(r"\s*[(\[](?P<names>[^()\[\]=]*)[)\]]\s*=")
# x^(2) and x^1 may be the second and the first iterate.
_EXPONENT: Final = r"(?:(?!1\b)[0-9]+|[-−][0-9]+|[-−]?[0-9]+\s*[./]\s*[0-9]+)"
_SMALL: Final = r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+"
_POWER: Final = regex(
    r"(?P<name>(?P<letters>\\?[^\W\d_]+)(?:_\{?[^\W_]+\}?|[0-9])?)\s*"
    rf"(?P<exponent>(?:\^|\*\*)\s*(?:\{{\s*)?{_EXPONENT}(?:\s*\}})?"
    rf"|(?:\^|\*\*)\s*\(\s*(?![0-9]+\s*\)){_EXPONENT}\s*\)|(?!¹){_SMALL})"
)
_ROOT: Final = regex(
    r"(?:\\?(?:sqrt|cbrt)(?![A-Za-z])(?:\[[0-9]+\])?|[√∛])\s*[({]?\s*\\?[^\W\d_]+(?:_\{?[^\W_]+\}?|[0-9])?\s*[)}]?"
)
# Of a matrix or a random variable: det(A), tr A, Var(X)
_OPERATION: Final = regex(
    r"(?:np\.(?:linalg\.)?)?\\?(?:operatorname\{)?(?P<name>det|trace|tr|rank|dim|[Vv]ar|[Cc]ov)\}?"
    r"(?:\s*\(\s*(?P<inside>[^()]{2,12})\)|\s*(?P<kernel>(?:ker|null|N|im)\b[^=]{0,5})|\s*\(?\s*(?P<of>[A-Za-z])\s*\)?)"
)
_LETTER: Final = regex(r"(?<![\w'’])[A-HJ-Z](?![\w'’])")  # I is a word
_SQUARED: Final = frozenset({"R", "r", "s", "S", "chi", "\\chi", "χ", "sigma", "\\sigma", "σ", "X", "T"})
_PRIMED: Final = regex(r"\\?[^\W\d_]\w{0,3}(?P<primes>['’′]{1,3})(?:\s*\([^()]*\))?")


def is_contradicted(text: str, task: Task) -> bool:
    """Whether the text of a right answer also says that it is something else."""
    shape = task.asked.shape
    text = take_labelled_end(_SPACING.sub(" ", text) if "\\" in text else text, task.asked)
    if shape == "matrix" and _COLUMNS.search(text):
        return True  # it is read row by row
    if shape not in ("any", "condition") and is_about_other(find_result(text), task.asked.question):
        return True
    if shape == "value" and names_other_notation(_NEARLY.sub("=", find_result(text)), task.asked.question):
        return True
    if not _SAYS.search(text):
        return False
    *before, last = (strip_dollars(piece).strip() for piece in list_statements(text))
    if shape in ("value", "family") and not task.symbols and names_other_variable(find_head(last), task.asked.question):
        return True
    if shape in ("value", "vector", "matrix") and has_other_head(last, task):
        return True
    if shape == "vector" and (has_other_component((*before, last), task) or has_other_count(text, task.asked)):
        return True
    if shape in ("vector", "matrix", "list"):
        return is_other_array(last, task) or any(gives_two_arrays(statement, task) for statement in (*before, last))
    if shape == "condition":
        return bool(before) and contradicts_line(before, last, task.notation, task.asked.question)
    if shape == "set" and has_other_step(last):
        return True
    if shape in ("set", "interval"):
        return any(is_of_other_quantity(statement, task) for statement in (*before, last))
    return shape == "value" and (
        is_of_other_quantity(last, task)
        or gives_two_measures(last)
        or gives_two_values(last, task)
        or leaves_name_open(before, last, task)
    )


def find_result(text: str) -> str:
    """Return the last statement of a text, in its last line."""
    lines = split_last_line(text) if "\n" in text else None
    return split_conclusions(lines.last if lines else text)[-1]


def names_other_notation(statement: str, question: str) -> bool:
    """Whether a statement begins with the notation for another probability, measure or value of a function."""
    head = strip_dollars(statement).partition("=")[0].strip()
    return (
        names_other_condition(head, question)
        or names_other_measure(strip_dollars(statement), question)
        or names_other_value(head, question)
    )


def is_about_other(statement: str, question: str) -> bool:
    checks = (names_other_subject, counts_other_thing, names_other_owner, names_other_order, names_other_event)
    return any(is_other(statement, question) for is_other in checks)


def is_other_array(statement: str, task: Task) -> bool:
    """Whether an array has the label of another one: ``F_1`` where F is asked for, ``BA`` where AB is, a given A."""
    head, sign, value = _IS.sub("=", statement, count=1).partition("=")
    given = re.search(rf"(?<!\w){re.escape(head.strip(' $'))}\s*=\s*[(\[\\]", task.asked.question)
    if given and len(head.strip(" $")) == 1 and head.strip(" $") not in find_asked_names(task.asked.question):
        return True
    if not sign or names_other_product(head, task.asked.question):
        return bool(sign)
    is_named = names_other_member(head.strip(" $"), task, is_whole=True)
    return is_named and isinstance(parse_or_none(value.rpartition("=")[2], task.notation), Vector)


def list_statements(text: str) -> Iterator[str]:
    """Yield the statements of a text, each of which follows from those before it."""
    for piece in split_conclusions(text):
        yield from (statement.text for statement in split_statements(piece))


def is_of_other_quantity(statement: str, task: Task) -> bool:
    """Whether a statement is about a name that the question only gives, or about another one than it asks for."""
    if task.asked.shape == "value":
        head = find_head(statement)
        if names_power_or_order(head, task) or names_other_operation(head, task.asked):
            return True
        if names_other_member(head, task, is_whole=False) or names_other_product(head, task.asked.question):
            return True
        if (
            names_other_letter(head, task.asked)
            or names_opposite_index(head, task.asked)
            or names_other_count(head, task.asked.question)
        ):
            return True
        if names_other_kind(head, task.asked.question):
            return True
    name = find_subject(statement, task)
    if not name or parse_or_none(name, task.notation) in task.symbols:
        return False
    question = task.asked.question
    if name in list_given(question):
        return is_only_given(name, question)
    found = find_asked_names(question)
    asked = found or find_described_names(task)
    # Of z, which the exercise does not declare, nobody can speak but by another name.
    are_declared = all(is_declared(each, task) for each in (name, *asked))
    return bool(asked) and are_declared and name not in asked and (bool(found) or not is_named_in(name, question))


def is_declared(name: str, task: Task) -> bool:
    return names_of(task.notation).resolve(name.lstrip("\\")).entry is not None


def find_head(statement: str) -> str:
    """Return the name that a statement gives a value, or else what is in front of its first ``=``."""
    return find_name(statement) or statement.partition("=")[0].strip(" $")


def names_power_or_order(name: str, task: Task) -> bool:
    """Whether a label is a power or root of a name, or a derivative of another order than the question asks for.

    The square of some names is a quantity of its own, R^2 and s^2 in statistics, and so is any that the question has,
    and an inverse where it asks for one.
    """
    power, primes = _POWER.fullmatch(name), _PRIMED.fullmatch(name)
    if power is not None or _ROOT.fullmatch(name):
        return not is_own_quantity(power, task.asked.question) and squash(name) not in squash(task.asked.question)
    order = len(primes["primes"]) if primes else 0
    asked = {len(symbol.by) for symbol in task.symbols if isinstance(symbol, Derivative)} or {task.asked.order} - {0}
    return bool(order and asked) and order not in asked and name not in task.asked.question


def names_other_operation(head: str, asked: Asked) -> bool:
    """Whether a label is the trace where the determinant is asked for, or the determinant of another matrix.

    >>> asked = Asked(question="Find the determinant of the matrix B.")
    >>> [names_other_operation(head, asked) for head in ("det B", "det(B)", "tr(B)", "det C", "d")]
    [False, False, True, True, False]
    """
    match = _OPERATION.fullmatch(head)
    if match is None:
        return False
    names = {name: {name, full} for name, full in IN_FULL.items()} | {"rank": {"rank"}}
    said = [name for name, words in names.items() if words & asked.words]
    name = "tr" if match["name"] == "trace" else match["name"].casefold()
    if bool(said) and name not in said:
        return True
    if match["kernel"]:
        return "rank" in asked.words and not {"kernel", "nullity", "null"} & asked.words
    if match["inside"]:  # det(A^2), det(2A), det(A+B)
        return (
            bool(said)
            and squash(match["inside"]).strip("[]") not in squash(asked.question)
            and not match["inside"].islower()
        )
    has_letters = any(is_named_in(letter, asked.question) for letter in _LETTER.findall(asked.question))
    return has_letters and not is_named_in(match["of"], asked.question)


def is_own_quantity(power: re.Match[str] | None, question: str) -> bool:
    """Whether a power is a usual quantity of its own: a square of statistics, or the inverse that is asked for."""
    exponent = squash(power["exponent"]).strip("^*()") if power else ""
    if exponent in ("2", "²"):
        return power is not None and power["letters"] in _SQUARED and power["name"] not in find_asked_names(question)
    return exponent in ("-1", "−1", "⁻¹") and "invers" in question.casefold()


def squash(text: str) -> str:
    return re.sub(r"[\s{}$]", "", text)


def find_subject(statement: str, task: Task) -> str:
    """Return the plain name that a statement gives values, on the left of ``=`` or in an inequality."""
    name = find_name(statement)
    if name:
        return name if re.fullmatch(LETTER, name) or name in list_given(task.asked.question) else ""
    tree = parse_or_none(statement, task.notation) if task.asked.shape != "value" else None
    found = find_solutions(tree) if tree is not None else None
    return found[0].name if found and found[0] else ""


def is_only_given(name: str, question: str) -> bool:
    """Whether every place in a question that has a name gives it a value."""
    places = re.findall(rf"(?<![A-Za-z\\]){re.escape(name)}(?!\w)(\s*=)?", question)
    return all(places)


def find_described_names(task: Task) -> frozenset[str]:
    """Return the names whose description in the exercise has a word of the question: h, *the height*."""
    return frozenset(
        name
        for name, entry in task.notation.entries.items()
        if not task.asked.words.isdisjoint(_WORD.findall(entry.description.casefold()))
    )


def has_other_component(statements: Sequence[str], task: Task) -> bool:
    """Whether components have names of the question and others that it does not have: ``x = 2, z = 1`` for (x, y)."""
    # Of e = f - y, g = (1, 2), none is a component.
    values = [parse_or_none(statement.rpartition("=")[2], task.notation) for statement in statements]
    components = () if any(isinstance(value, Vector) for value in values) else statements
    names = [name for name in (*map(find_name, components), *list_heads(statements[-1])) if re.fullmatch(LETTER, name)]
    asked = [is_in_question(name, task) for name in names]
    return any(asked) and not all(
        is_one or not is_declared(name, task) for name, is_one in zip(names, asked, strict=True)
    )


def has_other_count(text: str, asked: Asked) -> bool:
    """Whether a value has another number in its brackets than those the question has: ``w(3) = 2`` for w(1) and w(2).

    >>> asked = Asked("vector", question="Give w(1) and w(2).")
    >>> [has_other_count(text, asked) for text in ("w(1) = 1, w(2) = 2", "w(1) = 1, w(3) = 2", "v(3) = 1")]
    [False, True, False]
    """
    counted = set(_COUNTED.findall(text)) if ")" in text else set()
    named = set(_COUNTED.findall(f"{asked.question.replace(',', ' =')} =".replace(")", ") =")))
    return any(head not in named and head[0] in {name for name, _ in named} for head in counted)


def list_heads(statement: str) -> list[str]:
    """Return the names in brackets in front of ``=``: x and z for ``(x, z) = (2, 1)``."""
    head = _HEAD.match(statement)
    return [name.strip() for name in head["names"].split(",")] if head else []
