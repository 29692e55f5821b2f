"""Documents that nobody would write are read in time that grows with their length, and no faster."""

import pytest

from tests.growth import growth_of
from tests.submission.claims.samples import read

# Signs that open something and never close it, and much of everything that separates.
UNITS = [
    r"\(", "$$", r"\[", "$a$ ", "<!-- item: delta -->\n", "# a\n", "a b c\n\n", "1. a) x\n",
    "$\\delta_1 = w_1 x$\n", "$\\nabla f(9, 3) = (1, 2)$\n", "$w := w - \\eta \\nabla L$\n",
]  # fmt: skip
# The same within one formula.
INNER = [
    "x_1 = 1, ", r"a&=b\\", "a = ", r"\quad ", r"\text{a} ", r"\boxed{", r"\left(", "(", "{", "-", ". ", r"\, ", "   ",
    r"\label{", r"\cancel{x} ", r"\text{ for } j = 1 ", "(j = 1) ", r"\overset{!}{", r"\begin{", r"\text{", "delta ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_document_takes_time_in_proportion_to_its_length(unit: str) -> None:
    assert growth_of(read, lambda count: unit * count, 1_000) < 9


@pytest.mark.parametrize("unit", INNER)
def test_a_formula_takes_time_in_proportion_to_its_length(unit: str) -> None:
    assert growth_of(read, lambda count: f"$$\\delta_k = {unit * count} x$$", 1_000) < 9


def test_many_results_for_one_item_are_asked_and_not_compared_with_one_another() -> None:
    """Two hundred would be twenty thousand comparisons."""
    assert growth_of(read, lambda count: "".join(f"$L = {number} + f_1$\n" for number in range(count)), 100) < 6
