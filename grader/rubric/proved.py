"""The proved key: what the solvers yielded when a rubric was proved, beside the rubric, so that it is solved once.

``grader rubric check R --write`` proves ``exercise3.yaml`` and writes ``exercise3.key.json`` with the expected answers,
and ``exercise3.wrong.json`` with the wrong answers that named mistakes lead to, which is read when an answer is wrong.
Whoever loads the rubric takes them from there, as long as the files were made from this very rubric (by its SHA-256)
and by this engine; after any change the solvers run again. The answers are text of the answer language, read as any
answer is.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from grader.expr import to_text
from grader.rubric.records import Rubric, WrongAnswer, WrongAnswers
from grader.version import __version__

__all__ = [
    "Proved",
    "key_path",
    "proved_in",
    "proved_key",
    "read_key",
    "read_wrong_file",
    "render_key",
    "render_wrong",
    "wrong_path",
]

FORMAT = 1
MAX_KEY_BYTES = 1_000_000
MAX_WRONG_BYTES = 20_000_000


@dataclass(frozen=True, kw_only=True)
class Proved:
    """What was proved of one item: its expected answer as text, and its wrong answers, read when they are asked for."""

    answer: str
    wrong: Callable[[], WrongAnswers | None] = lambda: None


def key_path(rubric: Path) -> Path:
    """Return where the proved key of a rubric stands."""
    return rubric.with_suffix(".key.json")


def wrong_path(rubric: Path) -> Path:
    """Return where the wrong answers of a rubric stand that were worked out with its key."""
    return rubric.with_suffix(".wrong.json")


def render_key(rubric: Rubric) -> str:
    """Return the proved key of a rubric: every answer that a solver yielded."""
    answers = {
        item.id: to_text(item.key.answer.tree)
        for item in rubric.items
        if item.key and item.key.solver and item.key.answer.tree
    }
    content = {**made_from(rubric.sha256), "answers": answers}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def render_wrong(rubric: Rubric, wrong: Mapping[str, WrongAnswers]) -> str:
    """Return the wrong answers of a rubric by item, one a line."""
    items = [f"    {json.dumps(name)}: {rendered(answers)}" for name, answers in wrong.items()]
    head = json.dumps(made_from(rubric.sha256), indent=2).removesuffix("\n}")
    return f'{head},\n  "items": {{\n' + ",\n".join(items) + "\n  }\n}\n"


def rendered(answers: WrongAnswers) -> str:
    """Return the wrong answers of one item."""
    groups = {"singles": answers.singles or (), "pairs": answers.pairs or ()}
    groups |= {f"from {step}": found for step, found in answers.later.items()}
    return "{\n" + ",\n".join(f'      "{name}": {listed(found)}' for name, found in groups.items()) + "\n    }"


def listed(answers: tuple[WrongAnswer, ...]) -> str:
    """Return wrong answers, one a line."""
    lines = [f"        {json.dumps([*map(list, one.slips), one.text], ensure_ascii=False)}" for one in answers]
    return "[\n" + ",\n".join(lines) + "\n      ]" if lines else "[]"


def made_from(sha256: str) -> dict[str, Any]:
    """Return what a file has to have been made from and by."""
    return {"format": FORMAT, "engine": __version__, "rubric_sha256": sha256}


def proved_key(rubric: Path, sha256: str) -> Mapping[str, Proved]:
    """Return what was proved of the rubric with this SHA-256, by item; nothing where there is nothing to be used."""
    return proved_in(read_key(key_path(rubric)), lambda: read_wrong_file(wrong_path(rubric)), sha256)


def proved_in(key: bytes, wrong_file: Callable[[], bytes], sha256: str) -> Mapping[str, Proved]:
    """Return what was proved in files of these contents, the second of which is read when an answer is wrong."""
    answers = content_of(key, sha256).get("answers")
    if not isinstance(answers, dict):
        return {}

    @cache
    def items() -> Mapping[str, Any]:
        found = content_of(wrong_file(), sha256).get("items")
        return found if isinstance(found, dict) else {}

    def wrong(name: str) -> WrongAnswers | None:
        return read_wrong(items().get(name))

    return {str(name): Proved(answer=str(text), wrong=partial(wrong, name)) for name, text in answers.items()}


def read_key(path: Path) -> bytes:
    """Return the content of a proved key; nothing where there is none, or it is too large to be one of ours."""
    return read_at_most(path, MAX_KEY_BYTES)


def read_wrong_file(path: Path) -> bytes:
    """Return the content of the file with the wrong answers, likewise."""
    return read_at_most(path, MAX_WRONG_BYTES)


def read_at_most(path: Path, most_bytes: int) -> bytes:
    """Return the content of a file that is small enough; nothing otherwise."""
    try:
        return path.read_bytes() if path.stat().st_size <= most_bytes else b""
    except OSError:
        return b""


def content_of(data: bytes, sha256: str) -> Mapping[str, Any]:
    """Return what is in a file, if it was made from the rubric with this SHA-256 and by this engine."""
    try:
        content = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    is_ours = isinstance(content, dict) and made_from(sha256).items() <= content.items()
    return content if is_ours else {}


def read_wrong(found: Any) -> WrongAnswers | None:
    """Return the wrong answers of one item; None where they are not as they were written."""
    try:
        groups = {str(name): tuple(map(read_one, answers)) for name, answers in found.items()}
        later = {int(name.removeprefix("from ")): group for name, group in groups.items() if name.startswith("from ")}
        return WrongAnswers(singles=groups["singles"], pairs=groups["pairs"], later=later)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def read_one(found: Any) -> WrongAnswer:
    """Return one wrong answer."""
    *slips, text = found
    return WrongAnswer(slips=tuple((str(name), str(place)) for name, place in slips), text=str(text))
