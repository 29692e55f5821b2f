r"""The commands that a student defines, and formulas with these written out, within limits.

Only what stands for itself is read: no conditions, no commands that define others. A command that leads back to itself
stops after a few rounds, and a formula that grows too large stays as it is.

>>> from grader.source import Source
>>> macros = find_macros(r"\newcommand{\R}{\mathbb{R}} \def\half{\frac12} \newcommand{\d}[2]{\frac{d #1}{d #2}}")
>>> write_out(Traced.of(Source("a.tex", r"\d{y}{x} = \half")), macros).text
'\\frac{d y}{d x} = \\frac12'
"""

import re
from collections.abc import Mapping

from grader import limits
from grader.documents.prose.records import Macro
from grader.documents.traced import Traced

__all__ = ["find_macros", "write_out"]

DEFINITION = re.compile(
    r"\\(?:(?:re|provide)?newcommand\*?|DeclareMathOperator\*?|def)\s*\{?(?P<name>\\[A-Za-z]+)\}?"
    r"\s*(?:\[(?P<count>[0-9])\])?(?P<parameters>(?:#[0-9])*)\s*\{"
)
COMMAND = re.compile(r"\\[A-Za-z]+")
PARAMETER = re.compile(r"#([1-9])")
ROUNDS = 8  # commands inside commands; nobody nests them further by hand


def find_macros(text: str) -> dict[str, Macro]:
    """The commands that a text defines, the first ones if there are too many."""
    found: dict[str, Macro] = {}
    for match in DEFINITION.finditer(text):
        if len(found) >= limits.MAX_MACROS:
            break
        end = find_group_end(text, match.end() - 1)
        count = int(match["count"] or len(match["parameters"]) // 2)
        if end > 0:
            body = text[match.end() : end - 1]
            is_operator = "DeclareMathOperator" in match.group()
            found[match["name"]] = Macro(count, rf"\operatorname{{{body}}}" if is_operator else body)
    return found


def find_group_end(text: str, start: int) -> int:
    """Where the group that begins with a brace at ``start`` ends; -1 where it is not closed soon."""
    depth = 0
    for place in range(start, min(len(text), start + 1_000)):  # characters; a longer definition is a program
        if text[place] == "{" and text[place - 1] != "\\":
            depth += 1
        elif text[place] == "}" and text[place - 1] != "\\":
            depth -= 1
            if depth == 0:
                return place + 1
    return -1


def write_out(body: Traced, macros: Mapping[str, Macro]) -> Traced:
    """A formula with the student's own commands written out; each character is where its command is."""
    whole = body
    for _ in range(ROUNDS if macros else 0):
        written = write_out_once(whole, macros)
        if written is None or len(written) > limits.MAX_MACRO_CHARACTERS:
            break
        whole = written
    return whole


def write_out_once(body: Traced, macros: Mapping[str, Macro]) -> Traced | None:
    """The text with each command replaced once; None if there is none in it."""
    parts: list[Traced] = []
    place, size = 0, 0
    for match in COMMAND.finditer(body.text):
        macro = macros.get(match.group())
        if macro is None or match.start() < place:
            continue
        arguments, end = list_arguments(body, match.end(), macro.argument_count)
        if arguments is None:
            continue
        parts.append(body[place : match.start()])
        since = 0
        for hole in PARAMETER.finditer(macro.body):
            parts.append(body.write(macro.body[since : hole.start()], body[match.start() : end]))
            number = int(hole[1])
            parts += arguments[number - 1 : number]
            since = hole.end()
        parts.append(body.write(macro.body[since:], body[match.start() : end]))
        place = end
        size = sum(map(len, parts[-20:])) + size
        if size > limits.MAX_MACRO_CHARACTERS:
            return None
    return body.join([*parts, body[place : len(body)]]) if parts else None


def list_arguments(body: Traced, place: int, count: int) -> tuple[list[Traced] | None, int]:
    """The groups or single signs after a command, and where they end; None if one is missing."""
    arguments: list[Traced] = []
    for _ in range(count):
        while body.text[place : place + 1].isspace():
            place += 1
        if body.text[place : place + 1] == "{":
            end = find_group_end(body.text, place)
            inner = body[place + 1 : end - 1]
        else:  # as in \\frac12, one sign or one command
            command = COMMAND.match(body.text, place)
            end = command.end() if command else place + 1
            inner = body[place:end]
        if end < 0 or end > len(body) or inner.text in ("}", "&", "\\"):
            return None, place
        arguments.append(inner)
        place = end
    return arguments, place
