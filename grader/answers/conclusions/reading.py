"""An answer with its working in front: ``mgh = 1/2 m v^2 => v = sqrt(2gh)``, ``TP/(TP+FP) = 30/45 = 2/3``.

It is read only where the text as a whole cannot be. The last statement is the answer, and of a chain of equalities the
last member. What is before it need not be readable; it is shown, and its sums of numbers are checked. Where it gives
the same thing another value, or where the end may be no result, the answer is left unread.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from grader.answers.conclusions.commas import split_at_comma
from grader.answers.conclusions.endings import drop_joint, is_mere_operation, split_conclusions, split_members
from grader.answers.conclusions.given_values import Step, check_step, list_given, repeats_given_values
from grader.answers.conclusions.last_lines import follows, is_overruled, split_last_line
from grader.answers.conclusions.own_definitions import split_at_definitions
from grader.answers.conclusions.own_names import drop_formulas, is_worked_out
from grader.answers.proposals import fits
from grader.answers.protocol import Answer, AnswerType, Chain, Task
from grader.documents import DocumentNode, Scalar, find_typed
from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr.doubts.fitting import fits as has_asked_size
from grader.expr.doubts.unit_or_name import drop_known_units
from grader.expr.nodes import Call, Mul, Node, Number, Relation, SetOf, Symbol, Vector
from grader.expr.reading import parse_or_none
from grader.expr.shapes.splitting import split_statements
from grader.expr.spellings.typed_signs import write_typed_signs
from grader.expr.statements.labels import find_label, mask_brackets, names_no_value
from grader.expr.statements.other_labels import is_denied
from grader.expr.statements.reasons import is_constant
from grader.expr.statements.rounding import is_rounded_form
from grader.expr.traverse import walk
from grader.patterns import regex
from grader.records import Equality

__all__ = ["SHAPES", "read_conclusion"]

SHAPES: Final = frozenset({"value", "vector", "matrix", "family", "set", "interval", "condition"})
_LETTERS: Final = regex(r"\\?[^\W\d_]+")
_NAME: Final = regex(r"\\?[^\W\d_]\w{0,5}")
_MULTIPLE: Final = regex(r"\s*[0-9.]+\s*[*/·]?\s*\\?[^\W\d_]\w{0,3}\s*")
_SUM: Final = regex(r"[-+−]")
_OF_MATRIX: Final = regex(r"\s*\\?(?P<name>[a-z]{2,})\s*\(?(?P<of>[A-Z])\)?\s*")
_INTEGRAL: Final = regex(r"\s*(?:\\?int(?![A-Za-z])|∫).*\bd\s?[a-z]\s*", re.DOTALL)
_ENDS: Final = regex(r"\s*\[[^\[\]=,;]+\]\s*")  # an antiderivative between ends that are not written
_MARGIN: Final = regex(r"±|\+/?-|\\pm(?![A-Za-z])")
_CHECK: Final = regex(r"\s*(?:check|verify|test|probe|proof)\b", re.IGNORECASE)
_ADDS: Final = "also"  # in English a word for one value more, in German one for a conclusion


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a text that may be its answer, and the statements before it."""

    text: str
    before: tuple[str, ...]
    lead: str

    @property
    def aside(self) -> str:
        """What is before the answer, without the sign or word between them."""
        return drop_joint(self.lead)


def read_conclusion(answer_type: AnswerType, given: DocumentNode, task: Task) -> Answer | None:
    """Return the answer at the end of a text that has working in front; None where there is none, or it is not sure."""
    typed = find_typed(given)
    if typed is None or task.asked.shape not in SHAPES:
        return None
    text = drop_known_units(write_typed_signs(typed.text), task.asked)
    if "\n" in text and (found := read_last_line(text, answer_type, task)) is not None:
        return replace(found, text=given.span.text)
    for ending in list_endings(text, task):
        answer = read_end(ending.text, answer_type, task)
        if answer is None:
            continue
        if is_contradicted(ending, answer, answer_type, task):
            return None
        working = (*find_sums(ending.before, task), *answer.working)
        return replace(answer, text=given.span.text, working=working, ignored=(ending.aside, *answer.ignored))
    return None


