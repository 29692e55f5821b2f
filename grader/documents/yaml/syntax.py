"""What is wrong if YAML cannot be parsed, in words for somebody who only wanted to write an answer.

The parser's own words (``did not find expected <block end>``) do not help such a person. The place where it stopped and
the line around it show what was meant; each rule below recognises one common mistake. The rules are tried in order, and
the first that recognises the place explains it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grader.documents.decoding import report_unseen
from grader.documents.faults import quote_shortened, report_latex_in_quotes, report_too_deep, write_in_single_quotes
from grader.documents.yaml.faults import report_directive, report_second_document, report_tab
from grader.errors import Diagnostic
from grader.patterns import regex
from grader.source import Source, Span

__all__ = ["explain_yaml_error"]

# Nothing that one part has taken is tried again with the next (++ and *+), or a line of blanks would take hours. So the
# blanks at the end of a value are removed afterwards. A dash may also begin a key, if nothing else after it can.
KEY_VALUE = regex(
    r"""[ ]*+(?:-[ ]++(?=[^\s:#'\"\[{]))*+(?P<key>[^\s:#'\"\[{][^:\n]*+):[ ]++(?P<value>\S.*+)$""",
)
UNSPACED = regex(r"[ ]*+(?:-[ ]++)*+(?P<key>[\w.-]++)(?P<colon>:)(?P<value>[^\s:].*+)$")
RESERVED = re.compile(r"[@`%*&!?,\]}]|- |[|>](?![-+0-9]*$)")
MISPLACED = re.compile("expected|mapping values")
APOSTROPHES = regex(r"'(?:[^']|(?<=\w)'(?=\w))*+'")
TAB_AFTER_KEY = re.compile(r"[ ]*+[^\s:]++:[ ]*+\t")
CODE = re.compile(r"\\[uU]([0-9A-Fa-f]{4,8})")
COMMAND = re.compile(r"\\(?:[A-Za-z]+|.|$)")
ESCAPE_PROBLEM = re.compile("escape|hexa?decimal")
QUOTE_IT = "Write the whole answer in single quotes: {}."


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Where the parser stopped (``at``), where the construct began (``begun``), and its own words."""

    source: Source
    at: int
    begun: int
    problem: str
    context: str

    def line_of(self, offset: int) -> tuple[int, str]:
        """The start and the text of the line around ``offset``."""
        number, column = self.source.position(offset)
        return offset - column + 1, self.source.line(number)

    def value_at(self, offset: int) -> tuple[int, str] | None:
        """The start and the text of the value on the line around ``offset``, if it is ``key: value``."""
        start, line = self.line_of(offset)
        match = KEY_VALUE.match(line)
        return (start + match.start("value"), match["value"].rstrip(" ")) if match else None

    def span(self, start: int, end: int | None = None) -> Span:
        """A place of one character or up to ``end``, but not beyond the text."""
        stop = start + 1 if end is None else end
        return Span(self.source, start, max(start, min(stop, len(self.source.text))))


Rule = Callable[[Trouble], Diagnostic | None]


def explain_yaml_error(source: Source, error: Any) -> Diagnostic:
    """Explain a syntax error that PyYAML raised."""
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    at = min(mark.index if mark else len(source.text), len(source.text))
    trouble = Trouble(
        source=source,
        at=at,
        begun=begun.index if begun else at,
        problem=getattr(error, "problem", None) or "",
        context=getattr(error, "context", None) or "",
    )
    return next(found for rule in RULES if (found := rule(trouble)))


def recognise_depth(trouble: Trouble) -> Diagnostic | None:
    """``[[[[[…``: a parser may give up on the nesting by itself, before the levels are counted."""
    return report_too_deep(trouble.span(trouble.at)) if "nesting depth" in trouble.problem else None


def recognise_directive(trouble: Trouble) -> Diagnostic | None:
    """``%YAML 9.9``, ``%FOO``."""
    start, line = trouble.line_of(trouble.begun)
    is_directive = "directive" in trouble.context or "incompatible" in trouble.problem
    return report_directive(trouble.span(start, start + len(line))) if is_directive else None


def recognise_tab(trouble: Trouble) -> Diagnostic | None:
    """A tab as indentation, or between a key and its value."""
    start, line = trouble.line_of(trouble.at)
    here = trouble.source.text[trouble.at : trouble.at + 1]
    indentation = line[: len(line) - len(line.lstrip())]
    behind = TAB_AFTER_KEY.match(line)
    if here == "\t":
        return report_tab(trouble.span(trouble.at))
    if "\t" in indentation:
        return report_tab(trouble.span(start + indentation.index("\t")))
    return report_tab(trouble.span(start + behind.end() - 1)) if behind else None


def recognise_escape(trouble: Trouble) -> Diagnostic | None:
    """A backslash in double quotes that begins no escape, as in ``"\\omega"``."""
    slash = trouble.source.text.rfind("\\", trouble.begun, trouble.at + 1)
    if slash < 0 or not ESCAPE_PROBLEM.search(trouble.problem) or "scalar" not in trouble.context:
        return None
    code = CODE.match(trouble.source.text, slash)
    if code and 0xD800 <= int(code[1], 16) <= 0xDFFF:
        return report_unseen(chr(int(code[1], 16)), trouble.span(code.start(), code.end()))
    end = COMMAND.match(trouble.source.text, slash)
    return report_latex_in_quotes(trouble.span(slash, end.end() if end else None))


def recognise_unclosed_quote(trouble: Trouble) -> Diagnostic | None:
    """A quote that is never closed."""
    if "quoted scalar" not in trouble.context:
        return None
    quote = trouble.source.text[trouble.begun]
    return Diagnostic(
        slug="unclosed-quote",
        what=f"The quote {quote} that begins here is never closed.",
        why="Everything up to the end of the file would belong to this text.",
        help=f"Write a second {quote} at the end of the text.",
        span=trouble.span(trouble.begun),
    )


def recognise_reserved_start(trouble: Trouble) -> Diagnostic | None:
    """A value that begins with a sign that YAML keeps for itself: ``@x``, ``|x|``, ``**2``, ``*x + 1``, ``- 1``."""
    value = trouble.value_at(trouble.at)
    if value is None or not RESERVED.match(value[1]) or value[0] > trouble.at:
        return None
    start, text = value
    return Diagnostic(
        slug="reserved-character",
        what=f"The text {quote_shortened(text)} begins with {text[0]}.",
        why=f"YAML keeps {text[0]} at the beginning of a text for a purpose of its own.",
        help=QUOTE_IT.format(write_in_single_quotes(text)),
        span=trouble.span(start),
    )


def recognise_text_after_closing(trouble: Trouble) -> Diagnostic | None:
    """Text after a closing bracket or quote: ``[x>0]*x``, ``'it's'``, ``"x" + 1``."""
    value = trouble.value_at(trouble.at)
    if value is None or value[1][0] not in "[{'\"" or trouble.at <= value[0] or "flow" in trouble.context:
        return None
    start, text = value
    opening = text[0]
    closing = {"[": "]", "{": "}"}.get(opening, opening)
    kind = "a list or mapping" if opening in "[{" else "a text in quotes"
    help = QUOTE_IT.format(write_in_single_quotes(text))
    if opening == "'" and APOSTROPHES.fullmatch(text):
        help = f"Write a single quote inside single quotes twice: {write_in_single_quotes(text[1:-1])}."
    return Diagnostic(
        slug="text-behind-closing",
        what=f"There is more text after the closing {closing}.",
        why=f"A value that begins with {opening} is {kind} and ends at the closing {closing}.",
        help=help,
        span=trouble.span(trouble.at, start + len(text)),
    )


def is_in_brackets(trouble: Trouble) -> bool:
    """Whether the parser was inside a list or mapping in brackets."""
    return "flow sequence" in trouble.context or "flow mapping" in trouble.context


def recognise_unclosed_bracket(trouble: Trouble) -> Diagnostic | None:
    """A bracket that is not closed, or closed by another one, as in ``[1, 2`` and ``[0, 1)``."""
    if not is_in_brackets(trouble):
        return None
    opening = trouble.source.text[trouble.begun]
    closing = {"[": "]", "{": "}"}.get(opening, opening)
    _, line = trouble.line_of(trouble.begun)
    text = line[trouble.begun - trouble.line_of(trouble.begun)[0] :].strip()
    return Diagnostic(
        slug="unclosed-bracket",
        what=f"The bracket {opening} that begins here is not closed by {closing}.",
        why=f"A value that begins with {opening} is a list or mapping, with commas between its parts.",
        help=f"Write {closing} at its end; or, if you mean it exactly as it is written, put it in single quotes: "
        f"{write_in_single_quotes(text)}.",
        span=trouble.span(trouble.begun),
    )


def recognise_colon_in_value(trouble: Trouble) -> Diagnostic | None:
    """A colon followed by a space in an unquoted value: ``answer: x: 1``."""
    value = trouble.value_at(trouble.at)
    if "mapping values" not in trouble.problem or value is None or trouble.at <= value[0]:
        return None
    return Diagnostic(
        slug="colon-in-answer",
        what="There is a second colon followed by a space on this line.",
        why=f"A colon and a space divide a key from its value, so {quote_shortened(value[1])} needs quotes.",
        help=QUOTE_IT.format(write_in_single_quotes(value[1])),
        span=trouble.span(trouble.at),
    )


def recognise_missing_space(trouble: Trouble) -> Diagnostic | None:
    """A colon without a space after it: ``a:1``. The parser notices on the next line."""
    for offset in (trouble.begun, trouble.at, trouble.line_of(trouble.at)[0] - 1):
        start, line = trouble.line_of(max(offset, 0))
        match = UNSPACED.match(line)
        if match and KEY_VALUE.match(line) is None:
            return Diagnostic(
                slug="missing-space",
                what=f"There is no space after the colon of {quote_shortened(match['key'])}.",
                why="A colon and a space divide a key from its value.",
                help=f"Write {quote_shortened(match['key'] + ': ' + match['value'].rstrip(' '))}.",
                span=trouble.span(start + match.start("colon")),
            )
    return None


def recognise_missing_colon(trouble: Trouble) -> Diagnostic | None:
    """A line that is neither ``key: value`` nor indented below one."""
    if "could not find expected ':'" not in trouble.problem:
        return None
    start, line = trouble.line_of(trouble.begun)
    return Diagnostic(
        slug="missing-colon",
        what=f"The line {quote_shortened(line)} has no colon.",
        why="Every line is 'key: value', or belongs to the value above it and is indented further than its key.",
        help="Write the colon; or indent the line; or begin a value of several lines with | and indent all of them.",
        span=trouble.span(start + len(line) - len(line.lstrip()), start + len(line.rstrip())),
    )


def recognise_empty_place(trouble: Trouble) -> Diagnostic | None:
    """Nothing between two commas: ``[1,,2]``."""
    if "node content" not in trouble.problem or "flow" not in trouble.context:
        return None
    return Diagnostic(
        slug="empty-place",
        what="Something is missing before this character.",
        why="The parts of a list are divided by single commas.",
        help="Remove the comma, or write what is missing.",
        span=trouble.span(trouble.at),
    )


def recognise_indentation(trouble: Trouble) -> Diagnostic | None:
    """A line that is indented differently from its neighbours."""
    start, line = trouble.line_of(trouble.at)
    if start == 0 or not MISPLACED.search(trouble.problem):
        return None
    if line.startswith(("...", "---")) or re.search(r"^\.\.\.", trouble.source.text[: trouble.at], re.MULTILINE):
        return report_second_document(trouble.span(trouble.at))
    width = len(line) - len(line.lstrip(" "))
    unit = "space" if width == 1 else "spaces"
    return Diagnostic(
        slug="indentation",
        what=f"This line is indented by {width} {unit}, which does not fit the lines above it.",
        why="Keys of the same mapping begin in the same column, and lists begin with '- '.",
        help="Indent it like the line it belongs to; a value of several lines begins with |, all of them indented.",
        span=trouble.span(start + width, start + len(line.rstrip())),
    )


def report_any_other(trouble: Trouble) -> Diagnostic:
    """Anything else."""
    return Diagnostic(
        slug="yaml-syntax",
        what="The file cannot be read from here on.",
        why="This is neither 'key: value', nor a list, nor the continuation of a text.",
        help="Write the answer on this line in single quotes; a single quote inside is written twice.",
        span=trouble.span(trouble.at),
    )


RULES: tuple[Rule, ...] = (
    recognise_depth, recognise_directive, recognise_tab, recognise_escape, recognise_unclosed_quote,
    recognise_reserved_start, recognise_text_after_closing, recognise_unclosed_bracket, recognise_colon_in_value,
    recognise_missing_space, recognise_missing_colon, recognise_empty_place, recognise_indentation, report_any_other,
)  # fmt: skip
