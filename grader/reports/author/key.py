"""The worked key of a rubric: every expected answer, and the steps that lead the reference solver to it."""

from collections.abc import Iterator

from grader.answers.leaving_open import find_member
from grader.expr import to_latex, to_text
from grader.expr.nodes import Node
from grader.reports.formats.markdown import escape_prose, format_code
from grader.reports.wording import format_worth
from grader.rubric import Item, Rubric

__all__ = ["key_as_markdown", "key_as_text"]


def key_as_text(rubric: Rubric) -> str:
    """Return the key for a terminal."""
    return "\n".join(list_text_lines(rubric)) + "\n"


def list_text_lines(rubric: Rubric) -> Iterator[str]:
    yield rubric.title
    for part in rubric.parts:
        yield ""
        yield part.title
        for item in part.items:
            yield ""
            yield f"{item.id}: {item.title} ({format_worth(item)})"
            yield from text_of_item(item)


def text_of_item(item: Item) -> Iterator[str]:
    """Yield the working of an item, then its answer."""
    for step in item.key.solution.trace if item.key and item.key.solution else ():
        formula = f": {to_text(step.formula)}" if step.formula is not None else "."
        yield f"  {step.title.rstrip('.')}{formula}"
        if step.note:
            yield f"    {step.note}"
    yield f"  Answer: {format_expected_answer(item)}" if item.key else f"  {describe_sample(item)}"


def describe_sample(item: Item) -> str:
    """Return an example of a good answer in words, if the rubric has one."""
    text = str(item.task.options.get("sample", ""))
    return f"A good answer: {' '.join(text.split())}" if text else "A person judges this answer."


def format_expected_answer(item: Item) -> str:
    answer = item.key.answer if item.key else None
    if answer is None:
        return ""
    return to_text(answer.tree) if answer.tree is not None else answer.text or ", ".join(answer.words)


def key_as_markdown(rubric: Rubric) -> str:
    """Return the key as Markdown with LaTeX formulas."""
    return "\n\n".join(list_key_blocks(rubric)) + "\n"


def list_key_blocks(rubric: Rubric) -> Iterator[str]:
    yield f"# {escape_prose(rubric.title)}: key"
    for part in rubric.parts:
        yield f"## {escape_prose(part.title)}"
        for item in part.items:
            yield f"### {escape_prose(item.title)} ({format_worth(item)})"
            yield f"> {escape_prose(item.prompt)}"
            yield from markdown_of_item(item)


def markdown_of_item(item: Item) -> Iterator[str]:
    for step in item.key.solution.trace if item.key and item.key.solution else ():
        title = step.title.rstrip(".")
        yield escape_prose(f"{title}. {step.note}" if step.note else f"{title}:")
        if step.formula is not None:
            yield display_formula(step.formula)
    if item.key is None:
        yield escape_prose(describe_sample(item))
    elif item.key.answer.tree is not None:
        left_open = find_member(item.task)
        yield f"**Answer** ({left_open.with_key}):" if left_open else "**Answer:**"
        yield display_formula(item.key.answer.tree)
    else:
        yield f"**Answer:** {format_code(format_expected_answer(item))}"


def display_formula(formula: Node) -> str:
    return f"$$\n{to_latex(formula)}\n$$"
