"""The proof of a key: what it shows of a good rubric, and what it finds in a bad one."""

from fractions import Fraction
from pathlib import Path

import pytest

from grader.documents import parse_yaml
from grader.grading import RubricProof, check_rubric, grade
from grader.records import Outcome
from grader.reports.author.proof import proof_as_text
from grader.rubric import load_rubric, parse_rubric

RUBRICS = sorted((Path(__file__).parents[2] / "rubrics").glob("*.yaml"))


def proof_of(item: str) -> RubricProof:
    text = f"rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n    items:\n      - {item}\n"
    return check_rubric(parse_rubric(parse_yaml(text, "r.yaml")))


@pytest.mark.parametrize("path", RUBRICS, ids=[path.stem for path in RUBRICS])
def test_our_own_keys_are_proved(path: Path) -> None:
    proof = check_rubric(load_rubric(path))
    assert [finding for finding in proof.findings if not finding.is_ok] == []
    assert proof.key_score + proof.for_a_person == proof.points
    assert proof.blank_score == 0


@pytest.mark.parametrize("path", RUBRICS, ids=[path.stem for path in RUBRICS])
def test_every_solved_reference_is_confirmed_by_another_method(path: Path) -> None:
    rubric = load_rubric(path)
    solved = [item.id for item in rubric.items if item.key and item.key.solver]
    confirmed = [finding.item for finding in check_rubric(rubric).findings if finding.check == "reference"]
    assert confirmed == solved


def test_a_sample_that_misses_a_key_point_is_found() -> None:
    proof = proof_of("{id: t, type: text, points: 1, prompt: Why?, key_points: [{id: a, any: [because]}], sample: So.}")
    assert not proof.is_ok
    assert proof.findings[0].text == "A person judges this item; the sample mentions 0 of 1 key points."


def test_a_text_without_a_sample_may_be_used() -> None:
    proof = proof_of("{id: t, type: text, points: 1, prompt: Why?, key_points: [{id: a, any: [because]}]}")
    assert proof.is_ok
    assert [finding.text for finding in proof.findings] == [
        "A person judges this item. It has no 'sample', so its key points are not checked."
    ]


def test_a_text_without_key_points_needs_no_sample() -> None:
    proof = proof_of("{id: t, type: text, points: 1, prompt: Why?}")
    assert proof.is_ok
    assert [finding.text for finding in proof.findings] == ["A person judges this item."]


def test_a_deciding_text_without_a_sample_is_found() -> None:
    item = '{id: t, type: text, points: 1, prompt: Why?, decides: "yes", key_points: [{id: a, any: [because]}]}'
    proof = proof_of(item)
    assert not proof.is_ok
    assert [finding.text for finding in proof.findings] == [
        "The key points decide, but nothing shows that they can: write a 'sample' that mentions every key point."
    ]


def test_points_that_a_person_gives_are_distinguished() -> None:
    proof = proof_of("{id: t, type: text, points: 3, prompt: Why?}")
    assert (proof.key_score, proof.for_a_person, proof.points) == (Fraction(0), Fraction(3), Fraction(3))


@pytest.mark.parametrize("item", ["type: number, expected: 3/4", "type: expression, expected: x, example: 0.5*2*x"])
def test_an_example_that_is_the_answer_is_found(item: str) -> None:
    text = f"id: t, points: 1, prompt: What is it?, {item}"
    notation = "\n    notation: {symbols: {x: real}}"
    rubric = f"rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P{notation}\n    items: [{{{text}}}]\n"
    proof = check_rubric(parse_rubric(parse_yaml(rubric, "r.yaml")))
    shown = item.partition("example: ")[2] or "3/4"
    assert [finding.text for finding in proof.findings if not finding.is_ok] == [
        f"The example '{shown}', which the template shows, is a right answer; write another 'example'."
    ]


