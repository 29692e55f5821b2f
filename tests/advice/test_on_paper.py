"""A new student with a worked solution on paper: it is read as it is, and every message leads out in one step."""

from pathlib import Path

import pytest

from grader import grade, load_rubric
from grader.answers.proposals import put_proposal
from grader.documents import DocumentNode, Scalar, load
from grader.documents.loading import parse_json
from grader.grading.result import GradedSubmission
from grader.records import Outcome
from grader.rubric import Rubric
from grader.submission import read_submission
from tests.advice.applying import explain
from tests.answers.tables import judge

ROOT = Path(__file__).parents[2]
PAPERS = ROOT / "tests" / "cases" / "advice"

# Where a message proposes no text, what somebody writes who does what it says.
BY_HAND = {"going_on": "stays"}
BY_A_PERSON = {"stochastic", "batches"}


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return load_rubric(ROOT / "rubrics" / "exercise3.yaml")


def outcomes(graded: GradedSubmission) -> dict[str, str]:
    return {item.id: item.outcome.value for item in graded.items if item.id not in BY_A_PERSON}


@pytest.mark.parametrize("paper", ["latex", "keyboard"])
def test_formulas_are_read_at_the_first_try_but_for_the_two_slips(paper: str, rubric: Rubric) -> None:
    found = outcomes(grade(PAPERS / f"{paper}.yaml", rubric, pictures=False))
    assert {name: outcome for name, outcome in found.items() if outcome != "correct"} == {
        "softmax_jacobian": "unreadable",  # f_ij is no name, and delta_ij is not guessed
        "gradient_1": "partial",
    }


@pytest.mark.parametrize("paper", ["latex", "keyboard"])
def test_the_slip_that_cannot_be_read_is_what_its_message_is_about(paper: str, rubric: Rubric) -> None:
    graded = grade(PAPERS / f"{paper}.yaml", rubric, pictures=False)
    (message,) = next(item for item in graded.items if item.id == "softmax_jacobian").diagnostics
    assert message.span is not None
    assert message.span.text in ("f_{ij}", "f_ij")
    assert message.proposals == ()


def follow_messages(answers: dict[str, DocumentNode], rubric: Rubric) -> dict[str, DocumentNode]:
    """Return the answers of which none has a message, each other one written as its first message says."""
    followed = dict(answers)
    for name, given in answers.items():
        messages = explain(rubric.by_id[name], given)
        if messages:
            proposals = messages[0].proposals
            followed[name] = (
                put_proposal(given, messages[0], proposals[0].answer) if proposals else Scalar.typed(BY_HAND[name])
            )
    return followed


def test_careless_answers_are_read_after_one_round_and_right(rubric: Rubric) -> None:
    submission = read_submission(load(PAPERS / "careless.yaml", answers=()), rubric)
    first = dict(submission.answers)
    unread = [name for name, given in first.items() if explain(rubric.by_id[name], given)]
    assert len(unread) >= 4  # otherwise there would be nothing to follow
    second = follow_messages(first, rubric)
    assert [name for name, given in second.items() if explain(rubric.by_id[name], given)] == []
    verdicts = {name: judge(rubric.by_id[name], given)[0].outcome for name, given in second.items()}
    assert {name for name, outcome in verdicts.items() if outcome is not Outcome.CORRECT} <= BY_A_PERSON


def test_every_unknown_name_of_a_submission_is_reported_at_once(rubric: Rubric) -> None:
    text = '{"student": "a", "exercise": "exercise3", "answers": {"dL_dz": "m_1*z_k + p_2 + m_1", "a": "Delta_1*r"}}'
    graded = grade(parse_json(text, "a.json"), rubric, pictures=False)
    found = {item.id: [each.what.split("'")[1] for each in item.diagnostics] for item in graded.items}
    assert found["dL_dz"] == ["m_1", "p_2"]
    assert found["a"] == ["Delta_1", "r"]


def test_a_line_with_several_names_is_repaired_as_a_whole(rubric: Rubric) -> None:
    text = '{"student": "a", "exercise": "exercise3", "answers": {"dL_dw": "Delta_k*x*1[Delta_k > 0] + Delta_1"}}'
    graded = grade(parse_json(text, "a.json"), rubric, pictures=False)
    (message,) = next(item for item in graded.items if item.id == "dL_dw").diagnostics[:1]
    assert message.help == "write 'delta_k*x*1[delta_k > 0] + delta_1'."
