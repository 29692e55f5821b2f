"""The proof of a rubric's key for its author: what was found for each item, what was proved of it, and what not.

A key that a reference solver yields is confirmed by a second, independent method. One that the author wrote is taken as
it stands: that it reads back as full marks says that it can be used, not that it is right. The two are told apart.
"""

from collections.abc import Collection, Iterator
from textwrap import wrap

from grader.grading.proof import RubricProof
from grader.reports.formats.terminal import WIDTH
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
    yield from confirmations(proof)
    wrong = len({finding.item for finding in proof.findings if not finding.is_ok})
    if proof.is_ok:
        yield "Nothing was found that speaks against using this rubric."
    else:
        yield f"Do not use this rubric yet: {counted(wrong, 'item')} marked ✗ above must be fixed."


def confirmations(proof: RubricProof) -> Iterator[str]:
    """Yield how many keys a second method confirmed, and which are what the author wrote."""
    confirmed = {finding.item for finding in proof.findings if finding.check == "reference" and finding.is_ok}
    keys = list(dict.fromkeys(finding.item for finding in proof.findings if finding.check in ("key", "reference")))
    written = [item for item in keys if item not in {f.item for f in proof.findings if f.check == "reference"}]
    if confirmed:
        yield f"{counted(len(confirmed), 'key')} {plural(confirmed)} confirmed by a second, independent method."
    if written:
        said = f"{counted(len(written), 'key')} {plural(written)} taken as the author wrote {them(written)}"
        yield from wrap(f"{said}, and confirmed by nothing else: {', '.join(written)}.", WIDTH)


def plural(keys: Collection[str]) -> str:
    """Return the verb for so many keys."""
    return "is" if len(keys) == 1 else "are"


def them(keys: Collection[str]) -> str:
    """Return the pronoun for so many keys."""
    return "it" if len(keys) == 1 else "them"
