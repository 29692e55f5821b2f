"""Records whose items are shared with other records are the records that were written."""

from grader.service.exercises.equal_items import read_record, read_waiting
from grader.service.exercises.records import write_record
from grader.service.store.counted import iterate_counted
from grader.service.store.database import Database

from .courses import fill_course, grade_everything, send

TRICKY = 'a"},{"id":"x","part":"y"} \\'


def list_records(database: Database) -> list[str]:
    def prepare(connection):
        course, exercise, _ = fill_course(connection)
        send(connection, course, exercise, "ada", {"step": "2*x", "value": TRICKY})
        send(connection, course, exercise, "ben", {"step": "2*x", "value": "6"})
        send(connection, course, exercise, "eve", b"answers: [", form="f")
        return exercise

    exercise = database.write(prepare)
    grade_everything(database)
    with database.read() as connection:
        return [one.record for one in iterate_counted(connection, exercise.id)]


def test_shared_items_are_those_that_were_written(database: Database) -> None:
    records = list_records(database)
    assert len(records) == 3
    for record in records:
        assert write_record(read_record(record)) == record
    ada, ben, eve = map(read_record, records)
    assert ada.items[0] is ben.items[0]
    assert ada.items[1].given == TRICKY
    assert not eve.is_readable


def test_what_waits_is_read_alone(database: Database) -> None:
    ada, ben, eve = list_records(database)
    assert [item.id for item in read_waiting(ada, ())[0].items] == ["value"]
    assert [item.id for item in read_waiting(ben, ("step",))[0].items] == ["step"]
    assert read_waiting(ben, ())[1] is True
    assert read_waiting(eve, ())[1] is False
