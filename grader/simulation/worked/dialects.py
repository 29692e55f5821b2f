r"""How each kind of document writes a formula, a heading, a mark and struck text.

>>> MARKDOWN.inline("x = 1"), LATEX.heading("Part 1", 2), MMD.display("x")
('$x = 1$', '\\subsection*{Part 1}', '\\[\nx\n\\]')
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from grader.documents.prose.latex import LatexFormat
from grader.documents.prose.markdown import MarkdownFormat

__all__ = ["DIALECTS", "LATEX", "MARKDOWN", "MMD", "NOTEBOOK", "Dialect"]

LATEX_HEADINGS: Final = {1: "section", 2: "subsection", 3: "subsubsection"}
PREAMBLE: Final = "\\documentclass{article}\n\\usepackage{amsmath}\n\\usepackage{ulem}\n\\begin{document}\n\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """One kind of document; each function returns text, ``finish`` a whole file from its blocks and the student."""

    name: str
    suffix: str
    inline: Callable[[str], str]
    display: Callable[[str], str]
    heading: Callable[[str, int], str]
    marker: Callable[[str], str]
    strike: Callable[[str], str]
    finish: Callable[[Sequence[str], str], str]
    is_recognised: bool = False
    is_named_by_file: bool = False  # whether only the name of the file says whose it is


def write_dollars(latex: str) -> str:
    return f"${latex}$"


def write_parentheses(latex: str) -> str:
    return rf"\({latex}\)"


def write_double_dollars(latex: str) -> str:
    return f"$$\n{latex}\n$$"


def write_brackets(latex: str) -> str:
    return f"\\[\n{latex}\n\\]"


def write_hashes(title: str, level: int) -> str:
    return f"{'#' * level} {title}"


def write_section(title: str, level: int) -> str:
    return rf"\{LATEX_HEADINGS[level]}*{{{title}}}"


def write_tildes(text: str) -> str:
    return f"~~{text}~~"


def write_sout(text: str) -> str:
    return rf"\sout{{{text}}}"


def finish_markdown(blocks: Sequence[str], student: str) -> str:
    head = f"---\nstudent: {json.dumps(student, ensure_ascii=False)}\n---\n\n" if student else ""
    return head + "\n\n".join(blocks) + "\n"


def finish_latex(blocks: Sequence[str], student: str) -> str:
    head = f"% student: {student}\n" if student else ""
    return f"{head}{PREAMBLE}" + "\n\n".join(blocks) + "\n\n\\end{document}\n"


def finish_notebook(blocks: Sequence[str], student: str) -> str:
    """A cell for each heading with what is below it, and some code between; a notebook names no student."""
    cells: list[list[str]] = []
    for block in blocks:
        if not cells or block.startswith("#"):
            cells.append([])
        cells[-1].append(block)
    code: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": ["x = 1"],
    }
    written = [
        {"cell_type": "markdown", "metadata": {}, "source": "\n\n".join(cell).splitlines(keepends=True)}
        for cell in cells
    ]
    data = {"cells": [*written, code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


MARKDOWN: Final = Dialect(
    name="markdown",
    suffix=".md",
    inline=write_dollars,
    display=write_double_dollars,
    heading=write_hashes,
    marker=MarkdownFormat.mark.format,
    strike=write_tildes,
    finish=finish_markdown,
)
LATEX: Final = Dialect(
    name="latex",
    suffix=".tex",
    inline=write_dollars,
    display=write_brackets,
    heading=write_section,
    marker=LatexFormat.mark.format,
    strike=write_sout,
    finish=finish_latex,
)
NOTEBOOK: Final = Dialect(
    name="notebook",
    suffix=".ipynb",
    inline=write_dollars,
    display=write_double_dollars,
    heading=write_hashes,
    marker=MarkdownFormat.mark.format,
    strike=write_tildes,
    finish=finish_notebook,
    is_named_by_file=True,
)
MMD: Final = Dialect(
    name="mmd",
    suffix=".mmd",
    inline=write_parentheses,
    display=write_brackets,
    heading=write_hashes,
    marker=MarkdownFormat.mark.format,
    strike=write_tildes,
    finish=finish_markdown,
    is_recognised=True,
)
DIALECTS: Final[Mapping[str, Dialect]] = {each.name: each for each in (MARKDOWN, LATEX, NOTEBOOK, MMD)}
