"""The proof of a rubric's key for its author: what was found for each item, and what was and was not proved.

A second, independent method confirms a key that a reference solver finds. A key that the author wrote is used as it is:
that it earns full marks shows that it can be used, not that it is right. The report lists the two kinds separately.
"""

from collections.abc import Collection, Iterator
from textwrap import wrap

from grader.grading.proof import Finding, RubricProof
from grader.reports.formats.terminal import WIDTH
from grader.reports.wording import format_amount, format_count

__all__ = ["proof_as_text", "summarize_proof"]

SOUND = "No problem was found with this rubric."


def proof_as_text(proof: RubricProof) -> str:
    """Return the proof for a terminal."""
    return "\n".join(list_proof_lines(proof)) + "\n"


def summarize_proof(text: str) -> str:
    """Return what a text by ``proof_as_text`` says after its findings, in one line and without that nothing is wrong.

    >>> summarize_proof(f"✓ slope: The key scores full marks.\\n\\nA blank submission scores 0.\\n{SOUND}\\n")
    'A blank submission scores 0.'
    """
    return " ".join(line for line in text.rpartition("\n\n")[2].splitlines() if line != SOUND)


def list_proof_lines(proof: RubricProof) -> Iterator[str]:
    """Yield a line for each finding, item by item, then the totals and the conclusion."""
    for item in dict.fromkeys(finding.item for finding in proof.findings):
        for finding in proof.findings:
            if finding.item == item:
                yield f"{choose_mark(finding)} {item}: {finding.text}"
    yield ""
    person = f", and a person judges {format_amount(proof.for_a_person)}" if proof.for_a_person else ""
    yield f"The key scores {format_amount(proof.key_score)} of {format_count(proof.points, 'point')}{person}."
    yield f"A blank submission scores {format_amount(proof.blank_score)}."
    yield from describe_confirmations(proof)
    wrong = len({finding.item for finding in proof.findings if not finding.is_ok})
    if proof.is_ok:
        yield SOUND
        doubtful = len({finding.item for finding in proof.findings if finding.is_doubtful})
        if doubtful:
            yield f"Look again at {format_count(doubtful, 'item')} marked ! above."
    else:
        yield f"Do not use this rubric yet: {format_count(wrong, 'item')} marked ✗ above must be fixed."


def choose_mark(finding: Finding) -> str:
    if finding.is_doubtful:
        return "!"
    return "✓" if finding.is_ok else "✗"


def describe_confirmations(proof: RubricProof) -> Iterator[str]:
    """Say how many keys a second method confirmed, and which are only what the author wrote."""
    confirmed = {finding.item for finding in proof.findings if finding.check == "reference" and finding.is_ok}
    keys = list(dict.fromkeys(finding.item for finding in proof.findings if finding.check in ("key", "reference")))
    written = [item for item in keys if item not in {f.item for f in proof.findings if f.check == "reference"}]
    if confirmed:
        yield f"A second, independent method confirmed {format_count(len(confirmed), 'key')}."
    if written:
        count, verb = format_count(len(written), "key"), choose_is_or_are(written)
        said = f"{count} {verb} used as the author wrote {choose_it_or_them(written)}, and nothing else confirms"
        yield from wrap(f"{said} {choose_it_or_them(written)}: {', '.join(written)}.", WIDTH)


def choose_is_or_are(keys: Collection[str]) -> str:
    return "is" if len(keys) == 1 else "are"


def choose_it_or_them(keys: Collection[str]) -> str:
    return "it" if len(keys) == 1 else "them"
