r"""A document to fill in: each question with a mark after it, so that what is written there is found at once.

The questions are recognised when the document is handed in (``claims/quoted.py``), so their own formulas are no
answers.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from grader.documents.prose.latex import LatexFormat
from grader.documents.prose.markdown import MarkdownFormat
from grader.submission.asked import AskedItem, AskedRubric
from grader.submission.wording import points_in_words

__all__ = ["DOCUMENTS", "make_worked_template"]

ADVICE: Final = (
    "Write each answer below its mark, with as much of your working as you like; leave the rest as it is. What you do "
    "not answer stays empty."
)
PREAMBLE: Final = "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}"
FORMULA: Final = re.compile(r"(\$[^$\n]*\$)")
LATEX_SIGNS: Final = {"\\": "/", "^": r"\^{}", "~": r"\~{}", "<": r"\textless{}", ">": r"\textgreater{}"} | {
    s: f"\\{s}" for s in "#%&_{}$"
}
MARKDOWN_SIGNS: Final = {sign: f"\\{sign}" for sign in "*_<`~[]#$"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Writing:
    """How one kind of document is written, question by question."""

    head: Callable[[AskedRubric], Iterator[str]]
    part: Callable[[str], str]
    question: Callable[[AskedItem], Iterator[str]]
    tail: str = ""


def make_worked_template(rubric: AskedRubric, kind: str) -> str:
    """A document of a kind of ``DOCUMENTS`` with all questions and no answers."""
    if kind == "notebook":
        return write_notebook(rubric)
    writing = DOCUMENTS[kind]
    blocks = [*writing.head(rubric)]
    for part in rubric.parts:
        blocks.append(writing.part(part.title))
        for item in part.items:
            blocks += writing.question(item)
    return "\n\n".join(filter(None, (*blocks, writing.tail))) + "\n"


def escape(text: str, signs: Mapping[str, str]) -> str:
    """A text in one line that is set in type as it is; formulas in dollar signs are left alone."""
    parts = FORMULA.split(" ".join(text.split()))
    return "".join(
        part if place % 2 else "".join(signs.get(sign, sign) for sign in part) for place, part in enumerate(parts)
    )


def list_hints(item: AskedItem) -> Iterator[str]:
    """What helps to answer: the choices, or the form of an answer."""
    if item.choices:
        names = "; ".join(f"{name} ({meaning})" if meaning else name for name, meaning in item.choices.items())
        yield f"Answer with one of these words: {names}."
        return
    if item.names:
        names = "; ".join(f"{name} ({meaning})" if meaning else name for name, meaning in item.names.items())
        yield f"Answer with these names: {names}."
    if item.rounding:
        yield f"Round to {item.rounding}."
    if item.example:
        yield f"Such as: {item.example}"


def head_markdown(rubric: AskedRubric) -> Iterator[str]:
    yield f"---\nstudent:\nexercise: {rubric.id}\n---"
    yield f"# {escape(rubric.title, MARKDOWN_SIGNS)}"
    yield f"<!-- {ADVICE} -->"


def part_markdown(title: str) -> str:
    return f"## {escape(title, MARKDOWN_SIGNS)}"


def ask_markdown(item: AskedItem) -> Iterator[str]:
    yield f"### {escape(item.title, MARKDOWN_SIGNS)} ({points_in_words(item)})"
    yield f"> {escape(item.prompt, MARKDOWN_SIGNS)}"
    yield from (f"<!-- {hint.replace('--', '- -')} -->" for hint in list_hints(item))


def question_markdown(item: AskedItem) -> Iterator[str]:
    yield from ask_markdown(item)
    yield MarkdownFormat.mark.format(item.id)


def head_latex(rubric: AskedRubric) -> Iterator[str]:
    yield f"% student:\n% exercise: {rubric.id}\n{PREAMBLE}"
    yield rf"\section*{{{escape(rubric.title, LATEX_SIGNS)}}}"
    yield f"% {ADVICE}"


def part_latex(title: str) -> str:
    return rf"\subsection*{{{escape(title, LATEX_SIGNS)}}}"


def question_latex(item: AskedItem) -> Iterator[str]:
    yield rf"\subsubsection*{{{escape(item.title, LATEX_SIGNS)} ({points_in_words(item)})}}"
    yield rf"\emph{{{escape(item.prompt, LATEX_SIGNS)}}}"
    hints = "".join(f"% {hint}\n" for hint in list_hints(item))
    yield hints + LatexFormat.mark.format(item.id)


def write_notebook(rubric: AskedRubric) -> str:
    """A notebook with a cell for each question, and one for its answer, whose tag says so."""
    cells = [write_cell("title", [f"# {escape(rubric.title, MARKDOWN_SIGNS)}", f"<!-- {ADVICE} -->"])]
    for number, part in enumerate(rubric.parts, start=1):
        cells.append(write_cell(f"part-{number}", [part_markdown(part.title)]))
        for item in part.items:
            cells.append(write_cell(f"question-{len(cells)}", list(ask_markdown(item))))
            cells.append(write_cell(f"answer-{len(cells)}", [], item.id))
    data = {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def write_cell(name: str, blocks: Sequence[str], tag: str = "") -> dict[str, object]:
    return {
        "cell_type": "markdown",
        "id": name,
        "metadata": {"tags": [tag]} if tag else {},
        "source": "\n\n".join(blocks).splitlines(keepends=True),
    }


DOCUMENTS: Final[Mapping[str, Writing]] = {
    "markdown": Writing(head=head_markdown, part=part_markdown, question=question_markdown),
    "latex": Writing(head=head_latex, part=part_latex, question=question_latex, tail=r"\end{document}"),
    "notebook": Writing(head=head_markdown, part=part_markdown, question=ask_markdown),
}
