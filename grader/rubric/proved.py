"""The proved key: what the solvers yielded when a rubric was proved, beside the rubric, so that it is solved once.

``grader rubric check R --write`` proves ``exercise3.yaml`` and writes ``exercise3.key.json``. Whoever loads the rubric
takes the solved answers from there, as long as the file was made from this very rubric (by its SHA-256) and by this
engine; after any change the solvers run again. The answers are text of the answer language, read as any answer is.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from grader.expr import to_text
from grader.rubric.records import Rubric
from grader.version import __version__

__all__ = ["key_path", "proved_key", "render_key"]

FORMAT = 1
MAX_KEY_BYTES = 1_000_000


def key_path(rubric: Path) -> Path:
    """Return where the proved key of a rubric stands."""
    return rubric.with_suffix(".key.json")


def render_key(rubric: Rubric) -> str:
    """Return the proved key of a rubric: every answer that a solver yielded."""
    answers = {
        item.id: to_text(item.key.answer.tree)
        for item in rubric.items
        if item.key and item.key.solver and item.key.answer.tree
    }
    content = {"format": FORMAT, "engine": __version__, "rubric_sha256": rubric.sha256, "answers": answers}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def proved_key(rubric: Path, sha256: str) -> Mapping[str, str]:
    """Return the proved answers of the rubric with this SHA-256, by item; nothing where there are none to be used."""
    path = key_path(rubric)
    try:
        if path.stat().st_size > MAX_KEY_BYTES:
            return {}
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    is_ours = isinstance(content, dict) and (content.get("format"), content.get("engine")) == (FORMAT, __version__)
    if not is_ours or content.get("rubric_sha256") != sha256:
        return {}
    answers = content.get("answers")
    return {str(name): str(text) for name, text in answers.items()} if isinstance(answers, dict) else {}
