"""Answers that cannot be read, and files that cannot be read: errors in typing.

The reader decides whether a broken answer really cannot be read. One that happens to mean something is not used.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

from grader.answers.reading import read_answer
from grader.documents import Scalar
from grader.errors import GraderError
from grader.expr import to_text
from grader.rubric import Item
from grader.simulation.forms.forms import is_formula

__all__ = ["MALFORMED", "list_unreadable_answers"]


def list_unreadable_answers(item: Item, random: Random) -> Iterator[str]:
    for text in list_broken_answers(item, random):
        try:
            read_answer(item.answer_type, Scalar.typed(text, item.id), item.task)
        except GraderError:
            yield text


def list_broken_answers(item: Item, random: Random) -> Iterator[str]:
    """Yield the right answer with an error in its writing."""
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


def leave_bracket_open(text: str) -> bytes:
    return text.replace("exercise: ", "exercise: [", 1).encode()


def indent_with_tab(text: str) -> bytes:
    return text.replace("\n  ", "\n\t", 1).encode()


def repeat_answers(text: str) -> bytes:
    return (text + text[text.index("answers:") :]).encode()


def add_unknown_key(text: str) -> bytes:
    return f"{text}grade: please\n".encode()


def name_other_exercise(text: str) -> bytes:
    return re.sub(r"exercise: .*", "exercise: another_one", text, count=1).encode()


def save_as_latin_1(text: str) -> bytes:
    return f"# Grüße aus der Übung\n{text}".encode("latin-1", "replace")


def save_empty(text: str) -> bytes:
    return b""


def write_letter(text: str) -> bytes:
    return b"Dear all,\nI could not finish this week, sorry.\n"


MALFORMED: Final[Mapping[str, Callable[[str], bytes]]] = {
    "a bracket is not closed": leave_bracket_open,
    "a tab indents": indent_with_tab,
    "a key stands twice": repeat_answers,
    "a key is unknown": add_unknown_key,
    "another exercise": name_other_exercise,
    "not UTF-8": save_as_latin_1,
    "empty": save_empty,
    "no answers at all": write_letter,
}
"""Ways to spoil a YAML file so that it is refused as a whole, by the fault that they cause."""
