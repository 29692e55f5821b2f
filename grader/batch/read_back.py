"""Reading back what a store holds. Whatever it holds instead is reported as damage, and is no mistake of ours.

A disk, a copy or a person may have changed any byte of it. So each value is checked before it is used: that it is JSON,
that it has the shape in which it was written, and, for records of items, that it has the digest by which it is found.

>>> read_back(len, '["a"]')
1
>>> read_back(len, "{")
Traceback (most recent call last):
grader.batch.read_back.DamagedRecordError: A record is not what was written.
"""

import json
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any, TypeVar

from grader import limits
from grader.batch.work import SHARED_NETWORKS, hash_text
from grader.grading.course.line import OUTCOMES, Line
from grader.grading.course.summand import Summand
from grader.reports.record.sums import DIAGNOSTICS, restore_line, restore_summand
from grader.rubric.visibility import Audience, Phase

__all__ = [
    "WHAT", "DamagedRecordError", "check_that", "expect_damage", "read_back", "read_head", "read_line", "read_named",
    "read_options", "read_sizes", "read_summand", "seal", "unseal",
]  # fmt: skip

Made = TypeVar("Made")
WHAT = "A record is not what was written"
# What reading something else than was written may raise: bad or deep JSON, a missing or other value, a number such as
# 1/0, or a list of digests that is cut.
DAMAGES = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, struct.error)
MAX_PLACE = limits.MAX_DOCUMENT_BYTES + 1  # no line or column of a document is beyond it
WORDS = ("slug", "severity", "audience", "what", "why")
PLACES = ("line", "column", "length", "excerpt_column")


class DamagedRecordError(Exception):
    """A store holds something else than was written. ``Store`` turns it into a message that names the file."""


@contextmanager
def expect_damage() -> Iterator[None]:
    """Raise ``DamagedRecordError`` for whatever goes wrong while something is read back."""
    try:
        yield
    except DAMAGES as error:
        raise DamagedRecordError(f"{WHAT}.") from error


def seal(text: str, key: bytes) -> str:
    """Return a text with a digest of it and of the key that it is kept under, so that no digit can change unseen."""
    return f"{hash_text(text, key).hex()} {text}"


def unseal(sealed: str, key: bytes) -> str:
    """Return a text that was sealed; raise ``DamagedRecordError`` if it is not what was sealed under this key."""
    with expect_damage():
        text: str = sealed.partition(" ")[2]
        check_that(sealed == seal(text, key))
    return text


def read_back(make: Callable[[Any], Made], text: str) -> Made:
    """Return what ``make`` makes of the JSON in a text."""
    with expect_damage():
        return make(json.loads(text))


def check_that(is_right: bool) -> None:
    """Raise ``DamagedRecordError`` unless something is as it was written."""
    if not is_right:
        raise DamagedRecordError(f"{WHAT}.")


def are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def are_counts(values: Iterable[Any]) -> bool:
    return all(type(value) is int and value >= 0 for value in values)


def read_named(make: Callable[[Mapping[str, Any]], Made], text: str, digest: bytes) -> Made:
    """Return what is made of a record that is kept under its digest."""
    with expect_damage():
        check_that(hash_text(text) == digest)
        return make(json.loads(text))


def read_line(text: str) -> Line:
    """Return the line of a submission."""

    def make(data: Any) -> Line:
        check_diagnostics(data[DIAGNOSTICS])
        line = restore_line(data)
        check_that(are_texts((line.student, line.file, *line.outdated, line.report)))
        check_that(are_counts((line.unread,)))
        check_that(are_counts(line.counts) and len(line.counts) == len(OUTCOMES))
        check_that(line.days is None or type(line.days) is int)
        check_that(all(type(number) is int for number in line.totals) and line.totals.unit > 0)
        return line

    return read_back(make, text)


def read_summand(text: str) -> Summand:
    """Return what an answer adds to the counts of its class."""

    def make(data: Any) -> Summand:
        adds = restore_summand(data)
        check_that(are_texts((adds.words, adds.complaint, adds.wording, adds.given)))
        check_that(type(adds.is_outdated) is bool)
        check_that(adds.read is None or are_texts((adds.read.text, adds.read.latex, adds.read.mathml)))
        return adds

    return read_back(make, text)


def read_head(text: str) -> Mapping[str, Any]:
    """Return the data of a submission without its items."""

    def make(data: Any) -> Mapping[str, Any]:
        check_diagnostics(data["diagnostics"])
        places, provenance, late = data.get("places", {}), data["provenance"], data.get("lateness")
        check_that(are_texts(data[name] for name in ("student", "file", "rubric", "title")))
        check_that(are_texts((*provenance.values(), *places.values(), *data.get("group", ()))))
        check_that(are_texts(data.get(SHARED_NETWORKS, ())))
        check_that(late is None or (are_texts((late["submitted"], late["due"])) and type(late["days"]) is int))
        return dict(data)

    return read_back(make, text)


def check_diagnostics(data: Iterable[Mapping[str, Any]]) -> None:
    """Check messages before they are made: their places say how much text is made."""
    for diagnostic in data:
        span = diagnostic["span"]
        check_that(are_texts(diagnostic[name] for name in WORDS))
        check_that(are_texts(value for name, value in diagnostic.items() if name in ("help", "mend")))
        if span is not None:
            numbers = [span[name] for name in PLACES]
            check_that(are_texts((span["source"], span["excerpt"])) and are_counts(numbers))
            check_that(max(numbers) <= MAX_PLACE and min(span["line"], span["column"], span["excerpt_column"]) > 0)


def read_sizes(text: str) -> Mapping[str, int]:
    """Return the size of each report by file name; no name leads out of the folder."""

    def make(data: Any) -> Mapping[str, int]:
        check_that(are_counts(data.values()) and not any("/" in name or "\\" in name or "\0" in name for name in data))
        return dict(data)

    return read_back(make, text)


def read_sources(text: str) -> frozenset[str]:
    """Return a set of sources."""

    def make(data: Any) -> frozenset[str]:
        check_that(isinstance(data, list) and are_texts(data))
        return frozenset(data)

    return read_back(make, text)


def read_options(text: str) -> Mapping[str, Any]:
    """Return the options that a class was graded with."""

    def make(data: Any) -> Mapping[str, Any]:
        check_that(isinstance(data["paths"], list))
        lists = [value for value in data.values() if isinstance(value, list)]
        texts = [*chain(*lists), *(value for value in data.values() if value is not None and value not in lists)]
        check_that(are_texts((data["format"], *texts)) and not any("\0" in text for text in texts))
        check_that(data["audience"] in tuple(Audience) and data.get("phase") in (None, *Phase))
        return dict(data)

    return read_back(make, text)
