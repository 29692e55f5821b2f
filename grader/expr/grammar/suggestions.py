"""What the student may have meant by a name that the exercise does not have, the likeliest cause first."""

from collections.abc import Iterator
from typing import NamedTuple

from grader.errors import put_in_quotes
from grader.expr.complaints import Change
from grader.expr.grammar.run_readings import list_readings
from grader.expr.names import Item, Names, is_whole, list_splits
from grader.expr.notation import Entry
from grader.expr.tokens.characters import ACCENTS
from grader.limits import MAX_NAME_CHARACTERS

__all__ = ["LOOK_ALIKES", "Suggestion", "join_names", "spell_with_indices", "suggest_name"]


class Suggestion(NamedTuple):
    """What is wrong with a name, why, how to fix it in words, and what may be written in its place."""

    what: str
    why: str
    help: str
    spellings: tuple[Change, ...] = ()


_TYPED = {"l": "ell"}
"""Letters that are typed for one with a name of its own: the script ℓ looks like an l."""
_LISTED = 12  # names in one hint, so that it keeps to about one line
# Letters that are typed for a Greek one.
LOOK_ALIKES = {
    "l": "lambda", "w": "omega", "u": "mu", "v": "nu", "n": "eta", "p": "rho", "a": "alpha", "b": "beta", "y": "gamma",
    "x": "chi", "k": "kappa", "t": "tau", "e": "epsilon", "B": "beta", "o": "sigma",
}  # fmt: skip
_ACCENT_WORDS = frozenset(ACCENTS.values())


def suggest_name(
    names: Names, raw: str, items: tuple[Item, ...], written: str, is_call: bool, bound: frozenset[str] = frozenset()
) -> Suggestion:
    """What may have been meant by the unknown name ``raw`` with the subscripts ``items``, typed as ``written``.

    ``bound`` are the letters of open sums, which are indices there.
    """
    return next(_find_causes(names, raw, items, written, is_call, bound))


def _find_causes(
    names: Names, raw: str, items: tuple[Item, ...], written: str, is_call: bool, bound: frozenset[str]
) -> Iterator[Suggestion]:
    is_call = is_call and raw.isalpha()  # l1 (1 - l1) is a product with l1
    what = f"{put_in_quotes(written)} is not a {'function' if is_call else 'name'} of this exercise."
    declared = "Only names that the exercise declares can be used."
    pieces = names.pieces(raw, is_call) if not items and len(raw) <= MAX_NAME_CHARACTERS else None
    indexed = names.with_index(raw) if not items and len(raw) <= MAX_NAME_CHARACTERS else ""
    if indexed:
        spelling = f"{indexed}*" if is_call else indexed
        yield Suggestion(what, "An index is written after '_'.", "put '_' in front of the index.", (Change(spelling),))
    readings = () if items else list_readings(names, raw, "(" if is_call else "", bound)
    if len(readings) > 1:
        texts = [" ".join(pieces) for pieces in readings]
        help = "put '*' between factors, and brackets around what a function is applied to."
        spellings = tuple(Change("*".join(pieces)) for pieces in readings)
        yield Suggestion(
            f"{put_in_quotes(written)} can be read in two ways.",
            f"It may be {put_in_quotes(texts[0])} or {put_in_quotes(texts[1])}.",
            help,
            spellings,
        )
    if pieces and not any(piece in names.notation.ranges for piece in pieces):  # f_ij is not f_i times j
        yield Suggestion(
            what,
            "Letters side by side are not read as a product.",
            "put '*' between factors.",
            (Change("*".join(pieces)),),
        )
    if not items and not is_call and len(raw) <= MAX_NAME_CHARACTERS:
        yield from _explain_applied(names, raw, what)
    yield from _explain_letters(names, raw, items, written, bound)
    yield from _explain_subscripts(names, raw, items, written)
    for base, _ in list_splits(raw):
        letter = _TYPED.get(base, "")
        if letter and written.startswith(base) and names.resolve(letter).kind == "symbol":
            yield Suggestion(
                what, declared, f"use '{letter}' in its place.", (Change(letter + written.removeprefix(base)),)
            )
    if not items:
        yield from _explain_look_alikes(names, raw, what, is_call)
    known = join_names(names)
    help = f"use its names: {known}." if known else "write numbers and known functions only."
    for base, _ in list_splits(raw):
        # Delta_1 for delta_1: a word in the other case is the same quantity more often than a single letter is.
        spelling = next((each for each in names.spellings() if each.casefold() == base.casefold()), base)
        if len(base) > 1 and spelling != base:
            change = (Change(spelling + written.removeprefix(base)),) if written.startswith(base) else ()
            yield Suggestion(what, "Upper and lower case letters are different names.", help, change)
    for spelling in names.spellings():
        if not items and spelling != raw and spelling.casefold() == raw.casefold():
            # A letter in the other case, such as a and A, is seldom the same quantity where there are others.
            same = (Change(spelling),) if list(names.entries) == [spelling] else ()
            yield Suggestion(what, "Upper and lower case letters are different names.", help, same)
    yield Suggestion(what, "Only known functions can be applied." if is_call else declared, help)


