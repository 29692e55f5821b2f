"""A class graded on paper: compared with what is kept, which stays as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.batch.discovery.discovery import discover
from grader.batch.engines.inline import Inline
from grader.batch.handing_in import read_handed_in
from grader.batch.job import Job
from grader.batch.regrade import preview_changes
from grader.batch.run import Batch, list_remaining_tasks, run_batch
from grader.batch.store import Store
from grader.grading.changes import Cause
from grader.grading.visibility.visibility import View
from tests.cli.test_regrade import RUBRIC


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rubric.yaml").write_text(RUBRIC, encoding="utf-8")
    Path("subs").mkdir()
    for student, large in (("ann", 15), ("ben", 16), ("cem", 15)):
        hand_in(student, large)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(Path("out")) as opened:
        run_batch(batch(opened), opened)
        yield opened


def hand_in(student: str, large: int) -> None:
    Path(f"subs/{student}.yaml").write_text(f"student: {student}\nanswers: {{large: {large}}}\n", encoding="utf-8")


def batch(store: Store, **changes: object) -> Batch:
    handed = tuple(read_handed_in(discover(["subs"]).found, store))
    job = Job.load(Path("rubric.yaml"), View(), ("json",))
    return replace(Batch(job=job, handed=handed, out=Path("out"), engine=Inline()), **changes)  # type: ignore[arg-type]


def kept(store: Store) -> Mapping[str, object]:
    return {
        "records": list(store.submissions().with_sources()),
        "made_from": store.fingerprint(),
        "files": {path.name: path.read_bytes() for path in Path("out").glob("[!.]*")},
    }


def test_what_is_kept_stays_as_it_is(store: Store) -> None:
    Path("rubric.yaml").write_text(RUBRIC.replace("expected: 15", "expected: 16"), encoding="utf-8")
    hand_in("dan", 15)
    Path("subs/ann.yaml").unlink()
    before = kept(store)
    again = batch(store)
    found = preview_changes(again, store)
    assert [(each.student, each.gain) for each in found] == [("ben", 3), ("cem", -3), ("dan", 0), ("ann", -3)]
    assert kept(store) == before


def test_the_preview_is_what_happens(store: Store) -> None:
    Path("rubric.yaml").write_text(RUBRIC.replace("expected: 15", "expected: 16"), encoding="utf-8")
    hand_in("ben", 15)
    earlier = {graded.student: graded.final_score for graded in store.submissions()}
    again = batch(store)
    gains = {each.student: each.gain for each in preview_changes(again, store)}
    assert run_batch(again, store) == 3
    later = {graded.student: graded.final_score for graded in store.submissions()}
    assert {student: later[student] - earlier[student] for student in later} == {"ben": Fraction(0), **gains}
    assert preview_changes(again, store) == []


def test_only_what_has_changed_is_graded_again(store: Store) -> None:
    hand_in("ben", 15)
    again = batch(store)
    assert [task.student for task in list_remaining_tasks(again, store.read_all_known())] == ["ben"]
    (change,) = preview_changes(again, store)[0].changes
    assert change.causes == (Cause.ANSWER,)


def test_one_source_alone_is_graded_and_no_other_is_forgotten(store: Store) -> None:
    Path("rubric.yaml").write_text(RUBRIC.replace("expected: 15", "expected: 16"), encoding="utf-8")
    Path("subs/ann.yaml").unlink()
    again = batch(store, only=frozenset({"subs/ben.yaml"}))
    assert [each.student for each in preview_changes(again, store)] == ["ben"]
    assert run_batch(again, store) == 1
    assert [graded.student for graded in store.submissions()] == ["ann", "ben", "cem"]
    assert [graded.final_score for graded in store.submissions()] == [3, 3, 3]


def test_a_record_is_found_by_its_source_alone(store: Store) -> None:
    by_source = dict(store.submissions().with_sources())
    assert {source: store.submissions().at(source) for source in by_source} == by_source
    assert store.submissions().at("subs/nobody.yaml") is None
