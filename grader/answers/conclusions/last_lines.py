"""Working in lines, and the answer in the last one: ``P(+) = 0.059⏎P(D|+) = 0.0095/0.059 = 0.161``.

Every line before has to be a step: something is stated there, and not what is asked for. The last line is the answer
where a sign says that it follows, where its name is the asked one, or where it goes on from the lines before.

>>> from grader.expr.asked.asked import Asked
>>> from grader.expr.notation import Notation
>>> task = Task(notation=Notation(), asked=Asked("value", question="What is P(A)?"))
>>> lines = split_last_line("P(B) = 0.5\\nP(A) = 0.1/0.5 = 0.2")
>>> lines.before, lines.last, lines.joint
(('P(B) = 0.5',), 'P(A) = 0.1/0.5 = 0.2', '')
>>> split_last_line("1/2\\n1/3"), split_last_line("x = 1\\nbecause x^2 = 1"), split_last_line("x = 1 +\\n2 = 3")
(None, None, None)
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile
from typing import Final

from grader.answers.conclusions.endings import split_conclusions, split_members
from grader.answers.conclusions.given_values import is_named_in
from grader.answers.protocol import Answer, Task
from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr.nodes import Junction, Node, Relation, Symbol
from grader.expr.reading import parse_or_none
from grader.expr.shapes.lines import is_solved_line
from grader.expr.shapes.splitting import split_statements
from grader.expr.statements.labels import find_label, mask_brackets
from grader.expr.statements.other_labels import is_known
from grader.expr.traverse import free_symbols, walk
from grader.patterns import regex
from grader.records import Equality

__all__ = [
    "Lines", "find_head", "find_result_head", "follows", "is_overruled", "list_other_lines", "split_last_line",
]  # fmt: skip

MAX_LINES: Final = 12  # each may be read by itself
MAX_STEPS: Final = 30  # statements in them
_STATES: Final = regex(r"[=<>≤≥≠≈∈→⇒:]|\\(?:leq?|geq?|neq?|approx|in|to|implies|Rightarrow)(?![A-Za-z])")
_JOINT: Final = regex(
    r"\s*(?P<joint>=(?![=>])|<?[-=]{1,2}>|[→⇒⟶⟹⇔∴]|\\(?:to|implies|(?:[Ll]ong)?[Rr]ightarrow|therefore)(?![A-Za-z])"
    r"|(?:so|thus|hence|therefore|also|somit|daher|donc|alors)\b(?!\w*\())[\s,:]*",
    re.IGNORECASE,
)
# The last line is no result: a reason, a check, a condition, an alternative, or part of the line before.
_NO_RESULT: Final = regex(
    r"\s*(?:because|since|as|where|with|for|if|when|or|and|but|not?|check|verify|test|probe|proof|note|using|by|case|"
    r"weil|denn|mit|für|falls|wenn|oder|und|aber|car|avec|pour|si|ou|et)\b|\s*[-+*/^·×,)\]}]\s",
    re.IGNORECASE,
)
_DOUBT: Final = regex(r"\?|\b(?:wrong|maybe|perhaps|guess|not\s+sure|either|falsch|vielleicht)\b", re.IGNORECASE)
_GOES_ON: Final = regex(r"(?:[-+*/^=<>≤≥·×,(\[{&]|\\\\)\s*$")
_SIDE: Final = regex(r"(?<![<>!:=])=(?![=>])|≈|\\approx(?![A-Za-z])")
_WORDS: Final = regex(r"\s*(?P<words>[^\W\d_]{2,}(?:[ \t]+[^\W\d_]{2,}){0,5})\s*(?:=|:|\bis\b)\s*(?=\S)")
_INDEX: Final = regex(r"_?\{?[0-9]+\}?|[₀-₉]+")
_TOKEN: Final = regex(r"[0-9]+(?:\.[0-9]+)?|[^\W\d_]\w*")
_SINGLES: Final = frozenset({"value", "family"})
_LISTS: Final = frozenset({"vector", "matrix", "set"})


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text: those before the last one, the last one, and the sign or word in front of it."""

    before: tuple[str, ...]
    last: str
    joint: str


@lru_cache(maxsize=128)  # one text is tried for each key that an item may have
def split_last_line(text: str) -> Lines | None:
    """Return the lines of a text whose last one may be a result; None for any other text."""
    lines = [line.strip() for line in text.split("\n") if line.strip(" \t\r.$")]
    if not 1 < len(lines) <= MAX_LINES or "\\begin" in text or _DOUBT.search(text):
        return None
    *before, last = lines
    while len(before) > 1 and is_of_same_name(before[-1], last):  # x_1 = 2, x_2 = 5
        last = f"{before.pop()}\n{last}"
    if _NO_RESULT.match(last) or any(mask_brackets(line).strip() == "" for line in before):
        return None
    if any(_GOES_ON.search(line) or not has_both_brackets(line) for line in lines):
        return None
    if not all(map(_STATES.search, before)):
        return None
    match = _JOINT.match(last)
    result = last[match.end() :] if match else last
    return Lines(tuple(before), result, match["joint"] if match else "") if result.strip() else None


def has_both_brackets(line: str) -> bool:
    """Whether a line has as many brackets that open as close something; of ``[2, 5)`` both count."""
    return sum(map(line.count, "([{")) == sum(map(line.count, ")]}"))


