"""Laws of the reach of operators: a right answer without its brackets is no zero, and no other verdict changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.answers import reach
from grader.answers.expression import MEMBER
from grader.answers.protocol import Answer, Task
from grader.answers.reach import leave_reach_open
from grader.documents import Scalar
from grader.equivalence import decide
from grader.errors import AnswerError
from grader.expr.notation import Domain, Entry, Notation
from grader.expr.reach.doubt import list_doubts
from grader.expr.reach.variants import list_variants
from grader.expr.reading import parse_or_none
from grader.records import Equality, Outcome, Verdict

POSITIVE = Domain(kind="positive")
NOTATION = Notation(entries={name: Entry(name=name, domain=POSITIVE) for name in "xyt"})
TASK = Task(notation=NOTATION)

atoms = st.sampled_from(["x", "y", "t", "2", "3", "5", "x^2", "y²"])
operators = st.sampled_from(["√", "√ ", "sqrt ", "e^", "e^-", "x^", "ln ", "sin ", "log_2 ", "1/", "x/", "2√", "3e^-"])
joints = st.sampled_from(["", "*", "/", "+", "-"])
before = st.sampled_from(["", "x + ", "2*", "y*", "y - "])
after = st.sampled_from(["", " + y", " - 3"])


@st.composite
def operands(draw: st.DrawFn) -> str:
    """A few atoms, with signs between them or side by side, and no blank."""
    text = draw(atoms)
    for _ in range(draw(st.integers(1, 2))):
        text += draw(joints) + draw(atoms)
    return text


def judge(typed: str, key: str) -> Verdict | None:
    """Judge what is typed; None if the key or the answer cannot be read."""
    given, tree = Scalar.typed(typed), parse_or_none(key, NOTATION)
    try:
        answer = MEMBER.read(given, TASK)
    except AnswerError:
        return None
    if tree is None:
        return None
    expected = Answer(text=key, tree=tree)
    return leave_reach_open(MEMBER.judge(answer, expected, TASK), given, answer, MEMBER, expected, TASK)


@settings(max_examples=300, deadline=None)
@given(before, operators, operands(), after)
def test_a_right_answer_that_lost_its_brackets_is_no_zero(start: str, operator: str, operand: str, end: str) -> None:
    sign = "-" if operator.endswith("-") else ""
    key = f"{start}{operator.removesuffix('-')}({sign}{operand}){end}"
    verdict = judge(f"{start}{operator}{operand}{end}", key)
    assert verdict is None or verdict.outcome in (Outcome.CORRECT, Outcome.UNDECIDED), key


@settings(max_examples=200, deadline=None)
@given(before, operators, operands(), after, operators, operands())
def test_a_wrong_answer_is_left_open_only_for_a_wider_one_that_is_right(
    start: str, operator: str, operand: str, end: str, other: str, another: str
) -> None:
    typed, key = f"{start}{operator}{operand}{end}", f"{other}({another})"
    verdict, expected = judge(typed, key), parse_or_none(key, NOTATION)
    if verdict is None or expected is None or verdict.credit == 1:
        return
    wider = [parse_or_none(variant.texts[0], NOTATION) for variant in list_variants([typed], NOTATION)]
    may_be_right = any(
        tree is not None and decide(tree, expected, NOTATION).result is not Equality.DIFFERENT for tree in wider
    )
    is_left_open = "reach" in [remark.id for remark in verdict.remarks]
    assert may_be_right or not is_left_open
    assert verdict.credit is None or verdict.credit == 0


@settings(max_examples=500, deadline=None)
@given(
    st.text("√^/-+*xyt12 ()[]{}\\_,=|!'∑Σ²½\n", max_size=12),
    st.sampled_from(["", "\\frac", "\\sqrt[3]", "\\sum_", "\\log_2"]),
)
def test_any_text_is_looked_at_without_a_fault(text: str, command: str) -> None:
    for typed in (f"{command}{text}", f"{text}{command}", f"{text}ln {text}"):
        for variant in (*list_variants([typed], NOTATION), list_doubts([typed], NOTATION)):
            bare = variant.texts[0].translate(str.maketrans("", "", "(){}"))
            assert bare == typed.translate(str.maketrans("", "", "(){}"))


def test_a_right_answer_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a right answer has no wider reading")

    monkeypatch.setattr(reach, "list_variants", refuse)
    verdict = judge("2√x + e^x/2", "e^x/2 + 2*sqrt(x)")
    assert verdict is not None
    assert verdict.outcome is Outcome.CORRECT


def test_a_long_answer_has_a_bounded_number_of_wider_readings() -> None:
    typed = " + ".join(f"1/2x^{power}y" for power in range(2, 20))
    assert len(list(list_variants([typed], NOTATION))) <= 36
    assert list(list_variants([f"{typed} + {typed}"], NOTATION)) == []
