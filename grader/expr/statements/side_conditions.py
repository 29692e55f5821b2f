"""What is typed behind a formula: values of its letters, where it holds, and the order of what is left out of it.

>>> from grader.expr import to_text
>>> from grader.expr.notation import Entry
>>> from grader.expr.asked.reader import Count
>>> reader = Reader(Notation(entries={"t": Entry(name="t")}), None, Count())
>>> to_text(put_definitions_in("A cos(w t) with A = 2, w = 5", reader, Asked(shape="value")))
'2*cos(5*t)'
>>> drop_remainder("1 + 2x + O(x^2)", reader.notation), write_out_dots("{0, 1, ..., 3}")
('1 + 2x', '{0, 1, 2, 3}')
"""

import re
from itertools import pairwise
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import Reader
from grader.expr.nodes import Call, Mul, Node, Relation, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.shapes.splitting import split_statements
from grader.expr.statements.labels import find_label, split_other_label
from grader.expr.tokens.characters import SUPERSCRIPTS
from grader.expr.traverse import substitute, walk
from grader.patterns import regex

__all__ = ["drop_parameters", "drop_side_conditions", "put_definitions_in"]

_WITH: Final = regex(r"(?<![\s,;])[\s,;]*+(?<!\w)(?:with|where|mit|wobei|avec|où)\s+(?=\\?\w+\s*=)")
_NAME: Final = regex(r"\s*\\?[^\W\d]\w{0,9}\s*")
MAX_DEFINITIONS: Final = 6
_ELSEWHERE: Final = regex(r"(?<![\s,;])[\s,;]*+(?:and\s+)?0\s+(?:otherwise|elsewhere|else|sonst|sinon)\s*\.?\s*$")
_BEFORE: Final = r"(?:[\s,;]*(?<!\w)(?:for|if|when|where|falls|für|pour|si)\s+(?:all\s+)?|\s*[,;]\s*)"
_BOUND: Final = r"(?P<name>\\?[^\W\d]\w{0,9})\s*(?P<sign>>=|<=|>|<|≥|≤|\\geq?|\\leq?)\s*(?P<bound>[0-9]+)"
_CONDITION: Final = regex(rf"(?<=[\w)\]}}!]){_BEFORE}{_BOUND}\s*\.?\s*$")
_COUNTED: Final = regex(
    rf"(?<=[\w)\]}}!]){_BEFORE}(?P<name>\\?[^\W\d]\w{{0,9}})\s*(?:=|∈|\\in)\s*"
    r"(?:\{?\s*[01]\s*,\s*(?:[0-9]+\s*,\s*)*[0-9]+\s*,?\s*(?:\.{2,}|…|\\[lc]?dots)\s*,?\s*\}?|ℕ|\\mathbb\{N\}|N)\s*\.?\s*$"
)
_LESS: Final = r"(?:<=|<|≤|⩽|\\leq?\b|\\lt\b)"
_END: Final = r"[-−]?(?:[0-9]+(?:[./][0-9]+)?|\\?[A-Za-zπ]{1,5}(?:_[0-9A-Za-z])?)"
# 0 <= x <= 3, x in [0, 3], and on [0, 3] in a question.
_RANGE: Final = regex(
    rf"(?<![\w.])(?P<lower>{_END})\s*{_LESS}\s*(?P<name>\\?[^\W\d]\w{{0,9}})\s*{_LESS}\s*(?P<upper>{_END})(?![\w/^*(]|\.\d)"
    rf"|(?:(?P<member>\\?[^\W\d]\w{{0,9}})\s*(?:∈|\\in\b|\bin\b)|\bon(?:\s+the\s+interval)?)\s*[\[(](?P<lower_>{_END})\s*,\s*(?P<upper_>{_END})[\])]"
)
_FOR_RANGE: Final = regex(
    r"(?<=[\w)\]}!])(?:[\s,;]*(?<!\w)(?:for|if|when|where|falls|für|pour|si)\s+(?:all\s+)?|\s*[,;]\s*|\s+(?P<bracket>\()|\s+(?=on\b))"
)
_STATED: Final = regex(_BOUND)
_UP: Final = frozenset({">", ">=", "≥", "\\ge", "\\geq"})
_LOWEST: Final = {"natural": ("0", "1"), "positive": ("0",)}  # bounds that hold for every value of a kind
_REMAINDER: Final = regex(
    r"(?<!\s)\s*+\+\s*+(?P<kind>O|o|\\mathcal\{O\})\s*\(\s*(?:[a-z]|\([^()]*\))\s*(?:\^\s*\{?(?P<order>[0-9])\}?|(?P<raised>[²³⁴⁵⁶⁷⁸⁹]))\s*\)\s*$"
)
_POWER: Final = regex(r"(?:[a-z]|\))\s*\^\s*\{?([0-9])\}?(?![0-9])")
_GOES_ON: Final = regex(r"(?<![\s+-])\s*+[+−-]\s*+(?:\.{2,}|…|⋯|\\[lc]?dots\b)\s*+$")
_DEGREE: Final = regex(r"\bdegree\s+(?P<degree>[0-9])(?![0-9])|\border\s+(?P<order>[0-9])(?![0-9])")
_DOTS: Final = regex(
    r"(?<![\d,-])(?<!,\s)(?P<first>-?[0-9]{1,3}(?:\s*,\s*-?[0-9]{1,3})+)\s*,\s*(?:\.{2,}|…|\\[lc]?dots)\s*,\s*(?P<last>-?[0-9]{1,3})"
)
MAX_MEMBERS: Final = 100  # of a set that is typed with dots


