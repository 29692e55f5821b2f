"""The names of a student's own quantities: how they may look, and whether they are still free.

``s`` and ``s_1`` are names; ``s_k`` defines one quantity for each value of the index letter k of the exercise. A name
that already means something (a given quantity, another spelling of one, a function, an item) cannot be defined again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from grader import limits
from grader.documents import Scalar
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr.names import names_of
from grader.expr.notation import Notation
from grader.expr.tokens import latex_tokens, text_tokens
from grader.expr.tokens.tokens import Token

__all__ = ["DefinedName", "Definition", "check_is_free", "normalize_name", "read_name"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """One definition as it was written; ``value`` is None if there is no formula after the colon.

    ``question`` is what is asked about it before it is read: what a point in a number means.
    """

    name: Scalar
    value: Scalar | None
    question: Diagnostic | None = None


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name to be defined; ``axes`` are the index letters in its subscript, if it has one value for each of them."""

    name: str
    axes: tuple[str, ...] = ()


def read_name(key: Scalar, notation: Notation) -> DefinedName | Diagnostic:
    """The name that a key spells, or the reason why it is not a name."""
    tokens = tokens_of(key.text)
    if not tokens or not is_name(tokens) or len(key.text) > limits.MAX_NAME_CHARACTERS:
        return describe_no_name(key)
    base, *subscripts = tokens[0].value.split("_")
    subscripts += [token.value for token in tokens[1:] if token.kind in ("name", "number")]
    letters = tuple("".join(subscripts))
    if letters and all(letter in notation.ranges for letter in letters):
        return DefinedName(base, letters)
    return DefinedName("_".join((base, *subscripts)))


def tokens_of(text: str) -> Sequence[Token]:
    """The tokens of a name without the end token; empty if it cannot be read at all."""
    try:
        tokens = latex_tokens.tokenize(text, lambda run: True) if "\\" in text else text_tokens.tokenize(text)
    except AnswerError:
        return []
    return tokens[:-1]


def is_name(tokens: Sequence[Token]) -> bool:
    """``name ("_" "{" (name | number | ",")+ "}")*``."""
    kinds = [token.kind for token in tokens]
    rest = kinds[1:]
    while rest[:2] == ["_", "{"] and "}" in rest:
        end = rest.index("}")
        if not rest[2:end] or not set(rest[2:end]) <= {"name", "number", ","}:
            return False
        rest = rest[end + 1 :]
    return kinds[0] == "name" and not rest


def normalize_name(name: str) -> str:
    """One spelling for ``s_1``, ``s1`` and ``s_{1}``."""
    return "".join(character for character in name if character not in "_{},")


def check_is_free(key: Scalar, name: DefinedName, notation: Notation, items: Collection[str]) -> Diagnostic | None:
    """The message about a name that already means something, or None if it is free."""
    names = names_of(notation)
    if key.text in items or name.name in items:
        help = "Move it under 'answers:' if it is your answer to that item; otherwise choose another name."
        return replace(describe_name_in_use(key, "It is the name of an item."), help=help)
    for subscripts in {(), name.axes}:
        meaning = names.resolve(name.name, tuple(subscripts))
        entry = notation.entries.get(meaning.name)
        if entry is not None and entry.is_arbitrary:  # nobody declared it: it may be a constant, until it is defined
            continue
        if meaning.kind == "symbol":
            return describe_name_in_use(key, f"{put_in_quotes(meaning.name)} is given by the exercise.")
        is_word = meaning.kind == "form" and any(len(str(item)) > 1 and str(item).isalpha() for item in meaning.items)
        if meaning.kind != "unknown" and not is_word:  # step_size is a name, although step_k is not
            return describe_name_in_use(key, "It is the name of a function or constant.")
    return None


def describe_no_name(key: Scalar) -> Diagnostic:
    return Diagnostic(
        slug="not-a-name",
        what=f"{put_in_quotes(key.text)} is not a name that can be defined.",
        why="A name is a letter or a word, with a subscript if you like: s, s_1, s_k, sigma. "
        f"It has at most {limits.MAX_NAME_CHARACTERS} characters (MAX_NAME_CHARACTERS).",
        help="Choose such a name.",
        span=key.span,
    )


def describe_name_in_use(key: Scalar, why: str) -> Diagnostic:
    return Diagnostic(
        slug="name-in-use",
        what=f"{put_in_quotes(key.text)} cannot be defined: it already means something.",
        why=why,
        help="Choose another name.",
        span=key.span,
    )
