"""FAMILY: what a right answer may leave open (``up_to``): a sign, a factor, a constant; one kind a file.

Start with ``protocol`` (what every kind offers), then ``sign``. ``judge_left_open`` is what answer types call.
"""

from grader.answers.leaving_open.items import (
    complete_key,
    find_key_fault,
    find_member,
    leave_open,
    list_misses,
    vary_key,
)
from grader.answers.leaving_open.judging import judge_left_open
from grader.answers.leaving_open.protocol import (
    ARRAY_OPTIONS,
    CONSTANT_OPTIONS,
    OPTIONS_OF,
    SOLUTION_OPTIONS,
    SPAN_OPTIONS,
    UP_TO,
    LeftOpen,
    find_left_open,
)

__all__ = [
    "ARRAY_OPTIONS", "CONSTANT_OPTIONS", "OPTIONS_OF", "SOLUTION_OPTIONS", "SPAN_OPTIONS", "UP_TO", "LeftOpen",
    "complete_key", "find_key_fault", "find_left_open", "find_member", "judge_left_open", "leave_open", "list_misses",
    "vary_key",
]  # fmt: skip
