"""A school for each test. Without the extra 'service' these tests are left out."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .school import School

collect_ignore_glob = [] if find_spec("fastapi") and find_spec("httpx2") else ["*"]


@pytest.fixture
def school(tmp_path: Path) -> "Iterator[School]":
    from .school import open_school

    with open_school(tmp_path) as opened:
        yield opened


@pytest.fixture
def school_of_each_kind(tmp_path: Path, url: str) -> "Iterator[School]":
    """A school whose database is each of those that the service supports."""
    from .school import open_school

    with open_school(tmp_path / "data", url) as opened:
        yield opened