def is_of_same_name(line: str, last: str) -> bool:
    """Whether two lines give values to one name, or to members of it that differ in their numbers."""
    labels = [find_label(each) for each in (line, last.partition("\n")[0])]
    first, second = (label[0].strip() if label else "" for label in labels)
    are_numbered = _INDEX.search(first) is not None and _INDEX.search(second) is not None
    is_one = first == second or (are_numbered and _INDEX.sub("", first) == _INDEX.sub("", second))
    return bool(first) and is_one and "(" not in first + second


def follows(lines: Lines, result: Node, task: Task) -> bool:
    """Whether the last line of a text is its result: it is said to follow, is what is asked for, or uses the lines."""
    if lines.joint or is_asked(find_head(lines.last), task):
        return True
    if task.asked.shape not in _SINGLES:
        return True
    if not find_head(lines.last):  # a formula after named steps, or one more number
        return bool(free_symbols(result)) and all(find_label(step) is not None for step in lines.before)
    return bool(free_symbols(result)) or uses_results(lines)


def uses_results(lines: Lines) -> bool:
    """Whether the last line computes with something that the lines before it found."""
    members = split_members(lines.last)
    used = set(_TOKEN.findall(" ".join(members[1:-1] if find_label(lines.last) else members[:-1])))
    found: set[str] = set()
    if any(len(head) > 1 and head in members[0] for head in map(find_head, list_statements(lines.before))):
        return len(members) > 1  # F(1) - F(0) = 2
    for step in list_statements(lines.before):
        sides = _SIDE.split(step)
        # With a letter alone, it may be an equation for it: L = 9, and then L/2 = 4.
        heads = {find_head(step)} if find_label(lines.last) else set()
        found |= {*heads, *_TOKEN.findall(sides[-1])[:1]}
    return bool(used & (found - {""})) or (len(members) > 2 and find_label(lines.last) is not None)


def is_overruled(lines: Lines, answer: Answer, task: Task, read: Callable[[str], Answer | None]) -> bool:
    """Whether a line before the last one gives another answer to the question, or the same name another value."""
    label = find_result_head(lines)
    is_said = is_asked(label, task)
    if task.asked.shape in _LISTS and answer.tree is not None:
        whole = read("\n".join(lines.before))  # f_x = …, f_y = … before a gradient
        if whole is not None and is_different(whole.tree, answer.tree, task):
            return True
    for step in islice(list_statements(lines.before), MAX_STEPS):
        head = find_head(step)
        is_same = bool(head) and head == label and lines.joint != "="
        is_rival = is_asked(head, task) and not is_said
        is_bare = not head and not lines.joint and not label and is_solution(step, answer.tree, task)
        if not (is_same or is_rival or is_bare):
            continue
        earlier = read(step)
        if earlier is not None and is_different(earlier.tree, answer.tree, task):
            return True
    return False


def list_statements(lines: tuple[str, ...]) -> Iterator[str]:
    """Yield what is stated in some lines, one thing after another."""
    for line in lines:
        for piece in split_conclusions(line):
            yield from (statement.text.strip() for statement in split_statements(piece))


def find_result_head(lines: Lines) -> str:
    """Return what the last line gives a value, which may be in a line before it: ``f(1) = 3 - 2⏎= 1``."""
    if lines.joint != "=":
        return find_head(lines.last)
    return find_head(lines.before[-1 - count_chained(lines)])


def count_chained(lines: Lines) -> int:
    """Return how many lines right before the last one go on in the chain of equalities that it ends; not its first."""
    chained = list(takewhile(lambda line: line.startswith("="), reversed(lines.before)))
    return min(len(chained), len(lines.before) - 1)


def list_other_lines(lines: Lines) -> tuple[str, ...]:
    """Return the lines that are no part of the chain of equalities that the last one ends."""
    return lines.before[: -1 - count_chained(lines)] if lines.joint == "=" else lines.before


def find_head(statement: str) -> str:
    """Return what a statement gives a value: the name, words or formula before its sign; nothing for none."""
    label = find_label(statement)
    if label is not None:
        return label[0].strip(" \t$")
    words = _WORDS.match(statement)
    if words is not None:
        return words["words"]
    first, *others = split_members(statement)
    return first.strip(" \t$") if others else ""


def is_asked(head: str, task: Task) -> bool:
    """Whether a name or some words are for what the question asks for."""
    if not head:
        return False
    tree = parse_or_none(head, task.notation)
    if tree is not None and (tree in task.symbols or tree in task.asked.labels):
        return True
    if len(head) > 2 and (head[0].isalpha() and all(word.isalpha() for word in head.split())):
        return is_known(head, task.asked)
    return is_named_in(head, task.asked.question)


def is_solution(step: str, tree: Node | None, task: Task) -> bool:
    """Whether a step only says which values a name has, as the answer does; any other condition leads to it."""
    found = parse_or_none(step, task.notation)
    if not isinstance(found, Relation | Junction) or not is_solved_line(found):
        return False
    names = {node for node in walk(tree) if isinstance(node, Symbol)} if tree is not None else set()
    return not names or bool(names & free_symbols(found))


def is_different(earlier: Node | None, tree: Node | None, task: Task) -> bool:
    """Whether two answers are not known to be equal."""
    if earlier is None or tree is None:
        return False
    try:
        return decide(earlier, tree, task.notation, task.policy).result is not Equality.EQUAL
    except AnswerError:
        return True
