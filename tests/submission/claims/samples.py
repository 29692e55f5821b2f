"""Documents and rubrics that several tests read."""

import json
import re
from functools import cache
from pathlib import Path

from grader.documents import DocumentNode, Scalar
from grader.documents import Sequence as SequenceNode
from grader.documents.decoding import decode
from grader.documents.prose import Prose, find_format
from grader.rubric import Rubric, load_rubric
from grader.submission.claims.reading import DocumentReading, propose

ROOT = Path(__file__).parents[3]
SEED = (Path(__file__).parent / "seed.md").read_text(encoding="utf-8")


@cache
def exercise3() -> Rubric:
    return load_rubric(ROOT / "rubrics" / "exercise3.yaml")


def prose_of(text: str, suffix: str = ".md") -> Prose:
    form = find_format(suffix)
    assert form is not None
    return form.read(decode(text, f"a{suffix}"))


def read(text: str, rubric: Rubric | None = None, suffix: str = ".md") -> DocumentReading:
    return propose(prose_of(text, suffix), rubric or exercise3())


def sources(reading: DocumentReading) -> dict[str, str | list[str]]:
    """What is proposed, or found and not readable, by item."""
    return {
        name: texts_of(proposal.source)
        for name, proposal in reading.items.items()
        if proposal.source is not None and proposal.status in ("proposed", "unreadable")
    }


def statuses(reading: DocumentReading) -> dict[str, str]:
    return {name: proposal.status for name, proposal in reading.items.items()}


def texts_of(node: DocumentNode) -> str | list[str]:
    if isinstance(node, SequenceNode):
        return [item.text for item in node.items if isinstance(item, Scalar)]
    assert isinstance(node, Scalar)
    return node.text


def as_mathpix(text: str) -> str:
    """As Mathpix and Nougat write a document."""
    text = re.sub(r"\$\$(.*?)\$\$", lambda found: f"\\[\n{found[1]}\n\\]", text, flags=re.DOTALL)
    return re.sub(r"\$(.*?)\$", lambda found: f"\\({found[1]}\\)", text)


def as_github(text: str) -> str:
    """As GitHub's own signs write it."""
    text = re.sub(r"\$\$(.*?)\$\$", lambda found: f"```math\n{found[1]}\n```", text, flags=re.DOTALL)
    return re.sub(r"(?<!`)\$([^$`]*?)\$", lambda found: f"$`{found[1]}`$", text)


def as_mineru(text: str) -> str:
    """As MinerU writes it: a blank between any two signs, displays on lines of their own."""

    def spread(found: re.Match[str]) -> str:
        inner = re.sub(r"\\(?:begin|end|text)\{[^}]*\}|\\[A-Za-z]+|\\.|\d+|\S", lambda sign: f"{sign[0]} ", found[1])
        return f"$$\n{inner.strip()}\n$$"

    return re.sub(r"\$\$(.*?)\$\$", spread, text, flags=re.DOTALL)


def as_latex(text: str) -> str:
    """As a LaTeX file: numbered equations, with labels and tags."""
    count = iter(range(1, 1000))

    def number(found: re.Match[str]) -> str:
        inner = found[1].replace(r"\begin{aligned}", "").replace(r"\end{aligned}", "")
        name = "align" if "&" in inner else "equation"
        return f"\\begin{{{name}}}\n{inner} \\label{{eq:{next(count)}}}\n\\end{{{name}}}"

    body = re.sub(r"\$\$(.*?)\$\$", number, text, flags=re.DOTALL)
    return f"\\documentclass{{article}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"


def as_notebook(text: str) -> str:
    """As a notebook: a cell for each paragraph, and a picture that nobody reads."""
    picture = {"cell_type": "code", "source": ["plot()"], "outputs": [{"data": {"image/png": "AAAA" * 1000}}]}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": part.splitlines(keepends=True)}
        for part in text.split("\n\n")
    ]
    return json.dumps({"cells": [picture, *cells], "nbformat": 4, "nbformat_minor": 5}, indent=1)
