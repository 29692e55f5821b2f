"""An answer that ends as a sentence does."""

from collections.abc import Iterator

from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import list_texts

__all__ = ["MEMBER"]


def write(item: Item) -> Iterator[str]:
    """Write a full stop after the key; a text of several sentences has one."""
    is_literal = "punctuation" in item.task.options.get("counts", ())
    for text in list_texts(item) if item.type != "text" and not is_literal else ():
        yield f"{text}."
        yield f"{text} ."
        yield f" {text}  "


MEMBER = Spelling(kind="full stop", summary="a full stop or blanks after the answer", write=write)
