"""A browser, and a service for it. Without the extra 'service' or a browser these tests are left out."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import browser, screenshots

if TYPE_CHECKING:
    from tests.service.web.live import Live

__all__ = ["browser", "screenshots"]

collect_ignore_glob = ["test_*.py"] if find_spec("fastapi") is None else []


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Live]":
    from tests.service.web.live import open_live

    with open_live(tmp_path_factory.mktemp("live")) as opened:
        yield opened