@pytest.mark.parametrize("keys", ["", "symbol: f'(x), ", "symbol: ∂f(x)/∂x, "])
@pytest.mark.parametrize("label", ["f'(x)", "df/dx", "∂f(x)/∂x"])
def test_an_answer_may_begin_with_the_name_of_its_derivative(keys: str, label: str) -> None:
    item = f"{{id: d, type: expression, points: 1, prompt: P, {keys}expected: {{solver: derivative, of: f(x), by: x}}}}"
    notation = "notation: {symbols: {x: real}, functions: {f(x): x^2}}"
    text = f"rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n    {notation}\n    items:\n      - {item}\n"
    rubric = parse_rubric(parse_yaml(text, "r.yaml"))
    answers = parse_yaml(f'student: a\nanswers:\n  d: "{label} = 2*x"\n', "a.yaml")
    assert grade(answers, rubric).items[0].outcome is Outcome.CORRECT


@pytest.mark.parametrize(
    ("prompt", "key", "found", "is_doubtful"),
    [
        (
            "The angle in degrees.",
            "60",
            "Degrees are asked for: 60 and the same with ° are right; radians go to a person.",
            False,
        ),
        (
            "How large is the angle, to the nearest degree?",
            "60",
            "The prompt does not say 'in degrees', so 60° is read in radians and is wrong. Say so, or write 60°.",
            True,
        ),
        ("The angle in degrees.", "60°", "", False),
        ("How many degrees of freedom are there?", "60", "", False),
    ],
)
def test_it_is_said_how_angles_are_read(prompt: str, key: str, found: str, is_doubtful: bool) -> None:
    proof = proof_of(f'{{id: q, type: number, points: 1, prompt: "{prompt}", expected: {key}}}')
    assert "".join(finding.text for finding in proof.findings if finding.check == "degrees") == found
    assert any(finding.is_doubtful for finding in proof.findings) == is_doubtful


WARNED = "'[2, 3]' is read as a list, and the prompt reads as if an interval were asked for."


@pytest.mark.parametrize(
    ("item", "is_doubtful"),
    [
        ("type: expression, prompt: Solve the inequality., expected: '[2, 3]'", True),
        ("type: expression, prompt: On which interval does f grow?, expected: '[2, 3]'", True),
        ("type: expression, prompt: Give both roots., expected: '[2, 3]'", False),
        ("type: vector, prompt: Give the ends of the interval., expected: '[2, 3]'", False),
        ("type: expression, prompt: Solve the inequality., expected: '[2, 3] ∪ ∅'", False),
        ("type: expression, prompt: Solve the inequality., expected: '[2, 3)'", False),
        ("type: equation, prompt: Solve the inequality., expected: 2 <= x <= 3", False),
    ],
)
def test_a_list_where_the_prompt_speaks_of_an_interval_is_pointed_out(item: str, is_doubtful: bool) -> None:
    text = (
        "rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n    notation: {symbols: {x: real}}\n    items:\n"
        f"      - {{id: i, points: 1, {item}}}\n"
    )
    proof = check_rubric(parse_rubric(parse_yaml(text, "r.yaml")))
    assert proof.is_ok
    assert [finding.text.startswith(WARNED) for finding in proof.findings if finding.is_doubtful] == (
        [True] if is_doubtful else []
    )
    shown = proof_as_text(proof)
    assert ("\n! i: '[2, 3]' is read as a list" in shown) == is_doubtful
    assert ("Look again at 1 item marked ! above." in shown) == is_doubtful


@pytest.mark.parametrize(
    ("given", "outcome"), [("[2, 3]", "correct"), ("2 <= x <= 3", "correct"), ("(2, 3)", "incorrect")]
)
@pytest.mark.parametrize("key", ["type: equation, expected: 2 <= x <= 3", "type: expression, expected: '[2, 3] ∪ ∅'"])
def test_both_ways_to_ask_for_a_closed_interval_tell_it_from_an_open_one(key: str, given: str, outcome: str) -> None:
    text = (
        "rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n    notation: {symbols: {x: real}}\n    items:\n"
        f"      - {{id: i, points: 1, prompt: Solve., {key}}}\n"
    )
    (item,) = grade(parse_yaml(f"answers: {{i: '{given}'}}", "a.yaml"), parse_rubric(parse_yaml(text, "r.yaml"))).items
    assert item.outcome.value == outcome
