"""Instants as a course shows them, and as its staff write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

__all__ = ["format_day", "format_instant", "read_instant"]


def format_instant(instant: datetime, zone: str) -> str:
    """Return an instant as a course shows it, with its offset: clock times repeat when clocks change.

    >>> from datetime import UTC
    >>> format_instant(datetime(2026, 11, 30, 22, 59, tzinfo=UTC), "Europe/Berlin")
    'Mon 30 Nov 2026, 23:59 (UTC+01:00, Europe/Berlin)'
    >>> format_instant(datetime(2026, 11, 30, 22, 59, tzinfo=UTC), "UTC")
    'Mon 30 Nov 2026, 22:59 (UTC)'
    """
    local = instant.astimezone(ZoneInfo(zone))
    offset = f"{local:%z}"
    place = "UTC" if zone == "UTC" else f"UTC{offset[:3]}:{offset[3:]}, {zone}"
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} ({place})"


def read_instant(text: str, zone: str) -> datetime | None:
    """Return the instant that a clock in a course shows; None if the text is none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.replace(tzinfo=ZoneInfo(zone)) if found.tzinfo is None else found


def format_day(instant: datetime, zone: str) -> str:
    """Return the day of an instant where a course is.

    >>> from datetime import UTC
    >>> format_day(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "Europe/Berlin")
    '1 December 2026'
    """
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B %Y}"
