"""Rows that do not get what they should today: each is listed with what it gets, so that none changes unseen."""

from functools import cache
from pathlib import Path

import pytest
import yaml

__all__ = ["check_row", "read_misses"]


@cache
def read_misses(path: Path) -> dict[str, str]:
    """Return what each listed row gets today, by the row's id."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})


def check_row(row_id: str, got: str, problem: str, misses_file: Path) -> None:
    """Pass a row that is right; expect a listed miss to fail, and to fail exactly as it is recorded.

    ``problem`` says what is wrong with ``got``, and is empty where nothing is.
    """
    recorded = read_misses(misses_file).get(row_id)
    if recorded is None:
        if problem:
            pytest.fail(f"Row {row_id} gave '{got}': {problem}", pytrace=False)
    elif not problem:
        pytest.fail(f"Row {row_id} is right now: remove it from {misses_file.name}.", pytrace=False)
    elif got != recorded:
        pytest.fail(f"Row {row_id} gave '{got}', but {misses_file.name} records '{recorded}': {problem}", pytrace=False)
    else:
        pytest.xfail(problem)
