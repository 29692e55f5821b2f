"""The remarks that claim nothing about the values of an answer."""

__all__ = ["WITHOUT_CLAIM"]

# Remarks that say nothing about the values of an answer: advice, a person's words, the form, what is not known.
WITHOUT_CLAIM = frozenset({
    "accents-counts", "added-bracket", "assumption", "author", "both-sides", "branch", "brackets", "case-counts",
    "choice", "constant-range", "decimal-comma", "declared-parameter", "derivative-for-name", "domain", "fault",
    "follow-through-cap", "follow-through-guard", "follow-through-undecided", "form", "free-unknowns", "hidden", "hint",
    "ignored", "key-point", "missing-items", "near-name", "near-spelling", "no-steps", "one-step", "order",
    "other-letter", "other-reading", "override", "override-outdated", "punctuation-counts", "reach", "required-step",
    "result", "shape", "single-value", "spaces-counts", "span-by-rows", "span-with-names", "start", "target",
    "text-suggestion", "typing-mistake", "unconfirmed", "undecided", "unreadable-entries", "used-up",
})  # fmt: skip
