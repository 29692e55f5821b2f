"""Which names an expected answer declares, where nobody declared any: all that it uses are real symbols.

The expected text is only split into tokens here, with the tokenizers that the parser uses; nothing is guessed about
its structure beyond these rules. Known functions and the constants ``pi`` and ``e`` are no symbols. A subscript
belongs to its name. ``i`` is the imaginary unit unless a sum counts with it. ``f``, ``g`` and ``h`` directly before a
bracket are functions of which nothing is known; any other letter before a bracket is a factor.

>>> list(names_in("x_1*sin(omega*t) + pi").entries)
['x_1', 'omega', 't']
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from grader.errors import AnswerError, Diagnostic, UsageError
from grader.expr.names import Names
from grader.expr.notation import Domain, Entry, Notation
from grader.expr.reading import looks_like_latex
from grader.expr.tokens import latex_tokens, text_tokens
from grader.expr.tokens.characters import GREEK
from grader.expr.tokens.tokens import Token
from grader.limits import MAX_ANSWER_CHARACTERS
from grader.source import Source, Span

__all__ = ["IMAGINARY", "names_in", "refuse_run", "uses_imaginary_unit"]

KNOWN: Final = Names(Notation())  # what needs no declaration
FUNCTION_LETTERS: Final = frozenset("fghFGH")
DECLARED_BY_NOBODY: Final = frozenset({"function", "form", "constant", "kronecker"})
SUMS: Final = frozenset({"sum", "Sum", "prod", "product", "Product"})
IMAGINARY: Final = Entry(name="ⅈ", domain=Domain(kind="complex"))  # lets ``i`` be read; it cannot be typed itself


def names_in(text: str, syntax: str | None = None) -> Notation:
    """Return the notation in which every name of ``text`` is a real symbol."""
    tokens = tokens_of(text, syntax)
    counted = set(counters(tokens))
    declared = dict(used(tokens, counted))
    for name in declared if counted else ():
        refuse_counted_subscript(name, counted)
    return with_names(tuple(declared.items()))


@lru_cache(maxsize=256)
def with_names(declared: tuple[tuple[str, int], ...]) -> Notation:
    """Return the notation that declares names, each with its number of arguments; one for all texts with these names.

    What is worked out once for a notation is then shared by all that is written in the same few letters.
    """
    return Notation(entries={name: entry_of(name, arguments) for name, arguments in declared})


def entry_of(name: str, arguments: int) -> Entry:
    """Return what is declared by a name: a real symbol, or a function of which nothing is known."""
    if name == IMAGINARY.name:
        return IMAGINARY
    parameters = tuple(f"t_{number}" for number in range(1, arguments + 1)) if arguments else None
    return Entry(name=name, parameters=parameters)


def uses_imaginary_unit(text: str, syntax: str | None = None) -> bool:
    """Tell whether ``text`` uses ``i`` as a number."""
    if "i" not in text:
        return False
    tokens = tokens_of(text, syntax)
    return IMAGINARY.name in dict(used(tokens, set(counters(tokens))))


def letters_in(text: str, syntax: str | None = None) -> set[str]:
    """Return the single letters that stand as names of their own in ``text``; none where it cannot be read."""
    try:
        return {token.value for token in tokens_of(text, syntax) if token.kind == "name" and len(token.value) == 1}
    except AnswerError:
        return set()


def refuse_run(text: str, notation: Notation, student: str, syntax: str | None) -> None:
    """Refuse a name such as ``ab`` in an expected answer where ``a`` and ``b`` are names of their own."""
    runs = [name for name in notation.entries if len(name) > 1 and name.isalpha() and name not in GREEK.values()]
    if not runs:
        return
    alone = letters_in(student, syntax) | {name for name in notation.entries if len(name) == 1}
    for name in runs:
        if set(name) <= alone:
            start = text.find(name)
            span = Span(Source("answer", text), start, start + len(name)) if start >= 0 else None
            raise AnswerError(
                Diagnostic(
                    slug="run-of-letters",
                    what=f"'{name}' is one name here.",
                    why="Letters side by side are not read as a product.",
                    help=f"write '{'*'.join(name)}' for a product, or declare '{name}' with --symbols.",
                    span=span,
                )
            )


def tokens_of(text: str, syntax: str | None) -> Sequence[Token]:
    """Return the tokens of a text, by its syntax or by its looks; none of one that is too long to be read anyway."""
    if len(text) > MAX_ANSWER_CHARACTERS:
        return ()
    is_latex = syntax == "latex" or (syntax is None and looks_like_latex(text))
    return latex_tokens.tokenize(text, KNOWN.is_word) if is_latex else text_tokens.tokenize(text)


def used(tokens: Sequence[Token], counted: set[str]) -> Iterator[tuple[str, int]]:
    """Yield each name that is not known already, with its number of arguments: 0 for a symbol."""
    end = -1
    for place, token in enumerate(tokens):
        if token.kind == "name" and place > end:
            name = token.value
            if tokens[place + 1].kind == "_":
                behind = subscript(tokens, place)
                end = place + len(behind)
                pieces = "".join(piece.value for piece in behind if piece.kind in ("name", "number"))
                name = f"{name}_{pieces}" if pieces else name
            if name == "i" and name not in counted:
                yield IMAGINARY.name, 0
            elif not is_known(name, tokens, place):
                yield name, arguments_of(name, tokens, place)


def is_known(name: str, tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a name needs no declaration: a function, a constant, a refused word, a mark of transposition."""
    if name == "T" and is_transpose(tokens, place):
        return True
    if name == "sigma" and tokens[place + 1].kind != "(":
        return False
    kind = KNOWN.resolve(name).kind
    return kind != "unknown" and (kind in DECLARED_BY_NOBODY or (kind == "refused" and name != "lambda"))


