"""Instants as a course shows them, and as its staff write them."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

__all__ = ["format_instant", "read_instant"]


FIRST_YEAR = 1900
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def format_instant(instant: datetime, zone: str) -> str:
    """Return an instant as a course shows it, with its offset: clock times repeat when clocks change.

    >>> from datetime import UTC
    >>> format_instant(datetime(2026, 11, 30, 22, 59, tzinfo=UTC), "Europe/Berlin")
    'Mon 30 Nov 2026, 23:59 (UTC+01:00, Europe/Berlin)'
    >>> format_instant(datetime(2026, 11, 30, 22, 59, tzinfo=UTC), "UTC")
    'Mon 30 Nov 2026, 22:59 (UTC)'
    >>> format_instant(datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "Europe/Berlin")
    'Fri 31 Dec 9999, 23:59 (UTC+00:00)'
    """
    try:
        local = instant.astimezone(ZoneInfo(zone))
    except OverflowError:  # in the first or the last hours that a calendar has
        local, zone = instant, ""
    offset = f"{local:%z}"
    place = "UTC" if zone == "UTC" else f"UTC{offset[:3]}:{offset[3:]}{', ' if zone else ''}{zone}"
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} ({place})"


def read_instant(text: str, zone: str) -> datetime | None:
    """Return the instant that a clock in a course shows, of a date alone its last minute; None if the text is none.

    >>> read_instant("2026-12-05 12:00", "Europe/Berlin")
    datetime.datetime(2026, 12, 5, 12, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))
    >>> read_instant("2026-12-05", "UTC").isoformat(), read_instant("0001-01-01 00:00", "UTC")
    ('2026-12-05T23:59:00+00:00', None)
    """
    try:
        found = datetime.fromisoformat(f"{text.strip()}T23:59" if DATE.fullmatch(text.strip()) else text.strip())
    except ValueError:
        return None
    if found.year < FIRST_YEAR:  # clocks of other zones would show a year that is none
        return None
    return found.replace(tzinfo=ZoneInfo(zone)) if found.tzinfo is None else found
