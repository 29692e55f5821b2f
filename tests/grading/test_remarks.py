"""The order of remarks: a student reads three of them, so no kind may be left to chance."""

import re
from pathlib import Path

import grader
from grader.grading.visibility.remarks import ORDER

WRITTEN = re.compile(r'\bRemark\(\s*id="([^"]+)"')


def test_every_kind_of_remark_has_its_place() -> None:
    files = sorted(Path(grader.__file__).parent.rglob("*.py"))
    found = {kind for file in files for kind in WRITTEN.findall(file.read_text(encoding="utf-8"))}
    assert len(found) > 20
    assert sorted(found - set(ORDER)) == []
    assert len(set(ORDER)) == len(ORDER)
