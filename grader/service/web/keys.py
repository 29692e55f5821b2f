"""Ids in paths and forms: whole numbers that a database can hold."""

from typing import Annotated, Final

from fastapi import Path
from starlette.datastructures import FormData

__all__ = ["MAX_KEY", "Key", "read_key"]

MAX_KEY: Final = 2**31 - 1  # what an Integer of SQL holds everywhere
Key = Annotated[int, Path(ge=0, le=MAX_KEY)]


def read_key(form: FormData, name: str) -> int:
    """Return the id in a field of a form; 0, which nothing has, if there is none."""
    text = str(form.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(MAX_KEY)) else 0
