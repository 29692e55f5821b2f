"""Names that are typed in another way than declared, where exactly one declared name fits: ``Q1`` for ``q_1``.

They are tried only for an answer that cannot be read as it is. A name fits that differs in capitals, or in how its
subscript is written; so does a name whose description is written out (``learning_rate``). No name is read for another
that is in the answer itself, nor one with a usual meaning of its own: in ``m*M`` both are meant.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from grader.errors import AnswerError
from grader.expr.grammar.run_readings import split_run
from grader.expr.grammar.suggestions import LOOK_ALIKES
from grader.expr.names import Names, names_of
from grader.expr.notation import Entry, Notation
from grader.expr.reading import guess_syntax, tokenize
from grader.expr.reading_memory import ReadingMemory
from grader.expr.statements.labels import find_label
from grader.expr.tokens.characters import GREEK_NAMES
from grader.expr.tokens.tokens import Token
from grader.patterns import regex
from grader.records import Remark

__all__ = ["accept_near_names", "find_near_names", "remark_on_near_names"]

Near = tuple[tuple[str, str], ...]
"""Each name as it is typed, with the declared name that is meant."""

OWN_MEANING: Final = frozenset({"e", "E", "i", "I", "j", "d", "U"})  # constants, unit vectors, a differential, a union
CONSTANT: Final = frozenset({"constant", "const"})  # of integration
MOST_LETTERS: Final = 4  # of names that run together; a longer run is a word
_near: Final = ReadingMemory(capacity=256)  # one text is tried for each key that an item may have
_ARTICLES: Final = regex(r"\b(?:a|an|the)\b")
_LETTER: Final = regex(r"[^\W\d_]+")
_APPLIED: Final = regex(r"(?:σ|\\?sigma|sigmoid)\s*\(\s*[A-Za-z]\w*\s*\)")


def find_near_names(text: str, notation: Notation, *, is_condition: bool = False) -> Near:
    """Return the names in a text that are not declared, each with the only declared name that fits.

    >>> notation = Notation(entries={name: Entry(name=name) for name in ("q_1", "r", "m", "x_bar", "a", "A")})
    >>> [find_near_names(text, notation) for text in ("Q1/R^2", "M*m", "1/X̄", "2e", "R = 2q_1")]
    [(('Q1', 'q_1'), ('R', 'r')), (), (('X_bar', 'x_bar'),), (), ()]
    """
    return _near.read(text, (notation,), find_anew, is_condition)


def find_anew(text: str, notation: Notation, is_condition: bool) -> Near:
    names, label = names_of(notation), None if is_condition else find_label(text)
    # What is left of "=" is a label, unless a condition is asked for.
    typed = list(list_typed_names(text[label[1] :] if label else text, names))
    declared = spell_declared_names(notation)
    found: dict[str, str] = {}
    for name, is_called in typed:
        meanings = declared[name.casefold().replace("_", "")] - {name}
        meanings |= {LOOK_ALIKES[name]} if LOOK_ALIKES.get(name) in notation.entries else set()
        base = name.partition("_")[0]
        if not meanings and base != name and is_unknown(base, names) and not has_own_meaning(base):  # W_k for w_k
            name, meanings = base, declared[base.casefold()] - {base}
        # A letter that only looks like the name is asked back, and so is one that fits two names.
        if (
            is_unknown(name, names)
            and name not in OWN_MEANING
            and len(meanings) == 1
            and not is_look_alike(name, meanings)
        ):
            found[name] = next(iter(meanings))
        elif name in ("sigma", "sigmoid") and not is_called and not _APPLIED.search(text):
            found |= name_sigmoid(name, names)
    used = {names.resolve(name).name for name, _ in typed}
    targets = list(found.values())
    if used & set(targets) or any(targets.count(meant) > count_spellings(found, meant) for meant in targets):
        return ()
    return tuple(found.items())


def has_own_meaning(base: str) -> bool:
    """Whether a name with an index means something by itself: a Greek capital may be a change or a sum."""
    return base in OWN_MEANING or (base in GREEK_NAMES and base[0].isupper())


def is_look_alike(name: str, meanings: set[str]) -> bool:
    return LOOK_ALIKES.get(name) in meanings


def count_spellings(found: dict[str, str], meant: str) -> int:
    """How many names for the same thing are one spelling with and without an underscore: ``Q1`` and ``Q_1``."""
    spellings = [name.replace("_", "") for name, other in found.items() if other == meant]
    return len(spellings) if len(set(spellings)) == 1 else 1


def is_unknown(name: str, names: Names) -> bool:
    return names.resolve(name).kind == "unknown"


def spell_declared_names(notation: Notation) -> defaultdict[str, set[str]]:
    """Return the declared names by how they may be typed, in small letters and without underscores."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for entry in notation.entries.values():
        if entry.parameters is None:
            for spelling in list_spellings(entry):
                found[spelling.casefold().replace("_", "")].add(entry.name)
    # An index is no number of its own: in J*e the J is a matrix, and not the j of e_j.
    for letter in notation.symbolic_sizes():
        found[letter.casefold()].add(letter)
    constants = found["c"]
    for word in CONSTANT:
        found[word] |= constants
    return found


