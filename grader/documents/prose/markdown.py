r"""Markdown in its dialects: formulas in ``$…$``, ``$$…$$``, ``\(…\)``, ``\[…\]``, GitHub's and MyST's fences.

One pass over the text, line by line and from sign to sign; nothing is looked at twice (``searching.py``). Code,
comments and the head are no text. A dollar sign begins a formula as in pandoc: not where a price is meant.

>>> prose = read_markdown(Source("a.md", "It costs $5, so $x = 5$.\n\n$$\ny = 1\n$$"))
>>> [(formula.body.text.strip(), formula.body.span.place) for formula in prose.formulas]
[('x = 5', 'a.md:1:18'), ('y = 1', 'a.md:3:3')]
"""

import re
from bisect import bisect_left

from grader import limits
from grader.documents.prose.environments import is_formula_environment, level_of
from grader.documents.prose.quotes import drop_quote_signs
from grader.documents.prose.records import Block, Formula, Marker, Prose, describe_not_closed, describe_too_long
from grader.documents.prose.searching import Ahead, CodeSpans, find_blank_lines
from grader.documents.traced import Traced
from grader.errors import Diagnostic
from grader.patterns import regex
from grader.source import Source

__all__ = ["MEMBER", "MarkdownReader", "read_markdown"]

NEXT = re.compile(r"\$+|`+|~~|\\[A-Za-z]+|\\(?:\\?[(\[]|.)|<!--|</?(?:del|s|strike)>|\r\n|\r|\n", re.IGNORECASE)
HEAD = regex(r"---[ \t]*(?:\r\n|\r|\n)(?P<head>(?:.*(?:\r\n|\r|\n))*?)(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)")
KEY = re.compile(r"^(?P<key>\w+):[ \t]*(['\"]?)(?P<text>[^\r\n]*?)\2[ \t]*$", re.MULTILINE)
FENCE = re.compile(r"[ \t]*(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\r\n]*)(?:\r\n|\r|\n|\Z)")
HEADING = re.compile(r" {0,3}(?P<signs>#{1,6})[ \t]+(?P<title>[^\r\n]*)")
SECTION = re.compile(  # as recognised handwriting has it
    r"[ \t]*\\(?P<kind>(?:sub)*section|paragraph|chapter)\*?\s*\{(?P<title>[^{}\r\n]*)\}[ \t]*(?=\r|\n|\Z)"
)
UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*(?=\r|\n|\Z)")
DIVISION = re.compile(r"[ \t]*:{3,}[^\r\n]*")
BLANK = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))+|[ \t]+\Z")
COMMENT_MARK = re.compile(r"<!--\s*item:\s*(?P<name>[^\s>]+)\s*-->")
ATTRIBUTE = re.compile(r"[ \t]*\{#(?P<name>[\w.:-]+)[^}\r\n]*\}")
TARGET = re.compile(r"\((?P<name>[\w.:-]+)\)=[ \t]*(?=\r|\n|\Z)")
ENVIRONMENT = re.compile(r"\\begin\{(?P<name>[A-Za-z]+\*?)\}")
LABEL_OPTION = re.compile(
    r"[ \t]*:(?:label|name):[ \t]*(?P<name>[\w.:-]+)[^\r\n]*(?:\r\n|\r|\n)|[ \t]*:[a-z]+:[^\r\n]*(?:\r\n|\r|\n)"
)
CLOSING = {r"\(": r"\)", r"\[": r"\]", r"\\(": r"\\)", r"\\[": r"\\]"}
FENCE_END = re.compile(r"(?:`{3,}|~{3,})[ \t]*(?=\r|\n|\Z)")
MATH_FENCES = ("math", "{math}")
LEAD = 40  # characters: nobody indents a formula or a fence further


