"""What a new revision of an exercise removes: items, and the answers to them that somebody gave before."""

from collections.abc import Mapping

from sqlalchemy import Connection

from grader.errors import DocumentError
from grader.service.exercises.opened import Opened, open_revision
from grader.service.exercises.readback import is_document, read_file_back
from grader.service.store.exercises import Exercise, list_revisions
from grader.service.store.submissions import Submission

__all__ = ["could_be_read_before", "list_removed_items"]


def list_removed_items(connection: Connection, exercise: Exercise, opened: Opened) -> Mapping[str, str]:
    """Return the titles of the items that only earlier revisions have, as the latest of them calls each."""
    found: dict[str, str] = {}
    for revision in reversed(list_revisions(connection, exercise)):
        found |= {item.id: item.title for item in open_revision(revision).rubric.items}
    return {item: title for item, title in found.items() if item not in opened.rubric.by_id}


def could_be_read_before(connection: Connection, exercise: Exercise, submission: Submission) -> bool:
    """Whether a file that cannot be read now could be read under another revision."""
    if is_document(submission.name):  # what cannot be read of it does not depend on the exercise
        return False
    for revision in list_revisions(connection, exercise):
        try:
            read_file_back(open_revision(revision), submission.name, submission.data)
        except DocumentError:
            continue
        return True
    return False
