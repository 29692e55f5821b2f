"""The trail that a process leaves while it grades one submission: a file with the id of the current item.

If the process dies, the trail says at which item. The file is written before work on an item begins. It needs no sync,
because another process on the same machine reads it.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from grader.reports.write import make_write_error

__all__ = ["Trail"]


@dataclass(frozen=True)
class Trail:
    """A file that holds the id of the item that is being graded."""

    path: Path

    def clear(self) -> None:
        """Start an empty trail."""
        try:
            self.path.write_text("", encoding="utf-8")
        except OSError as error:
            raise make_write_error(self.path, f"The system says: {error.strerror or error}.") from error

    def note_item(self, item: str) -> None:
        """Record that work on an item begins. If the file cannot be written, work goes on."""
        with suppress(OSError):
            self.path.write_text(item, encoding="utf-8")

    def read_last(self) -> str | None:
        """Return the item that was graded last; None if there was none."""
        return self.path.read_text(encoding="utf-8") or None
