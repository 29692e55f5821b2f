"""The JSON Schema of the submissions to one rubric, with which an editor completes and checks while somebody types.

To us every scalar of a submission is text. An editor sees a number in ``step: 3`` and nothing at all in ``step:``. So
the schema allows a number, a truth value or nothing wherever it allows text.
"""

import re
from collections.abc import Mapping
from typing import Any

from grader.submission.asked import AskedItem, AskedRubric
from grader.submission.spelling import show_example
from grader.submission.wording import points_in_words

__all__ = ["ID_IN_WORDS", "PLAIN_ID", "STUDENT_ID", "is_student_id", "submission_schema"]

# An id that every course system takes.
PLAIN_ID = r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}"
# A student id may be a name, in any script. Left out are the signs of ASCII but a few, and characters that nobody sees:
# controls, spaces other than a blank, what has no width or turns the direction of writing, and what stands for nothing.
# Written as what is left out, because the standard of patterns (ECMA-262) has classes of letters only on request.
_UNSEEN = (
    r"\u007f-\u00a0\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u201a-\u206f\u2800"
    r"\u3000\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
)
_FIRST = rf"[^\u0000-/:-@\[-`{{-~{_UNSEEN}]"
_LAST = rf"[^\u0000-&*/:-?\[-^`{{-~{_UNSEEN}]"
_INNER = rf"[^\u0000-\u001f!-&*/:-?\[-^`{{-~{_UNSEEN}]"
STUDENT_ID = f"{_FIRST}(?:{_INNER}{{0,62}}{_LAST})?"
_PATTERN = re.compile(STUDENT_ID)
ID_IN_WORDS = "It begins with a letter or digit and has at most 64 letters, digits, blanks and ' . , _ @ + - ( )."
AS_TEXT = ("string", "number", "boolean", "null")  # what an editor may see in a text of ours


def is_student_id(text: str) -> bool:
    """Whether a text can be the id, or the name, of a student."""
    # Also no half of a character, as in the name of a file that is no text, and no sign without a meaning or a form.
    return _PATTERN.fullmatch(text) is not None and text.isprintable()


def submission_schema(rubric: AskedRubric) -> dict[str, Any]:
    """The schema (draft 2020-12) of the submissions to a rubric."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"the answers to {rubric.title}",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "student": {
                "title": "a student id",
                "description": ID_IN_WORDS,
                "type": ["string", "number", "null"],
                "pattern": f"^{STUDENT_ID}$",
            },
            "exercise": {
                "title": "the exercise that is graded here",
                "description": f"Its id is {rubric.id}.",
                "type": ["string", "null"],
                "pattern": f"^{rubric.id}$",
                "default": rubric.id,
            },
            "decimal": {
                "title": "the sign in your decimals",
                "description": "With a comma, 1,5 is a number, and semicolons separate values: (1,5; 2).",
                "enum": ["point", "comma", None],
                "default": rubric.decimal,
            },
            "note": {"description": "Anything; nobody grades it.", "type": list(AS_TEXT)},
            "definitions": {
                "type": ["object", "null"],
                "description": "Quantities of your own, each by a formula: 's: f_1*f_2'.",
                "propertyNames": {"title": "a name"},
                "additionalProperties": {"type": [*AS_TEXT, "array"]},
            },
            "answers": {
                "type": ["object", "null"],
                "description": "Your answer to each item; leave out or leave blank what you do not answer.",
                "additionalProperties": False,
                "propertyNames": {"title": "an item of this exercise"},
                "properties": {item.id: describe_answer(item, rubric) for item in rubric.items},
            },
        },
    }


def describe_answer(item: AskedItem, rubric: AskedRubric) -> dict[str, Any]:
    """The schema of one answer, with the item's question as its description."""
    choices = "".join(f" {name}: {meaning}." for name, meaning in item.names.items())
    described = {"description": f"{item.title} ({points_in_words(item)}). {item.prompt}{choices}"}
    shown = list(item.choices) or ([show_example(item, rubric)] if item.example else [])
    examples = {"examples": shown} if shown else {}
    return {**described, **examples, **widen_schema(item.answer_schema)}


def widen_schema(schema: Any) -> Any:
    """A schema of texts as an editor needs it: our text may look like a number to the editor."""
    if isinstance(schema, Mapping):
        widened = {key: widen_schema(part) for key, part in schema.items()}
        if isinstance(schema.get("type"), str | list | tuple):  # a property may be called "type" too
            widened["type"] = widen_types(schema["type"])
        return widened
    return [widen_schema(part) for part in schema] if isinstance(schema, list | tuple) else schema


def widen_types(types: Any) -> Any:
    """The types of a schema; ``string`` also allows everything an editor may see in its place."""
    names = [types] if isinstance(types, str) else list(types)
    return list(dict.fromkeys([*names, *AS_TEXT])) if "string" in names else types
