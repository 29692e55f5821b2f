"""Simulated answers with known truth: equivalent forms, near misses and whole classes.

The truth holds by construction: each rule keeps the value of a formula, and the engine has proved that each wrong
answer differs. ``rubric test`` tries a rubric on such answers, and ``simulate`` writes whole classes.

Start with ``classroom``.
"""
