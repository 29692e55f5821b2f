"""Worked documents as blocks and formulas with their places; one format a file, each found because it is there.

Start with ``records``.
"""

from functools import cache
from importlib import import_module
from pathlib import Path

from grader.documents.prose.records import Block, Formula, Macro, Marker, Prose, ProseDocument, ProseFormat

__all__ = [
    "Block", "Formula", "Macro", "Marker", "Prose", "ProseDocument", "ProseFormat", "find_format", "list_suffixes",
]  # fmt: skip


@cache
def list_formats() -> tuple[ProseFormat, ...]:
    """Every format, by the names of their files."""
    names = sorted(
        path.stem
        for path in Path(__file__).parent.glob("*.py")
        if path.name != "__init__.py" and "\nMEMBER = " in path.read_text(encoding="utf-8")
    )
    return tuple(import_module(f"{__name__}.{name}").MEMBER for name in names)


@cache
def list_suffixes() -> tuple[str, ...]:
    """The endings of all files that are documents."""
    return tuple(sorted(suffix for each in list_formats() for suffix in each.suffixes))


def find_format(suffix: str) -> ProseFormat | None:
    """The format of files with this ending; None if they are no documents."""
    return next((each for each in list_formats() if suffix.lower() in each.suffixes), None)
