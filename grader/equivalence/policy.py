"""What an item accepts as equal: tolerance, strictness, order, and the seed of its points."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from grader.errors import Diagnostic, UsageError

__all__ = ["Policy"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """How two expressions are compared.

    ``rtol`` and ``atol`` accept a value whose distance from the expected one is at most ``atol + rtol |expected|``.
    ``digits`` accepts a decimal that is the expected value correctly rounded, with so many significant digits or more;
    ``decimals`` the same by places after the point. With ``exactly``, an answer has to be a decimal with just as many.
    With ``rounded_key`` an expected decimal with enough digits is itself a rounded value, and stands for all that
    round to it.
    A relative tolerance alone accepts nothing but 0 for an expected 0: that is ``refused`` as the author's error, or
    left ``open`` for answers that are not 0; ``exact`` where the 0 is beside other values.
    With ``strict``, formulas that differ on a set of measure zero only, such as ``1[x > 0]`` and ``1[x >= 0]``, are
    different. ``ordered`` is False where lists are compared without regard to order. An answer that is right wherever
    the reference is defined, and is also defined elsewhere, gets a ``remark`` or is ``different``, as ``undefined``
    says. Where it is not proved that an answer has a value wherever the reference has, ``assumptions`` says whether it
    is accepted with that assumption, or left undecided for a ``person``. ``deadline_s`` bounds the last rung, in
    seconds of CPU time. ``allow`` names what an item allows beyond the usual, such as ``oo``.
    """

    rtol: Fraction | None = None
    atol: Fraction | None = None
    digits: int | None = None
    decimals: int | None = None
    exactly: bool = False
    rounded_key: bool = False
    at_zero: Literal["refused", "open", "exact"] = "refused"
    strict: bool = False
    ordered: bool = True
    seed: int = 0
    undefined: Literal["remark", "different"] = "remark"
    assumptions: Literal["accept", "person"] = "accept"
    # CPU time, so that the verdict does not depend on what else the machine does.
    deadline_s: float = 2.0
    allow: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, value in (("rtol", self.rtol), ("atol", self.atol)):
            # With rtol = 1, the answer 0 would be right for every expected value: |0 - e| <= |e|.
            if value is not None and (value < 0 or (name == "rtol" and value >= 1)):
                raise UsageError(
                    Diagnostic(
                        slug="tolerance-out-of-range",
                        what=f"The tolerance '{name}' is {value}.",
                        why="A tolerance is not negative, and a relative one is below 1: with more, 0 is always right.",
                        help=f"write a small positive '{name}', such as 1e-6.",
                        audience="author",
                    )
                )
        # A rounding to no digit at all would accept anything.
        if self.digits is not None and self.digits < 1:
            raise UsageError(
                Diagnostic(
                    slug="digits-out-of-range",
                    what=f"The number of significant digits is {self.digits}.",
                    help="write a whole number, 1 or more.",
                    audience="author",
                )
            )

    @property
    def is_exact(self) -> bool:
        """Whether only what is mathematically equal is accepted."""
        return not self.has_range and not self.accepts_rounding

    @property
    def has_range(self) -> bool:
        """Whether values within a distance are accepted."""
        return self.rtol is not None or self.atol is not None

    @property
    def accepts_rounding(self) -> bool:
        """Whether correctly rounded values are accepted."""
        return self.digits is not None or self.decimals is not None

    def without_range(self) -> "Policy":
        """Return the policy without a tolerance; it may still accept rounded values."""
        return replace(self, rtol=None, atol=None)

    def without_rounding(self) -> "Policy":
        """Return the policy that accepts no rounded values; it may still have a tolerance."""
        return replace(self, digits=None, decimals=None, exactly=False, rounded_key=False)

    def beside_others(self) -> "Policy":
        """Return the policy for one of several values, among which a 0 is exactly 0."""
        return replace(self, at_zero="exact") if self.rtol and not self.atol else self

    def as_exact(self) -> "Policy":
        """Return the policy that accepts nothing but what is mathematically equal."""
        return self.without_range().without_rounding()
