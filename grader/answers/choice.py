"""A choice among given alternatives, one or several; each alternative has a short name that the student writes."""

import re
from collections.abc import Mapping as Map
from fractions import Fraction

from grader.answers.alternatives import find_alternative
from grader.answers.judging import outcome_of
from grader.answers.protocol import Answer, Schema, Task
from grader.documents import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import AnswerError, Diagnostic
from grader.records import Remark, Verdict

__all__ = ["MEMBER", "ChoiceAnswer"]

JOINT = re.compile(r"[,;\n&]|\band\b")


class ChoiceAnswer:
    """One alternative, or a set of them where the rubric expects several."""

    kind = "choice"
    summary = "one or several of the alternatives that the rubric lists"
    options: Schema = {
        "choices": {
            "type": "object",
            "minProperties": 2,
            "additionalProperties": {"type": "string"},
            "description": "The alternatives: the name that the student writes, and its meaning.",
        }
    }
    public_options = ("choices",)
    answer_schema: Schema = {"type": ["string", "array"], "items": {"type": "string"}}
    example = "first"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the alternatives that were chosen, by name or in the words of their meaning."""
        choices = task.options["choices"]
        parts = list_scalars(given)
        words = tuple(find_alternative(part.text, choices) for part in parts)
        if None in words:  # a meaning may have a comma or an *and* in it
            words = read_whole(given, choices) or tuple(read_one(part, choices) for part in parts)
        chosen = tuple(word for word in words if word is not None)
        return Answer(text=", ".join(chosen), words=tuple(dict.fromkeys(chosen)))

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the chosen alternatives with the expected ones; each wrong one cancels a right one."""
        right, wrong = set(answer.words) & set(expected.words), set(answer.words) - set(expected.words)
        credit = max(Fraction(0), Fraction(len(right) - len(wrong), len(expected.words)))
        remark = Remark(id="choice", text="Not everything that holds was chosen, or something that does not hold was.")
        several = len(expected.words) > 1 and credit != 1
        return Verdict(outcome=outcome_of(credit), credit=credit, remarks=(remark,) if several else ())


def list_scalars(given: DocumentNode) -> list[Scalar]:
    """Return what was chosen, from a list or from one line with commas or *and* between them."""
    if isinstance(given, Scalar):
        return [part for part in split_list(given) if part.text.strip()] or [given]
    if isinstance(given, Sequence) and all(isinstance(item, Scalar) for item in given.items):
        return [item for item in given.items if isinstance(item, Scalar)]
    kind = "a mapping" if isinstance(given, Mapping) else "a list of lists"
    raise AnswerError(
        Diagnostic(
            slug="choice-expected",
            what=f"This answer is {kind}.",
            why="One of the given alternatives is asked for.",
            help="Write the name of the alternative, or a list of names.",
            span=given.span,
        )
    )


def split_list(given: Scalar) -> list[Scalar]:
    """Return what is between commas, semicolons, line breaks and *and*, each with its own place in the file."""
    ends = [(match.start(), match.end()) for match in JOINT.finditer(given.text)]
    starts = [0, *(end for _, end in ends)]
    found = []
    for start, end in zip(starts, [*(start for start, _ in ends), len(given.text)], strict=True):
        piece = given.text[start:end]
        text = piece.strip()
        if text:
            begin = start + len(piece) - len(piece.lstrip())
            span = given.locate(begin, begin + len(text))
            found.append(Scalar(text, span.source, span.start, span.end))
    return found


def read_whole(given: DocumentNode, choices: Map[str, str]) -> tuple[str, ...]:
    """Return the alternative that a whole text names, which may have a comma in it; nothing for several."""
    found = find_alternative(given.text, choices) if isinstance(given, Scalar) else None
    return (found,) if found else ()


def read_one(scalar: Scalar, choices: Map[str, str]) -> str:
    """Return the alternative that a scalar names."""
    found = find_alternative(scalar.text, choices)
    if found is not None:
        return found
    raise AnswerError(
        Diagnostic(
            slug="unknown-choice",
            what=f"'{scalar.text}' is not one of the alternatives.",
            why=f"The alternatives are {', '.join(choices)}.",
            help="Write one of these names.",
            span=scalar.span,
        )
    )


MEMBER = ChoiceAnswer()
