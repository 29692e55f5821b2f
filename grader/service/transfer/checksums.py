"""The SHA-256 of every file in an exported course, as ``sha256sum --check SHA256SUMS`` reads them.

>>> print(write_checksums({"b.csv": sha256(b"").hexdigest()})[:24])
e3b0c44298fc1c149afbf4c8
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from grader.documents.files import open_regular_file
from grader.errors import Diagnostic, DocumentError
from grader.service.transfer.faults import (
    describe_changed_file,
    describe_damaged_checksums,
    describe_missing_file,
    describe_no_export,
)
from grader.service.transfer.layout import CHECKSUMS
from grader.source import Source, Span

__all__ = ["hash_file", "list_changed_files", "read_checksums", "write_checksums"]

LINE = re.compile(r"([0-9a-f]{64})  (.+)")
CHUNK_BYTES = 1 << 20


def write_checksums(hashes: Mapping[str, str]) -> str:
    """Return the file: a line for each path, in the order of paths."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes))


def read_checksums(folder: Path) -> Mapping[str, str]:
    """Return the SHA-256 of each file by its path; DocumentError if the folder is no exported course."""
    path = folder / CHECKSUMS
    if not path.is_file():
        raise DocumentError(describe_no_export(folder))
    source = Source(str(path), path.read_bytes().decode("utf-8", "replace"))
    found, faults, start = dict[str, str](), list[Diagnostic](), 0
    for line in source.text.splitlines(keepends=True):
        match = LINE.fullmatch(line.rstrip("\n"))
        if match is None or not is_within(match[2]):
            faults.append(describe_damaged_checksums(Span(source, start, start + len(line.rstrip("\n")))))
        else:
            found[match[2]] = match[1]
        start += len(line)
    if faults:
        raise DocumentError(faults[:20])
    return found


def is_within(path: str) -> bool:
    """Whether a path leads to a place in the folder, and not out of it."""
    return not path.startswith("/") and ".." not in path.split("/") and "\0" not in path


def list_changed_files(folder: Path, hashes: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield a message for each file that is missing, cannot be read, or is not as it was exported."""
    for path, expected in hashes.items():
        whole = folder / path
        if not whole.exists():
            yield describe_missing_file(whole)
            continue
        try:
            got = hash_file(whole)
        except DocumentError as error:
            yield from error.diagnostics
        else:
            if got != expected:
                yield describe_changed_file(whole)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a regular file of any size."""
    digest = sha256()
    with open_regular_file(path) as descriptor, open(descriptor, "rb", closefd=False) as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
