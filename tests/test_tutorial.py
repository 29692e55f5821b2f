"""docs/tutorial.md works when it is followed to the letter, from an empty folder to a gradebook.

A fenced block of YAML is a file, whose name is the last one in code type in the text above it. A block of ``diff`` is a
change in the file that was named last: the lines without ``+`` occur in it exactly once. Consoles are run as on every
page.
"""

import re
from pathlib import Path

import pytest

from tests.test_docs import REPOSITORY, TUTORIAL, Block, block_calls, blocks, check_calls

PAGE = REPOSITORY / "docs" / TUTORIAL


def find_file_name(block: Block) -> str:
    """Return the file that the text above a block names last."""
    above = PAGE.read_text(encoding="utf-8").splitlines()[: block.line - 1]
    return re.findall(r"`([\w/]+\.(?:yaml|csv))`", "\n".join(above))[-1]


def apply_change(path: Path, diff: str) -> None:
    """Replace the old lines of a change by the new ones."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} does not hold this once:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


pytestmark = pytest.mark.shell


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of somebody who has done all that the page says; each step was checked on the way."""
    folder = tmp_path_factory.mktemp("week4")
    for block in blocks(PAGE):
        if block.language == "yaml":
            path = folder / find_file_name(block)
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "diff":
            apply_change(folder / find_file_name(block), block.text)
        elif block.language == "console":
            check_calls(PAGE, block_calls(block), folder)
    return folder


def test_every_step_shows_what_the_page_shows(folder: Path) -> None:
    assert (folder / "grades.csv").exists()


def test_every_file_that_the_page_names_exists_in_the_end(folder: Path) -> None:
    named = re.findall(r"`([\w/]+\.(?:yaml|html|csv))`", PAGE.read_text(encoding="utf-8"))
    assert [name for name in named if not (folder / name).is_file()] == []


def test_page_of_the_class_shows_every_student(folder: Path) -> None:
    page = (folder / "reports" / "index.html").read_text(encoding="utf-8")
    assert [name for name in ("ada", "ben", "eve") if name not in page] == []


def test_page_of_a_student_names_the_mistake(folder: Path) -> None:
    assert "adding the step instead of subtracting it" in (folder / "reports" / "ben.html").read_text(encoding="utf-8")


def test_every_block_is_run_but_the_installation() -> None:
    languages = [block.language for block in blocks(PAGE)]
    assert languages[0] == "sh"
    assert set(languages[1:]) == {"yaml", "console", "diff"}
