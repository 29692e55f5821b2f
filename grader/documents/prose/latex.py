r"""LaTeX files: formulas in ``$…$``, ``\(…\)``, ``\[…\]`` and environments, without comments and what is verbatim.

Nothing is included and nothing is run: ``\input`` gets a warning. A student's own commands are written out where they
only stand for a formula (``macros.py``).

>>> prose = read_latex(Source("a.tex", "\\newcommand{\\a}{x}\n\\begin{document}\nSo $\\a = 1$. % $y$\n\\end{document}"))
>>> [(formula.body.text, formula.body.span.place) for formula in prose.formulas]
[('x = 1', 'a.tex:3:5')]
"""

import re
from bisect import bisect_left

from grader import limits
from grader.documents.prose.environments import VERBATIM, is_formula_environment, level_of
from grader.documents.prose.macros import find_macros, write_out
from grader.documents.prose.records import (
    Block,
    Formula,
    Marker,
    Prose,
    describe_not_closed,
    describe_not_included,
    describe_too_long,
)
from grader.documents.prose.searching import Ahead, find_blank_lines
from grader.documents.traced import Traced
from grader.errors import Diagnostic
from grader.source import Source

__all__ = ["MEMBER", "read_latex"]

COMMENT = re.compile(
    r"(?P<verb>\\verb\*?(?P<bar>[^\sA-Za-z*])[^\r\n]*?(?P=bar))|(?P<escaped>\\.)|(?P<comment>%[^\r\n]*)", re.DOTALL
)
MARK = re.compile(r"%\s*item:\s*(?P<name>[^\s%]+)")
STUDENT = re.compile(r"^%\s*student:[ \t]*(?P<name>[^\r\n]*\S)[ \t]*$", re.MULTILINE)
NEXT = re.compile(
    r"\$\$?|\\begin\{(?P<begin>[A-Za-z]+\*?)\}|\\(?P<section>(?:sub)*section|paragraph|chapter)\*?\s*\{(?P<title>[^{}\r\n]*)\}"
    r"|\\(?P<include>input|include|subfile|import|subimport)\b\s*(?:\{[^{}\r\n]*\}){0,2}"
    r"|\\(?P<item>item)\b|\\[(\[]|\\label\{(?P<label>[^{}]*)\}|\\[A-Za-z]+|\\."
    r"|(?P<blank>(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))+)",
    re.DOTALL,
)
CLOSING = {"$": "$", "$$": "$$", r"\(": r"\)", r"\[": r"\]"}
STRUCK = frozenset({r"\sout", r"\st"})


