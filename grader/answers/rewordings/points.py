"""Points by their coordinates, and values with both signs: ``x = ±1, y = 0``, ``P1(1|0), P2(-1|0)``, ``x = ±1, ±2``.

>>> from grader.expr.nodes import SetOf, Symbol, Vector
>>> points = Asked("set", tree=SetOf((Vector((Symbol("a"), Symbol("b"))),)), question="Find all points (x, y).")
>>> texts = ("x = ±1, y = 0", "x=1,y=0 and x=-1,y=0", "P1(1|0), P2(-1|0)", "x = ±1, y = ±1", "x = 1, x = -1, y = 0")
>>> for text in texts:
...     print(write_points(text, points))
(±1, 0)
(1, 0), (-1, 0)
(1, 0), (-1, 0)
x = ±1, y = ±1
x = 1, x = -1, y = 0
>>> [write_both_signs(text, Asked("set")) for text in ("x = ±1, ±2", "x = \\\\pm 1, 3", "x = ±1 ± 2, 3", "x = ±1")]
['{1, -(1), 2, -(2)}', '{1, -(1), 3}', 'x = ±1 ± 2, 3', 'x = ±1']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.statements.reasons import is_constant
from grader.expr.statements.rounding import is_rounded_form
from grader.expr.tokens.pieces import split_outside_brackets
from grader.patterns import regex

__all__ = ["name_components", "take_new_point", "drop_component_steps", "write_both_signs", "write_points"]

_SIGN: Final = r"(?:±|\+/-|\\pm(?![A-Za-z]))"
_LABEL: Final = regex(
    r"\s*\$?\s*(?:(?P<name>[A-Za-zα-ω])\s*(?:=|\\in(?![A-Za-z])|∈)\s*)?(?P<rest>.*?)[$\s.]*", re.DOTALL
)
_BOTH: Final = regex(rf"\s*{_SIGN}\s*(?P<value>[^-+−±=,;\\][^-+−±=,;]*)")
_BOTH_NUMBERS: Final = regex(r"^(?P<name>\s*[A-Za-z])(?:_?\{?1\s*[,/]\s*2\}?|₁[,،]?₂)\s*(?==)")  # z_1,2 = 2 ± 3i
_BRACES: Final = regex(r"\\?\{(?P<inside>[^{}]*±[^{}]*)\}")
_ONE: Final = regex(r"\s*(?P<value>[-+−]?[^-+−±=,;]+)")
_COORDINATE: Final = regex(r"\s*(?P<name>[A-Za-z])\s*=\s*(?P<value>[^=,;|()]{1,40}?)\s*")
_BETWEEN: Final = regex(r"\s*(?:[,;\n]|\b(?:and|or|und|oder|et|ou)\b)\s*(?:\b(?:and|or|und|oder|et|ou)\b\s*)?")
_NAMED_POINT: Final = regex(
    r"\s*(?:[A-Z](?:_?[0-9]|[₀-₉])?\s*=?\s*)\(\s*(?P<inside>[^()|;,]{1,40}(?:[|;,][^()|;,]{1,40}){1,2})\)\s*"
)
_AFTER_POINT: Final = regex(r"(?<=\))\s*(?:[,;\n]|\b(?:and|or|und|oder|et|ou)\b)\s*(?=[A-Z])")
_TUPLE: Final = regex(r"\(\s*(?P<names>[a-z](?:\s*,\s*[a-z]){1,2})\s*\)")
_STEP: Final = regex(
    r"\s*(?P<start>\([^()]{1,60}\))\s*(?:->|→|\\to(?![A-Za-z])|=>|⇒)\s*(?P<end>\([^()]{1,80}\))\s*\.?\s*"
)
# What is put to a name for its value after one step.
_NEW: Final = r"(?:_?\{?(?:1|new|neu|next)\}?|₁|\^\{?\(1\)\}?|['’′]|\+)"
_NEW_NAME: Final = regex(rf"(?<![A-Za-z0-9_\\])(?P<name>[A-Za-z])(?P<new>{_NEW})(?=\s*[=,)])")
_LATER: Final = regex(
    r"\b(?:two|three|four|second|third|[2-9])\s+(?:steps?|iterations?|iterates?)\b|_\{?[1-9]|\^\{?\([1-9]"
)
_PLAIN_NAME: Final = regex(r"\\?[A-Za-zα-ω](?:_?\{?[A-Za-z0-9]{1,3}\}?)?")
_MOST: Final = 9  # values or points; more are not written with both signs one by one


def write_both_signs(text: str, asked: Asked) -> str:
    """Return a list in which some values have both signs as a set of single values; any other text as it is."""
    if asked.shape != "set" or asked.has_points or not re.search(_SIGN, text):
        return text
    text = _BOTH_NUMBERS.sub(r"\g<name> ", text)
    whole = _LABEL.fullmatch(_BRACES.sub(r"\g<inside>", text))
    pieces = split_outside_brackets(whole["rest"], ",;") if whole else []
    if whole is None or not 1 < len(pieces) <= _MOST:
        return text
    values: list[str] = []
    for piece in pieces:
        bare = _LABEL.fullmatch(piece)
        if bare is None or bare["name"] not in (None, whole["name"]):
            return text
        if (both := _BOTH.fullmatch(bare["rest"])) is not None:
            values += [both["value"].strip(), f"-({both['value'].strip()})"]
        elif (one := _ONE.fullmatch(bare["rest"])) is not None:
            values.append(one["value"].strip())
        else:
            return text
    return f"{{{', '.join(values)}}}"


def write_points(text: str, asked: Asked) -> str:
    """Return points with a letter each, or by the names of their coordinates, as tuples; any other text as it is."""
    if not asked.has_points:
        return text
    points = [_NAMED_POINT.fullmatch(point) for point in _AFTER_POINT.split(text.strip(" $."))]
    if all(points):
        return ", ".join(f"({re.sub(' *[|;,] *', ', ', point['inside'].strip())})" for point in points if point)
    names = find_names(asked.question)
    found = [_COORDINATE.fullmatch(piece) for piece in _BETWEEN.split(text.strip(" $."))]
    size = len(names)
    if not names or not found or len(found) % size or len(found) > size * _MOST:
        return text
    labels = [match["name"] if match else "" for match in found]
    values = [match["value"] if match else "" for match in found]
    if len(found) == size and sorted(labels) == sorted(names):  # y = 0, x = ±1
        labels, values = list(names), [values[labels.index(name)] for name in names]
    if labels != list(names) * (len(found) // size) or sum(len(re.findall(_SIGN, value)) for value in values) > 1:
        return text  # with both signs twice, it is not said which belong together
    starts = range(0, len(found), size)
    return ", ".join(f"({', '.join(values[start : start + size])})" for start in starts)


def find_names(question: str) -> tuple[str, ...]:
    """Return the names of the coordinates in a question, as it writes a point: x and y of *(x, y)*."""
    match = _TUPLE.search(question)
    return tuple(name.strip() for name in match["names"].split(",")) if match else ()


def take_new_point(text: str, asked: Asked) -> str:
    """Return the point to which an arrow leads from the one that the question has.

    >>> asked = Asked("vector", question="Do one step from (u, v) = (2, 1).")
    >>> [take_new_point(text, asked) for text in ("(2,1) -> (1.6, 0.4)", "(1, 2) -> (1.6, 0.4)")]
    ['(1.6, 0.4)', '(1, 2) -> (1.6, 0.4)']
    """
    match = _STEP.fullmatch(text) if asked.shape == "vector" else None
    is_start = match is not None and re.sub(r"\s", "", match["start"]) in re.sub(r"\s", "", asked.question)
    return match["end"] if match is not None and is_start else text


def drop_component_steps(text: str, asked: Asked) -> str:
    """Return components with their values alone, without the steps that lead to them.

    >>> pair = Asked("vector")
    >>> texts = ("u = 2 - 0.4 = 1.6\\nv = 0.4", "x = 3, y = x - 2 = 1", "x = 3 = 2, y = 1")
    >>> [drop_component_steps(text, pair) for text in texts]
    ['u = 1.6, v = 0.4', 'x = 3, y = 1', 'x = 3 = 2, y = 1']
    """
    pieces = [piece.strip(" \t$") for piece in _BETWEEN.split(text.strip(" \n.$"))] if asked.shape == "vector" else []
    chains = [[side.strip() for side in piece.split("=")] for piece in pieces]
    if len(chains) < 2 or not any(len(chain) > 2 for chain in chains) or any(map(is_no_chain, chains)):
        return text
    return ", ".join(f"{chain[0]} = {chain[-1]}" for chain in chains)


def is_no_chain(chain: list[str]) -> bool:
    """Whether something is not a name with equal values, as far as these are numbers."""
    if len(chain) < 2 or not all(chain) or not _PLAIN_NAME.fullmatch(chain[0]):
        return True
    *steps, last = (parse_or_none(side, Notation()) for side in chain[1:])
    if last is None or not is_constant(last):
        return bool(steps)
    return not all(step is None or (is_constant(step) and is_rounded_form(last, step)) for step in steps)


def name_components(text: str, asked: Asked, notation: Notation) -> str:
    """Return components after one step with the names that the question has: u and v for ``u_1`` and ``v_new``.

    >>> from grader.expr.notation import Entry
    >>> notation = Notation(entries={name: Entry(name=name) for name in "uv"})
    >>> asked = Asked("vector", question="Do one step of gradient descent from (u, v) = (2, 1).")
    >>> texts = ("u1 = 1.6, v1 = 0.4", "(u_1, v_1) = (1, 2)", "u1 = 1, v = 2")
    >>> [name_components(text, asked, notation) for text in texts]
    ['u = 1.6, v = 0.4', '(u, v) = (1, 2)', 'u1 = 1, v = 2']
    """
    names = find_names(asked.question) if asked.shape == "vector" else ()
    found = list(_NEW_NAME.finditer(text))
    if not names or [match["name"] for match in found] != list(names) or len({match["new"] for match in found}) != 1:
        return text
    are_declared = all(name in notation.entries for name in names)
    is_one_step = "step" in asked.question and not _LATER.search(asked.question)
    return _NEW_NAME.sub(r"\g<name>", text) if are_declared and is_one_step else text
