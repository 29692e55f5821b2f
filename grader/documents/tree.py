"""The tree of a document while it is being read: what is open, what is finished, and the faults so far.

Both readers send it events in document order. It counts depth and size before it builds, checks keys, and collects the
faults. Nothing here is recursive.
"""

from collections.abc import Iterable
from itertools import islice

from grader import limits
from grader.documents import faults
from grader.documents.nodes import DocumentNode, Mapping, Scalar, Sequence
from grader.errors import Diagnostic
from grader.source import Source, Span

__all__ = ["StopReadingError", "TreeBuilder"]


class StopReadingError(Exception):
    """A limit or a syntax error: nothing after this place is read. Never leaves the readers."""


class Frame:
    """A list or mapping that has been opened and not yet closed."""

    __slots__ = ("entries", "is_flow", "is_mapping", "items", "key", "keys", "start")

    def __init__(self, start: int, is_mapping: bool, is_flow: bool) -> None:
        self.start, self.is_mapping, self.is_flow = start, is_mapping, is_flow
        self.items: list[DocumentNode] = []
        self.entries: list[tuple[Scalar, DocumentNode]] = []
        self.keys: dict[str, Scalar] = {}
        self.key: Scalar | None = None


class TreeBuilder:
    """Builds nodes. ``stack`` holds what is open, ``faults`` what was found, ``root`` the finished tree."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: DocumentNode | None = None
        self.stack: list[Frame] = []
        self.faults: list[Diagnostic] = []
        self.node_count = 0

    def stop(self, fault: Diagnostic) -> None:
        """Report a last fault and stop reading."""
        self.faults.append(fault)
        raise StopReadingError

    def report(self, found: Iterable[Diagnostic]) -> None:
        """Report faults as long as there is room for them; no more are made than are kept."""
        self.faults.extend(islice(found, max(0, limits.MAX_REPORTED_FAULTS - len(self.faults))))

    def count(self, start: int, end: int) -> None:
        """Count one more node, and stop if there are too many nodes or faults."""
        self.node_count += 1
        if self.node_count > limits.MAX_DOCUMENT_NODES:
            self.stop(faults.report_too_many_nodes(Span(self.source, start, end)))
        if len(self.faults) >= limits.MAX_REPORTED_FAULTS:
            raise StopReadingError

    def open(self, start: int, end: int, *, is_mapping: bool, is_flow: bool) -> None:
        self.count(start, end)
        if len(self.stack) == limits.MAX_DOCUMENT_DEPTH:
            self.stop(faults.report_too_deep(Span(self.source, start, end)))
        self.stack.append(Frame(start, is_mapping, is_flow))

    def close(self, end: int) -> None:
        """Finish the innermost list or mapping; one without brackets ends with its last part."""
        frame = self.stack.pop()
        stop = end if frame.is_flow else content_end(frame)
        if frame.is_mapping:
            self.place(Mapping(tuple(frame.entries), self.source, frame.start, stop, frame.is_flow))
        else:
            self.place(Sequence(tuple(frame.items), self.source, frame.start, stop, frame.is_flow))

    def scalar(self, node: Scalar) -> None:
        self.count(node.start, node.end)
        self.place(node)

    def place(self, node: DocumentNode) -> None:
        """Put a finished node where it belongs: at the root, in the open list, as a key or as the value of one."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if not frame.is_mapping:
            frame.items.append(node)
        elif frame.key is None:
            frame.key = self.checked_key(frame, node)
        else:
            frame.entries.append((frame.key, node))
            frame.key = None

    def checked_key(self, frame: Frame, node: DocumentNode) -> Scalar:
        """Check a key: it must be text, not a merge key, and not yet in the same mapping."""
        if not isinstance(node, Scalar):
            self.faults.append(faults.report_key_not_text(node.span))
            return Scalar(node.span.text, self.source, node.start, node.end)
        if node.text == "<<" and node.style == "plain":
            self.faults.append(faults.report_merge_key(node.span))
        first = frame.keys.setdefault(node.text, node)
        if first is not node:
            self.faults.append(faults.report_duplicate_key(node, first))
        return node


def content_end(frame: Frame) -> int:
    """Where the last part of a block ends. (The parser says: at the next thing that is not part of it.)"""
    if frame.is_mapping:
        return frame.entries[-1][1].end if frame.entries else frame.start
    return frame.items[-1].end if frame.items else frame.start
