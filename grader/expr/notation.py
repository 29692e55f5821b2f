"""A rubric's notation: which names an answer may use, and what each of them is.

The notation is the only source of names. The parser asks it what ``w_12`` means, ``equivalence`` asks it for domains
and for the values of intermediate quantities, and the solvers ask it for the declared forward pass.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from grader.expr.nodes import Node
from grader.memory import Memory

__all__ = ["Domain", "Entry", "Kind", "Notation"]

_extended = Memory(capacity=1024)

Kind = Literal["real", "positive", "nonnegative", "negative", "nonzero", "integer", "natural", "complex"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Domain:
    """The values that a free symbol may take: a kind, and optionally a closed range within it."""

    kind: Kind = "real"
    lower: Fraction | None = None
    upper: Fraction | None = None

    def __hash__(self) -> int:
        return hash(self.kind)  # the ends are seldom given; and a symbol's domain is looked up wherever the symbol is

    @property
    def is_all_reals(self) -> bool:
        """Whether every real number belongs to it, as to most symbols' domains."""
        return self.kind == "real" and self.lower is None and self.upper is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One declared name.

    ``axes`` gives an array its shape: one axis is a column vector, two a matrix, none a scalar. An axis is an index
    letter of ``Notation.ranges`` (``v`` with axes ``("k", "j")`` has entries ``v_kj``), a whole number, or the name of
    a size that stays symbolic (``X`` with axes ``("m", "n")``).
    ``definition`` makes it an intermediate quantity: its value in terms of names declared before it, with the letters
    of ``axes`` as the indices of the entry (or a matrix-valued expression if the axes are sizes).
    ``parameters`` makes it a function: ``f`` with parameters ``("x_1", "x_2")`` and a definition in them.
    ``iterates`` means that a superscript counts iterations (``x^{(k)}``) and is not a power. If it has no axes, a
    subscript counts them too (``alpha_k``).
    ``unit`` is that of its values, where dimensions are looked at.
    ``is_arbitrary`` marks a name that nobody declared and that an answer may use for any real number: the C of an
    antiderivative.
    """

    name: str
    axes: tuple[str | int, ...] = ()
    domain: Domain = Domain()
    definition: Node | None = None
    parameters: tuple[str, ...] | None = None
    iterates: bool = False
    description: str = ""
    is_arbitrary: bool = False
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Notation:
    """All names of one part of a rubric.

    ``entries`` are in the order of declaration (a forward pass reads top to bottom). ``ranges`` gives the length of
    each index letter (indices count from 1). ``aliases`` maps another spelling to a canonical one; an alias may carry
    subscripts in which an index letter means any index (``g_{2,j}`` to ``g_j``).
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    ranges: Mapping[str, int] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def extended(self, entries: Iterable[Entry]) -> "Notation":
        """This notation with more names, such as a student's own definitions.

        With equal names it is the same object, so that what was prepared for it is found again.
        """
        more = tuple(entries)
        key = (id(self), more)
        found: Notation | None = _extended.recalled(key)
        if found is None:
            wide = replace(self, entries={**self.entries, **{entry.name: entry for entry in more}})
            found = _extended.keep(key, wide, (self,))
        return found

    def symbolic_sizes(self) -> list[str]:
        """The names of the sizes that stay symbolic, in the order of their declaration."""
        axes = dict.fromkeys([axis for entry in self.entries.values() for axis in entry.axes])
        return [axis for axis in axes if isinstance(axis, str) and axis not in self.ranges]

    def size(self, axis: str | int) -> int | None:
        """The length of an axis; None if it is a size that stays symbolic."""
        return axis if isinstance(axis, int) else self.ranges.get(axis)
