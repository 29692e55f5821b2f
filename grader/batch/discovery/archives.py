"""A zip archive as a learning platform exports it: its directory is checked, and members are read in memory.

Nothing is unpacked to the disk, so no name in an archive can lead outside it. A member that cannot be trusted is kept
with its trouble, and reading it raises that; the others are read as usual. The size of what is read is checked in the
directory before anything is decompressed, and again during decompression.
"""

import os
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path

from grader import limits
from grader.documents.decoding import report_too_large
from grader.documents.files import open_regular_file
from grader.documents.loading import find_size_limit
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span

__all__ = ["Member", "check_total", "members_of", "read_member"]

UTF8_NAME = 0x800  # the flag bit of a zip entry whose name is in UTF-8
ENCRYPTED = 0x2041  # encrypted, strongly encrypted, or with an encrypted directory
HEADER = struct.Struct("<4s22x2H")  # of a member: signature, then the lengths of its name and extra field
SIGNATURE = b"PK\x03\x04"
ENTRY = b"PK\x01\x02"  # the signature of an entry in the directory
ENTRY_BYTES = 46  # of an entry, before its name, extra field and comment
LENGTHS = struct.Struct("<3H")  # of these three, at byte 28
NEEDS, FLAGS, METHOD, SIZES, LENGTHS_AT, OFFSET = 6, 8, 10, 20, 28, 42  # where these begin in an entry
NEWEST_VERSION = 63  # 6.3, the newest version of the format that Python reads
NO_METHOD = 0xFFFF  # of compression
ELSEWHERE = 0xFFFFFFFF  # as a size or offset: the number is in the extra field
MAX_LENGTH = 0xFFFF  # of the comment
LONG_NUMBERS = 1  # the kind of that part of the extra field
DRIVE = re.compile(r"[A-Za-z]:")
UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, struct.error, ValueError, OverflowError, EOFError,
    OSError,
)  # fmt: skip
TROUBLES: Mapping[str, tuple[str, str, str]] = {
    "unsafe-member-name": (
        "The name of this file leads outside the archive.",
        "No learning platform writes a name that is absolute, contains '..' or a NUL, or names a drive.",
        "Hand in the file by itself.",
    ),
    "symbolic-link": (
        "This is a symbolic link, which is not followed.",
        "A link in an archive could lead to somebody else's file.",
        "Replace the link with the file.",
    ),
    "not-a-file": ("This is a pipe or device, not a file.", "Only ordinary files are read.", "Hand in a file."),
    "encrypted-member": (
        "This file is encrypted.",
        "Nobody can be asked for a password.",
        "Make the archive without a password.",
    ),
    "repeated-member": (
        "The archive holds several files of this name.",
        "It is not clear which of them counts.",
        "Keep one of them.",
    ),
    "unknown-compression": (
        "This file is compressed with a method that is not supported.",
        "Learning platforms use no compression, or the method 'deflate'.",
        "Make the archive with ordinary zip compression.",
    ),
    "archive-ratio": (
        f"This file is more than {limits.MAX_ARCHIVE_RATIO} times as large as its compressed form in the archive.",
        "Nothing that people write shrinks that much (MAX_ARCHIVE_RATIO).",
        "Hand in only the answers.",
    ),
    "torn-member": (
        "This file is damaged in the archive.",
        "Its content is not what the archive's directory says.",
        "Export the archive again.",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A file in an archive. ``offset`` is where its header begins; ``packed`` and ``size`` are counts of bytes.

    ``shown`` is its name in messages, with the name of the archive. ``explain_trouble`` is why it is not read.
    """

    name: str
    shown: str
    offset: int
    packed: int
    size: int
    crc: int
    is_deflated: bool
    trouble: str = ""


class Directory(FileIO):
    """An open archive whose directory is refused if it claims to need too much memory.

    Python refuses a whole archive for one entry that it does not understand. So such an entry is read as one that it
    understands, and that costs its file alone.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as a file does, but never more than the limit at once."""
        if size is not None and size > limits.MAX_ARCHIVE_DIRECTORY_BYTES:
            raise ValueError("the directory is too large")
        data = super().read(-1 if size is None else size) or b""
        return simplify_entries(data) if data.startswith(ENTRY) else data


def simplify_entries(data: bytes) -> bytes:
    """Return a directory of the same length with entries that Python understands.

    An entry of a newer version gets a method of compression that does not exist, and a name that is not UTF-8 is no
    longer declared as such. The extra field counts as a part of the comment unless it is needed.
    """
    simple, start = bytearray(data), 0
    while simple.startswith(ENTRY, start) and start + ENTRY_BYTES <= len(simple):
        name_length, extra_length, comment_length = LENGTHS.unpack_from(simple, start + LENGTHS_AT)
        name_end = start + ENTRY_BYTES + name_length
        (flags,) = struct.unpack_from("<H", simple, start + FLAGS)
        if simple[start + NEEDS] > NEWEST_VERSION:
            simple[start + NEEDS] = NEWEST_VERSION
            struct.pack_into("<H", simple, start + METHOD, NO_METHOD)
        if flags & UTF8_NAME and not is_utf8(bytes(simple[start + ENTRY_BYTES : name_end])):
            struct.pack_into("<H", simple, start + FLAGS, flags & ~UTF8_NAME)
        numbers = (*struct.unpack_from("<2L", simple, start + SIZES), *struct.unpack_from("<L", simple, start + OFFSET))
        rest = extra_length + comment_length
        if rest <= MAX_LENGTH and not has_long_numbers(
            bytes(simple[name_end : name_end + extra_length]), numbers.count(ELSEWHERE)
        ):
            LENGTHS.pack_into(simple, start + LENGTHS_AT, name_length, 0, rest)
        start = name_end + rest
    return bytes(simple)


def is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def has_long_numbers(extra: bytes, count: int) -> bool:
    """Whether an extra field holds so many numbers (at least one) that are too long for the entry itself."""
    held = 0
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        if length > len(extra) - 4:
            return False
        held = length // 8 if kind == LONG_NUMBERS else held
        extra = extra[4 + length :]
    return 0 < count <= held


def members_of(path: Path) -> tuple[Member, ...]:
    """Return the files in an archive, in its order; raise ``DocumentError`` if it is no archive, or too large."""
    with open_regular_file(path, follow_links=True) as descriptor:
        try:
            with Directory(descriptor, closefd=False) as file, zipfile.ZipFile(file) as archive:
                entries = archive.infolist()
        except UNREADABLE as error:
            raise DocumentError(not_an_archive(path, error)) from None
    if len(entries) > limits.MAX_ARCHIVE_ENTRIES:
        raise DocumentError(archive_too_large(path, f"{len(entries):,} entries", "MAX_ARCHIVE_ENTRIES"))
    found = [one for entry in entries if not (one := member_of_entry(entry, path)).name.endswith("/")]
    once = {one.name: one for one in found}
    repeated = [name for name, count in Counter(one.name for one in found).items() if count > 1]
    once |= {name: replace(once[name], trouble="repeated-member") for name in repeated}
    return tuple(once.values())


def check_total(path: Path, members: Iterable[Member]) -> None:
    """Raise ``DocumentError`` if the members that will be read are too large together."""
    total = sum(member.size for member in members if member.size <= find_size_limit(member.name))
    if total > limits.MAX_ARCHIVE_BYTES:
        raise DocumentError(archive_too_large(path, f"{total:,} bytes of submissions", "MAX_ARCHIVE_BYTES"))


def member_of_entry(entry: zipfile.ZipInfo, path: Path) -> Member:
    name = name_of_entry(entry)
    return Member(
        name=name,
        shown=f"{path}/{name}",
        offset=entry.header_offset,
        packed=entry.compress_size,
        size=entry.file_size,
        crc=entry.CRC,
        is_deflated=entry.compress_type == zipfile.ZIP_DEFLATED,
        trouble=find_trouble(entry, name),
    )


def name_of_entry(entry: zipfile.ZipInfo) -> str:
    r"""Return the name of an entry, with ``\`` as ``/``; a name in UTF-8 that is not declared as such is recognised."""
    name = entry.orig_filename
    if not entry.flag_bits & UTF8_NAME and not name.isascii():
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:  # it really is in an old code page
            name = entry.orig_filename
    return name.replace("\\", "/")


def find_trouble(entry: zipfile.ZipInfo, name: str) -> str:
    """Return the slug of the reason why an entry is not read; empty if it is read."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    checks = {
        "unsafe-member-name": "\0" in name or name.startswith("/") or ".." in name.split("/") or DRIVE.match(name),
        "symbolic-link": kind == stat.S_IFLNK,
        "not-a-file": kind not in (0, stat.S_IFREG, stat.S_IFLNK),
        "encrypted-member": entry.flag_bits & ENCRYPTED,
        "unknown-compression": entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
        "archive-ratio": find_size_limit(name) >= entry.file_size > limits.MAX_ARCHIVE_RATIO * entry.compress_size,
    }
    return next((slug for slug, is_so in checks.items() if is_so), "")


def read_member(path: Path, member: Member, *, at_most: int | None = None) -> bytes:
    """Return the content of a member; raise ``DocumentError`` if there is trouble, or it is too large."""
    limit = limits.MAX_DOCUMENT_BYTES if at_most is None else at_most
    if max(member.size, member.packed // 2) > limit:
        raise DocumentError(report_too_large(member.shown, member.size, limit))
    if member.trouble:
        raise DocumentError(explain_trouble(member, member.trouble))
    with open_regular_file(path, follow_links=True) as descriptor:
        try:
            content = unpack_member(read_packed_bytes(descriptor, member), member)
        except (OSError, ValueError, OverflowError, struct.error, zlib.error):
            content = None
    if content is None or len(content) != member.size or zlib.crc32(content) != member.crc:
        raise DocumentError(explain_trouble(member, "torn-member"))
    return content


def read_packed_bytes(descriptor: int, member: Member) -> bytes:
    """Return the compressed bytes of a member, which follow its own header."""
    with FileIO(descriptor, closefd=False) as file:
        file.seek(member.offset)
        signature, name_length, extra_length = HEADER.unpack(file.read(HEADER.size) or b"")
        if signature != SIGNATURE:
            raise ValueError("no such member")
        file.seek(name_length + extra_length, os.SEEK_CUR)
        return file.read(member.packed) or b""


def unpack_member(packed: bytes, member: Member) -> bytes:
    """Return a member's content, but at most one byte more than its declared size."""
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.size + 1) if member.is_deflated else packed


def explain_trouble(member: Member, slug: str) -> Diagnostic:
    what, why, help = TROUBLES[slug]
    return Diagnostic(slug=slug, what=what, why=why, help=help, span=Span(Source(member.shown, ""), 0, 0))


def not_an_archive(path: Path, error: Exception) -> Diagnostic:
    is_large = "directory is too large" in str(error)
    why = "Its directory is too large (MAX_ARCHIVE_DIRECTORY_BYTES)." if is_large else (
        "Its directory of entries is missing, or contradicts itself."
    )  # fmt: skip
    return Diagnostic(
        slug="not-an-archive",
        what="This is not a zip archive that can be read.",
        why=why,
        help="Export it again, or unpack it and name the folder.",
        span=Span(Source(str(path), ""), 0, 0),
        audience="author",
    )


def archive_too_large(path: Path, found: str, limit: str) -> Diagnostic:
    return Diagnostic(
        slug="archive-too-large",
        what=f"The archive holds {found}.",
        why=f"At most {getattr(limits, limit):,} are read ({limit}).",
        help="Export it in parts.",
        span=Span(Source(str(path), ""), 0, 0),
        audience="author",
    )
