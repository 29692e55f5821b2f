"""What users have on their disks from an older version still works: nothing is lost, and nothing ends in a crash.

Each folder ``tests/fixtures/version_…`` was written by the version that it is named after; ``write_fixtures.py`` says
by which commands. The tests do with it what a user does after an upgrade. Where records cannot be used any more, the
message has to say which command makes them anew; the tests then give that command, and expect the same scores.
"""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from grader.cli import main
from grader.grading.people.override_file import load_overrides
from grader.reports.formats.json import from_json, to_json
from grader.rubric import load_rubric
from grader.version import __version__

from .fixtures.expected import (
    DECISIONS,
    FOR_GRADERS,
    GRADED,
    GRADES,
    GRADES_NOW,
    ITEMS,
    READ_NOW,
    REGRADED,
    UNREAD_POINTS,
    groups,
    is_read_otherwise,
    readable_groups,
    standings,
    table,
    table_now,
    without,
)
from .fixtures.proofs import answers_of, outcome_now, solved, wrong_answers_now, wrong_answers_of
from .fixtures.write_fixtures import APPLY, FIXTURES, GRADE, REGRADE, USUAL

VERSIONS = sorted(path.name for path in FIXTURES.glob("version_*"))
RENAMED = {"mend": "help"}  # keys of reports that have another name in later versions


class Result(NamedTuple):
    """What a command printed; ``is_renewed`` where the class had to be graded again first."""

    code: int
    out: str
    err: str
    is_renewed: bool = False


Ask = Callable[[str], Result]


