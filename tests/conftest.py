"""Fixtures and settings that every test shares."""

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what the golden tests got as what they expect")
    parser.addoption("--screenshots", metavar="DIR", help="keep the screenshots of tests/browser, to be looked at")


def pytest_collection_finish() -> None:
    """Keep the many tests themselves out of every later garbage collection, which tests of bounded work would feel."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file; ``pytest --accept`` writes the file instead."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--accept"):
            path.write_text(text, encoding="utf-8", newline="")
        expected = path.read_bytes().decode("utf-8") if path.exists() else f"(there is no {path.name}: pytest --accept)"
        assert text == expected

    return compare
