"""What the student may have meant by a name that the exercise does not have, the likeliest cause first."""

from collections.abc import Iterator
from typing import NamedTuple

from grader.expr.complaints import Change
from grader.expr.grammar.run_readings import list_readings
from grader.expr.names import Item, Names, is_whole, list_splits
from grader.expr.tokens.characters import ACCENTS
from grader.limits import MAX_NAME_CHARACTERS

__all__ = ["Suggestion", "join_names", "suggest_name"]


class Suggestion(NamedTuple):
    """What is wrong with a name, why, how to fix it in words, and what may be written in its place."""

    what: str
    why: str
    help: str
    spellings: tuple[Change, ...] = ()


_LISTED = 12  # names in one hint, so that it keeps to about one line
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
    what = f"'{written}' is not a {'function' if is_call else 'name'} of this exercise."
    declared = "Only names that the exercise declares can be used."
    pieces = names.pieces(raw, is_call) if not items and len(raw) <= MAX_NAME_CHARACTERS else None
    indexed = names.with_index(raw) if not items and len(raw) <= MAX_NAME_CHARACTERS else ""
    if indexed:
        spelling = f"{indexed}*" if is_call else indexed
        yield Suggestion(what, "An index is written after '_'.", "put '_' in front of the index.", (Change(spelling),))
    readings = [] if items else list_readings(names, raw, "(" if is_call else "", bound)
    if len(readings) > 1:
        texts = [" ".join(pieces) for pieces in readings]
        help = "put '*' between factors, and brackets around what a function is applied to."
        spellings = tuple(Change("*".join(pieces)) for pieces in readings)
        yield Suggestion(
            f"'{written}' can be read in two ways.", f"It may be '{texts[0]}' or '{texts[1]}'.", help, spellings
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


def join_names(names: Names) -> str:
    """List the names of an exercise for a hint, in the order of their declaration."""
    return ", ".join([*list(names.entries)[:_LISTED], *(["…"] if len(names.entries) > _LISTED else [])])


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
                f"The subscript of '{written}' does not fit.",
                f"'{strange}' is not an index of this exercise; the indices are {', '.join(indices)}.",
                "write one of them, or a number.",
            )


def _explain_subscripts(names: Names, raw: str, items: tuple[Item, ...], written: str) -> Iterator[Suggestion]:
    """Explain subscripts that do not fit a declared name."""
    for base, own in list_splits(raw):
        entry, given = names.entries.get(base), (*own, *items)
        if entry is None or not given or given[0] in _ACCENT_WORDS:
            continue
        if not entry.axes:
            yield Suggestion(
                f"'{written}' is not a name of this exercise.",
                f"'{entry.name}' has no indices.",
                "write it without a subscript.",
                _list_uses_of_number(raw, base) if not items else (),
            )
        else:
            count = len(entry.axes)
            axes = ", ".join(_describe_axis(names, axis) for axis in entry.axes)
            yield Suggestion(
                f"The subscript of '{written}' does not fit.",
                f"'{entry.name}' has {count} {'index' if count == 1 else 'indices'}: {axes}.",
                "write an index that it has." if count == 1 else f"write {count} indices that it has.",
            )


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
