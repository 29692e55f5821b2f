"""Somebody who knows no YAML: the first check shows all that is wrong, and what it says repairs the file at once."""

import re
from pathlib import Path

import pytest

from grader import load_rubric
from grader.answers.proposals import put_proposal
from grader.documents import Document, Scalar
from grader.documents.loading import parse_named
from grader.documents.yaml.layout import Entry, find_layout
from grader.errors import Diagnostic
from grader.rubric import Rubric
from grader.submission import read_submission
from tests.advice.applying import explain

ROOT = Path(__file__).parents[2]
NAIVE = (ROOT / "tests" / "cases" / "advice" / "yaml.yaml").read_text(encoding="utf-8")
LINE = re.compile(r"(?:to be sure how it is read|without the #): (?P<line>\w+: '.*')$")
# What the messages about mathematics leave to be written: commas for decimals, and colons.
OF_FORMULAS = {"gd_rule", "iterates", "loss", "minimum"}

BY_HAND = {"iterates": "((9.0, 3.0), (8.0, 4.0), (8.0, 4.0))"}


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_rubric(ROOT / "rubrics" / "exercise3.yaml")


def read(text: str, rubric: Rubric) -> Document:
    return parse_named(lambda: text.encode("utf-8"), "mia.yaml", answers=rubric.by_id)


def follow(text: str, document: Document, rubric: Rubric) -> str:
    """The file after everything that the warnings say has been done to the letter, the last line first."""
    entries = find_layout(document.source, rubric.by_id).entries("answers")
    for warning in reversed(document.warnings):
        assert warning.span is not None
        place = warning.span.start
        entry = next(entry for entry in reversed(entries) if entry.key_start <= place)
        text = text[: entry.line_start] + rewrite(entry, warning) + text[entry.end :]
    return text


def rewrite(entry: Entry, warning: Diagnostic) -> str:
    """The lines of an entry, written as its warning says."""
    lines = entry.source.text[entry.line_start : entry.end]
    if match := LINE.search(warning.help):
        return f"  {match['line']}"
    if warning.help.startswith(f"Write '{entry.name}: |'"):
        return f"  {entry.name}: |\n" + "\n".join(f"    {line.strip()}" for line in entry.value.text.splitlines())
    if warning.slug == "tab":
        return re.sub(r"\t", "    ", lines)
    assert warning.slug == "hidden-by-comment"  # a remark, which may stay
    return lines


def list_unread(document: Document, rubric: Rubric) -> set[str]:
    answers = read_submission(document, rubric).answers
    return {name for name, given in answers.items() if explain(rubric.by_id[name], given)}


def test_the_first_check_reads_every_answer_and_reports_all_that_is_wrong(rubric: Rubric) -> None:
    document = read(NAIVE, rubric)
    submission = read_submission(document, rubric)
    assert set(submission.answers) == set(rubric.by_id) - {"sgd_rule"}
    assert submission.misfits == {}
    assert list_unread(document, rubric) == OF_FORMULAS
    assert [(warning.span.line_and_column, warning.slug) for warning in document.warnings if warning.span] == [
        ("26:13", "hidden-by-comment"),
        ("32:1", "read-as-text"),
        ("38:12", "read-as-text"),
        ("45:10", "read-as-text"),
        ("56:3", "indentation"),
        ("72:10", "unclosed-quote"),
        ("77:10", "read-as-text"),
        ("83:40", "hidden-by-comment"),
        ("89:13", "read-as-text"),
        ("100:11", "read-as-text"),
        ("106:5", "read-as-text"),
        ("112:10", "read-as-text"),
        ("117:9", "tab"),
        ("131:12", "read-as-text"),
        ("157:1", "tab"),
        ("167:22", "hidden-by-comment"),
    ]


def test_after_one_round_the_file_is_yaml_and_means_the_same(rubric: Rubric) -> None:
    first = read(NAIVE, rubric)
    second = read(follow(NAIVE, first, rubric), rubric)
    assert [warning.what for warning in second.warnings] == [
        "'# δ_ij: Kronecker' is not read.",
        "'# since gradient is 0' is not read.",
    ]
    before, after = (read_submission(document, rubric).answers for document in (first, second))
    assert set(after) - set(before) == {"sgd_rule"}
    texts = [
        (node.lines.split(), after[name].lines.split()) for name, node in before.items() if isinstance(node, Scalar)
    ]
    assert len(texts) > 20
    assert all(was == now for was, now in texts)
    assert list_unread(second, rubric) == OF_FORMULAS


def test_at_the_second_check_every_answer_is_read(rubric: Rubric) -> None:
    given = read_submission(read(NAIVE, rubric), rubric).answers
    for name in list_unread(read(NAIVE, rubric), rubric):
        message, *_ = explain(rubric.by_id[name], given[name])
        # Three decimals with a comma, each in an entry of its own, are explained without a proposal.
        proposals = [put_proposal(given[name], message, proposal.answer) for proposal in message.proposals]
        proposals = proposals or [Scalar.typed(BY_HAND[name])]
        assert not explain(rubric.by_id[name], proposals[0]), name
