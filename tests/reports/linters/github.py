"""How the GitHub Actions runner reads what a step prints: which lines it obeys, and what it never shows.

It obeys a line that begins with ``::`` (blanks before it do not help), and an old form ``##[…]`` anywhere in a line,
except between ``::stop-commands::token`` and ``::token::``. It shows 10 annotations of each level in a step.
"""

import re
from collections import Counter

LEVELS = ("error", "warning", "notice")
PROPERTIES = {"file", "line", "endLine", "col", "endColumn", "title"}
DECODED = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
Command = tuple[str, dict[str, str], str]


def lint(text: str) -> list[str]:
    """Return what the runner would obey besides annotations, and what it would lose."""
    complaints, stopped, levels = [], "", Counter[str]()
    for line in re.split(r"\r\n|\r|\n|\u2028|\u2029|\x85", text):
        if stopped:
            stopped = "" if line.strip() == f"::{stopped}::" else stopped
            continue
        found = command(line)
        if found is None:
            complaints += [f"{line!r} is an old command"] if re.search(r"##(\[|vso\[)", line, re.IGNORECASE) else []
            continue
        name, properties, message = found
        if name == "stop-commands":
            stopped = message
            complaints += ["the token is short"] if len(message) < 20 else []
        elif name in LEVELS:
            levels[name] += 1
            complaints += annotation(properties, message)
        else:
            complaints.append(f"the runner obeys '{name}'")
    complaints += ["commands are never switched on again"] if stopped else []
    return complaints + [f"{count} of {level}, 10 are shown" for level, count in levels.items() if count > 10]


def command(line: str) -> Command | None:
    """Return what the runner reads in a line: a name, properties, and a message; None where it is no command."""
    line = line.lstrip()
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, rest = line[2:end].partition(" ")
    pairs = (pair.partition("=") for pair in rest.split(",") if "=" in pair)
    return name, {key.strip(): decoded(value) for key, _, value in pairs}, decoded(line[end + 2 :])


def decoded(text: str) -> str:
    """Return what the runner reads where something is encoded."""
    for code, character in DECODED:
        text = text.replace(code, character)
    return text


def annotation(properties: dict[str, str], message: str) -> list[str]:
    """Return what is wrong with one annotation."""
    complaints = [f"no property is called '{name}'" for name in properties if name not in PROPERTIES]
    complaints += [] if message.strip() else ["an annotation says nothing"]
    numbers = {name: properties[name] for name in ("line", "col", "endColumn", "endLine") if name in properties}
    if not all(re.fullmatch(r"[1-9]\d*", value) for value in numbers.values()):
        return [*complaints, f"a place is no number: {numbers}"]
    if "line" in numbers and "file" not in properties:
        complaints.append("a line of no file")
    if "endColumn" in numbers and numbers.get("endLine", numbers.get("line")) != numbers.get("line"):
        complaints.append("columns over several lines are ignored")
    if "endColumn" in numbers and int(numbers["endColumn"]) <= int(numbers.get("col", "0")):
        complaints.append("the place ends before it begins")
    return complaints