def list_spellings(entry: Entry) -> Iterator[str]:
    """Yield a name, and its description without articles if that is a term of several words: ``learning rate``."""
    yield entry.name
    words = _LETTER.findall(_ARTICLES.sub(" ", entry.description))
    if len(words) > 1:
        yield "".join(words)


def name_sigmoid(name: str, names: Names) -> dict[str, str]:
    """Return the name of the only number that is described as a sigmoid, for ``σ`` without its argument."""
    values = [entry.name for entry in names.entries.values() if "sigmoid" in entry.description and not entry.axes]
    return {name: values[0]} if len(values) == 1 else {}


def list_typed_names(text: str, names: Names) -> Iterator[tuple[str, bool]]:
    """Yield the names in a text with their subscripts, and whether letters follow as an argument.

    Letters that run together are taken one by one if they are no word of the exercise.
    """
    try:
        tokens = tokenize(text, names, guess_syntax(text))
    except AnswerError:
        return
    for at, token in enumerate(tokens):
        if token.kind != "name" or (at and tokens[at - 1].kind in ("_", "{") and is_subscript(tokens, at)):
            continue
        if token.value == "T" and at and tokens[at - 1].kind == "^":  # a transpose
            continue
        after = tokens[at + 1]
        name = "_".join((token.value, *list_subscripts(tokens, at + 1)))
        is_run = len(token.value) <= MOST_LETTERS and token.value.isalpha() and name == token.value
        yield name, after.kind in ("name", "number")
        if is_run and len(name) > 1 and is_unknown(name, names) and not split_run(names, name, after.value):
            yield from ((letter, False) for letter in name)


def list_subscripts(tokens: Sequence[Token], at: int) -> list[str]:
    """Return the subscripts that begin at a token, each as it is typed."""
    if tokens[at].kind != "_":
        return []
    if tokens[at + 1].kind != "{":
        return [tokens[at + 1].value] if tokens[at + 1].kind in ("name", "number") else []
    end = next((place for place in range(at, len(tokens)) if tokens[place].kind in ("}", "end")), at)
    inside = tokens[at + 2 : end]
    return ["".join(token.value for token in inside)] if all(each.kind in ("name", "number") for each in inside) else []


def is_subscript(tokens: Sequence[Token], at: int) -> bool:
    """Whether the name at a place is in a subscript."""
    return tokens[at - 1].kind == "_" or tokens[at - 2].kind == "_"


def accept_near_names(notation: Notation, near: Near) -> Notation:
    """Return a notation in which names may be written as they were typed."""
    return replace(notation, aliases={**notation.aliases, **dict(near)})


def remark_on_near_names(near: Near) -> tuple[Remark, ...]:
    """Say which name each of them was read as.

    >>> remark_on_near_names((("r1", "R_1"), ("r2", "R_2")))[0].text
    "'r1' was read as 'R_1', 'r2' as 'R_2': the exercise has no other name that fits."
    """
    if not near:
        return ()
    (typed, meant), *others = near
    said = "".join(f", '{other}' as '{name}'" for other, name in others)
    text = f"'{typed}' was read as '{meant}'{said}: the exercise has no other name that fits."
    return (Remark(id="near-name", text=text, parameters=(("names", ", ".join(meant for _, meant in near)),)),)