# s, t ∈ R after a solution: they are any real numbers, as the exercise declares them.
_FREE: Final = regex(
    r"(?<![\s,;(])[\s,;]*(?:(?:,|;|\(|\s)\s*|(?<!\w)(?:with|where|for|and|mit|wobei|avec|où|für)\s+(?:all|any|alle)?\s*)"
    r"(?P<names>\\?[A-Za-zα-ω]\w{0,6}(?:\s*(?:,|and|und|et)\s*\\?[A-Za-zα-ω]\w{0,6}){0,3})\s*"
    r"(?:(?:∈|\\in(?![A-Za-z])|\bin\b)\s*(?:ℝ|\\mathbb\s*\{?\s*R\s*\}?|\\R(?![A-Za-z])|R(?!\w))"
    r"|\s(?:is|are|sind|beliebig|arbitrary|free|real)\b[a-zA-Z ]{0,30})\s*\)?\s*\.?\s*$"
)
_BUILDER: Final = regex(r"\s*\\?\{\s*(?P<value>[(\[].*[)\]])\s*(?:\||:|\\mid(?![A-Za-z]))\s*(?P<note>[^|{}]*)\\?\}\s*")
_SAYS_FREE: Final = regex(r"∈|\\in(?![A-Za-z])|\b(?:in|is|are|sind|beliebig|arbitrary|free|real)\b")
_PLAIN_WORDS: Final = frozenset({
    "is", "are", "sind", "beliebig", "arbitrary", "free", "real", "any", "number", "numbers", "parameters", "parameter",
    "variables", "variable", "reals", "constants",
})  # fmt: skip
_LONGEST_NOTE: Final = 60  # characters, blanks included


def drop_parameters(text: str, notation: Notation, asked: Asked) -> str:
    """Return a text without a note that names in it may be any real numbers, which the exercise says, too.

    >>> notation = Notation(entries={"s": Entry(name="s"), "t": Entry(name="t")})
    >>> [drop_parameters(f"(2 - s, t){note}", notation, Asked("vector")) for note in (", s, t ∈ R", " with s, t free")]
    ['(2 - s, t)', '(2 - s, t)']
    >>> drop_parameters("(2 - s, t) with r ∈ R", notation, Asked("vector"))
    '(2 - s, t) with r ∈ R'
    """
    if asked.shape not in ("value", "vector", "matrix", "family") or _SAYS_FREE.search(text) is None:
        return text
    builder = _BUILDER.fullmatch(text)
    if builder is not None:
        text = f"{builder['value']}, {builder['note']}"
    match = _FREE.search(text, max(0, len(text) - _LONGEST_NOTE))
    if match is None:
        return text
    after = match.group().split(match["names"])[-1]
    if not set(re.findall("[a-z]{2,}", after.replace("mathbb", "").replace("\\in", ""))) <= _PLAIN_WORDS | {"in"}:
        return text
    names = re.findall(r"[A-Za-zα-ω]\w*", re.sub(r"\b(?:and|und|et)\b", " ", match["names"]))
    entries = [notation.entries.get(notation.aliases.get(name, name)) for name in names]
    are_real = all(entry is not None and entry.domain.kind == "real" for entry in entries)
    return text[: match.start()] if are_real else text


