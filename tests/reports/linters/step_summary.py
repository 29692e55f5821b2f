"""What GitHub does with a step's summary: it refuses more than 1024 KiB, and shows complete Markdown."""

import re

LIMIT = 1024 * 1024


def lint(text: str) -> list[str]:
    """Return why GitHub would drop the summary, or show half a table or fence."""
    size = len(text.encode("utf-8"))
    complaints = [f"{size} bytes, at most {LIMIT} are taken"] if size > LIMIT else []
    closing, width = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        ticks = re.match(r"(`{3,})", line)
        if closing:
            closing = "" if line.strip() == closing else closing
        elif ticks and "`" not in line[len(ticks[1]) :]:
            closing = ticks[1]
        elif line.startswith("|"):
            bars = len(re.findall(r"(?<!\\)\|", line))
            complaints += [f"line {number} has {bars} bars, not {width}"] if width and bars != width else []
            width = bars
        else:
            width = 0
    return [*complaints, "a fence is never closed"] if closing else complaints
