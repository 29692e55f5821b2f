"""What the documentation shows is what happens: consoles are run, Python is doctested, links lead somewhere.

In a console block a line that is ``[…]`` stands for any number of lines. The commands of one page run one after the
other in a folder of their own, with the rubrics and the example submissions in it.
"""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from grader import limits
from grader.answers import ANSWER_TYPES
from grader.answers.leaving_open import find_left_open
from grader.answers.leaving_open.protocol import list_kinds
from grader.cli import list_commands
from grader.documents import parse_yaml
from grader.equivalence.form.violations import FORMS, find_violations
from grader.expr import parse
from grader.grading import check_rubric
from grader.rubric import parse_rubric
from grader.rubric.load import rubric_schema
from grader.rubric.notation import read_notation
from grader.simulation.trial import try_rubric

from .test_conventions import skip_without_extra

REPOSITORY = Path(__file__).parents[1]
PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
MODULES = sorted((REPOSITORY / "grader").rglob("*.py"))
ANYTHING = "[…]"
SERVING = {"push", "serve", "worker"}  # they need a service, or run until somebody stops them: tests/service tries them
TUTORIAL = "tutorial.md"  # its files are written and its commands run by test_tutorial.py


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    line: int
    text: str


class Call(NamedTuple):
    """A command in a console block, and what it prints."""

    line: int
    command: str
    output: str


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    language, start, kept = "", 0, list[str]()
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        fence = re.match(r"```(\w*)", line)
        if start and fence and not fence[1]:
            yield Block(language, start, "".join(kept))
            start = 0
        elif start:
            kept.append(f"{line}\n")
        elif fence:
            language, start, kept = fence[1], number, []


def block_calls(block: Block) -> list[Call]:
    """Return the commands of a console block."""
    found: list[Call] = []
    for number, line in enumerate(block.text.splitlines(keepends=True), start=block.line + 1):
        if line.startswith("$ "):
            found.append(Call(number, line[2:].strip(), ""))
        else:
            found[-1] = found[-1]._replace(output=found[-1].output + line)
    return found


