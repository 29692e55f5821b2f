"""The form that an item asks for beside the value, checked where it is written."""

from collections.abc import Callable
from fractions import Fraction

from grader.answers import AnswerType
from grader.documents import DocumentNode
from grader.equivalence.form.violations import normalize_form
from grader.errors import UsageError
from grader.rubric.accepted.faults import fault_at
from grader.rubric.family import ItemError
from grader.rubric.fields import find_entry, get_text, get_texts
from grader.rubric.records import Key

__all__ = ["check_form", "read_form", "read_form_share"]

ALL = Fraction(1)


def read_form(node: DocumentNode) -> tuple[str, ...]:
    """Return what an item asks of the form, each demand in its usual spelling."""
    return tuple(map(at_form(node, normalize_form), get_texts(node, "form")))


def at_form(node: DocumentNode, read: Callable[[str], str]) -> Callable[[str], str]:
    def read_here(text: str) -> str:
        try:
            return read(text)
        except UsageError as error:
            span = (find_entry(node, "form") or node).span
            raise ItemError(*(diagnostic.at(span) for diagnostic in error.diagnostics)) from None

    return read_here


def read_form_share(node: DocumentNode) -> Fraction:
    """Return the share of the credit that the form earns: all of it, unless the item says less."""
    share = get_text(node, "form_share")
    return Fraction(share) if share else ALL


def check_form(node: DocumentNode, answer_type: AnswerType, key: Key | None) -> None:
    """Refuse an unknown form, a form for what is no formula, and a share without a form."""
    judges_itself, forms = "form" in answer_type.options, read_form(node)
    if find_entry(node, "form_share") is not None and (not forms or judges_itself):
        raise fault_at(
            node,
            "form_share",
            "form",
            "'form_share' says nothing here.",
            "It is the share of the credit that 'form' earns."
            if not judges_itself
            else "In a derivation, a result in another form earns nothing, and its steps earn their share.",
            "Remove it." if judges_itself else "Remove it, or write 'form' too.",
        )
    if forms and (key is None or key.answer.tree is None):
        raise fault_at(
            node,
            "form",
            "form",
            "This answer has no form.",
            f"An item of type '{answer_type.kind}' is not answered by a formula.",
            "Remove 'form'.",
        )
