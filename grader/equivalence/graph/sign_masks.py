"""The signs that a number may have, as a set of bits: negative, zero, positive, or perhaps not real."""

from grader.expr.notation import Domain

__all__ = ["ANY", "COMPLEX", "NEGATIVE", "NULL", "POSITIVE", "multiply_signs", "negate_signs", "signs_of_domain"]

# Bits, because several signs may be possible. COMPLEX means "perhaps not real"; then nothing is said about the sign.
NEGATIVE, NULL, POSITIVE, COMPLEX = 1, 2, 4, 8
ANY = NEGATIVE | NULL | POSITIVE
KINDS = {
    "real": ANY,
    "positive": POSITIVE,
    "nonnegative": NULL | POSITIVE,
    "negative": NEGATIVE,
    "nonzero": NEGATIVE | POSITIVE,
    "integer": ANY,
    "natural": NULL | POSITIVE,
    "complex": ANY | COMPLEX,
}


def signs_of_domain(domain: Domain) -> int:
    mask = KINDS[domain.kind]
    if domain.lower is not None and domain.lower >= 0:
        mask &= ~NEGATIVE if domain.lower == 0 else ~(NEGATIVE | NULL)
    if domain.upper is not None and domain.upper <= 0:
        mask &= ~POSITIVE if domain.upper == 0 else ~(POSITIVE | NULL)
    return mask


def multiply_signs(left: int, right: int) -> int:
    result = (left | right) & NULL
    if (left & POSITIVE and right & POSITIVE) or (left & NEGATIVE and right & NEGATIVE):
        result |= POSITIVE
    if (left & POSITIVE and right & NEGATIVE) or (left & NEGATIVE and right & POSITIVE):
        result |= NEGATIVE
    return result


def negate_signs(mask: int) -> int:
    return (mask & (NULL | COMPLEX)) | (POSITIVE if mask & NEGATIVE else 0) | (NEGATIVE if mask & POSITIVE else 0)