def arguments_of(name: str, tokens: Sequence[Token], place: int) -> int:
    """Return the number of arguments of ``f``, ``g`` or ``h`` directly before a bracket, else 0."""
    if name not in FUNCTION_LETTERS:
        return 0
    at = place + 1
    while tokens[at].kind == "'":
        at += 1
    is_called = tokens[at].kind == "(" and tokens[at].start == tokens[at - 1].end
    return arity(tokens, at) if is_called else 0


def subscript(tokens: Sequence[Token], place: int) -> Sequence[Token]:
    """Return the tokens of the subscript that begins behind a name, with its underscore and brackets."""
    if tokens[place + 2].kind not in ("{", "("):
        return tokens[place + 1 : place + 3]
    ends = (end for end in range(place + 3, len(tokens)) if tokens[end].kind in ("}", ")", "end"))
    return tokens[place + 1 : next(ends) + 1]


def is_transpose(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a ``T`` is the exponent of a matrix or list, as in ``[[1, 2], [3, 4]]^T`` and ``(1, 2)^T``."""
    before = [token.kind for token in tokens[:place] if token.kind != "{"][-2:]
    if before == [")", "^"]:
        return closes_list(tokens[:place])
    return before in (["]", "^"], ["end environment", "^"])


def closes_list(tokens: Sequence[Token]) -> bool:
    """Tell whether the last bracket that closes among some tokens holds several values."""
    depth = 0
    for token in reversed(tokens):
        depth += (token.kind in (")", "]", "}}")) - (token.kind in ("(", "[", "{{"))
        if depth == 0 and token.kind == "(":
            return False
        if depth == 1 and token.kind == ",":
            return True
    return False


def counters(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the letters that sums and products count with: ``\\sum_{k=1}^n`` and ``sum(…, k, 1, n)``."""
    for place, token in enumerate(tokens):
        if token.kind == "sum" and tokens[place + 1].kind == "_":
            yield from [other.value for other in subscript(tokens, place) if other.kind == "name"][:1]
        elif token.kind == "name" and token.value in SUMS and tokens[place + 1].kind == "(":
            arguments = split(tokens, place + 1)
            if len(arguments) > 1 and arguments[1] and arguments[1][0].kind == "name":
                yield arguments[1][0].value


def arity(tokens: Sequence[Token], opening: int) -> int:
    """Return the number of arguments between the bracket at ``opening`` and the one that closes it."""
    return len(split(tokens, opening))


def split(tokens: Sequence[Token], opening: int) -> list[list[Token]]:
    """Return the arguments between the bracket at ``opening`` and the one that closes it, as tokens."""
    arguments: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[opening:]:
        depth += (token.kind in ("(", "[", "{{")) - (token.kind in (")", "]", "}}"))
        if depth == 0:
            break
        if token.kind == "," and depth == 1:
            arguments.append([])
        elif token is not tokens[opening]:
            arguments[-1].append(token)
    return arguments


def refuse_counted_subscript(name: str, counted: set[str]) -> None:
    """Refuse ``x_k`` under a sum over k: without a declaration it would be a single number."""
    base, _, index = name.partition("_")
    if index and any(letter in counted for letter in index):
        raise UsageError(
            Diagnostic(
                slug="undeclared-family",
                what=f"'{name}' is summed over its index, but the size of '{base}' is not known.",
                why="Without a declaration every name is a single real number.",
                help=f"declare it, for example as '{base}: vector(3)'.",
                audience="author",
            )
        )
