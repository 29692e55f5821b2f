"""A wrong answer that would earn more in another reading goes to a person.

The standard reading is judged. Only where that is not all right, the others are tried, each as if the student had typed
it: an operator that reaches further, a name in front of brackets as a function, a product as a list, an equation that
is not solved, another value in the same answer. None of them is ever accepted. An equation that is not solved and gives
another value than its right side is for a person, too.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from grader.answers.conclusions.endings import split_conclusions
from grader.answers.conclusions.reading import is_in_question
from grader.answers.protocol import Answer, AnswerType, Task
from grader.answers.reach import leave_reach_open, leave_to_person, list_texts, put_texts
from grader.answers.second_readings.applied_names import list_applied_names
from grader.answers.second_readings.entrywise import write_entrywise
from grader.answers.second_readings.equations import gives_another_value, gives_by_equation
from grader.answers.second_readings.listed_factors import list_factors
from grader.answers.second_readings.named_values import list_named_values
from grader.answers.second_readings.other_quantities import is_contradicted
from grader.answers.second_readings.quotients import list_meanings
from grader.answers.second_readings.scales import is_in_other_scale
from grader.documents import DocumentNode, Scalar
from grader.errors import AnswerError
from grader.expr import to_text
from grader.expr.asked.reader import Count, Reader
from grader.expr.nodes import Div, Node, Relation, Symbol
from grader.expr.reading import parse_or_none
from grader.expr.statements.function_labels import drop_arguments
from grader.expr.traverse import free_symbols, substitute
from grader.patterns import regex
from grader.records import Remark, Verdict

__all__ = ["leave_readings_open"]

MAX_READINGS: Final = 12  # judged for one wrong answer, as for an operator's reach
_FUNCTION: Final = "As it is typed, {said}. It may be meant in another way, and a person will look."
_ARGUMENTS: Final = (
    "The name on the left is said to depend on what is in its brackets, and nothing on the right does; "
    "a person will look."
)
_LIST: Final = "As it is typed, this is a product. As a list, '{text}', it would be another answer; a person will look."
_MEANT: Final = "As it is typed, this is one number. As '{text}', it would be another answer; a person will look."
_NAMES: Final = (
    "There are values for more than one name here, and it is not clear which is the answer; a person will look."
)
_OTHER: Final = "Another quantity, or another value, is named here than the one that is asked for; a person will look."
_END: Final = (
    "The value at the end, '{text}', is another answer than what is before it, because that was rounded; a person will "
    "look."
)
_DECLARED_I: Final = regex(r"(?<![A-Za-z_\\])I(?![\w(\[{^])")
_EQUALS: Final = regex(r"[=≈]|\\approx(?![A-Za-z])")
_ENTRYWISE: Final = (
    "As it is typed, '*' is a matrix product. Entry by entry, it would be another answer; a person will look."
)
_QUOTIENT: Final = "This holds only where the denominator is not 0; a person will look."
_IDENTITY: Final = (
    "As it is typed, 'I' is the matrix of that name. As the identity, it would be another answer; a person will look."
)
_VARIABLE: Final = "This would be right with the name that is asked for in place of another one; a person will look."
_SCALE: Final = (
    "This may be meant in another unit than the one that is asked for, as 0.15 for 15 percent; a person will look."
)
_EQUATION: Final = "This is an equation that is not solved for what is asked; a person will look."


class SecondReading(NamedTuple):
    """An answer as it may have been meant, and what to say of it."""

    given: DocumentNode
    text: str


def leave_readings_open(
    verdict: Verdict,
    given: DocumentNode,
    answer: Answer,
    answer_type: AnswerType,
    expected: Answer,
    task: Task,
    *,
    is_known_mistake: Callable[[], bool] = lambda: False,
) -> Verdict:
    """Return the verdict on an answer, or leave it to a person where another reading would earn more."""
    verdict = leave_reach_open(verdict, given, answer, answer_type, expected, task, is_known_mistake=is_known_mistake)
    if verdict.credit == 1 and expected.tree is not None and gives_another_value(answer, expected.tree, task):
        return leave_to_person(verdict, verdict, make_remark(_EQUATION), by="reading")
    if verdict.credit and not answer.steps and any(is_contradicted(text, task) for text in list_texts(given)):
        return leave_to_person(verdict, verdict, make_remark(_OTHER), by="reading")
    if verdict.credit is None or verdict.credit == 1 or answer.tree is None or expected.tree is None:
        return verdict
    for reading, _ in zip(list_readings(given, task), range(MAX_READINGS), strict=False):
        try:
            other = answer_type.judge(answer_type.read(reading.given, task), expected, task)
        except AnswerError:
            continue
        if other.credit is None or other.credit > verdict.credit:
            return leave_to_person(verdict, other, make_remark(reading.text), by="reading")
    if (
        verdict.credit == 0
        and task.asked.shape == "value"
        and gives_by_equation(answer, expected.tree, list_texts(given)[-1], task)
    ):
        return leave_to_person(verdict, verdict, make_remark(_EQUATION), by="reading")
    if (
        verdict.credit == 0
        and task.asked.shape == "value"
        and not is_known_mistake()
        and has_other_variable(answer, expected.tree, answer_type, expected, task)
    ):
        return leave_to_person(verdict, verdict, make_remark(_VARIABLE), by="reading")
    is_wrong = verdict.credit == 0 and not is_known_mistake()
    if is_wrong and is_in_other_scale(answer, answer_type, expected, task):
        return leave_to_person(verdict, verdict, make_remark(_SCALE), by="reading")
    return verdict


def list_readings(given: DocumentNode, task: Task) -> Iterator[SecondReading]:
    """Yield what an answer may mean beside its standard reading."""
    texts = list_texts(given)
    if len(texts) == 1 and (named := drop_loose_arguments(texts[0], task)):
        yield SecondReading(Scalar.typed(named), _ARGUMENTS)
    for place, text in enumerate(texts):
        for spelling in list_applied_names(text, task.notation):
            changed = (*texts[:place], spelling.text, *texts[place + 1 :])
            yield SecondReading(put_texts(given, iter(changed)), _FUNCTION.format(said=spelling.said))
    if any("I" in text for text in texts) and is_square("I", task):
        changed = tuple(_DECLARED_I.sub("I^0", text) for text in texts)
        yield SecondReading(put_texts(given, iter(changed)), _IDENTITY)
    if len(texts) != 1:
        return
    listed = list_factors(texts[0]) if task.asked.shape == "vector" else None
    if listed is not None:
        yield SecondReading(Scalar.typed(listed), _LIST.format(text=listed))
    for meant in list_meanings(texts[0], task.asked.shape):
        yield SecondReading(Scalar.typed(meant), _MEANT.format(text=meant))
    if task.asked.shape in ("value", "vector", "family") and (entrywise := write_entrywise(texts[0], task.notation)):
        yield SecondReading(Scalar.typed(entrywise), _ENTRYWISE)
    if task.asked.shape == "condition":
        if whole := clear_quotient(texts[0], task):
            yield SecondReading(Scalar.typed(whole), _QUOTIENT)
        *before, last = split_conclusions(texts[0])
        if before:
            yield SecondReading(Scalar.typed(last), _NAMES)
    if task.asked.shape == "value":
        *before, end = _EQUALS.split(texts[0])
        if before:
            yield SecondReading(Scalar.typed(end.strip()), _END.format(text=end.strip()))
    if task.asked.shape == "value" or "\n" in texts[0]:
        yield from (SecondReading(Scalar.typed(each), _NAMES) for each in list_named_values(texts[0], task))


def has_other_variable(answer: Answer, expected: Node, answer_type: AnswerType, key: Answer, task: Task) -> bool:
    """Whether a formula in one name is right in the only name of the expected one, and the question has not typed it.

    A polynomial in x may be meant where one in λ is asked for.
    """
    given, wanted = free_symbols(answer.tree) if answer.tree is not None else frozenset(), free_symbols(expected)
    if answer.tree is None or len(given) != 1 or len(wanted) != 1 or given == wanted:
        return False
    (typed,), (asked,) = given, wanted
    if not isinstance(typed, Symbol) or not isinstance(asked, Symbol) or is_in_question(typed.name, task):
        return False
    entries = (task.notation.entries.get(symbol.name) for symbol in (typed, asked))
    if any(entry is not None and entry.definition is not None for entry in entries):
        return False  # the name of a quantity stands for its value
    renamed = replace(answer, tree=substitute(answer.tree, {typed: asked}), working=())
    return answer_type.judge(renamed, key, task).credit == 1


def clear_quotient(text: str, task: Task) -> str:
    """Return ``m = F/a`` as ``m*(a) = F``, without a denominator; nothing for any other text."""
    tree = parse_or_none(text, task.notation)
    if not isinstance(tree, Relation) or tree.operators != ("=",):
        return ""
    left, right = tree.operands
    if isinstance(left, Div):
        left, right = right, left
    if not isinstance(right, Div) or isinstance(left, Div):
        return ""
    return f"({to_text(left)})*({to_text(right.denominator)}) = {to_text(right.numerator)}"


def is_square(name: str, task: Task) -> bool:
    """Whether a name is a square matrix of the exercise, and nothing says which."""
    entry = task.notation.entries.get(name)
    return entry is not None and entry.definition is None and len(entry.axes) == 2 and len(set(entry.axes)) == 1


def drop_loose_arguments(text: str, task: Task) -> str:
    """Return an equation without the arguments on which nothing in it depends; nothing for any other text."""
    if task.asked.shape != "condition":
        return ""
    reader = Reader(task.notation, None, Count())
    named = drop_arguments(text, reader, task.asked, is_certain=False)
    return named if named != drop_arguments(text, reader, task.asked) else ""


def make_remark(text: str) -> Remark:
    return Remark(id="other-reading", text=text)
