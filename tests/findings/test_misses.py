"""A listed miss may neither become right nor change unseen."""

from pathlib import Path

import pytest

from tests.findings.misses import check_row

PROBLEM = "needless unknown, wanted equal. They are the same."


@pytest.fixture
def misses_file(tmp_path: Path) -> Path:
    path = tmp_path / "misses.yaml"
    path.write_text("g2: unknown\n", encoding="utf-8")
    return path


def test_a_row_that_is_right_and_not_listed_passes(misses_file: Path) -> None:
    check_row("g1", "equal", "", misses_file)


def test_a_row_that_is_wrong_and_not_listed_fails(misses_file: Path) -> None:
    with pytest.raises(pytest.fail.Exception) as caught:
        check_row("g1", "unknown", PROBLEM, misses_file)
    assert str(caught.value) == "Row g1 gave 'unknown': needless unknown, wanted equal. They are the same."


def test_a_listed_miss_that_is_as_recorded_is_expected(misses_file: Path) -> None:
    with pytest.raises(pytest.xfail.Exception) as caught:
        check_row("g2", "unknown", PROBLEM, misses_file)
    assert str(caught.value) == PROBLEM


def test_a_listed_miss_that_is_right_now_fails_until_it_is_removed(misses_file: Path) -> None:
    with pytest.raises(pytest.fail.Exception) as caught:
        check_row("g2", "equal", "", misses_file)
    assert str(caught.value) == "Row g2 is right now: remove it from misses.yaml."


def test_a_listed_miss_that_is_wrong_in_another_way_fails(misses_file: Path) -> None:
    with pytest.raises(pytest.fail.Exception) as caught:
        check_row("g2", "different", "wrong verdict, wanted equal. They are the same.", misses_file)
    assert str(caught.value) == (
        "Row g2 gave 'different', but misses.yaml records 'unknown': wrong verdict, wanted equal. They are the same."
    )
