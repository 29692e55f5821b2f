"""The integers modulo a large random prime, with the roots of unity and roots of numbers that identities need.

The prime has 126 bits and leaves remainder 1 when divided by 10080, so that ``exp(i pi r)`` exists for the usual
fractions r. It is one more than a multiple of a random prime q above its square root, so two powers prove that it is
prime (Pocklington's theorem), instead of some milliseconds of elliptic curves or cyclotomy.

No prime is drawn with a probability above 2^-95. For q is drawn from the primes of 64 bits, of which there are more
than 2^57 (by Rosser and Schoenfeld's bounds on the number of primes, 1962). The prime itself is the first one among at
most 512 = 2^9 numbers, each drawn from the more than 2^47 that q leaves, so each of them is found with a probability
of at most 2^-38. How many of them are prime need not be known.

A field that is drawn by a seed alone is kept for the whole class: what it shows may refute, and is cheap. A field that
may take part in a proof is salted with a hash of what is compared (see ``rungs/salted.py``). The roots of numbers fit
each other and the roots of unity: ``sqrt(2)`` is ``2 cos(pi/4)`` here too.
"""

from functools import lru_cache
from hashlib import blake2b
from math import gcd
from random import Random
from typing import Any

from flint import fmpz, fmpz_mod_ctx, fmpz_mod_poly_ctx
from flint.utils.flint_exceptions import DomainError

__all__ = [
    "Field",
    "POOL_BITS",
    "PRIME_BITS",
    "Residue",
    "UNITY",
    "count_units",
    "draw_field",
    "find_root",
    "get_field",
    "has_free_roots",
    "residue_root_of_number",
]

PRIME_BITS = 126
PROVED_BITS = 64  # up to here it is quick to decide whether a number is prime
POOL_BITS = 95  # no prime is drawn with a probability above 2^-95
TRIES = 512  # numbers that are tried for one q; about one in 20 is prime, so hardly ever are all of them used
UNITY = 10080  # there are roots of unity of this order: angles may be multiples of pi/5040
Residue = Any  # flint's fmpz_mod, or None where a value is undefined or not expressible


