"""A service for each test. Without the extra 'service' these tests are left out."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.service.web.site import Site

collect_ignore_glob = ["*.py"] if find_spec("fastapi") is None or find_spec("httpx2") is None else []


@pytest.fixture
def site(tmp_path: Path) -> "Iterator[Site]":
    from tests.service.web.site import open_site

    with open_site(tmp_path / "data") as opened:
        yield opened
