r"""What was read in a document, written as a submission in YAML that anybody can check, edit and hand in.

>>> write_scalar(r"\boxed{x'} = 1"), write_scalar("one\ntwo")
("'\\boxed{x''} = 1'", '|-\n    one\n    two')
"""

from collections.abc import Iterator

from grader.documents import DocumentNode, Scalar
from grader.documents import Sequence as SequenceNode
from grader.documents.quoting import quote_for_yaml
from grader.submission.claims.reading import DocumentReading, Proposal

__all__ = ["write_submission"]

OPEN = {
    "ask": "It is not clear which statement is meant; take the comment sign away from the one that you mean.",
    "missing": "Nothing was found in the document.",
    "text": "Choose one: ",
}


def write_submission(reading: DocumentReading, exercise: str, student: str) -> str:
    """The submission that a document is; what has to be asked is in comments."""
    lines = [f"student: {write_scalar(student)}" if student else "student:", f"exercise: {exercise}"]
    if reading.own:
        lines.append("definitions:")
        lines += [f"  {write_scalar(each.name)}: {write_scalar(each.sides[-1].text)}" for each in reading.own]
    lines.append("answers:")
    for name, proposal in reading.items.items():
        lines += list_answer_lines(name, proposal)
    return "".join(f"{line}\n" for line in lines)


def list_answer_lines(name: str, proposal: Proposal) -> Iterator[str]:
    is_open = proposal.source is None or (proposal.status == "text" and proposal.item.type == "choice")
    if not is_open and proposal.source is not None:
        yield from list_node_lines(f"  {name}:", proposal.source)
        return
    choices = ", ".join(proposal.item.choices)
    yield f"  # {name}: {OPEN[proposal.status]}{choices if proposal.status == 'text' else ''}"
    for alternative in proposal.alternatives:
        yield from (f"  # {line}" for line in list_node_lines(f"{name}:", alternative.source))


def list_node_lines(lead: str, node: DocumentNode) -> Iterator[str]:
    if isinstance(node, SequenceNode):
        yield lead
        for item in node.items:
            yield f"    - {write_scalar(item.text) if isinstance(item, Scalar) else ''}"
    elif isinstance(node, Scalar):
        yield from f"{lead} {write_scalar(node.text)}".split("\n")


def write_scalar(text: str) -> str:
    """A text as YAML reads it back: in single quotes, where a backslash is one; several lines as a block."""
    lines = text.split("\n")
    if not all(line.isprintable() for line in lines) or (len(lines) > 1 and text != text.strip()):
        return quote_for_yaml(text)
    if len(lines) == 1:
        return f"""'{text.replace("'", "''")}'"""
    return "\n    ".join(["|-", *lines])
