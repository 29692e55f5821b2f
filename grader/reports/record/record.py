"""A graded submission as plain data (dictionaries, lists, text), and back.

There is one pair of functions for each record. Fractions are text; ``…_decimal`` values are written for readers and
ignored when reading back. A place in a document is kept as its line and column, with the part of the line that a
message shows, so that a record read back renders to the same bytes.

>>> quantity_data(score=Fraction(7, 3), credit=None)
{'score': '7/3', 'score_decimal': 2.333333, 'credit': None, 'credit_decimal': None}
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from grader.errors import SHOWN_COLUMNS, Diagnostic, Proposal
from grader.grading.figure import NetworkFigure
from grader.grading.result import (
    Attempt,
    ComponentResult,
    Deduction,
    GradedSubmission,
    ItemResult,
    Lateness,
    Provenance,
    ReadBack,
)
from grader.records import Agreement, Decision, Equality, Outcome, Remark, Witness
from grader.reports.record.figures import figure_data, network_data, restore_figure, restore_network
from grader.source import Source, Span

__all__ = [
    "diagnostic_data", "from_data", "from_head", "head_data", "item_data", "restore_diagnostic", "restore_item",
    "restore_network", "to_data",
]  # fmt: skip

Data = dict[str, Any]
DECIMALS = 6  # published in the schema


def round_to_decimal(value: Fraction | None) -> float | None:
    """Return the value rounded half to even to six decimals."""
    return None if value is None else float(round(value, DECIMALS))


def quantity_data(**values: Fraction | None) -> Data:
    """Return each value as exact text, with a decimal beside it."""
    data: Data = {}
    for name, value in values.items():
        data[name], data[f"{name}_decimal"] = number_data(value)
    return data


@lru_cache(maxsize=4096)
def number_data(value: Fraction | None) -> tuple[str | None, float | None]:
    """Return a value as exact text and as a decimal. Cached, because most numbers in a class repeat."""
    return None if value is None else str(value), round_to_decimal(value)


def to_data(graded: GradedSubmission) -> Data:
    """Return the whole record as data."""
    return {**head_data(graded), "items": [item_data(item) for item in graded.items]}


def head_data(graded: GradedSubmission) -> Data:
    """Return a record as data, without its items."""
    return {
        "student": graded.student,
        "file": graded.file,
        "rubric": graded.rubric,
        "title": graded.title,
        "provenance": {
            "submission": graded.provenance.submission,
            "rubric": graded.provenance.rubric,
            "engine": graded.provenance.engine,
            **({"overrides": graded.provenance.overrides} if graded.provenance.overrides else {}),
        },
        **quantity_data(score=graded.score if graded.has_score else None, points=graded.points, pending=graded.pending),
        "lateness": None if graded.lateness is None else lateness_data(graded.lateness),
        **quantity_data(
            deduction=graded.deduction if graded.has_score else None,
            final_score=graded.final_score if graded.has_score else None,
        ),
        **({"attempt": attempt_data(graded.attempt)} if graded.attempt else {}),
        **({"deductions": list(map(deduction_data, graded.deductions))} if graded.deductions else {}),
        "diagnostics": [diagnostic_data(diagnostic) for diagnostic in graded.diagnostics],
        **({"group": list(graded.group)} if graded.group else {}),
        **({"practice": True} if graded.is_practice else {}),
        **({"places": dict(graded.places)} if graded.places else {}),
        **({"networks": list(map(network_data, graded.networks))} if graded.networks else {}),
    }


def from_data(data: Mapping[str, Any]) -> GradedSubmission:
    """Restore the record from the data that ``to_data`` returned. The data must follow the schema."""
    return from_head(
        data, tuple(map(restore_item, data["items"])), tuple(map(restore_network, data.get("networks", ())))
    )


def from_head(
    data: Mapping[str, Any], items: tuple[ItemResult, ...], networks: tuple[NetworkFigure, ...] = ()
) -> GradedSubmission:
    """Restore a record from the data that ``head_data`` returned, with its items and networks."""
    return GradedSubmission(
        student=data["student"],
        file=data["file"],
        rubric=data["rubric"],
        title=data["title"],
        provenance=Provenance(**data["provenance"]),
        diagnostics=tuple(map(restore_diagnostic, data["diagnostics"])),
        items=items,
        places=data.get("places", {}),
        lateness=restore_lateness(data["lateness"]) if data.get("lateness") else None,
        networks=networks,
        group=tuple(data.get("group", ())),
        attempt=Attempt(**data["attempt"]) if "attempt" in data else None,
        deductions=tuple(map(restore_deduction, data.get("deductions", ()))),
        is_practice=data.get("practice", False),
    )


def lateness_data(late: Lateness) -> Data:
    return {
        "submitted": late.submitted,
        "due": late.due,
        "days": late.days,
        **quantity_data(share=late.share),
        **({"points": str(late.points)} if late.points else {}),
        **({"hours": late.hours} if late.hours else {}),
        **({"late_days_used": late.late_days_used} if late.late_days_used is not None else {}),
    }


def restore_lateness(data: Mapping[str, Any]) -> Lateness:
    return Lateness(
        submitted=data["submitted"],
        due=data["due"],
        days=data["days"],
        share=Fraction(data["share"]),
        points=Fraction(data.get("points", 0)),
        hours=data.get("hours", 0),
        late_days_used=data.get("late_days_used"),
    )


def attempt_data(attempt: Attempt) -> Data:
    return {"number": attempt.number, "count": attempt.count, "counts": attempt.counts}


def deduction_data(deduction: Deduction) -> Data:
    """Return a deduction as data: points, or a share."""
    cost = {"points": str(deduction.points)} if deduction.points else {"share": str(deduction.share)}
    return {**cost, "reason": deduction.reason, "author": deduction.author, "date": deduction.date}


def restore_deduction(data: Mapping[str, Any]) -> Deduction:
    return Deduction(
        share=Fraction(data.get("share", 0)),
        points=Fraction(data.get("points", 0)),
        reason=data["reason"],
        author=data["author"],
        date=data["date"],
    )


def item_data(item: ItemResult) -> Data:
    return {
        "id": item.id,
        "part": item.part,
        "title": item.title,
        "prompt": item.prompt,
        **({"choices": list_pairs(item.choices)} if item.choices else {}),
        "type": item.type,
        "outcome": item.outcome.value,
        **quantity_data(points=item.points, credit=item.credit, score=item.score),
        "given": item.given,
        "read": reading_data(item.read),
        "remarks": [remark_data(remark) for remark in item.remarks],
        "components": [component_data(component) for component in item.components],
        "diagnostics": [diagnostic_data(diagnostic) for diagnostic in item.diagnostics],
        "decision": None if item.decision is None else decision_data(item.decision),
        "expected": reading_data(item.expected),
        **({"fingerprint": item.fingerprint} if item.fingerprint else {}),
        **({"figure": figure_data(item.figure)} if item.figure else {}),
        **({"uncounted": True} if item.is_uncounted else {}),
        **({"bonus": True} if item.is_bonus else {}),
    }


def restore_item(data: Mapping[str, Any]) -> ItemResult:
    return ItemResult(
        **{name: data[name] for name in ("id", "part", "title", "prompt", "type", "given")},
        outcome=Outcome(data["outcome"]),
        points=Fraction(data["points"]),
        credit=restore_fraction(data["credit"]),
        read=restore_reading(data["read"]),
        remarks=tuple(map(restore_remark, data["remarks"])),
        components=tuple(map(restore_component, data["components"])),
        diagnostics=tuple(map(restore_diagnostic, data["diagnostics"])),
        decision=None if data["decision"] is None else restore_decision(data["decision"]),
        expected=restore_reading(data["expected"]),
        choices=tuple(map(tuple, data.get("choices", ()))),
        fingerprint=data.get("fingerprint", ""),
        figure=restore_figure(data["figure"]) if "figure" in data else None,
        is_uncounted=data.get("uncounted", False),
        is_bonus=data.get("bonus", False),
    )


def restore_fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def reading_data(shown: ReadBack | None) -> Data | None:
    if shown is None:
        return None
    written = {"text": shown.text, "latex": shown.latex, **({"mathml": shown.mathml} if shown.mathml else {})}
    return {**written, **({"with_points": shown.with_points} if shown.with_points else {})}


def restore_reading(data: Mapping[str, Any] | None) -> ReadBack | None:
    return None if data is None else ReadBack(**data)


def remark_data(remark: Remark) -> Data:
    return {"id": remark.id, "text": remark.text, "parameters": list_pairs(remark.parameters)}


def list_pairs(parameters: Iterable[tuple[str, Any]]) -> list[list[Any]]:
    """Return named values as pairs. Pairs keep their order, which a JSON object need not."""
    return [[name, value] for name, value in parameters]


def restore_remark(data: Mapping[str, Any]) -> Remark:
    return Remark(id=data["id"], text=data["text"], parameters=tuple(map(tuple, data["parameters"])))


def component_data(component: ComponentResult) -> Data:
    return {
        "label": component.label,
        "outcome": component.outcome.value,
        **quantity_data(credit=component.credit, weight=component.weight),
    }


def restore_component(data: Mapping[str, Any]) -> ComponentResult:
    return ComponentResult(
        label=data["label"],
        outcome=Outcome(data["outcome"]),
        credit=restore_fraction(data["credit"]),
        weight=Fraction(data["weight"]),
    )


def diagnostic_data(diagnostic: Diagnostic) -> Data:
    """Return a message as data, in parts, with its place as line and column (both from 1)."""
    return {
        "slug": diagnostic.slug,
        "severity": diagnostic.severity,
        "audience": diagnostic.audience,
        "what": diagnostic.what,
        "why": diagnostic.why,
        "help": diagnostic.help,
        "span": None if diagnostic.span is None else span_data(diagnostic.span),
        **({"proposals": list(map(proposal_data, diagnostic.proposals))} if diagnostic.proposals else {}),
    }


def proposal_data(proposal: Proposal) -> Data:
    """Return a text that a message proposes as data, with the whole answer that it makes."""
    return {"answer": proposal.answer, "shown": proposal.shown, "meaning": proposal.meaning}


def span_data(span: Span) -> Data:
    """Return a place as data: source, line, column, length within the line, and the line around it."""
    line, column = span.source.position(span.start)
    text = span.source.line(line)
    first = max(0, column - 1 - SHOWN_COLUMNS)
    shown = text[first : column + SHOWN_COLUMNS]
    return {
        "source": span.source.name,
        "line": line,
        "column": column,
        "length": max(0, min(span.end - span.start, first + len(shown) + 1 - column)),
        "excerpt": shown,
        "excerpt_column": first + 1,
    }


def restore_diagnostic(data: Mapping[str, Any]) -> Diagnostic:
    found = {**data, "span": None if data["span"] is None else restore_span(data["span"])}
    found["proposals"] = tuple(Proposal(**each) for each in data.get("proposals", ()))
    if "mend" in found:  # the name in reports of format versions 1 and 2, and in records kept at that time
        found["help"] = found.pop("mend")
    return Diagnostic(**found)


def restore_span(data: Mapping[str, Any]) -> Span:
    """Return a place in a source that has the excerpt where it was, and is empty elsewhere."""
    line_start = data["line"] - 1
    text = "\n" * line_start + " " * (data["excerpt_column"] - 1) + data["excerpt"]
    start = line_start + data["column"] - 1
    return Span(Source(data["source"], text), start, start + data["length"])


def decision_data(decision: Decision) -> Data:
    witness, agreement = decision.witness, decision.agreement
    assumes = {"assumes": list(decision.assumes)} if decision.assumes else {}
    return {
        "result": decision.result.value,
        "by": decision.by,
        "witness": None if witness is None else witness_data(witness),
        "agreement": None if agreement is None else {"points": agreement.points, "digits": agreement.digits},
        "error_bound_log2": decision.error_bound_log2,
        "remarks": list(decision.remarks),
        **assumes,
        "parts": [{"indices": list(indices), "decision": decision_data(part)} for indices, part in decision.parts],
    }


def restore_decision(data: Mapping[str, Any]) -> Decision:
    return Decision(
        result=Equality(data["result"]),
        by=data["by"],
        witness=None if data["witness"] is None else restore_witness(data["witness"]),
        agreement=None if data["agreement"] is None else Agreement(**data["agreement"]),
        error_bound_log2=data["error_bound_log2"],
        remarks=tuple(data["remarks"]),
        assumes=tuple(data.get("assumes", ())),  # left out where nothing is assumed, and by older versions
        parts=tuple((tuple(part["indices"]), restore_decision(part["decision"])) for part in data["parts"]),
    )


def witness_data(witness: Witness) -> Data:
    return {
        "reason": witness.reason,
        "point": list_pairs(witness.point),
        "student": witness.student,
        "expected": witness.expected,
        "at": list_pairs(witness.at),
    }


def restore_witness(data: Mapping[str, Any]) -> Witness:
    return Witness(
        reason=data["reason"],
        point=tuple(map(tuple, data["point"])),
        student=data["student"],
        expected=data["expected"],
        at=tuple(map(tuple, data["at"])),
    )
