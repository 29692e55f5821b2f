"""Which of the statements about one item are results, and which of these say the same."""

from collections.abc import Sequence

from grader.expr.nodes import Derivative
from grader.submission.claims.candidates import Candidate
from grader.submission.claims.components import is_without_names
from grader.submission.claims.equal import are_equal
from grader.submission.claims.targets import Target

__all__ = ["OF_ENTRIES", "list_results", "merge_equal", "prefer_boxed", "prefer_formulas"]

OF_ENTRIES = ("vector", "matrix")
MAX_RESULTS = 200  # of one item, each compared with those that differ; whoever gives more is asked
MAX_DISTINCT = 20


def list_results(leaders: Sequence[Candidate], target: Target) -> list[Candidate]:
    """The candidates that are results and no steps on the way to them, if there are any, in the order of the text."""
    results = [one for one in leaders if not leaves_work(one, target)] or leaders
    return sorted(results, key=lambda each: each.order)


def merge_equal(results: Sequence[Candidate], target: Target, *, is_by_form: bool = False) -> list[Candidate]:
    """Of candidates that are equal the last, or the one in a box; ``is_by_form`` keeps lists and formulas apart."""
    if not 1 < len(results) <= MAX_RESULTS:
        return list(results)
    distinct: list[Candidate] = []
    for one in results:
        place = next(
            (
                i
                for i, each in enumerate(distinct)
                if not (is_by_form and each.is_listed != one.is_listed)
                and are_equal(each.value, one.value, target.notation)
            ),
            len(distinct),
        )
        if place == len(distinct) or how_good(one, target) >= how_good(distinct[place], target):
            distinct[place : place + 1] = [one]
        if len(distinct) > MAX_DISTINCT:
            return list(results)
    return distinct


def prefer_boxed(distinct: list[Candidate]) -> list[Candidate]:
    boxed = [one for one in distinct if one.is_boxed]
    return boxed if len(boxed) == 1 else distinct


def prefer_formulas(distinct: list[Candidate], target: Target) -> list[Candidate]:
    """Of results for a derivative at no point those with names in them: numbers are an example of it."""
    if not all(isinstance(symbol, Derivative) for symbol in target.symbols):
        return distinct
    return [one for one in distinct if not is_without_names(one.value)] or distinct


def how_good(one: Candidate, target: Target) -> tuple[bool, bool]:
    """What makes one of two equal results count, before the order: entries where they are asked for, and a box."""
    return (one.is_listed and target.item.type in OF_ENTRIES, one.is_boxed)


def leaves_work(one: Candidate, target: Target) -> bool:
    """Whether a candidate leaves a derivative or an iterate to be worked out where a result is asked for."""
    return target.item.type != "update_rule" and any(
        claim.wording.read(target.notation).only_names for claim in one.claims
    )
