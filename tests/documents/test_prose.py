"""Worked documents: what is a formula in each format, and where; the cases are tables, one for each format."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader import limits
from grader.documents.decoding import decode
from grader.documents.prose import Prose, find_format, list_suffixes
from grader.documents.traced import Traced
from grader.errors import DocumentError
from grader.source import Source
from tests.growth import growth_of

CASES = Path(__file__).parents[1] / "cases" / "prose"
ROWS = [
    (path.stem, number, row)
    for path in sorted(CASES.glob("*.yaml"))
    for number, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1)
]


def read(text: str, suffix: str = ".md") -> Prose:
    form = find_format(suffix)
    assert form is not None
    return form.read(decode(text, f"a{suffix}"))


def tell(prose: Prose) -> list[str]:
    return [
        f"{body.span.line_and_column} {body.text}{' struck' if formula.is_struck else ''}"
        for formula in prose.formulas
        for body in [formula.body.strip()]
    ]


SUFFIX = {"markdown": ".md", "latex": ".tex", "notebook": ".ipynb"}


@pytest.mark.parametrize(("kind", "number", "row"), ROWS, ids=[f"{kind}-{number}" for kind, number, _ in ROWS])
def test_formulas_are_found_where_they_are(kind: str, number: int, row: dict[str, object]) -> None:
    prose = read(str(row["text"]), SUFFIX[kind])
    assert tell(prose) == row["formulas"]
    assert [marker.name for marker in prose.markers] == row.get("markers", [])
    headings = [f"{block.level} {block.text.text}" for block in prose.blocks if block.kind == "heading"]
    assert headings == row.get("headings", headings)
    assert (prose.student.text if prose.student else None) == row.get("student")


def test_every_format_is_found_by_its_endings() -> None:
    assert {".md", ".qmd", ".rmd", ".mmd"} <= set(list_suffixes())
    assert find_format(".MD") is find_format(".md")
    assert find_format(".docx") is None


PIECES = [
    "$", "$$", "\\(", "\\)", "\\[", "\\]", "`", "```", "~~", "<!--", "-->", "> ", "\n", "\r\n", "\n\n", "# ", "---",
    "x", "1", " ", "\\begin{align}", "\\end{align}", "\\", "{#a}", "&", "é", "😀", "<s>", "</s>", "math",
    "\\section*{", "}",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_character_of_a_formula_is_where_its_span_says(text: str) -> None:
    prose = read(text)
    assert is_exact(prose)
    assert [formula.start for formula in prose.formulas] == sorted(formula.start for formula in prose.formulas)


def is_exact(prose: Prose) -> bool:
    """Whether each character of each formula and paragraph is in the file at its place."""
    texts = [*(formula.body for formula in prose.formulas), *(block.text for block in prose.blocks)]
    source = prose.source.text
    return all(
        source[start:end] == character
        for traced in texts
        for character, start, end in zip(traced.text, traced.starts, traced.ends, strict=True)
    )


HOSTILE = [
    "\\(", "\\[", "$", "$$", "$$ ", "$x", "$`", "`", "`` ` ", "``` \n", "~~~\n", "<!-- ", "~~", "~~$x$ ", "<s>$x$",
    "\\begin{align}", "> ", ">\n", "\n", "#\n", "# $\n", "=\n", "---\n", "$$\n\n", "\\(\n\n", "$x$", "$$x$$\n",
    "\\section{", "\\section*{a}\n",
    "\\$", "$a\\$ ", "\\\\(", "{#a}", "```math\n", "a", "(a)=\n", ":::\n", "<!-- item: a --> ", " ", "\t\n",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_reading_takes_time_in_proportion_to_the_length(unit: str) -> None:
    def read_text(text: str) -> Prose:
        return read(text)

    assert growth_of(read_text, lambda count: unit * count, 10_000) < 8


LATEX = [
    "\\(", "\\[", "$", "$$", "$x", "%", "% \n", "\\verb|", "\\verb|a|", "\\begin{align}", "\\begin{verbatim}", "\n",
    "{", "\\newcommand{\\a}{\\a\\a}$\\a$", "\\def\\a{", "\\section{a}", "\\item ", "\\label{a}", "$x$ ", "\\a",
]  # fmt: skip


@pytest.mark.parametrize("unit", LATEX)
def test_reading_latex_takes_time_in_proportion_to_the_length(unit: str) -> None:
    assert growth_of(lambda text: read(text, ".tex"), lambda count: unit * count, 10_000) < 8


def test_a_command_that_doubles_itself_does_not_grow_for_ever() -> None:
    body = "".join(f"\\newcommand{{\\{a}}}{{\\{b}\\{b}\\{b}\\{b}}}" for a, b in pairwise("abcdefghijklm"))
    (formula,) = read(rf"{body} \begin{{document}}$\a$\end{{document}}", ".tex").formulas
    assert len(formula.body) <= limits.MAX_MACRO_CHARACTERS


@pytest.mark.parametrize("size", [10, 2_000_000])
def test_the_output_of_programs_is_skipped(size: int) -> None:
    output = [{"data": {"image/png": "A" * size}} for _ in range(3)]
    cells = [{"cell_type": "code", "outputs": output}, {"cell_type": "markdown", "source": "$x$"}]
    assert tell(read_notebook(json.dumps({"cells": cells})))[0].endswith(" x")


def read_notebook(text: str) -> Prose:
    form = find_format(".ipynb")
    assert form is not None
    return form.read(decode(text, "a.ipynb", at_most=form.limit))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"cells": 3}', '{"cells": [', '{"cells": {"outputs": [[[['])
def test_what_is_no_notebook_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        read_notebook(text)


def test_a_text_keeps_the_places_of_what_it_was_joined_from() -> None:
    whole = Traced.of(Source("a.md", "one two three"))
    joined = whole[0:4] + whole[8:13]
    assert joined.text == "one three"
    assert joined.locate(4, 9).text == "three"
    assert joined.strip("o").span.text == "ne three"
    assert joined.locate(20, 21).start == len("one two three")


def test_of_a_document_that_is_too_long_only_the_beginning_is_read() -> None:
    prose = read("$x$\n\n" * 3_000)
    assert len(prose.formulas) == limits.MAX_FORMULAS
    assert [str(remark).splitlines()[0] for remark in prose.remarks] == [
        "a.md:3999:4: warning[document-too-long]: The document is not read any further than this."
    ]
