"""The template of a submission: a YAML file to fill in, every prompt a comment above its empty answer.

Its first line tells the editor where the schema is, so that it completes and checks while somebody types.
"""

import textwrap
from collections.abc import Iterator, Mapping

from grader.submission.asked import AskedItem, AskedRubric
from grader.submission.wording import points_in_words

__all__ = ["template"]

WIDTH = 96
ADVICE = (
    "Write each answer behind its colon, as text, LaTeX or Unicode; leave blank what you do not answer.",
    "Put an answer in single quotes if it begins with [ { | > @ ` % & * ! or holds a colon or # beside a space.",
    "A longer text begins with | behind the colon and goes on below, indented.",
)


def template(rubric: AskedRubric) -> str:
    """Return a submission to a rubric with every answer still blank."""
    return "\n".join(lines(rubric)) + "\n"


def lines(rubric: AskedRubric) -> Iterator[str]:
    """Yield the lines of a template."""
    yield f"# yaml-language-server: $schema=./{rubric.id}.schema.json"
    yield "#"
    yield from comment(rubric.title)
    yield "#"
    for advice in ADVICE:
        yield from comment(advice)
    yield ""
    yield from comment("Your id: letters, digits, . _ @ - (it begins with a letter or digit)")
    yield "student:"
    yield f"exercise: {rubric.id}"
    yield ""
    yield from comment("Quantities of your own, if you use any, each on a line below, indented: s: 2*x + 1")
    yield "definitions:"
    yield ""
    yield "answers:"
    for part in rubric.parts:
        yield ""
        yield from comment(f"--- {part.title} ---", "  ")
        for item in part.items:
            yield from item_lines(item)


def item_lines(item: AskedItem) -> Iterator[str]:
    """Yield what one item asks, and its blank answer."""
    yield ""
    yield from comment(f"{item.title} ({points_in_words(item.points)})", "  ")
    yield from comment(item.prompt, "  ")
    yield from choice_lines(item.choices)
    if item.example and not item.choices:
        yield from comment(f"Such as: {item.example}", "  ")
    yield f"  {item.id}:"


def choice_lines(choices: Mapping[str, str]) -> Iterator[str]:
    """Yield the alternatives of an item, each by the name that is the answer."""
    if choices:
        yield from comment("Answer with a name from this list:", "  ")
    for name, meaning in choices.items():
        yield from comment(f"- {name}: {meaning}", "  ")


def comment(text: str, indent: str = "") -> Iterator[str]:
    """Yield a text as comment lines of a readable width, whatever line breaks it holds."""
    lead = f"{indent}# "
    flat = " ".join(text.split())
    yield from textwrap.wrap(
        flat, WIDTH, initial_indent=lead, subsequent_indent=lead, break_long_words=False, break_on_hyphens=False
    )