def put_definitions_in(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return a formula with the values of letters that are given after it; None where it has another reading.

    A name of the expected answer is never replaced: ``k = 1`` after a formula in k may be a case of it.
    """
    statements = split_statements(_WITH.sub(", ", text, count=1))
    given = statements[1:]
    if not 0 < len(given) <= MAX_DEFINITIONS or any(statement.joint == "or" for statement in given):
        return None
    labels = [find_label(statement.text) for statement in given]
    names = [label[0].strip() for label in labels if label and _NAME.fullmatch(label[0])]
    if len(set(names)) < len(given):
        return None
    known = reader.notation.extended([Entry(name=name.lstrip("\\")) for name in names if reader.parse(name) is None])
    wide = reader.with_names(known)
    symbols = [wide.parse(name) for name in names]
    values = [wide.parse(statement.text[label[1] :]) for statement, label in zip(given, labels, strict=True) if label]
    tree = read_main(statements[0].text, wide, asked)
    if tree is None:
        return None
    defined: dict[Symbol, Node] = {}
    for symbol, value in zip(symbols, values, strict=True):
        entry = reader.notation.entries.get(symbol.name) if isinstance(symbol, Symbol) else None
        if entry is not None and value is not None and entry.definition == value and symbol == Symbol(entry.name):
            continue  # the exercise says the same
        if not isinstance(symbol, Symbol) or value is None or isinstance(value, Relation) or symbol in asked.unknowns:
            return None
        defined[symbol] = value
    return fill_in(tree, defined)


def fill_in(tree: Node, defined: dict[Symbol, Node]) -> Node | None:
    """Return a formula with values for its letters, which may be in the letters defined with them; None in a circle."""
    used: set[Symbol] = set()
    for _ in range(len(defined) + 1):
        found = {node for node in walk(tree) if isinstance(node, Symbol) and node in defined}
        if not found:
            return tree if len(used) == len(defined) else None
        used |= found
        tree = substitute(tree, {symbol: defined[symbol] for symbol in found})
    return None


def read_main(text: str, reader: Reader, asked: Asked) -> Node | None:
    """Return the formula before its definitions, without the name of what is asked or another label."""
    tree = reader.parse(text)
    if tree is None:
        labelled = split_other_label(text, reader)
        return reader.parse(labelled[1]) if labelled else None
    if not isinstance(tree, Relation) or tree.operators != ("=",):
        return None if isinstance(tree, Relation) else tree
    name, value = tree.operands
    is_name = isinstance(name, Symbol) and name not in asked.unknowns and name not in walk(value)
    return value if is_name and (not asked.names or name in map(find_head, asked.names)) else None


def find_head(name: Node) -> Node:
    """Return the name of ``y(t)``, which is a product where y is declared as a number."""
    if isinstance(name, Call):
        return Symbol(name.function)
    return name.factors[0] if isinstance(name, Mul) else name


def drop_side_conditions(text: str, reader: Reader, asked: Asked) -> str:
    """Return a text without a condition that the question or a name states already."""
    text = drop_dots(drop_remainder(text, reader.notation), asked)
    if asked.shape == "set":
        return write_out_dots(text)
    if asked.shape != "value":
        return text
    bare = _ELSEWHERE.sub("", text)
    condition = _CONDITION.search(bare)
    if condition and is_stated(condition, reader, asked):
        return bare[: condition.start()]
    ranged = find_range(bare)
    if ranged is not None and is_stated_range(ranged[1], asked.question):
        return bare[: ranged[0]]
    counted = _COUNTED.search(text)
    if counted and find_kind(counted["name"], reader) == "natural":
        return text[: counted.start()]
    return text


def is_stated(condition: re.Match[str], reader: Reader, asked: Asked) -> bool:
    """Whether a condition is one of the question, or holds for every value that a name may have."""
    is_up = condition["sign"] in _UP
    kind = find_kind(condition["name"], reader)
    if is_up and condition["bound"] in _LOWEST.get(kind, ()):
        return True
    return any(
        stated["name"] == condition["name"]
        and stated["bound"] == condition["bound"]
        and (stated["sign"] in _UP) == is_up
        for stated in _STATED.finditer(asked.question)
    )


def find_range(text: str) -> tuple[int, tuple[str, str, str]] | None:
    """Return where a condition such as ``for 0 <= x <= 3`` at the end of a text begins, and its name and bounds."""
    for match in _FOR_RANGE.finditer(text):
        found = _RANGE.match(text, match.end())
        if found is not None and text[found.end() :].strip(" .\n$") == (")" if match["bracket"] else ""):
            return match.start(), name_range(found)
    return None


def is_stated_range(given: tuple[str, str, str], question: str) -> bool:
    """Whether a question states a range; *on [0, 3]* is one of any letter in it."""
    name, *bounds = given
    stated = {name_range(match) for match in _RANGE.finditer(question)}
    is_in_question = re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", question) is not None
    return given in stated or (("", *bounds) in stated and is_in_question)


def name_range(match: re.Match[str]) -> tuple[str, str, str]:
    name = match["name"] or match["member"] or ""
    lower, upper = match["lower"] or match["lower_"], match["upper"] or match["upper_"]
    return name.lstrip("\\"), lower.replace("−", "-"), upper.replace("−", "-")


def find_kind(name: str, reader: Reader) -> str:
    """Return the kind of values that a name has; nothing for a name that is not declared."""
    symbol = reader.parse(name)
    entry = reader.notation.entries.get(symbol.name) if isinstance(symbol, Symbol) else None
    if entry is None:
        return ""
    domain = entry.domain
    is_counted = domain.kind == "integer" and domain.lower in (0, 1) and domain.upper is None
    return "natural" if is_counted else domain.kind


def drop_remainder(text: str, notation: Notation) -> str:
    """Return a polynomial without ``+ O(x^3)``, where that is of a higher order than all of its terms."""
    match = _REMAINDER.search(text)
    if match is None or {"O", "o"} & notation.entries.keys():
        return text
    highest = max((int(power) for power in _POWER.findall(text[: match.start()])), default=1)
    order = int(match["order"] or SUPERSCRIPTS[match["raised"]])
    is_higher = order > highest or (match["kind"] == "o" and order == highest)
    return text[: match.start()] if is_higher else text


def drop_dots(text: str, asked: Asked) -> str:
    """Return a Taylor polynomial without dots at its end, where it has a term of the degree that is asked for.

    >>> asked = Asked(shape="value", question="Give the Taylor polynomial of degree 3 of exp(x).")
    >>> [drop_dots(text, asked) for text in ("1 + x + x^2/2 + x^3/6 + ...", "1 + x + x^2/2 + ...")]
    ['1 + x + x^2/2 + x^3/6', '1 + x + x^2/2 + ...']
    """
    match, degree = _GOES_ON.search(text), _DEGREE.search(asked.question)
    if match is None or degree is None or not asked.words & {"taylor", "maclaurin"}:
        return text
    powers = [int(power) for power in _POWER.findall(text[: match.start()])]
    return text[: match.start()] if max(powers, default=1) == int(degree["degree"] or degree["order"]) else text


def write_out_dots(text: str) -> str:
    """Return ``0, 1, ..., 3`` with all of its numbers, where the first ones say which they are."""
    match = _DOTS.search(text)
    if match is None:
        return text
    first, last = [int(number) for number in match["first"].split(",")], int(match["last"])
    step = first[1] - first[0]
    steps = {after - before for before, after in pairwise(first)}
    # 1, 2, ..., 8 may double; three numbers say whether they do. Nor are two numbers with a gap enough.
    is_certain = steps == {step} and step != 0 and (len(first) > 2 or (abs(step) == 1 and first != [1, 2]))
    count = (last - first[0]) // step + 1 if step else 0
    if not is_certain or (last - first[0]) % step or not len(first) < count <= MAX_MEMBERS:
        return text
    numbers = ", ".join(str(first[0] + step * place) for place in range(count))
    return text[: match.start()] + numbers + text[match.end() :]
