"""The formulas of a document by number, and which statement of them answers which item: the links of the page.

A formula with one statement has its number, such as 12; of several, each has one of its own, such as 12.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from grader.reports.pages.page import make_anchor
from grader.reports.readings.data import list_shown
from grader.source import Span
from grader.submission.claims.names import Claim
from grader.submission.claims.reading import DocumentReading, Proposal

__all__ = ["Places", "anchor_item", "number_statements"]


def number_statements(claims: Sequence[Claim]) -> Mapping[str, Claim]:
    """Every statement of a document by its number."""
    found: dict[str, Claim] = {}
    by_formula = groupby(claims, key=lambda claim: id(claim.statement.formula))
    for number, (_, group) in enumerate(by_formula, start=1):
        several = list(group)
        found |= {f"{number}.{k}" if len(several) > 1 else str(number): one for k, one in enumerate(several, start=1)}
    return found


@dataclass(frozen=True)
class Places:
    """What a page needs to link each item with its statements, and back. Of hidden items it knows nothing."""

    reading: DocumentReading

    @cached_property
    def by_number(self) -> Mapping[str, Claim]:
        """Every statement by its number."""
        return number_statements(self.reading.claims)

    @cached_property
    def numbers(self) -> Mapping[Claim, str]:
        """The number of each statement."""
        return {claim: number for number, claim in self.by_number.items()}

    @cached_property
    def items(self) -> Mapping[Claim, Sequence[str]]:
        """The anchors of the items that each statement answers, or may answer; those that it answers first."""
        found: dict[Claim, list[str]] = {}
        shown = list_shown(self.reading)
        for proposal in shown:
            for claim in self.reading.taken[proposal.item.id]:
                found.setdefault(claim, []).append(anchor_item(proposal))
        for proposal in shown:
            for claim in (claim for one in proposal.alternatives for claim in one.claims):
                if anchor_item(proposal) not in found.setdefault(claim, []):
                    found[claim].append(anchor_item(proposal))
        return found

    def anchor(self, claim: Claim) -> str:
        """The id of a statement in the page."""
        return make_anchor("formula", self.numbers[claim])

    def describe(self, claim: Claim) -> str:
        """Where a statement is, in words: its line, or in a notebook its cell.

        The lines of a notebook are those of its file, which nobody who writes one has seen.
        """
        cell = claim.statement.formula.cell
        return f"cell {cell}" if cell else f"line {claim.text.source.position(claim.text.start)[0]}"

    def link_text(self, span: Span) -> str:
        """A link to where words are, by their line, or in a notebook by their cell."""
        cell = next((one.cell for one in self.reading.prose.blocks if one.start <= span.start < one.end), 0)
        kind, number = ("cell", cell) if cell else ("line", span.source.position(span.start)[0])
        return f'<a href="#{make_anchor(kind, str(number))}">{kind} {number}</a>'


def anchor_item(proposal: Proposal) -> str:
    """The id of an item in the page."""
    return make_anchor("item", proposal.item.id)
