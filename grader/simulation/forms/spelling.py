"""One formula as many students type it: plain text, with or without spaces, Unicode or LaTeX, with other names.

Every spelling is parsed again before it is used: one that means anything else is dropped.

>>> from random import Random
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"x": Entry(name="x", axes=("i",)), "eta": Entry(name="eta")}, ranges={"i": 2})
>>> tree = parse("eta*x_1^2 - 1/2", notation).tree
>>> [spell(tree, notation, style) for style in STYLES]
['eta*x_1^2 - 1/2', 'eta*x_1^2-1/2', 'η·x₁² − ½', '\\\\eta \\\\, x_{1}^{2} - \\\\frac{1}{2}']
"""

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from grader.errors import GraderError
from grader.expr import parse, to_latex, to_text
from grader.expr.functions import FUNCTIONS
from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Notation
from grader.expr.tokens.characters import FRACTIONS, GREEK, SUBSCRIPTS, SUPERSCRIPTS
from grader.expr.traverse import transform

__all__ = ["STYLES", "spell", "spell_randomly"]

PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_(?:hat|bar|tilde))?")
WORD = re.compile(r"[A-Za-z]+")
SHARE_WITH_ALIASES = 0.3
LETTERS: Final = {name: letter for letter, name in reversed(GREEK.items())}
BELOW: Final = {plain: sign for sign, plain in SUBSCRIPTS.items()}
ABOVE: Final = {plain: sign for sign, plain in SUPERSCRIPTS.items()}
HALVES: Final = {f"{above}/{below}": sign for sign, (above, below) in FRACTIONS.items()}


def drop_spaces(tree: Node) -> str:
    """Return plain text without spaces, except those that separate words."""
    return re.sub(r"(?<=\W) | (?=\W)", "", to_text(tree))


def to_unicode(tree: Node) -> str:
    """Return text with Unicode signs."""
    text = to_text(tree)
    text = re.sub(r"(?<![\w.)])\d/\d(?![\w.(])", lambda match: HALVES.get(match[0], match[0]), text)
    text = re.sub(r"_([0-9aehijklmnoprstuvx]+)(?!\w)", lambda match: "".join(BELOW[c] for c in match[1]), text)
    text = re.sub(r"\^(\d)(?![\d.])", lambda match: ABOVE[match[1]], text)
    text = WORD.sub(lambda match: LETTERS.get(match[0], match[0]), text)
    for plain, sign in (("*", "·"), ("-", "−"), (":=", "←"), ("<=", "≤"), (">=", "≥")):
        text = text.replace(plain, sign)
    return text


STYLES: Final[Mapping[str, Callable[[Node], str]]] = {
    "text": to_text,
    "tight": drop_spaces,
    "unicode": to_unicode,
    "latex": to_latex,
}


def spell(tree: Node, notation: Notation, style: str, names: Mapping[str, str] | None = None) -> str:
    """Return a formula in a style, or as plain text if that style would be read as something else."""
    renamed = rename_symbols(tree, names) if names else tree
    text = STYLES[style](renamed)
    return text if reads_as(text, tree, notation) else to_text(tree)


def spell_randomly(tree: Node, notation: Notation, random: Random) -> str:
    """Return a formula in a random style, sometimes with other names and other words for functions."""
    style = random.choice(("text", "text", "tight", "unicode", "latex"))
    names = draw_aliases(notation, random) if random.random() < SHARE_WITH_ALIASES else {}
    text = spell(tree, notation, style, names)
    if style != "latex" and random.random() < 1 / 2:
        respelt = WORD.sub(lambda match: draw_function_word(match[0], random), text)
        return respelt if reads_as(respelt, tree, notation) else text
    return text


def draw_aliases(notation: Notation, random: Random) -> dict[str, str]:
    """Draw another name for each name that has some."""
    found: dict[str, list[str]] = {}
    for spelling, name in notation.aliases.items():
        if PLAIN_NAME.fullmatch(spelling) and name in notation.entries:
            found.setdefault(name, []).append(spelling)
    return {name: random.choice(spellings) for name, spellings in found.items()}


def rename_symbols(tree: Node, names: Mapping[str, str]) -> Node:

    def change(node: Node) -> Node:
        if isinstance(node, Symbol) and node.name in names:
            return Symbol(names[node.name], node.indices, node.iterate)
        return node

    return transform(tree, change)


def draw_function_word(word: str, random: Random) -> str:
    function = FUNCTIONS.get("log" if word == "ln" else word)
    return random.choice((function.name, *function.spellings)) if function else word


def reads_as(text: str, tree: Node, notation: Notation) -> bool:
    """Whether a text is read as exactly this formula."""
    try:
        return parse(text, notation).tree == tree
    except GraderError:
        return False
