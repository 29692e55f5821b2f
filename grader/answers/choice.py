"""A choice among given alternatives, one or several; each alternative has a short name that the student writes."""

import re
from fractions import Fraction

from grader.answers.judging import outcome_of
from grader.answers.protocol import Answer, Schema, Task
from grader.documents import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import AnswerError, Diagnostic
from grader.records import Remark, Verdict

__all__ = ["MEMBER", "ChoiceAnswer"]

NAMES = re.compile(r"[^,\s](?:[^,]*[^,\s])?")


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
    answer_schema: Schema = {"type": ["string", "array"], "items": {"type": "string"}}
    example = "first"
    needs_expected = True

    def read(self, given: DocumentNode, task: Task) -> Answer:
        """Read the names that were chosen; upper and lower case are the same."""
        names = {name.casefold(): name for name in task.options["choices"]}
        words = tuple(find_alternative(scalar, names) for scalar in list_scalars(given))
        return Answer(text=", ".join(words), words=tuple(dict.fromkeys(words)))

    def judge(self, answer: Answer, expected: Answer, task: Task) -> Verdict:
        """Compare the chosen alternatives with the expected ones; each wrong one cancels a right one."""
        right, wrong = set(answer.words) & set(expected.words), set(answer.words) - set(expected.words)
        credit = max(Fraction(0), Fraction(len(right) - len(wrong), len(expected.words)))
        remark = Remark(id="choice", text="Not everything that holds was chosen, or something that does not hold was.")
        several = len(expected.words) > 1 and credit != 1
        return Verdict(outcome=outcome_of(credit), credit=credit, remarks=(remark,) if several else ())


def list_scalars(given: DocumentNode) -> list[Scalar]:
    """Return the names, from a list or from one line with commas between them."""
    if isinstance(given, Scalar):
        return [part for part in split_at_commas(given) if part.text.strip()] or [given]
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


def split_at_commas(given: Scalar) -> list[Scalar]:
    """Return the names between commas, each with its own place in the file."""
    spans = ((match[0], given.locate(*match.span())) for match in NAMES.finditer(given.text))
    return [Scalar(text, span.source, span.start, span.end) for text, span in spans]


def find_alternative(scalar: Scalar, names: dict[str, str]) -> str:
    """Return the alternative that a scalar names."""
    word = scalar.text.strip(" \t\n.()").casefold()
    if word in names:
        return names[word]
    raise AnswerError(
        Diagnostic(
            slug="unknown-choice",
            what=f"'{scalar.text}' is not one of the alternatives.",
            why=f"The alternatives are {', '.join(names.values())}.",
            help="Write one of these names.",
            span=scalar.span,
        )
    )


MEMBER = ChoiceAnswer()
