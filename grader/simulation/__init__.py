"""Simulated answers with known truth: equivalent forms, near misses and whole classes.

What is made here is true by construction: a form is equivalent because each rule that led to it is, a wrong answer is
wrong because the engine has proved it different. ``rubric test`` tries a rubric on such answers, and ``simulate``
writes classes of them. Start with ``classroom``.
"""
