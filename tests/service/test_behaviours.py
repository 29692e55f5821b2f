"""The page of promises: each test that it names is there, and each file."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "service" / "behaviours.md").read_text(encoding="utf-8")


def list_tests() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "service").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"def (test_\w+)", text)}


def test_promises_name_tests_that_are_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 90
    assert named <= list_tests()


def test_promises_name_files_that_are_there() -> None:
    assert [path for path in re.findall(r"`(tests/[\w/.]+)`", PAGE) if not (ROOT / path).exists()] == []


def test_each_of_the_behaviours_is_shown_or_said_not_to_be_built() -> None:
    shown = dict(re.findall(r"^\| (\d+) \|[^|]*\| (.*) \|$", PAGE, re.MULTILINE))
    assert sorted(shown, key=int) == [str(number) for number in range(1, 26)]
    assert [number for number, by in shown.items() if "`test_" not in by] == ["17"]
