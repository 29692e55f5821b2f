"""What an item leaves open (``up_to``), checked where it is written: its kind, its options, and the key."""

from typing import Final

from grader.answers import AnswerType, Task
from grader.answers.leaving_open import OPTIONS_OF, complete_key, find_key_fault, find_left_open
from grader.documents import DocumentNode
from grader.rubric.accepted.faults import fault_at
from grader.rubric.fields import find_entry, get_text
from grader.rubric.records import Key

__all__ = ["check_left_open", "complete_left_open"]

WHOLES: Final = ("vector", "matrix")


def check_left_open(node: DocumentNode, answer_type: AnswerType) -> bool:
    """Whether an item leaves something open; ItemError if its options do not fit together."""
    kind = get_text(node, "up_to")
    for option, only in OPTIONS_OF.items():
        kinds = " and ".join(f"'up_to: {each}'" for each in only)
        if kind not in only and option in answer_type.options and find_entry(node, option) is not None:
            raise fault_at(
                node,
                option,
                "up-to",
                f"'{option}' says nothing here.",
                f"It belongs to {kinds}.",
                f"Remove it, or write 'up_to: {only[0]}'.",
            )
    if not kind:
        return False
    member = find_left_open(kind)
    if answer_type.kind not in member.types:
        raise fault_at(
            node,
            "up_to",
            "up-to",
            f"'up_to: {kind}' cannot be used with the answer type '{answer_type.kind}'.",
            f"It is for {', '.join(sorted(member.types))}.",
            "Use one of these types.",
        )
    if answer_type.kind in WHOLES and not member.has_shares and get_text(node, "partial_credit") == "yes":
        raise fault_at(
            node,
            "partial_credit",
            "up-to",
            "An answer that is compared up to something is right or wrong as a whole.",
            "Some multiple of almost every vector agrees with the key in one component.",
            "Remove 'partial_credit'.",
        )
    return True


def complete_left_open(key: Key | None, task: Task, node: DocumentNode) -> Key | None:
    """Return the key with what is left open in it; ItemError if nothing can be compared with it."""
    if key is None or "up_to" not in task.options:
        return key
    complete = complete_key(key.answer, task)
    if reason := find_key_fault(complete, task):
        raise fault_at(
            node, "up_to", "up-to", reason, f"The item says 'up_to: {task.options['up_to']}'.", "Change one of them."
        )
    return key if complete is key.answer else key.with_answer(complete)
