"""``rubric test``: good rubrics hold, and what a careless one judges wrongly is reported in whole sentences."""

import json
from pathlib import Path

import pytest

from grader.cli import main
from grader.documents import parse_yaml
from grader.reports.author.trial import trial_as_json, trial_as_text
from grader.rubric import Rubric, load_rubric
from grader.rubric.load import parse_rubric
from grader.simulation import trial as module
from grader.simulation.spellings import Spelling
from grader.simulation.trial import Trial, try_rubric

ROOT = Path(__file__).parents[2]
TEXT = (
    "type: text, decides: 'yes', key_points: [{id: chance, any: [random*]}, {id: part, any: [subset*]}], "
    "sample: Every step uses a randomly drawn subset of the examples."
)


def rubric_of(item: str) -> Rubric:
    text = (
        "rubric: r\ntitle: R\nparts:\n  - id: p\n    title: P\n    notation: {symbols: {x: real}}\n    items:\n"
        f"      - {{id: i, prompt: P, points: 1, {item}}}\n"
    )
    return parse_rubric(parse_yaml(text, "r.yaml"))


def print_trial(item: str, forms: int = 4) -> list[str]:
    return trial_as_text(try_rubric(rubric_of(item), forms=forms)).splitlines()


@pytest.mark.parametrize("name", ["exercise3", "logistic_newton"])
@pytest.mark.parametrize("seed", [0, 1])
def test_our_own_rubrics_hold(name: str, seed: int) -> None:
    trial = try_rubric(load_rubric(ROOT / "rubrics" / f"{name}.yaml"), seed)
    assert [item.misjudged for item in trial.items if item.misjudged] == []
    assert all(item.forms and item.near_misses for item in trial.items)


SLOPE = "type: expression, expected: {solver: derivative, of: (3*x + 1)^2}"


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        (
            "type: number, expected: '10', rtol: 0.2",
            [
                "✗ i: The near miss '11' (11 is in place of 10) scores full marks.",
                "✗ i: The near miss '9' (9 is in place of 10) scores full marks.",
                "",
                "2 answers in 1 item judged wrongly (seed 0): fix what is marked ✗ above before you use this rubric.",
            ],
        ),
        (
            f"{SLOPE}, misconceptions: [{{mistake: inner-derivative-lost, credit: 1}}]",
            [
                "✗ i: The result of the mistake 'inner-derivative-lost', which is '2*(3*x + 1)', "
                "scores full marks.",
                "  ! This item does not test product-one-term, product-as-product, rule-sign, quotient-sign, "
                "quotient-as-quotient, exponential-as-power, mixed-term-forgotten, mixed-factor-lost: with them, the "
                "answer is still right.",
                "",
                "1 answer in 1 item judged wrongly (seed 0): fix what is marked ✗ above before you use this rubric.",
            ],
        ),
        (
            f"{SLOPE}, misconceptions: [{{id: opened, answer: 18*x + 6}}]",
            [
                "✗ i: The declared wrong answer 'opened', which is '18*x + 6', scores full marks.",
                "  ! This item does not test product-one-term, product-as-product, rule-sign, quotient-sign, "
                "quotient-as-quotient, exponential-as-power, mixed-term-forgotten, mixed-factor-lost: with them, the "
                "answer is still right.",
                "",
                "1 answer in 1 item judged wrongly (seed 0): fix what is marked ✗ above before you use this rubric.",
            ],
        ),
        (
            "type: choice, choices: {one: first, two: second}, expected: one",
            [
                "✓ i: 2 forms and 13 spellings of the key score what the key scores; 1 near miss does not.",
                "",
                "No problem was found: 2 equivalent forms, 13 spellings, 1 near miss and 0 mistakes were judged "
                "correctly (seed 0).",
            ],
        ),
        (
            "type: text, decides: 'yes', key_points: [{id: chance, any: [random*]}]",
            [
                "✗ i: The rubric holds no right answer to this item: write a 'sample' that mentions every key point.",
                "",
                "1 answer in 1 item judged wrongly (seed 0): fix what is marked ✗ above before you use this rubric.",
            ],
        ),
        (
            "type: text, key_points: [{id: chance, any: [random*]}]",
            [
                "✗ i: The rubric holds no right answer to this item: write a 'sample' that mentions every key point.",
                "",
                "1 answer in 1 item judged wrongly (seed 0): fix what is marked ✗ above before you use this rubric.",
            ],
        ),
        (
            "type: text, sample: Because., key_points: [{id: chance, any: [random*]}]",
            [
                "✗ i: A person judges this item; the sample mentions 0 of 1 key points.",
                "",
                "1 answer in 1 item judged wrongly (seed 0): fix what is marked ✗ above before you use this rubric.",
            ],
        ),
    ],
    ids=["tolerance", "credit for a mistake", "declared wrong but right", "choice", "no sample", "person", "sample"],
)  # fmt: skip
def test_wrong_judgements_are_reported_in_sentences(item: str, lines: list[str]) -> None:
    assert print_trial(item) == lines


