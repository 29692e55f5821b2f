"""The decisions about the members of a family or the entries of an array, joined to one."""

from collections.abc import Sequence
from dataclasses import replace

from grader.equivalence.rungs.ladder import ORDER
from grader.records import Agreement, Decision, Equality, Witness

__all__ = ["join_decisions", "locate_witness"]

# Of many equal parts, the rung that comes last here names how the whole is known.
RUNGS = (
    "tree",
    "exact",
    "tolerance",
    "rounding",
    "modular",
    "algebraic",
    "enclosure",
    "sympy",
    "structure",
    "sizes",
    "limit",
)


def join_decisions(letters: Sequence[str], parts: list[tuple[tuple[int, ...], Decision]]) -> Decision:
    """Join the decisions about all parts: different where one is, equal where all are."""
    if len(parts) == 1 and parts[0][0] == ():
        return parts[0][1]
    worst = min(parts, key=lambda part: ORDER[part[1].result])
    if worst[1].result is Equality.EQUAL:
        # All are equal: the rung that comes last in RUNGS speaks for the whole.
        worst = max(parts, key=lambda part: RUNGS.index(part[1].by))
    decision = worst[1]
    remarks = tuple(dict.fromkeys(remark for _, part in parts for remark in part.remarks))
    return Decision(
        result=decision.result,
        by=decision.by,
        witness=locate_witness(decision, letters, worst[0]),
        agreement=find_weakest_agreement(parts) if decision.result is Equality.UNKNOWN else None,
        error_bound_log2=max((p.error_bound_log2 for _, p in parts if p.error_bound_log2 is not None), default=None)
        if decision.result is Equality.EQUAL else None,
        remarks=remarks,
        assumes=tuple(dict.fromkeys(text for _, part in parts for text in part.assumes)),
        parts=tuple(parts),
    )  # fmt: skip


def locate_witness(decision: Decision, letters: Sequence[str], key: tuple[int, ...]) -> Witness | None:
    if decision.witness is None:
        return None
    names = [*letters, *("row", "column")] if len(key) - len(letters) == 2 else [*letters, "entry"]
    return replace(decision.witness, at=tuple(zip(names, key, strict=False)))


def find_weakest_agreement(parts: list[tuple[tuple[int, ...], Decision]]) -> Agreement | None:
    seen = [part.agreement for _, part in parts if part.agreement is not None]
    return min(seen, key=lambda agreement: agreement.digits, default=None)