def read_last_line(text: str, answer_type: AnswerType, task: Task) -> Answer | None:
    """Return the answer in the last line of a text, if all lines before it are steps; None for any other text."""
    lines = split_last_line(text)
    if lines is None:
        return None

    def read_step(step: str) -> Answer | None:
        found = read_end(step, answer_type, task)
        if found is None or found.tree is None or not has_asked_size(found.tree, task.asked, task.notation):
            return None
        has_point = any(isinstance(node, Vector) for node in walk(found.tree))
        return found if has_point or not task.asked.has_points else None

    *steps, last = (lines.last,) if "\n" in lines.last else split_conclusions(lines.last)
    for end in (last, *list_chain_ends(last, task)):
        answer = read_end(end.strip(), answer_type, task)
        if answer is None or answer.tree is None or not has_asked_size(answer.tree, task.asked, task.notation):
            continue
        if not follows(lines, answer.tree, task) or is_overruled(lines, answer, task, read_step):
            return None
        before = (*lines.before, *steps)
        working = (*find_sums(before, task), *answer.working)
        return replace(answer, working=working, ignored=("\n".join(before), *answer.ignored))
    return None


def list_endings(text: str, task: Task) -> Iterator[Ending]:
    """Yield the ends of a text that may be its answer, the longest first."""
    statements = split_conclusions(text)
    if len(statements) == 1:
        statements = split_before_name(text, task)
    if len(statements) == 1:
        statements = split_at_comma(text, task)
    if len(statements) == 1:
        statements = split_at_definitions(text, task)
    *before, last = statements
    ends = [last] if before else []
    if task.asked.shape == "interval" and last.count("=") == 1 and (margins := split_margins(last, task)):
        yield Ending(margins[-1].strip(), tuple(before), text[: text.rindex(margins[-1])])
    if task.asked.shape != "condition" and len(split_statements(last)) == 1:
        ends += list_chain_ends(last, task)
    if task.asked.shape == "condition" and (found := drop_formulas(last, task)):
        yield Ending(found[0], tuple(before), found[1])
    for end in ends:
        yield Ending(end, tuple(before), text[: text.rindex(end)])
    *before, last = split_at_definitions(text, task)
    if before and last not in ends:
        yield Ending(last, tuple(before), text[: text.rindex(last)])


def split_before_name(text: str, task: Task) -> tuple[str, ...]:
    """Return statements of which the last one alone gives the name that is asked for: ``ln y = …, y = …``.

    The name itself is left out.
    """
    pieces = split_statements(text)
    statements = [statement.text.strip() for statement in pieces]
    if repeats_given_values(statements, task.asked):
        return (*statements[:-1], statements[-1].partition("=")[2].strip())
    if len(statements) < 2 or not all(len(split_members(statement)) > 1 for statement in statements):
        return (text,)
    if any(map(is_denied, statements)):  # not x = 1, x = 3
        return (text,)
    if not task.symbols and {piece.joint for piece in pieces[1:]} <= {",", ";", "\n"}:
        return tuple(statements) if leads_to_last(statements, task) else (text,)
    named = [is_asked_name(statement, task) for statement in statements]
    heads = [find_letters(statement) for statement in statements]
    if not named[-1] or any(named[:-1]) or heads[-1] in heads[:-1]:  # delta_1 = 5, delta_k = w_k x: is it one of them?
        return (text,)
    _, _, value = statements[-1].partition("=")
    return (*statements[:-1], value.strip())


def leads_to_last(statements: Sequence[str], task: Task) -> bool:
    """Whether the last statement gives a name its only value, which the others lead to: ``1/R = 1/2, R = 2``."""
    *before, (label, value) = (statement.partition("=")[::2] for statement in statements)
    result = parse_or_none(value, task.notation)
    name = label.strip()
    if task.asked.unknowns or not _NAME.fullmatch(name) or result is None or not is_constant(result):
        return False
    question = f"{task.asked.question}. {name} = {value.strip()}."
    if name not in list_given(question):  # it has two values, or none that is a number
        return False
    for statement in statements[: len(before)]:
        *members, last = split_members(statement)
        end = parse_or_none(last, task.notation)
        if end is None or not is_constant(end):
            return False
        checks = {check_step(member, end, question, task.notation) for member in members}
        is_candidate = find_label(statement) is not None and checks != {Step.EQUAL}
        if is_candidate or not checks <= {Step.EQUAL, Step.OPEN}:
            return False
    return True


def find_letters(statement: str) -> str:
    """Return the letters with which a statement begins: ``delta`` of ``delta_1 = 5``."""
    match = _LETTERS.match(statement)
    return match.group() if match else ""


