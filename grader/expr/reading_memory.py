"""Reading each text once: a reading that was made before is returned again, and a refusal raised again.

An answer is read to be judged, and its text again to see what else it says, to explain it, and to try other readings.
And a class gives the same answers, also those that cannot be read.

>>> memory = ReadingMemory(capacity=2)
>>> [memory.read(text, (), len) for text in ("x", "x + y")]
[1, 5]
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final, TypeVar

from grader.errors import AnswerError, Diagnostic
from grader.memory import Memory

__all__ = ["ReadingMemory"]

# Hardly any answer is longer, in LaTeX neither; and a memory is bounded by the number of its readings.
MAX_KEPT_CHARACTERS: Final = 600
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is kept of an error: without its traceback, which would keep all that was being worked on."""

    type: type[AnswerError]
    diagnostics: tuple[Diagnostic, ...]


class ReadingMemory:
    """Readings of texts, each with what it was read under, and refusals of texts that could not be read."""

    def __init__(self, capacity: int) -> None:
        self.memory = Memory(capacity)

    def read(self, text: str, under: tuple[object, ...], read: Callable[..., Result], *choices: Hashable) -> Result:
        """Return ``read(text, *under, *choices)``, a pure function, from memory if it was called before.

        Of ``under`` it matters which objects they are, of ``choices`` what they are equal to.
        """
        if len(text) > MAX_KEPT_CHARACTERS:
            return read(text, *under, *choices)
        key = (text, *map(id, under), *choices)
        found: Result | Refusal | None = self.memory.recalled(key)
        if found is None:
            try:
                found = read(text, *under, *choices)
            except AnswerError as error:
                found = Refusal(type(error), error.diagnostics)
            self.memory.keep(key, found, under)
        if isinstance(found, Refusal):
            raise found.type(found.diagnostics)
        return found
