"""The names of alternatives as people write them: in capitals, quotation marks or brackets, or by their meaning."""

from collections.abc import Iterator

from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling

__all__ = ["MEMBER"]


def write(item: Item) -> Iterator[str]:
    """Write a chosen alternative by its name and by its meaning."""
    if not item.choices or item.key is None:
        return
    words = item.key.answer.words
    yield ", ".join(words)
    yield " and ".join(words)
    yield "; ".join(words)
    yield "\n".join(words)
    yield ", ".join(word.upper() for word in words)
    yield ", ".join(f"({word})" for word in words)
    yield ", ".join(f"'{word}'" for word in words)
    if len(words) == 1:
        meaning = item.choices[words[0]]
        yield meaning
        yield f"{words[0]}: {meaning}"
        yield f"{words[0]}) {meaning}"
        yield f"{meaning}."
        yield f"{words[0]}."
        yield f"The answer is {words[0]}."
        yield meaning.upper()
    else:
        yield ", ".join(reversed(words))
        yield ",".join(words)


MEMBER = Spelling(kind="choices", summary="alternatives by name and by meaning", write=write)
