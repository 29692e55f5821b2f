"""What the student may have meant by a name that the exercise does not have, the likeliest cause first."""

from collections.abc import Iterator
from difflib import get_close_matches

from grader.expr.grammar.run_readings import list_readings
from grader.expr.names import Item, Names, is_whole, list_splits
from grader.expr.tokens.characters import ACCENTS
from grader.limits import MAX_NAME_CHARACTERS

__all__ = ["Suggestion", "join_names", "suggest_name"]

Suggestion = tuple[str, str, str]
_LISTED = 12  # names in one hint, so that it keeps to about one line
_ACCENT_WORDS = frozenset(ACCENTS.values())


def suggest_name(
    names: Names, raw: str, items: tuple[Item, ...], written: str, is_call: bool, bound: frozenset[str] = frozenset()
) -> Suggestion:
    """What, why and help for the unknown name ``raw`` with the subscripts ``items``, typed as ``written``.

    ``bound`` are the letters of open sums, which are indices there.
    """
    return next(_find_causes(names, raw, items, written, is_call, bound))


def _find_causes(
    names: Names, raw: str, items: tuple[Item, ...], written: str, is_call: bool, bound: frozenset[str]
) -> Iterator[Suggestion]:
    what = f"'{written}' is not a {'function' if is_call else 'name'} of this exercise."
    declared = "Only names that the exercise declares can be used."
    pieces = names.pieces(raw, is_call) if not items and len(raw) <= MAX_NAME_CHARACTERS else None
    indexed = names.with_index(raw) if not items and len(raw) <= MAX_NAME_CHARACTERS else ""
    if indexed:
        example = f"'{indexed}*(…)' for a product" if is_call else f"'{indexed}'"
        yield what, "An index is written after '_'.", f"write {example}."
    readings = [] if items else list_readings(names, raw, "(" if is_call else "", bound)
    if len(readings) > 1:
        texts = [" ".join(pieces) for pieces in readings]
        yield (f"'{written}' can be read in two ways.", f"It may be '{texts[0]}' or '{texts[1]}'.",
               "put '*' between factors, and brackets around what a function is applied to.")  # fmt: skip
    if pieces:
        yield what, "Letters side by side are not read as a product.", f"write '{'*'.join(pieces)}'."
    if not items and not is_call and len(raw) <= MAX_NAME_CHARACTERS:
        yield from _explain_applied(names, raw, what)
    yield from _explain_letters(names, raw, items, written, bound)
    yield from _explain_subscripts(names, raw, items, written)
    for spelling in names.spellings():
        if not items and spelling != raw and spelling.casefold() == raw.casefold():
            yield what, "Upper and lower case letters are different names.", f"write '{spelling}'."
    if not items and 1 < len(raw) <= MAX_NAME_CHARACTERS:
        close = get_close_matches(raw, [name for name in names.spellings() if is_near(name, raw)], n=1, cutoff=0.66)
        if close:
            yield what, declared, f"write '{close[0]}' if that is what you mean."
    if is_call:
        yield what, "Only known functions can be applied.", f"write '{written}*(…)' for a product, or a known function."
    known = join_names(names)
    yield what, declared, f"use its names: {known}." if known else "write numbers and known functions only."


def _explain_applied(names: Names, raw: str, what: str) -> Iterator[Suggestion]:
    """Explain ``sinx``: a function that is written together with its argument."""
    for cut in range(len(raw) - 1, 1, -1):
        function, argument = raw[:cut], raw[cut:]
        found = names.resolve(function).function if names.resolve(function).kind == "function" else None
        if found is not None and found.bare and names.resolve(argument).kind in ("symbol", "constant"):
            yield what, "The argument of a function goes in brackets.", f"write '{function}({argument})'."


def join_names(names: Names) -> str:
    """List the names of an exercise for a hint, in the order of their declaration."""
    return ", ".join([*list(names.entries)[:_LISTED], *(["…"] if len(names.entries) > _LISTED else [])])


def is_near(name: str, raw: str) -> bool:
    """Whether ``name`` may have been meant by ``raw`` at all: short words have to begin alike."""
    if len(name) == 1 or abs(len(name) - len(raw)) > 2:
        return False
    return len(raw) > 3 or (name[0] == raw[0] and abs(len(name) - len(raw)) < 2 and len(raw) > 2)


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
            yield (f"The subscript of '{written}' does not fit.",
                   f"'{strange}' is not an index of this exercise; the indices are {', '.join(indices)}.",
                   f"write one of them, or a number as in '{base}_{'1' * count}'.")  # fmt: skip


def _explain_subscripts(names: Names, raw: str, items: tuple[Item, ...], written: str) -> Iterator[Suggestion]:
    """Explain subscripts that do not fit a declared name."""
    for base, own in list_splits(raw):
        entry, given = names.entries.get(base), (*own, *items)
        if entry is None or not given or given[0] in _ACCENT_WORDS:
            continue
        if not entry.axes:
            yield (f"'{written}' is not a name of this exercise.", f"'{entry.name}' has no indices.",
                   f"write '{entry.name}' without a subscript.")  # fmt: skip
        else:
            count = len(entry.axes)
            axes = ", ".join(_describe_axis(names, axis) for axis in entry.axes)
            yield (f"The subscript of '{written}' does not fit.",
                   f"'{entry.name}' has {count} {'index' if count == 1 else 'indices'}: {axes}.",
                   f"write for example '{entry.name}_{'1' * count}'.")  # fmt: skip


def _describe_axis(names: Names, axis: str | int) -> str:
    """The values that an index may have, in words."""
    size = names.notation.size(axis)
    letter = f"a letter such as {axis}" if isinstance(axis, str) and size is not None else "an index letter"
    return f"1 to {size} or {letter}" if size is not None else f"1, 2, … or {letter}"
