"""A number: exact where exact is expected, otherwise within a stated tolerance or rounding.

``8.67`` is the exact number 867/100, unless the item accepts rounding: with ``digits: 3`` a decimal with at least three
significant digits means all numbers that round to it (Higham, *Accuracy and Stability of Numerical Algorithms*, §1.2),
and 26/3 is one of them. ``rtol`` and ``atol`` accept ``|answer - expected| <= atol + rtol*|expected|``.
"""

from dataclasses import replace
from fractions import Fraction

from grader.answers.judging import judge_whole
from grader.answers.leaving_open import UP_TO, judge_left_open
from grader.answers.protocol import Answer, Schema, Task
from grader.answers.reading import read_mathematics
from grader.documents import DocumentNode, Scalar
from grader.equivalence.form.written_numbers import read_written_number
from grader.errors import AnswerError, Diagnostic, put_in_quotes
from grader.expr import to_text
from grader.expr.asked.asked import PI, Asked
from grader.expr.grammar.postfix_units import count_degrees, in_radians
from grader.expr.nodes import Div, Mul, Node, Number, Symbol
from grader.expr.traverse import walk
from grader.expr.units.asked_units import find_trailing_unit
from grader.expr.units.units import parse_unit
from grader.records import Outcome, Remark, Verdict

__all__ = ["MEMBER", "NumberAnswer", "ask_for_unit"]

ANGLE: Schema = {
    "enum": ["degrees", "radians"],
    "description": "The number is an angle in this unit. An answer may have another unit after it: 45°, pi/4 rad.",
}
OTHER_UNIT = Remark(
    id="angle-unit",
    text="This is the right angle, but it does not say whether it is in degrees or radians, so a person will decide.",
)


class NumberAnswer:
    """A single number, such as ``26/3``, ``sqrt(2)`` or ``8.67``."""

    kind = "number"
    summary = "one number, exact or within a stated tolerance"
    options: Schema = {"up_to": UP_TO, "angle": ANGLE}
    public_options = ("up_to", "angle")
    answer_schema: Schema = {"type": "string"}
    example = "3/4"
    needs_expected = True
    shape = "value"

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read a constant; names are not allowed in it."""
        answer = read_mathematics(given, task) if "angle" not in task.options else read_angle(given, task)
        if answer.tree is not None:
            refuse_names(answer.tree, given, task)
        return answer

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the two numbers; the right angle in the other unit, without a sign of it, is left to a person."""
        assert answer.tree is not None
        assert expected.tree is not None
        wanted = expected.tree
        if "angle" in task.options:
            return judge_angle(answer.tree, wanted, task)
        verdict = judge_value(answer.tree, wanted, task)
        other = convert_angle(answer.tree, task.asked) if verdict.credit == 0 else None
        if other is None or judge_value(other, wanted, task).credit != 1:
            return verdict
        return Verdict(outcome=Outcome.UNDECIDED, credit=None, remarks=(OTHER_UNIT,), decision=verdict.decision)


def read_angle(given: DocumentNode, task: Task) -> Answer:
    """Read an angle in the unit of the item; with another unit after it, it is converted."""
    written = find_trailing_unit(given.text) if isinstance(given, Scalar) else None
    has_radians = written is not None and written[1].unit == parse_unit("rad")
    unit = "radians" if has_radians else task.options["angle"]
    question = f"{task.asked.question} {ask_for_unit(unit)}"
    try:
        answer = read_mathematics(given, replace(task, asked=replace(task.asked, question=question)))
    except AnswerError as error:
        raise AnswerError(*map(propose_radians, error.diagnostics)) if has_radians else error from None
    if answer.tree is None or task.options["angle"] != "degrees":
        return answer
    return replace(answer, tree=in_degrees(answer.tree) if has_radians else count_degrees(answer.tree))


def propose_radians(diagnostic: Diagnostic) -> Diagnostic:
    """Return a message whose proposals keep the unit after the angle."""
    if not diagnostic.proposals:
        return diagnostic
    return diagnostic.propose(
        replace(
            proposal,
            answer=f"{proposal.answer.rstrip()} rad",
            shown=f"{proposal.shown} rad" if proposal.shown == proposal.answer.strip() else proposal.shown,
        )
        for proposal in diagnostic.proposals
    )


def ask_for_unit(unit: str) -> str:
    """Return the sentence by which a question asks for degrees or radians."""
    return f"Give it in {unit}."


def in_degrees(radians: Node) -> Node:
    """Return an angle in radians as the number of degrees."""
    return Div(Mul((radians, Number(Fraction(180)))), PI)


def judge_angle(tree: Node, expected: Node, task: Task) -> Verdict:
    """Judge an angle; a decimal with another unit after it is a rounding in that unit, of 53.13° in radians."""
    match tree:
        case Div(numerator=Mul(factors=(written, _))) if read_written_number(written) is not None:
            if tree == in_degrees(written):
                return judge_value(written, in_radians(expected), task)
            if tree == in_radians(written):
                return judge_value(written, in_degrees(expected), task)
    return judge_value(tree, expected, task)


def judge_value(tree: Node, expected: Node, task: Task) -> Verdict:
    """Compare a number with the expected one, up to what the item leaves open."""
    return judge_left_open(tree, expected, task, lambda one: judge_whole(one, expected, task))


def convert_angle(tree: Node, asked: Asked) -> Node | None:
    """Return pi/4 in degrees where they are asked for, and 45 as degrees where an angle is; None for any other number.

    >>> from grader.expr import parse, to_text
    >>> from grader.expr.notation import Notation
    >>> key = parse("pi/4", Notation()).tree
    >>> to_text(convert_angle(parse("45", Notation()).tree, Asked("value", tree=key, question="Which angle?")))
    '45*pi/180'
    """
    if asked.in_degrees and PI in walk(tree):
        return in_degrees(tree)
    has_pi = asked.tree is not None and PI in walk(asked.tree)
    return in_radians(tree) if has_pi and asked.is_angle and PI not in walk(tree) else None


def refuse_names(tree: Node, given: DocumentNode, task: Task) -> None:
    """Refuse a number that contains a name, unless the student defined that name."""
    for node in walk(tree):
        if isinstance(node, Symbol) and node.name not in task.own:
            raise AnswerError(
                Diagnostic(
                    slug="name-in-number",
                    what=f"{put_in_quotes(to_text(node))} is a name in this answer, but a number is asked for.",
                    why="A number has no names in it but constants such as pi.",
                    help="Insert the values and write the resulting number.",
                    span=given.span,
                )
            )


MEMBER = NumberAnswer()