class MarkdownReader:
    """Reads one text; ``place`` is where the next sign is looked for."""

    def __init__(self, whole: Traced, cell: int = 0) -> None:
        self.whole, self.text, self.cell = whole, whole.text, cell
        self.ahead, self.code = Ahead(self.text), CodeSpans(self.text)
        self.blank_lines = find_blank_lines(self.text)
        self.place = self.line = 0
        self.is_whole = False  # whether all of it was read
        self.begin = -1  # of the paragraph; -1 outside of one
        self.struck = -1  # where struck text begins
        self.blocks: list[Block] = []
        self.formulas: list[Formula] = []
        self.markers: list[Marker] = []
        self.not_closed: list[Diagnostic] = []

    def read(self) -> None:
        """Read line by line, and within a line from sign to sign."""
        is_line_start = True
        for _ in range(limits.MAX_SIGNS):
            if self.place >= len(self.text) or not self.has_room():
                break
            if is_line_start:
                self.line = self.place
                if self.read_line_start():
                    continue
            is_line_start = self.read_sign()
        self.end_paragraph(self.place)
        self.is_whole = self.place >= len(self.text)

    def has_room(self) -> bool:
        return len(self.formulas) < limits.MAX_FORMULAS and len(self.blocks) < limits.MAX_BLOCKS

    def read_line_start(self) -> bool:
        """Read what is special at the beginning of a line: a blank line, a fence, a heading; False for usual text."""
        text, place = self.text, self.place
        if blank := BLANK.match(text, place):
            self.end_paragraph(place)
            self.place = blank.end()
            return True
        first = text[place : place + 80].lstrip(" \t")[:1]
        if first in "`~" and (fence := FENCE.match(text, place)):
            self.end_paragraph(place)
            self.read_fence(fence)
        elif first == "#" and (heading := HEADING.match(text, place)):
            self.end_paragraph(place)
            self.add_heading(heading.start("title"), heading.end("title"), len(heading["signs"]))
            self.place = heading.start("title")
            self.begin = -1
            self.read_signs_until(heading.end())
        elif first == "\\" and (section := SECTION.match(text, place)):
            self.end_paragraph(place)
            self.add_heading(section.start("title"), section.end("title"), level_of(section["kind"]))
            self.place, self.begin = section.start("title"), -1
            self.read_signs_until(section.end())
        elif first and first in "=-" and self.begin >= 0 and (line := UNDERLINE.match(text, place)):
            self.add_heading(self.begin, place, 1 if first == "=" else 2)
            self.begin, self.place = -1, line.end()
        elif first == ":" and (division := DIVISION.match(text, place)):
            self.end_paragraph(place)
            self.place = division.end()
        elif first == "(" and (target := TARGET.match(text, place)):
            self.mark(target["name"], target.start(), target.end())
            self.place = target.end()
        else:
            if self.begin < 0:
                self.begin = place
            return False
        return self.place > place

    def read_signs_until(self, end: int) -> None:
        while self.place < end:
            self.read_sign()

    def read_sign(self) -> bool:
        """Read up to the next sign that means something, and that; return whether a line begins after it."""
        found = NEXT.search(self.text, self.place)
        if found is None:
            self.place = len(self.text)
            return False
        sign, start = found.group(), found.start()
        self.place = found.end()
        if sign[0] in "\r\n":
            return True
        if sign[0] == "$":
            self.read_dollars(start, len(sign))
        elif sign[0] == "`":
            end = self.code.find_end(len(sign), self.place)
            if end >= 0 and not self.has_blank_line(start, end):
                self.place = end + len(sign)
        elif sign in CLOSING:
            self.read_delimited(start, found.end(), CLOSING[sign], is_display="[" in sign)
        elif sign.lower() == r"\begin":
            self.read_environment(start)
        elif sign == "<!--":
            self.read_comment(start)
        elif sign[0] in "~<":
            self.read_struck(start, sign)
        return False

    def read_dollars(self, start: int, count: int) -> None:
        """``$$ … $$``, ``$ … $`` or ``$` … `$``; a dollar sign that begins nothing is one."""
        text, inner = self.text, start + count
        if count == 2:
            end = self.ahead.find("$$", inner)
            if end < 0:
                self.note_not_closed(start, inner, "$$")
            is_alone = start - self.line < LEAD and not text[self.line : start].strip(" \t>*-0123456789.)")
            if end > inner and (is_alone or not self.has_blank_line(inner, end)):
                self.add_formula(inner, end, start, end + 2, is_display=True)
                self.read_attribute()
        elif count == 1 and text.startswith("`", inner):
            end = self.ahead.find("`$", inner + 1)
            if end > inner and not self.has_blank_line(inner, end):
                self.add_formula(inner + 1, end, start, end + 2)
        elif count == 1:
            end = self.find_dollar(inner)
            if end > inner and self.is_formula_in_dollars(inner, end):
                self.add_formula(inner, end, start, end + 1)

    def find_dollar(self, place: int) -> int:
        """The next dollar sign without a backslash in front of it; -1 if there is none."""
        while (place := self.ahead.find("$", place)) >= 0:
            if not is_escaped(self.text, place):
                return place
            place += 1
        return -1

    def is_formula_in_dollars(self, start: int, end: int) -> bool:
        """Whether a formula is between two dollar signs, and no price: as in pandoc, or with blanks on both sides."""
        inside = self.text[start : min(end, start + limits.MAX_ANSWER_CHARACTERS + 1)]
        if len(inside) > limits.MAX_ANSWER_CHARACTERS or self.has_blank_line(start, end):
            return False
        before, after = inside[:1].isspace(), inside[-1:].isspace()
        if self.text[end + 1 : end + 2].isdigit():
            return False
        if before and after:
            return any(sign in inside for sign in "\\^_=") and "\n" not in inside
        return not before and not after

    def read_delimited(self, start: int, inner: int, closing: str, *, is_display: bool) -> None:
        end = self.ahead.find(closing, inner)
        if end < 0 and is_display:
            self.note_not_closed(start, inner, closing)
        if end >= 0 and (is_display or not self.has_blank_line(inner, end)):
            self.add_formula(inner, end, start, end + len(closing), is_display=is_display)

    def read_environment(self, start: int) -> None:
        """An environment of LaTeX with formulas in it, outside of any signs for formulas."""
        begin = ENVIRONMENT.match(self.text, start)
        if begin is None or not is_formula_environment(begin["name"]):
            return
        closing = rf"\end{{{begin['name']}}}"
        end = self.ahead.find(closing, begin.end())
        if end < 0:
            self.note_not_closed(start, begin.end(), closing)
        else:
            self.add_formula(start, end + len(closing), start, end + len(closing), is_display=True)

    def read_comment(self, start: int) -> None:
        """A comment, which may name the item that the text after it answers."""
        if mark := COMMENT_MARK.match(self.text, start):
            self.mark(mark["name"], start, mark.end())
        end = self.ahead.find("-->", start)
        self.end_paragraph(start)
        self.begin = self.place = len(self.text) if end < 0 else end + 3

    def read_struck(self, start: int, sign: str) -> None:
        """``~~…~~`` or ``<s>…</s>``: what is between was crossed out."""
        if sign.startswith("<") and "/" not in sign:
            self.struck = start
        elif self.struck < 0:
            self.struck = start if sign == "~~" else -1
        else:
            self.strike(self.struck)
            self.struck = -1

    def strike(self, since: int) -> None:
        """Mark the formulas since a place as struck."""
        place = len(self.formulas)
        first = self.whole.starts[since]
        while place and self.formulas[place - 1].start >= first:
            place -= 1
            old = self.formulas[place]
            self.formulas[place] = Formula(
                body=old.body, start=old.start, end=old.end, is_display=old.is_display, is_struck=True, cell=old.cell
            )

    def read_fence(self, fence: re.Match[str]) -> None:
        """A fenced block: a formula if it says so, otherwise code; one that is never closed goes on to the end."""
        sign, info = fence["fence"], fence["info"].strip().lower()
        start = fence.end()
        end, after = self.find_fence_end(sign, start)
        if info in MATH_FENCES:
            while option := LABEL_OPTION.match(self.text, start):
                if option["name"]:
                    self.mark(option["name"], fence.start(), option.end())
                start = option.end()
            if end > start:
                self.add_formula(start, end, fence.start(), after, is_display=True)
        self.place = after

    def find_fence_end(self, sign: str, start: int) -> tuple[int, int]:
        """Where the text in a fence ends, and where what follows it begins."""
        place = start - 1
        while (place := self.ahead.find(sign, place + 1)) >= 0:
            before = self.text[max(start - 1, place - LEAD) : place].rstrip(" \t")
            end = FENCE_END.match(self.text, place)
            if end is not None and (not before or before[-1] in "\r\n"):
                return place, end.end()
        return len(self.text), len(self.text)

    def read_attribute(self) -> None:
        """``{#eq-name}`` after a formula."""
        if attribute := ATTRIBUTE.match(self.text, self.place):
            self.mark(attribute["name"], attribute.start(), attribute.end())
            self.place = attribute.end()

    def note_not_closed(self, start: int, end: int, closing: str) -> None:
        if len(self.not_closed) < limits.MAX_REMARKS:
            self.not_closed.append(describe_not_closed(self.whole.locate(start, end), closing))

    def has_blank_line(self, start: int, end: int) -> bool:
        place = bisect_left(self.blank_lines, start)
        return place < len(self.blank_lines) and self.blank_lines[place] < end

    def add_formula(self, inner: int, end: int, start: int, after: int, *, is_display: bool = False) -> None:
        """Add the formula from ``inner`` to ``end``; ``start`` and ``after`` are around its signs."""
        self.place = after
        if self.text[inner:end].strip():
            body = self.whole[inner:end]
            first, last = self.whole.starts[start], self.whole.ends[after - 1]
            self.formulas.append(Formula(body=body, start=first, end=last, is_display=is_display, cell=self.cell))

    def add_heading(self, start: int, end: int, level: int) -> None:
        text = self.whole[start:end].strip()
        if attribute := ATTRIBUTE.search(text.text):
            self.mark(attribute["name"], start, end)
            text = text[: attribute.start()].strip()
        if text.text:
            self.blocks.append(Block(kind="heading", text=text, level=level, cell=self.cell))

    def end_paragraph(self, end: int) -> None:
        if self.begin >= 0 and self.text[self.begin : end].strip():
            self.blocks.append(Block(kind="paragraph", text=self.whole[self.begin : end].strip(), cell=self.cell))
        self.begin = self.struck = -1

    def mark(self, name: str, start: int, end: int) -> None:
        self.markers.append(Marker(name=name, start=self.whole.starts[start], end=self.whole.ends[end - 1]))


