"""A wrong answer that would be right if an operator without brackets reached further goes to a person.

On paper ``√1+x²`` may be the root of all of it: the line over it says so, and typed the line is gone. What is judged is
always the standard reading. Only where that is not all right, the wider ones are tried
(``grader/expr/reach``), each with brackets in the text, and read and judged as if the student had typed them. None of
them is ever accepted. If one would earn more, or could not be decided, nobody but a person can say what was meant.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from grader.answers.protocol import Answer, AnswerType, Task
from grader.documents import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import AnswerError
from grader.expr.complaints import propose_answer, shorten_quote
from grader.expr.reach.doubt import list_doubts
from grader.expr.reach.variants import Variant, Widening, list_variants
from grader.records import ComponentResult, Equality, Outcome, Remark, Verdict

__all__ = [
    "leave_reach_open", "leave_to_person", "leave_wider_answer_open", "list_texts", "put_texts", "remark_on_doubt",
]  # fmt: skip

MAX_VARIANTS: Final = 12  # judged for one wrong answer; nobody leaves out the brackets in more ways
# What an operator has only: the first words of a sentence that goes on with the operand in quotes.
_NARROW: Final = {
    "root": "the root reaches only",
    "function": "'{sign}' reaches only",
    "power": "the exponent is only",
    "usual power": "the exponent is only",
    "divisor": "the denominator is only",
    "dividend": "the numerator is only",
    "sum": "the sum reaches only",
    "index": "the index is only",
}
_FOR_A_PERSON: Final = "With brackets, '{wide}', it would be another answer; a person will look."
_IN_DOUBT: Final = "If it is meant to reach further, write brackets: '{wide}'."


def leave_reach_open(
    verdict: Verdict,
    given: DocumentNode,
    answer: Answer,
    answer_type: AnswerType,
    expected: Answer,
    task: Task,
    *,
    is_known_mistake: Callable[[], bool] = lambda: False,
) -> Verdict:
    """Return the verdict on an answer, or leave it to a person where a wider reach would earn more.

    Where the standard reading ``is_known_mistake``, blanks show that it is meant: ``ln x + 1``, but not ``ln x+1``. It
    is asked only where it matters, because it compares the answer with every mistake that the rubric declares.
    """

    def judge(wider: DocumentNode) -> Verdict | None:
        other = answer_type.read(wider, task)
        is_same = (other.tree, other.steps) == (answer.tree, answer.steps)
        return None if is_same else answer_type.judge(other, expected, task)

    if answer.tree is None:
        return verdict
    return leave_wider_answer_open(verdict, given, task, judge, is_known_mistake=is_known_mistake)


def leave_wider_answer_open(
    verdict: Verdict,
    given: DocumentNode,
    task: Task,
    judge: Callable[[DocumentNode], Verdict | None],
    *,
    is_known_mistake: Callable[[], bool] = lambda: False,
) -> Verdict:
    """Do as ``leave_reach_open``; ``judge`` gives the verdict on a wider answer, or None if it is the same answer."""
    if verdict.credit is None or verdict.credit == 1:
        return verdict
    tried = 0
    texts = list_texts(given)
    for variant in list_variants(texts, task.notation):
        is_set_apart = verdict.credit == 0 and all(is_set_off(texts, widening) for widening in variant.widenings)
        if is_set_apart and is_known_mistake():
            continue
        try:
            wider = judge(put_texts(given, iter(variant.texts)))
        except AnswerError:
            continue
        if wider is None:
            continue
        if wider.credit is None or wider.credit > verdict.credit:
            return leave_to_person(verdict, wider, show_both(texts, variant, _FOR_A_PERSON))
        tried += 1
        if tried == MAX_VARIANTS:
            break
    return verdict


def is_set_off(texts: list[str], widening: Widening) -> bool:
    """Whether a blank keeps what an operator has apart from the rest; nobody means the root of 1 in ``√1 + x²``."""
    piece = texts[widening.place][slice(*widening.extent)]
    return widening.site.kind != "root" and re.search(r"\s", piece.strip()) is not None


def leave_to_person(verdict: Verdict, wider: Verdict, remark: Remark, *, by: str = "reach") -> Verdict:
    """Return the verdict as undecided, and with it the parts that the wider answer would change."""
    decision = verdict.decision
    if decision is not None:
        decision = replace(decision, result=Equality.UNKNOWN, by=by, witness=None, remarks=(), parts=())
    return Verdict(
        outcome=Outcome.UNDECIDED,
        credit=None,
        remarks=(remark,),
        components=tuple(leave_parts_open(verdict, wider)),
        decision=decision,
    )


def leave_parts_open(verdict: Verdict, wider: Verdict) -> Iterator[ComponentResult]:
    """Yield the parts of an answer, those without credit that the wider one has in another way."""
    others = {part.label: part.outcome for part in wider.components}
    otherwise = wider.outcome if wider.credit == 1 else None  # of an answer that is all right the parts are not named
    for part in verdict.components:
        is_same = others.get(part.label, otherwise) is part.outcome
        yield part if is_same else replace(part, outcome=Outcome.UNDECIDED, credit=None)


def show_both(texts: list[str], variant: Variant, text: str) -> Remark:
    """Show both readings: what the first operator has as it is typed, and the answer with brackets."""
    first = variant.widenings[0]
    near = quote_near(texts, first)
    wide = quote_wider(texts, variant)
    said = f"As it is typed, {name_narrow(first, near)}. {text.format(wide=wide)}"
    return Remark(id="reach", text=said, parameters=(("reaches", near), ("with_brackets", wide)))


def remark_on_doubt(given: DocumentNode, task: Task, is_other: Callable[[DocumentNode], bool]) -> Remark | None:
    """Show both readings of an answer that anyone may misread, whatever the key is; None if there is no doubt.

    ``is_other`` says whether an answer with brackets can be read, and means something else.
    """
    texts = list_texts(given)
    variant = list_doubts(texts, task.notation)
    if not variant.widenings or not is_other(put_texts(given, iter(variant.texts))):
        return None
    return show_both(texts, variant, _IN_DOUBT)


def name_narrow(widening: Widening, near: str) -> str:
    """Say what an operator has only: *the root reaches only '1'*."""
    site = widening.site
    return f"{_NARROW[site.kind].format(sign=site.sign)} '{near}'"


def quote_near(texts: list[str], widening: Widening) -> str:
    return shorten_quote(texts[widening.place][slice(*widening.site.near)])


def quote_wider(texts: list[str], variant: Variant) -> str:
    """Quote the text with brackets if it is short, or else the piece that is put in brackets."""
    first = variant.widenings[0]
    piece = shorten_quote(texts[first.place][slice(*first.extent)])
    opening, closing = ("{", "}") if first.site.braces else ("(", ")")
    return propose_answer(variant.texts[first.place]).shown or f"{opening}{piece}{closing}"


def list_texts(given: DocumentNode) -> list[str]:
    """Return the texts of an answer: of a list that was typed in brackets the whole, else one for each member."""
    match given:
        case Scalar():
            return [given.lines]
        case Sequence() if given.as_typed is None:
            return [text for item in given.items for text in list_texts(item)]
        case Mapping() if given.as_typed is None:
            return [text for _, value in given.entries for text in list_texts(value)]
    return [given.as_typed.lines] if given.as_typed is not None else []


def put_texts(given: DocumentNode, texts: Iterator[str]) -> DocumentNode:
    """Return an answer with other texts in place of its own, in the same order."""
    match given:
        case Sequence() if given.as_typed is None:
            return replace(given, items=tuple(put_texts(item, texts) for item in given.items))
        case Mapping() if given.as_typed is None:
            return replace(given, entries=tuple((key, put_texts(value, texts)) for key, value in given.entries))
    return Scalar.typed(next(texts))
