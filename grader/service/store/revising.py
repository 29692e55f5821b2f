"""What is found out about a revision before it counts: its proof, and its trial on what was handed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from grader.service.store import tables
from grader.service.store.rows import add_row, fetch_one

__all__ = [
    "ACCEPTED", "READY", "RUNNING", "STOPPED", "KeptProof", "Trial", "add_proof", "add_trial", "find_newest_trial",
    "find_proof", "find_trial", "set_trial_state",
]  # fmt: skip

RUNNING, READY, STOPPED, ACCEPTED = "running", "ready", "stopped", "accepted"


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptProof:
    """What ``grader rubric check`` said of a revision."""

    id: int
    revision_id: int
    is_ok: bool
    text: str
    created: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A revision that is tried on everything that counts. ``state`` says how far it is."""

    id: int
    exercise_id: int
    revision_id: int
    account_id: int
    state: str
    created: datetime


def add_proof(connection: Connection, revision_id: int, is_ok: bool, text: str, now: datetime) -> None:
    """Keep what was found out about a revision."""
    add_row(connection, tables.proof, revision_id=revision_id, is_ok=is_ok, text=text, created=now)


def find_proof(connection: Connection, revision_id: int) -> KeptProof | None:
    """Find the latest proof of a revision; None if it was never checked here."""
    proof = tables.proof
    query = select(proof).where(proof.c.revision_id == revision_id).order_by(proof.c.id.desc()).limit(1)
    return fetch_one(connection, query, KeptProof)


def add_trial(connection: Connection, exercise_id: int, revision_id: int, account_id: int, now: datetime) -> Trial:
    """Begin to try a revision."""
    values = {"exercise_id": exercise_id, "revision_id": revision_id, "account_id": account_id}
    key = add_row(connection, tables.trial, **values, state=RUNNING, created=now)
    found = find_trial(connection, key)
    assert found is not None
    return found


def find_trial(connection: Connection, key: int) -> Trial | None:
    """Find a trial by its id."""
    return fetch_one(connection, select(tables.trial).where(tables.trial.c.id == key), Trial)


def find_newest_trial(connection: Connection, exercise_id: int) -> Trial | None:
    """Find the latest trial of any revision of an exercise."""
    trial = tables.trial
    query = select(trial).where(trial.c.exercise_id == exercise_id).order_by(trial.c.id.desc()).limit(1)
    return fetch_one(connection, query, Trial)


def set_trial_state(connection: Connection, trial: Trial, before: tuple[str, ...], after: str) -> bool:
    """Say how far a trial is; False, and nothing changes, unless its state is one of ``before``."""
    row = tables.trial
    mine = update(row).where(row.c.id == trial.id, row.c.state.in_(before)).values(state=after)
    return connection.execute(mine).rowcount == 1
