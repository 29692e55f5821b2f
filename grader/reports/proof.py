"""The proof of a rubric's key for its author: what was found for each item, then what the key scores."""

from collections.abc import Iterator

from grader.grading.proof import RubricProof
from grader.reports.wording import amount, counted

__all__ = ["proof_as_text"]


def proof_as_text(proof: RubricProof) -> str:
    """Return the proof for a terminal."""
    return "\n".join(lines(proof)) + "\n"


def lines(proof: RubricProof) -> Iterator[str]:
    """Yield a line for each finding, the items in order, then the totals and the conclusion."""
    for item in dict.fromkeys(finding.item for finding in proof.findings):
        for finding in proof.findings:
            if finding.item == item:
                yield f"{'✓' if finding.is_ok else '✗'} {item}: {finding.text}"
    yield ""
    person = f", and a person judges {amount(proof.for_a_person)}" if proof.for_a_person else ""
    yield f"The key scores {amount(proof.key_score)} of {counted(proof.points, 'point')}{person}."
    yield f"A blank submission scores {amount(proof.blank_score)}."
    wrong = len({finding.item for finding in proof.findings if not finding.is_ok})
    if proof.is_ok:
        yield "The key is proved: this rubric can be used."
    else:
        yield f"Do not use this rubric yet: {counted(wrong, 'item')} marked ✗ above must be mended."
