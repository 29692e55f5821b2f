"""What one way of spelling offers: it writes the expected answer of an item as some people would.

Nothing is drawn at random, so that the author of a rubric sees the same texts each time. A way that does not apply to
an item yields nothing. What it yields has to be read as the key, or asked back for a reason that it names.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

from grader.rubric import Item

__all__ = ["Spelling", "list_spellings", "spell_key"]

FOLDER: Final = Path(__file__).parent
MOST_TEXT: Final = 2000  # letters; a key beyond that is a program's, and nobody retypes it


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """One way of spelling answers.

    ``write`` yields the key of an item in this way. ``asked`` are the slugs of the messages by which a text may be
    asked back, each with the reason: two readings that differ, of which neither may be taken silently.
    """

    kind: str
    summary: str
    write: Callable[[Item], Iterator[str]]
    asked: Mapping[str, str] = field(default_factory=dict)


@cache
def list_spellings() -> tuple[Spelling, ...]:
    """All ways of spelling, by the names of their files."""
    stems = sorted(path.stem for path in FOLDER.glob("*.py") if "\nMEMBER = " in path.read_text(encoding="utf-8"))
    return tuple(import_module(f"{__package__}.{stem}").MEMBER for stem in stems)


def spell_key(item: Item) -> Iterator[tuple[Spelling, str]]:
    """Yield the key of an item in each way that applies, each text once."""
    seen: set[str] = set()
    for spelling in list_spellings():
        for text in spelling.write(item):
            if text not in seen and len(text) <= MOST_TEXT:
                seen.add(text)
                yield spelling, text