def test_a_key_that_cannot_be_typed_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "format_key", lambda item: "2*x + (")
    misjudged = try_rubric(rubric_of("type: expression, expected: 2*x"), forms=0).items[0].misjudged
    assert [(one.check, one.text) for one in misjudged] == [
        ("key", "The key '2*x + (' is judged unreadable. The formula stops after '('.")
    ]


def test_a_form_that_is_refused_is_reported_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "draw_right_form", lambda item, random: "2*y")
    misjudged = try_rubric(rubric_of("type: expression, expected: 2*x"), forms=1).items[0].misjudged
    assert [one.text for one in misjudged] == [
        "The equivalent form '2*y' of the expected answer is judged unreadable: 'y' is not a name of this exercise."
    ]


def test_a_spelling_that_is_lost_is_reported_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Spelling(kind="lost", summary="a text of another language", write=lambda item: iter(()))
    monkeypatch.setattr(module, "spell_key", lambda item: [(lost, "zwei\nx")])
    assert print_trial("type: expression, expected: 2*x")[0] == (
        "✗ i: The key spelled 'zwei⏎x' (a text of another language) is judged unreadable: "
        "'zwei' is not a name of this exercise."
    )


def test_a_spelling_that_is_asked_back_is_reported_and_no_failure() -> None:
    trial = try_rubric(rubric_of("type: number, expected: '6.02*10^23'"))
    assert trial.is_ok
    assert trial_as_text(trial).splitlines()[1] == (
        "  ! '$6.02*10^23$' is asked back: Between dollar signs only the first sign after '^' or '_' belongs to it, "
        "unless there are braces."
    )


def test_a_text_that_needs_no_key_point_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    item = TEXT
    monkeypatch.setattr(module, "drop_each_point", lambda item: [("chance", item.task.options["sample"])])
    misjudged = try_rubric(rubric_of(item), forms=0).items[0].misjudged
    assert [one.text for one in misjudged] == [
        "The near miss 'Every step uses a randomly drawn subset of the examples.' (without the key point 'chance') "
        "scores full marks."
    ]


def test_texts_without_a_key_point_and_lists_of_phrases_do_not_score() -> None:
    trial = try_rubric(rubric_of(TEXT))
    assert (trial.is_ok, trial.items[0].near_misses) == (True, 3)


def test_near_misses_of_a_name_are_also_those_of_its_definition() -> None:
    rubric = load_rubric(ROOT / "rubrics" / "exercise3.yaml")
    tried = {item.item: item.near_misses for item in try_rubric(rubric, forms=0).items}
    assert tried["dL_df"] == 6  # -e_j, and five of f_j - y_j


def test_the_same_seed_says_the_same_and_another_tries_other_forms() -> None:
    rubric = load_rubric(ROOT / "rubrics" / "logistic_newton.yaml")
    first, again, other = (try_rubric(rubric, seed, 6) for seed in (1, 1, 2))
    assert first == again
    assert [item.forms for item in first.items] != [item.forms for item in other.items]


def test_json_holds_everything_that_is_printed() -> None:
    trial = try_rubric(rubric_of("type: number, expected: '10', rtol: 0.1"), seed=7, forms=2)
    data = json.loads(trial_as_json(trial))
    assert data == {
        "format": "grader-rubric-test", "format_version": 3, "rubric": "r", "sha256": trial.sha256, "seed": 7,
        "ok": False,
        "items": [{
            "id": "i", "forms": 2, "spellings": 17, "near_misses": 3, "mistakes": 1, "undecided": 0, "untested": [],
            "unreached": [], "asked": [],
            "slips": [
                {"check": "near miss", "answer": answer,
                 "text": f"The near miss '{answer}' ({answer} is in place of 10) scores full marks."}
                for answer in ("11", "9")
            ],
        }],
    }  # fmt: skip


@pytest.mark.parametrize(("expected", "code"), [("10, rtol: 0.2", 1), ("10, rtol: 0.01", 0)])
def test_exit_code_fails_a_build(expected: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.yaml"
    item = f"{{id: i, type: number, prompt: P, points: 1, expected: {expected}}}"
    path.write_text(f"rubric: r\ntitle: R\nparts: [{{id: p, title: P, items: [{item}]}}]\n", encoding="utf-8")
    assert main(["rubric", "test", str(path)]) == code
    assert main(["rubric", "test", str(path), "--json", "--seed", "3", "--rewritings", "1"]) == code
    out, err = capsys.readouterr()
    assert err == ""
    assert json.loads(out[out.index("{") :])["ok"] is (code == 0)


def test_a_number_of_rewritings_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["rubric", "test", "r.yaml", "--rewritings", "many"])
    assert left.value.code == 2
    assert "argument --rewritings: 'many' is not a whole number from 0 to 9999." in capsys.readouterr().err


def test_a_trial_without_wrong_judgements_are_ok() -> None:
    assert Trial(rubric="r", sha256="", seed=0, items=()).is_ok
