"""The question handed back undone: the formulas of a prompt as answers to it.

*Compute det([[1, 2], [3, 4]])* has a formula that is equal to the answer. Nothing is wrong with that where any formula
of the right value is meant to be right; where work is asked for, ``form`` says what a right answer looks like.

>>> list(list_formulas("Compute 2^10 and (x + 1)*y, to 3 digits.", frozenset({"x", "y"})))
['(x + 1)*y', '+ 1)*y', '2^10', '(x +', '1)*y', '(x', '+', '3']
"""

from collections.abc import Callable, Collection, Iterator
from fractions import Fraction
from typing import Final

from grader.equivalence.form.violations import find_violations
from grader.errors import GraderError
from grader.expr import parse
from grader.expr.functions import SPELLINGS
from grader.expr.nodes import Constant, Interval, Matrix, Neg, Node, Number, Relation, SetOf, Symbol, Vector
from grader.expr.notation import Notation
from grader.grading.result import ItemResult
from grader.patterns import regex
from grader.records import Outcome
from grader.rubric import Item

__all__ = ["find_handed_back", "list_formulas", "propose_form"]

MAX_TRIED: Final = 12  # formulas of one prompt, the longest first
MAX_WORDS: Final = 12  # of one formula that is written with blanks
MAX_SPANS: Final = 400  # runs of words of one prompt that are looked at
WORD: Final = regex(r"[^\W\d_]+")
QUOTED: Final = regex(r"\$\$?(.+?)\$\$?|`([^`]+)`|\\\((.+?)\\\)|\\\[(.+?)\\\]")
EDGES: Final = ".,;:?!"
PROPOSED: Final = (
    "worked out", "expanded", "factored", "single fraction", "lowest terms", "collected", "simplified numbers",
    "rationalised", "no decimals",
)  # fmt: skip


def find_handed_back(item: Item, judge: Callable[[str], ItemResult]) -> Iterator[str]:
    """Yield the formulas of a prompt that earn credit as an answer to it, more than the value alone should earn."""
    if item.key is None or item.key.answer.tree is None or item.key.answer.steps:
        return
    names = frozenset(word for name in item.notation.entries for word in WORD.findall(name))
    of_value = 1 - item.form_share if item.form else Fraction(0)
    tried = 0
    for text in list_formulas(item.prompt, names):
        tree = read_formula(text, item.notation)
        if tree is None or is_plain(tree):
            continue
        tried += 1
        result = judge(text)
        is_whole = not isinstance(tree, Vector | Matrix | SetOf | Interval)  # a start point may share an entry
        if result.outcome is Outcome.CORRECT or (is_whole and (result.credit or 0) > of_value):
            yield text
        if tried == MAX_TRIED:
            return


def list_formulas(prompt: str, names: Collection[str]) -> Iterator[str]:
    """Yield what could be a formula in a prompt, the longest first: words that are mathematics, one after another."""
    quoted = [next(filter(None, match.groups())) for match in QUOTED.finditer(prompt)]
    found = dict.fromkeys(text.strip() for text in quoted)
    runs: list[list[str]] = [[]]
    for word in QUOTED.sub(" . ", prompt).split():
        if not is_mathematical(word.strip(EDGES), names):
            runs.append([])
            continue
        # A comma or full stop ends a formula, but not inside brackets.
        is_inside = sum(count_open(one) for one in (*runs[-1], word.rstrip(EDGES))) > 0
        runs[-1].append(word if is_inside else word.rstrip(EDGES))
        if word[-1] in EDGES and not is_inside:
            runs.append([])
    spans = (
        " ".join(run[start:stop])
        for run in runs
        for start in range(len(run))
        for stop in range(start + 1, min(len(run), start + MAX_WORDS) + 1)
    )
    found.update(dict.fromkeys(text for text, _ in zip(spans, range(MAX_SPANS), strict=False)))
    yield from sorted(found, key=len, reverse=True)


def count_open(word: str) -> int:
    """Return how many more brackets a piece of text opens than it closes."""
    return sum(word.count(bracket) for bracket in "([{") - sum(word.count(bracket) for bracket in ")]}")


def is_mathematical(word: str, names: Collection[str]) -> bool:
    """Whether every word in a piece of text is a single letter, a name of the exercise, or a function."""
    return bool(word) and all(len(one) == 1 or one in names or one in SPELLINGS for one in WORD.findall(word))


def read_formula(text: str, notation: Notation) -> Node | None:
    try:
        return parse(text, notation).tree
    except GraderError:
        return None


def is_plain(tree: Node) -> bool:
    """Whether a formula is a mere number or name, which is in a prompt for some other reason."""
    return isinstance(tree.operand if isinstance(tree, Neg) else tree, Number | Symbol | Constant)


def propose_form(item: Item, text: str) -> str:
    """Return a form that the expected answer has and a formula has not; empty if there is none."""
    key, tree = item.key, read_formula(text, item.notation)
    if key is None or key.answer.tree is None or tree is None:
        return ""
    names = [f"solved for: {name}" for name, entry in item.notation.entries.items() if not entry.axes]
    is_solved = isinstance(key.answer.tree, Relation)
    for form in (*names, *PROPOSED) if is_solved else (*PROPOSED, *names):
        is_met = not find_violations(key.answer.tree, [form], item.notation)
        if is_met and find_violations(tree, [form], item.notation):
            return form
    return ""
