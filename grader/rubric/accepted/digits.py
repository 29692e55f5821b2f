"""How many digits a number has to have: ``digits`` counts significant ones, ``decimals`` places after the point.

```yaml
digits: 3
digits: exactly 3
decimals: 2
decimals: exactly 2
```
"""

from typing import TypedDict

from grader.documents import DocumentNode
from grader.equivalence import Policy
from grader.errors import GraderError
from grader.expr import parse, to_text
from grader.expr.nodes import Number
from grader.expr.notation import Notation
from grader.rubric.accepted.faults import fault_at
from grader.rubric.accepted.rounded import round_tree
from grader.rubric.fields import find_entry, get_text

__all__ = ["Rounding", "describe_rounding", "is_share", "read_rounding", "round_example"]

EXACTLY = "exactly"
PERCENT = 2  # places that the point moves: 12.5% is 0.125


class Rounding(TypedDict, total=False):
    """What a policy is told about rounded numbers."""

    digits: int
    decimals: int
    exactly: bool
    rounded_key: bool


def read_rounding(node: DocumentNode) -> Rounding:
    """Read what an item says about digits; nothing where it accepts no rounded numbers."""
    digits, decimals = get_text(node, "digits"), get_text(node, "decimals")
    if not digits and not decimals:
        return {}
    if digits and decimals:
        raise fault_at(
            node,
            "decimals",
            "digits",
            "'digits' and 'decimals' do not go together.",
            "'digits' counts significant digits, 'decimals' places after the point.",
            "Remove one of them.",
        )
    text = digits or decimals
    exactly, count = text.startswith(EXACTLY), int(text.split()[-1])
    if exactly and (find_entry(node, "rtol") or find_entry(node, "atol")):
        raise fault_at(
            node,
            "digits" if digits else "decimals",
            "digits",
            f"'{text}' and a tolerance do not go together.",
            "A tolerance accepts values however they are written.",
            f"Remove 'rtol' and 'atol', or the word '{EXACTLY}'.",
        )
    found: Rounding = {"exactly": exactly, "rounded_key": True}
    if digits:
        return {**found, "digits": count}
    # The places of a percentage are those that are seen: 12.5% has one.
    return {**found, "decimals": count + (PERCENT if is_share(node) else 0)}


def is_share(node: DocumentNode) -> bool:
    """Whether the expected answer is written in percent."""
    return "%" in get_text(node, "expected")


def describe_rounding(policy: Policy, in_percent: bool = False) -> str:
    """Say to students how a number is to be rounded; empty where nothing is asked for.

    >>> describe_rounding(Policy(digits=3)), describe_rounding(Policy(decimals=1, exactly=True))
    ('at least 3 significant digits', 'exactly 1 decimal place')
    """
    if not policy.accepts_rounding:
        return ""
    count = (policy.decimals or 0) - (PERCENT if in_percent else 0) if policy.digits is None else policy.digits
    if count == 0:
        return "a whole number" if policy.exactly else "a whole number, or with more decimal places"
    noun = "decimal place" if policy.digits is None else "significant digit"
    return f"{EXACTLY if policy.exactly else 'at least'} {count} {noun}{'' if count == 1 else 's'}"


def round_example(node: DocumentNode, example: str, policy: Policy) -> str:
    """Return the example of an answer type with as many digits as an item asks for.

    >>> from grader.documents import parse_yaml
    >>> number, share = (parse_yaml(f"expected: {key}", "key").root for key in ("0.3", "30.0%"))
    >>> round_example(number, "3/4", Policy(digits=3, exactly=True))
    '0.750'
    >>> round_example(share, "3/4", Policy(decimals=3, exactly=True))
    '75.0%'
    """
    if not policy.exactly:
        return example
    try:
        rounded = round_tree(parse(example, Notation()).tree, policy)
    except GraderError:  # such as the example of a formula, with names that are not declared
        return example
    if is_share(node) and isinstance(rounded, Number) and rounded.decimals is not None:
        return f"{to_text(Number(rounded.value * 100, rounded.decimals - PERCENT, rounded.digits))}%"
    return to_text(rounded)