def calls(page: Path) -> list[Call]:
    """Return every command that a page shows with its output."""
    return [call for block in blocks(page) if block.language == "console" for call in block_calls(block)]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line in a folder."""
    words = shlex.split(command)
    assert words[0] == "grader", f"'{command}' is not a command of ours"
    return subprocess.run(
        [sys.executable, "-P", "-m", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", "GRADER_DEBUG": "0"},
    )


def matches(expected: str, got: str) -> bool:
    """Whether the output is the expected one, where ``[…]`` means any lines."""
    pattern = "".join("(.*\n)*?" if line == f"{ANYTHING}\n" else re.escape(line) for line in expected.splitlines(True))
    return re.fullmatch(pattern, got) is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("rubrics", "submissions_example"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    return tmp_path


def check_calls(page: Path, calls: list[Call], folder: Path) -> None:
    """Run commands one after the other in a folder, and compare what they print with what the page shows."""
    code = 0
    for call in calls:
        if call.command == "echo $?":
            got = f"{code}\n"
        elif call.command.startswith("cat "):
            got = (folder / call.command.removeprefix("cat ")).read_text(encoding="utf-8")
        else:
            ended = run(call.command, folder)
            code, got = ended.returncode, ended.stdout
        if not matches(call.output, got):
            assert got == call.output, f"{page.name}:{call.line}"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if calls(page) and page.name != TUTORIAL], ids=lambda page: page.name
)
def test_consoles_show_what_happens(page: Path, folder: Path) -> None:
    check_calls(page, calls(page), folder)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_on_a_page_runs(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    source = "\n".join(block.text for block in blocks(page) if block.language == "python" and ">>>" in block.text)
    test = doctest.DocTestParser().get_doctest(source, {}, page.name, str(page), 0)
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert results.failed == 0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_examples_in_docstrings_run(path: Path) -> None:
    if path.is_relative_to(REPOSITORY / "grader" / "service"):
        pytest.importorskip("fastapi", reason="needs the extra 'service'")
        if path.name == "env.py":
            pytest.skip("It runs only where Alembic calls it.")
    name = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")
    skip_without_extra(name)
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            path = (page.parent / target.partition("#")[0]) if not target.startswith("#") else page
            assert path.exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("name", sorted({*list_commands()} - SERVING))
def test_example_in_the_help_of_a_command_works(name: str, folder: Path) -> None:
    example = import_module(f"grader.cli.{name}").EXAMPLE
    ended = run(example, folder)
    assert ended.returncode in (0, 1, 3) or "error[missing-extra]" in ended.stdout, ended.stdout
    assert "error[cannot-write]" not in ended.stdout
    assert "our mistake, number" not in ended.stdout


def test_readme_opens_with_commands_that_do_everything() -> None:
    first = next(block for block in blocks(REPOSITORY / "README.md") if block.language == "sh")
    grades, tests, serves = [line for line in first.text.splitlines() if line and not line.startswith("#")]
    assert serves.startswith("python3 -m venv .venv && ")
    assert serves.endswith(import_module("grader.cli.serve").EXAMPLE.replace("grader ", ".venv/bin/grader "))
    assert import_module("grader.cli.grade").EXAMPLE.removeprefix("grader ") in grades
    assert grades.startswith("python3 -m venv .venv && ")
    assert tests.startswith("python3 -m venv .venv && ")
    assert "pytest" in tests


def test_rubric_on_its_page_is_one_that_can_be_used() -> None:
    text = next(block.text for block in blocks(REPOSITORY / "docs" / "rubric.md") if block.language == "yaml")
    proof = check_rubric(parse_rubric(parse_yaml(text, "parabola.yaml")))
    assert [finding.text for finding in proof.findings if not finding.is_ok] == []
    assert (proof.points, proof.for_a_person) == (3, 1)


@pytest.mark.parametrize("page", ["digits", "quantities", "up_to", "words"])
def test_first_rubric_on_a_page_can_be_used_and_tested(page: str) -> None:
    text = next(block.text for block in blocks(REPOSITORY / "docs" / f"{page}.md") if block.language == "yaml")
    rubric = parse_rubric(parse_yaml(text, f"{page}.yaml"))
    assert [finding.text for finding in check_rubric(rubric).findings if not finding.is_ok] == []
    assert [one.text for item in try_rubric(rubric).items for one in item.misjudged] == []


def test_rubric_about_forms_can_be_used_and_tested() -> None:
    text = next(block.text for block in blocks(REPOSITORY / "docs" / "form.md") if block.language == "yaml")
    rubric = parse_rubric(parse_yaml(text, "forms.yaml"))
    assert [finding.text for finding in check_rubric(rubric).findings if not finding.is_ok or finding.is_doubtful] == []
    assert [one.text for item in try_rubric(rubric).items for one in item.misjudged] == []


def test_rubric_about_several_right_answers_can_be_used_and_tested() -> None:
    text = next(block.text for block in blocks(REPOSITORY / "docs" / "several-answers.md") if block.language == "yaml")
    rubric = parse_rubric(parse_yaml(text, "several.yaml"))
    assert [one.text for one in check_rubric(rubric).findings if not one.is_ok or one.is_doubtful] == []
    assert [one.text for item in try_rubric(rubric).items for one in item.misjudged] == []


def test_page_on_forms_names_every_form_and_what_it_refuses() -> None:
    page = (REPOSITORY / "docs" / "form.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| .* \| (.*) \|$", page, re.MULTILINE)
    assert sorted(form.partition(":")[0] for form, _ in rows) == sorted(FORMS)
    names = (
        "symbols: {x: real, y: real, t: real, z: complex}\nquantities: {A: {value: '[[1, 2], [3, 4]]', shape: [2, 2]}}"
    )
    notation = read_notation(parse_yaml(names, "names.yaml").root, [])
    for form, refused in rows:
        for text in re.findall(r"`([^`]+)`", refused.partition(";")[0]):
            assert find_violations(parse(text, notation).tree, [form], notation), (form, text)


def test_page_on_what_is_left_open_names_every_kind_with_its_types() -> None:
    page = (REPOSITORY / "docs" / "up_to.md").read_text(encoding="utf-8")
    for kind in list_kinds():
        member = find_left_open(kind)
        types = [name for name in ANSWER_TYPES if name in member.types]
        row = next(line for line in page.splitlines() if line.startswith(f"| `{kind}` | {member.summary}"))
        assert sorted(re.findall(r"`(\w+)`", row.rpartition("|")[0].rpartition("|")[2])) == types


def test_page_on_rubrics_names_every_answer_type_with_its_options() -> None:
    page = (REPOSITORY / "docs" / "rubric.md").read_text(encoding="utf-8")
    for kind, member in ANSWER_TYPES.items():
        options = ", ".join(f"`{name}`" for name in member.options)
        assert f"| `{kind}` | {member.summary} | {options} |\n" in page


@pytest.mark.parametrize("definition", ["item", "notation", "symbol"])
def test_page_on_rubrics_names_every_key(definition: str) -> None:
    page = (REPOSITORY / "docs" / "rubric.md").read_text(encoding="utf-8")
    for key in rubric_schema()["$defs"][definition]["properties"]:
        assert f"`{key}`" in page or f"`{key}:" in page, key


def test_readme_leads_to_every_page() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in (REPOSITORY / "docs").glob("*.md") if f"(docs/{page.name})" not in text] == []


PAGES_WITH_PATHS = ("CONTRIBUTING.md", "docs/architecture.md", "docs/equality.md", "docs/equality-engine.md")


def find_paths(line: str) -> list[str]:
    """Return the paths of a line in code type; of ``tests/cases/<kind>.yaml`` the folder."""
    spans = [span.partition("<")[0] for span in re.findall(r"`([^`]+)`", line)]
    return [span for span in spans if re.fullmatch(r"[\w./-]+", span) and ("/" in span or span.endswith(".py"))]


@pytest.mark.parametrize("name", PAGES_WITH_PATHS)
def test_paths_on_a_page_exist(name: str) -> None:
    package = REPOSITORY / "grader"
    for number, line in enumerate((REPOSITORY / name).read_text(encoding="utf-8").splitlines(), start=1):
        paths = find_paths(line)
        # A path begins at the top, in the package, in the engine, or in a folder that is named in the same line.
        bases = [REPOSITORY, package, package / "equivalence", *(REPOSITORY / path for path in paths)]
        missing = [path for path in paths if not any((base / path).exists() for base in bases)]
        assert missing == [], f"{name}:{number}"


def test_page_on_the_engine_lists_every_way_to_a_verdict() -> None:
    page = (REPOSITORY / "docs" / "equality-engine.md").read_text(encoding="utf-8")
    ladder = page.partition("## The ladder\n")[2].partition("\n## ")[0]
    sources = (path.read_text(encoding="utf-8") for path in (REPOSITORY / "grader" / "equivalence").rglob("*.py"))
    names = {name for source in sources for name in re.findall(r"\bby=\"(\w+)\"", source)}
    assert {name for name in names if f"`{name}`" not in ladder} == set()


def test_files_that_the_page_on_the_engine_names_are_there() -> None:
    page = (REPOSITORY / "docs" / "equality-engine.md").read_text(encoding="utf-8")
    engine = page.partition("## How fast it is")[0]
    named = re.findall(r"`((?:\w+/)+(?:\w+\.py)?|\w+\.py)`", engine)
    places = [REPOSITORY / "grader" / "equivalence", REPOSITORY]
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_page_on_architecture_names_every_folder() -> None:
    page = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {path.parent for path in MODULES} - {REPOSITORY / "grader"}
    assert [folder for folder in sorted(folders) if f"{folder.name}/`" not in page] == []


def test_page_on_limits_has_every_limit_with_its_value() -> None:
    page = (REPOSITORY / "docs" / "limits.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| (\w+) \| (-?[\d,]+) \|", page, re.MULTILINE))
    assert shown == {name: f"{value:,}" for name, value in vars(limits).items() if name.startswith(("MAX_", "MIN_"))}