@pytest.fixture(params=VERSIONS, autouse=True)
def older(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of an older version; the test works in a copy of them."""
    folder: Path = FIXTURES / request.param
    shutil.copytree(folder, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    return folder


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Give a command; it never ends in a mistake of ours, and is never one that there is not."""

    def run(command: str) -> Result:
        code = main(command.split())
        result = capsys.readouterr()
        assert code in (0, 1, 3), result.err
        return Result(code, result.out, result.err)

    return run


@pytest.fixture(params=["as they were written", "of another format"])
def ask_about(request: pytest.FixtureRequest, ask: Ask) -> Callable[[str, str], Result]:
    """Give a command about a folder with records; where they cannot be used, do first what the message says."""

    def run(out: str, command: str) -> Result:
        if request.param == "of another format":
            with closing(sqlite3.connect(f"{out}/.grader/records.sqlite")) as database, database:
                database.execute("UPDATE meta SET value = '0' WHERE name = 'format'")
        result = ask(command)
        if "error[unusable-records]" not in result.err and "error[no-records]" not in result.err:
            return result
        assert re.search(r"\b[Gg]rade (again|first)\b|grader grade", result.err), result.err
        ask(f"{GRADE} --out {out}")
        return ask(command)._replace(is_renewed=True)

    return run


AskAbout = Callable[[str, str], Result]


def data_of(name: str) -> Any:
    return json.loads(Path(name).read_text(encoding="utf-8"))


# Proved keys, and wrong answers


def check_proofs(name: str, ask: Ask) -> None:
    """Check that what was proved is used; or else that a command is named, after which it is."""
    key, wrong = data_of(f"{name}.key.json")["answers"], wrong_answers_now(name)
    if solved(load_rubric(f"{name}.yaml")):
        assert "grader rubric check" in ask(f"template {name}.yaml").err
        ask(f"rubric check {name}.yaml --write")
    rubric = load_rubric(f"{name}.yaml")
    items = {item.id: item for item in rubric.items}
    assert answers_of(rubric) == key
    assert {item: wrong_answers_of(items[item], groups) for item, groups in wrong.items()} == wrong
    assert solved(rubric) == []


def proved_by_another_engine(*names: str) -> None:
    for name in names:
        Path(name).write_text(json.dumps({**data_of(name), "engine": "0.0.9"}), encoding="utf-8")


@pytest.mark.parametrize("name", ["descent", "exercise3"])
def test_no_solver_runs_where_the_key_was_proved(name: str, ask: Ask) -> None:
    check_proofs(name, ask)


def test_who_has_a_key_of_another_version_is_shown_how_to_renew_it(ask: Ask) -> None:
    proved_by_another_engine("descent.key.json", "descent.wrong.json")
    check_proofs("descent", ask)


def test_a_key_of_another_version_is_worked_out_anew_and_can_be_renewed(ask: Ask) -> None:
    key, wrong = data_of("descent.key.json")["answers"], wrong_answers_now("descent")
    proved_by_another_engine("descent.key.json", "descent.wrong.json")
    assert answers_of(load_rubric("descent.yaml")) == key
    assert ask("rubric check descent.yaml --write").code == 0
    assert (data_of("descent.key.json")["answers"], data_of("descent.wrong.json")["items"]) == (key, wrong)
    assert solved(load_rubric("descent.yaml")) == []


# Reports in JSON


def lost(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Yield the places at which a report holds something that is not in another one."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in old.items():
            name = key if key in new else RENAMED.get(key, key)
            yield from lost(value, new.get(name), f"{place}/{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from lost(one, other, f"{place}/{index}")
    elif old != new and place != "/format_version":
        yield place


@pytest.mark.parametrize(("reports", "count"), [("checked", 8), ("graded", 9), ("regraded", 9), ("for_graders", 9)])
def test_a_report_is_read_whole(reports: str, count: int) -> None:
    paths = [*Path(reports).glob("*.json")]
    assert len(paths) == count
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert [*lost(json.loads(text), json.loads(to_json(from_json(text))))] == [], path.name


@pytest.mark.parametrize(
    ("name", "slugs"),
    [("graded/dan.json", ["unclosed", "unknown-name"]), ("graded/hana.json", ["unknown-key"])],
)
def test_a_complaint_that_is_read_back_says_what_helps(name: str, slugs: list[str]) -> None:
    data = data_of(name)
    graded = from_json(Path(name).read_text(encoding="utf-8"))
    old = [*data["diagnostics"], *(fault for item in data["items"] for fault in item["diagnostics"])]
    new = [*graded.diagnostics, *(fault for item in graded.items for fault in item.diagnostics)]
    assert [fault.slug for fault in new] == slugs
    for one, other in zip(old, new, strict=True):
        advice = one.get("help") or one["mend"]
        assert all(text in str(other) for text in (one["what"], one["why"], one["span"]["excerpt"], advice))


def test_scores_are_what_they_were() -> None:
    assert standings("graded") == table(GRADED)
    assert standings("regraded") == table(REGRADED)
    assert standings("for_graders") == table(FOR_GRADERS)


def test_reports_alone_can_be_exported_and_reviewed(ask: Ask) -> None:
    assert ask("export for_graders --to moodle").out.splitlines() == GRADES
    result = ask("review for_graders --rubric descent.yaml --output new.yaml")
    assert result.out == "2 decisions for 2 answers: fill in new.yaml.\n"
    assert groups("new.yaml") == groups("review_again.yaml")


def test_reports_are_known_as_reports_wherever_they_are(ask: Ask) -> None:
    result = ask(f"{GRADE.replace('grade ', 'grade for_graders ', 1)} --out other")
    assert "note: 9 files of our own skipped, such as for_graders/ada.json.\n" in result.err
    assert standings("other") == table_now(REGRADED)
    result = ask(f"grade class/ada.yaml {USUAL} --out for_graders")
    assert "warning: for_graders also holds 8 reports on submissions that are not in this run" in result.err


# Records, and the history


def history(folder: Path | str) -> list[dict[str, Any]]:
    """Return the lines of a history, but for what depends on the version."""
    lines = Path(folder, ".grader/history.jsonl").read_text(encoding="utf-8").splitlines()
    return [without_version(change) for change in map(json.loads, lines) if not is_read_otherwise(change)]


def without_version(change: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a change was made from, and that another version may be the cause of it, too."""
    causes = [cause for cause in change["causes"] if cause != "engine"]
    return {**without(change, "made_from"), "causes": causes}


def changes_in(name: str) -> list[tuple[Any, ...]]:
    """Return all changes in a file of them."""
    return [
        (each["student"], each["before"], each["after"], [without_version(item) for item in kept])
        for each in data_of(name)["changed"]
        if (kept := [item for item in each["items"] if not is_read_otherwise(item)])
    ]


def contents(folder: str) -> Mapping[str, bytes]:
    """Return the reports in a folder, and the history."""
    files = [*Path(folder).glob("*.*"), *Path(folder).glob(".grader/*.jsonl")]
    return {path.name: path.read_bytes() for path in files if path.is_file()}


def test_records_can_be_exported(ask_about: AskAbout) -> None:
    result = ask_about("regraded", "export regraded --to moodle")
    assert result.out.splitlines() == (GRADES_NOW if result.is_renewed else GRADES)
    again = ask_about(
        "regraded",
        "export regraded --to gradescope --rubric descent.yaml --audience grader --output results --pending zero",
    )
    scores = [data_of(f"{path}")["score"] for path in sorted(Path("results").iterdir())]
    dan = 6 if result.is_renewed or again.is_renewed else 5
    assert scores == [9, 7.75, 6.3, dan, 8.5, 7.5, 0.5, 0, 7]


def test_records_can_be_reviewed(ask_about: AskAbout) -> None:
    result = ask_about("regraded", "review regraded --rubric descent.yaml --output new.yaml")
    count = 3 if result.is_renewed else 2
    assert result.out == f"{count} decisions for {count} answers: fill in new.yaml.\n"
    assert readable_groups("new.yaml") == groups("review_again.yaml")


@pytest.mark.parametrize("out", ["graded", "regraded"])
def test_grading_once_more_keeps_every_decision_and_the_history(
    out: str, ask: Ask, ask_about: AskAbout, request: pytest.FixtureRequest
) -> None:
    before = contents(out).get("history.jsonl")
    result = ask_about(out, f"{GRADE} --out {out}")
    assert result.code == 3
    assert "warning: a person's decision should be looked at again: finn, why" in result.err
    assert standings(out) == table_now(REGRADED)  # records of an older format are graded anew
    assert ask(f"export {out} --to moodle").out.splitlines() == GRADES_NOW
    assert contents(out).get("history.jsonl") == before


def test_a_dry_run_shows_the_changes_and_makes_none(ask_about: AskAbout) -> None:
    before = contents("graded")
    result = ask_about("graded", f"{REGRADE} graded --dry-run --output new.json")
    if result.is_renewed:
        assert (changes_in("new.json"), standings("graded")) == ([], table_now(REGRADED))
    else:
        assert result.out.startswith("6 of 9 submissions would change: 6 gain.\n")
        assert changes_in("new.json") == changes_in("changes.json")
        assert contents("graded") == before


def test_what_was_graded_again_does_not_change(ask_about: AskAbout) -> None:
    result = ask_about("regraded", f"{REGRADE} regraded --dry-run")
    assert (result.code, result.out) == (0, "0 of 9 submissions would change.\n")


def test_grading_again_enters_the_changes_into_the_history(older: Path, ask_about: AskAbout) -> None:
    result = ask_about("graded", f"{REGRADE} graded")
    assert result.is_renewed or history("graded") == history(older / "regraded")
    assert standings("graded") == table_now(REGRADED)


def test_the_history_goes_on_where_it_was(older: Path, ask: Ask, ask_about: AskAbout) -> None:
    before = contents("regraded")["history.jsonl"]
    assert "; 0 lines added to regraded/.grader/history.jsonl\n" in ask_about("regraded", f"{REGRADE} regraded").out
    Path("class/gus.yaml").write_text("student: gus\nanswers: {going_on: moves}\n", encoding="utf-8")
    ask(f"{REGRADE} regraded")
    assert contents("regraded")["history.jsonl"].startswith(before)
    (line,) = history("regraded")[len(history(older / "regraded")) :]
    assert (line["date"], line["student"], line["item"], line["change"]) == ("2026-12-08", "gus", "going_on", "-1/2")


def test_a_run_that_was_stopped_is_gone_on_with(older: Path, ask_about: AskAbout) -> None:
    shutil.copy("regraded/.grader/history.jsonl", "graded/.grader")
    Path("graded/.grader/history.open").touch()
    engine = data_of("graded/ada.json")["provenance"]["engine"]
    result = ask_about("graded", f"{REGRADE} graded")
    if result.is_renewed or engine == __version__:  # what another version finds is another line
        count = 0 if result.is_renewed else len({**UNREAD_POINTS, **READ_NOW})
        assert result.out.endswith(f"; {count} lines added to graded/.grader/history.jsonl\n")
        assert history("graded") == history(older / "regraded")
    assert standings("graded") == table_now(REGRADED)


# Decisions, review lists, extensions


@pytest.mark.parametrize("name", ["review.yaml", "review.csv"])
def test_a_list_of_what_waits_is_what_it_was(name: str, older: Path, ask_about: AskAbout) -> None:
    for path in (name, "descent.overrides.yaml", "class/finn.yaml"):
        Path(path).unlink()
    shutil.copy("first/finn.yaml", "class")
    result = ask_about("graded", f"review graded --rubric descent.yaml --output {name}")
    counts = "7 decisions for 8 answers" if result.is_renewed else "6 decisions for 7 answers"
    assert result.out == f"{counts}: fill in {name}.\n"
    assert readable_groups(name) == groups(str(older / name))


def test_decisions_are_read() -> None:
    entries = load_overrides(Path("descent.overrides.yaml"), load_rubric("descent.yaml")).entries
    found = [(each.item, each.student, str(each.points), each.bonus, *map(str, each.automatic)) for each in entries]
    assert found == DECISIONS


@pytest.mark.parametrize("suffix", ["yaml", "csv"])
def test_a_list_that_is_filled_in_becomes_decisions(suffix: str, older: Path, ask: Ask) -> None:
    rubric, path = load_rubric("descent.yaml"), Path("descent.overrides.yaml")
    before = load_overrides(path, rubric).entries
    result = ask(f"{APPLY} --apply review_filled_in.{suffix}")
    assert result.out.startswith("0 decisions added to descent.overrides.yaml; 1 group still open.")
    assert path.read_bytes() == (older / path).read_bytes()
    path.unlink()
    result = ask(f"{APPLY} --apply review_filled_in.{suffix}")
    assert result.out.startswith("5 decisions added to descent.overrides.yaml; 1 group still open.")
    assert load_overrides(path, rubric).entries == before[:5]


def test_decisions_and_extensions_count_without_any_records(ask: Ask) -> None:
    ask(f"{GRADE} --audience grader --out new")
    assert standings("new") == table_now(FOR_GRADERS)
    late = [from_json(Path(f"new/{name}.json").read_text(encoding="utf-8")) for name in ("ben", "cleo")]
    assert [(each.lateness.due, each.lateness.days, str(each.deduction)) for each in late if each.lateness] == [
        ("2026-12-02T23:59:00+01:00", 0, "0"),
        ("2026-11-30T23:59:00+01:00", 1, "7/10"),
    ]


# Files to be handed in


def test_a_template_can_be_filled_in_and_checked(ask: Ask) -> None:
    text = Path("template.yaml").read_text(encoding="utf-8")
    Path("template.yaml").write_text(text.replace("  going_on:\n", "  going_on: stays\n"), encoding="utf-8")
    graded = from_json(ask("check template.yaml --rubric descent.yaml --format json").out)
    outcomes = ("blank", "blank", "blank", "correct", "blank", "blank", "withheld")
    assert {item.id: item.outcome.value for item in graded.items} == dict(zip(ITEMS, outcomes, strict=True))


def test_a_simulated_class_is_graded_as_its_truth_says(ask: Ask) -> None:
    Path("descent.overrides.yaml").unlink()
    truth = map(json.loads, Path("simulated/truth.jsonl").read_text(encoding="utf-8").splitlines())
    result = ask(f"grade simulated {USUAL} --audience grader --roster simulated/students.csv --format json --out new")
    assert "roster" not in result.err
    assert {row[0]: row[3:] for row in standings("new")} == {
        each["student"]: [outcome_now(*item) for item in each["items"].items()] for each in truth
    }
