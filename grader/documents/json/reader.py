"""JSON (RFC 8259) read with its places, every scalar as text: a number is the digits that were written.

One regular expression finds the next token, and the tree remembers what is open, so no recursion is needed. Whatever is
not JSON (comments, NaN, a comma before a closing bracket, single quotes) is refused by name.

>>> root, faults = read_json(Source("a.json", '{"step": 1e400}'))
>>> root.get("step").text
'1e400'
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress

from grader.documents import faults
from grader.documents.json import faults as json_faults
from grader.documents.nodes import DocumentNode, Scalar
from grader.documents.tree import StopReadingError, TreeBuilder
from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = ["read_json"]

WHITE_SPACE = re.compile(r"[ \t\n\r]*")
TOKEN = re.compile(
    r"""(?P<mark>[\[\]{},:])
    |(?P<string>"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")
    |(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.+-]))
    |(?P<infinite>(?:NaN|-?Infinity)(?!\w))
    |(?P<word>(?:true|false|null)(?!\w))""",
    re.VERBOSE | re.ASCII,
)
CLOSING = {True: "}", False: "]"}
Token = re.Match[str]


def read_json(source: Source) -> tuple[DocumentNode | None, list[Diagnostic]]:
    """Read the root of a JSON text and all its faults; the root is None if nothing could be read."""
    reader = JsonReader(source)
    with suppress(StopReadingError):
        reader.read()
    return reader.tree.root, reader.tree.faults


class JsonReader:
    """Reads token by token; ``offset`` is where the next token is looked for."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = TreeBuilder(source)
        self.offset = 0

    def read(self) -> None:
        """``text = value``, and nothing after it."""
        for _ in self.steps():
            pass
        self.skip_space()
        if self.offset < len(self.source.text):
            self.tree.stop(json_faults.report_trailing_text(self.source, self.offset))

    def steps(self) -> Iterator[None]:
        """Read the value part by part, so that the caller may stop early."""
        if not self.source.text.strip():
            self.tree.stop(faults.report_empty_file(self.source))
        self.value(self.next("a value"))
        is_fresh = bool(self.tree.stack)
        while self.tree.stack:
            yield
            is_fresh = self.member(is_fresh)

    def member(self, is_fresh: bool) -> bool:
        """``[","] [key ":"] value`` or the closing bracket; return whether a bracket was just opened."""
        frame = self.tree.stack[-1]
        closing = CLOSING[frame.is_mapping]
        token = self.next(
            f"a comma or {closing}" if not is_fresh else "a key in double quotes" if frame.is_mapping else "a value"
        )
        if token.group() == closing:
            self.tree.close(token.end())
            return False
        if not is_fresh:
            if token.group() != ",":
                self.refuse(token.start(), f"a comma or {closing}")
            token = self.next("a key in double quotes" if frame.is_mapping else "a value")
        if frame.is_mapping:
            token = self.key(token)
        return self.value(token)

    def key(self, token: Token) -> Token:
        """``string ":"``; return the token after it."""
        if token.lastgroup != "string":
            self.refuse(token.start(), "a key in double quotes")
        self.string(token)
        colon = self.next("a colon")
        if colon.group() != ":":
            self.refuse(colon.start(), "a colon")
        return self.next("a value")

    def value(self, token: Token) -> bool:
        """``object | array | string | number | word``; return whether a bracket was opened."""
        if token.lastgroup == "mark":
            if token.group() not in "{[":
                self.refuse(token.start(), "a value")
            self.tree.open(token.start(), token.end(), is_mapping=token.group() == "{", is_flow=True)
            return True
        if token.lastgroup == "string":
            self.string(token)
            return False
        if token.lastgroup == "infinite":
            self.tree.faults.append(json_faults.report_infinite_number(Span(self.source, token.start(), token.end())))
        self.tree.scalar(Scalar(token.group(), self.source, token.start(), token.end()))
        return False

    def string(self, token: Token) -> None:
        raw = token.group()
        text = json.loads(raw) if "\\" in raw else raw[1:-1]
        node = Scalar(text, self.source, token.start(), token.end(), "json")
        if "\\" in raw:
            self.tree.report(json_faults.report_escapes(node))
        self.tree.scalar(node)

    def skip_space(self) -> None:
        match = WHITE_SPACE.match(self.source.text, self.offset)
        self.offset = match.end() if match else self.offset

    def next(self, expected: str) -> Token:
        """Read the next token; if there is none, say what was expected."""
        self.skip_space()
        token = TOKEN.match(self.source.text, self.offset)
        if token is None:
            self.refuse(self.offset, expected)
        else:
            self.offset = token.end()
        return token  # type: ignore[return-value]  # refuse() does not return

    def refuse(self, offset: int, expected: str) -> None:
        """Stop reading and explain what is at ``offset``."""
        opened = self.tree.stack[-1].start if self.tree.stack else None
        self.tree.stop(json_faults.explain_json_error(self.source, offset, expected, opened))
