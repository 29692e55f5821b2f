"""Answers with words, working or conditions around them: each row gets its outcome, and no wrong one is accepted."""

from fractions import Fraction

import pytest

from grader.answers import ANSWER_TYPES, Task
from grader.answers.reading import read_answer
from grader.answers.working.working import remark_on_working
from grader.documents import DocumentNode, Mapping, Scalar, Sequence, load
from grader.errors import AnswerError
from grader.expr import to_text
from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.rubric.fields import find_entry, get_text, get_texts
from grader.rubric.notation import read_notation
from tests.answers.tables import FOLDER, item_of

WORDED = FOLDER.parent / "worded"


def list_rows(name: str) -> list[DocumentNode]:
    cases = find_entry(load(WORDED / f"{name}.yaml").root, "cases")
    assert isinstance(cases, Sequence)
    return list(cases.items)


TABLES = (
    "working", "words", "side_conditions", "units", "results", "intervals", "functions", "listed", "programs", "sets",
    "labels", "asides", "commas", "crosses", "sums", "brackets", "said_formulas", "products", "indexed",
    "methods", "reworded", "said", "sentences", "last_lines", "forms",
)  # fmt: skip
ROWS = [(name, row) for name in TABLES for row in list_rows(name)]
NAMES = [f"{name}: {get_text(row, 'given')}" for name, row in ROWS]


@pytest.mark.parametrize(("name", "row"), ROWS, ids=NAMES)
def test_an_answer_is_read_without_what_is_around_it(name: str, row: DocumentNode) -> None:
    file = load(WORDED / f"{name}.yaml").root
    section = find_entry(file, "notation")
    assert isinstance(section, Mapping)
    notation = read_notation(section, [])
    described = find_entry(row, "item")
    if isinstance(described, Scalar):  # the name of one that several rows are about
        described = find_entry(find_entry(file, "items"), described.text)
    item = item_of(get_text(row, "type"), described, notation)
    wanted = get_text(row, "outcome")
    given = find_entry(row, "given")
    assert given is not None and item.key is not None
    try:
        answer = read_answer(item.answer_type, given, item.task)
    except AnswerError as error:
        assert wanted == "unreadable", error
        return
    verdict = item.answer_type.judge(answer, item.key.answer, item.task)
    assert verdict.outcome == wanted, answer
    assert wanted != "incorrect" or verdict.credit == Fraction(0)
    if read := get_text(row, "read"):
        assert answer.tree is not None and to_text(answer.tree) == read
    if aside := get_text(row, "aside"):
        assert answer.ignored == (aside,)
    if find_entry(row, "feedback") is not None:
        said = (*verdict.remarks, *remark_on_working(answer, item.task))
        assert tuple(remark.text for remark in said if remark.id != "ignored") == get_texts(row, "feedback")


CHOICES = load(WORDED / "choices.yaml").root
assert isinstance(CHOICES, Sequence)
WORDS = [
    (group, text, meaning)
    for group in CHOICES.items
    for text, meaning in getattr(find_entry(group, "rows"), "entries", ())
]


@pytest.mark.parametrize(("group", "text", "meaning"), WORDS, ids=[text.text for _, text, _ in WORDS])
def test_a_choice_in_own_words(group: DocumentNode, text: Scalar, meaning: Scalar) -> None:
    choices = find_entry(group, "choices")
    assert isinstance(choices, Mapping)
    options = {"choices": {name.text: getattr(said, "text", "") for name, said in choices.entries}}
    task = Task(notation=Notation(), options=options, asked=Asked(question=get_text(group, "question")))
    try:
        answer = read_answer(ANSWER_TYPES["choice"], Scalar.typed(text.text), task)
    except AnswerError:
        assert meaning.text == "asked"
        return
    assert ", ".join(answer.words) == meaning.text
