"""A memory gives back the same object for the same objects, forgets the oldest, and never mixes up what is gone."""

import gc

from grader.memory import Memory, by_identity


def test_what_was_made_of_an_object_is_made_once() -> None:
    made = []

    def length(*given: list[str]) -> list[int]:
        made.append(given)
        return [len(each) for each in given]

    memory = Memory()
    one, other = ["a"], ["a"]
    assert memory.of(length, one) is memory.of(length, one)
    assert memory.of(length, one) is not memory.of(length, other)
    assert memory.of(length, one, other) is not memory.of(length, other, one)
    assert len(made) == 4


def test_the_oldest_is_forgotten_when_it_is_full() -> None:
    memory = Memory(capacity=2)
    for key in "abc":
        memory.keep(key, key.upper())
    assert [memory.recalled(key) for key in "abc"] == [None, "B", "C"]


def test_an_object_that_is_gone_is_never_treated_as_a_new_one_at_its_address() -> None:
    memory = Memory(capacity=50)
    for number in range(5_000):
        assert memory.of(str, [number]) == str([number])
        if number % 1_000 == 0:
            gc.collect()


def test_equal_values_get_one_identity_even_where_they_are_empty() -> None:
    memory = Memory()
    assert memory.first(frozenset(iter(()))) is memory.first(frozenset(iter(())))
    assert memory.first((1, 2)) is memory.first((1, 2))


def test_function_by_identity_remembers_each_object() -> None:
    calls = []

    @by_identity
    def size(given: list[int]) -> int:
        calls.append(given)
        return len(given)

    one = [1, 2]
    assert (size(one), size(one), size([1, 2])) == (2, 2, 2)
    assert len(calls) == 2