def _explain_applied(names: Names, raw: str, what: str) -> Iterator[Suggestion]:
    """Explain ``sinx``: a function that is written together with its argument."""
    for cut in range(len(raw) - 1, 1, -1):
        function, argument = raw[:cut], raw[cut:]
        found = names.resolve(function).function if names.resolve(function).kind == "function" else None
        if found is not None and found.bare and names.resolve(argument).kind in ("symbol", "constant"):
            help = "put brackets around its argument."
            yield Suggestion(
                what, "The argument of a function goes in brackets.", help, (Change(f"{function}({argument})"),)
            )


def _explain_look_alikes(names: Names, raw: str, what: str, is_call: bool) -> Iterator[Suggestion]:
    """Explain ``l`` for ``lambda``, and ``lr`` for what is described as the learning rate."""
    entries = [entry for entry in names.entries.values() if not entry.axes and entry.parameters is None]
    similar = [entry for entry in entries if LOOK_ALIKES.get(raw) == entry.name]
    similar += [entry for entry in entries if len(raw) > 1 and _join_initials(entry.description) == raw.casefold()]
    similar += [entry for entry in entries if similar and entry.name.casefold() == raw.casefold()]
    if similar:
        spellings = tuple(Change(f"{entry.name}*" if is_call else entry.name) for entry in similar)
        meant = " or ".join(f"'{entry.name}'" for entry in similar)
        yield Suggestion(what, f"It may be meant for {meant}.", "use the name of the exercise.", spellings)


def _join_initials(description: str) -> str:
    words = [word for word in description.casefold().split() if word not in ("a", "an", "the", "of")]
    return "".join(word[0] for word in words)


def join_names(names: Names) -> str:
    """List the names of an exercise with their indices for a hint, in the order of their declaration."""
    shown = [spell_with_indices(name, entry, names) for name, entry in list(names.entries.items())[:_LISTED]]
    return ", ".join([*shown, *(["…"] if len(names.entries) > _LISTED else [])])


def spell_with_indices(name: str, entry: Entry, names: Names) -> str:
    """Spell a name with the letters of its indices: ``v_kj``; without them where an index has no letter of its own."""
    axes = entry.axes
    has_letters = all(isinstance(axis, str) and len(axis) == 1 and axis in names.notation.ranges for axis in axes)
    return f"{name}_{''.join(map(str, axes))}" if axes and has_letters else name


def _explain_letters(
    names: Names, raw: str, items: tuple[Item, ...], written: str, bound: frozenset[str]
) -> Iterator[Suggestion]:
    """Explain a subscript with as many parts as the name has axes, one of which is a letter but not an index."""
    indices = [*names.notation.ranges, *(name for name, entry in names.entries.items() if is_whole(entry))]
    for base, own in list_splits(raw):
        given = (*own, *items)
        entry, count = names.entries.get(base), sum(len(item) if isinstance(item, str) else 1 for item in given)
        strange = next(filter(None, (names.strange(item, bound) for item in given)), "")
        is_array = entry is not None and len(entry.axes) == count
        if strange and indices and (is_array or (base == "delta" and count == 2)):
            yield Suggestion(
                f"The subscript of {put_in_quotes(written)} does not fit.",
                f"{put_in_quotes(strange)} is not an index of this exercise; the indices are {', '.join(indices)}.",
                "write one of them, or a number.",
            )


def _explain_subscripts(names: Names, raw: str, items: tuple[Item, ...], written: str) -> Iterator[Suggestion]:
    """Explain subscripts that do not fit a declared name."""
    for base, own in [*list_splits(raw), *_list_compact_splits(names, raw, items)]:
        meaning = names.fit(base, (), frozenset())
        entry, given = meaning.entry if meaning else None, (*own, *items)
        if entry is None or not given or given[0] in _ACCENT_WORDS:
            continue
        if not entry.axes:
            yield Suggestion(
                f"{put_in_quotes(written)} is not a name of this exercise.",
                f"{put_in_quotes(base)} has no indices.",
                "write it without a subscript.",
                _list_uses_of_number(raw, base) if not items else (),
            )
        else:
            count, known = len(entry.axes), spell_with_indices(base, entry, names)
            example = f", as in {known}" if known != base else ""
            axes = ", ".join(_describe_axis(names, axis) for axis in entry.axes)
            yield Suggestion(
                f"The subscript of {put_in_quotes(written)} does not fit.",
                f"{put_in_quotes(base)} has {count} {'index' if count == 1 else 'indices'}: {axes}.",
                f"write {'one index' if count == 1 else f'{count} indices'} that it has{example}.",
            )


def _list_compact_splits(names: Names, raw: str, items: tuple[Item, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the ways to split letters into a name and indices right after it: ``fij`` into ``f`` and ``ij``."""
    for cut in range(len(raw) - 1, 0, -1) if raw.isalnum() and not items else ():
        if all(letter in names.notation.ranges or letter.isdecimal() for letter in raw[cut:]):
            yield raw[:cut], (raw[cut:],)


def _list_uses_of_number(raw: str, base: str) -> tuple[Change, ...]:
    """The meanings that a number may have right after a name without indices: ``x2``."""
    number = raw.removeprefix(base)
    if not number.isdecimal():
        return ()
    return Change(f"{base}*{number}", "for a product"), Change(f"{base}^{number}", "for a power")


def _describe_axis(names: Names, axis: str | int) -> str:
    """The values that an index may have, in words."""
    size = names.notation.size(axis)
    letter = f"a letter such as {axis}" if isinstance(axis, str) and size is not None else "an index letter"
    return f"1 to {size} or {letter}" if size is not None else f"1, 2, … or {letter}"
