"""Other spellings of an update rule: with a counter of the student's own, with a mark on the new value, or in place.

``w_{t+1} = w_t - …`` counts by a letter that the exercise does not use; ``w' = w - …``, ``w^+ = …`` and
``w_new = w_old - …`` mark the new value; ``w -= …`` changes it in place; ``w - …`` is the new value alone. Each is
tried only if the text is not a rule in the notation of the exercise, and each has only one meaning: a mark on the
right-hand side, as in a gradient at the new value, is not read.

>>> [text for text, _ in list_spellings("w' = w - dL/dw", Notation())]
["w' = w - dL/dw", 'w := w - dL/dw']
>>> [text for text, _ in list_spellings("w -= 2*g + h", Notation())]
['w -= 2*g + h', 'w := w - (2*g + h)']
>>> [text for text, _ in list_spellings("w - 2*g", Notation())]
['w - 2*g', 'w := w - 2*g']
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from grader.expr.notation import Domain, Entry, Notation
from grader.memory import Memory
from grader.patterns import regex

__all__ = ["allow_counts", "bracket_count", "drop_remarks", "list_spellings"]

COUNTERS = ("t", "k", "n", "i")
_wide_notations = Memory(capacity=64)  # more rubrics than one process works with at a time
NAME = r"\s*(?P<name>\\?[^\W\d_]+(?:_\{?\w\}?)?)\s*"
_NEW_WORD = "(?:new|neu|nouveau)"
_OLD_WORD = "(?:old|alt|ancien)"
NEW = (
    r"(?:'|’|′|\^\s*(?:\+|\{\s*\+\s*\}|\{?\s*\\prime\s*\}?)"
    rf"|[_^]\{{?(?:\\text\{{|\\mathrm\{{)?\(?{_NEW_WORD}\)?\}}?\}}?)"
)
# Each bracket with its own end, so that none of the formula around it is taken along: (w_old).
OLD = (
    rf"[_^](?:\{{\(?{_OLD_WORD}\)?\}}|\{{?\\(?:text|mathrm)\s*\{{\(?{_OLD_WORD}\)?\}}\}}?|\({_OLD_WORD}\)"
    rf"|{_OLD_WORD}(?![A-Za-z]))"
)
BEFORE = regex(r"(?<![\w\\])(?P<which>[Nn]ew|[Oo]ld)\s+(?P<name>[A-Za-z]+)(?![A-Za-z(])")  # new w = old w - …
OLD_NAME = regex(rf"(?P<name>(?<![^\W\d_])\\?[^\W\d_]+){OLD}")
STEPS = regex(
    r"(?<!\s)\s*(?:,|\bfor\b)\s*(?:all\s+|every\s+)?[a-z]\s*(?:≥|>=|>|\\geq?\b|=|∈|\\in\b)\s*[0-9ℕ\\{].*$", re.DOTALL
)
SAMPLE = r"(?:[ijnm]|\{[ijnm](?:_\{?[a-z]\}?|\([a-z]\))?\})"
ARROW = regex(rf"{NAME}<--?(?=[\s\w(])(?P<value>.+)", re.DOTALL)
MARKED = regex(rf"{NAME}{NEW}\s*(?:&?\s*(?::=|=|←|<-)|\\leftarrow|\\gets)(?P<value>.+)", re.DOTALL)
LOOSE_COUNT = regex(
    r"(?P<name>\s*\\?[^\W\d_]+)(?P<mark>[_^])\s*[({]?(?P<letter>[a-z])[)}]?\s*\+\s*(?P<more>\d)(?=\s*&?\s*(?::=|=|←))"
)
# The next value alone, "w - eta*dL/dw": it begins with the current value, from which something is taken.
CURRENT = regex(rf"{NAME}(?:[_^](?:\{{[^{{}}=]{{1,9}}\}}|\([^()=]{{1,9}}\)|\w))?\s*[-−]")
GIVES = regex(r"=|←|<-|\\(?:leftarrow|gets|to)\b|→|->")
BARE_GRADIENT = regex(r"(?<![\w.\\])(?P<sign>grad|gradient|∇|\\nabla)(?=\s*(?:$|[-+*),]))")
WORD = regex(r"[^\W\d_]+")
CALLED = regex(r"\s*(?P<name>\\?[^\W\d_]+)\(\s*(?P<letter>[tkni])\s*\+\s*1\s*\)\s*(?::=|=|←)")
IN_PLACE = regex(rf"{NAME}(?P<sign>[-−+])=(?P<value>.+)", re.DOTALL)


def drop_remarks(text: str, notation: Notation) -> str:
    """Return a rule without *for which steps* it holds, and without the index of a drawn sample at its loss.

    >>> from grader.expr.notation import Entry
    >>> drop_remarks("w := w - eta*dL_i/dw, i >= 0", Notation(entries={"L": Entry(name="L")}))
    'w := w - eta*dL/dw'
    """
    text = STEPS.sub("", BEFORE.sub(lambda match: f"{match['name']}_{match['which'].lower()}", text))
    for name, entry in notation.entries.items():
        # A number that has no indices of its own; a loss of one sample is the loss of this step.
        if not entry.axes and entry.parameters is None and not entry.iterates and len(name) == 1 and name.isupper():
            text = re.sub(rf"(?<![A-Za-ce-z\\]){name}_{SAMPLE}(?![A-Za-z0-9])", name, text)
    return text


def bracket_count(text: str) -> str:
    """Return a rule with the count on its left in brackets, where it has none; nothing for any other text.

    >>> bracket_count("x^k+1 = x^k - 2"), bracket_count("x_{k}+1 = x_{k} - 2"), bracket_count("x + 1 = 2")
    ('x^(k+1) = x^k - 2', 'x_{k+1} = x_{k} - 2', '')
    """
    match = LOOSE_COUNT.match(text)
    if match is None:
        return ""
    opening, closing = "{}" if "{" in text or "\\" in text else "()"
    count = f"{opening}{match['letter']}+{match['more']}{closing}"
    return f"{match['name']}{match['mark']}{count}{text[match.end() :]}"


def list_spellings(text: str, notation: Notation) -> Iterator[tuple[str, Notation]]:
    """Yield the possible meanings of a text, each with the notation to read it in."""
    wide = allow_counts(notation)
    text = name_function(text, notation)
    yield text, wide
    alone = OLD_NAME.sub(r"\g<name>", text)
    if (current := CURRENT.match(alone)) and not GIVES.search(text):
        base, _, index = current["name"].partition("_")
        is_count = notation.entries.get(base, Entry(name=base)).iterates or index.strip("{}") not in notation.ranges
        yield f"{base if is_count else current['name']} := {alone.strip()}", wide
    marked, in_place, arrow = MARKED.fullmatch(text), IN_PLACE.fullmatch(text), ARROW.fullmatch(text)
    if counted := write_counts(text, wide):
        yield counted, wide
    if arrow:  # elsewhere it is a comparison with a negative value
        yield f"{arrow['name']} := {arrow['value'].strip()}", wide
    elif marked:
        name = marked["name"]
        yield f"{name} :={re.sub(re.escape(name) + OLD, lambda _: name, marked['value'])}", wide
    elif in_place:
        name, sign = in_place["name"], in_place["sign"]
        yield f"{name} := {name} {sign} ({in_place['value'].strip()})", wide


def name_function(text: str, notation: Notation) -> str:
    """Return a rule with a gradient of nothing as that of the only name that is not in it; whole numbers only count.

    >>> notation = Notation(entries={name: Entry(name=name) for name in ("w", "L", "eta")})
    >>> name_function("w - eta*grad", notation), name_function("w - 2*w.grad", notation)
    ('w - eta*grad L', 'w - 2*w.grad')
    """
    if not BARE_GRADIENT.search(text):
        return text
    words = set(WORD.findall(text))
    found = [
        name
        for name, entry in notation.entries.items()
        if entry.domain.kind not in ("natural", "integer") and not words & {name, *list_aliases(name, notation)}
    ]
    return BARE_GRADIENT.sub(rf"\g<sign> {found[0]}", text) if len(found) == 1 else text


def list_aliases(name: str, notation: Notation) -> list[str]:
    return [spelling for spelling, target in notation.aliases.items() if target == name]


def write_counts(text: str, notation: Notation) -> str:
    """Return ``w(t+1) = w(t) - …`` with the count as an index; nothing where a count is not all that is in brackets.

    >>> from grader.expr.notation import Entry
    >>> write_counts("w(t+1) = w(t) - 2w(t)", Notation(entries={"w": Entry(name="w")}))
    'w_{t+1} = w_{t} - 2w_{t}'
    """
    match = CALLED.match(text)
    if match is None or notation.entries.get(match["name"]) is None:
        return ""
    name, letter, value = match["name"], match["letter"], text[match.end() :]
    old = re.compile(rf"(?<![A-Za-z_\\]){re.escape(name)}\(\s*{letter}\s*\)")
    written = old.sub(lambda _: f"{name}_{{{letter}}}", value)
    is_whole = written != value and re.search(rf"(?<![A-Za-z_\\]){re.escape(name)}\(", written) is None
    return f"{name}_{{{letter}+1}} = {written.strip()}" if is_whole else ""


def extend_with_counts(notation: Notation) -> Notation:
    """Return a notation in which every name may have a count, with counters that it does not use otherwise."""
    entries = [replace(entry, iterates=True) for entry in notation.entries.values() if entry.parameters is None]
    taken = {*notation.entries, *notation.ranges, *notation.aliases}
    taken |= {"i"} if any(entry.domain.kind == "complex" for entry in notation.entries.values()) else set()
    letters = [Entry(name=name, domain=Domain(kind="natural")) for name in COUNTERS if name not in taken]
    return notation.extended([*entries, *letters])


def allow_counts(notation: Notation) -> Notation:
    """Return a notation in which every name may have a count, the same object each time."""
    return _wide_notations.of(extend_with_counts, notation)
