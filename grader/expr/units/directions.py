"""The direction in ``20 m/s downwards``, where a speed is asked for, which has none.

>>> words = frozenset("a stone falls what is its speed".split())
>>> [drop_direction(text, words) for text in ("20 m/s down", "20 m/s upwards")]
['20 m/s', '20 m/s upwards']
"""

from collections.abc import Set
from typing import Final

from grader.patterns import regex

__all__ = ["drop_direction"]

_DIRECTION: Final = regex(
    r"(?<=[\w}°)])[\s,]++(?:straight\s++)?(?:(?P<down>down(?:wards?)?+)|up(?:wards?)?+)\s*+\.?\s*+$"
)
_DOWN: Final = frozenset({"down", "downward", "downwards", "fall", "falls", "falling", "drops", "dropped"})
_UP: Final = frozenset({"up", "upward", "upwards", "rise", "rises", "rising", "thrown"})
_SPEED: Final = frozenset({"speed", "fast"})
# The sign of these says the direction, so that "20 m/s downwards" may be meant for -20.
_SIGNED: Final = frozenset({"velocity", "velocities", "direction", "displacement", "acceleration"})


def drop_direction(text: str, words: Set[str]) -> str:
    """Return a speed without its direction, where the words of the question state that one, and not the other."""
    match = _DIRECTION.search(text)
    if match is None or not words & _SPEED or words & _SIGNED:
        return text
    same, other = (_DOWN, _UP) if match["down"] else (_UP, _DOWN)
    return text[: match.start()] if words & same and not words & other else text