def is_asked_name(statement: str, task: Task) -> bool:
    """Whether a statement begins with the name of what is asked; ``y`` is that of ``y(t)``, too."""
    label = find_label(statement)
    tree = parse_or_none(label[0], task.notation) if label else None
    return tree is not None and (tree in task.symbols or tree in map(find_head, task.symbols))


def split_margins(text: str, task: Task) -> tuple[str, ...]:
    """Return two margins of which the second is the first one worked out: ``50 ± 1.96*10/10 = 50 ± 1.96``."""
    members = split_members(text)
    sides = [_MARGIN.split(member) for member in members]
    if len(sides) != 2 or any(len(side) != 2 for side in sides):
        return ()
    trees = [[parse_or_none(part, task.notation) for part in side] for side in sides]
    is_same = all(
        result is not None and step is not None and is_constant(step) and is_rounded_form(result, step)
        for step, result in zip(*trees, strict=True)
    )
    return members if is_same else ()


def find_head(symbol: Node) -> Node:
    """Return the name of ``y(t)``, which is a product where y is declared as a number."""
    if isinstance(symbol, Call):
        return Symbol(symbol.function)
    return symbol.factors[0] if isinstance(symbol, Mul) else symbol


def list_chain_ends(text: str, task: Task) -> Iterator[str]:
    """Yield the ends of a chain of equalities that may be its result without the members before them."""
    members = split_members(text)
    if len(members) < 2:  # most answers
        return
    trees = [parse_or_none(member, task.notation) for member in members]
    if task.asked.shape == "set" and is_worked_out_pair(members, trees, task):
        yield members[-1].strip()
    if is_of_another(members, trees, task):
        return
    for first in range(2 if names_no_value(text) else 1, len(members)):  # sum_k=1^3 is no name
        end = "=".join(members[first:]).strip()
        is_single = first == len(members) - 1
        are_dropped_read = all(tree is not None for tree in trees[:first])
        if is_single and is_worked_out_value(members, trees[-1], task):
            yield end
            continue
        if is_single and not is_result(members, trees, task):
            continue
        # A formula of the exercise is left out only before numbers that agree: it may contradict them.
        if are_dropped_read and (is_single or not are_same_number(trees[first:])):
            continue
        yield end


def is_worked_out_pair(members: Sequence[str], trees: Sequence[Node | None], task: Task) -> bool:
    """Whether a chain ends in two values that every step before has, too: ``z = (4 ± sqrt(-36))/2 = 2 ± 3i``."""
    has_name = find_label(f"{members[0]}= 1") is not None
    pairs = trees[has_name:]
    if len(pairs) < 2 or (has_name and not is_possible_name(members[0], task)):
        return False
    if not all(isinstance(tree, SetOf) and not has_names(tree) for tree in pairs):
        return False
    *steps, last = (tree for tree in pairs if tree is not None)
    return not any(is_other_value(step, last, task) for step in steps)


def is_worked_out_value(members: Sequence[str], last: Node | None, task: Task) -> bool:
    """Whether a chain ends in a value that none of its members contradicts, with the values of the question put in.

    Without a name in front, as in ``640 weights + 10 biases = 650``, all of them must be equal to it.
    """
    if task.asked.shape not in ("value", "vector") or task.asked.unknowns or last is None or not is_constant(last):
        return False
    has_name = find_label(f"{members[0]}= 1") is not None
    steps = members[1:-1] if has_name else members[:-1]
    checks = {check_step(step, last, task.asked.question, task.notation) for step in steps}
    if has_name and not (isinstance(last, Number) and last.value == 0):  # f'(x) = 3x^2 - 12 = 0 is an equation
        return bool(checks) and checks <= {Step.EQUAL, Step.OPEN} and is_possible_name(members[0], task)
    return checks == {Step.EQUAL}


def is_possible_name(member: str, task: Task) -> bool:
    """Whether a chain may begin with a name: it is that of what is asked for, or none of another quantity."""
    tree = parse_or_none(member, task.notation)
    return tree is None or not task.symbols or tree in task.asked.labels


def is_result(members: Sequence[str], trees: Sequence[Node | None], task: Task) -> bool:
    """Whether the last member is the result of the one before it, which cannot be read, and no equation is left open.

    ``2q = 14`` and ``f'(x) = 3x^2 - 12 = 0`` are equations; a limit and a formula in other letters have a result.
    """
    last = trees[-1]
    if is_mere_operation(members[-2]) or (_ENDS.fullmatch(members[-2]) and any(map(_INTEGRAL.fullmatch, members[:-2]))):
        return True
    if len(members) > 2 and last is not None and has_names(last):
        return True
    if trees[-2] is not None and len(members) > 2:
        return not has_names(trees[-2])
    return is_worked_out(members[-2], last, task.notation)


