"""``grader service delete``: lists first, and deletes only if it is told so twice."""

from pathlib import Path

import pytest

from grader.cli import main
from grader.service.identity.accounts import find_account
from grader.service.settings import Settings
from grader.service.store.database import Database


def test_person_is_deleted_at_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path)]
    for arguments in (["migrate"], ["user", "root", "--admin"], ["user", "ada"]):
        assert main(["service", *arguments, *data]) == 0
    capsys.readouterr()
    assert main(["service", "delete", "ada", *data]) == 0
    said = "'ada' has 0 courses, 0 submissions, 0 drafts. Add --yes to delete this person for good.\n"
    assert capsys.readouterr().out == said
    assert main(["service", "delete", "ADA", "--yes", *data]) == 0
    assert capsys.readouterr().out.startswith("Deleted. The scores stay under the name 'deleted-2'; 0 submissions ")
    database = Database(Settings.of_folder(tmp_path).database)
    with database.read() as connection:
        assert find_account(connection, "ada") is None
    database.close()
    assert main(["service", "delete", "ada", *data]) != 0
    assert "error[no-such-account]: There is no account 'ada'." in capsys.readouterr().err
