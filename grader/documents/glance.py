"""Reading one text near the beginning of a document, without reading the rest of it.

>>> read_text_under("student", "student: ada\\nanswers: {a: [", "a.yaml")
'ada'
"""

from pathlib import PurePath

import yaml

from grader.documents.decoding import decode
from grader.documents.json.reader import JsonReader
from grader.documents.nodes import Mapping, Scalar
from grader.documents.prose import ProseFormat, find_format
from grader.documents.tree import StopReadingError, TreeBuilder
from grader.documents.yaml.reader import YamlReader
from grader.errors import DocumentError

__all__ = ["read_text_under"]


def read_text_under(key: str, data: str | bytes, name: str) -> str:
    """Read the text under a key of the root, and no further; nothing if it is blank or missing.

    The ending of ``name`` says whether it is JSON; in a worked document, only its head is looked at. The result is
    empty if there is a fault up to the key; a fault after it does not matter here.
    """
    form = find_format(PurePath(name).suffix)
    if form is not None:
        return find_in_head(key, data, name, form)
    try:
        source = decode(data, name)
        reader = JsonReader(source) if name.lower().endswith(".json") else YamlReader(source)
        for _ in reader.steps():
            if value := find_value_so_far(key, reader.tree):
                return text_of(value)
    except (DocumentError, StopReadingError, yaml.YAMLError):
        return ""
    root = reader.tree.root
    found = root.get(key) if isinstance(root, Mapping) else None
    return text_of(found) if isinstance(found, Scalar) else ""


def find_in_head(key: str, data: str | bytes, name: str, form: ProseFormat) -> str:
    """The text under a key in the head of a worked document."""
    try:
        return form.find_in_head(key, decode(data, name, at_most=form.limit))
    except DocumentError:
        return ""


def text_of(value: Scalar) -> str:
    """The text of a value; nothing if it is blank, or holds half a character, which nobody can write."""
    is_text = not any("\ud800" <= char <= "\udfff" for char in value.text)
    return value.text if is_text and not value.is_blank else ""


def find_value_so_far(key: str, tree: TreeBuilder) -> Scalar | None:
    """The value of a key of the root as soon as it has been read, if it is a text."""
    if len(tree.stack) != 1 or not tree.stack[0].entries:
        return None
    name, value = tree.stack[0].entries[-1]
    return value if name.text == key and isinstance(value, Scalar) else None
