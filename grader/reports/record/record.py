"""A graded submission as plain data (dictionaries, lists, text), and back.

One pair of functions a record. Fractions are text; ``…_decimal`` values are written for readers and ignored on the
way back. A place in a document is kept as its line and column with the part of the line that a message shows, so that
a record read back renders to the same bytes.

>>> quantities(score=Fraction(7, 3), credit=None)
{'score': '7/3', 'score_decimal': 2.333333, 'credit': None, 'credit_decimal': None}
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from grader.errors import SHOWN_COLUMNS, Diagnostic
from grader.grading.figure import NetworkFigure
from grader.grading.result import ComponentResult, GradedSubmission, ItemResult, Lateness, Provenance, ReadBack
from grader.records import Agreement, Decision, Equality, Outcome, Remark, Witness
from grader.reports.record.figures import figure, figure_data, network, network_data
from grader.source import Source, Span

__all__ = ["from_data", "from_head", "head_data", "item", "item_data", "to_data"]

Data = dict[str, Any]
DECIMALS = 6


def decimal(value: Fraction | None) -> float | None:
    """Return the value rounded half to even to six decimals."""
    return None if value is None else float(round(value, DECIMALS))


def quantities(**values: Fraction | None) -> Data:
    """Return each value as exact text, and beside it as a decimal."""
    data: Data = {}
    for name, value in values.items():
        data[name], data[f"{name}_decimal"] = shown(value)
    return data


@lru_cache(maxsize=4096)
def shown(value: Fraction | None) -> tuple[str | None, float | None]:
    """Return a value as exact text and as a decimal; in a class most numbers repeat."""
    return None if value is None else str(value), decimal(value)


def to_data(graded: GradedSubmission) -> Data:
    """Return the whole record as data."""
    return {**head_data(graded), "items": [item_data(item) for item in graded.items]}


def head_data(graded: GradedSubmission) -> Data:
    """Return all of a record but its items as data."""
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
        **quantities(score=graded.score if graded.is_readable else None, points=graded.points, pending=graded.pending),
        "lateness": None if graded.lateness is None else lateness_data(graded.lateness),
        **quantities(
            deduction=graded.deduction if graded.is_readable else None,
            final_score=graded.final_score if graded.is_readable else None,
        ),
        "diagnostics": [diagnostic_data(diagnostic) for diagnostic in graded.diagnostics],
        **({"group": list(graded.group)} if graded.group else {}),
        **({"places": dict(graded.places)} if graded.places else {}),
        **({"networks": list(map(network_data, graded.networks))} if graded.networks else {}),
    }


def from_data(data: Mapping[str, Any]) -> GradedSubmission:
    """Return the record that ``to_data`` made ``data`` of; the data must follow the schema."""
    return from_head(data, tuple(map(item, data["items"])), tuple(map(network, data.get("networks", ()))))


def from_head(
    data: Mapping[str, Any], items: tuple[ItemResult, ...], networks: tuple[NetworkFigure, ...] = ()
) -> GradedSubmission:
    """Return the record of which ``head_data`` made ``data``, with its items and networks."""
    return GradedSubmission(
        student=data["student"],
        file=data["file"],
        rubric=data["rubric"],
        title=data["title"],
        provenance=Provenance(**data["provenance"]),
        diagnostics=tuple(map(diagnostic, data["diagnostics"])),
        items=items,
        places=data.get("places", {}),
        lateness=lateness(data["lateness"]) if data.get("lateness") else None,
        networks=networks,
        group=tuple(data.get("group", ())),
    )


def lateness_data(late: Lateness) -> Data:
    """Return how late a submission is as data."""
    return {"submitted": late.submitted, "due": late.due, "days": late.days, **quantities(share=late.share)}


def lateness(data: Mapping[str, Any]) -> Lateness:
    """Return how late a submission is."""
    return Lateness(submitted=data["submitted"], due=data["due"], days=data["days"], share=Fraction(data["share"]))


def item_data(item: ItemResult) -> Data:
    """Return one item as data."""
    return {
        "id": item.id,
        "part": item.part,
        "title": item.title,
        "prompt": item.prompt,
        **({"choices": pairs(item.choices)} if item.choices else {}),
        "type": item.type,
        "outcome": item.outcome.value,
        **quantities(points=item.points, credit=item.credit, score=item.score),
        "given": item.given,
        "read": read_back_data(item.read),
        "remarks": [remark_data(remark) for remark in item.remarks],
        "components": [component_data(component) for component in item.components],
        "diagnostics": [diagnostic_data(diagnostic) for diagnostic in item.diagnostics],
        "decision": None if item.decision is None else decision_data(item.decision),
        "expected": read_back_data(item.expected),
        **({"fingerprint": item.fingerprint} if item.fingerprint else {}),
        **({"figure": figure_data(item.figure)} if item.figure else {}),
    }


def item(data: Mapping[str, Any]) -> ItemResult:
    """Return the item that ``item_data`` made ``data`` of."""
    return ItemResult(
        **{name: data[name] for name in ("id", "part", "title", "prompt", "type", "given")},
        outcome=Outcome(data["outcome"]),
        points=Fraction(data["points"]),
        credit=optional_fraction(data["credit"]),
        read=read_back(data["read"]),
        remarks=tuple(map(remark, data["remarks"])),
        components=tuple(map(component, data["components"])),
        diagnostics=tuple(map(diagnostic, data["diagnostics"])),
        decision=None if data["decision"] is None else decision(data["decision"]),
        expected=read_back(data["expected"]),
        choices=tuple(map(tuple, data.get("choices", ()))),
        fingerprint=data.get("fingerprint", ""),
        figure=figure(data["figure"]) if "figure" in data else None,
    )


def optional_fraction(text: str | None) -> Fraction | None:
    """Return the fraction that the text holds."""
    return None if text is None else Fraction(text)


def read_back_data(shown: ReadBack | None) -> Data | None:
    """Return how an answer was read as data."""
    if shown is None:
        return None
    return {"text": shown.text, "latex": shown.latex, **({"mathml": shown.mathml} if shown.mathml else {})}


def read_back(data: Mapping[str, Any] | None) -> ReadBack | None:
    """Return how an answer was read."""
    return None if data is None else ReadBack(**data)


def remark_data(remark: Remark) -> Data:
    """Return a remark as data."""
    return {"id": remark.id, "text": remark.text, "parameters": pairs(remark.parameters)}


def pairs(parameters: Iterable[tuple[str, Any]]) -> list[list[Any]]:
    """Return named values as pairs; they keep their order, which a JSON object need not."""
    return [[name, value] for name, value in parameters]


def remark(data: Mapping[str, Any]) -> Remark:
    """Return the remark that ``remark_data`` made ``data`` of."""
    return Remark(id=data["id"], text=data["text"], parameters=tuple(map(tuple, data["parameters"])))


def component_data(component: ComponentResult) -> Data:
    """Return one part of an answer as data."""
    return {
        "label": component.label,
        "outcome": component.outcome.value,
        **quantities(credit=component.credit, weight=component.weight),
    }


def component(data: Mapping[str, Any]) -> ComponentResult:
    """Return the component that ``component_data`` made ``data`` of."""
    return ComponentResult(
        label=data["label"],
        outcome=Outcome(data["outcome"]),
        credit=optional_fraction(data["credit"]),
        weight=Fraction(data["weight"]),
    )


def diagnostic_data(diagnostic: Diagnostic) -> Data:
    """Return a complaint as data, its message in parts and its place in lines and columns (both from 1)."""
    return {
        "slug": diagnostic.slug,
        "severity": diagnostic.severity,
        "audience": diagnostic.audience,
        "what": diagnostic.what,
        "why": diagnostic.why,
        "help": diagnostic.help,
        "span": None if diagnostic.span is None else span_data(diagnostic.span),
    }


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


def diagnostic(data: Mapping[str, Any]) -> Diagnostic:
    """Return the complaint that ``diagnostic_data`` made ``data`` of."""
    found = {**data, "span": None if data["span"] is None else span(data["span"])}
    if "mend" in found:  # as reports of the format versions 1 and 2 call it, and records that were kept then
        found["help"] = found.pop("mend")
    return Diagnostic(**found)


def span(data: Mapping[str, Any]) -> Span:
    """Return a place in a source that has the excerpt where it was and is empty elsewhere."""
    line_start = data["line"] - 1
    text = "\n" * line_start + " " * (data["excerpt_column"] - 1) + data["excerpt"]
    start = line_start + data["column"] - 1
    return Span(Source(data["source"], text), start, start + data["length"])


def decision_data(decision: Decision) -> Data:
    """Return what the equality engine decided as data."""
    witness, agreement = decision.witness, decision.agreement
    return {
        "result": decision.result.value,
        "by": decision.by,
        "witness": None if witness is None else witness_data(witness),
        "agreement": None if agreement is None else {"points": agreement.points, "digits": agreement.digits},
        "error_bound_log2": decision.error_bound_log2,
        "remarks": list(decision.remarks),
        "parts": [{"indices": list(indices), "decision": decision_data(part)} for indices, part in decision.parts],
    }


def decision(data: Mapping[str, Any]) -> Decision:
    """Return the decision that ``decision_data`` made ``data`` of."""
    return Decision(
        result=Equality(data["result"]),
        by=data["by"],
        witness=None if data["witness"] is None else witness(data["witness"]),
        agreement=None if data["agreement"] is None else Agreement(**data["agreement"]),
        error_bound_log2=data["error_bound_log2"],
        remarks=tuple(data["remarks"]),
        parts=tuple((tuple(part["indices"]), decision(part["decision"])) for part in data["parts"]),
    )


def witness_data(witness: Witness) -> Data:
    """Return the point where two expressions differ as data."""
    return {
        "reason": witness.reason,
        "point": pairs(witness.point),
        "student": witness.student,
        "expected": witness.expected,
        "at": pairs(witness.at),
    }


def witness(data: Mapping[str, Any]) -> Witness:
    """Return the witness that ``witness_data`` made ``data`` of."""
    return Witness(
        reason=data["reason"],
        point=tuple(map(tuple, data["point"])),
        student=data["student"],
        expected=data["expected"],
        at=tuple(map(tuple, data["at"])),
    )
