"""What a remark claims about an answer is true: every claim is evaluated again, apart from the equality engine.

The answers are all example submissions, simulated classes, and a table of answers that resemble the right ones.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml

from grader.answers.reading import read_answer
from grader.documents import load, parse_json, parse_yaml
from grader.documents.nodes import Document
from grader.errors import GraderError
from grader.grading import grade
from grader.grading.visibility.remarks import ORDER
from grader.records import Remark
from grader.rubric import Rubric, load_rubric
from grader.rubric.load import parse_rubric
from grader.simulation.classroom import simulate_class
from grader.submission import read_submission, task_of

from .confirming import CLAIMS, Given, confirm
from .values import UnknownValueError
from .without_claim import WITHOUT_CLAIM

ROOT = Path(__file__).parents[3]
TABLE = yaml.safe_load((Path(__file__).parent / "resembling.yaml").read_text(encoding="utf-8"))
RESEMBLING = parse_rubric(parse_yaml(yaml.safe_dump(TABLE["rubric"], sort_keys=False), "resembling.yaml"))
FOLDERS = {"exercise3": "submissions_example", "logistic_newton": "tests/cases/submissions/logistic_newton"}
STUDENTS = 60
MOST_UNKNOWN = 0.05  # of the claims; more would mean that the evaluation here does not reach what is said


def rubric_called(name: str) -> Rubric:
    return load_rubric(ROOT / "rubrics" / f"{name}.yaml")


def claims_in(document: Document, rubric: Rubric) -> Iterator[tuple[Remark, Given]]:
    """Yield every remark that claims something, with the answer it is about."""
    graded, found = grade(document, rubric, pictures=False), dict[str, Given]()
    if not graded.is_readable:
        return
    submission = read_submission(document, rubric)
    for result in graded.items:
        item = rubric.by_id[result.id]
        if item.id not in submission.answers or item.key is None:
            continue
        try:
            task = task_of(item, submission)
            answer = read_answer(item.answer_type, submission.answers[item.id], task)
        except GraderError:
            continue
        if answer.tree is not None or item.type in ("quantity", "measurement"):
            found[item.id] = Given(item=item, task=task, answer=answer, result=result, others=found)
    for one in found.values():
        yield from ((remark, one) for remark in one.result.remarks if remark.id not in WITHOUT_CLAIM)


def check(claims: Iterable[tuple[Remark, Given]]) -> Counter[str]:
    """Confirm every claim; return how many of each kind were confirmed."""
    seen, known = set[tuple[str, str, str]](), Counter[str]()
    unknown, wrong = list[str](), list[str]()
    for remark, given in claims:
        what = (given.item.id, given.result.given, remark.text)
        if what in seen:
            continue
        seen.add(what)
        try:
            if confirm(remark, given):
                kind = dict(remark.parameters).get("kind", "") if "resemblance" in remark.id else ""
                known[f"{remark.id} {kind}".strip()] += 1
            else:
                wrong.append(f"{what}")
        except UnknownValueError as error:
            unknown.append(f"{what}: {error}")
    assert wrong == []
    assert len(unknown) <= MOST_UNKNOWN * len(seen), unknown
    return known


@pytest.mark.parametrize("name", FOLDERS)
def test_every_claim_about_an_example_is_true(name: str) -> None:
    paths = sorted((ROOT / FOLDERS[name]).rglob("*.*"))
    rubric = rubric_called(name)
    documents = []
    for path in paths:
        try:
            documents.append(load(path, answers=()))
        except GraderError:  # one example is a file that cannot be read
            continue
    known = check(claim for document in documents for claim in claims_in(document, rubric))
    assert {"misconception", "components", "follow-through"} <= set(known)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_claim_about_a_simulated_class_is_true(name: str) -> None:
    rubric = rubric_called(name)

    def documents() -> Iterator[Document]:
        for sheet in simulate_class(rubric, STUDENTS, seed=7):
            try:
                text = sheet.content.decode("utf-8")
                yield (parse_json if sheet.name.endswith(".json") else parse_yaml)(text, sheet.name)
            except (GraderError, UnicodeDecodeError):
                continue

    known = check(claim for document in documents() for claim in claims_in(document, rubric))
    assert {"misconception", "components", "follow-through"} <= set(known)


def test_every_claim_about_an_answer_that_resembles_the_right_one_is_true() -> None:
    rows = [parse_yaml(yaml.safe_dump({"student": "ada", "answers": row}), "ada.yaml") for row in TABLE["rows"]]
    known = check(claim for row in rows for claim in claims_in(row, RESEMBLING))
    kinds = {name.partition(" ")[2] for name in known if name.startswith("resemblance")}
    assert kinds >= {
        "sign", "power-of-ten", "factor", "reciprocal", "added-constant", "transposed", "order", "digits",
        "cut-off", "rounded-up", "more-digits", "not-rounded", "components",
    }  # fmt: skip
    assert set(known) >= {
        "condition", "opposite", "zero-multiple", "factor-with-names", "missing-constant", "smaller-domain",
        "constant-by-pieces", "span-zero", "span-outside", "span-dependent", "span-part", "span-size", "span-length",
        "solutions-outside", "solutions-missing", "missing-unit", "wrong-dimension", "wrong-prefix", "wrong-unit",
        "other-unit", "unit-right", "unit-reading", "temperature-difference", "missing-uncertainty",
        "uncertainty-wrong", "uncertainty-right", "uncertainty-figures", "uncertainty-place",
        "terms-dimension", "other-dimension", "angular-frequency",
        "constants-outside", "constants-function", "constants-particular",
        "constants-missing", "constants-range", "zero-solution",
        "set-pieces", "set-ends", "left-out", "single-points", "locus",
    }  # fmt: skip


def test_every_kind_of_remark_is_evaluated_or_claims_nothing() -> None:
    assert set(ORDER) == set(CLAIMS) | WITHOUT_CLAIM
    assert not set(CLAIMS) & WITHOUT_CLAIM


@pytest.mark.parametrize("row", TABLE["said"], ids=lambda row: f"{row['item']}: {row['given']}")
def test_what_is_said_of_a_wrong_answer(row: dict[str, str]) -> None:
    document = parse_yaml(yaml.safe_dump({"student": "ada", "answers": {row["item"]: row["given"]}}), "ada.yaml")
    (item,) = [one for one in grade(document, RESEMBLING, pictures=False).items if one.given]
    assert [remark.text for remark in item.remarks if remark.id in ("resemblance", "misconception")] == (
        [row["text"]] if row["text"] else []
    )
    if "exact" in row:
        assert [remark.text for remark in item.remarks if remark.id == "resemblance-exact"] == [row["exact"]]
