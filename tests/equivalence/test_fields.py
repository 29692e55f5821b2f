"""The primes are proved, and roots of numbers fit each other and the roots of unity."""

from math import gcd, log

import pytest
from flint import fmpq, fmpz

from grader.equivalence.values import fields
from grader.equivalence.values.fields import (
    POOL_BITS,
    PRIME_BITS,
    PROVED_BITS,
    UNITY,
    Field,
    find_root,
    has_free_roots,
    is_proved_prime,
    residue_root_of_number,
)

COUNT = 40
PRIMES = (2, 3, 5, 7)


def made(count: int = COUNT) -> list[Field]:
    """Return fields that no other test has made."""
    return [Field(f"test/{number}") for number in range(count)]


@pytest.mark.parametrize("factor", [157, 229, 233, 487, 251, 439])
def test_what_is_proved_is_prime_although_some_numbers_look_it(factor: int) -> None:
    numbers = [fmpz(number) for number in range(factor + 1, factor**2, factor)]
    deceivers = [number for number in numbers if pow(2, int(number) - 1, int(number)) == 1 and not number.is_prime()]
    assert deceivers  # 2^(n-1) = 1 modulo n, and yet n is not prime
    assert not any(is_proved_prime(number, fmpz(factor)) for number in numbers if not number.is_prime())
    assert [number for number in numbers if is_proved_prime(number, fmpz(factor))]


def test_beyond_the_square_of_the_known_factor_nothing_is_proved() -> None:
    factor = fmpz(2**59 + 131)
    numbers = (factor * (factor + step) + 1 for step in range(1, 2000, 2))
    prime = next(number for number in numbers if number.is_prime())
    assert prime > factor**2
    assert not is_proved_prime(prime, factor)


def test_primes_are_prime_and_of_the_size_that_the_bound_on_the_error_takes_for_granted() -> None:
    primes = [where.prime for where in made()]
    assert all(2 ** (PRIME_BITS - 1) < prime < 2**PRIME_BITS and fmpz(prime).is_prime() for prime in primes)
    assert all((prime - 1) % UNITY == 0 for prime in primes)
    assert len(set(primes)) == COUNT


def test_no_prime_is_more_probable_than_the_bound_on_the_error_takes_for_granted() -> None:
    # Rosser and Schoenfeld: more than x/ln x primes up to x, and fewer than x/(ln x - 3/2).
    x = 2**PROVED_BITS
    factors = x / log(x) - x / 2 / (log(x / 2) - 1.5)
    # For the largest q there are the fewest multiples of 10080 q between 2^125 and 2^126.
    multiples = 2 ** (PRIME_BITS - 1) / (UNITY * x)
    assert fields.TRIES / (factors * multiples) < 2.0**-POOL_BITS


def test_the_root_of_unity_has_exactly_its_order() -> None:
    for where in made():
        assert where.unity**UNITY == 1
        assert all(where.unity ** (UNITY // prime) != 1 for prime in PRIMES)
        assert where.i**2 == -1


@pytest.mark.parametrize("number", range(8))
def test_square_roots_are_sines_and_cosines_of_parts_of_a_turn(number: int) -> None:
    where = Field(f"test/{number}")

    def turn(part: int) -> fields.Residue:
        return where.unity ** (UNITY // part)

    def twice_cosine(part: int, times: int = 1) -> fields.Residue:
        return turn(part) ** times + turn(part) ** -times

    def twice_sine(part: int, times: int = 1) -> fields.Residue:
        return (turn(part) ** times - turn(part) ** -times) / where.i

    assert [where.sqrt_of_prime(prime) ** 2 for prime in PRIMES] == list(PRIMES)
    assert where.sqrt_of_prime(2) == twice_cosine(8)
    assert where.sqrt_of_prime(3) == twice_cosine(12)
    assert where.sqrt_of_prime(5) == 1 + 2 * twice_cosine(5)
    assert where.sqrt_of_prime(7) == twice_sine(7) + twice_sine(7, 2) - twice_sine(7, 3)
    assert [residue_root_of_number(where, prime, 2) for prime in PRIMES] == [
        where.sqrt_of_prime(prime) for prime in PRIMES
    ]


@pytest.mark.parametrize("index", range(2, 13))
def test_a_root_is_a_root_and_one_is_found_where_there_is_one(index: int) -> None:
    for where in made(12):
        power = int(where.random("some", index) ** index)
        found = find_root(where, power, index)
        assert found is not None and found**index == power
        assert find_root(where, power, index) == found
    roots = [root for where in made() if (root := residue_root_of_number(where, 2, index)) is not None]
    assert all(root**index == 2 for root in roots)
    assert bool(roots) is (index != 11)  # 11 does not divide the order of the roots of unity


@pytest.mark.parametrize("number", [2, 3, 5, 6, 7, 11])
def test_roots_of_a_number_fit_each_other(number: int) -> None:
    seen = set()
    for where in made():
        roots = {index: residue_root_of_number(where, number, index) for index in range(2, 13)}
        for index, root in roots.items():
            for divisor in range(2, index):
                if index % divisor == 0 and root is not None:
                    assert root ** (index // divisor) == roots[divisor]
                    seen.add((index, divisor))
    assert seen == {(index, divisor) for index in range(2, 13) for divisor in range(2, index) if index % divisor == 0}


def test_residues_look_random_and_are_fixed_by_seed_and_key() -> None:
    where, other = made(2)
    drawn = [where.random("some", number) for number in range(20)]
    assert drawn == [where.random("some", number) for number in range(20)]
    assert len({int(value) for value in drawn}) == 20
    assert int(where.random("some", 0)) != int(other.random("some", 0))
    assert where.atom("x", 0) == where.atom("x", 0) != where.atom("x", 1)
    assert gcd(int(drawn[0]), where.prime) == 1


def test_roots_are_taken_at_will_only_of_numbers_proved_to_be_prime() -> None:
    primes = (2, 3, 5, 101, 103, 2**PROVED_BITS - 59)
    assert [has_free_roots(number) for number in primes] == [True] * len(primes)
    others = (-2, 0, 1, 4, 9, 101 * 103, 2**PROVED_BITS + 13, fmpq(3, 2), fmpq(3))
    assert fmpz(2**PROVED_BITS + 13).is_prime()
    assert [has_free_roots(number) for number in others] == [False] * len(others)
