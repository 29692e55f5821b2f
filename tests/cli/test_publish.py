"""``grader publish``, and the commands that take a public exercise or refuse it."""

import json
import shutil
from pathlib import Path

import pytest

from grader.cli import main
from grader.expr import to_text
from grader.rubric import load_rubric

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "submissions_example"
RUBRIC = str(REPOSITORY / "rubrics" / "exercise3.yaml")
RIGHT, UNREADABLE, BROKEN = (
    str(EXAMPLES / f"{name}.yaml") for name in ("01-complete-plain", "19-unreadable-formula", "20-fails-schema")
)


@pytest.fixture
def exercise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return where the public exercise of exercise 3 is."""
    path = tmp_path / "exercise3.yaml"
    assert main(["publish", RUBRIC, "--out", str(path)]) == 0
    assert capsys.readouterr() == (f"26 items without the key written to {path}.\n", "")
    return str(path)


def write_rubric(folder: Path, items: str) -> str:
    path = folder / "rubric.yaml"
    part = "  - id: a\n    title: A\n    notation: {symbols: {x: real}}\n"
    text = f"rubric: r\ntitle: R\nparts:\n{part}    items:\n{items}"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_exercise_goes_to_standard_output_without_a_file(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", RUBRIC]) == 0
    assert capsys.readouterr() == (Path(exercise).read_text(encoding="utf-8"), "")


@pytest.mark.parametrize("name", ["exercise3", "logistic_newton"])
def test_expected_answers_of_the_examples_are_not_in_their_exercises(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = REPOSITORY / "rubrics" / f"{name}.yaml"
    assert main(["publish", str(path)]) == 0
    shown = "".join(capsys.readouterr().out.split())
    for item in load_rubric(path).items:
        key = "".join(to_text(item.key.answer.tree).split()) if item.key and item.key.answer.tree else ""
        assert not (len(key) > 4 and key in shown), item.id
    assert not any(f"{word}:" in shown for word in ("expected", "solver", "feedback", "hints", "key_points"))


def test_exercise_that_is_there_is_replaced_and_nothing_else(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["publish", str(REPOSITORY / "rubrics" / "logistic_newton.yaml"), "--out", exercise]) == 0
    rubric = tmp_path / "rubric.yaml"
    shutil.copy(RUBRIC, rubric)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    for name in ("rubric.yaml", "notes.txt"):
        before = (tmp_path / name).read_bytes()
        assert main(["publish", RUBRIC, "--out", str(tmp_path / name)]) == 2
        assert "It exists, and is not a public exercise." in capsys.readouterr().err
        assert (tmp_path / name).read_bytes() == before


def test_hidden_items_are_named_to_the_author_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = "".join(
        f'      - {{id: {name}, type: number, points: 1, prompt: "?", expected: 12345, hidden: "{hidden}"}}\n'
        for name, hidden in (("open", "no"), ("kept", "yes"), ("held", "yes"))
    )
    out = tmp_path / "e.yaml"
    assert main(["publish", write_rubric(tmp_path, items), "--out", str(out)]) == 0
    shown = f"1 item without the key written to {out}. kept, held are hidden, and are not in it.\n"
    assert capsys.readouterr() == (shown, "")
    assert "kept" not in out.read_text(encoding="utf-8")


def test_rubric_that_hides_everything_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = '      - {id: kept, type: number, points: 1, prompt: "?", expected: 1, hidden: "yes"}\n'
    assert main(["publish", write_rubric(tmp_path, items)]) == 3
    assert "error[nothing-public]: All items of 'r' are hidden" in capsys.readouterr().err


def test_rubric_with_a_fault_is_not_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = '      - {id: a, type: number, points: 1, prompt: "?"}\n'
    assert main(["publish", write_rubric(tmp_path, items), "--out", str(tmp_path / "e.yaml")]) == 3
    assert not (tmp_path / "e.yaml").exists()
    assert "no-expected-answer" in capsys.readouterr().err


@pytest.mark.parametrize("example", ["[[1, 2], [3, 4]]*[[1, 2, 3]]", "[[1, 2], [3, 4]] + [[1, 2, 3]]", "[[1, 2]"])
def test_example_that_has_no_value_is_published_as_it_is(
    example: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    items = (
        "      - {id: a, type: matrix, points: 1, prompt: Which?, "
        f'expected: "[[7, 10], [15, 22]]", example: "{example}"}}\n'
    )
    assert main(["publish", write_rubric(tmp_path, items)]) == 0
    shown = capsys.readouterr()
    assert example in shown.out
    assert "key-in-public" not in shown.err


def test_author_is_warned_of_answers_in_public_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = (
        "      - {id: a, type: expression, points: 1, prompt: How much?, expected: 2*x, example: x + x}\n"
        "      - {id: b, type: number, points: 1, prompt: 'From 12345.5 on?', expected: 7}\n"
        "      - {id: c, type: number, points: 1, prompt: Where to?, expected: 24691/2}\n"
        "      - {id: d, type: number, points: 1, prompt: 'Is it 24691 / 2 again?', expected: 8}\n"
    )
    assert main(["publish", write_rubric(tmp_path, items)]) == 0
    err = capsys.readouterr().err
    said = [line.partition("]: ")[2] for line in err.splitlines() if "warning[key-in-public]" in line]
    assert said == [
        "The example of 'a' is a right answer to it.",
        "The expected answer of 'c' is in the public text of 'd'.",
    ]


@pytest.mark.parametrize(("file", "code"), [(RIGHT, 0), (UNREADABLE, 1), (BROKEN, 3), ("absent.yaml", 3)])
def test_check_reads_and_never_judges(exercise: str, file: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", file, "--rubric", exercise]) == code
    out, err = capsys.readouterr()
    assert err == ""
    assert not any(sign in out for sign in "✓✗◐")
    assert ("Nothing was judged" in out) == (code < 3)


def test_wrong_file_looks_like_a_right_one(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A right and a wrong answer of the same form differ in nothing but themselves."""
    shown = []
    for sign in "-+":
        file = Path(exercise).with_name("answers.yaml")
        file.write_text(f"answers:\n  sgd_rule: w := w {sign} eta*dL/dw\n", encoding="utf-8")
        assert main(["check", str(file), "--rubric", exercise]) == 0
        shown.append(capsys.readouterr().out.replace("w + eta", "w - eta"))
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    "option", [["--hints", "1"], ["--phase", "released"], ["--now", "2026-11-30T12:00:00Z"], ["--format", "html"]]
)
def test_options_about_verdicts_need_the_rubric(
    exercise: str, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", RIGHT, "--rubric", exercise, *option]) == 2
    assert "needs the rubric, and this is a public exercise." in capsys.readouterr().err


def test_several_files_are_each_read(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", RIGHT, UNREADABLE, "--rubric", exercise]) == 1
    assert capsys.readouterr().out.count("Nothing was judged") == 2


def test_template_and_schema_are_those_of_the_rubric(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("template", "schema"):
        shown = []
        for source in (RUBRIC, exercise):
            assert main([command, source]) == 0
            shown.append(capsys.readouterr().out)
        assert shown[0] == shown[1]
    json.loads(shown[0])


def test_template_points_to_the_schema_that_is_written_with_it(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers, schema = tmp_path / "answers.yaml", tmp_path / "schemas" / "exercise3.json"
    assert main(["template", exercise, "--output", str(answers), "--schema", str(schema)]) == 0
    first = answers.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=./schemas/exercise3.json"
    assert main(["schema", exercise]) == 0
    assert capsys.readouterr().out == schema.read_text(encoding="utf-8")
    assert main(["check", str(answers), "--rubric", exercise]) == 0


def test_template_without_a_schema_points_nowhere(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", exercise]) == 0
    assert "schema" not in capsys.readouterr().out


def test_template_is_a_file_that_check_reads(exercise: str, tmp_path: Path) -> None:
    assert main(["template", exercise, "--output", str(tmp_path / "answers.yaml")]) == 0
    assert main(["check", str(tmp_path / "answers.yaml"), "--rubric", exercise]) == 0


@pytest.mark.parametrize(
    "words",
    [
        ["grade", RIGHT, "--rubric", "E", "--out", "OUT"],
        ["solve", "E"],
        ["rubric", "check", "E"],
        ["rubric", "test", "E"],
        ["rubric", "misconceptions", "E"],
        ["simulate", "E", "--out", "OUT"],
        ["publish", "E"],
    ],
    ids=lambda words: " ".join(words[:2] if words[0] == "rubric" else words[:1]),
)
def test_commands_that_need_the_key_say_what_to_give_them(
    exercise: str, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"E": exercise, "OUT": str(tmp_path / "out")}
    assert main([given.get(word, word) for word in words]) == 3
    assert capsys.readouterr().err.endswith(
        f"{exercise}:1:9: error[no-key]: This is a public exercise, and a rubric is needed here.\n"
        "    1 | format: grader-exercise\n"
        "      |         ^^^^^^^^^^^^^^^\n"
        "   why:   It has no key, so nothing can be graded with it. Only 'check', 'template' and 'schema' take it.\n"
        "   help:  Give the rubric of 'exercise3', from which it was published.\n"
    )


@pytest.mark.parametrize("command", [["review", "R"], ["regrade", "R"], ["export", "R", "--to", "junit"]])
def test_commands_on_records_need_the_key_too(
    exercise: str, tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    reports = str(tmp_path / "reports")
    assert main(["grade", RIGHT, "--rubric", RUBRIC, "--out", reports, "--quiet", "--engine", "inline"]) == 0
    words = [reports if word == "R" else word for word in command]
    assert main([*words, "--rubric", exercise]) == 3
    assert "error[no-key]" in capsys.readouterr().err


def test_exercise_beside_the_answers_is_no_submission(
    exercise: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(RIGHT, tmp_path / "ada.yaml")
    reports = tmp_path / "reports"
    words = ["grade", str(tmp_path), "--rubric", RUBRIC, "--out", str(reports), "--engine", "inline", "--quiet"]
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert f"note: 1 file of our own skipped, such as {exercise}.\n" in err
    assert "exercise3 " not in out
