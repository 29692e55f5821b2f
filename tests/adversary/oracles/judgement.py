"""What an oracle says of a pair, and what is wrong with a witness."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Judgement", "Truth"]


class Truth(StrEnum):
    """``UNSURE``: no difference was seen, but nothing says that there is none. ``FAILED``: a mistake in the oracle."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNSURE = "unsure"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``why`` is a sentence for a person: where the two sides differ."""

    truth: Truth
    why: str = ""
