"""Receipts: what somebody handed in and when, signed, so that it can be checked without the service.

The student can check the hash with any program; whoever has the key of the service, which is in its database, can check
that the service wrote the receipt (``grader service check-receipt``). The signature is an HMAC with SHA-256 (RFC 2104).
"""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from grader.documents.files import read_bytes
from grader.errors import Diagnostic, UsageError
from grader.service.store.submissions import Submission

__all__ = ["is_genuine", "make_receipt", "read_receipt"]

SIGNATURE = "signature"
FORMAT = "grader-receipt"
MOST_BYTES = 100_000  # a receipt has a few hundred


def make_receipt(submission: Submission, course: str, exercise: str, student: str, key: bytes) -> dict[str, object]:
    """Return the receipt of a submission."""
    content: dict[str, object] = {
        "format": FORMAT,
        "format_version": "1",
        "course": course,
        "exercise": exercise,
        "student": student,
        "number": submission.number,
        "received": submission.received.isoformat(),
        "bytes": len(submission.data),
        "sha256": submission.sha256,
    }
    return {**content, SIGNATURE: sign(content, key)}


def read_receipt(path: Path) -> Mapping[str, object]:
    """Read a receipt that somebody has kept; UsageError if the file is none."""
    try:
        found = json.loads(read_bytes(path, at_most=MOST_BYTES))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise UsageError(
            Diagnostic(
                slug="no-receipt",
                what=f"{path} is no receipt.",
                why="A receipt is the JSON file that the page of a submission offers.",
                help="Ask for the file 'receipt' as it was kept.",
                audience="author",
            )
        )
    return found


def is_genuine(receipt: Mapping[str, object], key: bytes) -> bool:
    """Whether the service with this key wrote a receipt, and nobody has changed it since."""
    content = {name: value for name, value in receipt.items() if name != SIGNATURE}
    return hmac.compare_digest(str(receipt.get(SIGNATURE, "")).encode(), sign(content, key).encode())


def sign(content: Mapping[str, object], key: bytes) -> str:
    return hmac.new(key, json.dumps(content, sort_keys=True).encode(), sha256).hexdigest()
