"""A worked document as a submission: what is open goes to a person, and confirmations are kept."""

import zipfile
from pathlib import Path

import pytest

from grader.cli import main
from grader.documents.loading import parse_named
from grader.errors import DocumentError
from grader.grading import GradedSubmission, grade
from grader.records import Outcome
from grader.rubric import load_rubric
from grader.submission.claims.mapping import anchor_claims, find_claims, parse_map, write_map
from tests.submission.claims.samples import ROOT, SEED, exercise3, read

RUBRIC = str(ROOT / "rubrics" / "exercise3.yaml")


def graded(text: str, confirmed: bytes = b"", name: str = "una.md") -> GradedSubmission:
    return grade(parse_named(text.encode, name, answers=("any",), confirmed=confirmed), exercise3())


def outcomes(result: GradedSubmission) -> dict[str, str]:
    return {item.id: item.outcome.value for item in result.items}


def test_what_is_not_found_or_not_clear_has_no_score() -> None:
    result = graded("$L = f_1$ and $L = f_2$")
    found = {item.id: (item.outcome, item.credit) for item in result.items}
    assert found["loss"] == (Outcome.UNREADABLE, None)
    assert found["error"] == (Outcome.UNREADABLE, None)
    by_id = {item.id: item for item in result.items}
    assert [each.slug for each in by_id["loss"].diagnostics] == ["answer-not-settled"]
    assert [each.slug for each in by_id["error"].diagnostics] == ["answer-not-found"]


def test_a_rubric_that_counts_unreadable_answers_as_zero_leaves_what_was_not_found_to_a_person(tmp_path: Path) -> None:
    text = (
        Path(RUBRIC).read_text(encoding="utf-8").replace("rubric: exercise3\n", "rubric: exercise3\nunreadable: zero\n")
    )
    (tmp_path / "r.yaml").write_text(text, encoding="utf-8")
    document = parse_named(SEED.encode, "una.md", answers=("any",))
    found = {item.id: item.credit for item in grade(document, load_rubric(tmp_path / "r.yaml")).items}
    assert found["minimum"] is None
    assert found["softmax_jacobian"] == 0


def test_a_document_in_which_nothing_is_left_has_blank_items() -> None:
    result = outcomes(graded("$L = f_1$"))
    assert result["loss"] == "incorrect"
    assert {result[name] for name in result if name != "loss"} == {"blank"}


def test_words_that_nobody_confirmed_are_never_wrong() -> None:
    text = (
        "a)\n\nWhat is stochastic about it is that a stochastic thing happens somewhere.\n\n"
        "b)\n\nFull batch and mini-batch gradient descent differ in the batches.\n\n$L = f_1$"
    )
    result = {item.id: item for item in graded(text).items}
    assert (result["stochastic"].outcome, result["stochastic"].credit) == (Outcome.UNDECIDED, None)


def test_the_student_is_named_in_the_head_or_by_the_file() -> None:
    assert graded("---\nstudent: ada\n---\n$L = f_1$").student == "ada"
    assert graded("$L = f_1$").student == "una"


# Maps


def test_a_map_survives_edits_elsewhere() -> None:
    reading = read(SEED)
    confirmed = {name: anchor_claims(claims) for name, claims in reading.taken.items() if claims}
    again = parse_map(write_map(confirmed).encode(), "a.map")
    assert again == confirmed
    edited = read(SEED.replace("Forward:", "Something else:\n\n$x + 1 = 2$\n\nForward:"))
    for name, one in again.items():
        found = find_claims(one, edited.claims)
        assert found is not None, name
        assert [claim.text.text for claim in found] == [claim.text.text for claim in reading.taken[name]]


def test_what_was_changed_since_is_asked_again() -> None:
    reading = read("$L = f_1$ and $L = f_2$")
    confirmed = write_map({"loss": anchor_claims(reading.claims[:1])}).encode()
    assert outcomes(graded("$L = f_1$ and $L = f_2$", confirmed))["loss"] == "incorrect"
    assert outcomes(graded("$L = f_1 + 1$ and $L = f_2$", confirmed))["loss"] == "unreadable"


def test_a_map_says_what_was_left_out() -> None:
    confirmed = b"grader-map: '1'\nitems: {minimum: {left_out: yes}}\n"
    assert outcomes(graded(SEED, confirmed))["minimum"] == "blank"


def test_a_map_that_cannot_be_read_is_warned_of() -> None:
    result = graded(SEED, b"grader-map: '2'\n")
    assert {each.severity for each in result.diagnostics} == {"warning"}
    assert outcomes(result)["delta"] == "correct"


@pytest.mark.parametrize(
    "text", ["", "[]", "grader-map: '1'\nitems: []\n", "grader-map: '1'\nitems: {a: {quotes: x}}\n"]
)
def test_a_map_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        parse_map(text.encode(), "a.map")


