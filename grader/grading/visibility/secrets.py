"""What a remark must not tell a student: the expected answer, the values of a witness, the digits that are asked for.

Feedback is made so that it does not hold them; this is the second lock. A difference in structure ("a vector of two is
expected") is feedback, but the reason of a witness that has values ("x = 3 satisfies what is expected …") is evidence.
What the student wrote and what the prompt shows is no secret, and what a person wrote is left to that person.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from grader.grading.result import ItemResult
from grader.records import Decision, Remark
from grader.rubric import Item

__all__ = ["gives_away", "points_in", "without_blanks", "without_key_points"]

BY_A_PERSON = frozenset({"author", "hint", "override", "key-point"})
TEXT_WAITS = Remark(id="text-suggestion", text="A person reads this answer and decides.")
SHORTEST_SECRET = 3
POINT = re.compile(r"\(-?[0-9./]+(?:,-?[0-9./]+)+\)")


def gives_away(remark: Remark, result: ItemResult, item: Item, points: frozenset[str] = frozenset()) -> bool:
    """Whether a remark that no person wrote holds a secret of the key; ``points`` are those of other items."""
    if remark.id in BY_A_PERSON:
        return False
    known = squeezed([result.prompt, result.given, result.read.text if result.read else ""])
    said = squeezed([remark.text, *(value for _, value in remark.parameters)])
    secrets = [*expected(result), *evidence(remark, result.decision, item), *points]
    return any(secret in said and secret not in known for secret in map(squeezed, ([text] for text in secrets)))


def without_key_points(result: ItemResult) -> ItemResult:
    """Take away which key points of a text were found, and how many: who tries often finds out all of them.

    What the author suggests where one is missing stays: it is meant to be told.
    """
    if result.type != "text":
        return result
    remarks = tuple(TEXT_WAITS if remark.id == TEXT_WAITS.id else remark for remark in result.remarks)
    return replace(result, remarks=remarks, components=())


def squeezed(texts: Iterable[str]) -> str:
    """Return texts without the blanks in them."""
    return "\n".join(map(without_blanks, texts))


@lru_cache(maxsize=4096)
def without_blanks(text: str) -> str:
    """Return a text without the blanks in it."""
    return "".join(text.split())


def expected(result: ItemResult) -> Iterator[str]:
    """Yield the expected answer in its spellings, where it is long enough to be recognised."""
    if result.expected is not None:
        spellings = (result.expected.text, result.expected.latex)
        yield from (text for text in spellings if len(squeezed([text])) >= SHORTEST_SECRET)


def points_in(results: Iterable[ItemResult]) -> frozenset[str]:
    """Return the points (lists of numbers) of all expected answers, which the name of another item might hold.

    A point that some prompt shows, or that the student wrote somewhere, is no secret.
    """
    results = tuple(results)
    points = {point for result in results if result.expected for point in points_of(result.expected.text)}
    known = {text for result in results for text in (result.prompt, result.given)} if points else ()
    return frozenset(point for point in points if not any(point in without_blanks(text) for text in known))


@lru_cache(maxsize=1024)
def points_of(text: str) -> tuple[str, ...]:
    """Return the lists of numbers in a text."""
    return tuple(POINT.findall(without_blanks(text)))


def evidence(remark: Remark, decision: Decision | None, item: Item) -> Iterator[str]:
    """Yield what the decision that a remark tells of knows beyond the answer."""
    if decision is None:
        return
    witness = decision.witness
    if witness is not None and witness.reason and witness.reason in remark.text:
        yield from (value for _, value in witness.point)
        yield from filter(None, [witness.expected])
        if decision.by == "rounding" and item.task.policy.digits is not None:
            yield str(item.task.policy.digits)
    for _, part in decision.parts:
        yield from evidence(remark, part, item)
