"""``y(x) = 2x - 1`` for ``y = 2x - 1``: the letter in brackets says on what y depends, and is no factor.

>>> from grader.expr import parse
>>> from grader.expr.asked.asked import ask_for
>>> from grader.expr.asked.reader import Count
>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={name: Entry(name=name) for name in ("x", "y")})
>>> line, reader = ask_for(parse("y = 2*x - 1", notation).tree), Reader(notation, None, Count())
>>> [drop_arguments(text, reader, line) for text in ("y(x) = 2x", "y(2) = 3", "x(y + 1) = 2", "y(x) = y + 1")]
['y    = 2x', 'y(2) = 3', 'x(y + 1) = 2', 'y(x) = y + 1']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import Reader
from grader.expr.nodes import Node, Symbol
from grader.expr.statements.labels import mask, strip_dollars
from grader.expr.traverse import walk
from grader.patterns import regex

__all__ = ["drop_arguments"]

_HEAD: Final = regex(
    r"[\s$]*+(?P<name>\\?[^\W\d_]\w{0,9})\s*(?P<arguments>\((?P<inside>[^()=]{1,30})\))\s*=(?P<rest>[^=<>].*)",
    re.DOTALL,
)


def drop_arguments(text: str, reader: Reader, asked: Asked, *, is_certain: bool = True) -> str:
    """Return an equation without the arguments of the name on its left, any other text as it is.

    With the letter as a factor, the equation would give its product with the name; nobody writes a curve so. Without
    ``is_certain``, arguments on which nothing depends are left out, too: ``y(t) = 2x`` may be ``y = 2x``.
    """
    match = _HEAD.match(text)
    if match is None or "\n" in match["rest"].strip():
        return text
    name = reader.parse(match["name"])
    arguments = [reader.parse(part) for part in match["inside"].split(",")]
    if not isinstance(name, Symbol) or not all(isinstance(part, Symbol) and part != name for part in arguments):
        return text
    value = reader.parse(strip_dollars(match["rest"]))
    if value is None or not is_given(name, arguments, value, asked, is_certain=is_certain):
        return text
    return mask(text, *match.span("arguments"))


def is_given(name: Symbol, arguments: list[Node | None], value: Node, asked: Asked, *, is_certain: bool = True) -> bool:
    """Whether a value is that of a name which is asked for, as a function of others."""
    names = set(walk(value))
    if name in names:
        return False
    if asked.shape != "condition":
        return name in asked.names
    # A x = b and A(x) = b may be the same, unless the value depends on x, or x is no name of what is expected.
    is_other = not set(asked.unknowns) & set(arguments)
    is_constant = not any(isinstance(node, Symbol) for node in names)
    depends = bool(names & set(arguments)) or (is_other and (is_constant or not is_certain))
    return depends and (name == asked.solved_name or name in asked.unknowns)
