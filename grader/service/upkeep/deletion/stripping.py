"""Records and decisions without what a person wrote: what is left are outcomes and points.

A decision that was made on the person's answers becomes part of their record, and loses its text. One that serves
others too, because they gave an equal answer, stays as it is: it is about an answer and not about a person.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection, select, update

from grader.grading.people.overrides import apply_overrides, find_decision
from grader.grading.result import GradedSubmission, ItemResult
from grader.grading.sameness import read_meaning
from grader.service.exercises.counting import Rules, load_rules
from grader.service.exercises.deciding import pair_decisions
from grader.service.exercises.records import read_record, write_record
from grader.service.store import tables
from grader.service.store.counted import iterate_counted
from grader.service.store.decisions import ALL_POINTS, list_decisions
from grader.service.store.exercises import get_revision
from grader.service.upkeep.deletion.names import Reason

__all__ = ["strip_work"]

Answers = set[tuple[str, str]]
"""Items, each with the text of an answer in the form in which texts are compared."""


def strip_work(connection: Connection, account_id: int, pseudonym: str) -> frozenset[Reason]:
    """Take everything that somebody wrote out of the records of their work, and out of the decisions on it.

    The result are the reasons of those decisions.
    """
    reasons = set[Reason]()
    submission = tables.submission
    own = select(submission.c.exercise_id).where(submission.c.account_id == account_id).distinct()
    for exercise_id in list(connection.scalars(own)):
        records = load_records(connection, exercise_id, account_id, pseudonym)
        rules: dict[int, Rules] = {}
        for key, (revision_id, graded) in records.items():
            if revision_id not in rules:
                rules[revision_id] = load_rules(connection, exercise_id, get_revision(connection, revision_id))
            found = rules[revision_id]
            bare = strip_record(apply_overrides(graded, found.opened.rubric, found.overrides))
            grading = tables.grading
            connection.execute(update(grading).where(grading.c.id == key).values(record=write_record(bare)))
        answers = list_answers(graded for _, graded in records.values())
        reasons |= blank_decisions(connection, exercise_id, account_id, answers, records)
    return frozenset(reasons)


def load_records(
    connection: Connection, exercise_id: int, account_id: int, pseudonym: str
) -> Mapping[int, tuple[int, GradedSubmission]]:
    """Return the records of somebody's work, each with its revision, by the id of the grading."""
    grading, submission = tables.grading, tables.submission
    query = (
        select(grading.c.id, grading.c.revision_id, grading.c.record)
        .join(submission, submission.c.id == grading.c.submission_id)
        .where(submission.c.exercise_id == exercise_id, submission.c.account_id == account_id)
    )
    rows = connection.execute(query).all()
    return {row[0]: (row[1], replace(read_record(row[2]), student=pseudonym)) for row in rows}


def strip_record(graded: GradedSubmission) -> GradedSubmission:
    """Return a record of which only outcomes and points are left; what waited for a person does not count."""
    return replace(
        graded,
        file="erased",
        items=tuple(map(strip_item, graded.items)),
        diagnostics=(),
        provenance=replace(graded.provenance, submission=""),
        places={},
        networks=(),
        group=(),
    )


def strip_item(item: ItemResult) -> ItemResult:
    return replace(
        item,
        given="",
        read=None,
        remarks=(),
        components=(),
        diagnostics=(),
        decision=None,
        expected=None,
        figure=None,
        is_uncounted=item.is_uncounted or item.is_pending,
    )


def blank_decisions(
    connection: Connection, exercise_id: int, account_id: int, answers: Answers, gradings: Collection[int]
) -> set[Reason]:
    """Take the text out of the decisions on somebody's answers, but for those that others have given too."""
    decision = tables.decision
    here = (decision.c.exercise_id == exercise_id) & (decision.c.answer != "")
    rows = connection.execute(select(decision).where(here)).mappings().all()
    theirs = {
        row["id"]
        for row in rows
        if row["student_id"] is None
        and (row["grading_id"] in gradings or (row["item"], normalize(row["answer"])) in answers)
    }
    theirs -= find_used_by_others(connection, exercise_id, account_id, theirs) if theirs else set()
    gone = {row["id"]: row for row in rows if row["id"] in theirs or row["student_id"] == account_id}
    is_gone = decision.c.id.in_(gone) | (decision.c.student_id == account_id)
    connection.execute(update(decision).where(is_gone).values(answer="", points="", reason=""))
    target = f"exercise {exercise_id}"
    return {(target, row["item"], row["reason"]) for row in gone.values() if row["reason"] not in ("", ALL_POINTS)}


def list_answers(records: Iterable[GradedSubmission]) -> Answers:
    return {
        (item.id, normalize(text))
        for graded in records
        for item in graded.items
        for text in (item.given, item.read.text if item.read else "")
        if text
    }


def normalize(text: str) -> str:
    return "".join(text.split()).casefold()


def find_used_by_others(
    connection: Connection, exercise_id: int, account_id: int, decisions: Collection[int]
) -> set[int]:
    """Find those of some decisions that apply to the answers of other students."""
    rules = load_rules(connection, exercise_id)
    pairs = pair_decisions(list_decisions(connection, exercise_id), rules.opened)
    keys = {id(override): decision.id for decision, override in pairs}
    items, used, asked = rules.opened.rubric.by_id, set[int](), set(decisions)
    for counted in iterate_counted(connection, exercise_id):
        if counted.account_id == account_id:
            continue
        graded = read_record(counted.record)
        for result in graded.items:
            own = [override for _, override in pairs if override.item == result.id]
            # Comparing answers takes long, and while it lasts nobody can hand in: so first with the few in question.
            some = [override for override in own if keys[id(override)] in asked]
            if some and (item := items.get(result.id)):
                meaning = read_meaning(result, item)
                if find_decision(result, meaning, item, graded.student, some):
                    found = find_decision(result, meaning, item, graded.student, own)
                    used |= {keys[id(found)]} if found else set()
    return used & asked
