"""The worked key of a rubric: every expected answer, and the steps by which the reference solver gets there."""

from collections.abc import Iterator

from grader.expr import to_latex, to_text
from grader.expr.nodes import Node
from grader.reports.formats.markdown import code, prose
from grader.reports.wording import counted
from grader.rubric import Item, Rubric

__all__ = ["key_as_markdown", "key_as_text"]


def key_as_text(rubric: Rubric) -> str:
    """Return the key for a terminal."""
    return "\n".join(text_lines(rubric)) + "\n"


def text_lines(rubric: Rubric) -> Iterator[str]:
    """Yield the lines of the key."""
    yield rubric.title
    for part in rubric.parts:
        yield ""
        yield part.title
        for item in part.items:
            yield ""
            yield f"{item.id}: {item.title} ({counted(item.points, 'point')})"
            yield from text_of_item(item)


def text_of_item(item: Item) -> Iterator[str]:
    """Yield the working of an item, then its answer."""
    for step in item.key.solution.trace if item.key and item.key.solution else ():
        formula = f": {to_text(step.formula)}" if step.formula is not None else "."
        yield f"  {step.title.rstrip('.')}{formula}"
        if step.note:
            yield f"    {step.note}"
    yield f"  Answer: {answer_text(item)}" if item.key else f"  {sample(item)}"


def sample(item: Item) -> str:
    """Return what there is to say of an answer in words: an example of a good one."""
    text = str(item.task.options.get("sample", ""))
    return f"A good answer: {' '.join(text.split())}" if text else "A person judges this answer."


def answer_text(item: Item) -> str:
    """Return the expected answer as plain text."""
    answer = item.key.answer if item.key else None
    if answer is None:
        return ""
    return to_text(answer.tree) if answer.tree is not None else answer.text or ", ".join(answer.words)


def key_as_markdown(rubric: Rubric) -> str:
    """Return the key as Markdown with LaTeX formulas."""
    return "\n\n".join(markdown_blocks(rubric)) + "\n"


def markdown_blocks(rubric: Rubric) -> Iterator[str]:
    """Yield the paragraphs of the key."""
    yield f"# {prose(rubric.title)}: key"
    for part in rubric.parts:
        yield f"## {prose(part.title)}"
        for item in part.items:
            yield f"### {prose(item.title)} ({counted(item.points, 'point')})"
            yield f"> {prose(item.prompt)}"
            yield from markdown_of_item(item)


def markdown_of_item(item: Item) -> Iterator[str]:
    """Yield the working of an item, then its answer."""
    for step in item.key.solution.trace if item.key and item.key.solution else ():
        title = step.title.rstrip(".")
        yield prose(f"{title}. {step.note}" if step.note else f"{title}:")
        if step.formula is not None:
            yield displayed(step.formula)
    if item.key is None:
        yield prose(sample(item))
    elif item.key.answer.tree is not None:
        yield "**Answer:**"
        yield displayed(item.key.answer.tree)
    else:
        yield f"**Answer:** {code(answer_text(item))}"


def displayed(formula: Node) -> str:
    """Return a displayed formula."""
    return f"$$\n{to_latex(formula)}\n$$"