class LatexReader:
    """Reads the body of a document, from sign to sign."""

    def __init__(self, source: Source) -> None:
        whole, self.markers = drop_comments(Traced.of(source))
        self.macros = find_macros(whole.text)
        begin, end = whole.text.find(r"\begin{document}"), whole.text.find(r"\end{document}")
        first = begin + len(r"\begin{document}") if begin >= 0 else 0
        self.whole = whole[first : end if end > first else len(whole)]
        self.text, self.ahead = self.whole.text, Ahead(self.whole.text)
        self.blank_lines = find_blank_lines(self.text)
        self.place = self.begin = 0
        self.is_whole = False
        self.blocks: list[Block] = []
        self.formulas: list[Formula] = []
        self.not_closed: list[Diagnostic] = []
        self.not_included: list[Diagnostic] = []

    def read(self) -> None:
        for _ in range(limits.MAX_SIGNS):
            if len(self.formulas) >= limits.MAX_FORMULAS or len(self.blocks) >= limits.MAX_BLOCKS:
                break
            found = NEXT.search(self.text, self.place)
            if found is None:
                self.place, self.is_whole = len(self.text), True
                break
            self.place = found.end()
            self.read_sign(found)
        self.end_paragraph(self.place)

    def read_sign(self, found: re.Match[str]) -> None:
        sign = found.group()
        if found["blank"] is not None or found["item"] is not None:
            self.end_paragraph(found.start())
            self.begin = found.end()
        elif found["include"] is not None:
            if len(self.not_included) < limits.MAX_REMARKS:
                self.not_included.append(describe_not_included(self.whole.locate(*found.span())))
        elif found["begin"] is not None:
            self.read_environment(found)
        elif found["section"] is not None:
            self.end_paragraph(found.start())
            self.add_heading(found)
            self.begin, self.place = found.end(), found.start("title")
        elif found["label"] is not None:
            self.mark(found["label"], found.start(), found.end())
        elif sign in CLOSING:
            self.read_delimited(found)

    def read_delimited(self, found: re.Match[str]) -> None:
        closing = CLOSING[found.group()]
        end = self.find(closing, found.end())
        is_display = found.group() in ("$$", r"\[")
        if end < 0 and is_display:
            self.note_not_closed(found, closing)
        if end > found.end() and (is_display or not self.has_blank_line(found.end(), end)):
            self.add_formula(found.end(), end, found.start(), end + len(closing), is_display=is_display)

    def find(self, closing: str, place: int) -> int:
        """The next closing sign that has no backslash in front of it."""
        while (place := self.ahead.find(closing, place)) >= 0:
            before = self.text[max(0, place - 50) : place]
            if closing[0] == "\\" or (len(before) - len(before.rstrip("\\"))) % 2 == 0:
                return place
            place += 1
        return -1

    def read_environment(self, found: re.Match[str]) -> None:
        name = found["begin"]
        closing = rf"\end{{{name}}}"
        is_formula = is_formula_environment(name)
        if not is_formula and name.removesuffix("*") not in VERBATIM:
            return
        end = self.ahead.find(closing, found.end())
        if end < 0:
            self.note_not_closed(found, closing)
            return
        after = end + len(closing)
        if is_formula:
            self.add_formula(found.start(), after, found.start(), after, is_display=True)
        else:
            self.end_paragraph(found.start())
            self.begin = self.place = after

    def note_not_closed(self, found: re.Match[str], closing: str) -> None:
        if len(self.not_closed) < limits.MAX_REMARKS:
            self.not_closed.append(describe_not_closed(self.whole.locate(*found.span()), closing))

    def has_blank_line(self, start: int, end: int) -> bool:
        place = bisect_left(self.blank_lines, start)
        return place < len(self.blank_lines) and self.blank_lines[place] < end

    def add_formula(self, inner: int, end: int, start: int, after: int, *, is_display: bool) -> None:
        self.place = after
        body = write_out(self.whole[inner:end], self.macros)
        if body.text.strip():
            first, last = self.whole.starts[start], self.whole.ends[after - 1]
            is_struck = self.text[max(0, start - 6) : start].rstrip("{").endswith(tuple(STRUCK))
            self.formulas.append(Formula(body=body, start=first, end=last, is_display=is_display, is_struck=is_struck))

    def add_heading(self, found: re.Match[str]) -> None:
        title = self.whole[found.start("title") : found.end("title")].strip()
        if title.text:
            self.blocks.append(Block(kind="heading", text=title, level=level_of(found["section"])))

    def end_paragraph(self, end: int) -> None:
        text = self.whole[self.begin : max(self.begin, end)].strip()
        if text.text:
            self.blocks.append(Block(kind="paragraph", text=text))
        self.begin = end

    def mark(self, name: str, start: int, end: int) -> None:
        self.markers.append(Marker(name=name, start=self.whole.starts[start], end=self.whole.ends[end - 1]))


def drop_comments(whole: Traced) -> tuple[Traced, list[Marker]]:
    """The text without comments and what is verbatim, and the items that comments name."""
    kept: list[Traced] = []
    markers: list[Marker] = []
    since = 0
    for found in COMMENT.finditer(whole.text):
        if found["escaped"] is not None:
            continue
        kept.append(whole[since : found.start()])
        since = found.end()
        mark = MARK.match(found.group())
        if mark is not None:
            markers.append(Marker(name=mark["name"], start=found.start(), end=found.end()))
    return (whole.join([*kept, whole[since : len(whole)]]) if kept else whole), markers


def read_latex(source: Source) -> Prose:
    """Read a document in LaTeX."""
    reader = LatexReader(source)
    reader.read()
    too_long = () if reader.is_whole else (describe_too_long(source, reader.place),)
    found = STUDENT.search(source.text)
    return Prose(
        source=source,
        blocks=tuple(reader.blocks),
        formulas=tuple(reader.formulas),
        markers=tuple(sorted(reader.markers, key=lambda mark: mark.start)),
        student=Traced.of(source)[found.start("name") : found.end("name")] if found else None,
        macros=reader.macros,
        remarks=(*reader.not_included, *reader.not_closed, *too_long),
    )


def find_in_head(key: str, source: Source) -> str:
    """A key in a comment of its own line: ``% student: ada``."""
    found = STUDENT.search(source.text) if key == "student" else None
    return found["name"] if found else ""


class LatexFormat:
    """LaTeX."""

    kind = "latex"
    summary = "LaTeX files"
    suffixes = (".latex", ".ltx", ".tex")
    limit = limits.MAX_DOCUMENT_BYTES
    mark = "% item: {}"
    read = staticmethod(read_latex)
    find_in_head = staticmethod(find_in_head)


MEMBER = LatexFormat()
