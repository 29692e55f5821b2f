"""A submission that kills its worker costs its own answer, or itself, and no other submission."""

import json
import re
from pathlib import Path

import pytest

from tests.batch.courses import assert_whole, files, hand_in, harmless, make_course, outcomes, run

POISONS = ("hang", "eat", "kill", "abort", "leave", "interrupt", "fail")
LOST = {"before": "correct", "poison": "fault", "after": "correct"}


def reports(folder: Path, *students: str) -> dict[str, str]:
    """Return the reports of students, by name."""
    return {name: digest for name, digest in files(folder).items() if name.partition(".")[0] in students}


def test_poison_costs_its_own_answer_and_no_other(tmp_path: Path) -> None:
    others = harmless(9)
    course = make_course(tmp_path, {**{f"p_{poison}": poison for poison in POISONS}, **others})
    code, printed, complained = run(course, "--jobs", "2", "--time-limit", "2")
    on_the_way = re.compile(r"\d+ of \d+ graded, .* left\n")  # which a slow machine says
    assert (code, on_the_way.sub("", complained)) == (4, "")
    assert "p_hang              3 / 4  waits for a person (1 point pending)\n" in printed
    assert_whole(course)
    assert {poison: outcomes(course, f"p_{poison}") for poison in POISONS} == dict.fromkeys(POISONS, LOST)
    beside = reports(course, *others)
    for poison in POISONS:
        (course / "subs" / f"p_{poison}.yaml").unlink()
    for path in (course / "out").glob("s*.*"):
        path.unlink()
    assert run(course, "--engine", "inline")[0] == 0
    assert len(beside) == 2 * len(others)
    assert reports(course, *others) == beside


def test_poison_is_reported_as_a_fault_of_ours_and_kept_until_its_report_is_deleted(tmp_path: Path) -> None:
    course = make_course(tmp_path, {"ann": "kill", "ben": "harmless"})
    assert run(course, "--jobs", "1")[0] == 4
    (item,) = (
        item
        for item in json.loads((course / "out" / "ann.json").read_text(encoding="utf-8"))["items"]
        if item["id"] == "poison"
    )
    assert [(remark["id"], remark["text"]) for remark in item["remarks"]] == [
        ("fault", "Judging this answer took too much time or memory, and was stopped. A person will look at it.")
    ]
    assert item["credit"] is None
    code, printed, _ = run(course, "--jobs", "1")
    assert (code, printed.splitlines()[-1]) == (
        4,
        "2 submissions, all graded before and unchanged, reports in out; start with out/index.html",
    )
    (course / "out" / "ann.json").unlink()
    assert "1 of them graded before and unchanged" in run(course, "--jobs", "1")[1]
    hand_in(course, "ann")
    assert run(course)[0] == 0
    assert outcomes(course, "ann")["poison"] == "correct"


def test_report_that_fails_costs_its_submission_alone(tmp_path: Path) -> None:
    course = make_course(
        tmp_path, {"ann": "harmless", "fails": "harmless", "fails_always": "harmless", "hangs": "fail"}
    )
    arguments = ("--jobs", "1", "--format", "json,brittle", "--time-limit", "2")
    code, printed, complained = run(course, *arguments)
    assert code == 4
    assert_whole(course)
    names = [name for name in files(course) if name.partition(".")[0] not in ("index", "summary")]
    assert names == ["ann.brittle", "ann.json", "fails.brittle", "fails.json"]
    assert outcomes(course, "ann") == dict.fromkeys(("before", "poison", "after"), "correct")
    assert outcomes(course, "fails") == {}
    assert complained.count("error[fault]") == 3
    assert complained.count("error[fault]: Grading this file took too much time or memory, and was stopped.") == 1
    assert "4 submissions, reports in out" in printed
    assert run(course, *arguments)[1].count("all graded before and unchanged") == 1


@pytest.mark.parametrize("engine", [("--jobs", "1"), ("--jobs", "2"), ("--jobs", "3"), ("--engine", "inline")])
def test_same_bytes_wherever_the_work_is_done(tmp_path: Path, engine: tuple[str, str]) -> None:
    course = make_course(tmp_path, {**harmless(12), "ann": "wrong", "ben": "fail", "zoe": "[]"})
    assert run(course, "--engine", "inline")[0] == 4
    before = files(course)
    for path in (course / "out").glob("*.*"):
        if path.is_file():
            path.unlink()
    (course / "out" / ".grader" / "records.sqlite").unlink()
    assert run(course, *engine)[0] == 4
    assert files(course) == before
