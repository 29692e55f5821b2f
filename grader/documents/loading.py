"""From a file or a text to a ``Document``, or to the list of all its faults.

If the file is not well-formed, its faults against a schema can be reported together with those of the format
(``also``): nobody should have to run the check once for each kind of fault.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from grader import limits
from grader.documents.decoding import decode
from grader.documents.files import read_bytes
from grader.documents.json.reader import read_json
from grader.documents.nodes import Document, DocumentNode
from grader.documents.yaml.lines import read_answers_yaml
from grader.documents.yaml.reader import read_yaml
from grader.errors import Diagnostic, DocumentError
from grader.source import Source, Span

__all__ = ["load", "parse_json", "parse_named", "parse_yaml"]

Check = Callable[[Document], Iterable[Diagnostic]]
Reader = Callable[[Source], tuple[DocumentNode | None, list[Diagnostic]]]


def load(
    path: str | Path, also: Check | None = None, *, follow_links: bool = False, is_submission: bool = False
) -> Document:
    """Read a file by its suffix (.yaml, .yml or .json); raises ``DocumentError`` with every fault.

    If there are faults, ``also`` is called to find more. In a submission, an answer that is no YAML is read as text.
    """
    path = Path(path)
    reader = (OF_SUBMISSIONS if is_submission else READERS).get(path.suffix.lower())
    if reader is None and os.path.lexists(path):
        raise DocumentError(report_unknown_suffix(path))
    return parse_with(read_bytes(path, follow_links=follow_links), str(path), reader or read_yaml, also)


def parse_named(
    read: Callable[[], bytes], name: str, also: Check | None = None, *, is_submission: bool = False
) -> Document:
    """Read what ``load`` would, from anywhere; with any other suffix, nothing is read."""
    reader = (OF_SUBMISSIONS if is_submission else READERS).get(Path(name).suffix.lower())
    if reader is None:
        raise DocumentError(report_unknown_suffix(Path(name)))
    return parse_with(read(), name, reader, also)


def parse_yaml(data: str | bytes, name: str, also: Check | None = None) -> Document:
    """Read YAML; raises ``DocumentError`` with every fault in document order."""
    return parse_with(data, name, read_yaml, also)


def parse_json(data: str | bytes, name: str, also: Check | None = None) -> Document:
    """Read JSON; raises ``DocumentError`` with every fault in document order."""
    return parse_with(data, name, read_json, also)


def parse_with(data: str | bytes, name: str, reader: Reader, also: Check | None) -> Document:
    """Read a text with one of the readers; warnings go with the document."""
    source = decode(data, name)
    root, found = reader(source)
    faults = [fault for fault in found if fault.severity == "error"]
    if root is None:
        raise DocumentError(sort_faults(faults))
    raw = data.encode("utf-8") if isinstance(data, str) else data
    warnings = tuple(warning for warning in found if warning.severity == "warning")
    document = Document(source=source, root=root, sha256=hashlib.sha256(raw).hexdigest(), warnings=warnings)
    if faults:
        is_text = all(fault.slug != "lone-surrogate" for fault in faults)
        raise DocumentError(sort_faults([*faults, *(also(document) if also and is_text else ())]))
    return document


def sort_faults(faults: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort faults in document order, one for each place, at most as many as are reported."""
    first_at: dict[int, Diagnostic] = {}
    for fault in faults:
        first_at.setdefault(fault.span.start if fault.span else 0, fault)
    return [first_at[start] for start in sorted(first_at)][: limits.MAX_REPORTED_FAULTS]


def report_unknown_suffix(path: Path) -> Diagnostic:
    """A file whose name ends neither as YAML nor as JSON."""
    return Diagnostic(
        slug="unknown-file-type",
        what=f"The name ends in '{path.suffix}'." if path.suffix else "The name has no ending.",
        why="The ending says how to read a file: .yaml, .yml or .json.",
        help="Save it as YAML or JSON, and name it so.",
        span=Span(Source(str(path), ""), 0, 0),
    )


READERS: dict[str, Reader] = {".yaml": read_yaml, ".yml": read_yaml, ".json": read_json}
OF_SUBMISSIONS: dict[str, Reader] = {".yaml": read_answers_yaml, ".yml": read_answers_yaml, ".json": read_json}