# The commands


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "una.md").write_text(SEED, encoding="utf-8")
    return tmp_path


def test_the_map_beside_a_document_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", "una.md", "-r", RUBRIC, "--take", "minimum=97", "--take", "going_on=none", "--map", "una.md.map"])
    assert main(["grade", ".", "-r", RUBRIC, "-o", "out", "-q"]) == 0
    assert "left aside" not in capsys.readouterr().err
    report = (folder / "out" / "una.json").read_text(encoding="utf-8")
    assert "answer-not-found" not in report
    (folder / "una.md.map").unlink()
    assert main(["grade", ".", "-r", RUBRIC, "-o", "out", "-q"]) == 0
    assert "answer-not-found" in (folder / "out" / "una.json").read_text(encoding="utf-8")


def test_documents_in_an_archive_are_graded_with_their_maps(folder: Path) -> None:
    main(["read", "una.md", "-r", RUBRIC, "--take", "minimum=97", "--map", "una.md.map"])
    with zipfile.ZipFile("all.zip", "w") as archive:
        archive.write("una.md")
        archive.write("una.md.map")
    assert main(["grade", "all.zip", "-r", RUBRIC, "-o", "out", "-q"]) == 0
    assert "answer-not-found" not in (folder / "out" / "una.json").read_text(encoding="utf-8")


def test_answers_in_yaml_count_before_a_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "una.yaml").write_text("student: una\nanswers: {loss: '0'}\n", encoding="utf-8")
    (folder / "README.md").write_text("$L = 1$", encoding="utf-8")
    assert main(["grade", ".", "-r", RUBRIC, "-o", "out", "-q"]) == 0
    assert (
        "note: 1 document left aside, because the answers in YAML or JSON beside it count: 'una.yaml', not 'una.md'"
        in (capsys.readouterr().err)
    )
    assert '"file": "una.yaml"' in (folder / "out" / "una.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("choice", ["nothing=1", "minimum=x", "minimum=5000", "minimum"])
def test_a_choice_that_means_nothing_is_refused(folder: Path, choice: str) -> None:
    assert main(["read", "una.md", "-r", RUBRIC, "--take", choice]) == 2


def test_only_documents_are_read(folder: Path) -> None:
    (folder / "una.yaml").write_text("answers: {}\n", encoding="utf-8")
    assert main(["read", "una.yaml", "-r", RUBRIC]) == 2


def test_the_reading_as_json_has_the_promised_form(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    assert main(["read", "una.md", "-r", RUBRIC, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["format"], data["version"]) == ("grader-reading", 1)
    assert data["items"]["error"] == {
        "status": "proposed",
        "source": "e_j = f_j - y_j",
        "span": {"start": {"line": 31, "column": 15}, "end": {"line": 31, "column": 30}},
        "why": "It begins with 'e_j'.",
        "alternatives": [],
    }
    assert data["items"]["delta"]["source"] == [r"\delta_1 = \omega_1 x", r"\delta_2 = \omega_2 x"]
    assert data["items"]["minimum"]["status"] == "missing"
    assert data["items"]["softmax_jacobian"]["diagnostic"]["name"] == "unknown-name"
    assert data["unused"][0]["source"] == "j=1,2"


@pytest.mark.parametrize(
    "said",
    [
        "Afterwards they do not move any more because (8, 4) is the lowest point.",
        "The order of the examples is shuffled before every epoch.",
        "Danach bewegen sich die Punkte nicht mehr weiter.",
    ],
)
def test_answers_in_words_are_not_blank_where_there_are_sentences(said: str) -> None:
    found = outcomes(graded(f"{said}\n\n$x^{{(1)}} = (9,3)$, $x^{{(2)}} = (8,4)$, $x^{{(3)}} = (8,4)$"))
    assert {found[name] for name in ("stochastic", "batches", "minimum")}.isdisjoint({Outcome.BLANK.value})


@pytest.mark.parametrize(
    "form",
    ["({},{})^T", r"\binom{{{}}}{{{}}}", r"({},{})^{{\top}}", "[[{}, {}]]", "({},{})",
     r"\begin{{pmatrix}} {} \\ {} \end{{pmatrix}}"],
)  # fmt: skip
def test_points_are_points_however_a_column_is_written(form: str) -> None:
    points = [form.format(*each) for each in ((9, 3), (8, 4), (8, 4))]
    text = ", ".join(f"$x^{{({number})}} = {point}$" for number, point in enumerate(points, start=1))
    result = graded(text + rf" and $\nabla f(9,3) = {form.format(3, -3)}$")
    by_id = {item.id: item for item in result.items}
    assert by_id["iterates"].outcome is Outcome.CORRECT
    assert by_id["gradient_1"].outcome is Outcome.CORRECT