def is_proved_prime(number: fmpz, factor: fmpz) -> bool:
    """Whether ``number``, one more than a multiple of the prime ``factor``, is prime by Pocklington's theorem.

    If ``a^(n-1) = 1`` and ``a^((n-1)/q) - 1`` has no factor in common with n, every prime factor of n is 1 modulo q.
    Then none is as small as the square root of n where q is larger than that.
    """
    # Any base will do. A prime of this size for which 2 fails is rejected, and the next candidate is tried.
    power = pow(fmpz(2), (number - 1) // factor, number)
    is_one = pow(power, factor, number) == 1
    return bool(is_one and number < factor**2 and (power - 1).gcd(number) == 1)


def draw_factor(source: Random) -> fmpz:
    """Return a random prime of 64 bits."""
    while True:
        factor = fmpz(source.getrandbits(PROVED_BITS) | 1 << (PROVED_BITS - 1) | 1)
        if factor.is_prime():
            return factor


def draw_prime(source: Random) -> fmpz:
    """Return a random prime of ``PRIME_BITS`` that is 1 modulo ``UNITY``."""
    while True:
        factor = draw_factor(source)
        step = factor * UNITY
        # The multiples of the step between 2^125 and 2^126. As the factor is at least 2^63, its square is larger.
        least = (fmpz(1) << (PRIME_BITS - 1)) // step + 1
        for _ in range(TRIES):
            prime = (least + source.randrange(int(least) - 1)) * step + 1
            # The first test only saves time; the second is the proof.
            if prime.is_probable_prime() and is_proved_prime(prime, factor):
                return prime


class Field:
    """The integers modulo a prime, with roots of unity; immutable, and shared by all threads."""

    def __init__(self, seed: str) -> None:
        source = Random(f"prime/{seed}")
        prime = draw_prime(source)
        self.key = blake2b(seed.encode(), digest_size=32).digest()
        self.prime = int(prime)
        self.ring = fmpz_mod_ctx(prime)
        self.polynomials = fmpz_mod_poly_ctx(self.ring)
        self.unity = self.root_of_unity(source)
        self.i = self.unity ** (UNITY // 4)
        self.half = self.ring(2) ** -1
        self.half_over_i = self.half / self.i

    def salt(self, salt: str) -> "Field":
        """Return the same field with other random residues, which depend on the salt: this draws no new prime."""
        salted = Field.__new__(Field)
        salted.prime, salted.ring, salted.polynomials = self.prime, self.ring, self.polynomials
        salted.unity, salted.i, salted.half, salted.half_over_i = self.unity, self.i, self.half, self.half_over_i
        salted.key = blake2b(salt.encode(), digest_size=32, key=self.key).digest()
        return salted

    def atom(self, name: str, point: int) -> Residue:
        """Return the twelfth root of a symbol's residue."""
        return self.random("atom", name, point)

    def root_of_unity(self, source: Random) -> Residue:
        """Return a root of unity of order exactly ``UNITY``."""
        while True:
            root = self.ring(source.getrandbits(100)) ** ((self.prime - 1) // UNITY)
            # These are the prime factors of UNITY, so no smaller power is 1.
            if all(root ** (UNITY // factor) != 1 for factor in (2, 3, 5, 7)):
                return root

    def random(self, *key: object) -> Residue:
        """Return a residue that is fixed by the seed and a key, and looks random."""
        # 192 bits, 66 more than the prime has: reducing them prefers no residue by more than about 2^-66.
        digest = blake2b(repr(key).encode(), digest_size=24, key=self.key).digest()
        return self.ring(int.from_bytes(digest))

    def sqrt_of_prime(self, number: int) -> Residue:
        """Return the square root of 2, 3, 5 or 7 that fits the roots of unity (Gauss sums)."""
        w = self.unity
        # 2 cos(pi/4) is the square root of 2.
        if number == 2:
            return w ** (UNITY // 8) + w ** (UNITY - UNITY // 8)
        step = w ** (UNITY // number)
        # The Gauss sum of p is sqrt(p) for p = 5, which is 1 modulo 4, and i sqrt(p) for 3 and 7, which are 3 modulo 4.
        total = sum(
            (step**k * (1 if pow(k, (number - 1) // 2, number) == 1 else -1) for k in range(1, number)), self.ring(0)
        )
        return total if number == 5 else total * w ** (UNITY - UNITY // 4)


@lru_cache(maxsize=64)
def get_field(seed: int, number: int = 0) -> Field:
    """Return the field for a seed; with a number, further independent ones. Kept, so no proof may rest on it alone."""
    return Field(f"{seed}/{number}")


@lru_cache(maxsize=64)
def draw_field(salt: str, number: int) -> Field:
    """Return a field whose prime is drawn by a hash of what is compared; kept for the regions of one comparison."""
    return Field(f"salted/{number}/{salt}")


@lru_cache(maxsize=4096)
def find_root(where: Field, value: int, index: int) -> Residue:
    """Return one root of a residue, always the same one, or None where none exists."""
    if index == 2:
        try:
            return where.ring(fmpz(value).sqrtmod(where.prime))
        except (ValueError, DomainError):
            return None
    # Symbols are twelfth powers, so their roots need no search. Finding roots of a polynomial takes longer with its
    # degree; beyond this limit nothing is claimed.
    if index > 12:
        return None
    roots = where.polynomials([-value, *[0] * (index - 1), 1]).roots()
    # The smallest one, so that the choice does not depend on the order in which flint finds them.
    return min((root for root, _ in roots), key=int, default=None)


@lru_cache(maxsize=4096)
def has_free_roots(number: Any) -> bool:
    """Whether any choice of the roots of a number will do, as long as they fit each other: for a prime.

    Roots of different primes are independent over the roots of unity, so any choice of them is a conjugate of any
    other. Roots of 101, 103 and 10403 are not: there one choice in two proves something false.
    """
    return type(number) is int and 1 < number < 1 << PROVED_BITS and fmpz(number).is_prime()


@lru_cache(maxsize=4096)
def residue_root_of_number(where: Field, number: int, index: int) -> Residue:
    """Return a root of a whole number so that all its roots fit each other: ``(2^(1/6))^2`` is ``2^(1/3)``.

    The root of index 6 is that of index 2 over that of index 3, and a fourth root is a root of the square root.
    """
    result = where.ring(1)
    for prime in (2, 3, 5, 7):
        share = 1
        while index % (share * prime) == 0:
            share *= prime
        if share > 1:
            root = find_prime_power_root(where, number, prime, share)
            if root is None:
                return None
            # By the Chinese remainder theorem the product, raised to the index, is number^(1 + k index) for some whole
            # k.
            result *= root ** pow(index // share, -1, share)
    return correct_root(where, result, number, index)


def correct_root(where: Field, found: Residue, number: int, index: int) -> Residue:
    """Return the product of roots, divided by the whole power of the number that it has too much."""
    # k is below the number of factors, which are at most four: 2, 3, 5 and 7.
    for power in range(-4, 5):
        candidate = found * where.ring(number) ** power
        if candidate**index == number:
            return candidate
    return None


def find_prime_power_root(where: Field, number: int, prime: int, share: int) -> Residue:
    """Return a root whose index is a power of a prime, as a root of the next lower one."""
    if prime == share == 2 and number in (2, 3, 5, 7):
        return where.sqrt_of_prime(number)
    inner = number if share == prime else find_prime_power_root(where, number, prime, share // prime)
    return None if inner is None else find_root(where, int(inner), prime)


@lru_cache(maxsize=1024)
def count_units(order: int) -> int:
    """Return how many whole numbers below an order have no factor in common with it: the degree of its roots of 1."""
    return sum(gcd(order, number) == 1 for number in range(1, order + 1))
