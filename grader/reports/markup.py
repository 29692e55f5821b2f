"""Text made safe for HTML and SVG: whatever somebody typed, it becomes text and never markup."""

from html import escape

from grader.errors import printable

__all__ = ["code", "text"]


def text(value: str) -> str:
    """Return text for an element or a quoted attribute; characters that cannot be seen become visible escapes."""
    return escape(printable(value))


def code(value: str) -> str:
    """Return what somebody typed, in one line, set apart from the direction of the text around it."""
    return f'<code dir="auto">{text(value)}</code>'
