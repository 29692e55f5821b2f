"""The command's entry point: help, exit codes, and what the user sees whatever happens inside."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from grader import cli
from grader.cli import console, list_commands, main
from grader.errors import AnswerError, Diagnostic, DocumentError, UsageError
from grader.reports.wording import OUTCOMES

COMMANDS = list_commands()
REPOSITORY = Path(__file__).parents[2]


def grader(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a shell does."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "grader", *arguments],
        capture_output=True,
        env={**os.environ, **environment},
        cwd=REPOSITORY,
        check=False,
    )


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A command called ``act`` whose ``run`` the test sets."""
    module = ModuleType("grader.cli.act")
    module.__dict__.update(SUMMARY="Act.", EXAMPLE="grader act", add_arguments=lambda parser: None)
    monkeypatch.setitem(sys.modules, "grader.cli.act", module)
    monkeypatch.setattr(cli, "list_commands", lambda: ["act"])
    return module


def raising(error: BaseException):  # type: ignore[no-untyped-def]
    def run(args: object) -> int:
        raise error

    return run


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert all(f"\n    {name}" in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert f"example:\n  grader {name} " in shown
    assert "%%" not in shown


def test_help_loads_no_engine() -> None:
    program = (
        "import sys; from grader.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "assert not {'yaml', 'flint', 'sympy', 'numpy', 'grader.expr', 'grader.grading'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-P", "-c", program], check=True, capture_output=True)


@pytest.mark.parametrize("arguments", [["mark"], ["check"], ["check", "a.yaml"], ["grade", "--rubrik", "r"], ["-x"]])
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: grader" in capsys.readouterr().err


def test_no_command_at_all_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert all(f"\n    {name}" in err for name in COMMANDS)


def test_two_arguments_for_a_command_that_takes_one_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["template", "a.yaml", "b.yaml"])
    assert left.value.code == 2
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "grader: error: unrecognized arguments: b.yaml; 'grader template' takes one RUBRIC.",
        "Try 'grader --help'.",
    ]


def test_usage_message_is_harmless_whatever_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["template", "r.yaml", "\x1b[31m\n::error::x"])
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "grader: error: unrecognized arguments: \\x1b[31m\\x0a::error::x; 'grader template' takes one RUBRIC.",
        "Try 'grader --help'.",
    ]


@pytest.mark.parametrize(
    ("error", "code"), [(UsageError, 2), (DocumentError, 3), (AnswerError, 3)], ids=lambda value: str(value)
)
def test_complaint_is_printed_whole_and_decides_the_exit_code(
    error: type[UsageError], code: int, command: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    command.run = raising(error([Diagnostic(slug="a", what="First\x1b."), Diagnostic(slug="b", what="Second.")]))
    assert main(["act"]) == code
    assert capsys.readouterr() == ("", "error[a]: First\\x1b.\nerror[b]: Second.\n")


def test_our_own_mistake_is_one_line_with_a_number(
    command: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRADER_DEBUG", raising=False)
    command.run = raising(ZeroDivisionError("secret text of a student"))
    assert main(["act"]) == 4
    first = capsys.readouterr()
    assert main(["act"]) == 4
    second = capsys.readouterr()
    assert first == second
    assert first.out == ""
    assert first.err.count("\n") == 1
    assert first.err.startswith("grader: this is our mistake, number ")
    assert "secret" not in first.err
    assert "Traceback" not in first.err


def test_traceback_is_shown_to_those_who_ask(
    command: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_DEBUG", "1")
    command.run = raising(ZeroDivisionError("why"))
    assert main(["act"]) == 4
    assert "ZeroDivisionError: why" in capsys.readouterr().err


def test_interruption_is_no_mistake(command: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    command.run = raising(KeyboardInterrupt())
    assert main(["act"]) == 130
    assert capsys.readouterr().err == "grader: stopped.\n"


def test_reader_that_went_away_is_no_mistake() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            "import sys; from grader.cli import main; sys.exit(main(['solve', sys.argv[1]]))",
            RUBRIC,
        ],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        cwd=REPOSITORY,
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, b"")


RUBRIC = "rubrics/exercise3.yaml"


def test_missing_rubric_is_reported_and_exits_with_3() -> None:
    ended = grader("solve", "rubrics/absent.yaml")
    assert ended.returncode == 3
    assert ended.stdout == b""
    assert b"absent.yaml" in ended.stderr
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_locale_without_unicode_gets_stand_ins(locale: str) -> None:
    ended = grader(
        "solve", RUBRIC, LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="ascii:strict"
    )
    assert ended.returncode == 0
    assert ended.stdout.isascii()
    assert ended.stderr == b""


def test_signs_of_ours_have_stand_ins_and_other_characters_escapes() -> None:
    console.prepare_streams()
    text = "✓ ✗ ◐ – … │ • → α \ud800"
    assert text.encode("ascii", "stand-in") == b"+ x ~ - ... | * -> \\u03b1 \\ud800"


def test_every_sign_of_an_outcome_has_a_stand_in() -> None:
    signs = {words.symbol for words in OUTCOMES.values() if not words.symbol.isascii()}
    assert signs <= set(console.STAND_INS)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device here that is always full")
@pytest.mark.parametrize("arguments", [["solve", RUBRIC], ["compare", "x", "x"]], ids=lambda given: given[0])
def test_full_disk_at_standard_output_is_reported_and_is_no_mistake_of_ours(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "grader", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=REPOSITORY,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr.decode() == (
        "error[cannot-print]: Standard output cannot be written to.\n"
        "   why:   The system says: No space left on device.\n"
        "   help:  Make room, or send the output somewhere else.\n"
    )


def test_misspelt_key_and_points_that_are_invalid_are_described_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = "{id: a, type: number, points: x, promt: Why?, expected: 2}"
    path = tmp_path / "r.yaml"
    path.write_text(f"rubric: r\ntitle: R\nparts: [{{id: p, title: P, items: [{item}]}}]\n", encoding="utf-8")
    assert main(["rubric", "check", str(path)]) == 3
    text = capsys.readouterr().err
    assert "   help:  Write 'prompt' in place of 'promt'.\n" in text
    assert "'x' is not a number such as 2, 1/2 or 0.5.\n" in text


def test_schema_of_rubrics_takes_numbers_as_an_editor_sees_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--rubric"]) == 0
    item = json.loads(capsys.readouterr().out)["$defs"]["item"]["properties"]
    assert item["points"]["type"] == ["string", "number", "boolean", "null"]
    assert item["type"]["type"] == ["string", "number", "boolean", "null"]


def test_main_leaves_the_garbage_collector_of_its_caller_alone() -> None:
    program = (
        "import gc; from grader.cli import main\n"
        "gc.disable(); main(['compare', 'x', 'x'])\n"
        "assert not gc.isenabled() and gc.get_freeze_count() == 0"
    )
    subprocess.run([sys.executable, "-P", "-c", program], check=True, capture_output=True)
