"""The proved key: what the solvers found when a rubric was proved, kept next to the rubric to be solved only once.

``grader rubric check R --write`` proves ``exercise3.yaml`` and writes ``exercise3.key.json`` with the expected answers,
and ``exercise3.wrong.json`` with the wrong answers that named mistakes lead to, which is read when an answer is wrong.
Whoever loads the rubric uses these files if they were made from this very rubric (by its SHA-256) and by this engine;
after any change the solvers run again. The answers are text in the answer language, and are read like any other answer.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from grader import limits
from grader.errors import Diagnostic
from grader.expr import to_text
from grader.rubric.records import Rubric, WrongAnswer, WrongAnswers
from grader.version import __version__

__all__ = [
    "Proved", "find_outdated_key", "key_path", "load_proved", "read_key", "read_proved", "read_wrong_file",
    "render_key", "render_wrong", "wrong_path",
]  # fmt: skip

FORMAT = 2  # of both files; a file with another number is not used. In format 1 some mistakes had another meaning.
MAX_KEY_BYTES = 1_000_000  # a larger file is not one of ours, and is not read
MAX_WRONG_BYTES = 20_000_000  # likewise; it holds many wrong answers for each item


@dataclass(frozen=True, kw_only=True)
class Proved:
    """What was proved about one item: its expected answer as text, and its wrong answers, read when they are needed."""

    answer: str
    wrong: Callable[[], WrongAnswers | None] = lambda: None


def key_path(rubric: Path) -> Path:
    return rubric.with_suffix(".key.json")


def wrong_path(rubric: Path) -> Path:
    return rubric.with_suffix(".wrong.json")


def render_key(rubric: Rubric) -> str:
    """The proved key of a rubric: every answer that a solver found."""
    answers = {
        item.id: to_text(item.key.answer.tree)
        for item in rubric.items
        if item.key and item.key.solver and item.key.answer.tree
    }
    content = {**describe_origin(rubric.sha256), "answers": answers}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def render_wrong(rubric: Rubric, wrong: Mapping[str, WrongAnswers]) -> str:
    """The wrong answers of a rubric by item, one per line."""
    items = [f"    {json.dumps(name)}: {render_item(answers)}" for name, answers in wrong.items()]
    head = json.dumps(describe_origin(rubric.sha256), indent=2).removesuffix("\n}")
    return f'{head},\n  "items": {{\n' + ",\n".join(items) + "\n  }\n}\n"


def render_item(answers: WrongAnswers) -> str:
    groups = {"singles": answers.singles or (), "pairs": answers.pairs or ()}
    groups |= {f"from {step}": found for step, found in answers.later.items()}
    return "{\n" + ",\n".join(f'      "{name}": {render_answers(found)}' for name, found in groups.items()) + "\n    }"


def render_answers(answers: tuple[WrongAnswer, ...]) -> str:
    """Wrong answers, one per line."""
    lines = [f"        {json.dumps([*map(list, one.mistakes), one.text], ensure_ascii=False)}" for one in answers]
    return "[\n" + ",\n".join(lines) + "\n      ]" if lines else "[]"


def describe_origin(sha256: str) -> dict[str, Any]:
    """What a file must have been made from, and by which engine."""
    return {"format": FORMAT, "engine": __version__, "rubric_sha256": sha256}


def load_proved(rubric: Path, sha256: str) -> Mapping[str, Proved]:
    """What was proved about the rubric with this SHA-256, by item; empty if there is nothing usable."""
    return read_proved(read_key(key_path(rubric)), lambda: read_wrong_file(wrong_path(rubric)), sha256)


def read_proved(key: bytes, wrong_file: Callable[[], bytes], sha256: str) -> Mapping[str, Proved]:
    """What the two files say was proved; the second one is read only when an answer is wrong."""
    answers = read_content(key, sha256).get("answers")
    if not isinstance(answers, dict):
        return {}

    @cache
    def items() -> Mapping[str, Any]:
        found = read_content(wrong_file(), sha256).get("items")
        return found if isinstance(found, dict) else {}

    def wrong(name: str) -> WrongAnswers | None:
        return read_wrong_answers(items().get(name))

    return {str(name): Proved(answer=str(text), wrong=partial(wrong, name)) for name, text in answers.items()}


def find_outdated_key(rubric: Path) -> Diagnostic | None:
    """Say so if the key beside a rubric was proved of this very rubric, but by another engine, so that it is not used.

    The solvers then run again each time, and what they find may differ from what the class was graded with.
    """
    key = key_path(rubric)
    found = parse_content(read_key(key))
    if not found:
        return None
    origin = {name: found.get(name) for name in describe_origin("")}
    sha256 = hashlib.sha256(read_at_most(rubric, limits.MAX_DOCUMENT_BYTES)).hexdigest()
    if origin == describe_origin(sha256) or origin["rubric_sha256"] != sha256:
        return None
    return Diagnostic(
        slug="outdated-key",
        what=f"The proved key '{key}' is by another version of grader, and is not used.",
        why=(
            f"It was written by version {origin['engine']}, and this is {__version__}."
            if origin["engine"] != __version__
            else f"It has format {origin['format']}, and this version writes format {FORMAT}."
        ),
        help=f"Run 'grader rubric check {rubric} --write'.",
        severity="warning",
        audience="author",
    )


def read_key(path: Path) -> bytes:
    """The content of a proved key; empty if there is no file, or it is too large to be one of ours."""
    return read_at_most(path, MAX_KEY_BYTES)


def read_wrong_file(path: Path) -> bytes:
    """The content of the file with the wrong answers; empty as above."""
    return read_at_most(path, MAX_WRONG_BYTES)


def read_at_most(path: Path, most_bytes: int) -> bytes:
    """The content of a file that is small enough; empty otherwise."""
    try:
        return path.read_bytes() if path.stat().st_size <= most_bytes else b""
    except OSError:
        return b""


def read_content(data: bytes, sha256: str) -> Mapping[str, Any]:
    """The content of a file, if it was made from the rubric with this SHA-256 and by this engine."""
    content = parse_content(data)
    return content if describe_origin(sha256).items() <= content.items() else {}


def parse_content(data: bytes) -> Mapping[str, Any]:
    """The content of a file; empty if it is not one of ours."""
    try:
        content = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def read_wrong_answers(found: Any) -> WrongAnswers | None:
    """The wrong answers of one item; None if they are not as we wrote them."""
    try:
        groups = {str(name): tuple(map(read_wrong_answer, answers)) for name, answers in found.items()}
        later = {int(name.removeprefix("from ")): group for name, group in groups.items() if name.startswith("from ")}
        return WrongAnswers(singles=groups["singles"], pairs=groups["pairs"], later=later)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def read_wrong_answer(found: Any) -> WrongAnswer:
    *mistakes, text = found
    return WrongAnswer(mistakes=tuple((str(name), str(place)) for name, place in mistakes), text=str(text))
