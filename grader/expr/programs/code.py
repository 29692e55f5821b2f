"""Habits of programs and of computer algebra, written in the answer language: cases, rows, calls in square brackets.

Each has one meaning where the names of the exercise allow it, and is tried only where a text cannot be read as it is.

>>> from grader.expr.notation import Entry, Notation
>>> names = {name: Entry(name=name) for name in ("x", "L", "w")} | {"v": Entry(name="v", axes=(2, 2))}
>>> notation = Notation(entries=names, ranges={"k": 2, "j": 2})
>>> for text in ("[x if x > 0 else 0, 1]", "np.where(x > 0, x, -x)", "dL_dw + dLdw", "Exp[2] + E^2"):
...     print(write_code(text, notation))
[(x)*1[x > 0], 1]
((x)*1[x > 0] + (-x)*1[x <= 0])
dL/dw + dL/dw
exp(2) + e^2
>>> write_code("v[k,:] @ g", notation), write_code("sum(w*v[k][j] for k in range(2))", notation)
('(v*g)_k', 'sum(w*v[k,j], k)')
>>> write_code("v[1] @ g", notation) is None  # in Python, this is row 2
True
>>> [write_code(text, notation) for text in ("x + 1", "(" * 190 + " if x > 0 else " + ")" * 190)]
[None, None]
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from grader.expr.advice.prose import negate_comparison
from grader.expr.functions import SPELLINGS
from grader.expr.names import Names, names_of
from grader.expr.nodes import Symbol
from grader.expr.notation import Notation
from grader.expr.programs.arrays import write_arrays
from grader.expr.programs.cases import write_cases, write_lambda
from grader.expr.reading import parse_or_none
from grader.expr.reading_memory import ReadingMemory
from grader.expr.tokens.pieces import split_outside_brackets
from grader.expr.traverse import walk
from grader.limits import MAX_DEPTH
from grader.patterns import regex

__all__ = ["write_code"]

_MODULE: Final = regex(r"(?<![\w.])(?:F|nn|nn\.functional|torch\.nn\.functional|jax|tf\.nn)\.(?=[a-z])")
_BRANCH: Final = regex(r"(?P<value>.*?\S)\s+if\s+(?P<condition>.*?\S)\s+else\s+(?P<other>\S.*)", re.DOTALL)
_EQUALS: Final = regex(r"(?<![=<>!:])=(?!=)")
_CHOOSE: Final = regex(
    r"(?<![\w.])(?:(?:np|numpy|torch|jnp)\.)?(?:where|If|[Pp]iecewise|if(?=\s*\([^()]*,))\s*(?P<open>[(\[])"
)
_CAPITAL: Final = regex(r"(?<![A-Za-z0-9_\\])(?P<name>[A-Z][A-Za-z]{1,9})\[")
_SUM: Final = regex(
    r"(?P<body>.+?)\s+for\s+(?P<letter>[A-Za-z])\s+in\s+"
    r"(?:range\((?:0\s*,\s*)?(?P<count>\d{1,3})\)|range\(1\s*,\s*(?P<end>\d{1,3}|\d\s*\+\s*1)\)|[(\[](?P<listed>[\d,\s]+)[)\]])",
    re.DOTALL,
)
_CALL_OF_SUM: Final = regex(r"(?<![\w.])(?:np\.)?sum\s*\((?=\s*\[?[^()]*\sfor\s|.*\sfor\s)")
_TWICE: Final = regex(r"(?<![\w.])(?P<name>[A-Za-z]\w*)\[(?P<row>\w+)\]\[(?P<column>\w+)\]")
_INDEX: Final = regex(r"\[(?P<indices>[^\[\]]*)\]")
_WORD: Final = regex(r"(?P<head>[A-Za-z]+)\w*")
_NONE: Final = r"(?:None|np\.newaxis)"
_OUTER: Final = regex(
    rf"(?<![\w.])(?P<left>[A-Za-z]\w*)\[:\s*,\s*{_NONE}\]\s*\*\s*(?P<right>[A-Za-z]\w*)(?:\[{_NONE}\s*,\s*:\])?(?![\w\[(.])"
)
_SLICE: Final = r"(?:\[(?P<row>\w+)(?:\s*,\s*:)?\]|\[:\s*,\s*(?P<column>\w+)\])"
_ROW: Final = regex(
    rf"(?<![\w.])(?P<name>[A-Za-z]\w*){_SLICE}\s*(?:@\s*(?P<other>[A-Za-z]\w*)(?![\w\[(.])|\.dot\(\s*(?P<arg>[A-Za-z]\w*)\s*\))"
)
_DOT: Final = regex(rf"(?<![\w.])np\.dot\(\s*(?P<name>[A-Za-z]\w*){_SLICE}\s*,\s*(?P<other>[A-Za-z]\w*)\s*\)")
_METHOD: Final = regex(r"(?<![\w.])(?P<left>[A-Za-z]\w*(?:\.T)?)\.dot\(")
_STEP: Final = regex(r"(?<![\w\\.])(?:H|Θ|np\.heaviside)(?=\((?![^()]*=))")
_APPLIED: Final = regex(
    r"(?<![\w.\\])(?:diff|Derivative)\(\s*(?P<of>[A-Za-z]\w*)\s*,\s*(?P<by>[A-Za-z]\w*)\s*\)"
    r"|(?<![\w.\\])D\[\s*(?P<of_>[A-Za-z]\w*)\s*,\s*(?P<by_>[A-Za-z]\w*)\s*\]"
)
_DERIVATIVE: Final = regex(r"(?<![\w\\])d(?P<of>[A-Za-z]{1,5}?)_?d(?P<by>[A-Za-z]\w{0,5})(?![\w(])")
_ROUNDED: Final = regex(r"(?<![\w.])(?P<digits>[0-9]+)\.(?=[\s\],]|$)")
_PRINTED: Final = regex(r"\[\s*(?P<row>[-+]?[0-9][0-9.e+-]*(?:\s+[-+]?[0-9][0-9.e+-]*)*)\s*\]")
_EULER: Final = regex(r"(?<![A-Za-z_\\.])(?<![0-9])E(?![A-Za-z0-9_(\[])|(?<=[0-9])E(?=\s*\^)")
_LETTER_E: Final = regex(r"(?<![A-Za-z])E(?![A-Za-z])")
_MOST: Final = 400  # characters; a longer program is no answer
_CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}
_written: Final = ReadingMemory(capacity=256)  # one text is tried for each kind of thing that may be asked for


def write_code(text: str, notation: Notation, question: str = "") -> str | None:
    """Return a text without the habits of programs; None where it has none, or is too long or too deep."""
    if len(text) > _MOST:
        return None
    is_energy = _LETTER_E.search(question) is not None
    changed = _written.read(text, (notation,), write_anew, is_energy)
    return None if changed == text else changed


def write_anew(text: str, notation: Notation, is_energy: bool) -> str:
    """Return a text without the habits of programs, or as it is; E is left in it where it may be an energy."""
    if measure_depth(text) > MAX_DEPTH:
        return text
    names, changed = names_of(notation), _MODULE.sub("", text)
    if "H" not in names.entries:
        changed = _STEP.sub("heaviside", changed)
    for respell in _RESPELL:
        changed = respell(changed, names)
    return changed if is_energy else write_euler(changed, names)


def measure_depth(text: str) -> int:
    """Return how deep the brackets of a text are nested.

    >>> [measure_depth(text) for text in ("x", "f(x)[1]", "[(1), ((", "))(")]
    [0, 1, 3, 1]
    """
    depth = deepest = 0
    for sign in text:
        depth = max(depth + (sign in _CLOSERS) - (sign in ")]}"), 0)
        deepest = max(deepest, depth)
    return deepest


def write_branches(text: str, names: Names) -> str:
    """Write ``a if c else b`` with indicators, in every bracket by itself."""
    if " else " not in text:
        return text
    found = list(split_keeping(text))
    return "".join(write_branch(piece, names) if piece not in ",;" else piece for piece in found)


def split_keeping(text: str) -> Iterator[str]:
    """Yield the pieces of a text between commas outside brackets, and the commas."""
    depth = start = 0
    for place, sign in enumerate(text):
        depth += (sign in _CLOSERS) - (sign in ")]}")
        if depth == 0 and sign in ",;":
            yield from (text[start:place], sign)
            start = place + 1
    yield text[start:]


def write_branch(text: str, names: Names) -> str:
    """Write one entry: what is in its brackets, and then the entry itself."""
    text = change_inside(text, lambda inside: write_branches(inside, names))
    head, rest = "", text
    if label := _EQUALS.search(hide_brackets(text).partition(" if ")[0]):
        head, rest = text[: label.end()] + " ", text[label.end() :]
    match = _BRANCH.fullmatch(hide_brackets(rest))
    if match is None:
        return text
    value, condition, other = (rest[slice(*match.span(group))] for group in ("value", "condition", "other"))
    chosen = choose(value.strip(), condition, write_branch(other.strip(), names), names)
    return text if chosen is None else head + chosen


def change_inside(text: str, change: Callable[[str], str]) -> str:
    """Return a text with a change to what is in each of its outermost brackets."""
    found, depth, start = "", 0, 0
    for place, sign in enumerate(text):
        if sign in _CLOSERS:
            if depth == 0:
                found, start = found + text[start : place + 1], place + 1
            depth += 1
        elif sign in ")]}" and depth:
            depth -= 1
            if depth == 0:
                found, start = found + change(text[start:place]), place
    return found + text[start:]


def hide_brackets(text: str) -> str:
    """Return a text with an underscore for each character in brackets, so that all places stay the same."""
    depth, found = 0, []
    for sign in text:
        depth -= sign in ")]}"
        found.append(sign if depth <= 0 else "_")
        depth += sign in _CLOSERS
    return "".join(found)


def choose(value: str, condition: str, other: str, names: Names) -> str | None:
    """Write one value where a condition holds and another elsewhere; None where its opposite is not plain."""
    holds = parse_or_none(condition, names.notation)
    opposite = "" if holds is None else negate_comparison(condition, holds)
    if not opposite:
        return None
    cases = ((value, condition), (other, opposite))
    return " + ".join(f"({one})*1[{when}]" for one, when in cases if one != "0") or "0"


def write_choices(text: str, names: Names) -> str:
    """Write ``np.where(c, a, b)``, ``If[c, a, b]`` and ``Piecewise((a, c), (b, True))`` with indicators."""
    for match in reversed(list(_CHOOSE.finditer(text))):
        end = find_end(text, match.start("open"))
        branch = find_arguments(text[match.end() : end])
        chosen = choose(*branch, names) if branch else None
        if chosen is not None:
            text = f"{text[: match.start()]}({chosen}){text[end + 1 :]}"
    return text


def find_arguments(inside: str) -> tuple[str, str, str] | None:
    """Return the value, its condition and the other value, which sympy has in pairs."""
    arguments = [argument.strip() for argument in split_outside_brackets(inside, ",")]
    if len(arguments) == 3:
        return arguments[1], arguments[0], arguments[2]
    pairs = [split_outside_brackets(argument[1:-1], ",") for argument in arguments if argument[:1] == "("]
    if len(arguments) != len(pairs) or [len(pair) for pair in pairs] != [2, 2] or pairs[1][1].strip() != "True":
        return None
    return pairs[0][0].strip(), pairs[0][1].strip(), pairs[1][0].strip()


def find_end(text: str, start: int) -> int:
    """Return where the bracket that opens at a place is closed; 0 where it is not."""
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] in _CLOSERS) - (text[place] in ")]}")
        if depth == 0:
            return place
    return 0


def write_printed(text: str, names: Names) -> str:
    """Write an array as numpy prints it, ``[[ 1. -2.] [ 0.  4.]]``, with commas; a sum has no blank before a sign only.

    >>> write_printed("[[ 1. -2.]\\n [ 0.  4.]]", names_of(Notation()))
    '[[1, -2], [0, 4]]'
    """
    if "[" not in text or not _ROUNDED.search(text):
        return text
    rows = _PRINTED.sub(lambda match: f"[{', '.join(match['row'].split())}]", _ROUNDED.sub(r"\g<digits>", text))
    return re.sub(r"\]\s*\[", "], [", rows)


def write_calls(text: str, names: Names) -> str:
    """Write ``Exp[x]`` with round brackets: a function with a capital is one of Mathematica."""
    for match in reversed(list(_CAPITAL.finditer(text))):
        end = find_end(text, match.end() - 1)
        name = match["name"].lower()
        if end and name in SPELLINGS and match["name"] not in names.entries:
            text = f"{text[: match.start()]}{name}({text[match.end() : end]}){text[end + 1 :]}"
    return text


def write_sums(text: str, names: Names) -> str:
    """Write ``sum(a for k in range(2))`` as a sum over k, where k counts just so far."""
    for call in reversed(list(_CALL_OF_SUM.finditer(text))):
        end = find_end(text, call.end() - 1)
        match = _SUM.fullmatch(text[call.end() : end].strip().removeprefix("[").removesuffix("]").strip())
        if match and counts_all(match, names.notation) and (match["end"] or is_same_from_1(match, names)):
            text = f"{text[: call.start()]}sum({match['body']}, {match['letter']}){text[end + 1 :]}"
    return text


def counts_all(match: re.Match[str], notation: Notation) -> bool:
    """Whether a loop goes over the whole range of its letter, counted from 0 or from 1."""
    size = notation.ranges.get(match["letter"])
    if not isinstance(size, int):
        return False
    if match["listed"]:
        numbers = [int(number) for number in re.findall(r"\d+", match["listed"])]
        return numbers in ([*range(size)], [*range(1, size + 1)])
    end = match["end"]
    return size == (int(match["count"]) if match["count"] else int(end[0]) if "+" in end else int(end) - 1)


def is_same_from_1(match: re.Match[str], names: Names) -> bool:
    """Whether a loop from 0 has the same terms as one from 1: its letter only picks entries, and no number does."""
    letter, body = match["letter"], match["body"]
    indices = [part.strip() for found in _INDEX.finditer(body) for part in found["indices"].split(",")]
    outside = _INDEX.sub("", body)
    if "[" in outside or not all(index in names.notation.ranges for index in indices):
        return False
    heads = [word["head"] for word in _WORD.finditer(outside) if letter in word["head"]]
    return all(head != letter and names.resolve(head).kind != "unknown" for head in heads)


def write_rows(text: str, names: Names) -> str:
    """Write ``v[k][j]`` as one entry, and a row or column times a vector as an entry of their product.

    A number as an index stays a question: ``v[1]`` is the second row in Python, and the first one elsewhere.
    """
    letters = names.notation.ranges

    def join(match: re.Match[str]) -> str:
        row, column = match["row"], match["column"]
        return f"{match['name']}[{row},{column}]" if row in letters and column in letters else match[0]

    def write(match: re.Match[str]) -> str:
        found = match.groupdict()
        other, row, column = found.get("other") or found.get("arg"), match["row"], match["column"]
        if count_axes(match["name"], names) != 2 or (row or column) not in letters:
            return match[0]
        return f"({match['name']}*{other})_{row}" if row else f"({match['name']}^T*{other})_{column}"

    text = _OUTER.sub(r"outer(\g<left>, \g<right>)", _TWICE.sub(join, text))
    return _DOT.sub(write, _ROW.sub(write, text))


def write_products(text: str, names: Names) -> str:
    """Write ``X.dot(w)`` with @, whatever is in its brackets.

    >>> write_products("X.T.dot(f(X.dot(w)) - y)", names_of(Notation()))
    '(X.T @ (f((X @ (w))) - y))'
    """
    for match in reversed(list(_METHOD.finditer(text))):
        end = find_end(text, match.end() - 1)
        if end:
            text = f"{text[: match.start()]}({match['left']} @ ({text[match.end() : end]})){text[end + 1 :]}"
    return text


def count_axes(name: str, names: Names) -> int:
    entry = names.resolve(name).entry
    return len(entry.axes) if entry else 0


def write_derivatives(text: str, names: Names) -> str:
    """Write ``dL_dw``, ``dLdw`` and ``diff(L, w)`` as derivatives, where both are names and the word is none."""

    def write(match: re.Match[str]) -> str:
        of, by = (found := [part for part in match.groups() if part])
        are_names = all(names.resolve(part).kind == "symbol" for part in found)
        return f"d{of}/d{by}" if are_names and names.resolve(match[0]).kind == "unknown" else match[0]

    return _APPLIED.sub(write, _DERIVATIVE.sub(write, text))


def write_euler(text: str, names: Names) -> str:
    """Write ``E`` as ``e`` in a number; beside other names it may mean something else.

    >>> from grader.expr.notation import Entry
    >>> names = names_of(Notation(entries={"x": Entry(name="x")}))
    >>> [write_euler(text, names) for text in ("E^2 + 1", "2E", "E^x", "E(2)")]
    ['e^2 + 1', '2E', 'E^x', 'E(2)']
    """
    if "E" not in text or names.resolve("E").kind != "unknown":
        return text
    members = [member for member in _EQUALS.split(text) if _EULER.search(member)]
    trees = [parse_or_none(_EULER.sub("e", member), names.notation) for member in members]
    is_number = all(tree is not None and not any(isinstance(node, Symbol) for node in walk(tree)) for tree in trees)
    return _EULER.sub("e", text) if is_number and "E" not in [member.strip() for member in members] else text


_RESPELL: Final[tuple[Callable[[str, Names], str], ...]] = (
    write_lambda, write_cases, write_arrays, write_printed, write_branches, write_choices, write_calls, write_sums,
    write_rows, write_products, write_derivatives,
)  # fmt: skip
