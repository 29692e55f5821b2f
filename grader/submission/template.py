"""The template of a submission: a YAML file to fill in, with each prompt as a comment above its empty answer.

If there is a schema, its first line points the editor there, which then completes and checks while somebody types.
"""

import textwrap
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from grader.expr.grammar.suggestions import spell_with_indices
from grader.expr.names import names_of
from grader.expr.notation import Entry, Notation
from grader.submission.asked import AskedItem, AskedRubric
from grader.submission.spelling import COMMA, show_example, show_ways
from grader.submission.wording import points_in_words

__all__ = ["make_template"]

WIDTH = 96  # characters; a readable width for comment lines
MOST_LETTERS = 4  # of those that people write for any number; there are a hundred
ADVICE = (
    "Write each answer after its colon, as text, LaTeX or Unicode; leave blank what you do not answer.",
    "Put an answer in single quotes if it begins with a sign such as [ { | > @ ` % & * ! # ? - or a quote, or has a "
    "colon or # next to a space. A single quote inside is written twice: ''.",
    "A longer text begins with | after the colon and continues below, indented by spaces, not tabs.",
)
COMMAS = "A decimal has a comma: 1,5. A semicolon is between values: (1,5; 2), {0,5; 1}, max(1,5; 2)."


def make_template(rubric: AskedRubric, schema: str = "") -> str:
    """A submission to a rubric with every answer still blank; ``schema`` is the path from it to its JSON Schema."""
    return "\n".join((*list_schema_lines(schema), *list_lines(rubric))) + "\n"


def list_schema_lines(schema: str) -> Iterator[str]:
    if schema:
        # Editors read the path up to the first blank, so blanks are written as in a URL.
        path = "".join(quote(sign) if sign.isspace() or not sign.isprintable() else sign for sign in schema)
        yield from (f"# yaml-language-server: $schema={path}", "#")


def list_lines(rubric: AskedRubric) -> Iterator[str]:
    yield from wrap_comment(rubric.title)
    yield "#"
    for advice in ADVICE:
        yield from wrap_comment(advice)
    if rubric.decimal == COMMA:
        yield from wrap_comment(COMMAS)
    yield ""
    yield from wrap_comment("Your student id, or your name")
    yield "student:"
    yield f"exercise: {rubric.id}"
    yield ""
    yield from wrap_comment("Quantities of your own, if you use any, each on a line below, indented: s: 2*x + 1")
    yield "definitions:"
    yield ""
    yield "answers:"
    for part in rubric.parts:
        yield ""
        yield from wrap_comment(f"--- {part.title} ---", "  ")
        yield from list_name_lines(part.items)
        for item in part.items:
            yield from list_item_lines(item, rubric)


def list_name_lines(items: Sequence[AskedItem]) -> Iterator[str]:
    """The names that answers in a part may use, with their indices, and its functions with their variables."""
    entries = [(entry, item.notation) for item in items for entry in item.notation.entries.values()]
    names = dict.fromkeys(spell_name(entry, notation) for entry, notation in entries if not entry.is_arbitrary)
    letters = list(dict.fromkeys(entry.name for entry, _ in entries if entry.is_arbitrary and entry.name not in names))
    if names:
        yield from wrap_comment(f"Names that answers here may use: {', '.join(names)}", "  ")
    if letters:
        some = ", ".join(letters[:MOST_LETTERS])
        yield from wrap_comment(f"For what may be any number, write a letter of your own, such as {some}.", "  ")


def spell_name(entry: Entry, notation: Notation) -> str:
    if entry.parameters is not None:
        return f"{entry.name}({', '.join(entry.parameters)})"
    return spell_with_indices(entry.name, entry, names_of(notation))


def list_item_lines(item: AskedItem, rubric: AskedRubric) -> Iterator[str]:
    yield ""
    yield from wrap_comment(f"{item.title} ({points_in_words(item)})", "  ")
    yield from wrap_comment(item.prompt, "  ")
    yield from list_choice_lines(item)
    if item.rounding:
        yield from wrap_comment(f"Round to {item.rounding}.", "  ")
    if ways := show_ways(item, rubric):
        yield from wrap_comment(f"How to write it: {ways}", "  ")
    if item.example and not item.choices:
        yield from wrap_comment(f"Such as: {show_example(item, rubric)}", "  ")
    yield f"  {item.id}:"


def list_choice_lines(item: AskedItem) -> Iterator[str]:
    if item.names:
        yield from wrap_comment(f"Answer with {'a name' if item.choices else 'names'} from this list:", "  ")
    for name, meaning in item.names.items():
        yield from wrap_comment(f"- {name}: {meaning}", "  ")


def wrap_comment(text: str, indent: str = "") -> Iterator[str]:
    """Wrap a text into comment lines of a readable width, whatever line breaks it has."""
    lead = f"{indent}# "
    flat = " ".join(text.split())
    yield from textwrap.wrap(
        flat, WIDTH, initial_indent=lead, subsequent_indent=lead, break_long_words=False, break_on_hyphens=False
    )
