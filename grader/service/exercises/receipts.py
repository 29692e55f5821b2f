"""Receipts: what somebody handed in and when, signed, so that it can be checked without the service.

The student can check the hash with any program; whoever has the key of the service, which is in its database, can check
that the service wrote the receipt (``grader service check-receipt``). The signature is an HMAC with SHA-256 (RFC 2104).
"""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256

from grader.service.store.submissions import Submission

__all__ = ["is_genuine", "make_receipt"]

SIGNATURE = "signature"


def make_receipt(submission: Submission, course: str, exercise: str, student: str, key: bytes) -> dict[str, object]:
    """Return the receipt of a submission."""
    content: dict[str, object] = {
        "format": "grader-receipt",
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


def is_genuine(receipt: Mapping[str, object], key: bytes) -> bool:
    """Whether the service with this key wrote a receipt, and nobody has changed it since."""
    content = {name: value for name, value in receipt.items() if name != SIGNATURE}
    return hmac.compare_digest(str(receipt.get(SIGNATURE, "")).encode(), sign(content, key).encode())


def sign(content: Mapping[str, object], key: bytes) -> str:
    return hmac.new(key, json.dumps(content, sort_keys=True).encode(), sha256).hexdigest()
