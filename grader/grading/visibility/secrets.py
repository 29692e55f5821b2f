"""What a remark must not show a student: the expected answer, the values of a witness, the requested digits.

Feedback is written so that it does not contain them; this is the second lock. A difference in structure ("a vector of
two is expected") is feedback. But the reason of a witness that contains values ("x = 3 satisfies what is expected …")
is evidence. What the student wrote and what the prompt shows is no secret, and a person's own words are left to that
person.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from grader.grading.result import ItemResult
from grader.records import Decision, Remark
from grader.rubric import Item

__all__ = ["find_secret_points", "hide_key_points", "has_secret", "strip_blanks"]

# Remarks in a person's own words; what they reveal is for that person to decide. Of their own
# answer with brackets in it, students know all but the brackets.
BY_A_PERSON = frozenset({"author", "hint", "override", "key-point", "other-reading", "reach"})
TEXT_WAITS = Remark(id="text-suggestion", text="A person reads this answer and decides.")
SHORTEST_SECRET = 3  # characters; a shorter answer, such as 2x, occurs in texts by chance
# A list of two or more numbers in parentheses, without blanks: (1/3,-2), or (1,5;-2) with decimal commas.
POINT = re.compile(r"\(-?[0-9./]+(?:,-?[0-9./]+)+\)|\(-?[0-9,/]+(?:;-?[0-9,/]+)+\)")


def has_secret(remark: Remark, result: ItemResult, item: Item, points: frozenset[str] = frozenset()) -> bool:
    """Whether a remark that no person wrote holds a secret of the key; ``points`` are the secrets of other items."""
    if remark.id in BY_A_PERSON:
        return False
    known = join_without_blanks([result.prompt, result.given, result.read.text if result.read else ""])
    shown = join_without_blanks([remark.text, *(value for _, value in remark.parameters)])
    secrets = [*list_expected(result), *list_evidence(remark, result.decision, item), *points]
    return any(
        secret in shown and secret not in known for secret in map(join_without_blanks, ([text] for text in secrets))
    )


def hide_key_points(result: ItemResult) -> ItemResult:
    """Hide which key points of a text were found, and how many: a student could find all of them by trying often.

    The author's suggestion for a missing key point stays: it is meant to be shown.
    """
    if result.type != "text":
        return result
    remarks = tuple(TEXT_WAITS if remark.id == TEXT_WAITS.id else remark for remark in result.remarks)
    return replace(result, remarks=remarks, components=())


def join_without_blanks(texts: Iterable[str]) -> str:
    return "\n".join(map(strip_blanks, texts))


@lru_cache(maxsize=4096)
def strip_blanks(text: str) -> str:
    return "".join(text.split())


def list_expected(result: ItemResult) -> Iterator[str]:
    """The expected answer in its spellings, if it is long enough to be recognised."""
    if result.expected is not None:
        spellings = (result.expected.text, result.expected.latex)
        yield from (text for text in spellings if len(join_without_blanks([text])) >= SHORTEST_SECRET)


def find_secret_points(results: Iterable[ItemResult]) -> frozenset[str]:
    """The points (lists of numbers) of all expected answers, which remarks on other items might show.

    A point that a prompt shows, or that the student wrote somewhere, is no secret.
    """
    results = tuple(results)
    points = {point for result in results if result.expected for point in parse_points(result.expected.text)}
    known = {text for result in results for text in (result.prompt, result.given)} if points else ()
    return frozenset(point for point in points if not any(point in strip_blanks(text) for text in known))


@lru_cache(maxsize=1024)
def parse_points(text: str) -> tuple[str, ...]:
    """The lists of numbers in a text."""
    return tuple(POINT.findall(strip_blanks(text)))


def list_evidence(remark: Remark, decision: Decision | None, item: Item) -> Iterator[str]:
    """What the decision that a remark reports knows beyond the answer."""
    if decision is None:
        return
    witness = decision.witness
    if witness is not None and witness.reason and witness.reason in remark.text:
        yield from (value for _, value in witness.point)
        yield from filter(None, [witness.expected])
        if decision.by == "rounding" and item.task.policy.accepts_rounding:
            yield str(item.task.policy.digits or item.task.policy.decimals)
    for _, part in decision.parts:
        yield from list_evidence(remark, part, item)
