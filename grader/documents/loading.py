"""From a file or a text to a ``Document``, or to the list of all its faults.

If the file is not well-formed, its faults against a schema can be reported together with those of the format
(``also``): nobody should have to run the check once for each kind of fault.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from grader import limits
from grader.documents.decoding import decode
from grader.documents.files import read_bytes
from grader.documents.json.reader import read_json
from grader.documents.nodes import Document, DocumentNode, Mapping
from grader.documents.prose import ProseDocument, ProseFormat, find_format, list_suffixes
from grader.documents.yaml.lines import AnswersReading, read_answers_yaml
from grader.documents.yaml.reader import read_yaml
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span

__all__ = [
    "MAP", "find_size_limit", "load", "parse_json", "parse_named", "parse_yaml", "read_map_beside", "sort_faults",
]  # fmt: skip

MAP = ".map"  # after the name of a worked document: what its student confirmed

Check = Callable[[Document], Iterable[Diagnostic]]
Reader = Callable[[Source], tuple[DocumentNode | None, list[Diagnostic]]]


def load(
    path: str | Path,
    also: Check | None = None,
    *,
    follow_links: bool = False,
    answers: Collection[str] | None = None,
) -> Document:
    """Read a file by its suffix (.yaml, .yml or .json); raises ``DocumentError`` with every fault.

    If there are faults, ``also`` is called to find more. A submission is read with the names that ``answers`` may have:
    there, an answer that is no YAML costs at most itself, and the file may be a worked document.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None and answers is not None and (prose := find_format(path.suffix)):
        data = read_bytes(path, follow_links=follow_links, at_most=prose.limit)
        return parse_prose(data, str(path), prose, read_map_beside(path))
    if reader is None and os.path.lexists(path):
        raise DocumentError(report_unknown_suffix(path, with_documents=answers is not None))
    return parse_with(read_bytes(path, follow_links=follow_links), str(path), reader or read_yaml, also, answers)


def parse_named(
    read: Callable[[], bytes],
    name: str,
    also: Check | None = None,
    *,
    answers: Collection[str] | None = None,
    confirmed: bytes = b"",
) -> Document:
    """Read what ``load`` would, from anywhere; with any other suffix, nothing is read.

    ``confirmed`` is the content of the map beside a worked document.
    """
    suffix = Path(name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None and answers is not None and (prose := find_format(suffix)):
        return parse_prose(read(), name, prose, confirmed)
    if reader is None:
        raise DocumentError(report_unknown_suffix(Path(name), with_documents=answers is not None))
    return parse_with(read(), name, reader, also, answers)


def find_size_limit(name: str) -> int:
    """How many bytes of a file with this name are read."""
    suffix = Path(name).suffix.lower()
    prose = None if suffix in READERS else find_format(suffix)
    return limits.MAX_DOCUMENT_BYTES if prose is None else prose.limit


def read_map_beside(path: Path) -> bytes:
    """The content of the map beside a worked document; nothing if there is none."""
    beside = path.with_name(f"{path.name}{MAP}")
    return read_bytes(beside) if os.path.lexists(beside) else b""


def parse_prose(data: bytes, name: str, form: ProseFormat, confirmed: bytes) -> ProseDocument:
    """Read a worked document; nothing in it is run, fetched or included."""
    source = decode(data, name, at_most=form.limit)
    prose = form.read(source)
    return ProseDocument(
        source=source,
        root=Mapping((), source, 0, 0),
        sha256=hashlib.sha256(data).hexdigest(),
        warnings=prose.remarks,
        prose=prose,
        confirmed=confirmed,
    )


def parse_yaml(data: str | bytes, name: str, also: Check | None = None) -> Document:
    """Read YAML; raises ``DocumentError`` with every fault in document order."""
    return parse_with(data, name, read_yaml, also)


def parse_json(data: str | bytes, name: str, also: Check | None = None) -> Document:
    """Read JSON; raises ``DocumentError`` with every fault in document order."""
    return parse_with(data, name, read_json, also)


def parse_with(
    data: str | bytes, name: str, reader: Reader, also: Check | None, answers: Collection[str] | None = None
) -> Document:
    """Read a text with one of the readers; warnings go with the document."""
    source = decode(data, name)
    if answers is not None and reader is read_yaml:
        reading = read_answers_yaml(source, answers)
    else:
        reading = AnswersReading(*reader(source))
    faults = [fault for fault in reading.found if fault.severity == "error"]
    warnings = tuple(warning for warning in reading.found if warning.severity == "warning")
    of_answers = [*(fault for found in reading.set_aside.values() for fault in found), *warnings]
    if reading.root is None:
        raise DocumentError(sort_faults([*faults, *of_answers]))
    document = Document(
        source=source,
        root=reading.root,
        sha256=hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest(),
        warnings=warnings,
        set_aside=reading.set_aside,
    )
    if faults:
        is_text = all(fault.slug != "lone-surrogate" for fault in faults)
        more = also(document) if also and is_text else ()
        raise DocumentError(sort_faults([*faults, *more, *of_answers]))
    return document


def sort_faults(faults: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort faults in document order, one for each place, at most as many as are reported: errors before warnings."""
    first_at: dict[int, Diagnostic] = {}
    for fault in faults:
        first_at.setdefault(fault.span.start if fault.span else 0, fault)
    by_weight = sorted(first_at, key=lambda start: (first_at[start].severity == "warning", start))
    return [first_at[start] for start in sorted(by_weight[: limits.MAX_REPORTED_FAULTS])]


def report_unknown_suffix(path: Path, *, with_documents: bool) -> Diagnostic:
    """A file whose name ends neither as YAML nor as JSON, nor as a document where one may be handed in."""
    documents = f", or of a worked document {', '.join(list_suffixes())}" if with_documents else ""
    return Diagnostic(
        slug="unknown-file-type",
        what=f"The name ends in '{path.suffix}'." if path.suffix else "The name has no ending.",
        why=f"The ending says how to read a file: .yaml, .yml or .json{documents}.",
        help="Save it as YAML or JSON, and name it so.",
        span=Span(Source(str(path), ""), 0, 0),
    )


READERS: dict[str, Reader] = {".yaml": read_yaml, ".yml": read_yaml, ".json": read_json}
