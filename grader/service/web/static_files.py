"""The files that pages load: a fixed table of names, so that no path can lead anywhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from grader.reports.pages.page import read_sheet
from grader.reports.readings.html import read_script

__all__ = ["STATIC", "StaticFile", "find_address", "list_static_files"]

STATIC: Final = "/static/"
FOLDER: Final = Path(__file__).with_name("static")
TYPES: Final = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
STYLE: Final = "style.css"


@dataclass(frozen=True)
class StaticFile:
    """A file with its media type. ``version`` changes with its content, so that browsers ask for a new one."""

    data: bytes
    media_type: str

    @property
    def version(self) -> str:
        return sha256(self.data).hexdigest()[:12]


@cache
def list_static_files() -> Mapping[str, StaticFile]:
    """Return every file by its name. The styles of reports are part of ours, for pages show parts of reports."""
    found = {
        path.name: StaticFile(path.read_bytes(), TYPES[path.suffix])
        for path in sorted(FOLDER.iterdir())
        if path.suffix in TYPES
    }
    ours = (*map(read_sheet, ("page", "report", "reading")), found[STYLE].data.decode())
    return {
        **found,
        STYLE: StaticFile("\n".join(ours).encode(), TYPES[".css"]),
        "reading.js": StaticFile(read_script().encode(), TYPES[".js"]),
    }


def find_address(name: str) -> str:
    """Return the address of a file in pages."""
    return f"{STATIC}{name}?v={list_static_files()[name].version}"