def is_of_another(members: Sequence[str], trees: Sequence[Node | None], task: Task) -> bool:
    """Whether a chain begins with more than a name, and that is of the question or not equal to its result.

    ``det A + 1 = 8`` is an equation for det A, ``tr A = 8`` gives the trace, and ``1/R = 1/6 + 1/3 = 2`` is wrong.
    """
    first, last = members[0], trees[-1]
    if _INTEGRAL.fullmatch(first):  # the sum is what is integrated
        return False
    other = _OF_MATRIX.fullmatch(first)
    if other and is_in_question(other["of"], task) and not is_in_question(other["name"], task):
        return True
    is_sum, is_multiple = _SUM.search(mask_brackets(first)), _MULTIPLE.fullmatch(first)
    if not (is_sum or is_multiple) or last is None or not is_constant(last):
        return False
    checks = [check_step(member, last, task.asked.question, task.notation) for member in members[:-1]]
    return checks[0] is Step.IN_QUESTION or (is_multiple is not None and Step.DIFFERENT in checks)


def are_same_number(trees: Sequence[Node | None]) -> bool:
    """Whether numbers are the same, or each a rounding of the one before it."""
    found = [tree for tree in trees if tree is not None and not has_names(tree)]
    return len(found) == len(trees) and all(map(is_rounded_form, found[1:], found))


def read_end(text: str, answer_type: AnswerType, task: Task) -> Answer | None:
    """Return the end of a text as an answer of the kind that is asked for; None for any other."""
    try:
        answer = answer_type.read(Scalar.typed(text), task)
    except AnswerError:
        return None
    is_answer = answer.tree is not None and not answer.steps and fits(answer.tree, task.asked, task.notation)
    return answer if is_answer else None


def is_contradicted(ending: Ending, answer: Answer, answer_type: AnswerType, task: Task) -> bool:
    """Whether what is before an answer gives the same name another value, or the end may only add to it."""
    if not ending.before:
        return False
    if ending.lead.casefold().rstrip(" ,:").endswith(_ADDS) and (
        task.asked.shape == "condition" or read_end(ending.before[-1], answer_type, task)
    ):
        return True
    if _CHECK.match(ending.text):
        return True
    label = find_name(ending.text)
    for statement in split_all(ending.before):
        other = find_name(statement)
        # What is found for another name is a step, unless it is that name which the question has.
        if other != label and (is_in_question(label, task) or not is_in_question(other, task)):
            continue
        earlier = read_end(statement, answer_type, task)
        if earlier is not None and is_other_value(earlier.tree, answer.tree, task):
            return True
    return False


def find_name(statement: str) -> str:
    """Return the name that a statement gives a value; nothing where it has none."""
    label = find_label(statement)
    return label[0].strip() if label else ""


def is_in_question(name: str, task: Task) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", task.asked.question) is not None


def split_all(statements: Sequence[str]) -> Iterator[str]:
    for statement in statements:
        yield from (piece.text.strip() for piece in split_statements(statement))


def is_other_value(earlier: Node | None, tree: Node | None, task: Task) -> bool:
    """Whether an earlier statement gives a value that is not this one; a formula or an inequality is only a step."""
    value = earlier.operands[-1] if isinstance(earlier, Relation) and earlier.operators == ("=",) else earlier
    if earlier is None or tree is None or value is None or has_names(value) or isinstance(value, Relation):
        return False
    try:
        return decide(earlier, tree, task.notation, task.policy).result is not Equality.EQUAL
    except AnswerError:
        return True


def find_sums(statements: Sequence[str], task: Task) -> Iterator[Chain]:
    """Yield the equalities of numbers in what is before an answer; they are checked as any working is."""
    for statement in split_all(statements):
        tree = parse_or_none(statement, task.notation)
        if isinstance(tree, Relation) and set(tree.operators) == {"="}:
            is_named = isinstance(tree.operands[0], Symbol)
            if not any(map(has_names, tree.operands[is_named:])):
                yield Chain(tree.operands, (1,) * len(tree.operands), is_named)


def has_names(tree: Node) -> bool:
    return any(isinstance(node, Symbol) for node in walk(tree))
