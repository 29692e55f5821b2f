"""The names of an expected answer, where nobody declared any: all that it uses are real symbols.

The expected text is only split into tokens here, with the tokenizers that the parser uses; nothing is guessed about
its structure beyond these rules. Known functions and the constants ``pi`` and ``e`` are no symbols. A subscript
belongs to its name. ``i`` is the imaginary unit unless a sum counts with it. ``f``, ``g`` and ``h`` directly in front
of a bracket are functions without a formula; a word there that is no known function is refused. Any other letter is a
factor there, if the pair shows that it is a number: it also occurs somewhere else.

>>> list(find_names("x_1*sin(omega*t) + pi").entries)
['x_1', 'omega', 't']
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Final, NamedTuple

from grader.errors import AnswerError, Diagnostic, UsageError
from grader.expr.names import Names
from grader.expr.notation import Domain, Entry, Notation
from grader.expr.reading import looks_like_latex
from grader.expr.tokens import latex_tokens, text_tokens
from grader.expr.tokens.characters import GREEK
from grader.expr.tokens.latex_commands import SIDES
from grader.expr.tokens.tokens import Token
from grader.limits import MAX_ANSWER_CHARACTERS
from grader.patterns import regex
from grader.source import Source, Span

__all__ = [
    "IMAGINARY",
    "Use",
    "build_ambiguous_letter",
    "find_free_names",
    "find_names",
    "find_names_and_calls",
    "has_imaginary_unit",
    "refuse_run",
]

KNOWN: Final = Names(Notation())  # what needs no declaration
# Only these: in x(y + 1) the x is a factor, and that is how most letters in front of a bracket are meant.
FUNCTION_LETTERS: Final = frozenset("fghFGH")
_VALUE: Final = attrgetter("value")
_NEW: Final = tuple.__new__  # builds a Use without the argument handling of its constructor
_SIZE_COMMAND: Final = regex(rf"(?:\\(?:{'|'.join(SIDES)})\s*)?")
DECLARED_BY_NOBODY: Final = frozenset({"function", "form", "constant", "kronecker"})
SUMS: Final = frozenset({"sum", "Sum", "prod", "product", "Product"})
IMAGINARY: Final = Entry(name="ⅈ", domain=Domain(kind="complex"))  # lets ``i`` be read; it cannot be typed itself


class Use(NamedTuple):
    """One occurrence of a name; ``arguments`` counts what is in the brackets after it, 0 without any."""

    name: str
    start: int
    end: int
    arguments: int = 0
    touches: bool = False  # the brackets follow at once, or after a LaTeX size

    @property
    def letter(self) -> str:
        """The name without its subscripts; a word of several letters where it is no letter."""
        return self.name.partition("_")[0]

    @property
    def is_function(self) -> bool:
        """Whether it is a function in any text: ``f(x)``, but not ``f (x)``."""
        return self.touches and self.name in FUNCTION_LETTERS


def find_names(text: str, syntax: str | None = None, called: frozenset[str] = frozenset()) -> Notation:
    """Return the notation in which every name of ``text`` is a real symbol, and those of ``called`` are functions."""
    tokens = tokenize_answer(text, syntax)
    counted = find_sum_letters(tokens)
    return declare_names(find_used_names(text, tokens, counted), counted, called)


def declare_names(uses: Iterable[Use], counted: set[str], called: frozenset[str] = frozenset()) -> Notation:
    """Return the notation that declares the names that a text uses."""
    declared = {
        use.name: use.arguments if use.arguments and (use.is_function or use.name in called) else 0 for use in uses
    }
    for name in declared if counted else ():
        refuse_counted_subscript(name, counted)
    return build_notation(tuple(declared.items()))


@lru_cache(maxsize=256)
def build_notation(declared: tuple[tuple[str, int], ...]) -> Notation:
    """Return the notation that declares names, each with its number of arguments; one for all texts with these names.

    What is computed once for a notation is then shared by all texts in the same few letters.
    """
    return Notation(entries={name: build_entry(name, arguments) for name, arguments in declared})


def build_entry(name: str, arguments: int) -> Entry:
    if name == IMAGINARY.name:
        return IMAGINARY
    parameters = tuple(f"t_{number}" for number in range(1, arguments + 1)) if arguments else None
    return Entry(name=name, parameters=parameters)


def has_imaginary_unit(text: str, syntax: str | None = None) -> bool:
    """Whether ``text`` uses ``i`` as a number."""
    if "i" not in text:
        return False
    tokens = tokenize_answer(text, syntax)
    return any(use.name == IMAGINARY.name for use in find_used_names(text, tokens, find_sum_letters(tokens)))


def find_names_and_calls(
    text: str, syntax: str | None = None, called: frozenset[str] = frozenset()
) -> tuple[Notation, tuple[Use, ...]]:
    """Return the notation of a text, and the letters in it that are only directly in front of brackets.

    Refuse a word of several letters there.

    >>> [use.name for use in find_names_and_calls("3 y(t) + k(k + 1)")[1]]
    ['y']
    """
    tokens = tokenize_answer(text, syntax)
    counted = find_sum_letters(tokens)
    uses = list(find_used_names(text, tokens, counted))
    calls = [use for use in uses if use.arguments and not use.is_function]
    for use in calls:
        if len(use.letter) > 1 and use.letter not in GREEK.values():
            raise AnswerError(build_unknown_function(text, use))
    free = {use.name for use in uses if not use.arguments} if calls else set()
    return declare_names(uses, counted, called), tuple(use for use in calls if use.name not in free)


def find_free_names(text: str, syntax: str | None = None) -> set[str]:
    """Return the names that are somewhere else than in front of a bracket; none where the text cannot be read."""
    try:
        return {use.name for use in find_used_names(text, tokenize_answer(text, syntax), set()) if not use.arguments}
    except AnswerError:
        return set()


def build_unknown_function(text: str, use: Use) -> Diagnostic:
    """Return the complaint about a word in front of a bracket that is no known function."""
    return Diagnostic(
        slug="unknown-function",
        what=f"'{use.letter}' is not a known function.",
        why="A word directly in front of a bracket is read as a function, never as a factor.",
        help=f"write '{use.name}*(…)' for a product, or declare '{use.name}: function' with --symbols.",
        span=Span(Source("answer", text), use.start, use.end),
    )


def build_ambiguous_letter(text: str, use: Use) -> Diagnostic:
    """Return the complaint about a letter that may be a factor or a function."""
    name = use.name
    return Diagnostic(
        slug="factor-or-function",
        what=f"'{name}(…)' may be a product or the value of a function.",
        why=f"'{name}' is only in front of brackets, so nothing shows which of them is meant.",
        help=f"write '{name}*(…)' for a product, or declare '{name}: function' (or '{name}: real') with --symbols.",
        span=Span(Source("answer", text), use.start, use.end),
    )


def find_letters(text: str, syntax: str | None = None) -> set[str]:
    """Return the single letters that are names of their own in ``text``; none where it cannot be read."""
    try:
        return {
            token.value for token in tokenize_answer(text, syntax) if token.kind == "name" and len(token.value) == 1
        }
    except AnswerError:
        return set()


def refuse_run(text: str, notation: Notation, student: str, syntax: str | None) -> None:
    """Refuse a name such as ``ab`` in an expected answer where ``a`` and ``b`` are names of their own."""
    runs = [name for name in notation.entries if len(name) > 1 and name.isalpha() and name not in GREEK.values()]
    # Most answers have no such name, so the student's text need not be split into tokens for them.
    if not runs:
        return
    # "ab" is one name; but if a and b occur by themselves, a product was meant, and "ab" would silently be a third
    # symbol.
    alone = find_letters(student, syntax) | {name for name in notation.entries if len(name) == 1}
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


def tokenize_answer(text: str, syntax: str | None) -> Sequence[Token]:
    """Return the tokens of a text, by its syntax or by its looks; none of one that is too long to be read anyway."""
    # The parser refuses such a text with a message; splitting it first would only cost time.
    if len(text) > MAX_ANSWER_CHARACTERS:
        return ()
    is_latex = syntax == "latex" or (syntax is None and looks_like_latex(text))
    return latex_tokens.tokenize(text, KNOWN.is_word) if is_latex else text_tokens.tokenize(text)


def find_used_names(text: str, tokens: Sequence[Token], counted: set[str]) -> Iterator[Use]:
    """Yield each occurrence of a name that is not known already."""
    end = -1
    for place, token in enumerate(tokens):
        if token.kind == "name" and place > end:
            name, last = token.value, place
            if tokens[place + 1].kind == "_":
                subscript = find_subscript(tokens, place)
                end = last = place + len(subscript)
                pieces = "".join(piece.value for piece in subscript if piece.kind in ("name", "number"))
                name = f"{name}_{pieces}" if pieces else name
            # The i of a sum is its index and declares nothing.
            if name == "i" and name not in counted:
                yield Use(IMAGINARY.name, token.start, token.end)
            elif not is_known_name(name, tokens, place):
                after = find_bracket_after(tokens, last)
                if after:
                    touches = _SIZE_COMMAND.fullmatch(text, tokens[after - 1].end, tokens[after].start) is not None
                    yield Use(name, token.start, tokens[last].end, count_arguments(tokens, after), touches)
                else:
                    yield _NEW(Use, (name, token.start, tokens[last].end, 0, False))


def is_known_name(name: str, tokens: Sequence[Token], place: int) -> bool:
    """Whether a name needs no declaration: a function, a constant, a refused word, a mark of transposition."""
    if name == "T" and is_transpose(tokens, place):
        return True
    # sigma(x) is the logistic function; alone, sigma is a symbol such as a standard deviation.
    if name == "sigma" and tokens[place + 1].kind != "(":
        return False
    kind = KNOWN.resolve(name).kind
    return kind != "unknown" and (kind in DECLARED_BY_NOBODY or (kind == "refused" and name != "lambda"))


def find_bracket_after(tokens: Sequence[Token], last: int) -> int:
    """Return the place of the bracket after the name that ends at ``last``, beyond its primes; 0 without one."""
    at = last + 1
    while at < len(tokens):
        kind = tokens[at].kind
        if kind != "'":
            return at if kind == "(" else 0
        at += 1
    return 0


def find_subscript(tokens: Sequence[Token], place: int) -> Sequence[Token]:
    """Return the tokens of the subscript that begins after a name, with its underscore and brackets."""
    if tokens[place + 2].kind not in ("{", "("):
        return tokens[place + 1 : place + 3]
    ends = (end for end in range(place + 3, len(tokens)) if tokens[end].kind in ("}", ")", "end"))
    return tokens[place + 1 : next(ends) + 1]


def is_transpose(tokens: Sequence[Token], place: int) -> bool:
    """Whether a ``T`` is the exponent of a matrix or list, as in ``[[1, 2], [3, 4]]^T`` and ``(1, 2)^T``."""
    before = [token.kind for token in tokens[:place] if token.kind != "{"][-2:]
    if before == [")", "^"]:
        return is_list_closed(tokens[:place])
    return before in (["]", "^"], ["end environment", "^"])


def is_list_closed(tokens: Sequence[Token]) -> bool:
    """Whether the last bracket that closes among some tokens holds several values."""
    depth = 0
    # Backwards from the bracket that closes: depth 1 is inside it, and 0 is the bracket that opens it.
    for token in reversed(tokens):
        depth += (token.kind in (")", "]", "}}")) - (token.kind in ("(", "[", "{{"))
        if depth == 0 and token.kind == "(":
            return False
        if depth == 1 and token.kind == ",":
            return True
    return False


def find_sum_letters(tokens: Sequence[Token]) -> set[str]:
    """Return the letters that sums and products count with: ``\\sum_{k=1}^n`` and ``sum(…, k, 1, n)``."""
    # A sign of a sum has one of these values too, and most texts hold none.
    return set() if SUMS.isdisjoint(map(_VALUE, tokens)) else set(list_sum_letters(tokens))


def list_sum_letters(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the letters that sums and products count with, in the order in which they are written."""
    for place, token in enumerate(tokens):
        if token.kind == "sum" and tokens[place + 1].kind == "_":
            yield from [other.value for other in find_subscript(tokens, place) if other.kind == "name"][:1]
        elif token.kind == "name" and token.value in SUMS and tokens[place + 1].kind == "(":
            arguments = split_arguments(tokens, place + 1)
            if len(arguments) > 1 and arguments[1] and arguments[1][0].kind == "name":
                yield arguments[1][0].value


def count_arguments(tokens: Sequence[Token], opening: int) -> int:
    """Count the arguments between the bracket at ``opening`` and the one that closes it."""
    return len(split_arguments(tokens, opening))


def split_arguments(tokens: Sequence[Token], opening: int) -> list[list[Token]]:
    """Split what is between the bracket at ``opening`` and the one that closes it into arguments, as tokens."""
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
