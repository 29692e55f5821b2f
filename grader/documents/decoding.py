"""Bytes become text: only UTF-8, at most one byte order mark, and no characters that cannot be seen.

>>> decode(b"\\xef\\xbb\\xbfa: 1", "week3.yaml").text
'a: 1'
"""

import re
from collections.abc import Iterable

from grader import limits
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span

__all__ = ["UNSEEN", "decode", "report_too_large", "report_unseen"]

BYTE_ORDER_MARK = "\ufeff"
FOREIGN_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
DOCUMENT = ("MAX_DOCUMENT_BYTES", "an answer, such as pictures and program output")
LARGER = {
    "MAX_TABLE_BYTES": "a list of students",
    "MAX_METADATA_BYTES": "what the platform exported",
    "MAX_NOTEBOOK_BYTES": "an answer, such as pictures",
}
RESAVE = "Save the file as UTF-8; an editor offers it under 'Save with encoding'."


def decode(data: str | bytes, name: str, *, at_most: int | None = None) -> Source:
    """Decode a file; raises ``DocumentError`` if it is not clean UTF-8 or too large."""
    limit = limits.MAX_DOCUMENT_BYTES if at_most is None else at_most
    if len(data) > limit:
        raise DocumentError(report_too_large(name, len(data), limit))
    text = data if isinstance(data, str) else decode_utf8(data, name)
    source = Source(name, text.removeprefix(BYTE_ORDER_MARK))
    faults = list(report_stray_marks(source)) or list(report_unseen_in(source))
    if faults:
        raise DocumentError(faults)
    return source


def decode_utf8(data: bytes, name: str) -> str:
    foreign = next((encoding for mark, encoding in FOREIGN_MARKS if data.startswith(mark)), None)
    if foreign:
        raise DocumentError(
            report_not_utf8(f"The file is written in {foreign}, not in UTF-8.", Span(Source(name, ""), 0, 0))
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        shown = Source(name, data.decode("utf-8", "replace").removeprefix(BYTE_ORDER_MARK))
        offset = len(data[: error.start].decode("utf-8").removeprefix(BYTE_ORDER_MARK))
        what = f"Byte {error.start} of the file (0x{data[error.start]:02x}) is not UTF-8."
        raise DocumentError(report_not_utf8(what, Span(shown, offset, offset + 1))) from None


def report_not_utf8(what: str, span: Span) -> Diagnostic:
    """A file in another encoding."""
    why = "Files are read as UTF-8, so that every letter and sign is what you see in your editor."
    return Diagnostic(slug="not-utf-8", what=what, why=why, help=RESAVE, span=span)


def report_too_large(name: str, byte_count: int, limit: int | None = None) -> Diagnostic:
    """A file of more than ``MAX_DOCUMENT_BYTES``, or over another limit."""
    limit = limits.MAX_DOCUMENT_BYTES if limit is None else limit
    limit_name, what_else = next(
        ((name, words) for name, words in LARGER.items() if getattr(limits, name) == limit), DOCUMENT
    )
    return Diagnostic(
        slug="document-too-large",
        what=f"The file is {byte_count:,} bytes long.",
        why=f"At most {limit:,} bytes are read ({limit_name}).",
        help=f"Leave out what is not part of {what_else}.",
        span=Span(Source(name, ""), 0, 0),
    )


def report_stray_marks(source: Source) -> Iterable[Diagnostic]:
    """A second byte order mark."""
    if source.text.startswith(BYTE_ORDER_MARK):
        yield Diagnostic(
            slug="second-byte-order-mark",
            what="The file begins with a second byte order mark.",
            why="One mark at the very start is skipped; another one is an invisible character of your text.",
            help="Delete the first word of the file and everything before it, and type the word again.",
            span=Span(source, 0, 1),
        )


def report_unseen_in(source: Source) -> Iterable[Diagnostic]:
    """Each run of characters that cannot be seen."""
    return (
        report_unseen(match.group(), Span(source, match.start(), match.end()))
        for _, match in zip(range(limits.MAX_REPORTED_FAULTS), UNSEEN.finditer(source.text), strict=False)
    )


def report_unseen(characters: str, span: Span) -> Diagnostic:
    """A control character, half a surrogate pair, or a code point that is not a character."""
    code = ord(characters[0])
    help = "Delete it and type the text again."
    if 0xD800 <= code <= 0xDFFF:
        slug, what = "lone-surrogate", f"U+{code:04X} is half of a character."
        help = "Write the character itself instead of its code."
    elif code == 0:
        slug, what = "control-character", "The text contains a NUL, a character that cannot be seen."
        help = RESAVE
    elif code in (0x2028, 0x2029):
        slug, what = "control-character", f"U+{code:04X} separates lines without being seen."
        help = "Delete it and break the line with the Enter key, if you mean to."
    else:
        slug, what = "control-character", f"U+{code:04X} is a control character, which cannot be seen."
    return Diagnostic(
        slug=slug, what=what, why="A text may hold letters, signs, spaces and line breaks.", help=help, span=span
    )
