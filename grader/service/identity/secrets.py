"""Secrets that the service hands out: links, sessions. The database holds only their hashes.

A secret has 256 random bits, so that its plain SHA-256 can be kept: nobody can guess what it is the hash of.
"""

import secrets
from hashlib import sha256

__all__ = ["hash_secret", "make_secret"]


def make_secret() -> str:
    """Return a new secret, which can be part of an address."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Return what the database keeps of a secret."""
    return sha256(secret.encode("utf-8", "backslashreplace")).hexdigest()
