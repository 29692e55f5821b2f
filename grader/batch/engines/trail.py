"""The trail that a process leaves while it grades one submission: the item that it is at, in a file.

Whoever finds the process dead reads there what it died of. The file is written before work on an item begins, and
needs no sync: it is read by another process on the same machine.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from grader.reports.write import cannot_write

__all__ = ["Trail"]


@dataclass(frozen=True)
class Trail:
    """A file that holds the id of the item that is being worked on."""

    path: Path

    def clear(self) -> None:
        """Begin anew."""
        try:
            self.path.write_text("", encoding="utf-8")
        except OSError as error:
            raise cannot_write(self.path, f"The system says: {error.strerror or error}.") from error

    def begins(self, item: str) -> None:
        """Say that work on an item begins; where it cannot be said, work goes on."""
        with suppress(OSError):
            self.path.write_text(item, encoding="utf-8")

    def last(self) -> str | None:
        """Return the item that was worked on last; None where none was."""
        return self.path.read_text(encoding="utf-8") or None
