"""Answers that nobody can read, and files that nobody can: slips of the hand on the keyboard.

Whether a broken answer really cannot be read is asked of the reader: one that happens to mean something is not used.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

from grader.documents import Scalar
from grader.errors import GraderError
from grader.expr import to_text
from grader.rubric import Item
from grader.simulation.forms.forms import is_formula

__all__ = ["MALFORMED", "unreadable"]


def unreadable(item: Item, random: Random) -> Iterator[str]:
    """Yield answers to an item that cannot be read."""
    for text in candidates(item, random):
        try:
            item.answer_type.read(Scalar.typed(text, item.id), item.task)
        except GraderError:
            yield text


def candidates(item: Item, random: Random) -> Iterator[str]:
    """Yield a right answer with something wrong in its writing."""
    if item.choices:
        yield from ("both of them, I think", "none")
        return
    if not is_formula(item):
        return
    assert item.key is not None
    assert item.key.answer.tree is not None
    text = to_text(item.key.answer.tree)
    names = list(re.finditer(r"[A-Za-z]+", text))
    yield f"({text}"
    yield f"{text})"
    yield f"{text} +"
    yield f"{text} * / 2"
    if names:
        match = random.choice(names)
        yield f"{text[: match.start()]}{match[0]}q{text[match.end() :]}"
    yield f"{text} + qq"
    yield f"see above: {text}"


def unclosed_quote(text: str) -> bytes:
    """Leave a quote open."""
    return text.replace("exercise: ", 'exercise: "', 1).encode()


def tab(text: str) -> bytes:
    """Indent with a tab."""
    return text.replace("\n  ", "\n\t", 1).encode()


def twice(text: str) -> bytes:
    """Answer everything twice."""
    return (text + text[text.index("answers:") :]).encode()


def unknown_key(text: str) -> bytes:
    """Add a key that there is not."""
    return f"{text}grade: please\n".encode()


def other_exercise(text: str) -> bytes:
    """Hand in the answers to something else."""
    return re.sub(r"exercise: .*", "exercise: another_one", text, count=1).encode()


def latin_1(text: str) -> bytes:
    """Save with an old encoding."""
    return f"# Grüße aus der Übung\n{text}".encode("latin-1", "replace")


def nothing(text: str) -> bytes:
    """Save an empty file."""
    return b""


def prose(text: str) -> bytes:
    """Write a letter."""
    return b"Dear all,\nI could not finish this week, sorry.\n"


MALFORMED: Final[Mapping[str, Callable[[str], bytes]]] = {
    "a quote is not closed": unclosed_quote,
    "a tab indents": tab,
    "a key stands twice": twice,
    "a key is unknown": unknown_key,
    "another exercise": other_exercise,
    "not UTF-8": latin_1,
    "empty": nothing,
    "no answers at all": prose,
}
"""Ways to spoil a YAML file so that it is refused as a whole, by what is wrong with it."""
