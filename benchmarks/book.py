"""What a script has compared, and whether it agrees."""

from collections.abc import Mapping, Sized

__all__ = ["Book"]


class Book:
    """What was compared, and whether it agrees."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, bool]] = []

    def compare(self, what: str, expected: object, found: object) -> None:
        """Note whether two things agree."""
        is_equal = expected == found
        self.rows.append((what, is_equal))
        print(f"ok  {what}: {describe(found)}" if is_equal else f"NO  {what}: {explain(expected, found)}", flush=True)


def describe(found: object) -> str:
    """Return a result in a few words."""
    return f"{len(found)} of them" if isinstance(found, Sized) and not isinstance(found, str) else str(found)


def explain(expected: object, found: object) -> str:
    """Say what differs."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        names = [name for name in {**expected, **found} if expected.get(name) != found.get(name)]
        rows = [f"{name}: {expected.get(name)} and not {found.get(name)}" for name in names[:5]]
        return f"{len(names)} differ: " + "; ".join(rows)
    return f"{str(expected)[:300]} and not {str(found)[:300]}"
