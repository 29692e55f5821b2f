"""Records on the disk: what is stored comes back, whatever its name, and what cannot be used is reported."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.engines.trail import Trail
from grader.batch.lock import hold_folder
from grader.batch.store import FOLDER, Entry, Known, Store, has_store
from grader.batch.store_errors import explain_store_error
from grader.batch.work import SHARED_NETWORKS, dump_compactly, record_item, record_network
from grader.errors import DocumentError, UsageError
from grader.grading.course.line import line_of
from grader.reports.record.record import head_data, to_data
from grader.reports.record.sums import line_data
from tests.reports.samples import ALICE, CAROL

HOSTILE = ["a.yaml", "subs/\udcff\udc80.yaml", "'; DROP TABLE items; --", "a\nb\0c", "ä" * 300, "‮evil", ""]


def entry(source: str, position: int = 0) -> Entry:
    records = [record_item(item) for item in ALICE.items]
    networks = [record_network(network) for network in ALICE.networks]
    return Entry(
        source=source,
        position=position,
        made_from="m",
        sha256="s",
        typed="alice",
        head=dump_compactly(
            {**head_data(replace(ALICE, networks=())), SHARED_NETWORKS: [key.hex() for key, _ in networks]}
        ),
        line=dump_compactly(line_data(line_of(ALICE))),
        items=[digest for digest, _ in records],
        records=dict([*records, *networks]),
        reports={"alice.json": 3},
    )


def test_submission_comes_back_as_it_was(tmp_path: Path) -> None:
    assert not has_store(tmp_path)
    with Store(tmp_path) as store:
        store.put(entry("b.yaml"))
    assert has_store(tmp_path)
    with Store(tmp_path) as store:
        (graded,) = store.submissions()
        assert (dump_compactly(to_data(graded)), len(store.submissions())) == (dump_compactly(to_data(ALICE)), 1)
        assert [record_item(item) for item in graded.items] == [record_item(item) for item in ALICE.items]
        assert store.find_known("b.yaml") == Known(
            position=0, made_from="m", sha256="s", typed="alice", reports={"alice.json": 3}
        )
        assert store.find_known("c.yaml") is None
        assert store.submissions().at("c.yaml") is None


@pytest.mark.parametrize("source", HOSTILE)
def test_file_names_need_not_be_text(tmp_path: Path, source: str) -> None:
    with Store(tmp_path) as store:
        store.put(entry("other"))
        store.put(entry(source, 1))
        assert store.sources() == ["other", source]
        assert store.find_known(source) is not None
        store.forget([source])
        assert store.sources() == ["other"]


def test_order_is_that_of_the_class(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for position, source in enumerate(("c", "a", "b")):
            store.put(entry(source, position))
        store.move("c", 3)
        assert store.sources() == ["a", "b", "c"]


def test_what_is_doubted_is_known_and_made_from_nothing(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put(entry("a"))
        store.put(entry("b"))
        store.mark_outdated(["a", "not there"])
        assert [getattr(store.find_known(source), "made_from", None) for source in store.sources()] == ["", "m"]


def test_equal_items_are_one_object(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put(entry("a"))
        store.put(entry("b"))
        one, other = store.submissions()
        assert all(first is second for first, second in zip(one.items, other.items, strict=True))


def test_records_of_another_format_are_made_anew(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put(entry("a"))
        store.set_meta("format", "0")
    with Store(tmp_path) as store:
        assert store.sources() == []


def test_a_file_that_is_no_database_is_reported(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / "records.sqlite"
    path.parent.mkdir()
    path.write_text("no database, but long enough to look like one" * 100, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        Store(tmp_path)
    assert str(caught.value) == (
        f"error[unusable-records]: The records in '{path}' cannot be used.\n"
        "   why:   The database says: file is not a database.\n"
        "   help:  Delete this file and grade again; the history of scores beside it stays."
    )


def test_records_are_read_while_a_run_writes_them(tmp_path: Path) -> None:
    with Store(tmp_path) as writer:
        writer.put(entry("a"))
        writer.commit()
        writer.put(entry("b"))
        with Store.open_read_only(tmp_path) as reader:
            assert reader.sources() == ["a"]
            with pytest.raises(sqlite3.OperationalError):
                reader.put(entry("c"))


def test_a_reader_creates_nothing(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put(entry("a"))
        store.set_meta("format", "0")
    path = tmp_path / FOLDER / "records.sqlite"
    with pytest.raises(DocumentError) as caught:
        Store.open_read_only(tmp_path)
    assert str(caught.value) == (
        f"error[unusable-records]: The records in '{path}' cannot be used.\n"
        "   why:   Their format is '0', but this version reads 4.\n"
        "   help:  Delete this file and grade again; the history of scores beside it stays."
    )
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM submissions").fetchone() == (1,)


def test_database_that_another_process_writes_is_in_use_and_not_damaged(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / "records.sqlite"
    with Store(tmp_path), closing(sqlite3.connect(path, timeout=0)) as other, pytest.raises(UsageError) as caught:
        other.execute("BEGIN IMMEDIATE")
        with closing(sqlite3.connect(path, timeout=0)) as third:
            try:
                third.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise explain_store_error(path, error) from error
    assert str(caught.value) == (
        f"error[folder-in-use]: The records in '{path}' are in use.\n"
        "   why:   Another process is writing them.\n"
        "   help:  Wait until it has finished."
    )


def test_database_that_is_damaged_during_the_work_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught, Store(tmp_path):
        raise sqlite3.DatabaseError("database disk image is malformed")
    assert caught.value.diagnostic.slug == "unusable-records"


def test_folder_that_cannot_be_written_to_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        Store(tmp_path / "file")
    assert caught.value.diagnostic.slug == "cannot-write"


def test_other_errors_leave_what_was_put(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Store(tmp_path) as store:
        store.put(entry("a"))
        raise KeyboardInterrupt
    with Store(tmp_path) as store:
        assert store.sources() == ["a"]


def test_trail_says_what_was_begun_last(tmp_path: Path) -> None:
    trail = Trail(tmp_path / "trail")
    trail.clear()
    assert trail.read_last() is None
    for item in ("one", "größe"):
        trail.note_item(item)
    assert trail.read_last() == "größe"
    trail.clear()
    assert trail.read_last() is None


def test_trail_that_cannot_be_left_stops_no_work(tmp_path: Path) -> None:
    trail = Trail(tmp_path / "gone" / "trail")
    trail.note_item("one")
    with pytest.raises(UsageError) as caught:
        trail.clear()
    assert caught.value.diagnostic.slug == "cannot-write"


def test_folder_is_locked_once_and_released(tmp_path: Path) -> None:
    with hold_folder(tmp_path / "out" / FOLDER):
        with pytest.raises(UsageError) as caught, hold_folder(tmp_path / "out" / FOLDER):
            pytest.fail("held twice")
        assert caught.value.diagnostic.slug == "folder-in-use"
    with hold_folder(tmp_path / "out" / FOLDER):
        pass


def test_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as caught, hold_folder(tmp_path / "out" / FOLDER):
        pytest.fail("held")
    assert caught.value.diagnostic.what == f"The folder '{tmp_path / 'out'}' cannot be used for reports."


def test_two_students_are_two_records(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put(entry("a"))
        store.put(replace(entry("b", 1), head=dump_compactly(head_data(CAROL)), items=(), records={}))
        assert [one.student for one in store.submissions()] == [ALICE.student, CAROL.student]