def is_escaped(text: str, place: int) -> bool:
    """Whether an odd number of backslashes is in front of a place."""
    before = text[max(0, place - 50) : place]  # nobody writes more of them
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def read_markdown(source: Source) -> Prose:
    """Read a document in Markdown."""
    whole, student = Traced.of(source), find_key("student", source)
    if head := HEAD.match(source.text):
        whole = whole[head.end() : len(whole)]
    reader = MarkdownReader(drop_quote_signs(whole))
    reader.read()
    return Prose(
        source=source,
        blocks=tuple(reader.blocks),
        formulas=tuple(reader.formulas),
        markers=tuple(reader.markers),
        student=student,
        remarks=(*reader.not_closed, *(() if reader.is_whole else (describe_too_long(source, reader.place),))),
    )


def find_key(key: str, source: Source) -> Traced | None:
    """The text under a key in the head of a document; None if there is none."""
    if head := HEAD.match(source.text):
        for found in KEY.finditer(source.text, head.start("head"), head.end("head")):
            if found["key"] == key and found["text"]:
                return Traced.of(source)[found.start("text") : found.end("text")]
    return None


def find_in_head(key: str, source: Source) -> str:
    found = find_key(key, source)
    return "" if found is None else found.text


class MarkdownFormat:
    """Markdown, and what is built on it."""

    kind = "markdown"
    summary = "Markdown of any dialect, Quarto, R Markdown, and what recognition programs write"
    suffixes = (".markdown", ".md", ".mmd", ".qmd", ".rmd")
    limit = limits.MAX_DOCUMENT_BYTES
    mark = "<!-- item: {} -->"
    read = staticmethod(read_markdown)
    find_in_head = staticmethod(find_in_head)


MEMBER = MarkdownFormat()
