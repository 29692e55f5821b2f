"""Text made safe for HTML and SVG: whatever somebody typed becomes text, never markup."""

from html import escape

from grader.errors import escape_unprintable
from grader.reports.plain import IN_MARKUP, escape_log_commands

__all__ = ["render_code", "escape_text"]


def escape_text(value: str) -> str:
    """Escape text for an element or a quoted attribute. Characters that cannot be seen become visible escapes."""
    return escape_log_commands(escape(escape_unprintable(value)), IN_MARKUP)


def render_code(value: str) -> str:
    """Show what somebody typed on one line, isolated from the direction of the text around it."""
    return f'<code dir="auto">{escape_text(value)}</code>'
