"""A name in an answer that means something only in another part of the exercise.

Each part has its own names: the ``x`` of a forward pass is not a name in the earlier question about learning rates.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from grader.errors import Diagnostic, put_in_quotes
from grader.expr.grammar.suggestions import join_names
from grader.expr.names import names_of
from grader.expr.nodes import Symbol
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.reading_memory import ReadingMemory
from grader.submission.asked import AskedItem, AskedPart

__all__ = ["name_other_part"]

_named: Final = ReadingMemory(capacity=512)  # while somebody types, the same name is unknown again and again


def name_other_part(complaint: Diagnostic, item: AskedItem, parts: Iterable[AskedPart]) -> Diagnostic:
    """Explain an unknown name: if another part has it, name that part and the names of this one."""
    if complaint.slug != "unknown-name" or complaint.span is None:
        return complaint
    typed = complaint.span.text
    if is_name(typed, item.notation):  # it is read elsewhere in this part, so that its part is not what is wrong
        return complaint
    titles = [f"'{part.title}'" for part in parts if has_name(part, typed)]
    names = join_names(names_of(item.notation))
    if not titles or not names:
        return complaint
    whose = f"the part {titles[0]}" if len(titles) == 1 else f"the parts {', '.join(titles[:-1])} and {titles[-1]}"
    return replace(
        complaint,
        what=f"{put_in_quotes(typed)} is not a name of this part of the exercise.",
        why=f"It belongs to {whose}, and each part has names of its own.",
        help=f"use the names of this part: {names}.",
        proposals=(),
    )


def has_name(part: AskedPart, typed: str) -> bool:
    """Whether a name means something in a part."""
    notations = {id(item.notation): item.notation for item in part.items}
    return any(is_name(typed, notation) for notation in notations.values())


def is_name(typed: str, notation: Notation) -> bool:
    """Whether a text is one name of a notation, with its subscripts."""
    return _named.read(typed, (notation,), is_read_as_name)


def is_read_as_name(typed: str, notation: Notation) -> bool:
    """Whether a text is a name that the exercise declares; a letter that may be a constant belongs to no part."""
    tree = parse_or_none(typed, notation)
    if not isinstance(tree, Symbol):
        return False
    entry = notation.entries.get(tree.name)
    return entry is None or not entry.is_arbitrary
