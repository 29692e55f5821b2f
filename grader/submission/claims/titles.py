r"""The headings of a document that name a question or a part of the exercise, and the statements under each.

A heading names a question if it is the question's title or its id, numbers in front of it apart. A title that two
questions have names neither, and so does one that is written twice.

>>> bare_title("**1. b) The Limit:**"), bare_title("Exercise 2 (a) The limit")
('the limit', 'the limit')
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from grader.documents.prose.records import Block, Prose
from grader.patterns import regex
from grader.submission.asked import AskedItem, AskedPart
from grader.submission.claims.names import Claim
from grader.submission.claims.quoted import Quotation
from grader.submission.stated.outline import is_label, list_stems

__all__ = ["Titled", "bare_title", "find_titled"]

NUMBER = regex(
    r"(?:(?:exercise|task|problem|question|part|aufgabe|teil|frage)\s+(?:\d{1,2}|[a-z])\b[.):]*"
    r"|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.):]+|\d{1,2}(?:\.\d{1,2})+)\s*"
)
NUMBERS_ONLY = regex(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]+\s*)+")
NUMBERED_PART = regex(r"(?:exercise|task|problem|question|part|aufgabe|teil|frage)\s+(?:\d{1,2}|[a-z]|[ivx]{1,4})\b")
NO_CONTENT = frozenset({"the", "and", "with", "for", "exerc", "part", "task", "aufga", "teil", "probl", "quest"})
LEAST_STEM = 4
LEAST_LETTERS = 3  # of a title: "a" and "f" are names of other things


@dataclass(frozen=True, kw_only=True)
class Titled:
    """The statements under a heading that names an item, by its id, and under one that names its part.

    A question that is copied is such a heading, too. ``titles`` are those headings as they are written, ``regions``
    where what is under them begins and ends.
    """

    of_item: Mapping[str, frozenset[Claim]] = field(default_factory=dict)
    of_part: Mapping[str, frozenset[Claim]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)  # the number of the part of each item
    sections: Sequence[int] = ()  # where the sections of the document begin that its largest headings make
    resembling: Sequence[frozenset[int]] = ()  # the parts whose titles the heading of each section is most like

    def find_section(self, claim: Claim) -> int:
        """The number of the section that a statement is in; 0 before the first one."""
        return bisect_right(self.sections, claim.statement.formula.start)


def find_titled(
    prose: Prose,
    claims: Sequence[Claim],
    parts: Sequence[AskedPart],
    ids: Iterable[str],
    quoted: Sequence[Quotation] = (),
    single: Iterable[Quotation] = (),
) -> Titled:
    """Find the headings that name some items or their parts, and what is under them.

    ``quoted`` are the questions that are copied, and ``single`` those of them that are followed by an answer.
    """
    wanted = set(ids)
    places = {item.id: number for number, part in enumerate(parts) for item in part.items if item.id in wanted}
    names = [(item.id, name) for part in parts for item in part.items if item.id in places for name in names_of(item)]
    items = keep_unique(names)
    of_parts = keep_unique((str(number), bare_title(part.title)) for number, part in enumerate(parts))
    copied = {one.block.start for one in quoted}
    blocks = [b for b in prose.blocks if b.kind == "heading" or is_label(b.text.text)]
    if quoted:
        others = (block for block in blocks if block.start not in copied)
        blocks = sorted([*others, *(one.block for one in quoted)], key=lambda block: block.start)
    titles = [bare_title(block.text.text) for block in blocks]
    own = {one.block.start: next(iter(one.ids)) for one in single}
    meant = [
        own.get(block.start, "") if block.start in copied else items.get(title, "")
        for block, title in zip(blocks, titles, strict=True)
    ]
    # A heading and the question below it are one, and so are two paragraphs of a question.
    meant = [
        ""
        if name and place + 1 < len(blocks) and blocks[place + 1].start in copied and meant[place + 1] == name
        else name
        for place, name in enumerate(meant)
    ]
    counts = Counter(name for name in meant if name in places)
    found: dict[str, frozenset[Claim]] = {}
    written: dict[str, str] = {}
    regions: dict[str, tuple[int, int]] = {}
    under_parts: dict[str, frozenset[Claim]] = {}
    part_stops = {place for place, title in enumerate(titles) if title in of_parts}
    stops = part_stops | {
        place for place, block in enumerate(blocks) if titles[place] in items or block.start in copied
    }
    for place, (block, title) in enumerate(zip(blocks, titles, strict=True)):
        if counts.get(meant[place]) == 1:
            end = find_end(blocks, place, stops, is_item=True)
            found[meant[place]] = list_between(claims, block.end, end)
            written[meant[place]] = block.text.text
            regions[meant[place]] = block.end, end
        if title in of_parts:
            inside = list_between(claims, block.end, find_end(blocks, place, part_stops))
            under_parts[of_parts[title]] = under_parts.get(of_parts[title], frozenset()) | inside
    sections = list_starts(blocks)
    of_titles = [set(list_stems(part.title)) for part in parts] if sections else []
    named = {block.start: title for block, title in zip(blocks, titles, strict=True) if title not in items}
    resembling = [find_resembling(named.get(start, ""), of_titles) for start in sections]
    of_part = {name: under_parts[str(number)] for name, number in places.items() if str(number) in under_parts}
    return Titled(
        of_item=found,
        of_part=of_part,
        titles=written,
        regions=regions,
        parts=places,
        sections=sections,
        resembling=resembling,
    )


def list_starts(blocks: Sequence[Block]) -> list[int]:
    """Where the sections begin: at the largest headings of which there are several, or at numbers with a word."""
    levels = Counter(block.level for block in blocks if block.kind == "heading")
    level = min((each for each, count in levels.items() if count > 1), default=None)
    if level is not None:
        return [block.start for block in blocks if block.kind == "heading" and block.level <= level]
    return [block.start for block in blocks if NUMBERED_PART.match(block.text.text.strip("*_# ").lower())]


def find_resembling(title: str, of_parts: Sequence[Set[str]]) -> frozenset[int]:
    """The parts with whose titles a heading has most words in common; none if it has but a few of them."""
    stems = {stem for stem in list_stems(title) if len(stem) >= LEAST_STEM and stem not in NO_CONTENT}
    scores = [len(stems & theirs) for theirs in of_parts]
    best = max(scores, default=0)
    if best < min(2, len(stems)) or not best:
        return frozenset()
    return frozenset(place for place, score in enumerate(scores) if score == best)


def names_of(item: AskedItem) -> Iterator[str]:
    """The names of an item in a heading: its title and its id."""
    names = (bare_title(item.title), item.id.lower())
    yield from dict.fromkeys(each for each in names if len(each) >= LEAST_LETTERS)


def keep_unique(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each name means, without names that mean several things."""
    meanings: dict[str, set[str]] = {}
    for meaning, name in names:
        meanings.setdefault(name, set()).add(meaning)
    return {name: next(iter(found)) for name, found in meanings.items() if len(found) == 1}


def find_end(blocks: Sequence[Block], place: int, stops: Set[int], *, is_item: bool = False) -> int:
    """Where the section ends that a heading begins: at the next one of its level, or that names something, too."""
    level = blocks[place].level
    for other in range(place + 1, len(blocks)):
        block = blocks[other]
        is_next = block.kind == "heading" and (level == 0 or block.level <= level)
        if is_next or other in stops or (is_item and NUMBERS_ONLY.fullmatch(block.text.text.strip().lower())):
            return block.start
    return len(blocks[place].text.source.text) + 1


def list_between(claims: Sequence[Claim], start: int, end: int) -> frozenset[Claim]:
    return frozenset(claim for claim in claims if start <= claim.statement.formula.start < end)


def bare_title(text: str) -> str:
    """A title without numbers in front of it, marks around it and capital letters."""
    title = " ".join(text.split()).strip("*_#:. ").lower()
    while (number := NUMBER.match(title)) and number.end() < len(title):
        title = title[number.end() :].strip("*_:.–- ")
    return title
