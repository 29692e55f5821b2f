"""Text made safe for HTML and SVG: whatever somebody typed becomes text, never markup."""

from html import escape

from grader.errors import escape_unprintable

__all__ = ["render_code", "escape_text"]


def escape_text(value: str) -> str:
    """Escape text for an element or a quoted attribute. Characters that cannot be seen become visible escapes."""
    return escape(escape_unprintable(value))


def render_code(value: str) -> str:
    """Show what somebody typed on one line, isolated from the direction of the text around it."""
    return f'<code dir="auto">{escape_text(value)}</code>'
