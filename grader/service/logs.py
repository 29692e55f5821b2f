"""Logs as one JSON object a line, for people and for programs that collect them."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

__all__ = ["NUMBER", "start_logging"]

NUMBER: ContextVar[str] = ContextVar("number", default="")
"""The number of the request that is being served, for whatever is logged meanwhile."""


class JsonFormatter(logging.Formatter):
    """Writes a record as JSON, with the number of the request that was served at that time."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := NUMBER.get():
            line["request"] = number
        line |= getattr(record, "known", {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


def start_logging() -> None:
    """Write what this process logs to its standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
