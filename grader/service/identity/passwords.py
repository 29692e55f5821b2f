"""Passwords, kept as argon2id with the parameters that argon2-cffi recommends (RFC 9106, second choice).

Checking takes the same time whether there is an account or not, so nobody can find out who has one.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

__all__ = ["LEAST_CHARACTERS", "MOST_CHARACTERS", "check_password", "hash_password"]

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 1_000  # hashing takes longer for a longer password, and nobody types one like that


@cache
def get_hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def hash_nobody() -> str:
    """Return the hash that is checked where there is no account."""
    return get_hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return what the database keeps of a password."""
    return get_hasher().hash(password)


def check_password(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept; never if none was kept."""
    try:
        return get_hasher().verify(kept or hash_nobody(), password[:MOST_CHARACTERS]) and kept is not None
    except VerificationError:
        return False
