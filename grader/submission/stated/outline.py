"""The parts of a document under its headings and numbers, and which of them may answer a question in words.

``1. a)``, ``b).``, ``(ii)``, ``Backward:`` and headings begin a section. Nothing requires them. A question in words is
looked for by its own words, the rarer ones counting more; what is found is shown to a person, and never judged wrong
before that person has looked.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.documents.prose.records import Block, Prose
from grader.documents.traced import Traced
from grader.patterns import regex
from grader.submission.asked import AskedItem

__all__ = ["Section", "find_texts", "find_under", "has_words", "is_label", "list_sections", "list_stems"]

LABEL = regex(
    r"(?:\*\*|__)?\(?(?:exercise|task|problem|aufgabe|part|teil|question)?\s*(?:\d{1,2}|[a-z]|[ivx]{1,4})?"
    r"(?:[.)]\s*\(?(?:[a-z]|\d{1,2}|[ivx]{1,4}))?[.):]{0,3}(?:\*\*|__)?|[^\W\d_][\w -]{0,40}:"
)
# A formula ends before another one begins, so the time is linear whatever is never closed.
FORMULAS = regex(r"(?s:\$\$.*?\$\$)|\$[^$\n]*\$|\\\((?:[^\\]|\\[^()])*+\\\)|\\\[(?:[^\\]|\\[^\[\]])*+\\\]")
WORD = regex(r"[^\W\d_]{3,}")
STEM = 5  # letters: random, randomly and randomness are one word
SIGNS = frozenset("$\\.=?!")  # no title has one of them
MAX_LABEL = 60  # characters
LEAST_WEIGHT = 3  # of the words that a question and a section share: one word may be there by chance


@dataclass(frozen=True, kw_only=True, eq=False)
class Section:
    """What is under one label or heading, without the formulas that stand alone."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> Traced | None:
        """Its paragraphs as one text; None if it has none."""
        if not self.blocks:
            return None
        parts: list[Traced] = []
        for block in self.blocks:
            parts += [parts[-1].write("\n", parts[-1]), block.text] if parts else [block.text]
        return parts[0].join(parts)

    @property
    def words(self) -> set[str]:
        return {stem for block in self.blocks for stem in list_stems(block.text.text)}


def list_sections(prose: Prose) -> list[Section]:
    """The sections of a document, in order."""
    sections: list[Section] = []
    title, blocks = "", list[Block]()
    alone = {formula.start: formula.end for formula in prose.formulas}
    for block in prose.blocks:
        if block.kind == "heading" or is_label(block.text.text):
            sections.append(Section(title=title, blocks=tuple(blocks)))
            title, blocks = block.text.text, []
        elif alone.get(block.start, -1) < block.end and has_words(block.text.text):
            blocks.append(block)
    sections.append(Section(title=title, blocks=tuple(blocks)))
    return [section for section in sections if section.blocks]


def find_under(prose: Prose, region: tuple[int, int] | None) -> Traced | None:
    """The paragraphs in a region as one text; None if none of them has a sentence."""
    start, end = region or (0, 0)
    inside = [block for block in prose.blocks if block.kind == "paragraph" and start <= block.start < end]
    said = [block for block in inside if WORD.search(FORMULAS.sub(" ", block.text.text))]
    return Section(title="", blocks=tuple(said)).text if any(has_words(block.text.text) for block in said) else None


def is_label(text: str) -> bool:
    """Whether a line is the number or the name of a section."""
    if len(text) >= MAX_LABEL or "\n" in text:
        return False
    is_title = text[-1:].isalnum() and not SIGNS & set(text)
    return is_title or LABEL.fullmatch(text.strip().lower()) is not None


def has_words(text: str) -> bool:
    return len(WORD.findall(FORMULAS.sub(" ", text))) > 3


def list_stems(text: str) -> list[str]:
    return [word.lower()[:STEM] for word in WORD.findall(FORMULAS.sub(" ", text))]


def find_texts(items: Sequence[AskedItem], sections: Sequence[Section]) -> dict[str, Section]:
    """For each question in words, the section that has most of its words; none where two have as many."""
    weights = weigh_words(section.words for section in sections)
    found: dict[str, tuple[float, int]] = {}
    for item in items:
        asked = set(list_stems(f"{item.title} {item.prompt}"))
        scored = sorted(
            ((sum(weights[word] for word in asked & section.words), -place) for place, section in enumerate(sections)),
            reverse=True,
        )
        if scored and scored[0][0] >= LEAST_WEIGHT and (len(scored) == 1 or scored[0][0] > scored[1][0]):
            found[item.id] = (scored[0][0], -scored[0][1])
    # A section answers one question: the one that it has more words of than of any other.
    return {
        name: sections[place]
        for name, (score, place) in found.items()
        if all(score > other for each, (other, its) in found.items() if its == place and each != name)
    }


def weigh_words(texts: Iterable[set[str]]) -> Counter[str]:
    """How much a word says: one that is in every section says nothing about any of them."""
    counts: Counter[str] = Counter()
    total = 0
    for words in texts:
        counts.update(words)
        total += 1
    weights: Counter[str] = Counter()
    for word, count in counts.items():
        weights[word] = 2 if count == 1 else 1 if count < total else 0
    return weights
