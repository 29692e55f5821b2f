"""What a name means: looked up in the rubric's notation, in every spelling, never guessed.

``w_12``, ``w12``, ``w_{1,2}`` and ``w₁₂`` are one name once their subscripts are split by the axes that the notation
gives ``w``. In the subscripts of an alias, an index letter means any index (``g_{2,j}`` for ``g_j``).

>>> from grader.expr.notation import Entry, Notation
>>> names = Names(Notation(entries={"v": Entry(name="v", axes=("k", "j"))}, ranges={"k": 2, "j": 2},
...                        aliases={"u": "v"}))
>>> names.resolve("u_k1").indices
(Symbol(name='k', indices=(), iterate=None), Number(value=Fraction(1, 1), decimals=None, digits=None))
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from grader.errors import AnswerError
from grader.expr.functions import REFUSED, SPELLINGS, Function
from grader.expr.nodes import Node, Number, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.tokens import latex_tokens, text_tokens
from grader.expr.traverse import walk
from grader.memory import Memory

__all__ = ["Item", "Meaning", "Names", "is_whole", "names_of", "list_splits"]

Item = str | Node
"""One subscript between commas: as written (``12``, ``kj``, ``max``), or an expression such as ``k + 1``."""

Kind = Literal["symbol", "function", "form", "constant", "kronecker", "refused", "unknown"]

FORMS: Final = frozenset({
    "sum", "Sum", "prod", "product", "Product", "grad", "gradient", "nabla", "Heaviside", "heaviside", "step",
    "factorial", "log2", "log10", "lg", "cbrt", "hadamard", "pow", "matrix", "Matrix", "vector", "Vector",
    "KroneckerDelta", "kronecker", "power", "array", "asarray", "indicator", "Indicator", "Sigma", "Pi",
})  # fmt: skip
"""Words with a grammar rule of their own."""

_CONSTANTS: Final = {"pi": "pi", "e": "e", **dict.fromkeys(("oo", "inf", "Inf", "infinity", "Infinity", "infty"), "oo")}
_CACHE_SIZE: Final = 5_000  # resolved spellings, so that hostile answers cannot fill the memory
_DIGITS: Final = "0123456789"


class Meaning(NamedTuple):
    """What one name means; ``items`` are the subscripts of a function."""

    kind: Kind
    name: str
    indices: tuple[Node, ...] = ()
    entry: Entry | None = None
    function: Function | None = None
    items: tuple[Item, ...] = ()

    @property
    def rank(self) -> int:
        """0 for a number, 1 for a vector, 2 for a matrix."""
        return max(0, len(self.entry.axes) - len(self.indices)) if self.entry else 0


class _Alias(NamedTuple):
    pattern: tuple[str, ...]
    target: str
    items: tuple[str, ...]


class Names:
    """The names of one notation, with everything that can be computed once."""

    def __init__(self, notation: Notation) -> None:
        self.notation = notation
        self.entries: dict[str, Entry] = {}
        self.squashed: dict[str, Entry | None] = {}
        self.aliases: dict[str, list[_Alias]] = {}
        self.squashed_aliases: dict[str, _Alias] = {}
        self._known: dict[str | tuple[str, tuple[Item, ...], frozenset[str]], Meaning] = {}
        for entry in notation.entries.values():
            base, items = split_declared_name(entry.name)
            self.entries["_".join((base, *items))] = entry
            key = squash_spelling(base, items)
            self.squashed[key] = None if key in self.squashed else entry
        # Sizes that stay symbolic are numbers that a formula may use, as in 1/n.
        self.sizes = set(notation.symbolic_sizes())
        for spelling, target in notation.aliases.items():
            base, items = self.pattern(spelling)
            alias = _Alias(items, *self.pattern(target))
            self.aliases.setdefault(base, []).append(alias)
            self.squashed_aliases[squash_spelling(base, items)] = alias

    def pattern(self, spelling: str) -> tuple[str, tuple[str, ...]]:
        """Split an alias into its base and its subscripts, one index each: ``g_{2,j}`` into ``g`` and ``2, j``."""
        base, items = split_declared_name(spelling)
        for head, tail in list_splits(base):
            indices = "".join((*tail, *items))
            if indices and all(letter in _DIGITS or letter in self.notation.ranges for letter in indices):
                return head, tuple(indices)
        return "_".join((base, *items)), ()

    def is_index(self, raw: str) -> bool:
        """Whether a name may be in an index: a letter with a range, or a whole number of the exercise."""
        entry = self.resolve(raw).entry
        return raw in self.notation.ranges or (entry is not None and entry.domain.kind in ("natural", "integer"))

    def resolve(self, raw: str, items: tuple[Item, ...] = (), bound: frozenset[str] = frozenset()) -> Meaning:
        """What ``raw`` with the further subscripts ``items`` means; ``bound`` are the letters of open sums."""
        key = (raw, items, bound) if items or bound else raw
        found = self._known.get(key)
        if found is None:
            found = self._resolve(raw, items, bound)
            if len(self._known) >= _CACHE_SIZE:
                self._known.clear()
            self._known[key] = found
        return found

    def _resolve(self, raw: str, items: tuple[Item, ...], bound: frozenset[str]) -> Meaning:
        if raw in bound and not items:
            return Meaning("symbol", raw)
        for base, own in list_splits(raw):
            found = self.fit(base, (*own, *items), bound)
            if found:
                return found
            if base in REFUSED and not own and not items:
                return Meaning("refused", raw)
        if self.is_name_and_function(raw):
            return Meaning("unknown", raw, items=items)
        lowered = raw.lower()  # SIN and Ln: capitals do not change a function
        if lowered != raw and len(raw) > 1 and (lowered in SPELLINGS or lowered in FORMS):
            return self.fit(lowered, items, bound) or Meaning("unknown", raw, items=items)
        return Meaning("unknown", raw, items=items)

    def is_name_and_function(self, raw: str) -> bool:
        """Whether letters are a capital name and a function: where A is a name, ``Acos(x)`` is no ``acos(x)``."""
        return raw[:1].isupper() and raw[1:] in SPELLINGS and raw[:1] in self.entries

    def fit(self, base: str, items: tuple[Item, ...], bound: frozenset[str], renamed: int = 0) -> Meaning | None:
        """The meaning of ``base`` with exactly the subscripts ``items``, or None."""
        entry = self.entries.get(base)
        if entry and not items:
            return Meaning("symbol", entry.name, (), entry)
        if entry and entry.axes:
            indices = self.indices(items, entry.axes, bound)
            if indices is not None:
                return Meaning("symbol", entry.name, indices, entry)
        if entry and entry.iterates and not entry.axes:
            count = self.indices(items, (None,), bound)
            if count is not None:
                return Meaning("symbol", entry.name, count, entry)
        if renamed < 4:  # an alias may point to an alias, but not in a circle
            for alias in self.aliases.get(base, ()):
                target = match_alias(alias, items, self.notation)
                found = None if target is None else self.fit(alias.target, target, bound, renamed + 1)
                if found:
                    return found
        return self.special(base, items, bound)

    def special(self, base: str, items: tuple[Item, ...], bound: frozenset[str]) -> Meaning | None:
        """The meaning of a name that is not a declared array: a Kronecker delta, an index, a function."""
        if base == "delta" and items:
            pair = self.indices(items, (None, None), bound)
            if pair is not None:
                return Meaning("kronecker", base, pair)
        if items:
            flat = (
                self.squashed.get(squash_spelling(base, items))
                if all(isinstance(item, str) for item in items)
                else None
            )
            if flat:
                return Meaning("symbol", flat.name, (), flat)
            if all(isinstance(item, str) for item in items):
                alias = self.squashed_aliases.get(squash_spelling(base, items))
                entry = self.entries.get(alias.target) if alias and not alias.items else None
                if entry and not entry.axes:
                    return Meaning("symbol", entry.name, (), entry)
        elif base in self.notation.ranges or base in self.sizes:
            return Meaning("symbol", base)
        if base in SPELLINGS and base not in self.entries:
            return Meaning("function", SPELLINGS[base].name, function=SPELLINGS[base], items=items)
        if base in FORMS and base not in self.entries:
            return Meaning("form", base, items=items)
        if items:
            return None
        if base in _CONSTANTS:
            return Meaning("constant", _CONSTANTS[base])
        if base == "sigma":
            return Meaning("function", "sigmoid", function=SPELLINGS["sigmoid"])
        if base == "i" and any(entry.domain.kind == "complex" for entry in self.notation.entries.values()):
            return Meaning("constant", "i")
        return None

    def indices(
        self, items: tuple[Item, ...], axes: Sequence[str | int | None], bound: frozenset[str]
    ) -> tuple[Node, ...] | None:
        """Split subscripts into one index for each axis; None if they do not fit."""
        if len(items) != len(axes) and all(isinstance(item, str) for item in items):
            items = tuple("".join(str(item) for item in items))
        if len(items) != len(axes):
            return None
        found = tuple(self.index(item, axis, bound) for item, axis in zip(items, axes, strict=True))
        return None if None in found else found  # type: ignore[return-value]

    def index(self, item: Item, axis: str | int | None, bound: frozenset[str]) -> Node | None:
        """Read one index: a whole number within the axis, a declared or bound letter, or an expression."""
        if isinstance(item, Node):
            return None if self.strange(item, bound) else item
        if item.isdecimal():
            size = None if axis is None else self.notation.size(axis)
            value = int(item) if len(item) < 5 else 0  # a longer index is refused
            return Number(Fraction(value)) if value >= 1 and (size is None or value <= size) else None
        if item in bound or item in self.notation.ranges:
            return Symbol(item)
        entry = self.entries.get(item)
        return Symbol(entry.name) if entry and not entry.axes and is_whole(entry) else None

    def strange(self, item: Item, bound: frozenset[str]) -> str:
        """The first name in a subscript that cannot be an index; empty if there is none."""
        if isinstance(item, Node):
            typed = (node.name for node in walk(item) if isinstance(node, Symbol))
        else:
            typed = (letter for letter in item if letter.isalpha())
        known = {*bound, *self.notation.ranges, *self.sizes}
        return next((name for name in typed if name not in known and not is_whole(self.entries.get(name))), "")

    def is_word(self, run: str) -> bool:
        """Whether a run of LaTeX letters is one word rather than a product of its letters."""
        kind = self.resolve(run).kind
        if kind in ("function", "form"):
            return True
        return kind != "unknown" and not all(self.resolve(letter).kind == "symbol" for letter in run)

    def pieces(self, raw: str, is_call: bool = False) -> list[str] | None:
        """Find known names whose spellings make up ``raw`` (``z_kv_kj`` is ``z_k`` and ``v_kj``), for a hint.

        Before a bracket the last of them has to be a function.
        """
        best: list[list[str] | None] = [[]] + [None] * len(raw)
        for end in range(1, len(raw) + 1):
            wanted = ("function",) if is_call and end == len(raw) else ("symbol", "constant")
            for start in range(end):
                head, piece, so_far = best[start], raw[start:end], best[end]
                if head is None or not piece[0].isalpha():
                    continue
                known = piece if self.resolve(piece).kind in wanted else "" if is_call else self.with_index(piece)
                if known and piece[-1] != "_" and (so_far is None or len(head) + 1 < len(so_far)):
                    best[end] = [*head, known]
        return best[-1]

    def with_index(self, raw: str) -> str:
        """Find ``w_k`` for ``wk``: a name whose subscript is written without the underscore; empty if there is none.

        A Kronecker delta is one, too: ``deltaij``.
        """
        for cut in range(len(raw) - 1, 0, -1):
            base, index = raw[:cut], raw[cut:]
            found = None if "_" in index or not index[0].isalpha() else self.fit(base, (index,), frozenset())
            if found and found.kind in ("symbol", "kronecker"):
                return f"{base}_{index}"
        return ""

    def split_at_comma(
        self, raw: str, items: tuple[Item, ...], second: str, bound: frozenset[str] = frozenset()
    ) -> tuple[str, str, Meaning] | None:
        """Split ``v_1``, ``g2`` or ``vk`` before a comma and the index ``second`` into a base and its first index.

        None where both are no indices of one name: a comma never joins digits, as those of ``x_12``.
        """
        for base, own in list_splits(raw) if not items else ((raw, items),):
            letters = range(len(base) - 1, 0, -1) if "_" not in base else ()
            cuts = [(base, own)] if own else [(base[:cut], (base[cut:],)) for cut in letters]
            for name, given in cuts:
                found = self.fit(name, (*given, second), bound) if len(given) == 1 else None
                first = str(given[0])
                if found and found.kind == "symbol" and found.indices and not is_joined(found, first + second):
                    return name, first, found
        return None

    def spellings(self) -> Iterator[str]:
        """Yield every name that a hint may suggest."""
        yield from self.entries
        yield from (base for base, aliases in self.aliases.items() if not any(alias.pattern for alias in aliases))
        yield from self.notation.ranges
        yield from SPELLINGS


def is_joined(found: Meaning, digits: str) -> bool:
    """Whether the only index of a name is a number that was written with a comma between its digits."""
    return len(found.indices) == 1 and digits.isdecimal() and found.indices[0] == Number(Fraction(int(digits[:5])))


def is_whole(entry: Entry | None) -> bool:
    """Whether a name is declared to be a whole number, so that it can count entries as an index does."""
    return entry is not None and entry.domain.kind in ("integer", "natural") and entry.parameters is None


def list_splits(raw: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """List the ways to read ``raw`` as a base with subscripts, the longest base first.

    >>> list(list_splits("w_k1"))
    [('w_k1', ()), ('w_k', ('1',)), ('w', ('k1',))]
    """
    parts = raw.split("_")
    for cut in range(len(parts), 0, -1):
        base, items = "_".join(parts[:cut]), tuple(parts[cut:])
        yield base, items
        letters = base.rstrip(_DIGITS)
        if letters and letters != base:
            yield letters, (base[len(letters) :], *items)


def squash_spelling(base: str, items: Iterable[Item]) -> str:
    """A spelling in which ``x_1``, ``x1`` and ``x_{1}`` are the same."""
    return "".join((base, *(str(item) for item in items))).replace("_", "")


@lru_cache(maxsize=4096)
def split_declared_name(spelling: str) -> tuple[str, tuple[str, ...]]:
    """Split a name as an author writes it into base and subscripts: ``\\bar{w}_k``, ``ω``, ``g_{2,j}``."""
    try:
        latex = "\\" in spelling or "{" in spelling
        tokens = latex_tokens.tokenize(spelling, lambda run: True) if latex else text_tokens.tokenize(spelling)
    except AnswerError:
        return spelling, ()
    if tokens[0].kind != "name":
        return spelling, ()
    inner = [token.value for token in tokens[1:-1] if token.kind in ("name", "number", ",")]
    return tokens[0].value, tuple(item for item in "".join(inner).split(",") if item)


def match_alias(alias: _Alias, items: tuple[Item, ...], notation: Notation) -> tuple[Item, ...] | None:
    """The subscripts of the alias's target for a name with ``items``; None if the pattern differs."""
    if not alias.pattern:
        return (*alias.items, *items)
    if len(items) != len(alias.pattern) and all(isinstance(item, str) for item in items):
        items = tuple("".join(str(item) for item in items))
    if len(items) != len(alias.pattern):
        return None
    given: dict[str, Item] = {}
    for wanted, item in zip(alias.pattern, items, strict=True):
        if wanted in notation.ranges:
            if given.setdefault(wanted, item) != item:
                return None
        elif wanted != item:
            return None
    return tuple(given.get(item, item) for item in alias.items)


_names = Memory(capacity=64)


def names_of(notation: Notation) -> Names:
    """The names of a notation, computed once for each notation object."""
    return _names.of(Names, notation)
