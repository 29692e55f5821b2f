"""Finding the members of a family: one file in the family's folder each, or an entry point of another package.

A member is the object that its module calls ``MEMBER``; its ``kind`` is the word that rubrics and commands use for it.
In the family's own folder a file is named after its kind, and it is imported when that kind is first asked for: grading
with three answer types imports three files.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["Family", "list_plugins"]

GROUPS = ("grader.answers", "grader.reports", "grader.solvers")


class Family(Mapping[str, Any]):
    """The members of one family by kind; looks in the folder first, then at the entry points of its group."""

    def __init__(self, package: str, folder: str, *, group: str) -> None:
        self.package, self.folder, self.group = package, Path(folder).parent, group
        self._found: dict[str, Any] = {}

    def __getitem__(self, kind: str) -> Any:
        """The member called ``kind``; KeyError if there is none."""
        if kind not in self._found:
            self._found[kind] = self._find(kind)
        return self._found[kind]

    def _find(self, kind: str) -> Any:
        if kind.isidentifier() and (self.folder / f"{kind}.py").is_file():
            module = import_module(f"{self.package}.{kind}")
            if hasattr(module, "MEMBER"):
                return module.MEMBER
        for entry_point in self._entry_points():
            if entry_point.name == kind:
                return entry_point.load()
        raise KeyError(kind)

    def _entry_points(self) -> Iterable[Any]:
        from importlib.metadata import entry_points  # slow to import, and not needed if the folder has the kind

        return entry_points(group=self.group)

    def __iter__(self) -> Iterator[str]:
        """Yield every kind, in alphabetical order."""
        own = {path.stem for path in self.folder.glob("*.py") if "\nMEMBER" in path.read_text(encoding="utf-8")}
        return iter(sorted(own | {entry_point.name for entry_point in self._entry_points()}))

    def __len__(self) -> int:
        return len(list(iter(self)))


def list_plugins() -> tuple[tuple[str, str], ...]:
    """List name and version of each package that adds to a family: with another version, verdicts may change."""
    from importlib.metadata import entry_points

    packages = {entry.dist for group in GROUPS for entry in entry_points(group=group) if entry.dist is not None}
    return tuple(sorted({(package.name, package.version) for package in packages}))
